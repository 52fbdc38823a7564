"""The slow march: one knee after the other, slowly up until the thigh is level, and down."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from posecheck.protocol import Check, Protocol, Question, StationKind
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.options import MarchOptions

if TYPE_CHECKING:
    from posecheck.assessment import Finding, Measure
    from posecheck.coaching import Coach
    from posecheck.options import Options
    from posecheck.protocol import FrameIndices
    from posecheck.protocols.slow_march.analysis import MarchAnalysis
    from posecheck.protocols.slow_march.prepare import Prepared
    from posecheck.take import Take
    from posecheck.threshold_file import ThresholdFile


class SlowMarch(Protocol["Prepared", "MarchAnalysis"]):
    """How high, how evenly and how steadily the knees are lifted."""

    name = "slow_march"
    rank = 0
    command = "march"
    title = "Slow march"
    about = "How high, how evenly and how steadily the knees are lifted."
    stations = (
        StationKind(
            name="march",
            label="The march",
            help="A video of a slow march, or a take saved earlier; two seconds of quiet standing "
            "first, head and feet in the picture.",
        ),
    )
    options = MarchOptions
    measures = kinds.MEASURES
    repetition_measures = kinds.PER_REPETITION
    repetition = ("lift", "lifts")
    questions = (
        Question("evenness", "How even?", (kinds.DIFFERENCE, *kinds.INDICES)),
        Question("height", "How high?", (kinds.PEAK, kinds.KNEE_HEIGHT, kinds.AT_TARGET)),
        Question("hold", "How held and lowered?", (kinds.HOLD, kinds.HOLD_SAG, kinds.LOWERING)),
        Question("tiring", "Does one side tire?", (kinds.TREND, kinds.TREND_DIFFERENCE)),
        Question("manner", "What did the rest of the body do?", kinds.MANNER),
    )
    sample: ClassVar[Mapping[str, tuple[str, str]]] = {
        "march": ("posecheck.app", "sample/march.mp4")
    }

    @property
    def thresholds(self) -> "ThresholdFile":
        """Its own file of thresholds."""
        from posecheck.protocols.slow_march.thresholds import SLOW_MARCH

        return SLOW_MARCH

    @property
    def correction_version(self) -> str:
        """Version of the coefficients of the elevation's correction."""
        from posecheck.kinematics import front_elevation

        return front_elevation.version()

    def live_stations(self, options: "Options") -> tuple[StationKind, ...]:
        """Return the one march, seen as the person chose."""
        return (replace(self.stations[0], facing=MarchOptions.model_validate(options).facing),)

    def coach(self, station: StationKind, options: "Options") -> "Coach":
        """Return the coach who counts the lifts."""
        from posecheck.protocols.slow_march.coach import MarchCoach

        return MarchCoach(MarchOptions.model_validate(options))

    def frames_to_look_at_again(self, take: "Take") -> "Mapping[int, FrameIndices]":
        """Return the tops of the lifts and some of the standing, of a march seen from the front."""
        from posecheck.protocols.slow_march.prepare import tops_to_look_at_again

        return tops_to_look_at_again(take)

    def check(self, take: "Take") -> "Check[Prepared]":
        """Ask the gates on picture, person, view, standing and light."""
        from posecheck.protocols.slow_march.gates import check_take
        from posecheck.protocols.slow_march.prepare import prepare_take

        prepared = prepare_take(take)
        gates = check_take(take.stations[0].recording, prepared)
        return Check(tuple(gates), prepared, prepared.view if prepared else "unknown")

    def analyse(self, prepared: "Prepared") -> "MarchAnalysis":
        """Return the elevation of both thighs and every lift."""
        from posecheck.protocols.slow_march.analysis import analyse

        return analyse(prepared)

    def measure(self, analysis: "MarchAnalysis") -> "list[Measure]":
        """Return every measure of the march."""
        from posecheck.protocols.slow_march.measures import march_measures

        return march_measures(analysis)

    def find(self, analysis: "MarchAnalysis", measures: "Sequence[Measure]") -> "list[Finding]":
        """Return what the measures mean in plain words."""
        from posecheck.protocols.slow_march.findings import march_findings

        return march_findings(measures, analysis.options.target_deg)


PROTOCOL = SlowMarch()
