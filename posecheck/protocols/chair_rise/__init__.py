"""The chair rise: five times from sitting to fully upright, at one's own pace."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from posecheck.protocol import Check, Protocol, Question, StationKind
from posecheck.protocols.chair_rise import kinds
from posecheck.protocols.chair_rise.options import RiseOptions

if TYPE_CHECKING:
    from posecheck.assessment import Finding, Measure
    from posecheck.coaching.coach import Coach
    from posecheck.options import Options
    from posecheck.protocols.chair_rise.analysis import RiseAnalysis
    from posecheck.protocols.chair_rise.prepare import Prepared
    from posecheck.take import Take
    from posecheck.thresholds import ThresholdFile


class ChairRise(Protocol["Prepared", "RiseAnalysis"]):
    """How fast and how fully somebody rises from a chair."""

    name = "chair_rise"
    rank = 3
    command = "rise"
    title = "Five times up from a chair"
    about = "How long five rises from a chair take, and how upright each one ends."
    stations = (
        StationKind(
            name="rise",
            label="The rises",
            help="A video of five rises from a chair without arms, from the side, or a take saved "
            "earlier; two seconds of quiet standing first, head and feet in the picture.",
            facing="side",
        ),
    )
    options = RiseOptions
    measures = kinds.MEASURES
    repetition_measures = kinds.PER_REPETITION
    repetition = ("rise", "rises")
    questions = (
        Question("time", "How long?", (kinds.TIME_FIVE, kinds.TIME, kinds.EVENNESS)),
        Question("upright", "Fully upright?", kinds.UPRIGHT),
        Question("parts", "Which part takes how long?", kinds.PARTS),
        Question("manner", "How is it done?", (kinds.LEAN, kinds.HANDS, kinds.STEPS)),
        Question("down", "How is the way down?", (kinds.DROP, kinds.LAST_DROP)),
    )

    @property
    def thresholds(self) -> "ThresholdFile":
        """Its own file of thresholds."""
        from posecheck.protocols.chair_rise.thresholds import CHAIR_RISE

        return CHAIR_RISE

    def live_stations(self, options: "Options") -> tuple[StationKind, ...]:
        """Return the one take, seen as the person chose."""
        return (replace(self.stations[0], facing=RiseOptions.model_validate(options).facing),)

    def coach(self, station: StationKind, options: "Options") -> "Coach":
        """Return the coach who counts the rises."""
        from posecheck.protocols.chair_rise.coach import RiseCoach

        return RiseCoach()

    def check(self, take: "Take") -> "Check[Prepared]":
        """Ask the gates on picture, person, view, standing and light."""
        from posecheck.protocols.chair_rise.gates import check_take
        from posecheck.protocols.chair_rise.prepare import prepare

        recording = take.stations[0].recording
        prepared = prepare(recording, RiseOptions.said(take.options))
        gates = check_take(recording, prepared)
        return Check(tuple(gates), prepared, prepared.view if prepared else "unknown")

    def analyse(self, prepared: "Prepared") -> "RiseAnalysis":
        """Return heights and angles and every rise."""
        from posecheck.protocols.chair_rise.analysis import analyse

        return analyse(prepared)

    def measure(self, analysis: "RiseAnalysis") -> "list[Measure]":
        """Return every measure of the rises."""
        from posecheck.protocols.chair_rise.measures import rise_measures

        return rise_measures(analysis)

    def find(self, analysis: "RiseAnalysis", measures: "Sequence[Measure]") -> "list[Finding]":
        """Return what the measures mean in plain words."""
        from posecheck.protocols.chair_rise.findings import rise_findings

        return rise_findings(measures)


PROTOCOL = ChairRise()
