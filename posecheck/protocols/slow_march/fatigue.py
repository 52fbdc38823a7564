"""Whether the knees come up lower from lift to lift."""

import numpy as np

from posecheck.assessment import Measure
from posecheck.kinematics.statistics import (
    Estimate,
    slope_difference_estimate,
    slope_estimate,
)
from posecheck.landmarks import SIDES
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.analysis import MarchAnalysis
from posecheck.protocols.slow_march.measures_height import peaks
from posecheck.protocols.slow_march.thresholds import FATIGUE


def fatigue_measures(analysis: MarchAnalysis) -> list[Measure]:
    """Return the slope of the peaks per side, degrees from lift to lift, and right − left.

    Theil–Sen slope over the lifts that count, 95 % by resampled pairs. What is wrong with all
    lifts of a side alike does not change a slope.
    """
    least = int(FATIGUE.least_lifts)
    values = {side: peaks(analysis, side) for side in SIDES}
    order = {side: np.arange(len(of_side)) for side, of_side in values.items()}
    measures = []
    for side in SIDES:
        n = len(values[side])
        if n < least:
            few = f"It needs at least {least} lifts of this knee that count; the take has {n}."
            measures.append(kinds.TREND.missing(few, analysis.view, side, n))
            continue
        slope = slope_estimate(order[side], values[side])
        measures.append(kinds.TREND.of(slope, analysis.view, side))
    if min(len(of_side) for of_side in values.values()) < least:
        few = f"It needs at least {least} lifts of each knee that count."
        return [*measures, kinds.TREND_DIFFERENCE.missing(few, analysis.view)]
    difference = slope_difference_estimate(
        (order["right"], values["right"]), (order["left"], values["left"])
    )
    return [*measures, kinds.TREND_DIFFERENCE.of(difference, analysis.view)]


def declines(slope: Estimate) -> str | None:
    """Return "clear" or "possible" where a slope speaks of a decline, None where it does not.

    Clear: the interval lies below 0 and the whole fall is at least 8°. Possible: one of the two.
    """
    if slope.value >= 0:
        return None
    fall = -slope.value * (slope.n - 1)
    signs = (slope.high < 0) + (fall >= FATIGUE.total)
    return (None, "possible", "clear")[signs]
