"""Numbers as the findings say them."""

from posecheck.assessment import Measure
from posecheck.kinematics.statistics import Estimate

_DIGITS = {"deg": 0, "%": 0, "s": 1, "ratio": 1, "count": 0, "deg/s": 0}
_SIGNS = {"deg": "°", "%": " %", "s": " s", "deg/s": "° a second"}


def known(measure: Measure | None) -> Estimate | None:
    """Return value, interval and n of a measure that has them, else None."""
    if measure is None or not isinstance(measure.value, float):
        return None
    if measure.low is None or measure.high is None:
        return None
    return Estimate(measure.value, measure.low, measure.high, measure.n)


def spread(estimate: Estimate, unit: str) -> str:
    """Return value and 95 % interval: `−8° (−12° to −4°)`."""
    low, value, high = (amount(x, unit) for x in (estimate.low, estimate.value, estimate.high))
    return f"{value} ({low} to {high})"


def degrees(value: float) -> str:
    """Return degrees without decimals."""
    return amount(value, "deg")


def amount(value: float, unit: str) -> str:
    """Return a number with its unit, rounded to what can be meant, with a true minus sign."""
    text = f"{value:.{_DIGITS[unit]}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−") + _SIGNS.get(unit, "")
