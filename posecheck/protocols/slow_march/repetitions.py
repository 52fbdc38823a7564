"""Where the lifts are: one departure of one foot each, counted or dropped with the reason.

What a departure was if it was no lift is told by `movement`; here it is seen whole or cut off,
hidden, told apart from the other leg's, and compared with the ones beside it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.elevation import Elevation
from posecheck.kinematics.geometry import about, runs
from posecheck.kinematics.tops import toes_way, way_of
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import KNEE, SIDES, Side, other
from posecheck.protocols.slow_march.departures import (
    Departure,
    Lift,
    bridged,
    departures,
    foot_way,
)
from posecheck.protocols.slow_march.movement import (
    LOW,
    OTHER_STEP,
    STEP,
    WALK,
    Movement,
    instead_of_a_lift,
    movement_of,
)
from posecheck.protocols.slow_march.thresholds import MOVEMENT, REPETITION

FloatArray = npt.NDArray[np.float64]

_UNKNOWN = "It cannot be told from this view which leg was lifted."
_HIDDEN = "The leg was hidden or lost for part of this movement."
_CUT = "The take begins or ends within this movement."
_STUMBLE = "Broken off: the same knee was lifted again at once, and higher."
_FAINT = (
    "The leg moved, but from this camera it cannot be told whether the thigh rose. A lens at the "
    "height of your hips or lower sees lower lifts."
)


@dataclass(frozen=True, eq=False)
class _Signals:
    """What the search reads, on the track's grid.

    `way` per side: of the foot from its place, `(N,)` leg lengths, gaps bridged.
    """

    track: Track
    rest: QuietStance
    elevation: Elevation
    view: View
    way: dict[Side, FloatArray]

    def samples(self, seconds: float) -> int:
        return max(1, round(seconds * self.track.rate_hz))


def find_lifts(track: Track, rest: QuietStance, elevation: Elevation, view: View) -> list[Lift]:
    """Return every lift of a take in order of time, those that do not count with their reason.

    Parameters
    ----------
    track, rest
        the cleaned take.
    elevation
        of the same track.
    view
        how the person stood.
    """
    signals = _signals(track, rest, elevation, view)
    found = [_judged(signals, each) for each in departures(track, rest)]
    found = _stumbles(_as_the_others(found, signals), signals)
    lifts = [each.lift for each in found if each.notable]
    return sorted([*lifts, *_faint(signals, lifts)], key=lambda lift: lift.start)


def _faint(signals: _Signals, lifts: Sequence[Lift]) -> list[Lift]:
    """Return what may have been lifts too low to be told: one leg moved and the other one stood.

    A knee that comes towards a lens above it hardly rises in the picture; knee and foot are off
    their places nevertheless, the toes too. Only from the front, where such tops are looked for.
    """
    found = []
    ways = {side: way_of(signals.track, signals.rest, side) for side in SIDES}
    for side in SIDES:
        own, foil = ways[side], ways[other(side)]
        toes = toes_way(signals.track, signals.rest, side)
        for top in signals.elevation.tops[side]:
            level = REPETITION.half_way * own[top.index]
            first, last = about(own, top.index, level, (top.first, top.last))
            listed = any(each.start <= last and first <= each.end for each in lifts)
            cut = first == 0 or last == len(own) - 1
            moved = min(own[top.index], toes[top.index]) >= REPETITION.faint
            if moved and foil[top.index] < level and not (listed or cut):
                found.append(Lift(side, first, top.index, last, valid=False, reason=_FAINT))
    return found


@dataclass(frozen=True, eq=False)
class _Judged:
    """A lift with what was seen; `seen` is None where it was not asked for."""

    lift: Lift
    departure: Departure
    seen: Movement | None = None

    @property
    def notable(self) -> bool:
        """Whether it is worth a line, counted or not: a lift, or what may have been one."""
        high = self.departure.height >= REPETITION.notable
        if self.seen is None:
            return self.lift.valid or high or self.lift.reason == _HIDDEN
        if self.seen.of_the_other_leg:
            return False
        foot = self.seen.foot >= MOVEMENT.heel
        return self.lift.valid or high or foot or (self.lift.reason == LOW and self.seen.tried)


def _as_the_others(found: list[_Judged], signals: _Signals) -> list[_Judged]:
    """Return the same with low lifts doubted beside other movements.

    A low lift looks like a large tap, and like the first and the last step of a walk. Where as many
    departures were something else, or the next one was a step, such a lift is more of the same.
    Between steps, so is one that is no higher than knees come in walking.
    """
    counted = [each for each in found if each.lift.valid]
    others = Counter(
        each.lift.reason for each in found if each.seen and each.notable and not each.lift.valid
    )
    others.pop(LOW, None)
    few = others.total() < max(len(counted), 1)
    common = None if few else others.most_common(1)[0][0]
    result = []
    for index, each in enumerate(found):
        beside = [found[other] for other in (index - 1, index + 1) if 0 <= other < len(found)]
        steps = [step for other in beside if (step := _step(each, other, signals))]
        amid = _amid_steps(found, index, signals)
        reason = next(iter([*amid, *steps]), common)
        sure = MOVEMENT.walks if amid else REPETITION.sure
        doubted = each.lift.valid and each.seen and each.seen.knee < sure and reason
        lift = replace(each.lift, valid=False, reason=reason) if doubted else each.lift
        result.append(replace(each, lift=lift))
    return result


def _step(each: _Judged, other: _Judged, signals: _Signals) -> str | None:
    """Return the sentence of the other one if it is a step right beside this one, else None."""
    step = other.lift.reason if other.lift.reason in (WALK, STEP) else None
    return step if _soon(each, other, signals) else None


def _amid_steps(found: list[_Judged], index: int, signals: _Signals) -> list[str]:
    """Return the sentences of steps beside a departure if all that is beside it is one, else none.

    What is not worth a line stands beside nothing.
    """
    each = found[index]
    before = [other for other in found[:index] if other.notable]
    after = [other for other in found[index + 1 :] if other.notable]
    beside = [*before[-1:], *after[:1]]
    if not all(
        _soon(each, other, signals) and other.lift.reason in (WALK, STEP, OTHER_STEP)
        for other in beside
    ):
        return []
    return [step for other in beside if (step := _step(each, other, signals))]


def _soon(one: _Judged, other: _Judged, signals: _Signals) -> bool:
    """Say whether one departure follows the other at once, whichever comes first."""
    first, second = sorted((one.lift, other.lift), key=lambda lift: lift.start)
    return second.start - first.end < signals.samples(REPETITION.stumble_gap)


def _signals(track: Track, rest: QuietStance, elevation: Elevation, view: View) -> _Signals:
    way = {side: bridged(foot_way(track, rest, side)) for side in SIDES}
    return _Signals(track, rest, elevation, view, way)


def _lift(signals: _Signals, departure: Departure) -> Lift:
    """Return the lift in a departure: onset, peak, end, sub-peaks.

    Onset and end are where the knee starts and stops leading, or where the foot starts and stops
    moving if that is farther out: from the front the first degrees of a thigh cannot be seen.
    """
    side = departure.side
    first, last = departure.above(REPETITION.down)
    way, reach = signals.way[side], signals.samples(REPETITION.reach)
    slow = REPETITION.foot_moves / signals.track.rate_hz
    floor, ceiling = max(departure.start, first - reach), min(departure.stop, last + reach)
    while first > floor and way[first] - way[first - 1] > slow:
        first -= 1
    while last < ceiling and way[last] - way[last + 1] > slow:
        last += 1
    inside = np.nan_to_num(signals.elevation.deg[side][first : last + 1], nan=-np.inf)
    lead = departure.lead[first : last + 1]
    inside = np.where(lead >= REPETITION.up * departure.height, inside, -np.inf)
    peak = first + int(inside.argmax()) if np.isfinite(inside).any() else departure.peak
    return Lift(side=side, start=first, peak=peak, end=last, peaks=_sub_peaks(inside))


def _sub_peaks(deg: FloatArray) -> int:
    """Return how many peaks stand out by the double-lift fall on both sides; at least 1."""
    fall = REPETITION.double_fall
    peaks, high, low, falling = 1, -np.inf, np.inf, False
    for value in deg[np.isfinite(deg)]:
        if not falling:
            high = max(high, value)
            if value <= high - fall:
                falling, low = True, value
        else:
            low = min(low, value)
            if value >= low + fall:
                peaks, falling, high = peaks + 1, False, value
    return peaks


def _judged(signals: _Signals, departure: Departure) -> _Judged:
    """Return the lift in a departure with its validity: the first reason against it, if any."""
    track, lift = signals.track, _lift(signals, departure)
    if track.side_known is not None and not track.side_known[lift.peak]:
        lift = replace(lift, side="unknown")
    if _cut(departure):
        return _Judged(replace(lift, valid=False, reason=_CUT), departure)
    if _hidden(signals, departure):
        return _Judged(replace(lift, valid=False, reason=_HIDDEN), departure)
    seen = movement_of(track, signals.rest, departure, signals.elevation)
    instead = instead_of_a_lift(seen, signals.view)
    if instead is not None:
        return _Judged(replace(lift, valid=False, reason=instead), departure, seen)
    if lift.side == "unknown":
        return _Judged(replace(lift, valid=False, reason=_UNKNOWN), departure)
    return _Judged(replace(lift, from_standing=not seen.body_rose), departure, seen)


def _cut(departure: Departure) -> bool:
    """Say whether the knee is still well up where the take begins or ends."""
    lead, most = departure.lead, REPETITION.cut * departure.height
    starts = departure.start == 0 and lead[: departure.peak + 1].min() > most
    ends = departure.stop == len(lead) - 1 and lead[departure.peak :].min() > most
    return bool(starts or ends)


def _hidden(signals: _Signals, departure: Departure) -> bool:
    """Say whether the raised knee was lost for long, or at its very top."""
    track = signals.track
    first, last = departure.above(REPETITION.up)
    inside = slice(first, last + 1)
    lost = track.excluded[inside]
    unseen = track.visibility[inside, KNEE[departure.side]] < REPETITION.hidden
    longest = max((b - a for a, b in runs(lost | unseen)), default=0)
    if longest >= signals.samples(REPETITION.hidden_for):
        return True
    return _top_lost(signals, departure)


def _top_lost(signals: _Signals, departure: Departure) -> bool:
    """Say whether the peak may lie in a gap: where the highest that was seen is at a gap's edge.

    A knee that was seen at its height for longer was held there; what is not seen beside it was
    not higher.
    """
    first, last = departure.above(REPETITION.up)
    lost, lead = signals.track.excluded, departure.lead
    near = np.arange(first, last + 1)[~lost[first : last + 1]]
    if not len(near):
        return True
    highest = int(near[lead[near].argmax()])
    seen = np.count_nonzero(lead[near] >= REPETITION.top * lead[highest])
    reach = signals.samples(REPETITION.edge)
    beside = lost[max(highest - reach, 0) : highest + reach + 1].any()
    return bool(beside and seen < signals.samples(REPETITION.held))


def _stumbles(found: list[_Judged], signals: _Signals) -> list[_Judged]:
    """Return the same with broken-off attempts marked: low, and the same knee again at once."""
    result = list(found)
    for index, (first, second) in enumerate(pairwise(found)):
        same = first.lift.side == second.lift.side != "unknown"
        if not (same and first.lift.valid):
            continue
        if (
            _soon(first, second, signals)
            and first.departure.height < REPETITION.stumble_share * second.departure.height
        ):
            stumbled = replace(first.lift, valid=False, reason=_STUMBLE)
            result[index] = replace(first, lift=stumbled)
    return result
