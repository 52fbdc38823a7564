"""Where one leg leaves standing and comes back: the stretches that a lift can be in.

How far one knee and foot are ahead of the other ones tells a lift. One knee above the other, each
from its own place in quiet standing, tells which leg is up. Two knees that rise together (hop,
squat, sitting down) do not differ, and the standing leg can never be the higher one: what fools a
counter on the hip–knee drop cannot arise. A march without a pause swings from one knee's lead to
the other's; a knee that is lifted again after a mere touch of the floor loses most of its lead in
between. So a departure is a peak of the lead that stands clear of its neighbours (its persistence),
whatever the level that the lead falls to.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.geometry import about, leg_length
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import ANKLE, FOOT, KNEE, SIDES, Side, other
from posecheck.protocols.slow_march.thresholds import DEPARTURE

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Lift:
    """One lift of one knee, as found in the signal, before anything is measured on it.

    Attributes
    ----------
    side
        the lifted leg; "unknown" where left and right could not be told apart.
    start, peak, end
        sample indices on the track's time grid, start ≤ peak ≤ end (inclusive).
    peaks
        highest points within this one departure of the foot; 1 for a plain lift.
    valid
        whether it counts in the statistics.
    reason
        why it does not, as a sentence for the user; None if it does.
    from_standing
        false where the body came up with it, from a squat or a lunge: its height cannot be told.
    """

    side: Side | Literal["unknown"]
    start: int
    peak: int
    end: int
    peaks: int = 1
    valid: bool = True
    reason: str | None = None
    from_standing: bool = True


def leg_scale_at(rest: QuietStance) -> float:
    """Return the mean leg length in quiet standing, pixels."""
    return float(np.mean([leg_length(rest.xy_px, side) for side in SIDES]))


def knee_lead(track: Track, rest: QuietStance, side: Side) -> FloatArray:
    """Return how far one knee is above the other, `(N,)` leg lengths, 0 in quiet standing."""
    scale = leg_scale_at(rest)
    own, foil = KNEE[side], KNEE[other(side)]
    apart = track.xy_px[:, foil, 1] - track.xy_px[:, own, 1]
    return np.asarray((apart - (rest.xy_px[foil, 1] - rest.xy_px[own, 1])) / scale)


def lift_lead(track: Track, rest: QuietStance, side: Side) -> FloatArray:
    """Return the knee's lead, helped by the foot where it is weak, `(N,)` leg lengths.

    A knee that comes towards a lens above it hardly rises in the picture. Where its foot has left
    its place by more than the other foot has, a small lead counts for more, up to a share of the
    foot's way. A foot that moves under a knee that does not lead counts for nothing, unless it
    comes up so far that it is told what was seen instead of a lift.
    """
    lead = knee_lead(track, rest, side)
    way = foot_way(track, rest, side) - foot_way(track, rest, other(side))
    boosted = np.minimum(DEPARTURE.foot_boost * lead, DEPARTURE.foot_share * way)
    own, foil = ANKLE[side], ANKLE[other(side)]
    apart = track.xy_px[:, foil, 1] - track.xy_px[:, own, 1]
    risen = (apart - (rest.xy_px[foil, 1] - rest.xy_px[own, 1])) / leg_scale_at(rest)
    return np.asarray(np.maximum(np.maximum(lead, boosted), DEPARTURE.foot_alone * risen))


def foot_way(track: Track, rest: QuietStance, side: Side) -> FloatArray:
    """Return how far the foot is from its place in quiet standing, `(N,)` leg lengths."""
    foot = FOOT[side]
    away = np.linalg.norm(track.xy_px[:, foot] - rest.xy_px[foot], axis=-1)
    return np.asarray(away.mean(axis=1) / leg_scale_at(rest))


def feet_apart(track: Track, rest: QuietStance) -> FloatArray:
    """Return how far the feet lie from where they lie to each other in quiet standing.

    `(N,)` leg lengths. Whoever stands elsewhere, or whose camera was moved, has it near 0 again as
    soon as both feet are on the floor.
    """
    places = []
    for side in SIDES:
        foot = FOOT[side]
        places.append((track.xy_px[:, foot] - rest.xy_px[foot]).mean(axis=1))
    return np.asarray(np.linalg.norm(places[0] - places[1], axis=-1) / leg_scale_at(rest))


@dataclass(frozen=True, eq=False)
class Departure:
    """One leg off its place, on the track's grid.

    Attributes
    ----------
    side
        the leg.
    start, peak, stop
        samples; the leg is back, or turns round, at `start` and `stop`.
    lead
        `(N,)` lead of this leg's knee over the whole take, leg lengths, gaps bridged.
    """

    side: Side
    start: int
    peak: int
    stop: int
    lead: FloatArray

    @property
    def height(self) -> float:
        """The lead at its peak, leg lengths."""
        return float(self.lead[self.peak])

    def above(self, share: float) -> tuple[int, int]:
        """Return the first and last sample about the peak with that share of its lead."""
        return about(self.lead, self.peak, share * self.height, (self.start, self.stop))

    @property
    def top(self) -> npt.NDArray[np.intp]:
        """Samples in which the knee leads by most of its peak."""
        first, last = self.above(DEPARTURE.half)
        near = np.arange(first, last + 1)
        return np.asarray(near[self.lead[near] >= DEPARTURE.top * self.height])


def departures(track: Track, rest: QuietStance) -> list[Departure]:
    """Return every departure of either leg, in order of time."""
    found = [each for side in SIDES for each in _of(track, rest, side)]
    return sorted(found, key=lambda each: each.peak)


def _of(track: Track, rest: QuietStance, side: Side) -> list[Departure]:
    lead = bridged(lift_lead(track, rest, side))
    if not len(lead):
        return []
    apart = bridged(feet_apart(track, rest))
    tops = _standing_clear(lead, apart, max(1, round(DEPARTURE.shortest * track.rate_hz)))
    found = []
    for index, peak in enumerate(tops):
        before = tops[index - 1] if index else 0
        after = tops[index + 1] if index + 1 < len(tops) else len(lead) - 1
        start = before + int(_last_least(lead[before : peak + 1])) if index else 0
        stop = peak + int(lead[peak : after + 1].argmin()) if index + 1 < len(tops) else after
        found.append(Departure(side, start, peak, stop, lead))
    return [each for each in found if _lasts(each, track)]


def bridged(values: FloatArray) -> FloatArray:
    """Return `values` `(N,)` with gaps bridged by straight lines; empty if all of it is a gap."""
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return np.zeros(0)
    return np.asarray(np.interp(np.arange(len(values)), known, values[known]))


def _standing_clear(lead: FloatArray, apart: FloatArray, least: int) -> list[int]:
    """Return the peaks of the lead, higher ones first to claim their surroundings, in order."""
    padded = np.concatenate(([-np.inf], lead, [-np.inf]))
    rises, falls = padded[1:-1] >= padded[:-2], padded[1:-1] > padded[2:]
    peaks = np.flatnonzero(rises & falls & (lead >= DEPARTURE.least))
    accepted: list[int] = []
    for peak in peaks[np.argsort(-lead[peaks], kind="stable")].tolist():
        if all(_came_down(lead, apart, peak, other, least) for other in accepted):
            accepted.append(peak)
    return sorted(accepted)


def _came_down(lead: FloatArray, apart: FloatArray, lower: int, higher: int, least: int) -> bool:
    """Say whether knee and foot came down between two peaks, the first of which is the lower one.

    A knee alone may be drawn down for a moment in the middle of a hold.
    """
    first, last = min(lower, higher), max(lower, higher)
    if last - first < least:
        return False
    level = min(DEPARTURE.down * lead[lower], lead[lower] - DEPARTURE.least)
    touched = DEPARTURE.touched * min(apart[lower], apart[higher])
    between = slice(first, last + 1)
    return bool(((lead[between] <= level) & (apart[between] <= touched)).any())


def _last_least(values: FloatArray) -> int:
    """Return the index of the last of the least values."""
    return len(values) - 1 - int(values[::-1].argmin())


def _lasts(departure: Departure, track: Track) -> bool:
    """Say whether the knee leads for longer than a jump of the landmarks."""
    first, last = departure.above(DEPARTURE.half)
    return last - first + 1 >= DEPARTURE.shortest * track.rate_hz
