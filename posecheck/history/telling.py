"""One measure over the takes of a course: a sentence with its dates, a chart, a row of a table.

What a person noted of pain and effort is told in the same way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from posecheck.charts import Chart, Dot, End, Series, Zone, date_place
from posecheck.history.change import Bound, Judged, Point, Trend, judge
from posecheck.history.notes import Entry, Notes
from posecheck.measures import MeasureKind
from posecheck.registry import kind_of
from posecheck.thresholds import MDC
from posecheck.wording import (
    day_in_words,
    number,
    over,
    under,
    unit_beside,
    value_in_words,
)

_MOST_BOUNDS = 3  # different ones that a sentence tells one by one


@dataclass(frozen=True)
class Told:
    """One question, or one measure, over the takes.

    Attributes
    ----------
    title
        the question, or the measure's label.
    measure
        what is drawn, in words; the same as `title` for a measure.
    brief
        what became of it, in as few words as it takes.
    sentences
        the same with its dates, then what to keep in mind.
    chart
        its values over the dates; None where there is nothing to draw.
    """

    title: str
    measure: str
    brief: str
    sentences: tuple[str, ...]
    chart: Chart | None


@dataclass(frozen=True)
class Row:
    """One measure of one side, from the first take to the newest."""

    measure: str
    side: str
    takes: int
    first: str
    newest: str
    change: str
    mdc95: str
    meaning: str

    @property
    def cells(self) -> tuple[str, ...]:
        """What each cell of the table says, in this order."""
        return tuple(map(str, astuple(self)))


def told_of(own: Sequence[Trend], kind: MeasureKind, title: str = "") -> Told:
    """Return the course of one measure, its sides together."""
    sentences = (_sentence(own, kind), *_odd(own, kind), *_without(own), *_missing(own))
    count = max(len(trend.told) for trend in own)
    return Told(
        title=title or kind.label,
        measure=kind.label,
        brief=f"Over {count} takes: {_clauses(own, kind)}." if count > 1 else "",
        sentences=sentences,
        chart=_chart(own, kind) if count > 1 else None,
    )


def _sentence(own: Sequence[Trend], kind: MeasureKind) -> str:
    longest = max((trend.told for trend in own), key=len)
    if len(longest) == 1:
        return f"One take so far: {_clauses(own, kind)}."
    numbers = [trend for trend in own if trend.points]
    reasons = {trend.mdc_reason for trend in numbers if trend.mdc is None}
    since = day_in_words(longest[0].recorded)
    sentence = f"Over {len(longest)} takes since {since}: {_clauses(own, kind)}."
    if len(reasons) == 1 and all(trend.mdc is None for trend in numbers):
        count = max(len(trend.points) for trend in numbers)
        sentence = f"{sentence} {_unknown(count, reasons.pop() or '')}"
    return sentence


def _clauses(own: Sequence[Trend], kind: MeasureKind) -> str:
    return "; ".join(_clause(trend, kind) for trend in own)


def _unknown(count: int, reason: str) -> str:
    needed = round(MDC.takes)
    if count < needed:
        return (
            "Your minimal detectable change, by which takes differ without any real change, is "
            f"known after {needed} takes like these."
        )
    return reason


def _clause(trend: Trend, kind: MeasureKind) -> str:
    side = f"{trend.side} " if trend.side else ""
    numbers = _numbers(trend, kind) if trend.points else "no number"
    return ", ".join([f"{side}{numbers}", *_bounds(trend.bounds, kind)])


def _numbers(trend: Trend, kind: MeasureKind) -> str:
    first, newest = trend.first, trend.points[-1]
    if first.take == newest.take:
        return _plain(newest, kind)
    judged = judge(first, newest, trend.mdc)
    change = number(judged.difference, trend.unit, True, digits=kind.digits)
    return (
        f"{_plain(first, kind)} → {_plain(newest, kind)} ({change}{_against(judged, trend, kind)})"
    )


def _bounds(bounds: Sequence[Bound], kind: MeasureKind) -> list[str]:
    """Return what is sure of the takes without a number: ``take 3: under 45°``.

    Where that would be many, each way once, with what is sure of all.
    """
    alike: dict[str, list[int]] = {}
    for each in bounds:
        alike.setdefault(value_in_words(each.measure, kind), []).append(each.take)
    if len(alike) <= _MOST_BOUNDS:
        return [f"{_takes(takes)}: {words}" for words, takes in alike.items()]
    highs = [each.measure.high for each in bounds if each.measure.high is not None]
    lows = [
        each.measure.low
        for each in bounds
        if each.measure.high is None and each.measure.low is not None
    ]
    unit, said = bounds[0].measure.unit, []
    if highs:
        said.append(f"{_many(highs)}: {under(max(highs), unit, kind.digits)}")
    if lows:
        said.append(f"{_many(lows)}: {over(min(lows), unit, kind.digits)}")
    return said


def _many(takes: Sequence[object]) -> str:
    return f"{len(takes)} take{'' if len(takes) == 1 else 's'}"


def _takes(takes: Sequence[int]) -> str:
    """Return takes in words: ``take 3``, ``takes 3, 5 and 8``."""
    *others, last = map(str, sorted(takes))
    return f"takes {', '.join(others)} and {last}" if others else f"take {last}"


def _against(judged: Judged, trend: Trend, kind: MeasureKind) -> str:
    if trend.mdc is None:
        return ", beyond both intervals" if judged.verdict == "possible" else ""
    usual = number(trend.mdc.value, trend.unit, digits=kind.digits)
    if judged.verdict == "clear":
        return f", more than your minimal detectable change of ±{usual}"
    if judged.verdict == "none":
        return f", within your minimal detectable change of ±{usual}"
    return ""


def _plain(point: Point, kind: MeasureKind) -> str:
    return number(point.value, point.measure.unit, digits=kind.digits)


def _odd(own: Sequence[Trend], kind: MeasureKind) -> list[str]:
    sentences = []
    for trend in own:
        for point in trend.points:
            if point.take in trend.odd:
                side = f"{trend.side} " if trend.side else ""
                sentences.append(
                    f"T{named(point)[1:]} stands apart ({side}{_plain(point, kind)}); it is "
                    "drawn, but left out of the minimal detectable change."
                )
    return sentences


def named(point: Point) -> str:
    """Return a take in words: ``take 5 (12 April 2026)``."""
    return f"take {point.take} ({day_in_words(point.recorded)})"


def _without(own: Sequence[Trend]) -> list[str]:
    """Return why takes have no number though something sure is known, by reason."""
    found = [(each.measure.reason or "", each.take) for trend in own for each in trend.bounds]
    return [f"No number in {_takes(takes)}: {why}" for why, takes in _by_reason(found)]


def _missing(own: Sequence[Trend]) -> list[str]:
    """Return which takes could not measure it, by reason."""
    found = [(reason, take) for trend in own for take, reason in trend.missing.items()]
    return [f"Not measured in {_takes(takes)}: {why}" for why, takes in _by_reason(found)]


def _by_reason(found: Iterable[tuple[str, int]]) -> Iterable[tuple[str, list[int]]]:
    reasons: dict[str, set[int]] = {}
    for reason, take in found:
        reasons.setdefault(reason, set()).add(take)
    return ((reason, sorted(takes)) for reason, takes in reasons.items())


def _chart(own: Sequence[Trend], kind: MeasureKind) -> Chart:
    unit = unit_beside(own[0].unit)
    series = tuple(
        Series(
            trend.side or "", trend.side, tuple(_dots(trend)), joined=True, ends=tuple(_ends(trend))
        )
        for trend in own
    )
    zones = tuple(
        Zone(
            trend.first.value - trend.mdc.value,
            trend.first.value + trend.mdc.value,
            f"{f'{trend.side}: ' if trend.side else ''}minimal detectable change "
            f"±{number(trend.mdc.value, trend.unit, digits=kind.digits)}",
            trend.side,
        )
        for trend in own
        if trend.mdc is not None
    )
    every = [each for trend in own for each in trend.told]
    return Chart(
        title=kind.label,
        told=f"{kind.label} over the dates of the takes. {_sentence(own, kind)}",
        unit=unit,
        x_kind="date",
        x_range=_dates(each.recorded for each in every),
        series=series,
        zones=zones,
    )


def _dots(trend: Trend) -> Iterable[Dot]:
    for point in trend.points:
        odd = point.take in trend.odd
        yield Dot(
            date_place(point.recorded),
            point.value,
            point.measure.low,
            point.measure.high,
            "odd" if odd else "counted",
        )


def _ends(trend: Trend) -> Iterable[End]:
    for bound in trend.bounds:
        yield End(date_place(bound.recorded), bound.measure.low, bound.measure.high)


def _dates(moments: Iterable[datetime]) -> tuple[float, float]:
    places = [date_place(moment) for moment in moments]
    return min(places), max(places)


_SAID: tuple[tuple[str, str], ...] = (
    ("pain_before", "pain before"),
    ("pain_after", "pain after"),
    ("effort", "effort"),
)


def notes_told(entries: Sequence[Entry]) -> list[Told]:
    """Return the course of pain and effort, as far as somebody noted them."""
    parts, series = [], []
    for tone, (field, words) in enumerate(_SAID):
        known = [
            (entry, value) for entry in entries if (value := _said(entry.notes, field)) is not None
        ]
        if not known:
            continue
        first, newest = known[0][1], known[-1][1]
        parts.append(f"{words} {first} → {newest}" if len(known) > 1 else f"{words} {newest}")
        dots = tuple(Dot(date_place(entry.recorded), float(value)) for entry, value in known)
        series.append(Series(words, None, dots, joined=True, tone=tone))
    if not parts:
        return []
    sentence = f"As noted, of 10: {'; '.join(parts)}."
    places = [dot.x for each in series for dot in each.dots]
    several = max(len(each.dots) for each in series) > 1
    chart = Chart(
        title="Pain and effort",
        told=f"Pain and effort over the dates of the takes. {sentence}",
        unit="",
        x_kind="date",
        x_range=(min(places), max(places)),
        series=tuple(series),
        zones=(),
        reach=(0.0, 10.0),
    )
    return [
        Told(
            title="How did it feel?",
            measure="Pain and effort, 0 to 10",
            brief=sentence,
            sentences=(sentence,),
            chart=chart if several else None,
        )
    ]


def _said(notes: Notes, field: str) -> int | None:
    value: int | None = getattr(notes, field)
    return value


def row_of(trend: Trend) -> Row:
    """Return one measure of one side, from the first take to the newest."""
    kind = kind_of(trend.name)
    told = trend.told
    first = next((each for each in told if each.take not in trend.odd), told[0])
    newest = told[-1]
    usual = "not known yet"
    if trend.mdc is not None:
        usual = f"±{number(trend.mdc.value, trend.unit, digits=kind.digits)}"
    change = meaning = ""
    if first is not newest and isinstance(first, Point) and isinstance(newest, Point):
        judged = judge(first, newest, trend.mdc)
        change = number(judged.difference, trend.unit, True, digits=kind.digits)
        meaning = {
            "clear": "more than the MDC95",
            "none": "within the MDC95",
            "possible": "beyond both intervals",
            "unknown": "cannot be told yet",
        }[judged.verdict]
    return Row(
        measure=kind.label,
        side=trend.side or "",
        takes=len(told),
        first=value_in_words(first.measure, kind),
        newest=value_in_words(newest.measure, kind),
        change=change,
        mdc95=usual,
        meaning=meaning,
    )
