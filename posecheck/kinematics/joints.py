"""Joint angles in the sagittal plane, which only a side view shows."""

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.geometry import middle
from posecheck.landmarks import ANKLE, HIP, KNEE, SHOULDER, Side

FloatArray = npt.NDArray[np.float64]


def forward(view: View) -> int:
    """Return 1 where a person seen from the side faces image right, −1 where image left.

    The left side towards the camera means facing image left.

    Raises
    ------
    ValueError : the view is not from the side.
    """
    if view not in ("side-left", "side-right"):
        raise ValueError(f"the view {view} does not show the sagittal plane")
    return 1 if view == "side-right" else -1


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
