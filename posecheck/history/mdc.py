"""The minimal detectable change of one person, from the scatter of their own takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from posecheck.thresholds import MDC

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
