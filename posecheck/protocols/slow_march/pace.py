"""How fast the knees follow each other, and whether that is still a march.

Read from the recording itself, before labels are repaired: the distance in height between the two
knees is the same whichever of them is called left, has one peak for every lift, and survives what
running in place does to the labels. A march becomes a run where the knees come faster than they can
be held, or where both feet are in the air between two lifts (the definition of running).
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.signal import find_peaks

from posecheck.gates import Gate
from posecheck.kinematics.signals import leg_scale, low_pass
from posecheck.landmarks import FOOT_INDEX, HEEL, KNEE, SIDES
from posecheck.protocols.slow_march.thresholds import PACE
from posecheck.recording import Recording
from posecheck.thresholds import SIGNALS

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pace:
    """How fast the knees were lifted.

    Attributes
    ----------
    lifts : high points of a knee, whichever it was.
    interval_s : median time between two that follow each other; NaN below two.
    per_min : lifts a minute from the first to the last; NaN below two.
    flight : median height of the lower foot between two lifts, leg lengths; NaN below two.
    """

    lifts: int
    interval_s: float
    per_min: float
    flight: float

    @property
    def too_fast(self) -> bool:
        """Whether this is running in place."""
        if self.lifts < PACE.least_lifts:
            return False
        runs = self.interval_s < PACE.run_interval and self.flight > PACE.flight
        return self.interval_s < PACE.march_interval or runs


NO_PACE = Pace(0, float("nan"), float("nan"), float("nan"))


def pace_of(recording: Recording) -> Pace:
    """Return how fast the knees follow each other in a take."""
    found = recording.found
    t_s, xy = recording.t_s[found], recording.landmarks_px[found].astype(np.float64)
    if len(t_s) < 2 or t_s[-1] - t_s[0] < PACE.shortest:
        return NO_PACE
    rate = SIGNALS.fast_rate
    grid = np.arange(t_s[0], t_s[-1], 1.0 / rate)
    after = np.searchsorted(t_s, grid).clip(1, len(t_s) - 1)
    lost = t_s[after] - t_s[after - 1] > PACE.gap

    def even(values: FloatArray) -> FloatArray:
        bridged = np.where(lost, np.nan, np.interp(grid, t_s, values))
        return low_pass(bridged, rate, SIGNALS.fast_cutoff) / leg_scale(xy)

    knees = even(np.abs(xy[:, KNEE["left"], 1] - xy[:, KNEE["right"], 1]))
    height = np.nan_to_num(knees, nan=0.0)
    tops, shape = find_peaks(height, height=PACE.least, prominence=0.0)
    tops = tops[shape["prominences"] >= PACE.prominence * height[tops]]
    if len(tops) < 2:
        return Pace(len(tops), *(float("nan"),) * 3)
    feet = [even(np.maximum(xy[:, HEEL[side], 1], xy[:, FOOT_INDEX[side], 1])) for side in SIDES]
    above = np.min([np.nanpercentile(foot, PACE.floor) - foot for foot in feet], axis=0)
    between = [_highest(above[first : last + 1]) for first, last in pairwise(tops.tolist())]
    seconds = np.diff(grid[tops])
    return Pace(
        lifts=len(tops),
        interval_s=float(np.median(seconds)),
        per_min=60.0 / float(np.mean(seconds[seconds < PACE.pause * np.median(seconds)])),
        flight=float(np.nanmedian(between)) if np.isfinite(between).any() else float("nan"),
    )


def _highest(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(known.max()) if len(known) else float("nan")


def slow_enough(pace: Pace) -> Gate:
    """Ask whether this was a march and no run."""
    if not pace.too_fast:
        return Gate("slow_enough")
    return Gate(
        "slow_enough",
        "unusable",
        f"This is running in place, about {pace.per_min:.0f} lifts a minute: too fast for this "
        "test. Lift one knee after the other slowly, for a second or longer each, and record "
        "again.",
    )
