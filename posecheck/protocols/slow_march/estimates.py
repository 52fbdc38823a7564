"""What is known of a measure as an estimate with its interval, and how that is put in words."""

import numpy as np

from posecheck.assessment import Measure
from posecheck.kinematics.statistics import Estimate
from posecheck.wording import number


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


def degrees(value: float) -> str:
    """Return degrees without decimals."""
    return number(value, "deg")


def beyond(measure: Measure | None) -> Estimate | None:
    """Return the end of the interval that is known of a measure without a value, as its value.

    The other end is infinite. None where neither is known, or the measure has a value.
    """
    if measure is None or measure.value is not None:
        return None
    if measure.high is not None:
        return Estimate(measure.high, -np.inf, measure.high, measure.n)
    return None if measure.low is None else Estimate(measure.low, measure.low, np.inf, measure.n)
