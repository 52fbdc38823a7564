"""The chair rise: five times from sitting to fully upright, at one's own pace."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from posecheck.options import Options, option
from posecheck.protocol import Check, Protocol, Question, StationKind
from posecheck.protocols.chair_rise import kinds

RiseView = Literal["auto", "side", "oblique", "front"]
RiseFacing = Literal["side", "front"]
RiseSeat = Literal["sat", "touched"]


class RiseOptions(Options):
    """How the rises are to be done and scored."""

    seat: RiseSeat = option(
        "sat",
        label="Each time",
        help="Your weight goes onto the chair (sat), or you only touch the seat (touched), which a "
        "camera cannot tell from a squat.",
        choices={
            "sat": "I sit down on the chair",
            "touched": "I only touch the seat",
        },
    )
    seat_cm: int | None = option(
        None,
        flag="seat-cm",
        label="Height of the seat (cm)",
        help="Height of the seat above the floor, cm; from another chair it is another test.",
        least=25,
        most=80,
    )
    view: RiseView = option(
        "auto",
        label="View",
        help="auto, side, oblique (45°) or front.",
        choices={
            "auto": "read from the recording",
            "side": "from the side",
            "oblique": "at an angle of about 45°",
            "front": "from the front",
        },
    )
    facing: RiseFacing = option(
        "side",
        label="Stand",
        help="Sideways shows trunk, hips and knees; facing the camera shows the times only.",
        choices={
            "side": "Sideways: times and how upright you come",
            "front": "Facing the camera: times only",
        },
        live_only=True,
    )


if TYPE_CHECKING:
    from posecheck.assessment import Finding, Measure
    from posecheck.coaching import Coach
    from posecheck.options import Options
    from posecheck.protocols.chair_rise.analysis import RiseAnalysis
    from posecheck.protocols.chair_rise.prepare import Prepared
    from posecheck.take import Take
    from posecheck.threshold_file import ThresholdFile


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
    advice = "Rise from a firm chair without arms that cannot slip."
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
        from posecheck.protocols.chair_rise.prepare import check_take, prepare

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
        from posecheck.protocols.chair_rise.measures import rise_findings

        return rise_findings(measures)


PROTOCOL = ChairRise()
