"""The gates that ask the cleaned movement: who was followed, what was in the picture.

Thresholds and their sources stand in the section `quality`.
"""

import numpy as np
import numpy.typing as npt

from posecheck.gates import Gate
from posecheck.kinematics.geometry import runs
from posecheck.kinematics.track import ExclusionKind, QuietStance, Track
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, SIDES
from posecheck.quality.camera import camera_moves
from posecheck.thresholds import QUALITY

BoolArray = npt.NDArray[np.bool_]

# Why a stretch is void: the gate that says so, and what it says.
_LEFT_OUT: dict[ExclusionKind, tuple[str, str]] = {
    "another": (
        "one_person",
        "Another person was in the picture for {seconds:.1f} s; that part is left out. "
        "Be alone in the picture.",
    ),
    "reshaped": (
        "picture_shape",
        "The picture changed between upright and wide for {seconds:.1f} s; that part is left "
        "out. Do not turn the camera during the take.",
    ),
    "stalled": (
        "picture_moving",
        "The picture stood still for {seconds:.1f} s; that part is left out. "
        "Close other programs that use the camera or the processor.",
    ),
    "swapped": (
        "labels_clear",
        "Left and right leg could not be told apart for {seconds:.1f} s; that part is left out. "
        "Record in brighter light, in clothes unlike the wall.",
    ),
    "turned": (
        "not_turned",
        "You turned for {seconds:.1f} s; that part is left out. "
        "Keep your feet in the same direction for the whole take.",
    ),
}


def left_out(track: Track, kind: ExclusionKind) -> Gate:
    """Ask how much of the take is left out for one reason."""
    gate, message = _LEFT_OUT[kind]
    spans = [each.end_s - each.start_s for each in track.voids if each.kind == kind]
    seconds = float(sum(spans)) + len(spans) / max(track.rate_hz, 1.0)
    if seconds < QUALITY.void_some:
        return Gate(gate)
    said = message.format(seconds=seconds)
    if seconds > QUALITY.void_most * len(track.t_s) / track.rate_hz:
        too_much = said.replace("that part is left out", "too little is left to measure")
        return Gate(gate, "unusable", too_much)
    return Gate(gate, "degraded", said)


def in_frame(track: Track) -> Gate:
    """Ask whether knees and feet were inside the picture."""
    gate = "in_frame"
    knees = cut_off(track, [joint[side] for joint in (HIP, KNEE) for side in SIDES])
    feet = cut_off(track, [joint[side] for joint in (ANKLE, HEEL, FOOT_INDEX) for side in SIDES])
    if knees > QUALITY.cut_some:
        return Gate(
            gate,
            "unusable" if knees > QUALITY.cut_most else "degraded",
            "Your knees or hips are cut off by the edge of the picture. "
            "Step back until your whole body is in it.",
        )
    if feet > QUALITY.cut_some:
        return Gate(
            gate,
            "degraded",
            "Your feet are cut off by the edge of the picture. "
            "Step back or tilt the camera down until you see the floor before your feet.",
        )
    return Gate(gate)


def stood_still(rest: QuietStance, before: str) -> Gate:
    """Ask whether there was quiet standing to compare with.

    Parameters
    ----------
    before
        what comes after it, in words.
    """
    gate = "stood_still"
    advice = f"Stand still for two seconds before {before}."
    if rest.restless:
        return Gate(
            gate,
            "degraded",
            "There is no quiet standing in this take, so every angle is less certain. " + advice,
        )
    if rest.seconds < QUALITY.rest:
        return Gate(
            gate,
            "degraded",
            f"You stood still for only {rest.seconds:.1f} s, so every angle is less certain. "
            + advice,
        )
    return Gate(gate)


def camera_still(track: Track) -> Gate:
    """Ask whether the camera stood still."""
    moves = camera_moves(track)
    if not moves:
        return Gate("camera_still")
    often = len(moves) >= QUALITY.camera_often
    return Gate(
        "camera_still",
        "unusable" if often else "degraded",
        f"The camera moved {len(moves)} times. Put it on something firm and record again."
        if often
        else f"The camera moved after {moves[0]:.0f} s. Put it on something firm.",
    )


def cut_off(track: Track, landmarks: list[int]) -> float:
    """Return the share of measurable samples with one of these landmarks at the border.

    0 where none of them stays there for long enough to matter.
    """
    usable = ~track.void
    if not usable.any():
        return 0.0
    size = np.array(track.size_px, dtype=np.float64)
    place = track.xy_px[usable][:, landmarks] / size
    edge = QUALITY.border
    out: BoolArray = np.asarray(((place < edge) | (place > 1.0 - edge)).any(axis=(1, 2)))
    longest = max((stop - start for start, stop in runs(out)), default=0)
    return float(out.mean()) if longest / track.rate_hz >= QUALITY.void_some else 0.0
