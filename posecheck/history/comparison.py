"""Two takes of one person side by side: what each measured, and what became of it.

Where a take has no number but says what it is surely below or above, a change is told as far as it
is sure too: from ``under 38°`` to ``52° (48 to 56)`` it is over +10°.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

from posecheck.assessment import Measure, Provenance
from posecheck.history.change import (
    ChangeVerdict,
    Mdc,
    Trend,
    judge,
    scoring_of,
    trends,
    up_to,
)
from posecheck.history.notes import Entry, KeptTake, comparable, unlike
from posecheck.history.store import History
from posecheck.landmarks import Side
from posecheck.registry import installed, kind_of
from posecheck.thresholds import MDC
from posecheck.wording import number, over, under, value_in_words


@dataclass(frozen=True)
class Change:
    """One measure in two takes.

    Attributes
    ----------
    difference, low, high, verdict
        as `Judged`; None where a value is missing. Where in its place it is known what a take is
        surely below or above, the end that the change is surely beyond is there without it.
    mdc
        the person's own minimal detectable change; None where too few takes can tell.
    text
        the same as a sentence.
    """

    name: str
    side: Side | None
    unit: str
    earlier: Measure | None
    later: Measure | None
    difference: float | None
    low: float | None
    high: float | None
    mdc: Mdc | None
    verdict: ChangeVerdict
    text: str


@dataclass(frozen=True)
class Comparison:
    """Two takes side by side.

    `unlike` says why they must not be compared; `changes` is empty then. `cautions` says what
    else stands between them.
    """

    earlier: KeptTake
    later: KeptTake
    unlike: tuple[str, ...]
    cautions: tuple[str, ...]
    changes: tuple[Change, ...]


def compare(earlier: KeptTake, later: KeptTake, series: Sequence[KeptTake] = ()) -> Comparison:
    """Compare two takes of one person.

    Parameters
    ----------
    earlier, later
        the two takes.
    series
        every comparable take of the person, oldest first, from which their minimal detectable
        change is taken: from the takes before `later` where these are enough, so that a change does
        not hide itself, or else from all of them.
    """
    reasons = tuple(unlike(earlier.entry, later.entry))
    if reasons:
        return Comparison(earlier, later, reasons, (), ())
    both = {earlier.entry.id, later.entry.id}
    takes = series if both <= {take.entry.id for take in series} else (earlier, later)
    known = {
        (trend.name, trend.side): up_to(trend, later.entry)
        for trend in trends(takes)
        if trend.points
    }
    keys = dict.fromkeys(
        (measure.name, measure.side)
        for take in (later, earlier)
        for measure in take.assessment.measures
    )
    changes = tuple(_change((earlier, later), key, known.get(key)) for key in keys)
    return Comparison(earlier, later, (), tuple(_cautions(earlier, later)), changes)


def takes_like(history: History, entry: Entry) -> list[KeptTake]:
    """Return the takes of the same person that may be compared with one, oldest first.

    The take itself is among them, unless it could not be measured.
    """
    same_person = history.entries(entry.notes.person, entry.protocol)
    return history.all_kept(other.id for other in comparable(entry, same_person))


def compare_with_last(history: History, number: int) -> Comparison | None:
    """Compare a take with the one before it that is like it; None where there is none."""
    later = history.kept(number)
    series = takes_like(history, later.entry)
    numbers = [take.entry.id for take in series]
    if number not in numbers or numbers.index(number) == 0:
        return None
    return compare(series[numbers.index(number) - 1], later, series)


def _cautions(earlier: KeptTake, later: KeptTake) -> list[str]:
    one, other = earlier.assessment.provenance, later.assessment.provenance
    cautions = []
    if (one.thresholds_version, one.correction_version) != (
        other.thresholds_version,
        other.correction_version,
    ):
        cautions.append(
            "The two takes were scored with different thresholds or corrections. "
            "Score them again with 'posecheck rescore --write' to compare them."
        )
    elif one.method != other.method:
        cautions.append("The two takes were measured with different formulas.")
    if one.model_sha256 != other.model_sha256:
        cautions.append("The two takes were read with different pose models.")
    return [*cautions, *_conditions(one, other)]


def _conditions(one: Provenance, other: Provenance) -> list[str]:
    """Return what was different around the person, as far as somebody said so."""
    cautions = []
    for name, what in (("lens_height_m", "higher or lower"), ("distance_m", "nearer or further")):
        first, then = _given(one.setting, name), _given(other.setting, name)
        if first is not None and then is not None and abs(first - then) > MDC.same_place:
            cautions.append(
                f"The camera stood {what}: {number(first, 'm')} and {number(then, 'm')}. "
                "A part of the change may come from there."
            )
    for name in ("clothing", "footwear"):
        first, then = one.setting.get(name), other.setting.get(name)
        if first and then and first != then:
            cautions.append(f"Different {name}: {first} and {then}.")
    return cautions


def _given(setting: Any, name: str) -> float | None:
    stated = setting.get(name) or {}
    return float(stated["value"]) if stated.get("given") else None


def _change(
    takes: tuple[KeptTake, KeptTake], key: tuple[str, Side | None], trend: Trend | None
) -> Change:
    earlier, later = (take.assessment.measure(*key) for take in takes)
    shown = later or earlier
    assert shown is not None  # one of the two takes listed it
    found = _Found()
    if earlier is None or later is None or not (earlier.is_told and later.is_told):
        told = any(each is not None and each.is_told for each in (earlier, later))
        text = f"Measured in {'only one of the two takes' if told else 'neither take'}."
    elif isinstance(earlier.value, str) or isinstance(later.value, str):
        same = earlier.value == later.value
        was, now = (value_in_words(each, kind_of(each)) for each in (earlier, later))
        text = "The same." if same else f"Was {was}, is {now}."
    elif earlier.unit != later.unit:
        text = "Given in different units; score both takes again to compare them."
    elif earlier.value is None or later.value is None:
        found = _by_its_ends(earlier, later, _mdc_for(takes, trend))
        none = earlier.value is None and later.value is None
        numbers = "neither take" if none else "only one of the two takes"
        text = _meaning(found, trend) or f"No change can be told: {numbers} has a number."
    else:
        assert trend is not None  # both have a number in one unit
        points = {point.take: point for point in trend.points}
        judged = judge(points[takes[0].entry.id], points[takes[1].entry.id], trend.mdc)
        found = _Found(judged.difference, judged.low, judged.high, judged.verdict)
        text = _meaning(found, trend) or (
            "Cannot be told from chance yet; your minimal detectable change is not known."
        )
    mdc = trend.mdc if trend is not None else None
    return Change(
        shown.name, shown.side, shown.unit, earlier, later,
        found.difference, found.low, found.high, mdc, found.verdict, text,
    )  # fmt: skip


@dataclass(frozen=True)
class _Found:
    """A difference as `Judged` has it, or what it is surely beyond; nothing is known by default."""

    difference: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: ChangeVerdict = "unknown"


def _mdc_for(takes: Sequence[KeptTake], trend: Trend | None) -> Mdc | None:
    """Return the minimal detectable change of a trend, where the takes were scored as its own."""
    if trend is None or any(scoring_of(take) != trend.points[0].scoring for take in takes):
        return None
    return trend.mdc


def _by_its_ends(earlier: Measure, later: Measure, mdc: Mdc | None) -> _Found:
    """Return what the difference is surely beyond, of two takes that have not both a number.

    What was read lies beyond the end that is known, so the minimal detectable change holds for how
    far the readings are apart at the least; where it is not known, the intervals must be apart.
    """
    was, now = (_ends(each, mdc is None) for each in (earlier, later))
    margin = mdc.value if mdc is not None else 0.0
    low, high = now[0] - was[1] - margin, now[1] - was[0] + margin
    apart = low > 0 or high < 0
    verdict: ChangeVerdict = "clear" if mdc is not None else "possible"
    return _Found(
        low=low if isfinite(low) else None,
        high=high if isfinite(high) else None,
        verdict=verdict if apart else "unknown",
    )


def _ends(measure: Measure, of_interval: bool) -> tuple[float, float]:
    """Return between what a value lies: its interval, or what was read; infinite where unknown."""
    if isinstance(measure.value, float) and not of_interval:
        return measure.value, measure.value
    low, high = measure.low, measure.high
    return -inf if low is None else low, inf if high is None else high


def _meaning(found: _Found, trend: Trend | None) -> str:
    """Return what a verdict means, as a sentence; empty where it is unknown."""
    usual = ""
    if trend is not None and trend.mdc is not None:
        usual = number(trend.mdc.value, trend.unit, digits=kind_of(trend.name).digits)
    return {
        "clear": f"More than your minimal detectable change, ±{usual}.",
        "none": f"Within your minimal detectable change, ±{usual}: takes differ so by chance.",
        "possible": "Beyond both intervals; your minimal detectable change is not known yet.",
        "unknown": "",
    }[found.verdict]


@dataclass(frozen=True)
class Row:
    """One measure of one side in two takes, in words."""

    measure: str
    side: str
    earlier: str
    later: str
    change: str
    meaning: str


def rows(comparison: Comparison, every: bool = True) -> list[Row]:
    """Return what page and terminal show of two takes.

    Parameters
    ----------
    every
        everything that both takes list and at least one has a value of, or something sure in its
        place; else of these only what answers the questions of the test, and what changed clearly.
    """
    protocol = installed().get(comparison.later.entry.protocol)
    asked = {question.measures[0].name for question in protocol.questions} if protocol else set()
    return [
        _row(each, each.earlier, each.later)
        for each in comparison.changes
        if each.earlier is not None
        and each.later is not None
        and (each.earlier.is_told or each.later.is_told)
        and (every or each.name in asked or each.verdict in ("clear", "possible"))
    ]


def _row(change: Change, earlier: Measure, later: Measure) -> Row:
    kind = kind_of(change.name, change.unit)
    return Row(
        measure=kind.label,
        side=change.side or "",
        earlier=value_in_words(earlier, kind),
        later=value_in_words(later, kind),
        change=_size(change, kind.digits),
        meaning=change.text,
    )


def _size(change: Change, digits: int) -> str:
    """Return how large a change is, or what it is surely beyond; empty where that is not known."""
    if change.difference is not None:
        return number(change.difference, change.unit, True, digits)
    if change.low is not None and change.low > 0:
        return over(change.low, change.unit, digits, signed=True)
    if change.high is not None and change.high < 0:
        return under(change.high, change.unit, digits, signed=True)
    return ""
