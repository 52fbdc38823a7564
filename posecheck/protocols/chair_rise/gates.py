"""The gates of a take of chair rises, in the order in which they are asked."""

from collections import Counter
from collections.abc import Sequence

from posecheck.assessment import View
from posecheck.gates import Gate
from posecheck.kinematics.track import Track
from posecheck.kinematics.view import ViewEstimate
from posecheck.landmarks import NOSE
from posecheck.protocols.chair_rise.motion import Motion
from posecheck.protocols.chair_rise.prepare import Prepared
from posecheck.protocols.chair_rise.rises import Rise
from posecheck.protocols.chair_rise.thresholds import RISE, TEST
from posecheck.quality.movement import (
    NO_STRETCH,
    camera_still,
    cut_off,
    in_frame,
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
from posecheck.thresholds import QUALITY

_DO = "Stand still for two seconds, then sit down and rise from the chair five times"


def check_take(recording: Recording, prepared: Prepared | None) -> list[Gate]:
    """Return every gate's answer on a take, before its rises are looked at, in order.

    Parameters
    ----------
    prepared : of the same recording; None if nobody can be measured anywhere in it.
    """
    nobody = person_found(recording)
    if prepared is None:
        return [nobody] if nobody.verdict == "unusable" else [NO_STRETCH]
    track = prepared.track
    return [
        nobody,
        upright(track),
        long_enough(recording, _DO),
        source_complete(recording),
        one_person(track),
        picture_shape(track),
        picture_moving(track),
        in_frame(track),
        head_in_frame(track),
        view_shows(prepared.view, prepared.seen),
        stood_still(prepared.rest, "you sit down"),
        camera_still(track),
        frame_rate(recording),
        light(recording, track),
    ]


def head_in_frame(track: Track) -> Gate:
    """Ask whether the head was inside the picture."""
    if cut_off(track, [NOSE]) <= QUALITY.cut_some:
        return Gate("head_in_frame")
    return Gate(
        "head_in_frame",
        "degraded",
        "Your head is cut off by the edge of the picture when you stand. Step back or tilt the "
        "camera up.",
    )


def view_shows(view: View, seen: ViewEstimate) -> Gate:
    """Ask from where the camera sees the person."""
    gate = "view"
    if seen.away and view == seen.view:
        message = "Your back is towards the camera. Turn your chair sideways, and record again."
        return Gate(gate, "unusable", message)
    if view == "unknown":
        message = (
            "It cannot be told from which side the camera sees you. Turn your chair sideways to "
            "the camera, and record again."
        )
        return Gate(gate, "unusable", message)
    if view == "front":
        message = (
            "You face the camera, which shows the times only. Turn your chair sideways to see how "
            "upright you come."
        )
        return Gate(gate, "degraded", message)
    if view == "oblique":
        message = (
            f"You sit about {abs(seen.yaw_deg):.0f}° turned away from the camera, so angles are "
            "less certain. Turn your chair sideways."
        )
        return Gate(gate, "degraded", message)
    return Gate(gate)


def check_rises(rises: Sequence[Rise], motion: Motion) -> Gate:
    """Ask how many rises count."""
    gate = "repetitions"
    counted = sum(each.reason is None for each in rises)
    if counted >= TEST.rises:
        return Gate(gate)
    reasons = Counter(each.reason for each in rises if each.reason)
    why = f" {reasons.most_common(1)[0][0]}" if reasons else ""
    if counted:
        were = "1 rise counts" if counted == 1 else f"{counted} rises count"
        message = f"Only {were}, so there is no time for {TEST.rises:.0f}.{why}"
        return Gate(gate, "degraded", message)
    if rises:
        return Gate(gate, "unusable", f"No rise could be counted.{why}")
    low = motion.height <= RISE.low
    if low.any():
        message = (
            "The hips never left the seat for standing. Rise until you stand, and sit down again, "
            "five times."
        )
        return Gate(gate, "unusable", message)
    message = "Nobody sat down in this take. Sit down on a chair and rise from it five times."
    return Gate(gate, "unusable", message)
