"""The slow march: one knee after the other, slowly up until the thigh is level, and down."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal

from posecheck.options import Options, option
from posecheck.protocol import BothSides, Check, Protocol, Question, StationKind
from posecheck.protocols.slow_march import kinds

ViewOption = Literal["auto", "front", "side-left", "side-right", "oblique"]
MarchFacing = Literal["front", "side"]
TARGETS_DEG = (45, 60, 68, 90)


def _phone(side: str) -> float | None:
    field: float | None = option(
        None,
        flag=f"phone-{side}-deg",
        label=f"Phone on the {side} thigh (°)",
        help=f"What a phone along the {side} thigh showed while the first {side} lift was held: 0 "
        "hanging, 90 level. Said of both legs, it makes every height more certain.",
        least=10,
        most=130,
        afterwards="measure",
        announced_by="phone",
    )
    return field


class MarchOptions(Options):
    """How a march is to be done and scored; "side-left" shows the person's left side."""

    target_deg: int = option(
        90,
        flag="target",
        label="Lift the thigh to",
        help="Thigh elevation to reach, degrees: 45, 60, 68 or 90 (level).",
        choices={45: "45°: half way", 60: "60°", 68: "68°", 90: "90°: thigh level"},
    )
    view: ViewOption = option(
        "auto",
        label="View",
        help="auto, front, side-left, side-right or oblique.",
        choices={
            "auto": "read from the recording",
            "front": "from the front",
            "side-left": "from the left side",
            "side-right": "from the right side",
            "oblique": "at an angle",
        },
    )
    lifts_per_side: int = option(
        5,
        label="Lifts per side",
        help="Ten show whether a side tires; from five on the two sides can be compared well.",
        least=1,
        most=20,
        live_only=True,
    )
    facing: MarchFacing = option(
        "front",
        label="Stand",
        help="Facing the camera compares left and right; sideways shows trunk and landing. Done "
        "both ways within an hour and kept, the heights are read together and become more certain.",
        choices={
            "front": "Facing the camera: compares left and right",
            "side": "Sideways: trunk, landing, the near leg",
        },
        live_only=True,
    )
    phone: bool = option(
        False,
        label="A phone lies along the thigh in the first lift of each leg",
        help="Held by a strap or a stocking, with its spirit level open. You are asked to hold "
        "that lift until you have read it, and for both numbers beside the result: every height "
        "becomes more certain.",
        live_only=True,
    )
    phone_left_deg: float | None = _phone("left")
    phone_right_deg: float | None = _phone("right")


if TYPE_CHECKING:
    from posecheck.assessment import Finding, Measure
    from posecheck.coaching import Coach
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
    across_views = BothSides(kinds.PEAK, kinds.DIFFERENCE)
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

    def live_stations(self, options: Options) -> tuple[StationKind, ...]:
        """Return the one march, seen as the person chose."""
        return (replace(self.stations[0], facing=MarchOptions.model_validate(options).facing),)

    def coach(self, station: StationKind, options: Options) -> "Coach":
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
