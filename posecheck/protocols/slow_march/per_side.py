"""One quantity of every lift as a measure of each side: its median, or why there is none."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from posecheck.assessment import Measure, View
from posecheck.kinematics.statistics import (
    median_estimate,
)
from posecheck.landmarks import SIDES, Side
from posecheck.measures import MeasureKind
from posecheck.protocols.slow_march.analysis import MarchAnalysis
from posecheck.protocols.slow_march.body import Body
from posecheck.protocols.slow_march.measures_height import (
    NO_LIFTS,
)
from posecheck.protocols.slow_march.phases import Phases

_WHERE: dict[View, str] = {
    "front": "from the front",
    "side-left": "from the side",
    "side-right": "from the side",
    "oblique": "from an oblique view",
    "unknown": "while the view is unknown",
}
_HIDDEN = "From the side one leg hid the other in every lift of this knee: its times are not told."


def unseen(kind: MeasureKind, view: View) -> list[Measure]:
    """Return the measures of both sides that this view does not show."""
    return [kind.missing(f"Not measurable {_WHERE[view]}.", view, side) for side in SIDES]


def _why_absent(counted: Sequence[tuple[Phases, Body]], absent: str) -> str:
    """Return why no lift of a side shows a quantity; `absent` where nothing else is known."""
    if not counted:
        return NO_LIFTS
    return absent if any(phases.timed for phases, _ in counted) else _HIDDEN


def per_side(
    analysis: MarchAnalysis,
    kind: MeasureKind,
    read: Callable[[Phases, Body], float | None],
    sd: float | Mapping[Side, float],
    *,
    relative: bool = False,
    least: float = float("-inf"),
    absent: str = "No lift of this knee shows it.",
) -> list[Measure]:
    """Return the median of one quantity over the lifts of each side, with its interval.

    Parameters
    ----------
    read
        takes the quantity from one lift; None where that lift does not show it.
    sd
        standard deviation of the reading's error. All lifts of a side may share it, and single
        lifts scatter by as much; per side where it differs.
    relative
        whether `sd` is a share of the value.
    least
        what the quantity cannot be below.
    absent
        the sentence where no lift shows the quantity.
    """
    if analysis.view not in (*kind.views, "unknown"):
        return unseen(kind, analysis.view)
    measures = []
    for side in SIDES:
        counted = analysis.counted(side)
        values = [value for lift in counted if (value := read(*lift)) is not None]
        if not values:
            reason = _why_absent(counted, absent)
            measures.append(kind.missing(reason, analysis.view, side))
            continue
        error = sd if isinstance(sd, float) else sd[side]
        if relative:
            error *= abs(float(np.median(values)))
        estimate = median_estimate(values, error).widened(error).clipped(least=least)
        measures.append(kind.of(estimate, analysis.view, side))
    return measures
