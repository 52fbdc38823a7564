"""How high the knees came: peaks, the share at the target, the difference and its indices."""

import math
from collections.abc import Sequence

import numpy as np

from posecheck.assessment import Measure
from posecheck.kinematics.statistics import (
    Z95,
    Estimate,
    difference_estimate,
    median_estimate,
    wilson,
)
from posecheck.landmarks import SIDES, Side
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.analysis import MarchAnalysis
from posecheck.protocols.slow_march.per_side import NO_LIFTS
from posecheck.protocols.slow_march.symmetry import (
    index_estimate,
    limb_symmetry_index,
    robinson_index,
    symmetry_angle,
    symmetry_ratio,
)
from posecheck.protocols.slow_march.thresholds import ERROR
from posecheck.protocols.slow_march.wording import under
from posecheck.thresholds import QUALITY

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


def peaks(analysis: MarchAnalysis, side: Side) -> list[float]:
    """Return the peak elevations of the lifts of one side that count, in order of time."""
    return [phases.peak_deg for phases, _ in analysis.counted(side)]


def why_not_compared(analysis: MarchAnalysis) -> str | None:
    """Return why the two sides cannot be compared in height; None if they can."""
    if analysis.view in ("side-left", "side-right"):
        return (
            "From the side one leg is near and the other far. It needs a second take from the "
            "other side, or one from the front."
        )
    least = int(QUALITY.symmetry_least)
    counts = {side: len(peaks(analysis, side)) for side in SIDES}
    if min(counts.values()) < least:
        return (
            f"It needs at least {least} lifts of each knee that count; the take has "
            f"{counts['left']} on the left and {counts['right']} on the right."
        )
    return None


def _of_side(analysis: MarchAnalysis, side: Side) -> list[Measure]:
    values = peaks(analysis, side)
    if not values:
        return [
            kind.missing(NO_LIFTS, analysis.view, side)
            for kind in (kinds.PEAK, kinds.KNEE_HEIGHT, kinds.AT_TARGET)
        ]
    error = analysis.elevation.error_at(float(np.median(values)))
    shared = float(np.hypot(error.common, error.side))
    peak = median_estimate(values, peak_scatter(analysis, values)).widened(shared)
    if peak.value < analysis.elevation.least_deg[side]:
        low = _low(peak.high)
        return [
            kinds.PEAK.missing(low, analysis.view, side, peak.n, high=peak.high),
            kinds.KNEE_HEIGHT.missing(low, analysis.view, side, peak.n, high=_risen(peak).high),
            kinds.AT_TARGET.of(_share(analysis, values, shared), analysis.view, side),
        ]
    return [
        kinds.PEAK.of(peak, analysis.view, side),
        kinds.KNEE_HEIGHT.of(_risen(peak), analysis.view, side),
        kinds.AT_TARGET.of(_share(analysis, values, shared), analysis.view, side),
    ]


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
        f"Low ({under(high)}). Before this camera the knee of so low a lift hardly moves in the "
        "picture; a lens level with your hips would see more of it."
    )


def _risen(peak: Estimate) -> Estimate:
    """Return how far the knee came up, in thigh lengths: 0 hanging, 1 level with the hip."""
    ends = np.clip([peak.low, peak.value, peak.high], 0.0, 180.0)
    low, value, high = (float(1.0 - np.cos(np.radians(end))) for end in ends)
    return Estimate(value, low, high, peak.n)


def _share(analysis: MarchAnalysis, values: list[float], shared: float) -> Estimate:
    """Return the share of lifts that reach the target, percent.

    The ends hold both the small number of lifts (Wilson) and the error that all lifts share.
    """
    least = analysis.options.target_deg
    own = np.array(values)
    counts = [int((own + shift >= least).sum()) for shift in (-Z95 * shared, 0.0, Z95 * shared)]
    low, value, high = (wilson(count, len(own)) for count in counts)
    return Estimate(value.value, low.low, high.high, len(own)).times(100.0)


def _difference(analysis: MarchAnalysis) -> list[Measure]:
    view, reason = analysis.view, why_not_compared(analysis)
    left, right = (peaks(analysis, side) for side in SIDES)
    if reason is not None:
        n = len(left) + len(right)
        return [kind.missing(reason, view, n=n) for kind in (kinds.DIFFERENCE, *kinds.INDICES)]
    own = [analysis.elevation.error_at(float(np.median(each))).side for each in (left, right)]
    difference = difference_estimate(right, left, peak_scatter(analysis, [*left, *right]))
    difference = difference.widened(math.hypot(*own))
    mean = float(np.median(right) + np.median(left)) / 2.0
    return [
        kinds.DIFFERENCE.of(difference, view),
        *(kind.of(index_estimate(index, mean, difference), view) for kind, index in _INDICES),
    ]
