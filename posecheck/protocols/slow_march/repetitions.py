"""Where the lifts are: one departure of one foot each, counted or dropped with the reason.

A lift is told by one knee rising above the other, each from its own place in quiet standing. Two
knees that rise together (hop, squat, sitting down) do not differ, a pelvis that hikes raises no
knee, and the standing leg can never be the higher one: what fools a counter on the hip–knee drop
cannot arise. The elevation of the thigh then gives the onset, the peak and the end.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.elevation import Elevation
from posecheck.kinematics.geometry import middle, runs
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, SIDES, Side, other
from posecheck.protocols.slow_march.knee_lead import foot_way, leg_scale_at, lift_lead
from posecheck.protocols.slow_march.lift import Lift
from posecheck.protocols.slow_march.thresholds import REPETITION

FloatArray = npt.NDArray[np.float64]

_UNKNOWN = "It cannot be told from this view which leg was lifted."
_HIDDEN = "The lifted leg was hidden or lost for part of this lift."
_CUT = "The take begins or ends within this lift."
_FIDGET = "Too low to count as a lift."
_FOOT = "The foot did not leave the floor."
_STEPPED = "The standing foot moved: a step or a hop, not a lift in place."
_BOTH = "Both thighs were raised: sitting, squatting or hopping, not a lift of one knee."
_STUMBLE = "Broken off: the same knee was lifted again at once, and higher."


@dataclass(frozen=True, eq=False)
class _Signals:
    """What the search reads, on the track's grid.

    `lead` per side: from `lift_lead`. `rise` per side: elevation above quiet standing, `(N,)`
    degrees. `way` per side: of the foot from its place, `(N,)` leg lengths. `down` per side: the
    thigh hangs, or the foot is back in its place although the thigh does not hang (an early
    touchdown), `(N,)`. `scale` in pixels.
    """

    track: Track
    rest: QuietStance
    lead: dict[Side, FloatArray]
    rise: dict[Side, FloatArray]
    way: dict[Side, FloatArray]
    down: dict[Side, npt.NDArray[np.bool_]]
    scale: float

    def samples(self, seconds: float) -> int:
        return max(1, round(seconds * self.track.rate_hz))


def find_lifts(track: Track, rest: QuietStance, elevation: Elevation) -> list[Lift]:
    """Return every lift of a take in order of time, those that do not count with their reason.

    Parameters
    ----------
    track, rest : the cleaned take, in any view. elevation : of the same track.
    """
    signals = _signals(track, rest, elevation)
    lifts = [lift for side in SIDES for lift in _departures(signals, side, _knee_up(signals, side))]
    lifts.sort(key=lambda lift: lift.start)
    return _stumbles([_judged(signals, lift) for lift in lifts], signals)


def _signals(track: Track, rest: QuietStance, elevation: Elevation) -> _Signals:
    standing = (track.t_s >= rest.start_s) & (track.t_s <= rest.end_s) & ~track.void
    scale = leg_scale_at(rest)
    rise = {side: elevation.deg[side] - np.median(elevation.deg[side][standing]) for side in SIDES}
    hangs = {side: ~(rise[side] >= REPETITION.down) for side in SIDES}
    way = {side: foot_way(track, rest, side) for side in SIDES}
    back = {side: way[side] <= REPETITION.foot_back for side in SIDES}
    return _Signals(
        track=track,
        rest=rest,
        lead={side: lift_lead(track, rest, side) for side in SIDES},
        rise=rise,
        way=way,
        down={side: np.asarray(hangs[side] | back[side]) for side in SIDES},
        scale=scale,
    )


def _knee_up(signals: _Signals, side: Side) -> list[tuple[int, int]]:
    """Return the stretches in which one knee leads, by hysteresis; short gaps count as up."""
    lead = signals.lead[side]
    known = np.flatnonzero(np.isfinite(lead))
    if not len(known):
        return []
    held = np.interp(np.arange(len(lead)), known, lead[known])
    high = held >= REPETITION.knee_on
    found = []
    for start, stop in runs(held >= REPETITION.knee_off):
        above = runs(high[start:stop])
        if any(b - a >= signals.samples(REPETITION.shortest) for a, b in above):
            found.append((start, stop))
    return found


def _departures(signals: _Signals, side: Side, up: list[tuple[int, int]]) -> list[Lift]:
    """Return one lift per departure of the foot: stretches with no touch between them merge."""
    merged: list[tuple[int, int]] = []
    for start, stop in up:
        if merged and not _touched(signals, side, merged[-1][1], start):
            merged[-1] = (merged[-1][0], stop)
        else:
            merged.append((start, stop))
    lifts = []
    for index, (start, stop) in enumerate(merged):
        floor = merged[index - 1][1] if index else 0
        ceiling = merged[index + 1][0] if index + 1 < len(merged) else len(signals.track.t_s)
        lifts.append(_lift(signals, side, (start, stop), (floor, ceiling)))
    return lifts


def _touched(signals: _Signals, side: Side, start: int, stop: int) -> bool:
    """Say whether the leg was down long enough between two stretches for the foot to land."""
    down = signals.down[side][start:stop]
    return any(b - a >= signals.samples(REPETITION.down_for) for a, b in runs(down))


def _lift(signals: _Signals, side: Side, up: tuple[int, int], limits: tuple[int, int]) -> Lift:
    """Return the lift about one stretch with its knee up: onset, peak, end, sub-peaks.

    Onset and end are where the thigh leaves and reaches standing, or where the foot starts and
    stops moving if that is farther out: from the front the first degrees of a thigh cannot be
    seen.
    """
    rise = signals.rise[side]
    start, stop = up
    inside = np.nan_to_num(rise[start:stop], nan=-np.inf)
    peak = start + int(inside.argmax())
    reach = signals.samples(REPETITION.walk)
    first = start
    while first > max(limits[0], start - reach) and rise[first] > REPETITION.onset:
        first -= 1
    last, low_for = stop - 1, signals.samples(REPETITION.down_for)
    ceiling = min(limits[1], stop + reach, len(rise))
    while last + 1 < ceiling and not signals.down[side][last : last + low_for].all():
        last += 1
    way = signals.way[side]
    slow = REPETITION.foot_moves / signals.track.rate_hz
    while first > max(limits[0], start - reach) and way[first] - way[first - 1] > slow:
        first -= 1
    while last + 1 < ceiling and way[last] - way[last + 1] > slow:
        last += 1
    return Lift(side=side, start=first, peak=peak, end=last, peaks=_sub_peaks(inside))


def _sub_peaks(rise: FloatArray) -> int:
    """Return how many peaks stand out by the double-lift fall on both sides; at least 1."""
    fall = REPETITION.double_fall
    peaks, high, low, falling = 1, -np.inf, np.inf, False
    for value in rise[np.isfinite(rise)]:
        if not falling:
            high = max(high, value)
            if value <= high - fall:
                falling, low = True, value
        else:
            low = min(low, value)
            if value >= low + fall:
                peaks, falling, high = peaks + 1, False, value
    return peaks


def _judged(signals: _Signals, lift: Lift) -> Lift:
    """Return the lift with its validity: the first reason against it, if there is one."""
    side = lift.side
    assert side != "unknown"
    inside = slice(lift.start, lift.end + 1)
    track = signals.track
    if track.side_known is not None and not track.side_known[lift.peak]:
        return replace(lift, side="unknown", valid=False, reason=_UNKNOWN)
    reason = None
    if _hidden(signals, side, inside):
        reason = _HIDDEN
    elif _cut(signals, side, lift):
        reason = _CUT
    elif _sits(signals, side, inside):
        reason = _BOTH
    elif _stance_moved(signals, side, inside) or _walks(signals, inside):
        reason = _STEPPED
    elif _low(signals, side, lift):
        reason = _FIDGET
    elif not _foot_left(signals, side, inside):
        reason = _FOOT
    return replace(lift, valid=reason is None, reason=reason)


def _hidden(signals: _Signals, side: Side, inside: slice) -> bool:
    """Say whether the take is void, or the raised knee unseen, for longer than a short gap."""
    track = signals.track
    up = signals.lead[side][inside] >= REPETITION.knee_on
    unseen = track.visibility[inside, KNEE[side]] < REPETITION.hidden
    lost = track.void[inside] | (unseen & up)
    return any(b - a >= signals.samples(REPETITION.hidden_for) for a, b in runs(lost))


def _cut(signals: _Signals, side: Side, lift: Lift) -> bool:
    off = REPETITION.knee_off
    lead = signals.lead[side]
    return bool(
        (lift.start == 0 and lead[0] >= off) or (lift.end >= len(lead) - 1 and lead[-1] >= off)
    )


def _sits(signals: _Signals, side: Side, inside: slice) -> bool:
    """Say whether the other thigh is far from hanging while this knee is up."""
    hip, knee = HIP[other(side)], KNEE[other(side)]
    hang = signals.rest.xy_px[knee, 1] - signals.rest.xy_px[hip, 1]
    drop = signals.track.xy_px[inside, knee, 1] - signals.track.xy_px[inside, hip, 1]
    lead = signals.lead[side][inside]
    top = lead >= REPETITION.top * np.nanmax(lead)
    return bool(np.nanmedian(drop[top]) < REPETITION.stance_hang * hang)


def _stance_moved(signals: _Signals, side: Side, inside: slice) -> bool:
    """Say whether the standing foot changes its place while the knee is up."""
    up = signals.lead[side][inside] >= REPETITION.knee_on
    ankle = signals.track.xy_px[inside, ANKLE[other(side)]][up]
    span = np.nanpercentile(ankle, 95, axis=0) - np.nanpercentile(ankle, 5, axis=0)
    return bool(span.max() > REPETITION.stance_stays * signals.scale)


def _walks(signals: _Signals, inside: slice) -> bool:
    """Say whether the hips are elsewhere shortly after the lift than shortly before it."""
    margin = signals.samples(REPETITION.walk_margin)
    first, last = max(inside.start - margin, 0), min(inside.stop + margin, len(signals.track.t_s))
    hips = middle(signals.track.xy_px[first:last], HIP)
    hips = hips[np.isfinite(hips).all(axis=1)]
    if not len(hips):
        return False
    travel = float(np.linalg.norm(hips[-1] - hips[0])) / signals.scale
    return travel > REPETITION.walk_travel


def _low(signals: _Signals, side: Side, lift: Lift) -> bool:
    inside = slice(lift.start, lift.end + 1)
    knee = float(np.nanmax(signals.lead[side][inside]))
    low_knee = knee < REPETITION.least_knee
    return low_knee and bool(signals.rise[side][lift.peak] < REPETITION.least_peak)


def _foot_left(signals: _Signals, side: Side, inside: slice) -> bool:
    """Say whether the foot left its place, toe included, in any direction of the picture.

    A foot that comes towards a high lens may rise by nothing in the picture, and a raised heel
    leaves the toe where it is.
    """
    foot = [joint[side] for joint in (ANKLE, HEEL, FOOT_INDEX)]
    points = signals.track.xy_px[inside][:, foot]
    way = np.linalg.norm(np.nanmax(points, axis=0) - np.nanmin(points, axis=0), axis=-1)
    limit = REPETITION.foot_away * signals.scale
    return bool(way[-1] >= limit and way.mean() >= limit)


def _stumbles(lifts: list[Lift], signals: _Signals) -> list[Lift]:
    """Return the lifts with broken-off attempts marked: low, and the same knee again at once."""
    result = list(lifts)
    for index, (first, second) in enumerate(pairwise(lifts)):
        if first.side != second.side or first.side == "unknown" or not first.valid:
            continue
        rise = signals.rise[first.side]
        soon = (second.start - first.end) < signals.samples(REPETITION.stumble_gap)
        share = REPETITION.stumble_share
        if soon and rise[first.peak] < share * rise[second.peak]:
            result[index] = replace(first, valid=False, reason=_STUMBLE)
    return result
