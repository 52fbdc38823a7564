"""Values in words: numbers with units, views, days, as a person reads them. Computes nothing."""

from datetime import datetime, timedelta
from math import ceil, floor

from posecheck.assessment import Measure, View
from posecheck.measures import MeasureKind

_UNITS = {
    "deg": "°",
    "deg/s": "°/s",
    "%": " %",
    "1/min": " a minute",
    "ratio": "",
    "count": "",
    "class": "",
    "deg/lift": "° a lift",
}
_DIGITS = {"deg": 0, "deg/s": 0, "%": 0, "1/min": 1, "deg/lift": 1, "count": 0}
_VIEWS: dict[View, str] = {
    "front": "from the front",
    "side-left": "from the left side",
    "side-right": "from the right side",
    "oblique": "at an angle",
    "unknown": "from an unknown side",
}


def view_in_words(view: View) -> str:
    """Return how the person stood to the camera, in words."""
    return _VIEWS[view]


def number(value: float, unit: str, signed: bool = False, digits: int | None = None) -> str:
    """Return a number with its unit, rounded to what can be meant: ``76°``, ``1.47 s``."""
    decimals = _DIGITS.get(unit, 2) if digits is None else digits
    text = f"{value:{'+' if signed else ''}.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("+-")
    return text.replace("-", "−") + unit_beside(unit)


def bare(value: float, unit: str, digits: int | None = None) -> str:
    """Return a number rounded as `number` does, without its unit."""
    return number(value, unit, digits=digits).removesuffix(unit_beside(unit))


def unit_beside(unit: str) -> str:
    """Return a unit as it stands behind a number: ``°``, `` s``, `` %``; empty for none."""
    return _UNITS.get(unit, f" {unit}")


def with_unit(label: str, unit: str) -> str:
    """Return a label with its unit in brackets, as an axis has it: ``Thigh elevation (°)``."""
    beside = unit_beside(unit).strip()
    return f"{label} ({beside})" if beside else label


def in_a_sentence(label: str) -> str:
    """Return a label as it stands within a sentence: ``thigh elevation``."""
    return label[:1].lower() + label[1:]


def value_in_words(measure: Measure, kind: MeasureKind) -> str:
    """Return value and interval: ``76° (73 to 79)``, a class in words, or an en dash for none.

    An interval that is no wider than the rounding is left out. Of a measure without a value what it
    is surely below or above is told where that is known: ``under 38°``.
    """
    return quantity_in_words(kind, measure.value, measure.low, measure.high, measure.unit)


def quantity_in_words(
    kind: MeasureKind,
    value: float | str | None,
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
) -> str:
    """Return a quantity of a kind in words, as `value_in_words` does of a measure."""
    unit = unit or kind.unit
    if value is None:
        return _one_end(low, high, unit, kind.digits)
    if isinstance(value, str):
        return kind.classes.get(value, value.replace("_", " "))
    text = number(value, unit, digits=kind.digits)
    if low is None or high is None:
        return text
    lower, upper = bare(low, unit, kind.digits), bare(high, unit, kind.digits)
    return text if lower == upper else f"{text} ({lower} to {upper})"


def under(most: float, unit: str, digits: int | None = None, signed: bool = False) -> str:
    """Return what a quantity is surely below, rounded up: ``under 38°``."""
    step = _step(unit, digits)
    return f"under {number(ceil(most / step) * step, unit, signed, digits)}"


def over(least: float, unit: str, digits: int | None = None, signed: bool = False) -> str:
    """Return what a quantity is surely above, rounded down: ``over 34°``."""
    step = _step(unit, digits)
    return f"over {number(floor(least / step) * step, unit, signed, digits)}"


def _step(unit: str, digits: int | None) -> float:
    return 10.0 ** -(_DIGITS.get(unit, 2) if digits is None else digits)


def _one_end(low: float | None, high: float | None, unit: str, digits: int) -> str:
    """Return the end of an interval that is known of a quantity without a value, in words."""
    if high is not None:
        return under(high, unit, digits)
    return "–" if low is None else over(low, unit, digits)


def span(low: float | None, high: float | None, kind: MeasureKind) -> str:
    """Return an interval in words: ``73 to 79``; empty where there is none."""
    if low is None or high is None:
        return ""
    return f"{bare(low, kind.unit, kind.digits)} to {bare(high, kind.unit, kind.digits)}"


def day_in_words(moment: datetime) -> str:
    """Return a date by the clock of its own zone: ``12 April 2026``."""
    return f"{moment.day} {moment:%B %Y}"


def zone_in_words(moment: datetime) -> str:
    """Return how far a moment's clock is from UTC: ``UTC+1``, ``UTC−3:30``, ``UTC``."""
    offset = moment.utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "−"
    return f"UTC{sign}{hours}{f':{rest:02d}' if rest else ''}"


def moment_in_words(moment: datetime) -> str:
    """Return date, time and zone, as the clock beside the take showed them."""
    return f"{moment:%A}, {day_in_words(moment)}, {moment:%H:%M} ({zone_in_words(moment)})"
