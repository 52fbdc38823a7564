"""Draws a `Chart` as SVG at the width it is asked for; letters keep their size at every width."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from math import ceil, floor, isfinite, log10
from typing import NamedTuple

from posecheck.charts import Chart, Dot, Series
from posecheck.charts.paint import GREY, INK, NEITHER, PALE, Canvas, Look, look

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


_TARGET_DASH = "1.5 2.5"
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
    return min(values, default=0.0), max(values, default=1.0)


def _values(series: Series) -> Iterator[float]:
    yield from (y for _, y in series.curve if isfinite(y))
    for dot in series.dots:
        yield from (end for end in (dot.y, dot.low, dot.high) if end is not None)


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
        if series.label
    ]
    kinds = {dot.kind for series in chart.series for dot in series.dots}
    meanings = dict.fromkeys(series.meaning for series in chart.series if series.strong)
    entries += [_Entry("strong", meaning, plain) for meaning in meanings if meaning]
    if chart.target is not None:
        words = f"target {chart.target:g}{chart.unit}"
        entries.append(_Entry("target", words, plain._replace(colour=GREY, dash=_TARGET_DASH)))
    if "void" in kinds:
        entries.append(_Entry("void", "does not count", plain))
    if "odd" in kinds:
        entries.append(_Entry("odd", "stands apart", plain))
    return entries + [_Entry("zone", zone.label, look(zone.side)) for zone in chart.zones]


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
        elif entry.kind == "void":
            canvas.cross(middle, y, 0.32 * letter)
        elif entry.kind in ("line", "strong", "target"):
            wide = 3.0 if entry.kind == "strong" else 1.3
            canvas.line([(x, y), (x + 1.8 * letter, y)], how.colour, wide, how.dash)
        if entry.kind in ("dot", "odd") or entry.dotted:
            canvas.mark(middle, y, how, 0.32 * letter, hollow=entry.kind == "odd")
        canvas.text(x + 2.2 * letter, y + 0.35 * letter, entry.words, letter)
