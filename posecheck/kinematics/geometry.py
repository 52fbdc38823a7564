"""Lengths, centres and angles of the body in image pixels, x right, y down.

Joint angles in the sagittal plane, which only a side view shows.
"""

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.landmarks import ANKLE, HIP, KNEE, SHOULDER, Side

FloatArray = npt.NDArray[np.float64]


def forward(view: View) -> int:
    """Return 1 where a person seen from the side faces image right, −1 where image left.

    The left side towards the camera means facing image left.

    Raises
    ------
    ValueError
        the view is not from the side.
    """
    if view not in ("side-left", "side-right"):
        raise ValueError(f"the view {view} does not show the sagittal plane")
    return 1 if view == "side-right" else -1


def near_side(view: View) -> Side | None:
    """Return the person's own side that is towards the camera; None where the view is not so."""
    near: dict[View, Side] = {"side-left": "left", "side-right": "right"}
    return near.get(view)


def hip_flexion(xy_px: FloatArray, side: Side, view: View) -> FloatArray:
    """Return the angle between trunk and thigh, `(N,)` degrees, 0 in line, positive in flexion.

    `xy_px` `(N, 33, 2)`. The trunk is the line from the middle of the hips to the middle of the
    shoulders, so bending of the spine counts as well. NaN where a landmark is.
    """
    trunk = middle(xy_px, SHOULDER) - middle(xy_px, HIP)
    lean = np.degrees(np.arctan2(forward(view) * trunk[..., 0], -trunk[..., 1]))
    return np.asarray(_from_vertical(xy_px, HIP[side], KNEE[side], view) + lean)


def knee_flexion(xy_px: FloatArray, side: Side, view: View) -> FloatArray:
    """Return the angle between thigh and shank, `(N,)` degrees, 0 straight, positive in flexion.

    `xy_px` `(N, 33, 2)`. NaN where a landmark is.
    """
    thigh = _from_vertical(xy_px, HIP[side], KNEE[side], view)
    return np.asarray(thigh - _from_vertical(xy_px, KNEE[side], ANKLE[side], view))


def _from_vertical(xy_px: FloatArray, upper: int, lower: int, view: View) -> FloatArray:
    segment = xy_px[..., lower, :] - xy_px[..., upper, :]
    return np.asarray(np.degrees(np.arctan2(forward(view) * segment[..., 0], segment[..., 1])))


def middle(xy_px: FloatArray, pair: dict[str, int]) -> FloatArray:
    """Return the point half way between a left and a right landmark.

    `(…, 33, 2)` in, `(…, 2)` out; the same whichever way left and right are labelled. NaN where
    either point is.
    """
    return (xy_px[..., pair["left"], :] + xy_px[..., pair["right"], :]) / 2.0


def distance(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the length of `b − a` over the last axis, pixels."""
    return np.asarray(np.linalg.norm(b - a, axis=-1), dtype=np.float64)


def trunk_length(xy_px: FloatArray) -> FloatArray:
    """Return the distance between the middles of shoulders and hips, `(…)` pixels."""
    return distance(middle(xy_px, SHOULDER), middle(xy_px, HIP))


def trunk_centre(xy_px: FloatArray) -> FloatArray:
    """Return the point half way between shoulders and hips, `(…, 2)` pixels."""
    return (middle(xy_px, SHOULDER) + middle(xy_px, HIP)) / 2.0


def leg_length(xy_px: FloatArray, side: Side) -> FloatArray:
    """Return hip–knee plus knee–ankle of one leg, `(…)` pixels."""
    hip, knee, ankle = (xy_px[..., joint[side], :] for joint in (HIP, KNEE, ANKLE))
    return distance(hip, knee) + distance(knee, ankle)


def shoulder_width(xy_px: FloatArray) -> FloatArray:
    """Return left minus right shoulder in x, `(…)` pixels; positive when facing the camera."""
    return xy_px[..., SHOULDER["left"], 0] - xy_px[..., SHOULDER["right"], 0]


def wrapped_deg(angle: npt.ArrayLike) -> FloatArray:
    """Return angles brought into −180…180 degrees."""
    return (np.asarray(angle, dtype=np.float64) + 180.0) % 360.0 - 180.0


def about(values: FloatArray, peak: int, level: float, within: tuple[int, int]) -> tuple[int, int]:
    """Return the first and last sample of the unbroken stretch about a peak at a level or above.

    Parameters
    ----------
    values
        `(N,)`; a NaN ends the stretch.
    peak
        a sample of it.
    level
        in the unit of `values`.
    within
        first and last sample beyond which it does not reach.
    """
    first = last = peak
    while first > within[0] and values[first - 1] >= level:
        first -= 1
    while last < within[1] and values[last + 1] >= level:
        last += 1
    return first, last


def runs(mask: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the stretches where `mask` `(N,)` holds, as half-open index pairs in order."""
    edges = np.diff(np.concatenate(([0], np.asarray(mask, dtype=np.int8), [0])))
    starts, stops = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return list(zip(starts.tolist(), stops.tolist(), strict=True))
