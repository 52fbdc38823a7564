"""Two takes of one person side by side: what each measured, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from posecheck.assessment import Measure, Provenance
from posecheck.history.change import ChangeVerdict, Judged, Mdc, Trend, judge, trends, up_to
from posecheck.history.notes import Entry, KeptTake, comparable, unlike
from posecheck.history.store import History
from posecheck.landmarks import Side
from posecheck.registry import kind_of
from posecheck.thresholds import MDC
from posecheck.wording import number, value_in_words


@dataclass(frozen=True)
class Change:
    """One measure in two takes.

    Attributes
    ----------
    difference, low, high, verdict
        as `Judged`; None where a value is missing.
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
    known = {(trend.name, trend.side): up_to(trend, later.entry.id) for trend in trends(takes)}
    keys = dict.fromkeys(
        (measure.name, measure.side)
        for take in (later, earlier)
        for measure in take.assessment.measures
    )
    changes = tuple(
        _change(
            earlier.assessment.measure(*key),
            later.assessment.measure(*key),
            known.get(key),
            (earlier.entry.id, later.entry.id),
        )
        for key in keys
    )
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
    earlier: Measure | None, later: Measure | None, trend: Trend | None, takes: tuple[int, int]
) -> Change:
    shown = later or earlier
    assert shown is not None  # one of the two takes listed it
    mdc = trend.mdc if trend is not None else None
    judged = None
    if earlier is None or later is None or earlier.value is None or later.value is None:
        text = "Measured in only one of the two takes, or in neither."
    elif isinstance(earlier.value, str) or isinstance(later.value, str):
        same = earlier.value == later.value
        was, now = (value_in_words(each, kind_of(each)) for each in (earlier, later))
        text = "The same." if same else f"Was {was}, is {now}."
    elif earlier.unit != later.unit:
        text = "Given in different units; score both takes again to compare them."
    else:
        assert trend is not None  # both have a number in one unit
        judged, text = _judged(trend, takes)
    return Change(
        shown.name, shown.side, shown.unit, earlier, later,
        judged.difference if judged else None,
        judged.low if judged else None,
        judged.high if judged else None,
        mdc,
        judged.verdict if judged else "unknown",
        text,
    )  # fmt: skip


def _judged(trend: Trend, takes: tuple[int, int]) -> tuple[Judged, str]:
    points = {point.take: point for point in trend.points}
    judged = judge(points[takes[0]], points[takes[1]], trend.mdc)
    usual = ""
    if trend.mdc is not None:
        usual = number(trend.mdc.value, trend.unit, digits=kind_of(trend.name).digits)
    return judged, {
        "clear": f"More than your minimal detectable change, ±{usual}.",
        "none": f"Within your minimal detectable change, ±{usual}: takes differ so by chance.",
        "possible": "Beyond both intervals; your minimal detectable change is not known yet.",
        "unknown": "Cannot be told from chance yet; your minimal detectable change is not known.",
    }[judged.verdict]
