"""The gates of a recording of a held lift, in the order in which they are asked."""

from collections.abc import Sequence
from itertools import pairwise

from posecheck.assessment import View
from posecheck.gates import Gate
from posecheck.kinematics.track import QuietStance, Track
from posecheck.kinematics.view import ViewEstimate
from posecheck.landmarks import Side, other
from posecheck.protocols.held_lift.hold import Hold
from posecheck.protocols.held_lift.legs import Raised
from posecheck.protocols.held_lift.thresholds import HOLD, RAISED
from posecheck.quality.movement import (
    camera_still,
    in_frame,
    not_turned,
    one_person,
    picture_moving,
    picture_shape,
    stood_still,
)
from posecheck.quality.source import (
    frame_rate,
    light,
    long_enough,
    person_found,
    source_complete,
    upright,
)
from posecheck.recording import Recording

_DO = "Stand still for two seconds, then lift one knee and hold it up"
_TURN = "Turn sideways, or half-way, the lifted leg nearer the camera, and record again."


def check_station(
    recording: Recording, track: Track, rest: QuietStance, view: View, seen: ViewEstimate
) -> list[Gate]:
    """Return every gate's answer on one recording, before its holds are looked at, in order."""
    return [
        person_found(recording),
        upright(track),
        long_enough(recording, _DO),
        source_complete(recording),
        one_person(track),
        picture_shape(track),
        picture_moving(track),
        in_frame(track),
        view_shows(view, seen),
        not_turned(track),
        quiet_first(rest),
        camera_still(track),
        frame_rate(recording),
        light(recording, track),
    ]


def quiet_first(rest: QuietStance) -> Gate:
    """Ask whether there was quiet standing, without which no height of a knee is known."""
    answer = stood_still(rest, "you lift the knee")
    if not rest.restless:
        return answer
    message = (
        "There is no quiet standing in this take, against which the lifted knee is measured. Stand "
        "still on both feet for two seconds before you lift the knee."
    )
    return Gate(answer.name, "unusable", message)


def view_shows(view: View, seen: ViewEstimate) -> Gate:
    """Ask whether the camera sees the thigh from the side or at an angle."""
    gate = "view"
    if seen.away and view == seen.view:
        return Gate(gate, "unusable", f"Your back is towards the camera. {_TURN}")
    if view == "front":
        message = f"You face the camera, which does not show a held thigh well enough. {_TURN}"
        return Gate(gate, "unusable", message)
    if view == "unknown":
        message = f"It cannot be told from which side the camera sees you. {_TURN}"
        return Gate(gate, "unusable", message)
    return Gate(gate)


def check_holds(side: Side, found: Sequence[Hold], lifts: Sequence[Raised], near: bool) -> Gate:
    """Ask whether the leg that was to be held was held in one recording.

    Parameters
    ----------
    side : the leg that was to be held.
    found : what was measured on its lifts.
    lifts : every stretch with one knee up, of either leg.
    near : whether the leg is the one nearer the camera.
    """
    gate = "repetitions"
    if is_march(found, lifts):
        message = (
            f"{len(lifts)} lifts were seen and none was held. This test asks for one knee to be "
            "lifted and held; for lifts in turn take the slow march."
        )
        return Gate(gate, "unusable", message)
    if any(each.reason is None for each in found):
        return Gate(gate) if near else Gate(gate, "degraded", _FAR.format(side=side))
    if not lifts:
        message = (
            f"No knee was lifted high enough to be seen. Lift your {side} knee as high as you can "
            "and hold it."
        )
        return Gate(gate, "unusable", message)
    if not found:
        message = (
            f"The {other(side)} knee was lifted, not the {side} one. Lift the {side} knee, or say "
            f"that this is the {other(side)} leg."
        )
        return Gate(gate, "unusable", message)
    longest = max(found, key=lambda each: each.held_s)
    return Gate(gate, "unusable", longest.reason or "")


MIXED = (
    "Your two legs could not be told apart while the knee was up. Record in brighter light, in "
    "clothes unlike the wall, or turn half-way to the camera."
)
_FAR = (
    "The {side} leg is away from the camera, so its angles are less certain. Turn round, so that "
    "the lifted leg is nearer the camera."
)


def flickers(lifts: Sequence[Raised]) -> bool:
    """Tell whether one knee comes down and up again faster than anybody steps, again and again."""
    gaps = [later.start_s - each.end_s for each, later in pairwise(lifts)]
    return sum(gap <= RAISED.again for gap in gaps) >= HOLD.march_lifts


def is_march(found: Sequence[Hold], lifts: Sequence[Raised]) -> bool:
    """Tell whether knees were lifted in turn, none of them held."""
    in_turn = len({each.side for each in lifts}) > 1
    many = in_turn and len(lifts) >= HOLD.march_lifts
    held = any(each.held_s >= HOLD.march for each in found)
    return many and not held
