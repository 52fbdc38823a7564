"""Finds the rises, from sitting with the weight on a seat to standing, and measures each.

A low stretch counts as sitting only where the weight was certainly not on the feet alone (see
`prepare`), or where the hips went down as far as in others of the take in which it was not. All
other ways down and up, squats above all, are listed and not counted.

The parts of a rise are those of Schenkman 1990, Phys Ther 70:638: the trunk leans forward, the hips
leave the seat, the body extends; then it stands, and goes down again.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.geometry import runs
from posecheck.protocols.chair_rise.prepare import Motion
from posecheck.protocols.chair_rise.thresholds import FRONT, PHASE, RISE, WEIGHT

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

SQUAT = (
    "The weight stayed over the feet, as in a squat: it cannot be told that you sat down. Sit down "
    "with your weight on the chair each time, or say that you only touch the seat."
)
STAYED_DOWN = "It came up part of the way only."
WALKED = "The feet did not stay in their place."
LOST = "You were not seen throughout this rise."
NOT_LEVEL = "The thighs did not come near level: this is not sitting down on a chair."
FRONT_DOUBT = (
    "From the front, a squat and a chair that is only touched look alike. Sit still for a moment "
    "each time, record from the side, or say that you only touch the seat."
)


@dataclass(frozen=True)
class Low:
    """A stretch with low hips; sample indices, half-open.

    Attributes
    ----------
    start, stop
        the stretch.
    level
        lowest height of the hips, for good measure, standing heights.
    weight
        place of the weight for a quarter of the time at that level; NaN from the front.
    seated
        whether the weight was on a seat.
    """

    start: int
    stop: int
    level: float
    weight: float
    seated: bool


@dataclass(frozen=True)
class Rise:
    """One way up; sample indices.

    Attributes
    ----------
    low
        the low stretch from which it comes.
    up
        first and last but one sample of the standing after it.
    back
        the low stretch into which the person goes back; None where none follows.
    reason
        why it does not count, as a sentence for the user; None if it does.
    """

    low: Low
    up: tuple[int, int]
    back: Low | None
    reason: str | None = None


def find_rises(motion: Motion, *, touched: bool) -> list[Rise]:
    """Return every way up of a take in order of time, with those that do not count.

    Parameters
    ----------
    touched
        the person said that the seat is only touched, so that the weight decides nothing.
    """
    front = bool(np.isnan(motion.weight).all())
    lows = _lows(motion, front)
    lows = _alike(lows)
    with np.errstate(invalid="ignore"):
        high: BoolArray = motion.height >= RISE.high
    stands = [each for each in runs(high) if each[1] - each[0] >= RISE.stand * motion.rate_hz]
    found = []
    for number, low in enumerate(lows):
        after = lows[number + 1] if number + 1 < len(lows) else None
        limit = after.start if after is not None else len(motion.t_s)
        found += [Rise(low, part, low, STAYED_DOWN) for part in _attempts(motion, low)]
        up = [each for each in stands if low.stop <= each[0] < limit]
        if up:
            whole = (up[0][0], up[-1][1])
            reason = _reason(motion, low, whole, front=front, touched=touched)
            found.append(Rise(low, whole, after, reason))
        elif after is not None and low.seated:
            found.append(Rise(low, (low.stop, after.start), after, STAYED_DOWN))
    return found


def _attempts(motion: Motion, low: Low) -> list[tuple[int, int]]:
    """Return the stretches in which the hips left the seat and came back without standing."""
    if not low.seated:
        return []
    with np.errstate(invalid="ignore"):
        off = runs(motion.height[low.start : low.stop] > low.level + RISE.attempt)
    inner = [each for each in off if each[0] > 0 and each[1] < low.stop - low.start]
    return [(low.start + first, low.start + stop) for first, stop in inner]


def _lows(motion: Motion, front: bool) -> list[Low]:
    with np.errstate(invalid="ignore"):
        low: BoolArray = motion.height <= RISE.low
    found = []
    for start, stop in runs(low):
        height = motion.height[start:stop]
        level = float(np.percentile(height, RISE.level_percentile))
        at_level = slice(start, stop)
        near = motion.height[at_level] <= level + RISE.seat_band
        if front:
            seated = _rests_upright(motion, start, stop, near)
            found.append(Low(start, stop, level, float("nan"), seated))
            continue
        weights = motion.weight[at_level][near]
        weights = weights[np.isfinite(weights)]
        back = float(np.percentile(weights, WEIGHT.percentile)) if len(weights) else float("nan")
        found.append(Low(start, stop, level, back, back <= motion.seat_weight))
    return found


def _rests_upright(motion: Motion, start: int, stop: int, near: BoolArray) -> bool:
    """Tell, from the front, whether somebody sat: the hips rest while the trunk is upright."""
    rests = near & (motion.trunk_deg[start:stop] <= FRONT.upright)
    longest = max((last - first for first, last in runs(rests)), default=0)
    return longest >= FRONT.rests * motion.rate_hz


def _alike(lows: list[Low]) -> list[Low]:
    """Return the low stretches with those taken as seated that are like others of the take."""
    certain = [each.level for each in lows if each.seated]
    if not certain:
        return lows
    usual = float(np.median(certain))
    return [
        Low(each.start, each.stop, each.level, each.weight, each.seated or _is_like(each, usual))
        for each in lows
    ]


def _is_like(low: Low, level: float) -> bool:
    return abs(low.level - level) <= RISE.same_seat and low.weight <= WEIGHT.towards_back


def _reason(
    motion: Motion, low: Low, up: tuple[int, int], *, front: bool, touched: bool
) -> str | None:
    """Return why a way up does not count; None if it does."""
    whole = slice(low.start, up[1])
    if not np.isfinite(motion.height[whole]).all():
        return LOST
    foot = motion.foot[low.start : up[1]]
    travel = float(np.linalg.norm(np.median(foot[-5:], axis=0) - np.median(foot[:5], axis=0)))
    if travel > RISE.walk:
        return WALKED
    if not front and float(np.nanmax(motion.thigh_deg[low.start : low.stop])) < RISE.thigh:
        return NOT_LEVEL
    if low.seated or touched:
        return None
    return FRONT_DOUBT if front else SQUAT


@dataclass(frozen=True)
class Phases:
    """One rise; None where the view or the take does not show it.

    Attributes
    ----------
    lean_s
        the trunk begins to lean forward.
    off_s
        the hips leave the seat.
    up_s
        the body has come as upright as it gets in this rise.
    down_s
        it begins to go down again.
    seat_s
        the hips are back on the seat.
    lean_deg
        lean of the trunk at `off_s`, forward.
    trunk_deg, hip_deg, knee_deg
        what is left of leaning and bending in the stand.
    drop_ratio
        speed over the last third of the way down over that of the whole way.
    """

    lean_s: float
    off_s: float
    up_s: float
    down_s: float | None
    seat_s: float | None
    lean_deg: float | None
    trunk_deg: float | None
    hip_deg: float | None
    knee_deg: float | None
    drop_ratio: float | None

    @property
    def rise_s(self) -> float:
        """Seconds from the first lean to upright."""
        return self.up_s - self.lean_s

    @property
    def leaning_s(self) -> float:
        """Seconds from the first lean to leaving the seat."""
        return self.off_s - self.lean_s

    @property
    def extending_s(self) -> float:
        """Seconds from the seat to upright."""
        return self.up_s - self.off_s

    @property
    def standing_s(self) -> float | None:
        """Seconds upright; None where the person does not go down again."""
        return None if self.down_s is None else self.down_s - self.up_s

    @property
    def lowering_s(self) -> float | None:
        """Seconds from upright to the seat."""
        if self.down_s is None or self.seat_s is None:
            return None
        return self.seat_s - self.down_s


def measure_rise(motion: Motion, rise: Rise) -> Phases:
    """Return what one rise shows; its samples are all known."""
    front = bool(np.isnan(motion.thigh_deg).all())
    off = _leaves_seat(motion, rise.low, rise.up[0])
    lean = _lean_begins(motion, rise.low, off, front)
    first, last, upright = _stand(motion, rise, front)
    seat = None if rise.back is None else _reaches_seat(motion, rise.back)
    posture = {
        name: None if front else float(np.median(curve[upright]))
        for name, curve in (
            ("trunk_deg", motion.trunk_deg),
            ("hip_deg", motion.hip_deg),
            ("knee_deg", motion.knee_deg),
        )
    }
    return Phases(
        lean_s=_at(motion, lean),
        off_s=_at(motion, off),
        up_s=_at(motion, first),
        down_s=None if seat is None else _at(motion, last),
        seat_s=None if seat is None else _at(motion, seat),
        lean_deg=None if front else float(motion.trunk_deg[off]),
        drop_ratio=None if seat is None else _drop_ratio(motion, last, seat),
        **posture,
    )


def _at(motion: Motion, sample: int) -> float:
    return float(motion.t_s[sample])


def _leaves_seat(motion: Motion, low: Low, up: int) -> int:
    """Return the last sample before standing at which the hips are at the seat."""
    seat = low.level + PHASE.off_seat
    at = np.flatnonzero(motion.height[low.start : up] <= seat)
    return low.start + int(at[-1]) if at.size else low.start


def _reaches_seat(motion: Motion, back: Low) -> int:
    """Return the first sample at which the hips are at the seat again."""
    seat = back.level + PHASE.off_seat
    at = np.flatnonzero(motion.height[back.start : back.stop] <= seat)
    return back.start + int(at[0]) if at.size else back.start


def _lean_begins(motion: Motion, low: Low, off: int, front: bool) -> int:
    """Return the last sample before lift-off at which the trunk is as upright as on the seat.

    Of the way from there to its lean at lift-off, a small share is let pass, because noise moves
    the beginning most.
    """
    seat = low.level + PHASE.off_seat
    before = np.flatnonzero(motion.height[low.start : off + 1] > seat)
    arrived = before[before < off - low.start]
    first = low.start + (int(arrived[-1]) + 1 if arrived.size else 0)
    trunk = motion.trunk_deg[first : off + 1]
    least = float(trunk.min())
    way = float(trunk[-1]) - least
    if way < PHASE.least_lean:
        return off
    share = FRONT.lean_begun if front else PHASE.lean_begun
    at = np.flatnonzero(trunk <= least + share * way)
    return first + int(at[-1])


def _stand(motion: Motion, rise: Rise, front: bool) -> tuple[int, int, BoolArray]:
    """Return the first and the last upright sample of a stand, and all its most upright ones.

    The latter are looked for at its beginning: who stays standing shifts about later on.
    """
    first, stop = rise.up
    inside, begins = (np.zeros(len(motion.t_s), dtype=np.bool_) for _ in range(2))
    settled = min(stop, first + round(PHASE.settled * motion.rate_hz))
    inside[first:stop], begins[first:settled] = True, True
    if front:
        most = begins & (motion.height >= motion.height[begins].max() - FRONT.upright_height)
        near = inside & (motion.height >= motion.height[begins].max() - FRONT.upright_height)
    else:
        bent = motion.hip_deg + motion.knee_deg
        least = float(bent[begins].min())
        most = begins & (bent <= least + PHASE.most_upright)
        hip, knee = (float(np.median(each[most])) for each in (motion.hip_deg, motion.knee_deg))
        near = (motion.hip_deg <= hip + PHASE.upright) & (motion.knee_deg <= knee + PHASE.upright)
        near &= inside
    at = np.flatnonzero(near)
    return int(at[0]), int(at[-1]), most


def _drop_ratio(motion: Motion, down: int, seat: int) -> float | None:
    """Return the speed of the last third of the way down over that of the whole way.

    1 for an even way, below 1 where it is slowed down, 1.4 for a free fall.
    """
    height = motion.height[down : seat + 1]
    way = height[0] - height[-1]
    if len(height) < PHASE.least_samples or way <= 0:
        return None
    share = np.maximum.accumulate((height[0] - height) / way)
    begun = float(np.interp(PHASE.slow_share, share, np.arange(len(share))))
    third = float(np.interp(2 / 3, share, np.arange(len(share))))
    whole_s = len(share) - 1 - begun
    last_s = len(share) - 1 - third
    if last_s <= 0 or whole_s <= 0:
        return None
    return float((1 / 3) / last_s / ((1 - PHASE.slow_share) / whole_s))
