"""A person of sticks who holds a knee up: takes for the tests of the held lift."""

from posecheck import Recording, Station, Take
from posecheck.landmarks import Side
from posecheck.protocols.held_lift import HoldOptions
from tests.puppet import Lift, Scene
from tests.synthetic import March, perform

LEAD_S = 2.5


def facing(side: Side, turn_deg: float = 90.0, **scene) -> Scene:
    """Return the scene in which one side of the person is nearer the camera."""
    return Scene(yaw_deg=turn_deg if side == "right" else -turn_deg, **scene)


def holding(
    side: Side = "right", hold_s: float = 8.0, *, scene: Scene | None = None, **lift: float
) -> March:
    """Return a take of one hold; further arguments are those of `Lift`."""
    return perform([Lift(side, LEAD_S, hold_s=hold_s, **lift)], scene=scene or facing(side))


def take_of(*recordings: tuple[Recording, Side | str], **options: object) -> Take:
    """Return recordings, each with the leg that was to be held, as one take."""
    stations = tuple(Station(recording, kind) for recording, kind in recordings)
    said = HoldOptions.model_validate(options).model_dump(mode="json")
    return Take(stations, "held_lift", {name: said[name] for name in options})


def take(shown: March, side: Side | str = "right", **options: object) -> Take:
    """Return one recording as a take."""
    return take_of((shown.recording, side), **options)
