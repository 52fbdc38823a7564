"""How high the knees came: peaks, the share at the target, the difference and its indices.

Indices of symmetry of two sides, for quantities that have a true zero.

All are signed so that **positive means the right side is larger**, except the symmetry ratio, which
has no sign. x_R and x_L are the medians of the sides. How they translate:

===========  =====  =====  =====  =====
ratio         0.95   0.90   0.85   0.80
Robinson SI    5.1   10.5   16.2   22.2
angle          1.6    3.3    5.2    7.0
===========  =====  =====  =====  =====

Whether the knees come up lower from lift to lift.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import atan2, degrees

import numpy as np

from posecheck.assessment import Measure, View
from posecheck.kinematics.statistics import (
    Z95,
    Estimate,
    difference_estimate,
    median_estimate,
    slope_difference_estimate,
    slope_estimate,
    wilson,
)
from posecheck.landmarks import SIDES, Side
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.analysis import MarchAnalysis
from posecheck.protocols.slow_march.gates import FOLDED
from posecheck.protocols.slow_march.thresholds import ERROR, FATIGUE
from posecheck.thresholds import QUALITY
from posecheck.wording import number, under

NO_LIFTS = "No lift of this knee could be counted."


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
    index
        one of the functions of (right, left) above.
    mean
        mean of the two sides, above 0. It is held fixed: what is wrong with both sides alike moves
        the index far less than what tells them apart.
    difference
        right − left; read to ±1.9 times the mean, because no side is below 0.
    """

    def at(apart: float) -> float:
        half = max(min(apart, 1.9 * mean), -1.9 * mean) / 2.0
        return index(mean + half, mean - half)

    ends = [at(difference.low), at(difference.value), at(difference.high)]
    if difference.low <= 0.0 <= difference.high:
        ends.append(at(0.0))  # the ratio is largest where the sides are alike
    return Estimate(at(difference.value), min(ends), max(ends), difference.n)


_FOLDED = (
    f"In every lift of this knee the lower leg is drawn too short to tell the height: {FOLDED}."
)
_NOT_STOOD = "In every lift of this knee the body came up with it, from a squat or a lunge."
_INDICES = (
    (kinds.SYMMETRY_INDEX, robinson_index),
    (kinds.SYMMETRY_RATIO, symmetry_ratio),
    (kinds.LIMB_SYMMETRY_INDEX, limb_symmetry_index),
    (kinds.SYMMETRY_ANGLE, symmetry_angle),
)


def height_measures(analysis: MarchAnalysis) -> list[Measure]:
    """Return the measures of height, each side's own first, then those of both together."""
    measures = []
    for side in SIDES:
        measures += _of_side(analysis, side)
    return measures + _difference(analysis)


def why_not_compared(analysis: MarchAnalysis) -> str | None:
    """Return why the two sides cannot be compared in height; None if they can."""
    if analysis.view in ("side-left", "side-right"):
        return (
            "From the side one leg is near and the other far. It needs a second take from the "
            "other side, or one from the front."
        )
    least = int(QUALITY.symmetry_least)
    counts = {side: len(analysis.peaks(side)) for side in SIDES}
    if min(counts.values()) < least:
        return (
            f"It needs at least {least} lifts of each knee whose height is told; the take has "
            f"{counts['left']} on the left and {counts['right']} on the right."
        )
    return None


def _why_no_height(analysis: MarchAnalysis, side: Side) -> str:
    own = [each for each in analysis.lifts if each.lift.side == side and each.counts]
    if not own:
        return NO_LIFTS
    return _FOLDED if any(each.lift.from_standing for each in own) else _NOT_STOOD


def _of_side(analysis: MarchAnalysis, side: Side) -> list[Measure]:
    values = analysis.peaks(side)
    if not values:
        reason = _why_no_height(analysis, side)
        return [
            kind.missing(reason, analysis.view, side)
            for kind in (kinds.PEAK, kinds.KNEE_HEIGHT, kinds.AT_TARGET)
        ]
    error = analysis.elevation.error_at(float(np.median(values)))
    shared = float(np.hypot(error.common, error.side))
    peak = median_estimate(values, peak_scatter(analysis, values)).widened(shared)
    if _is_low(analysis, side):
        peak = replace(peak, high=max(peak.high, analysis.elevation.least_deg[side]))
        low = _low(peak.high)
        return [
            kinds.PEAK.missing(low, analysis.view, side, peak.n, high=peak.high),
            kinds.KNEE_HEIGHT.missing(low, analysis.view, side, peak.n, high=_risen(peak).high),
            _at_target(analysis, values, shared, side),
        ]
    return [
        kinds.PEAK.of(peak, analysis.view, side),
        kinds.KNEE_HEIGHT.of(_risen(peak), analysis.view, side),
        _at_target(analysis, values, shared, side),
    ]


def _is_low(analysis: MarchAnalysis, side: Side) -> bool:
    """Return whether a side's lifts, of which there are some, are too low for a number."""
    return float(np.median(analysis.peaks(side))) < analysis.elevation.least_deg[side]


def peak_scatter(analysis: MarchAnalysis, values: Sequence[float]) -> float:
    """Return how much peaks about as high as `values` scatter: the person's lifts and our error.

    Degrees; 0 where there are none.
    """
    if not values:
        return 0.0
    error = analysis.elevation.error_at(float(np.median(values)))
    return float(np.hypot(ERROR.peak_scatter, error.repetition))


def _low(high: float) -> str:
    """Return why a low peak has no number, with what it is surely under."""
    return (
        f"Low ({under(high, 'deg')}). Before this camera the knee of so low a lift hardly moves in "
        "the picture; a lens level with your hips would see more of it."
    )


def _risen(peak: Estimate) -> Estimate:
    """Return how far the knee came up, in thigh lengths: 0 hanging, 1 level with the hip."""
    ends = np.clip([peak.low, peak.value, peak.high], 0.0, 180.0)
    low, value, high = (float(1.0 - np.cos(np.radians(end))) for end in ends)
    return Estimate(value, low, high, peak.n)


def _at_target(
    analysis: MarchAnalysis, values: Sequence[float], shared: float, side: Side
) -> Measure:
    """Return the share of lifts that reach the target, percent.

    The ends hold both the small number of lifts (Wilson) and the error that all lifts share. Where
    that error may carry every one of them over the target and none, there is nothing to tell.
    """
    own, target_deg = np.array(values), analysis.options.target_deg
    n = len(own)
    surely, likely, perhaps = (
        int((own + shift >= target_deg).sum()) for shift in (-Z95 * shared, 0.0, Z95 * shared)
    )
    if surely == 0 and perhaps == n:
        reason = (
            f"Whether these lifts reach {number(target_deg, 'deg')} cannot be told: it lies inside "
            "the interval of their height."
        )
        return kinds.AT_TARGET.missing(reason, analysis.view, side, n)
    low, value, high = (wilson(count, n) for count in (surely, likely, perhaps))
    share = Estimate(value.value, low.low, high.high, n).times(100.0)
    return kinds.AT_TARGET.of(share, analysis.view, side)


def _difference(analysis: MarchAnalysis) -> list[Measure]:
    view, reason = analysis.view, why_not_compared(analysis)
    left, right = (analysis.peaks(side) for side in SIDES)
    low = [] if reason else [side for side in SIDES if _is_low(analysis, side)]
    if len(low) == len(SIDES):
        reason = "Both thighs stay too low for a number."
    if reason is not None:
        n = len(left) + len(right)
        return [kind.missing(reason, view, n=n) for kind in (kinds.DIFFERENCE, *kinds.INDICES)]
    own = [analysis.elevation.error_at(float(np.median(each))).side for each in (left, right)]
    difference = difference_estimate(right, left, peak_scatter(analysis, [*left, *right]))
    difference = difference.widened(math.hypot(*own))
    mean = float(np.median(right) + np.median(left)) / 2.0
    if low:
        below = analysis.elevation.least_deg[low[0]] - float(np.median(analysis.peaks(low[0])))
        nearer = difference.shifted(-below if low[0] == "left" else below)
        return _at_least(nearer, mean + below / 2.0, low[0], view)
    return [
        kinds.DIFFERENCE.of(difference, view),
        *(kind.of(index_estimate(index, mean, difference), view) for kind, index in _INDICES),
    ]


def _at_least(difference: Estimate, mean: float, low: Side, view: View) -> list[Measure]:
    """Return by how much a side without a number is at least lower than the other one.

    `difference` and `mean` are those of a side as high as the lowest that has a number: what lies
    below is not told apart. The end of the interval that is nearer to 0; nothing where it is on the
    other side of 0, or less than a degree.
    """
    wanted, n = (kinds.DIFFERENCE, *kinds.INDICES), difference.n
    near = math.floor(difference.low if low == "left" else -difference.high)
    if near < 1:
        reason = f"The {low} thigh stays too low for a number, so there is none to compare."
        return [kind.missing(reason, view, n=n) for kind in wanted]
    reason = (
        f"The {low} thigh stays too low for a number; it comes up at least {number(near, 'deg')} "
        "lower than the other one."
    )
    index = index_estimate(robinson_index, mean, difference)
    ends = {kinds.DIFFERENCE.name: difference, kinds.SYMMETRY_INDEX.name: index}
    found = []
    for kind in wanted:
        end = ends.get(kind.name)
        above = end.low if end is not None and low == "left" else None
        below = end.high if end is not None and low == "right" else None
        found.append(kind.missing(reason, view, n=n, low=above, high=below))
    return found


def fatigue_measures(analysis: MarchAnalysis) -> list[Measure]:
    """Return the slope of the peaks per side, degrees from lift to lift, and right − left.

    Theil–Sen slope over the lifts that count, 95 % as `slope_estimate` has it. What is wrong with
    all lifts of a side alike does not change a slope.
    """
    values = {side: analysis.peaks(side) for side in SIDES}
    order = {side: np.arange(len(of_side)) for side, of_side in values.items()}
    usual = peak_scatter(analysis, [*values["left"], *values["right"]])
    without = {side: _why_no_course(analysis, side) for side in SIDES}
    measures = []
    for side in SIDES:
        reason = without[side]
        if reason is not None:
            n = len(values[side])
            measures.append(kinds.TREND.missing(reason, analysis.view, side, n))
            continue
        slope = slope_estimate(order[side], values[side], usual)
        measures.append(kinds.TREND.of(slope, analysis.view, side))
    if any(without.values()):
        few = f"It needs at least {FATIGUE.least_lifts:.0f} lifts of each knee, with a number."
        return [*measures, kinds.TREND_DIFFERENCE.missing(few, analysis.view)]
    difference = slope_difference_estimate(
        (order["right"], values["right"]), (order["left"], values["left"]), usual
    )
    return [*measures, kinds.TREND_DIFFERENCE.of(difference, analysis.view)]


def _why_no_course(analysis: MarchAnalysis, side: Side) -> str | None:
    n, least = len(analysis.peaks(side)), int(FATIGUE.least_lifts)
    if n < least:
        return f"It needs at least {least} lifts of one knee with a height; the take has {n}."
    return f"The {side} thigh stays too low for a number." if _is_low(analysis, side) else None
