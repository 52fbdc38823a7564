"""Whether the knees come up lower from lift to lift."""

from collections.abc import Mapping

import numpy as np

from posecheck.assessment import Measure
from posecheck.kinematics.statistics import (
    Estimate,
    slope_difference_estimate,
    slope_estimate,
)
from posecheck.landmarks import SIDES, Side
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.analysis import MarchAnalysis
from posecheck.protocols.slow_march.decisions import Asked, holm
from posecheck.protocols.slow_march.measures_height import peak_scatter, peaks
from posecheck.protocols.slow_march.thresholds import FATIGUE


def fatigue_measures(analysis: MarchAnalysis) -> list[Measure]:
    """Return the slope of the peaks per side, degrees from lift to lift, and right − left.

    Theil–Sen slope over the lifts that count, 95 % as `slope_estimate` has it. What is wrong with
    all lifts of a side alike does not change a slope.
    """
    least = int(FATIGUE.least_lifts)
    values = {side: peaks(analysis, side) for side in SIDES}
    order = {side: np.arange(len(of_side)) for side, of_side in values.items()}
    usual = peak_scatter(analysis, [*values["left"], *values["right"]])
    measures = []
    for side in SIDES:
        n = len(values[side])
        if n < least:
            few = f"It needs at least {least} lifts of this knee that count; the take has {n}."
            measures.append(kinds.TREND.missing(few, analysis.view, side, n))
            continue
        slope = slope_estimate(order[side], values[side], usual)
        measures.append(kinds.TREND.of(slope, analysis.view, side))
    if min(len(of_side) for of_side in values.values()) < least:
        few = f"It needs at least {least} lifts of each knee that count."
        return [*measures, kinds.TREND_DIFFERENCE.missing(few, analysis.view)]
    difference = slope_difference_estimate(
        (order["right"], values["right"]), (order["left"], values["left"]), usual
    )
    return [*measures, kinds.TREND_DIFFERENCE.of(difference, analysis.view)]


def declines(slopes: Mapping[Side, Estimate]) -> list[Side]:
    """Return the sides whose knee surely came up lower from lift to lift.

    The intervals lie below 0, as corrected for the number of sides (`decisions.holm`), and hold a
    fall over the take that is worth a word.
    """
    sides = list(slopes)
    falls = holm([Asked(slopes[side], 0.0, above=False) for side in sides])
    return [
        side
        for side, falling in zip(sides, falls, strict=True)
        if falling and most_fall(slopes[side]) >= FATIGUE.total
    ]


def most_fall(slope: Estimate) -> float:
    """Return the largest fall from the first to the last lift that the interval holds, degrees."""
    return max(-slope.low, 0.0) * (slope.n - 1)
