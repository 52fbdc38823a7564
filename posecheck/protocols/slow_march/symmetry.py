"""Indices of symmetry of two sides, for quantities that have a true zero.

All are signed so that **positive means the right side is larger**, except the symmetry ratio, which
has no sign. x_R and x_L are the medians of the sides. How they translate:

===========  =====  =====  =====  =====
ratio         0.95   0.90   0.85   0.80
Robinson SI    5.1   10.5   16.2   22.2
angle          1.6    3.3    5.2    7.0
===========  =====  =====  =====  =====
"""

from collections.abc import Callable
from math import atan2, degrees

from posecheck.kinematics.statistics import Estimate


def robinson_index(right: float, left: float) -> float:
    """Return 100 · (x_R − x_L) / (½ (x_R + x_L)) percent; NaN where both are 0.

    Robinson 1987, J Manipulative Physiol Ther 10:172.
    """
    mean = (right + left) / 2.0
    return 100.0 * (right - left) / mean if mean else float("nan")


def symmetry_ratio(right: float, left: float) -> float:
    """Return the smaller side over the larger one, 0 to 1; NaN where both are 0."""
    larger = max(right, left)
    return min(right, left) / larger if larger else float("nan")


def limb_symmetry_index(right: float, left: float) -> float:
    """Return 100 · x_R / x_L percent; above 100 the right side is larger; NaN where x_L is 0.

    Clinics put the involved side on top. Nothing is known of an involved side here, so it is always
    the right one.
    """
    return 100.0 * right / left if left else float("nan")


def symmetry_angle(right: float, left: float) -> float:
    """Return (45° − atan(x_L / x_R)) / 90° · 100 percent.

    Zifchock 2008, Gait Posture 27:622.
    """
    return (45.0 - degrees(atan2(left, right))) / 90.0 * 100.0


def index_estimate(
    index: Callable[[float, float], float], mean: float, difference: Estimate
) -> Estimate:
    """Return an index with the interval that follows from the interval of the difference.

    Parameters
    ----------
    index : one of the functions of (right, left) above.
    mean : mean of the two sides, above 0. It is held fixed: what is wrong with both sides alike
        moves the index far less than what tells them apart.
    difference : right − left; read to ±1.9 times the mean, because no side is below 0.
    """

    def at(apart: float) -> float:
        half = max(min(apart, 1.9 * mean), -1.9 * mean) / 2.0
        return index(mean + half, mean - half)

    ends = [at(difference.low), at(difference.value), at(difference.high)]
    if difference.low <= 0.0 <= difference.high:
        ends.append(at(0.0))  # the ratio is largest where the sides are alike
    return Estimate(at(difference.value), min(ends), max(ends), difference.n)
