"""Measures as the findings read and say them."""

import math

from posecheck.assessment import Measure
from posecheck.kinematics.statistics import Estimate
from posecheck.wording import number

_STEP_DEG = 5


def known(measure: Measure | None) -> Estimate | None:
    """Return value, interval and n of a measure that has them, else None."""
    if measure is None or not isinstance(measure.value, float):
        return None
    if measure.low is None or measure.high is None:
        return None
    return Estimate(measure.value, measure.low, measure.high, measure.n)


def spread(estimate: Estimate, unit: str) -> str:
    """Return value and 95 % interval in words: ``−8° (−12° to −4°)``."""
    low, value, high = (number(x, unit) for x in (estimate.low, estimate.value, estimate.high))
    return f"{value} ({low} to {high})"


def under(high: float) -> str:
    """Return what a low thigh is surely under, in steps of 5°: ``under 45°``."""
    return f"under {degrees(_STEP_DEG * math.ceil(high / _STEP_DEG))}"


def degrees(value: float) -> str:
    """Return degrees without decimals."""
    return number(value, "deg")
