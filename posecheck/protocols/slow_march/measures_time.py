"""How long the knees are held, raised and lowered, and how they come down."""

import math
from collections.abc import Mapping

import numpy as np

from posecheck.assessment import Measure
from posecheck.kinematics.statistics import (
    difference_estimate,
)
from posecheck.landmarks import SIDES, Side
from posecheck.measures import MeasureKind
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.analysis import MarchAnalysis
from posecheck.protocols.slow_march.measures_height import (
    why_not_compared,
)
from posecheck.protocols.slow_march.per_side import per_side
from posecheck.protocols.slow_march.thresholds import ERROR
from posecheck.thresholds import ELEVATION


def time_measures(analysis: MarchAnalysis) -> list[Measure]:
    """Return hold, droop, ways up and down with their smoothness."""
    hold_sd = {side: _hold_sd(analysis, side) for side in SIDES}
    up_sd, down_sd = (
        {side: _way_sd(analysis, field, side) for side in SIDES}
        for field in ("raising_s", "lowering_s")
    )
    return [
        *per_side(analysis, kinds.HOLD, lambda p, _: p.hold_s, hold_sd, least=0.0),
        *per_side(
            analysis,
            kinds.HOLD_SAG,
            lambda p, _: p.hold_sag_deg,
            ERROR.hold_sag,
            absent="The knee was not held long enough to sink.",
        ),
        *per_side(analysis, kinds.RAISING, lambda p, _: p.raising_s, up_sd, least=0.0),
        *per_side(analysis, kinds.LOWERING, lambda p, _: p.lowering_s, down_sd, least=0.0),
        *per_side(
            analysis,
            kinds.LOWERING_SPEED,
            lambda p, _: p.lowering_speed_deg_s,
            ERROR.speed,
            relative=True,
            least=0.0,
        ),
        *per_side(
            analysis,
            kinds.DROP_RATIO,
            lambda p, _: p.drop_ratio,
            ERROR.drop_ratio,
            least=0.0,
        ),
        *per_side(analysis, kinds.SPARC, lambda p, _: p.sparc, ERROR.sparc),
        _difference(analysis, kinds.HOLD_DIFFERENCE, "hold_s", hold_sd),
        _difference(analysis, kinds.LOWERING_DIFFERENCE, "lowering_s", down_sd),
    ]


def _hold_sd(analysis: MarchAnalysis, side: Side) -> float:
    """Return the error of the holds of one side, seconds; from the front low ones have more."""
    if analysis.view != "front":
        return ERROR.hold_other
    return ERROR.hold_front_low if _lifts_low(analysis, side) else ERROR.hold_front


def _way_sd(analysis: MarchAnalysis, field: str, side: Side) -> float:
    """Return the error of the ways up or down of one side, seconds.

    A share of what they take; low ones have as much however short they are read.
    """
    front = analysis.view == "front"
    if _lifts_low(analysis, side):
        return ERROR.phase_front_low if front else ERROR.phase_other_low
    seen = _times(analysis, field, side)
    share = ERROR.phase_front if front else ERROR.phase_other
    return share * float(np.median(seen)) if seen else 0.0


def _lifts_low(analysis: MarchAnalysis, side: Side) -> bool:
    """Return whether a side's lifts are nearer to the low ones than to the high ones."""
    own = analysis.peaks(side)
    return bool(own) and float(np.median(own)) < (ELEVATION.low_lift + ELEVATION.high_lift) / 2


def _difference(
    analysis: MarchAnalysis, kind: MeasureKind, field: str, sd: Mapping[Side, float]
) -> Measure:
    """Return right − left of a time that both sides show; it and `sd`, its error, in seconds."""
    reason = why_not_compared(analysis)
    x, y = (_times(analysis, field, side) for side in ("right", "left"))
    if reason is None and not (x and y):
        reason = "One of the sides does not show it."
    if reason is not None:
        return kind.missing(reason, analysis.view, n=len(x) + len(y))
    estimate = difference_estimate(x, y, max(sd.values())).widened(math.hypot(*sd.values()))
    return kind.of(estimate, analysis.view)


def _times(analysis: MarchAnalysis, field: str, side: Side) -> list[float]:
    """Return one of the times of every lift of a side that counts and shows it."""
    found = (getattr(phases, field) for phases, _ in analysis.counted(side))
    return [float(value) for value in found if value is not None]
