"""Where the lifts are: one departure of one foot each, counted or dropped with the reason.

A repetition needs a thigh that clearly rises while the other foot stands. Seen in one camera a toe
tap raises the knee as far as a low lift does, and a heel that comes up behind raises the foot as
far as a high one; what tells them apart is how knee, foot and the rest of the body move together.
Quantities are shares of the leg's length, against where the leg stood just before and after.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.camera_placement import thigh_px
from posecheck.kinematics.elevation import Elevation
from posecheck.kinematics.geometry import about, middle, runs, trunk_length
from posecheck.kinematics.tops import toes_way, way_of
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, SHOULDER, SIDES, Side, other
from posecheck.protocols.slow_march.departures import (
    Departure,
    Lift,
    bridged,
    departures,
    foot_way,
    leg_scale_at,
)
from posecheck.protocols.slow_march.thresholds import MOVEMENT, REPETITION

FloatArray = npt.NDArray[np.float64]

BOTH = "Both thighs were raised: sitting, squatting or hopping, not a lift of one knee."
ROSE = "The body came up with it, from a chair, a squat or a lunge: not a lift from standing."
JUMP = "Both feet left the floor: a jump or a run, not a lift."
WALK = "You came nearer, went away or moved aside here: steps, not lifts in place."
STEP = "The foot came down in another place: a step, not a lift."
HEEL_UP = "The heel came up behind, but the thigh hardly rose: not a lift of the knee."
ASIDE = "The leg went out to the side: not a lift of the knee in front."
TAP = "The foot stayed near the floor: a tap or a step, not a lift."
OTHER_STEP = "The other foot came down or forward meanwhile: a step, not a lift."
LUNGE = "The body went down with it: a lunge or a step, not a lift."
LOW = "The thigh hardly rose: too low to count as a lift."
_UNKNOWN = "It cannot be told from this view which leg was lifted."
_HIDDEN = "The leg was hidden or lost for part of this movement."
_CUT = "The take begins or ends within this movement."
_STUMBLE = "Broken off: the same knee was lifted again at once, and higher."
_FAINT = (
    "The leg moved, but from this camera it cannot be told whether the thigh rose. A lens at the "
    "height of your hips or lower sees lower lifts."
)


@dataclass(frozen=True)
class Movement:
    """What was seen from just before a departure to just after it.

    Attributes
    ----------
    lead
        peak of the knee's lead over the other knee.
    knee, foot
        how far knee and ankle are up at the top.
    clearance
        how far the lowest point of the foot is up, at the least, in the middle of the departure: a
        foot that touches down on the way is found out.
    floor
        how much lower a point on the floor is drawn for every unit that it is nearer the camera:
        the height of the lens over its distance; 0 from the side.
    stirred
        how far ankle, heel and toe are from their places at the most.
    outward
        how far the ankle is drawn away from the other leg at the top, as seen by a camera in front.
    sank
        how far the shoulders are lower at the top.
    other_foot, other_hang
        how far the other ankle is up, and which share of its standing length the other thigh hangs
        down.
    landed
        how far from its place the foot came down.
    travelled
        how far the hips went aside in the picture.
    grown
        by which share the trunk's length in the picture changed.
    elevation_deg
        the thigh's elevation at the top; NaN where unknown.
    seconds
        how long it took.
    thigh
        length of the thigh as drawn at the top, as a share of that in standing.
    """

    lead: float
    knee: float
    foot: float
    clearance: float
    stirred: float
    outward: float
    sank: float
    other_foot: float
    other_hang: float
    landed: float
    travelled: float
    grown: float
    elevation_deg: float
    floor: float
    seconds: float
    thigh: float

    @property
    def of_the_other_leg(self) -> bool:
        """Whether the other foot was up and this one was not: this leg stood."""
        return self.other_foot > MOVEMENT.other_foot > self.foot

    @property
    def went_aside(self) -> bool:
        """Whether the leg went out to the side, as seen by a camera in front.

        The foot goes farther aside than under a raised knee, or the thigh lies in the picture's
        plane: one that is raised towards the camera is drawn shorter.
        """
        flat = self.thigh > MOVEMENT.flat and self.outward > MOVEMENT.flat_outward
        return flat or self.outward > MOVEMENT.outward + MOVEMENT.outward_share * self.knee

    @property
    def tried(self) -> bool:
        """Whether the thigh rose a little and the foot stayed clear of the floor meanwhile."""
        return self.elevation_deg > MOVEMENT.tried and self.clearance > MOVEMENT.touches

    @property
    def kept_its_height(self) -> bool:
        """Whether one knee was far above the other while the body neither sank nor rose.

        A thigh that hangs less over a foot that stands lowers the body; if it does not, the whole
        leg leans, as where an elbow meets the other knee.
        """
        return self.lead >= MOVEMENT.rose_lead and abs(self.sank) < MOVEMENT.lowered

    @property
    def body_rose(self) -> bool:
        """Whether the body came up from a chair, a squat or a lunge."""
        return -self.sank > MOVEMENT.rose


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
        steps = [
            other.lift.reason
            for other in beside
            if other.lift.reason in (WALK, STEP) and _soon(each, other, signals)
        ]
        reason = next(iter(steps), common)
        doubted = each.lift.valid and each.seen and each.seen.knee < REPETITION.sure and reason
        lift = replace(each.lift, valid=False, reason=reason) if doubted else each.lift
        result.append(replace(each, lift=lift))
    return result


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


def movement_of(
    track: Track, rest: QuietStance, departure: Departure, elevation: Elevation
) -> Movement:
    """Return what the body did in one departure."""
    place_of = elevation.placement
    side, foil, scale = departure.side, other(departure.side), leg_scale_at(rest)
    xy, top = track.xy_px, departure.top
    before, after = _bounds(track, departure)
    first, last = departure.above(MOVEMENT.edge)
    skipped = (last - first) * MOVEMENT.middle
    centre = slice(int(first + skipped), int(np.ceil(last - skipped)) + 1)
    lowest = np.maximum(xy[:, HEEL[side], 1], xy[:, FOOT_INDEX[side], 1])
    foot = xy[:, [joint[side] for joint in (ANKLE, HEEL, FOOT_INDEX)]]
    feet = foot.mean(axis=1)
    away = np.linalg.norm(foot[before : after + 1] - foot[[before, after]].mean(axis=0), axis=-1)
    hips = middle(xy, HIP)[:, 0]
    size = trunk_length(xy)
    place = _mean(xy[[before, after], ANKLE[side], 0])
    out = 1.0 if side == "left" else -1.0
    shoulders = middle(xy, SHOULDER)[:, 1]

    def up(joint: int) -> float:
        return float(_mean(xy[[before, after], joint, 1]) - _median(xy[top, joint, 1])) / scale

    return Movement(
        lead=departure.height,
        knee=up(KNEE[side]),
        foot=up(ANKLE[side]),
        clearance=(_mean(lowest[[before, after]]) - _largest(lowest[centre])) / scale,
        stirred=_largest(away.mean(axis=1)) / scale,
        outward=out * (_median(xy[top, ANKLE[side], 0]) - place) / scale,
        sank=(_median(shoulders[top]) - _mean(shoulders[[before, after]])) / scale,
        other_foot=up(ANKLE[foil]),
        other_hang=_hang(xy[top], rest, foil),
        landed=_length(feet[after] - feet[before]) / scale,
        travelled=abs(float(hips[after] - hips[before])) / scale,
        grown=abs(float(size[after] / size[before]) - 1.0),
        elevation_deg=_median(elevation.deg[side][top]),
        floor=place_of.lens_height_m / place_of.distance_m if place_of is not None else 0.0,
        seconds=(last - first) / track.rate_hz,
        thigh=_drawn(xy[top], side) / thigh_px(rest, side),
    )


def instead_of_a_lift(seen: Movement, view: View) -> str | None:
    """Return what was seen instead of a lift, as a sentence; None if it was a lift."""
    from_the_side = view in ("side-left", "side-right")
    if seen.other_hang < MOVEMENT.hangs and not seen.kept_its_height:
        return BOTH
    if seen.body_rose and (seen.lead < MOVEMENT.rose_lead or seen.seconds < MOVEMENT.rose_for):
        return ROSE
    elsewhere = _of_the_standing_leg(seen)
    if elsewhere is not None:
        return elsewhere
    hangs = from_the_side and seen.elevation_deg < MOVEMENT.least_side
    if seen.foot > MOVEMENT.heel and (hangs or seen.knee < MOVEMENT.heel_share * seen.foot):
        return HEEL_UP
    if view == "front" and seen.went_aside:
        return ASIDE
    if seen.sank > MOVEMENT.sank and seen.sank > seen.knee:
        return LUNGE
    if _on_the_floor(seen, view):
        stayed_up = seen.clearance > MOVEMENT.touches and seen.landed < MOVEMENT.landed
        return LOW if from_the_side and stayed_up else TAP
    if seen.landed > MOVEMENT.landed + MOVEMENT.landed_share * seen.knee:
        return STEP
    hangs |= seen.elevation_deg < MOVEMENT.least_seen
    return LOW if hangs or seen.knee < MOVEMENT.least_knee else None


def _of_the_standing_leg(seen: Movement) -> str | None:
    """Return what the other foot, or the body with it, did instead of standing; None if it stood.

    In a march without a pause it is still coming down as this knee begins to rise.
    """
    if seen.other_foot > MOVEMENT.other_foot:
        return JUMP
    if -seen.other_foot > MOVEMENT.other_foot_share * abs(seen.knee):
        return OTHER_STEP
    went = seen.travelled > MOVEMENT.travelled or seen.grown > MOVEMENT.grown
    return WALK if went else None


def _on_the_floor(seen: Movement, view: View) -> bool:
    """Say whether the foot kept its place or stayed near the floor."""
    nearer = MOVEMENT.ahead if view == "front" else MOVEMENT.ahead_oblique
    # Under a knee that rose, a foot low in mid-movement but off the floor pauses on its way.
    clear = MOVEMENT.clearance if seen.knee < REPETITION.sure else MOVEMENT.touches
    return seen.stirred < MOVEMENT.stirred or seen.clearance < clear - nearer * seen.floor


def _bounds(track: Track, departure: Departure) -> tuple[int, int]:
    """Return a sample just before and one just after a departure, both seen."""
    first, last = departure.above(MOVEMENT.edge)
    margin = round(MOVEMENT.margin * track.rate_hz)
    seen = np.flatnonzero(~track.excluded)
    before = seen[np.abs(seen - max(first - margin, 0)).argmin()]
    after = seen[np.abs(seen - min(last + margin, len(track.t_s) - 1)).argmin()]
    return int(before), int(after)


def _hang(xy: FloatArray, rest: QuietStance, side: Side) -> float:
    """Return which share of its standing length a thigh hangs down."""
    hip, knee = HIP[side], KNEE[side]
    return _median(xy[:, knee, 1] - xy[:, hip, 1]) / float(rest.xy_px[knee, 1] - rest.xy_px[hip, 1])


def _drawn(xy: FloatArray, side: Side) -> float:
    """Return the length of a thigh in the picture, pixels."""
    return _median(np.linalg.norm(xy[:, KNEE[side]] - xy[:, HIP[side]], axis=-1))


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")


def _mean(values: FloatArray) -> float:
    return float(np.mean(values))


def _largest(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(known.max()) if len(known) else float("nan")


def _length(way: FloatArray) -> float:
    return float(np.linalg.norm(way))
