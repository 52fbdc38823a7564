"""The held high lift: one knee lifted as high as it goes and held, for up to half a minute."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from posecheck.landmarks import SIDES, Side
from posecheck.protocol import Check, Facing, Protocol, Question, StationKind
from posecheck.protocols.held_lift import kinds
from posecheck.protocols.held_lift.options import HoldOptions

if TYPE_CHECKING:
    from posecheck.assessment import Finding, Measure
    from posecheck.coaching.coach import Coach
    from posecheck.options import Options
    from posecheck.protocols.held_lift.analysis import HoldAnalysis
    from posecheck.protocols.held_lift.prepare import PreparedHolds
    from posecheck.take import Take
    from posecheck.thresholds import ThresholdFile


def _station(side: Side) -> StationKind:
    return StationKind(
        name=side,
        label=f"The {side} leg",
        help=f"A video of the {side} knee lifted and held, that side nearer the camera, from the "
        "side or at 45°; two seconds of quiet standing first, head and feet in the picture.",
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

    def live_stations(self, options: "Options") -> tuple[StationKind, ...]:
        """Return a station for every hold, the legs in turn."""
        said = HoldOptions.model_validate(options)
        facing: Facing = "side" if said.facing == "side" else "any"
        sides = SIDES if said.legs == "both" else (said.legs,)
        return tuple(replace(self.station(side), facing=facing) for side in sides) * said.tries

    def coach(self, station: StationKind, options: "Options") -> "Coach":
        """Return the coach who times the hold."""
        from posecheck.protocols.held_lift.coach import HoldCoach

        side: Side = "left" if station.name == "left" else "right"
        return HoldCoach(side, HoldOptions.model_validate(options))

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
        from posecheck.protocols.held_lift.findings import hold_findings

        return hold_findings(measures, analysis.options.target_deg)


PROTOCOL = HeldLift()
