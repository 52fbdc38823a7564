"""The held high lift: one knee lifted as high as it goes and held, for up to half a minute."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from posecheck.landmarks import SIDES, Side
from posecheck.options import Options, option
from posecheck.protocol import Check, Facing, Protocol, Question, StationKind
from posecheck.protocols.held_lift import kinds

HoldView = Literal["auto", "front", "side", "oblique"]
HoldFacing = Literal["side", "angle", "front"]
HoldLegs = Literal["both", "left", "right"]


def _scale(label: str) -> int | None:
    field: int | None = option(
        None,
        label=f"{label}, 0 to 10",
        help=f"{label}: 0 for none, 10 for the most imaginable.",
        least=0,
        most=10,
        afterwards="note",
    )
    return field


class HoldOptions(Options):
    """How the lifts are to be held and scored; sides are the person's own."""

    target_deg: int = option(
        90,
        flag="target",
        label="Hold the thigh at",
        help="Thigh elevation to hold, degrees: 60, 70, 80 or 90 (level).",
        choices={60: "60°", 70: "70°", 80: "80°", 90: "90°: thigh level"},
    )
    view: HoldView = option(
        "auto",
        label="View",
        help="auto, front, side or oblique (45°).",
        choices={
            "auto": "read from the recording",
            "front": "from the front",
            "side": "from the side",
            "oblique": "at an angle of about 45°",
        },
    )
    legs: HoldLegs = option(
        "both",
        label="Legs",
        help="Which legs are held, one after the other.",
        choices={
            "both": "Both, the left one first",
            "left": "The left one",
            "right": "The right one",
        },
        live_only=True,
    )
    tries: int = option(
        1,
        label="Holds of each leg",
        help="With two, the other leg is held in between, which is the rest.",
        choices={1: "One", 2: "Two, with a rest"},
        live_only=True,
    )
    facing: HoldFacing = option(
        "side",
        label="Stand",
        help="Sideways shows the thigh best; at 45° and from the front a lean to the side is seen.",
        choices={
            "side": "Sideways, the lifted leg nearer the camera",
            "angle": "At 45°, the lifted leg nearer the camera",
            "front": "Facing the camera, both legs from one place",
        },
        live_only=True,
    )
    pain_left: int | None = _scale("Pain while holding the left leg")
    pain_right: int | None = _scale("Pain while holding the right leg")
    effort_left: int | None = _scale("Effort of holding the left leg")
    effort_right: int | None = _scale("Effort of holding the right leg")


if TYPE_CHECKING:
    from posecheck.assessment import Finding, Measure
    from posecheck.coaching import Coach
    from posecheck.protocol import FrameIndices
    from posecheck.protocols.held_lift.analysis import HoldAnalysis
    from posecheck.protocols.held_lift.prepare import PreparedHolds
    from posecheck.take import Take
    from posecheck.threshold_file import ThresholdFile


def _station(side: Side) -> StationKind:
    return StationKind(
        name=side,
        label=f"The {side} leg",
        help=f"A video of the {side} knee lifted and held, from the front, or from the side or at "
        "45° with that side nearer the camera; two seconds of quiet standing first, head and feet "
        "in the picture.",
        facing="side",
        least=0,
        most=2,
    )


class HeldLift(Protocol["PreparedHolds", "HoldAnalysis"]):
    """How high and how long one knee is held up, and whether it sinks."""

    name = "held_lift"
    rank = 2
    command = "hold"
    title = "Held high lift"
    about = "How long a lifted knee is held, how high, and whether it sinks."
    stations = (_station("left"), _station("right"))
    options = HoldOptions
    measures = kinds.MEASURES
    repetition_measures = kinds.PER_REPETITION
    repetition = ("hold", "holds")
    questions = (
        Question("time", "How long?", (kinds.HELD, kinds.WITHIN, kinds.AT_TARGET, kinds.ENDING)),
        Question("height", "How high?", (kinds.START,)),
        Question("sinking", "Does it sink?", (kinds.SAG_RATE, kinds.SAG)),
        Question("sides", "Do the legs differ?", kinds.DIFFERENCES),
        Question("manner", "What did the rest of the body do?", kinds.MANNER),
    )

    @property
    def thresholds(self) -> "ThresholdFile":
        """Its own file of thresholds."""
        from posecheck.protocols.held_lift.thresholds import HELD_LIFT

        return HELD_LIFT

    def assign(self, take: "Take") -> "Take":
        """Return the take with every recording named after the leg that is held in it."""
        from posecheck.protocols.held_lift.prepare import assigned

        return assigned(take)

    def live_stations(self, options: Options) -> tuple[StationKind, ...]:
        """Return a station for every hold, the legs in turn."""
        said = HoldOptions.model_validate(options)
        facing: Facing = "any" if said.facing == "angle" else said.facing
        sides = SIDES if said.legs == "both" else (said.legs,)
        return tuple(replace(self.station(side), facing=facing) for side in sides) * said.tries

    def coach(self, station: StationKind, options: Options) -> "Coach":
        """Return the coach who times the hold."""
        from posecheck.protocols.held_lift.coach import HoldCoach

        side: Side = "left" if station.name == "left" else "right"
        return HoldCoach(side, HoldOptions.model_validate(options))

    def frames_to_look_at_again(self, take: "Take") -> "Mapping[int, FrameIndices]":
        """Return frames of each hold seen from the front, from its beginning to its end."""
        from posecheck.protocols.held_lift.analysis import holds_to_look_at_again

        return holds_to_look_at_again(take)

    def check(self, take: "Take") -> "Check[PreparedHolds]":
        """Ask the gates of every recording."""
        from posecheck.protocols.held_lift.prepare import check_take

        return check_take(take)

    def analyse(self, prepared: "PreparedHolds") -> "HoldAnalysis":
        """Return the elevation of the lifted thigh and every hold."""
        from posecheck.protocols.held_lift.analysis import analyse

        return analyse(prepared)

    def measure(self, analysis: "HoldAnalysis") -> "list[Measure]":
        """Return every measure of the holds."""
        from posecheck.protocols.held_lift.measures import hold_measures

        return hold_measures(analysis)

    def find(self, analysis: "HoldAnalysis", measures: "Sequence[Measure]") -> "list[Finding]":
        """Return what the measures mean in plain words."""
        from posecheck.protocols.held_lift.measures import hold_findings

        return hold_findings(measures, analysis.options.target_deg)


PROTOCOL = HeldLift()
