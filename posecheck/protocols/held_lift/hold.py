"""`Hold`: one held lift, measured on the elevation of the lifted thigh."""

from dataclasses import dataclass
from math import hypot
from typing import Literal

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.geometry import runs
from posecheck.kinematics.signals import low_pass
from posecheck.kinematics.statistics import Estimate, slope_estimate
from posecheck.landmarks import Side
from posecheck.protocols.held_lift.thresholds import ERROR, HOLD

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Ending = Literal["lowered", "touched", "stopped", "time_over"]


@dataclass(frozen=True)
class Hold:
    """One lift of one knee, held or not.

    Attributes
    ----------
    side : the lifted leg.
    start_s, end_s : from the thigh's coming to rest at the top to its being lowered.
    start_deg, last_deg : elevation in the first and in the last second.
    within_s : time within 10° of the start.
    sag : how fast the thigh sinks, deg/s; None where the hold is too short to tell.
    ending : what ended it.
    reason : why it does not count, as a sentence for the user; None if it does.
    """

    side: Side
    start_s: float
    end_s: float
    start_deg: float
    last_deg: float
    within_s: float
    sag: Estimate | None
    ending: Ending
    reason: str | None = None

    @property
    def held_s(self) -> float:
        """Seconds held."""
        return self.end_s - self.start_s


@dataclass(frozen=True)
class Top:
    """The part of a lift in which the thigh is held; sample indices, both inclusive."""

    first: int
    last: int


def find_top(deg: FloatArray, rate_hz: float) -> Top | None:
    """Return the part of one lift in which the thigh rests at the top; None where there is none.

    Parameters
    ----------
    deg : `(n,)` elevation over the lift alone; NaN where it is not known.
    rate_hz : samples per second.

    The top begins where the thigh, high up, moves slower than a lowering does, and ends where it
    last did so; so what is lowered after a pause half-way is held until then.
    """
    slow = low_pass(deg, rate_hz, HOLD.speed_cutoff)
    speed = np.gradient(slow, 1.0 / rate_hz) if len(slow) > 1 else np.zeros(len(slow))
    with np.errstate(invalid="ignore"):
        still = np.abs(speed) <= HOLD.still
        high = deg >= max(HOLD.least, HOLD.reached * _highest(deg))
    begun = np.flatnonzero(still & high)
    if not begun.size:
        return None
    first = int(begun[0])
    with np.errstate(invalid="ignore"):
        kept = still & (deg >= max(HOLD.least, HOLD.left * deg[first]))
    return Top(first, int(np.flatnonzero(kept)[-1]))


def measure_top(t_s: FloatArray, deg: FloatArray, side: Side, ending: Ending) -> Hold:
    """Return what one hold shows; `t_s`, `deg` `(n,)` are of the hold alone, n ≥ 2."""
    start = float(np.nanmedian(deg[t_s <= t_s[0] + HOLD.start]))
    held_s = float(t_s[-1] - t_s[0])
    return Hold(
        side=side,
        start_s=float(t_s[0]),
        end_s=float(t_s[-1]),
        start_deg=start,
        last_deg=float(np.nanmedian(deg[t_s >= t_s[-1] - HOLD.start])),
        within_s=time_within(t_s, deg, start, HOLD.band),
        sag=_sag(t_s, deg) if held_s >= HOLD.sag_least else None,
        ending=ending,
    )


def time_at(t_s: FloatArray, deg: FloatArray, least_deg: float) -> float:
    """Return how long the thigh is at or above an elevation, seconds.

    Moments at which the elevation is not known count as those at which it is.
    """
    known = deg[np.isfinite(deg)]
    if not known.size:
        return 0.0
    return float((known >= least_deg).mean() * (t_s[-1] - t_s[0]))


def _highest(deg: FloatArray) -> float:
    return float(np.nanmax(deg)) if np.isfinite(deg).any() else 0.0


def time_within(t_s: FloatArray, deg: FloatArray, start_deg: float, band_deg: float) -> float:
    """Return the time until the thigh leaves a band about its start for more than a moment."""
    with np.errstate(invalid="ignore"):
        out: BoolArray = np.abs(deg - start_deg) > band_deg
    for first, stop in runs(out):
        if t_s[stop - 1] - t_s[first] >= HOLD.band_left_for or stop == len(t_s):
            return float(t_s[first] - t_s[0])
    return float(t_s[-1] - t_s[0])


def _sag(t_s: FloatArray, deg: FloatArray) -> Estimate:
    """Return the Theil–Sen slope downwards, with what a landmark's drift adds to its interval."""
    edges = np.arange(t_s[0], t_s[-1] + 1e-9, HOLD.sag_bin)
    which = np.searchsorted(edges, t_s, side="right")
    times, levels = [], []
    for number in range(1, len(edges)):
        inside = (which == number) & np.isfinite(deg)
        if inside.any():
            times.append(float(t_s[inside].mean()))
            levels.append(float(np.median(deg[inside])))
    down = slope_estimate(times, [-level for level in levels], ERROR.level)
    drift = ERROR.drift / float(t_s[-1] - t_s[0])
    return down.widened(hypot(drift, ERROR.sag_scale * down.value))
