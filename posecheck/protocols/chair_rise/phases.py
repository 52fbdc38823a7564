"""`Phases`: one rise measured: when its parts begin and end, and how upright it ends.

The parts are those of Schenkman 1990, Phys Ther 70:638: the trunk leans forward, the hips leave the
seat, the body extends; then it stands, and goes down again.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posecheck.protocols.chair_rise.motion import Motion
from posecheck.protocols.chair_rise.rises import Low, Rise
from posecheck.protocols.chair_rise.thresholds import FRONT, PHASE

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Phases:
    """One rise; None where the view or the take does not show it.

    Attributes
    ----------
    lean_s : the trunk begins to lean forward.
    off_s : the hips leave the seat.
    up_s : the body has come as upright as it gets in this rise.
    down_s : it begins to go down again.
    seat_s : the hips are back on the seat.
    lean_deg : lean of the trunk at `off_s`, forward.
    trunk_deg, hip_deg, knee_deg : what is left of leaning and bending in the stand.
    drop_ratio : speed over the last third of the way down over that of the whole way.
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
    """Return the first and the last upright sample of a stand, and all its most upright ones."""
    first, stop = rise.up
    inside = np.zeros(len(motion.t_s), dtype=np.bool_)
    inside[first:stop] = True
    if front:
        near = inside & (motion.height >= motion.height[first:stop].max() - FRONT.upright_height)
        most = near
    else:
        bent = motion.hip_deg + motion.knee_deg
        least = float(bent[first:stop].min())
        most = inside & (bent <= least + PHASE.most_upright)
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
