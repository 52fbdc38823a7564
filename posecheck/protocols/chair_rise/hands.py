"""Where the hands are while the hips leave the seat: free, on the knees, on the chair."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.geometry import leg_length, middle
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import HIP, KNEE, SIDES, WRIST, Side
from posecheck.protocols.chair_rise.thresholds import HANDS

FloatArray = npt.NDArray[np.float64]
HandUse = Literal["free", "knees", "chair"]


def hand_use(track: Track, rest: QuietStance, view: View, off_s: float) -> HandUse | None:
    """Return where the hands are as the hips leave the seat; None where no hand is seen well.

    Of the hand away from the camera nothing is said. A hand counts as resting only if it stays on
    the thigh, or in its place beside the hips, until the hips have clearly left the seat.
    """
    inside = (track.t_s >= off_s) & (track.t_s <= off_s + HANDS.after_off)
    xy = track.xy_px[inside]
    if len(xy) < 2 or not np.isfinite(xy).all():
        return None
    leg_px = float(np.mean([leg_length(rest.xy_px, side) for side in SIDES]))
    seen = [
        side
        for side in _sides(view)
        if float(np.median(track.visibility[inside, WRIST[side]])) >= HANDS.seen
    ]
    if not seen:
        return None
    found = [_of_hand(xy[:, WRIST[side]], xy, leg_px) for side in seen]
    return next((each for each in found if each != "free"), "free")


def _sides(view: View) -> tuple[Side, ...]:
    if view == "side-left":
        return ("left",)
    return ("right",) if view == "side-right" else SIDES


def _of_hand(wrist: FloatArray, xy: FloatArray, leg_px: float) -> HandUse:
    hips, knees = middle(xy, HIP), middle(xy, KNEE)
    if float(np.max(_to_thigh(wrist, hips, knees))) <= HANDS.near * leg_px:
        return "knees"
    beside = np.linalg.norm(wrist[0] - hips[0]) <= 2 * HANDS.near * leg_px
    hand, body = (float(np.linalg.norm(each[-1] - each[0])) for each in (wrist, hips))
    below = wrist[0, 1] >= hips[0, 1] - HANDS.near * leg_px
    return "chair" if beside and below and hand <= HANDS.stays * body else "free"


def _to_thigh(wrist: FloatArray, hips: FloatArray, knees: FloatArray) -> FloatArray:
    """Return the distance of the wrist from the front half of the thigh, `(n,)` pixels."""
    start = (hips + knees) / 2
    way = knees - start
    along = np.sum((wrist - start) * way, axis=1) / np.maximum(np.sum(way * way, axis=1), 1e-9)
    nearest = start + np.clip(along, 0.0, 1.0)[:, None] * way
    return np.asarray(np.linalg.norm(wrist - nearest, axis=1))
