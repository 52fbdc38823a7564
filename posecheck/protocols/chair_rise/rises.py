"""Finds the rises: from sitting, with the weight on a seat, to standing.

A low stretch counts as sitting only where the weight was certainly not on the feet alone (see
`motion`), or where the hips went down as far as in others of the take in which it was not. All
other ways down and up, squats above all, are listed and not counted.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.geometry import runs
from posecheck.protocols.chair_rise.motion import Motion
from posecheck.protocols.chair_rise.thresholds import FRONT, RISE, WEIGHT

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

SQUAT = (
    "The weight stayed over the feet, as in a squat: it cannot be told that you sat down. Sit down "
    "with your weight on the chair each time, or say that you only touch the seat."
)
STAYED_DOWN = "It came up part of the way only."
WALKED = "The feet did not stay in their place."
LOST = "You were not seen throughout this rise."
NOT_LEVEL = "The thighs did not come near level: this is no sitting down on a chair."
FRONT_DOUBT = (
    "From the front, a squat and a chair that is only touched look alike. Sit still for a moment "
    "each time, record from the side, or say that you only touch the seat."
)


@dataclass(frozen=True)
class Low:
    """A stretch with low hips; sample indices, half-open.

    Attributes
    ----------
    start, stop : the stretch.
    level : lowest height of the hips, for good measure, standing heights.
    weight : place of the weight for a quarter of the time at that level; NaN from the front.
    seated : whether the weight was on a seat.
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
    low : the low stretch from which it comes.
    up : first and last but one sample of the standing after it.
    back : the low stretch into which the person goes back; None where none follows.
    reason : why it does not count, as a sentence for the user; None if it does.
    """

    low: Low
    up: tuple[int, int]
    back: Low | None
    reason: str | None = None


def find_rises(motion: Motion, *, touched: bool) -> list[Rise]:
    """Return every way up of a take in order of time, with those that do not count.

    Parameters
    ----------
    touched : the person said that the seat is only touched, so that the weight decides nothing.
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
