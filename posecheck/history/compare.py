"""Two takes of one person side by side: what changed, and by more than chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from typing import Literal

from posecheck.assessment import Measure
from posecheck.history.notes import Entry, KeptTake
from posecheck.history.store import History
from posecheck.history.trends import Mdc, Point, Trend, comparable, mdc_of, trends, unlike
from posecheck.landmarks import Side
from posecheck.thresholds import MDC

ChangeVerdict = Literal["clear", "possible", "none", "unknown"]


@dataclass(frozen=True)
class Change:
    """One measure in two takes.

    Attributes
    ----------
    difference, low, high : later − earlier with its 95 % interval, in `unit`; None where a value
        or an interval is missing.
    mdc : the person's own minimal detectable change; None where too few takes can tell.
    verdict : "clear" beyond the intervals and beyond the person's own usual change; "possible"
        beyond the intervals where the usual change is not known; "none" within either; "unknown"
        where nothing can be said.
    text : the same as a sentence.
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
    earlier, later : the two takes.
    series : every comparable take of the person, from which their usual change is taken: from
        the takes before `later` where these are enough, so that a change does not hide itself,
        or else from all of them.
    """
    reasons = tuple(unlike(earlier.entry, later.entry))
    if reasons:
        return Comparison(earlier, later, reasons, (), ())
    known = {(trend.name, trend.side): trend for trend in trends(series)}
    keys = dict.fromkeys(
        (measure.name, measure.side)
        for take in (later, earlier)
        for measure in take.assessment.measures
    )
    changes = tuple(
        _change(
            earlier.assessment.measure(*key),
            later.assessment.measure(*key),
            _usual_change(known.get(key), later),
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


def _usual_change(trend: Trend | None, later: KeptTake) -> Mdc | None:
    if trend is None:
        return None
    before: list[Point] = [p for p in trend.points if p.recorded < later.entry.recorded]
    enough = len(before) >= MDC.takes
    return mdc_of(before if enough else trend.points)[0]


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
    if one.model_sha256 != other.model_sha256:
        cautions.append("The two takes were read with different pose models.")
    return cautions


def _change(earlier: Measure | None, later: Measure | None, mdc: Mdc | None) -> Change:
    shown = later or earlier
    assert shown is not None  # one of the two takes listed it
    difference = low = high = None
    verdict: ChangeVerdict = "unknown"
    if earlier is None or later is None or earlier.value is None or later.value is None:
        text = "Measured in only one of the two takes, or in neither."
    elif isinstance(earlier.value, str) or isinstance(later.value, str):
        same = earlier.value == later.value
        text = "The same." if same else f"Was {earlier.value}, is {later.value}."
    elif earlier.unit != later.unit:
        text = "Given in different units; score both takes again to compare them."
    else:
        difference = later.value - earlier.value
        low, high = _interval(earlier, later)
        verdict, text = _judge(difference, low, high, mdc)
    return Change(
        shown.name, shown.side, shown.unit, earlier, later, difference, low, high, mdc,
        verdict, text,
    )  # fmt: skip


def _interval(earlier: Measure, later: Measure) -> tuple[float | None, float | None]:
    """Return the 95 % interval of later − earlier from the two intervals.

    The method of variance estimates recovery (Zou & Donner 2008, Stat Med 27:1693), which keeps
    intervals of unequal arms. It takes the two errors as independent; where both takes share
    one (the same camera, the same body) the interval is wider than need be, never narrower.
    """
    if not isinstance(earlier.value, float) or not isinstance(later.value, float):
        return None, None
    if earlier.low is None or earlier.high is None or later.low is None or later.high is None:
        return None, None
    difference = later.value - earlier.value
    down = hypot(later.value - later.low, earlier.high - earlier.value)
    up = hypot(later.high - later.value, earlier.value - earlier.low)
    return difference - down, difference + up


def _judge(
    difference: float, low: float | None, high: float | None, mdc: Mdc | None
) -> tuple[ChangeVerdict, str]:
    if low is None or high is None:
        return "unknown", "A take without an interval: no change can be told from chance."
    way = "higher" if difference > 0 else "lower"
    if low <= 0 <= high:
        return "none", "No more than the measurement's own uncertainty."
    if mdc is None:
        return "possible", (
            f"{way.capitalize()} by more than the measurement's uncertainty; your usual change "
            "from take to take is not known yet."
        )
    if abs(difference) <= mdc.value:
        return "none", "No more than your usual change from take to take."
    return "clear", (
        f"{way.capitalize()} by more than the measurement's uncertainty and your usual change."
    )
