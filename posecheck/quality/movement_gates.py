"""Gates that ask the cleaned movement.

Who was followed, what was in the picture, from where it was seen, and whether the camera stood
still and in a usual place, as far as landmarks alone can tell.
"""

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.gates import Gate
from posecheck.kinematics.camera_moves import camera_moves
from posecheck.kinematics.elevation import Elevation
from posecheck.kinematics.geometry import middle, runs
from posecheck.kinematics.track import ExclusionKind, QuietStance, Track
from posecheck.kinematics.view import ViewEstimate
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, SHOULDER, SIDES
from posecheck.thresholds import QUALITY

BoolArray = npt.NDArray[np.bool_]


def upright(track: Track) -> Gate:
    """Ask whether the person stands upright in the picture, not lying on a side or on the head.

    The shoulders of whoever stands, sits or bows are above the feet.
    """
    gate, usable = "upright", ~track.excluded
    if not usable.any():
        return Gate(gate)
    body = middle(track.xy_px[usable], SHOULDER) - middle(track.xy_px[usable], ANKLE)
    lean = np.degrees(np.arctan2(np.abs(body[:, 0]), -body[:, 1]))
    if float(np.median(lean)) < QUALITY.upright:
        return Gate(gate)
    return Gate(
        gate,
        "unusable",
        "The picture lies on its side or stands on its head. Turn the video upright and try "
        "again, or hold the camera the other way.",
    )


# Why a stretch is excluded: the gate that says so, and what it says.
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
    spans = [each.end_s - each.start_s for each in track.excluded_spans if each.kind == kind]
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


def cut_off(track: Track, landmarks: list[int]) -> float:
    """Return the share of measurable samples with one of these landmarks at the border.

    0 where none of them stays there for long enough to matter.
    """
    usable = ~track.excluded
    if not usable.any():
        return 0.0
    size = np.array(track.size_px, dtype=np.float64)
    place = track.xy_px[usable][:, landmarks] / size
    edge = QUALITY.border
    out: BoolArray = np.asarray(((place < edge) | (place > 1.0 - edge)).any(axis=(1, 2)))
    longest = max((stop - start for start, stop in runs(out)), default=0)
    return float(out.mean()) if longest / track.rate_hz >= QUALITY.void_some else 0.0


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


def view_known(view: View, seen: ViewEstimate, turn: str) -> Gate:
    """Ask whether it is known from where the camera sees the person, and is not from behind.

    Parameters
    ----------
    view
        as found, or as the user said.
    turn
        how to turn, as a sentence.
    """
    gate = "view"
    if seen.away and view == seen.view:
        return Gate(gate, "unusable", f"Your back is towards the camera. {turn}")
    if view == "unknown":
        message = f"It cannot be told from which side the camera sees you. {turn}"
        return Gate(gate, "unusable", message)
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


def camera_place(elevation: Elevation) -> Gate:
    """Ask whether the camera stands where the elevation's formulas were tried."""
    gate, place = "camera_place", elevation.placement
    if elevation.contradicted is not None:
        return Gate(
            gate,
            "degraded",
            f"A {elevation.contradicted} does not fit the picture and was not used, so every "
            "height is less certain. Measure it again, or leave it out.",
        )
    if place is None or elevation.place_usual:
        return Gate(gate)
    seems = "seems to stand" if place.estimated else "stands"
    return Gate(
        gate,
        "degraded",
        f"The camera {seems} {place.distance_m:.1f} m away with its lens at "
        f"{place.lens_height_m:.1f} m, where heights are less certain. Put it three metres away "
        "at the height of your hips" + (", or give both." if place.estimated else "."),
    )
