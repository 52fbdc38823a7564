"""How a person's measures move over their takes, and whether a change is more than chance.

Two uncertainties are kept apart. The interval beside a value is *absolute*: it holds what camera,
room and body do to every take of this person alike. What differs from take to take is the *repeat*
uncertainty; it is known from the person's own takes as soon as there are enough, and then it alone
decides whether something changed, because what the takes share cancels in their difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import hypot
from typing import Literal

import numpy as np
import numpy.typing as npt

from posecheck.assessment import Measure
from posecheck.history.mdc import Mdc, personal_mdc
from posecheck.history.notes import Entry, KeptTake
from posecheck.landmarks import Side
from posecheck.thresholds import MDC
from posecheck.wording import day_in_words, view_in_words

ChangeVerdict = Literal["clear", "possible", "none", "unknown"]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Point:
    """One take's value in a trend; `scoring` says by what it was read and scored."""

    take: int
    recorded: datetime
    measure: Measure
    scoring: tuple[str, ...]

    @property
    def value(self) -> float:
        """The number; trends hold points with numbers only."""
        assert isinstance(self.measure.value, float)
        return self.measure.value


@dataclass(frozen=True)
class Trend:
    """One measure of one side over comparable takes, oldest first.

    Attributes
    ----------
    mdc
        the person's usual change from take to take; None where too few takes can tell.
    mdc_reason
        why there is none.
    odd
        the takes that stand apart and are left out of it, by number.
    missing
        the takes that could not measure it, by number, with their reason.
    """

    name: str
    side: Side | None
    unit: str
    points: tuple[Point, ...]
    mdc: Mdc | None
    mdc_reason: str | None
    odd: tuple[int, ...] = ()
    missing: Mapping[int, str] = field(default_factory=dict)

    @property
    def first(self) -> Point:
        """The take that later ones are held against: the first that does not stand apart."""
        return next((each for each in self.points if each.take not in self.odd), self.points[0])


@dataclass(frozen=True)
class Judged:
    """What a difference between two takes means.

    Attributes
    ----------
    difference
        later − earlier.
    low, high
        its 95 % interval: ± the usual change where that is known, else from the two absolute
        intervals as if they shared nothing; None where neither is there.
    verdict
        "clear" beyond the person's usual change; "possible" beyond both absolute intervals where
        the usual change is not known; "none" within the usual change; "unknown" else.
    """

    difference: float
    low: float | None
    high: float | None
    verdict: ChangeVerdict


def unlike(one: Entry, other: Entry) -> list[str]:
    """Return why two takes must not be compared, a sentence each; empty where they may."""
    pairs = (
        ("They belong to different people.", one.notes.person, other.notes.person),
        ("They are different tests.", one.protocol, other.protocol),
        ("They were seen from different sides.", one.view, other.view),
        ("They had different target heights.", one.target_deg, other.target_deg),
        ("They were done with different bands.", one.notes.band, other.notes.band),
        ("Only one of them was done holding a chair.", one.notes.chair, other.notes.chair),
    )
    reasons = [sentence for sentence, left, right in pairs if left != right]
    if "unusable" in (one.verdict, other.verdict):
        reasons.append("At least one of them could not be measured.")
    return reasons


def why_left_out(like: Entry, other: Entry) -> str:
    """Return why a take of the same person and test is not in the course of takes like another.

    Empty where it is in it.
    """
    if other.verdict == "unusable":
        return "it could not be measured"
    if other.verdict is None:
        return "it has not been scored yet"
    reasons = []
    if other.view != like.view:
        reasons.append(f"seen {view_in_words(other.view)}")
    if other.target_deg != like.target_deg:
        target = "no target" if other.target_deg is None else f"target {other.target_deg:g}°"
        reasons.append(target)
    if other.notes.band != like.notes.band:
        reasons.append(f"band: {other.notes.band}" if other.notes.band else "without a band")
    if other.notes.chair != like.notes.chair:
        reasons.append("holding a chair" if other.notes.chair else "without a chair")
    return ", ".join(reasons)


def comparable(with_entry: Entry, entries: Sequence[Entry]) -> list[Entry]:
    """Return those of `entries` that may be compared with one take, oldest first."""
    fit = [entry for entry in entries if not unlike(with_entry, entry)]
    return sorted(fit, key=lambda entry: (entry.recorded, entry.id))


def trends(takes: Sequence[KeptTake]) -> list[Trend]:
    """Return a trend for every numeric measure of comparable takes, oldest first.

    Measures keep the order in which they first occur; a take that could not measure one has no
    point in its trend but its reason in `missing`.
    """
    points: dict[tuple[str, Side | None, str], list[Point]] = {}
    missing: dict[tuple[str, Side | None, str], dict[int, str]] = {}
    for take in takes:
        scoring = _scoring(take)
        for measure in take.assessment.measures:
            key = (measure.name, measure.side, measure.unit)
            if isinstance(measure.value, float):
                point = Point(take.entry.id, take.entry.recorded, measure, scoring)
                points.setdefault(key, []).append(point)
            elif measure.reason:
                missing.setdefault(key, {})[take.entry.id] = measure.reason
    return [_trend(*key, found, missing.get(key, {})) for key, found in points.items()]


def judge(earlier: Point, later: Point, mdc: Mdc | None) -> Judged:
    """Return what the difference between two takes of one trend means.

    Compare, trend, report and page all ask this one function.
    """
    difference = later.value - earlier.value
    if mdc is not None and earlier.scoring == later.scoring:
        verdict: ChangeVerdict = "clear" if abs(difference) > mdc.value else "none"
        return Judged(difference, difference - mdc.value, difference + mdc.value, verdict)
    low, high = _independent(earlier.measure, later.measure)
    beyond = low is not None and high is not None and (low > 0 or high < 0)
    return Judged(difference, low, high, "possible" if beyond else "unknown")


def mdc_of(points: Sequence[Point]) -> tuple[Mdc | None, str | None]:
    """Return the personal minimal detectable change of a trend's points, or why there is none.

    The newest take is held against those before it, where these are enough, so that a change does
    not hide itself.
    """
    needed = round(MDC.takes)
    if len(points) < needed:
        return None, (
            f"Your own usual change from take to take is known after {needed} comparable takes; "
            f"there {'is' if len(points) == 1 else 'are'} {len(points)}."
        )
    if len({point.scoring for point in points}) > 1:
        return None, (
            "These takes were scored with different thresholds, corrections or models. "
            "Score them again with 'posecheck rescore --write' to compare them."
        )
    before = points[:-1] if len(points) > needed else points
    found = personal_mdc([point.value for point in before])
    return found, None if found else "The values do not scatter, so no usual change can be told."


def _independent(earlier: Measure, later: Measure) -> tuple[float | None, float | None]:
    """Return the 95 % interval of later − earlier as if the takes shared no error.

    The method of variance estimates recovery (Zou & Donner 2008, Stat Med 27:1693), which keeps
    intervals of unequal arms. Where both takes share an error (the same camera, the same body) the
    interval is wider than need be, never narrower.
    """
    if not isinstance(earlier.value, float) or not isinstance(later.value, float):
        return None, None
    if earlier.low is None or earlier.high is None or later.low is None or later.high is None:
        return None, None
    difference = later.value - earlier.value
    down = hypot(later.value - later.low, earlier.high - earlier.value)
    up = hypot(later.high - later.value, earlier.value - earlier.low)
    return difference - down, difference + up


def _scoring(take: KeptTake) -> tuple[str, ...]:
    facts = take.assessment.provenance
    return (
        facts.thresholds_version,
        facts.correction_version or "",
        facts.method or "",
        facts.model_sha256,
    )


def _trend(
    name: str, side: Side | None, unit: str, points: list[Point], missing: Mapping[int, str]
) -> Trend:
    mdc, reason = mdc_of(points)
    odd = tuple(points[place].take for place in mdc.odd) if mdc is not None else ()
    return Trend(name, side, unit, tuple(points), mdc, reason, odd, missing)


def up_to(trend: Trend, take: int) -> Trend:
    """Return a trend as it was when one of its takes was the newest."""
    places = [place for place, point in enumerate(trend.points) if point.take == take]
    if not places:
        return trend
    cut = _trend(
        trend.name, trend.side, trend.unit, list(trend.points[: places[0] + 1]), trend.missing
    )
    enough = cut.mdc is not None or len(cut.points) == len(trend.points)
    return cut if enough else replace(cut, mdc=trend.mdc, mdc_reason=trend.mdc_reason)


def named(point: Point) -> str:
    """Return a take in words: ``take 5 (12 April 2026)``."""
    return f"take {point.take} ({day_in_words(point.recorded)})"
