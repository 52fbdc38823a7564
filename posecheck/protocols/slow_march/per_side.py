"""Measures of one quantity over the lifts of each side."""

from collections.abc import Callable

import numpy as np

from posecheck.assessment import Measure, View
from posecheck.kinematics.statistics import median_estimate
from posecheck.landmarks import SIDES
from posecheck.measures import MeasureKind
from posecheck.protocols.slow_march.analysis import MarchAnalysis
from posecheck.protocols.slow_march.body import Body
from posecheck.protocols.slow_march.phases import Phases

NO_LIFTS = "No lift of this knee could be counted."
_WHERE: dict[View, str] = {
    "front": "from the front",
    "side-left": "from the side",
    "side-right": "from the side",
    "oblique": "from an oblique view",
    "unknown": "while the view is unknown",
}


def unseen(kind: MeasureKind, view: View) -> list[Measure]:
    """Return the measures of both sides that this view does not show."""
    return [kind.missing(f"Not measurable {_WHERE[view]}.", view, side) for side in SIDES]


def per_side(
    analysis: MarchAnalysis,
    kind: MeasureKind,
    read: Callable[[Phases, Body], float | None],
    sd: float,
    *,
    relative: bool = False,
    least: float = float("-inf"),
    absent: str = "No lift of this knee shows it.",
) -> list[Measure]:
    """Return the median of one quantity over the lifts of each side, with its interval.

    Parameters
    ----------
    read : takes the quantity from one lift; None where that lift does not show it.
    sd : standard deviation of the reading's error. All lifts of a side may share it, and single
        lifts scatter by as much.
    relative : whether `sd` is a share of the value.
    least : what the quantity cannot be below.
    absent : the sentence where no lift shows the quantity.
    """
    if analysis.view not in (*kind.views, "unknown"):
        return unseen(kind, analysis.view)
    measures = []
    for side in SIDES:
        counted = analysis.counted(side)
        values = [value for lift in counted if (value := read(*lift)) is not None]
        if not values:
            reason = absent if counted else NO_LIFTS
            measures.append(kind.missing(reason, analysis.view, side))
            continue
        error = sd * abs(float(np.median(values))) if relative else sd
        estimate = median_estimate(values, error).widened(error).clipped(least=least)
        measures.append(kind.of(estimate, analysis.view, side))
    return measures
