"""Small makers of `Measure` values that the lists of measures share."""

from collections.abc import Callable, Iterable

import numpy as np

from posecheck.assessment import Measure, View
from posecheck.kinematics.statistics import Estimate, median_estimate
from posecheck.landmarks import SIDES, Side
from posecheck.protocols.slow_march.analysis import MarchAnalysis
from posecheck.protocols.slow_march.body import Body
from posecheck.protocols.slow_march.phases import Phases

NO_LIFTS = "No lift of this knee could be counted."


def measured(
    name: str,
    unit: str,
    estimate: Estimate,
    view: View,
    side: Side | None = None,
    reason: str | None = None,
) -> Measure:
    """Return a measure that has a value; `reason` may hold a caution."""
    return Measure(
        name=name,
        side=side,
        value=estimate.value,
        unit=unit,
        low=estimate.low,
        high=estimate.high,
        n=estimate.n,
        view=view,
        reason=reason,
    )


def missing(
    name: str, unit: str, view: View, reason: str, side: Side | None = None, n: int = 0
) -> Measure:
    """Return a measure that could not be taken, with the sentence why."""
    return Measure(name=name, side=side, value=None, unit=unit, n=n, view=view, reason=reason)


def unseen(name: str, unit: str, view: View, sides: Iterable[Side | None]) -> list[Measure]:
    """Return measures that this view does not show."""
    where = {
        "front": "from the front",
        "side-left": "from the side",
        "side-right": "from the side",
        "oblique": "from an oblique view",
        "unknown": "while the view is unknown",
    }[view]
    return [missing(name, unit, view, f"Not measurable {where}.", side) for side in sides]


def per_side(
    analysis: MarchAnalysis,
    name: str,
    unit: str,
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
    measures = []
    for side in SIDES:
        counted = analysis.counted(side)
        values = [value for lift in counted if (value := read(*lift)) is not None]
        if not values:
            reason = absent if counted else NO_LIFTS
            measures.append(missing(name, unit, analysis.view, reason, side))
            continue
        error = sd * abs(float(np.median(values))) if relative else sd
        estimate = median_estimate(values, error).widened(error).clipped(least=least)
        measures.append(measured(name, unit, estimate, analysis.view, side))
    return measures
