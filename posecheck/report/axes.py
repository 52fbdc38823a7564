"""The frame of a plot, its scales, and the marks that tell the sides apart without colour."""

from collections.abc import Callable
from math import ceil, floor, log10
from typing import NamedTuple

from posecheck.report.drawing import (
    GREY,
    INK,
    LEFT,
    PALE,
    RIGHT,
    Box,
    Disc,
    Drawing,
    Line,
    Shape,
    Text,
)

COLOURS = {"left": LEFT, "right": RIGHT, "unknown": GREY}
DASHES: dict[str, tuple[float, ...]] = {"left": (), "right": (5.0, 2.5)}

_RADIUS = 2.6


class Axes(NamedTuple):
    """Scales from values to points, and the shapes drawn so far."""

    x: Callable[[float], float]
    y: Callable[[float], float]
    shapes: list[Shape]


def mark(place: tuple[float, float], side: str) -> Shape:
    """Return a filled disc for left and for both sides, a hollow square for right."""
    x, y = place
    if side == "right":
        corner = x - _RADIUS, y - _RADIUS
        return Box(corner, 2 * _RADIUS, 2 * _RADIUS, COLOURS[side], filled=False)
    return Disc(place, _RADIUS, COLOURS[side])


def cross(place: tuple[float, float]) -> list[Shape]:
    """Return the mark of a lift that does not count."""
    (x, y), r = place, _RADIUS
    return [
        Line([(x - r, y - r), (x + r, y + r)], GREY, 1.0),
        Line([(x - r, y + r), (x + r, y - r)], GREY, 1.0),
    ]


def axes(
    drawing: Drawing,
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    x_unit: str,
    y_unit: str,
) -> Axes:
    """Return the scales of a plot and its frame: ticks at round numbers, a faint grid.

    Upward the scale reaches to the next tick; along x it ends where the data end, unless they are
    one single moment.
    """
    left, right, top, bottom = 40.0, drawing.width - 14, 18.0, drawing.height - 18
    x_ticks, y_ticks = _ticks(*x_range), _ticks(*y_range)
    x_low, x_high = x_range if x_range[0] < x_range[1] else (x_ticks[0], x_ticks[-1])
    x_ticks = [tick for tick in x_ticks if x_low <= tick <= x_high]
    y_low, y_high = min(y_ticks[0], y_range[0]), max(y_ticks[-1], y_range[1])

    def x_at(value: float) -> float:
        return left + 6 + (value - x_low) / (x_high - x_low) * (right - left - 6)

    def y_at(value: float) -> float:
        return bottom - (value - y_low) / (y_high - y_low) * (bottom - top)

    shapes: list[Shape] = []
    for tick in y_ticks:
        shapes.append(Line([(left, y_at(tick)), (right + 6, y_at(tick))], PALE, 0.4))
        shapes.append(Text((left - 4, y_at(tick) + 2.5), f"{_plain(tick)}{y_unit}", 7.5, "end"))
    for tick in x_ticks:
        shapes.append(Line([(x_at(tick), bottom), (x_at(tick), bottom + 3)], INK, 0.6))
        text = f"{_plain(tick)}{' ' if x_unit == 's' else ''}{x_unit}"
        shapes.append(Text((x_at(tick), bottom + 12), text, 7.5, "middle"))
    shapes.append(Line([(left, top), (left, bottom), (right + 6, bottom)], INK, 0.8))
    return Axes(x_at, y_at, shapes)


def _ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return round numbers from at or below `low` to at or above `high`."""
    span = high - low or max(abs(high), 1.0)
    rough = span / about
    size = 10.0 ** floor(log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough)
    first = floor(low / step)
    last = max(ceil(high / step), first + 1)
    return [round(index * step, 10) for index in range(first, last + 1)]


def _plain(value: float) -> str:
    return f"{value:g}".replace("-", "−")
