"""Takes of one session that see the same lifts from several views, read together.

From the front both legs are seen, and what the camera gets wrong is mostly wrong of both; from a
side only the near leg is told, by another formula. So two views are two readings of the same
heights. Each weighs as its interval says; what the legs of one take, or two takes of one person,
share of their error is held against them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from posecheck.assessment import Measure, View
from posecheck.history.notes import Entry, KeptTake, same_but_for_view
from posecheck.history.store import History
from posecheck.kinematics.geometry import near_side
from posecheck.kinematics.joined import Joined, join
from posecheck.kinematics.statistics import Z95, Estimate
from posecheck.landmarks import SIDES, Side
from posecheck.measures import MeasureKind
from posecheck.protocol import BothSides
from posecheck.registry import installed
from posecheck.thresholds import QUALITY, REAL_PEOPLE, TWO_VIEWS
from posecheck.wording import in_a_sentence, over, quantity_in_words, view_in_words

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Reading:
    """The height of one side as one take told it.

    Attributes
    ----------
    take
        place of the take among those that are read together.
    value, variance
        degrees, and degrees squared of its error as its interval says.
    n
        lifts behind it.
    """

    take: int
    side: Side
    value: float
    variance: float
    n: int


@dataclass(frozen=True)
class Together:
    """What the takes of one session say together.

    Attributes
    ----------
    takes
        the take that was asked for, then those that saw it from elsewhere.
    joined
        the heights, and right − left where no take tells it by itself: one that shows both legs
        compares them better than two do. None where the takes contradict one another.
    sentences
        the same in words.
    """

    takes: tuple[Entry, ...]
    joined: Joined | None
    sentences: tuple[str, ...]


def seen_together(history: History, take: Entry, listed: Sequence[Entry]) -> Together | None:
    """Return what a kept take says together with those of its session; None where nothing.

    Parameters
    ----------
    listed
        the kept takes of the same person and test.
    """
    known = installed().get(take.protocol)
    others = of_the_session(take, listed)
    if known is None or known.across_views is None or not others:
        return None
    numbers = [take.id, *(each.id for each in others)]
    kept = history.all_kept(numbers, measures_only=True)
    return together(sorted(kept, key=lambda each: numbers.index(each.entry.id)), known.across_views)


def of_the_session(like: Entry, listed: Sequence[Entry]) -> list[Entry]:
    """Return the takes that saw the same person from elsewhere, the nearest in time of each view.

    Parameters
    ----------
    like
        the take whose session it is.
    listed
        takes of the same person and test, in any order.
    """
    apart = {each.id: abs((each.recorded - like.recorded).total_seconds()) for each in listed}
    nearest: dict[str, Entry] = {}
    for each in sorted(listed, key=lambda other: (apart[other.id], other.id)):
        seen = _way_of_seeing(each.view)
        elsewhere = seen not in ("", _way_of_seeing(like.view))
        near = elsewhere and apart[each.id] <= TWO_VIEWS.session
        if near and each.verdict is not None and same_but_for_view(like, each):
            nearest.setdefault(seen, each)
    return sorted(nearest.values(), key=lambda each: (each.recorded, each.id))


def _way_of_seeing(view: View) -> str:
    """Return what tells two views apart: from the front and at an angle heights are read alike."""
    if near_side(view) is not None:
        return view
    return "facing" if view in ("front", "oblique") else ""


def together(takes: Sequence[KeptTake], both: BothSides) -> Together | None:
    """Return what the takes of one session say together; None where fewer than two tell a height.

    Parameters
    ----------
    takes
        the take that was asked for first, each of another view.
    both
        which quantity of the two sides they show.
    """
    readings = [each for place, take in enumerate(takes) for each in _readings(place, take, both)]
    told = {reading.take for reading in readings}
    if len(told) < 2:
        return None
    apart = [_variance(take.assessment.measure(both.difference.name)) for take in takes]
    joined = join(
        [each.side for each in readings],
        np.array([each.value for each in readings]),
        covariance_of(readings, apart),
    )
    used = tuple(takes[place].entry for place in sorted(told))
    if joined.chance < TWO_VIEWS.contradiction / 100:
        return Together(used, None, (_contradiction(readings, takes, both.each),))
    lifts = [sum(each.n for each in readings if each.side == side) for side in SIDES]
    if min(lifts) < QUALITY.symmetry_least or any(each is not None for each in apart):
        joined = replace(joined, difference=None)
    return Together(used, joined, tuple(_sentences(used, joined, both)))


def _readings(place: int, take: KeptTake, both: BothSides) -> Iterator[Reading]:
    """Yield the heights that a take tells: of both legs, from a side only of the near one."""
    near = near_side(take.entry.view)
    for side in SIDES if near is None else (near,):
        told = take.assessment.measure(both.each.name, side)
        variance = _variance(told)
        if told is not None and isinstance(told.value, float) and variance is not None:
            yield Reading(place, side, told.value, variance, told.n)


def _variance(measure: Measure | None) -> float | None:
    """Return the variance that an interval stands for; None where there is none."""
    if measure is None or measure.low is None or measure.high is None:
        return None
    return float(((measure.high - measure.low) / (2 * Z95)) ** 2) or None


def covariance_of(readings: Sequence[Reading], apart: Sequence[float | None]) -> FloatArray:
    """Return the `(n, n)` covariance of the readings' errors, degrees squared.

    The legs of one take share what does not show in the interval of their difference. Takes of one
    person share a part of what real people are taken to add (`two_views.shared`).

    Parameters
    ----------
    apart
        per take the variance of right − left; None where it is not told, and the legs are then
        taken to share what real people add.
    """
    found = np.diag([each.variance for each in readings])
    for one, first in enumerate(readings):
        for other, second in enumerate(readings[:one]):
            least = min(first.variance, second.variance)
            shared = min(REAL_PEOPLE.peak_common**2, least)
            if first.take != second.take:
                shared *= TWO_VIEWS.shared
            elif (between := apart[first.take]) is not None:
                common = (first.variance + second.variance - between) / 2
                shared = float(np.clip(common, 0.0, least))
            found[one, other] = found[other, one] = shared
    return found


def _sentences(used: Sequence[Entry], joined: Joined, both: BothSides) -> Iterator[str]:
    heights = [
        f"{side} {_in_words(both.each, joined.each[side])}" for side in SIDES if side in joined.each
    ]
    seen = " and ".join(f"take {entry.id} ({view_in_words(entry.view)})" for entry in used)
    if joined.difference is not None:
        heights.append(f"right − left {_in_words(both.difference, joined.difference)}")
    yield f"Together, {seen}: {in_a_sentence(both.each.label)} {', '.join(heights)}."
    if joined.difference is not None:
        yield _which_is_higher(joined.difference, both.difference)


def _in_words(kind: MeasureKind, estimate: Estimate) -> str:
    return quantity_in_words(kind, estimate.value, estimate.low, estimate.high)


def _which_is_higher(difference: Estimate, kind: MeasureKind) -> str:
    least = abs(difference.value) - difference.half_width
    if least <= 0:
        return "Which knee comes higher cannot be told."
    side = SIDES[int(difference.value > 0)]
    return f"The {side} knee comes higher, by {over(least, kind.unit, kind.digits)}."


def _contradiction(
    readings: Sequence[Reading], takes: Sequence[KeptTake], kind: MeasureKind
) -> str:
    """Return which two readings of one knee lie furthest apart, and what to do."""
    pairs = [
        (one, other)
        for one in readings
        for other in readings
        if one.side == other.side and one.take < other.take
    ]
    one, other = max(pairs, key=lambda pair: abs(pair[0].value - pair[1].value))
    said = " and ".join(
        f"{_with_interval(each, kind)} in take {takes[each.take].entry.id}" for each in (one, other)
    )
    return (
        f"{kind.titled(one.side)}: {said}. That is further apart than two views of the same lifts "
        "should be, so they are not put together. Perhaps the lifts were different; do both takes "
        "again."
    )


def _with_interval(reading: Reading, kind: MeasureKind) -> str:
    half = Z95 * reading.variance**0.5
    return quantity_in_words(kind, reading.value, reading.value - half, reading.value + half)
