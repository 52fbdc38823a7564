"""Draws a `Chart` as SVG, by hand: letters keep their size at every width it is asked for."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import isfinite
from typing import NamedTuple

from posecheck.charts import Chart, Dot, End, Series
from posecheck.charts.canvas import GREY, INK, NEITHER, PALE, Canvas, Look, look
from posecheck.charts.ticks import Tick, date_ticks, number_ticks

_TARGET_DASH = "1.5 2.5"
_ARROW = 2.6  # length in letters
_OPEN = 0.2  # room beyond an open end, share of what is shown else
_MANY = 40  # dots beyond which bars would be a comb: a shaded stretch takes their place


class _Scales(NamedTuple):
    x: Callable[[float], float]
    y: Callable[[float], float]
    left: float
    right: float
    top: float
    bottom: float


def chart_svg(chart: Chart, width: float = 510.0, height: float = 170.0, letter: float = 8.5
) -> str:  # fmt: skip
    """Return a chart as SVG.

    Parameters
    ----------
    width, height
        of the picture, in the unit of `letter`.
    letter
        size of the letters; points on paper, CSS pixels on a page.
    """
    canvas = Canvas(width, height, chart.told)
    scales, y_ticks, x_ticks = _scales(chart, width, height, letter)
    _draw_zones(canvas, chart, scales)
    _draw_frame(canvas, chart, scales, x_ticks, y_ticks, letter)
    for series in chart.series:
        _draw_curve(canvas, series, scales)
    for series in chart.series:
        _draw_dots(canvas, series, _beside(chart, series, scales, letter), letter)
    _draw_key(canvas, chart, letter)
    return canvas.svg()


def _scales(
    chart: Chart, width: float, height: float, letter: float
) -> tuple[_Scales, list[Tick], list[Tick]]:
    low, high = _reach(chart)
    y_ticks = number_ticks(low, high, max(2, int(height / (4.2 * letter))), chart.unit)
    low, high = min(low, y_ticks[0].place), max(high, y_ticks[-1].place)
    longest = max(len(tick.text) for tick in y_ticks)
    left, right = 0.62 * letter * longest + 8, width - 0.8 * letter
    top, bottom = _room_above(chart, width, letter), height - 1.9 * letter
    begin, end = chart.x_range
    if end <= begin:
        begin, end = begin - 0.5, end + 0.5
    pad = 0.0 if chart.x_kind == "seconds" else 0.03 * (end - begin)
    begin, end = begin - pad, end + pad

    def x_at(value: float) -> float:
        return left + (value - begin) / (end - begin) * (right - left)

    def y_at(value: float) -> float:
        return bottom - (value - low) / (high - low) * (bottom - top)

    room = max(2, int((right - left) / (6.5 * letter)))
    if chart.x_kind == "date":
        x_ticks = date_ticks(begin, end, room)
    else:
        x_ticks = [
            tick for tick in number_ticks(begin, end, room, " s") if begin <= tick.place <= end
        ]
    return _Scales(x_at, y_at, left, right, top, bottom), y_ticks, x_ticks


def _reach(chart: Chart) -> tuple[float, float]:
    values = [value for series in chart.series for value in _values(series)]
    values += [end for zone in chart.zones for end in (zone.low, zone.high)]
    values += [chart.target] if chart.target is not None else []
    values += chart.reach or ()
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = _OPEN * (high - low or max(abs(high), 1.0))
    ends = [end for series in chart.series for end in series.ends]
    below = [end.high - room for end in ends if end.low is None and end.high is not None]
    above = [end.low + room for end in ends if end.high is None and end.low is not None]
    return min([low, *below]), max([high, *above])


def _values(series: Series) -> Iterator[float]:
    yield from (y for _, y in series.curve if isfinite(y))
    for dot in series.dots:
        yield from (end for end in (dot.y, dot.low, dot.high) if end is not None)
    for place in series.ends:
        yield from (end for end in (place.low, place.high) if end is not None)


def _draw_zones(canvas: Canvas, chart: Chart, scales: _Scales) -> None:
    for zone in chart.zones:
        top = scales.y(zone.high)
        canvas.box(
            scales.left, top, scales.right - scales.left, scales.y(zone.low) - top,
            look(zone.side).tint,
        )  # fmt: skip


def _draw_frame(
    canvas: Canvas,
    chart: Chart,
    scales: _Scales,
    x_ticks: Sequence[Tick],
    y_ticks: Sequence[Tick],
    letter: float,
) -> None:
    for tick in y_ticks:
        y = scales.y(tick.place)
        canvas.line([(scales.left, y), (scales.right, y)], PALE, 0.6)
        canvas.text(scales.left - 4, y + 0.35 * letter, tick.text, letter, "end", INK)
    free = -1e9
    for tick in x_ticks:
        x = scales.x(tick.place)
        canvas.line([(x, scales.bottom), (x, scales.bottom + 3)], INK, 0.7)
        half = 0.3 * letter * len(tick.text)
        middle = min(max(x, half), canvas.width - half)
        if middle - half > free:
            canvas.text(middle, canvas.height - 0.4 * letter, tick.text, letter, "middle", INK)
            free = middle + half + 0.8 * letter
    canvas.line(
        [(scales.left, scales.top), (scales.left, scales.bottom), (scales.right, scales.bottom)],
        INK,
        0.8,
    )
    if chart.target is not None:
        y = scales.y(chart.target)
        canvas.line([(scales.left, y), (scales.right, y)], GREY, 0.9, _TARGET_DASH)


def _draw_curve(canvas: Canvas, series: Series, scales: _Scales) -> None:
    how = look(series.side, series.tone)
    for piece in _pieces(series.curve):
        canvas.line([(scales.x(x), scales.y(y)) for x, y in piece], how.colour, 1.1, how.dash)
    for begin, end in series.strong:
        inside = [(x, y) for x, y in series.curve if begin <= x <= end]
        for piece in _pieces(inside):
            canvas.line([(scales.x(x), scales.y(y)) for x, y in piece], how.colour, 3.0)


def _pieces(points: Iterable[tuple[float, float]]) -> Iterator[list[tuple[float, float]]]:
    piece: list[tuple[float, float]] = []
    for point in points:
        if isfinite(point[1]):
            piece.append(point)
        elif piece:
            yield piece
            piece = []
    if len(piece) > 1:
        yield piece


def _beside(chart: Chart, series: Series, scales: _Scales, letter: float) -> _Scales:
    """Return the scales of a series: those of one date stand side by side, not on each other."""
    if chart.x_kind != "date" or len(chart.series) < 2 or len(series.dots) > _MANY:
        return scales
    place = chart.series.index(series) - (len(chart.series) - 1) / 2
    return scales._replace(x=lambda value: scales.x(value) + 0.5 * letter * place)


def _draw_dots(canvas: Canvas, series: Series, scales: _Scales, letter: float) -> None:
    crowded = len(series.dots) > _MANY
    radius = (0.16 if crowded else 0.32) * letter
    how = look(series.side, series.tone)
    if series.joined:
        _join(canvas, series, scales, crowded)
    for dot in series.dots:
        x, y = scales.x(dot.x), scales.y(dot.y)
        if dot.low is not None and dot.high is not None and not crowded:
            bar = [(x, scales.y(dot.low)), (x, scales.y(dot.high))]
            canvas.line(bar, how.colour, 0.9)
        if dot.kind == "void":
            canvas.cross(x, y, radius)
        else:
            canvas.mark(x, y, how, radius, hollow=dot.kind == "odd")
    for end in series.ends:
        _draw_end(canvas, end, scales, how, letter)


def _draw_end(canvas: Canvas, end: End, scales: _Scales, how: Look, letter: float) -> None:
    """Draw an arrow from the end that is known, or a bar between two."""
    x, cap = scales.x(end.x), 0.4 * letter
    if end.low is not None and end.high is not None:
        bottom, top = scales.y(end.low), scales.y(end.high)
        canvas.line([(x, bottom), (x, top)], how.colour, 1.2, how.dash)
        for y in (bottom, top):
            canvas.line([(x - cap, y), (x + cap, y)], how.colour, 1.8)
    elif end.high is not None:
        y = scales.y(end.high)
        canvas.arrow(x, y, -min(_ARROW * letter, scales.bottom - y), how, cap)
    elif end.low is not None:
        y = scales.y(end.low)
        canvas.arrow(x, y, min(_ARROW * letter, y - scales.top), how, cap)


def _join(canvas: Canvas, series: Series, scales: _Scales, crowded: bool) -> None:
    usual = [dot for dot in series.dots if dot.kind == "counted"]
    if crowded:
        _shade(canvas, series, scales, usual)
        return
    places = [(scales.x(dot.x), scales.y(dot.y)) for dot in usual]
    how = look(series.side, series.tone)
    canvas.line(places, how.colour, 0.7, how.dash)


def _shade(canvas: Canvas, series: Series, scales: _Scales, dots: Sequence[Dot]) -> None:
    """Fill the stretch between the ends of the intervals, in place of a bar for every dot."""
    lows = [(dot.x, dot.low) for dot in dots if dot.low is not None]
    highs = [(dot.x, dot.high) for dot in dots if dot.high is not None]
    if len(lows) == len(highs) == len(dots):
        corners = ((scales.x(x), scales.y(y)) for x, y in (*lows, *reversed(highs)))
        canvas.area(corners, look(series.side, series.tone).tint)


class _Entry(NamedTuple):
    kind: str
    words: str
    how: Look
    dotted: bool = False


def _entries(chart: Chart) -> list[_Entry]:
    """Return the entries of the key."""
    plain = NEITHER[0]
    entries = [
        _Entry(
            "line" if len(series.curve) else "dot",
            series.label,
            look(series.side, series.tone),
            bool(series.dots),
        )
        for series in chart.series
        if series.label and (len(series.curve) or series.dots)
    ]
    entries += [
        _Entry(way, f"{series.label}: {words}".removeprefix(": "), look(series.side, series.tone))
        for series in chart.series
        if series.ends
        for way, words in (_of_ends(series.ends),)
    ]
    kinds = {dot.kind for series in chart.series for dot in series.dots}
    meanings = dict.fromkeys(series.meaning for series in chart.series if series.strong)
    entries += [_Entry("strong", meaning, plain) for meaning in meanings if meaning]
    if chart.target is not None:
        words = f"{chart.target_label} {chart.target:g}{chart.unit}"
        entries.append(_Entry("target", words, plain._replace(colour=GREY, dash=_TARGET_DASH)))
    if "void" in kinds:
        entries.append(_Entry("void", "does not count", plain))
    if "odd" in kinds:
        entries.append(_Entry("odd", "stands apart", plain))
    return entries + [_Entry("zone", zone.label, look(zone.side)) for zone in chart.zones]


def _of_ends(ends: Sequence[End]) -> tuple[str, str]:
    """Return which way the arrow of a key points, and what the arrows of a series mean."""
    below = any(end.high is not None for end in ends)
    above = any(end.low is not None for end in ends)
    ways = " or ".join(["below"] * below + ["above"] * above)
    return "below" if below else "above", f"surely {ways}"


def _places(entries: Sequence[_Entry], width: float, letter: float) -> list[tuple[float, int]]:
    """Return x and row of every entry of the key, in as many rows as the width asks for."""
    places, x, row = [], 2.0, 0
    for entry in entries:
        wide = (2.6 + 0.56 * len(entry.words)) * letter
        if x > 2.0 and x + wide > width:
            x, row = 2.0, row + 1
        places.append((x, row))
        x += wide + 0.8 * letter
    return places


def _room_above(chart: Chart, width: float, letter: float) -> float:
    rows = max((row + 1 for _, row in _places(_entries(chart), width, letter)), default=0)
    return 0.9 * letter + rows * 1.5 * letter


def _draw_key(canvas: Canvas, chart: Chart, letter: float) -> None:
    entries = _entries(chart)
    places = _places(entries, canvas.width, letter)
    for entry, (x, row) in zip(entries, places, strict=True):
        y = 0.7 * letter + row * 1.5 * letter
        middle, how = x + 0.9 * letter, entry.how
        if entry.kind == "zone":
            canvas.box(x, y - 0.5 * letter, 1.8 * letter, letter, how.tint)
        elif entry.kind in ("below", "above"):
            way = 1 if entry.kind == "above" else -1
            canvas.arrow(middle, y + way * 0.55 * letter, way * 1.2 * letter, how, 0.4 * letter)
        elif entry.kind == "void":
            canvas.cross(middle, y, 0.32 * letter)
        elif entry.kind in ("line", "strong", "target"):
            wide = 3.0 if entry.kind == "strong" else 1.3
            canvas.line([(x, y), (x + 1.8 * letter, y)], how.colour, wide, how.dash)
        if entry.kind in ("dot", "odd") or entry.dotted:
            canvas.mark(middle, y, how, 0.32 * letter, hollow=entry.kind == "odd")
        canvas.text(x + 2.2 * letter, y + 0.35 * letter, entry.words, letter)
