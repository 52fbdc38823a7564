"""Places on an axis at round numbers, or at days, weeks, months and years, with their texts."""

from datetime import date, timedelta
from math import ceil, floor, log10
from typing import NamedTuple

_EPOCH = date(1970, 1, 1)
_DAYS = (1, 2, 7, 14, 28)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)


class Tick(NamedTuple):
    """A place on an axis with its text."""

    place: float
    text: str


def number_ticks(low: float, high: float, most: int, unit: str) -> list[Tick]:
    """Return ticks at round numbers that enclose `low` and `high`, about `most` of them."""
    span = high - low or max(abs(high), 1.0)
    rough = span / max(most, 1)
    size = 10.0 ** floor(log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough * (1 - 1e-9))
    first = floor(low / step + 1e-9)
    last = max(ceil(high / step - 1e-9), first + 1)
    places = [round(index * step, 10) for index in range(first, last + 1)]
    return [Tick(place, f"{place:g}".replace("-", "−") + unit) for place in places]


def date_ticks(low: float, high: float, most: int) -> list[Tick]:
    """Return ticks at whole days, weeks from `low` on, months or years, at most `most`.

    Parameters
    ----------
    low, high
        days since 1970.
    """
    days = high - low
    for step in _DAYS:
        if days / step < most:
            start = ceil(low) if days >= 1 else floor(low)
            return [_day(place) for place in range(start, floor(high) + 1, step)]
    step = next((step for step in _MONTHS if days / 30.4 / step <= most), _MONTHS[-1])
    return _months(low, high, step)


def _months(low: float, high: float, step: int) -> list[Tick]:
    begin = _EPOCH + timedelta(days=floor(low))
    index = begin.year * 12 + begin.month - 1
    index -= index % step
    ticks: list[Tick] = []
    while True:
        day = date(index // 12, index % 12 + 1, 1)
        place = float((day - _EPOCH).days)
        if place > high:
            return ticks
        if place >= low:
            text = f"{day:%Y}" if step >= 12 else f"{day:%b %Y}"
            ticks.append(Tick(place, text))
        index += step


def _day(place: int) -> Tick:
    day = _EPOCH + timedelta(days=place)
    return Tick(float(place), f"{day.day} {day:%b}")
