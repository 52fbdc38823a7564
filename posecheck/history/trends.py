"""How a person's measures move over their takes, and whether a change is more than chance.

Like is compared only with like: the same person, protocol, view, target, band and chair.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import numpy as np
from scipy.special import stdtrit

from posecheck.assessment import Measure
from posecheck.history.notes import Entry, KeptTake
from posecheck.landmarks import Side
from posecheck.thresholds import MDC


@dataclass(frozen=True)
class Mdc:
    """A person's own minimal detectable change of one measure, in the measure's unit.

    Attributes
    ----------
    value : a change between two takes that chance alone exceeds in at most 5 % of cases.
    sem : standard error of measurement, the standard deviation of one take about the person's
        own course.
    takes : how many takes it rests on.
    degrees_of_freedom : of `sem`; few takes give few, and a wider `value`.
    """

    value: float
    sem: float
    takes: int
    degrees_of_freedom: float


@dataclass(frozen=True)
class Point:
    """One take's value in a trend."""

    take: int
    recorded: datetime
    measure: Measure
    thresholds_version: str


@dataclass(frozen=True)
class Trend:
    """One measure of one side over comparable takes, oldest first.

    `mdc` is None where too few takes can tell; `mdc_reason` then says why.
    """

    name: str
    side: Side | None
    unit: str
    points: tuple[Point, ...]
    mdc: Mdc | None
    mdc_reason: str | None


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


def comparable(with_entry: Entry, entries: Sequence[Entry]) -> list[Entry]:
    """Return those of `entries` that may be compared with one take, oldest first."""
    fit = [entry for entry in entries if not unlike(with_entry, entry)]
    return sorted(fit, key=lambda entry: (entry.recorded, entry.id))


def trends(takes: Sequence[KeptTake]) -> list[Trend]:
    """Return a trend for every numeric measure of comparable takes, oldest first.

    Measures keep the order in which they first occur; a take that could not measure one has no
    point in its trend.
    """
    points: dict[tuple[str, Side | None, str], list[Point]] = {}
    for take in takes:
        version = take.assessment.provenance.thresholds_version
        for measure in take.assessment.measures:
            if isinstance(measure.value, float):
                key = (measure.name, measure.side, measure.unit)
                point = Point(take.entry.id, take.entry.recorded, measure, version)
                points.setdefault(key, []).append(point)
    return [_trend(*key, found) for key, found in points.items()]


def personal_mdc(values: Sequence[float]) -> Mdc | None:
    """Return the minimal detectable change of a person from their own takes in time order.

    The standard error of measurement comes from the differences between neighbouring takes,
    SEM = SD_diff / √2, taken about their mean: what a person gains steadily from take to take is
    progress, not error, and must not widen it (a plain standard deviation over the takes would).
    Neighbouring differences share a take, so their sum of squares is divided by its expectation
    instead of by n − 1. MDC95 = t · √2 · SEM, where t is Student's 97.5 % point with
    Satterthwaite's degrees of freedom: 2.77 · SEM for long series, more where few takes tell
    little. Four takes give about two degrees of freedom.

    Parameters
    ----------
    values : one per take, in any unit, none of them NaN.

    Returns
    -------
    None for fewer takes than `history.mdc.takes`, or where the values do not scatter.
    """
    count = len(values)
    if count < MDC.takes:
        return None
    given = np.asarray(values, float)
    steps = np.diff(given)
    trace, freedom = _expected(count)
    sem = float(np.sqrt(np.sum((steps - steps.mean()) ** 2) / trace))
    if sem <= np.finfo(float).eps * np.abs(given).max() * count:
        return None
    tail = (1 + MDC.confidence / 100) / 2
    value = float(stdtrit(freedom, tail)) * np.sqrt(2) * sem
    return Mdc(float(value), sem, count, freedom)


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


def mdc_of(points: Sequence[Point]) -> tuple[Mdc | None, str | None]:
    """Return the personal minimal detectable change of a trend's points, or why there is none."""
    needed = round(MDC.takes)
    if len(points) < needed:
        return None, (
            f"Your own usual change from take to take is known after {needed} comparable takes; "
            f"there {'is' if len(points) == 1 else 'are'} {len(points)}."
        )
    if len({point.thresholds_version for point in points}) > 1:
        return None, (
            "These takes were scored with different thresholds. "
            "Score them again with 'posecheck rescore --write' to compare them."
        )
    found = personal_mdc([float(point.measure.value or 0.0) for point in points])
    return found, None if found else "The values do not scatter, so no usual change can be told."


def _trend(name: str, side: Side | None, unit: str, points: list[Point]) -> Trend:
    mdc, reason = mdc_of(points)
    return Trend(name, side, unit, tuple(points), mdc, reason)
