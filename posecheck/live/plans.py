"""The two protocols as plans for the session."""

from posecheck.live.framing import Facing
from posecheck.live.session import Plan, Station

SIDE_STANDS = 3


def march_plan(lifts_per_side: int, facing: Facing = "front") -> Plan:
    """Return the plan of a slow march."""
    return Plan((Station("march", facing, "march"),), lifts_per_side)


def posture_plan(own_range: bool) -> Plan:
    """Return the plan of the posture check: one front stand, three side stands.

    With `own_range` a tucked and an arched stand follow, between which the relaxed one is placed.
    """
    names = [f"side-{number}" for number in range(1, SIDE_STANDS + 1)]
    names += ["tuck", "arch"] if own_range else []
    sides = (Station(name, "side", "stand") for name in names)
    return Plan((Station("front", "front", "stand"), *sides))
