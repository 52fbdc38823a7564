"""How a person's measures move over their takes, and whether a change is more than chance.

Two uncertainties are kept apart. The interval beside a value is *absolute*: it holds what camera,
room and body do to every take of this person alike. What differs from take to take is the *repeat*
uncertainty; it is known from the person's own takes as soon as there are enough (their minimal
detectable change), and then it alone decides whether something changed, because what the takes
share cancels in their difference.

Takes that are alike make the trend of each measure; `comparison` sets two of them side by side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from math import hypot
from typing import Literal

import numpy as np
import numpy.typing as npt

from posecheck.assessment import Measure
from posecheck.history.notes import Entry, KeptTake
from posecheck.landmarks import Side
from posecheck.thresholds import MDC

ChangeVerdict = Literal["clear", "possible", "none", "unknown"]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Mdc:
    """A person's own minimal detectable change of one measure, in the measure's unit.

    Attributes
    ----------
    value
        a change between two takes that chance alone exceeds in at most 5 % of cases.
    sem
        standard error of measurement, the standard deviation of one take about the person's own
        course.
    takes
        how many takes it rests on.
    degrees_of_freedom
        of `sem`; few takes give few, and a wider `value`.
    odd
        places, in the series given, of takes that stand apart from all others and are left out.
    """

    value: float
    sem: float
    takes: int
    degrees_of_freedom: float
    odd: tuple[int, ...] = ()


def personal_mdc(values: Sequence[float]) -> Mdc | None:
    """Return the minimal detectable change of a person from their own takes in time order.

    The standard error of measurement comes from the differences between neighbouring takes,
    SEM = SD_diff / √2, taken about their mean: what a person gains steadily from take to take is
    progress, not error, and must not widen it (a plain standard deviation over the takes would).
    Neighbouring differences share a take, so their sum of squares is divided by its expectation
    instead of by n − 1. MDC95 = t · √2 · SEM, where t is Student's 97.5 % point with
    Satterthwaite's degrees of freedom: 2.77 · SEM for long series, more where few takes tell
    little. Four takes give about two degrees of freedom.

    A take that stands apart is left out first: one whose distance from the straight line through
    all others is too large for chance (deleted residual against Student's t, the level shared out
    among the takes after Bonferroni; Cook & Weisberg 1982, Residuals and Influence in Regression,
    2.2.2), one after the other, at most a quarter of the takes.

    Parameters
    ----------
    values
        one per take, in any unit, none of them NaN.

    Returns
    -------
    None for fewer takes than `history.mdc.takes`, or where the values do not scatter.
    """
    if len(values) < MDC.takes:
        return None
    given = np.asarray(values, float)
    odd = _odd_ones(given)
    kept = np.delete(given, odd)
    count = len(kept)
    steps = np.diff(kept)
    trace, freedom = _expected(count)
    sem = float(np.sqrt(np.sum((steps - steps.mean()) ** 2) / trace))
    if sem <= np.finfo(float).eps * np.abs(kept).max() * count:
        return None
    from scipy.special import stdtrit  # takes as long to load as all the rest of the command

    tail = (1 + MDC.confidence / 100) / 2
    value = float(stdtrit(freedom, tail)) * np.sqrt(2) * sem
    return Mdc(float(value), sem, count, freedom, tuple(odd))


def _odd_ones(values: FloatArray) -> list[int]:
    """Return the places of the values that stand apart from all others, the oddest first."""
    left = list(range(len(values)))
    odd: list[int] = []
    while len(odd) < len(values) // 4 and len(left) - 1 >= MDC.takes:
        place = _oddest(values[left], left)
        if place is None:
            break
        odd.append(left.pop(place))
    return sorted(odd)


def _oddest(values: FloatArray, places: Sequence[int]) -> int | None:
    """Return which value is too far from the line through the others for chance; None for none."""
    from scipy.special import stdtr

    count = len(values)
    x = np.asarray(places, float) - np.mean(places)
    leverage = 1 / count + x**2 / np.sum(x**2)
    residual = values - values.mean() - x * np.sum(x * values) / np.sum(x**2)
    freedom = count - 3
    squares = np.sum(residual**2) - residual**2 / (1 - leverage)
    tiny = (np.finfo(float).eps * count * max(np.abs(values).max(), 1.0)) ** 2
    distance = np.abs(residual) / np.sqrt(np.maximum(squares, tiny) / freedom * (1 - leverage))
    place = int(np.argmax(distance))
    chance = 2 * float(stdtr(freedom, -float(distance[place]))) * count
    return place if chance < MDC.odd / 100 else None


@cache
def _expected(count: int) -> tuple[float, float]:
    """Return what the steps between `count` takes of unit scatter give, and its freedom.

    That is the expectation of the steps' sum of squares about their mean, and Satterthwaite's
    degrees of freedom of it. A person's measures have the same `count` again and again.
    """
    steps = np.diff(np.eye(count), axis=0)
    about_mean = steps - steps.mean(axis=0)
    form = about_mean.T @ about_mean
    trace = float(np.trace(form))
    return trace, trace**2 / float(np.sum(form**2))


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
class Bound:
    """One take that has no number, but says what it is surely below or above."""

    take: int
    recorded: datetime
    measure: Measure


@dataclass(frozen=True)
class Trend:
    """One measure of one side over comparable takes, oldest first.

    Attributes
    ----------
    points
        the takes that have a number; none where `bounds` are all there is.
    mdc
        the person's minimal detectable change; None where too few takes can tell.
    mdc_reason
        why there is none.
    odd
        the takes that stand apart and are left out of it, by number.
    missing
        the takes that could not measure it, by number, with their reason.
    bounds
        the takes without a number that say something sure in its place. They have no say in the
        minimal detectable change.
    """

    name: str
    side: Side | None
    unit: str
    points: tuple[Point, ...]
    mdc: Mdc | None
    mdc_reason: str | None
    odd: tuple[int, ...] = ()
    missing: Mapping[int, str] = field(default_factory=dict)
    bounds: tuple[Bound, ...] = ()

    @property
    def told(self) -> tuple[Point | Bound, ...]:
        """The takes that have a number, or something sure in its place, oldest first."""
        every: list[Point | Bound] = [*self.points, *self.bounds]
        return tuple(sorted(every, key=lambda each: (each.recorded, each.take)))

    @property
    def first(self) -> Point:
        """The number that later ones are held against: the first that does not stand apart.

        Only where there are any.
        """
        return next((each for each in self.points if each.take not in self.odd), self.points[0])


@dataclass(frozen=True)
class Judged:
    """What a difference between two takes means.

    Attributes
    ----------
    difference
        later − earlier.
    low, high
        its 95 % interval: ± the minimal detectable change where that is known, else from the two
        absolute intervals as if they shared nothing; None where neither is there.
    verdict
        "clear" beyond the person's minimal detectable change; "possible" beyond both absolute
        intervals where that is not known; "none" within it; "unknown" else.
    """

    difference: float
    low: float | None
    high: float | None
    verdict: ChangeVerdict


def trends(takes: Sequence[KeptTake]) -> list[Trend]:
    """Return a trend for every numeric measure of comparable takes, oldest first.

    Measures keep the order in which they first occur. A take that could not measure one has no
    point in its trend: what it says in the place of a number is in `bounds`, or else its reason in
    `missing`.
    """
    found: dict[tuple[str, Side | None, str], _Found] = {}
    for take in takes:
        number, when, scoring = take.entry.id, take.entry.recorded, scoring_of(take)
        for measure in take.assessment.measures:
            own = found.setdefault((measure.name, measure.side, measure.unit), _Found())
            if isinstance(measure.value, float):
                own.points.append(Point(number, when, measure, scoring))
            elif measure.value is None and measure.is_told:
                own.bounds.append(Bound(number, when, measure))
            elif measure.reason:
                own.missing[number] = measure.reason
    return [_trend(*key, own) for key, own in found.items() if own.points or own.bounds]


@dataclass
class _Found:
    """What the takes say of one measure of one side."""

    points: list[Point] = field(default_factory=list)
    bounds: list[Bound] = field(default_factory=list)
    missing: dict[int, str] = field(default_factory=dict)


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
            f"Your minimal detectable change is known after {needed} comparable takes; "
            f"there {'is' if len(points) == 1 else 'are'} {len(points)}."
        )
    if len({point.scoring for point in points}) > 1:
        return None, (
            "These takes were scored with different thresholds, corrections or models. "
            "Score them again with 'posecheck rescore --write' to compare them."
        )
    before = points[:-1] if len(points) > needed else points
    found = personal_mdc([point.value for point in before])
    if found is None:
        return None, "The values do not scatter, so no minimal detectable change can be told."
    return found, None


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


def scoring_of(take: KeptTake) -> tuple[str, ...]:
    """Return by what a take was read and scored; minimal detectable changes hold within one."""
    facts = take.assessment.provenance
    return (
        facts.thresholds_version,
        facts.correction_version or "",
        facts.method or "",
        facts.model_sha256,
    )


def _trend(name: str, side: Side | None, unit: str, found: _Found) -> Trend:
    points = tuple(found.points)
    mdc, reason = mdc_of(points)
    odd = tuple(points[place].take for place in mdc.odd) if mdc is not None else ()
    return Trend(name, side, unit, points, mdc, reason, odd, found.missing, tuple(found.bounds))


def up_to(trend: Trend, newest: Entry) -> Trend:
    """Return a trend as it was when a take was the newest, whether that take has a number or not.

    Where the takes until then are too few for a minimal detectable change, that of all is kept.
    """
    until = (newest.recorded, newest.id)
    points = [each for each in trend.points if (each.recorded, each.take) <= until]
    if not points:
        return trend
    cut = _trend(trend.name, trend.side, trend.unit, _Found(points))
    cut = replace(cut, missing=trend.missing, bounds=trend.bounds)
    enough = cut.mdc is not None or len(cut.points) == len(trend.points)
    return cut if enough else replace(cut, mdc=trend.mdc, mdc_reason=trend.mdc_reason)
