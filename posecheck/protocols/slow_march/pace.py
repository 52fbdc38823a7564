"""How fast the knees follow each other, and whether that is still a march.

It is read from the recording itself, before labels are repaired: the distance in height between the
two knees is the same whichever of them is called left, has one peak for every lift, and survives
what running in place does to the labels. Of a run whose heels come up behind, the knees stay side
by side: there the feet tell the pace. A march becomes a run where the knees come faster than they
can be held, or where both feet are in the air between two lifts (the definition of running).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.signal import find_peaks

from posecheck.kinematics.geometry import middle, trunk_length
from posecheck.kinematics.signals import leg_scale, low_pass
from posecheck.kinematics.statistics import known_largest, known_median, usual_rate
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, SIDES
from posecheck.protocols.slow_march.thresholds import PACE
from posecheck.recording import Recording
from posecheck.thresholds import SIGNALS

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pace:
    """How fast the knees were lifted.

    Attributes
    ----------
    lifts
        high points of a knee, whichever it was; of the feet where they have more, and the knees
        have too few for a pace or leave both feet in the air between.
    interval_s
        median time between two that follow each other; NaN below two.
    per_min
        lifts a minute from the first to the last; NaN below two, and where the camera gave too few
        pictures to show every one.
    flight
        median height of the lower foot between two lifts, leg lengths; NaN below two.
    travelled
        median way of the hips across the picture from one lift to the next but one, leg lengths;
        NaN below three.
    grown
        median share by which the trunk's length in the picture changes meanwhile; NaN below three.
    steady
        whether lifts that follow each other like the usual ones fill most of the time. Slow lifts
        from the side, drawn now with one leg and now with the other, have many tops in each and a
        long time between.
    """

    lifts: int
    interval_s: float
    per_min: float
    flight: float
    travelled: float
    grown: float
    steady: bool = False

    @property
    def too_fast(self) -> bool:
        """Whether this is running in place."""
        went = self.travelled > PACE.travelled or self.grown > PACE.grown
        if self.lifts < PACE.least_lifts or went or not self.steady:
            return False
        runs = self.interval_s < PACE.run_interval and self.flight > PACE.flight
        return self.interval_s < PACE.march_interval or runs


NO_PACE = Pace(0, *(float("nan"),) * 5)


def pace_of(recording: Recording) -> Pace:
    """Return how fast the knees follow each other in a take."""
    found = recording.found
    t_s, xy = recording.t_s[found], recording.landmarks_px[found].astype(np.float64)
    if len(t_s) < 2 or t_s[-1] - t_s[0] < PACE.shortest:
        return NO_PACE
    seen = _Seen(t_s, xy, np.arange(t_s[0], t_s[-1], 1.0 / SIGNALS.fast_rate))
    knees, feet = (
        _tops(seen.apart(joint), least) for joint, least in ((KNEE, PACE.least), (ANKLE, PACE.foot))
    )
    by_knees = seen.pace(knees)
    unsure = by_knees.flight > PACE.flight or len(knees) < PACE.least_lifts
    more = len(feet) > len(knees) and _steady(np.diff(seen.grid_s[feet]))
    return seen.pace(feet) if unsure and more else by_knees


@dataclass(frozen=True, eq=False)
class _Seen:
    """The frames of a recording that show somebody, as they are, and an even grid over them.

    `t_s` `(T,)` and `grid_s` `(N,)` in seconds, `xy_px` `(T, 33, 2)`.
    """

    t_s: FloatArray
    xy_px: FloatArray
    grid_s: FloatArray

    @cached_property
    def lost(self) -> npt.NDArray[np.bool_]:
        """Where the grid lies in a gap that may hide a lift, `(N,)`."""
        after = np.searchsorted(self.t_s, self.grid_s).clip(1, len(self.t_s) - 1)
        return np.asarray(self.t_s[after] - self.t_s[after - 1] > PACE.gap)

    @cached_property
    def scale_px(self) -> float:
        """Length of a leg, pixels."""
        return leg_scale(self.xy_px)

    def even(self, values: FloatArray) -> FloatArray:
        """Return values `(T,)`, pixels, on the grid in leg lengths, `(N,)`; NaN in gaps."""
        filled = np.where(self.lost, np.nan, np.interp(self.grid_s, self.t_s, values))
        return low_pass(filled, SIGNALS.fast_rate, SIGNALS.fast_cutoff) / self.scale_px

    def apart(self, joint: Mapping[str, int]) -> FloatArray:
        """Return how far left and right are apart in height, `(N,)` leg lengths."""
        left, right = (self.xy_px[:, joint[side], 1] for side in SIDES)
        return self.even(np.abs(left - right))

    @cached_property
    def above_the_floor(self) -> FloatArray:
        """How far the lower foot is above the floor, `(N,)` leg lengths."""
        feet = (
            self.even(np.maximum(self.xy_px[:, HEEL[side], 1], self.xy_px[:, FOOT_INDEX[side], 1]))
            for side in SIDES
        )
        return np.asarray(
            np.min([np.nanpercentile(foot, PACE.floor) - foot for foot in feet], axis=0)
        )

    def pace(self, tops: npt.NDArray[np.intp]) -> Pace:
        """Return the pace of lifts with these tops, places on the grid in order of time."""
        if len(tops) < 2:
            return Pace(len(tops), *(float("nan"),) * 5)
        above, hips = self.above_the_floor, self.even(middle(self.xy_px, HIP)[:, 0])
        size = self.even(trunk_length(self.xy_px))
        between = [
            known_largest(above[first : last + 1]) for first, last in pairwise(tops.tolist())
        ]
        seconds = np.diff(self.grid_s[tops])
        shown = usual_rate(self.t_s) >= PACE.cadence_rate
        return Pace(
            lifts=len(tops),
            interval_s=float(np.median(seconds)),
            per_min=60.0 / float(np.mean(_usual(seconds))) if shown else float("nan"),
            flight=known_median(np.array(between)),
            travelled=known_median(np.abs(hips[tops[2:]] - hips[tops[:-2]])),
            grown=known_median(np.abs(size[tops[2:]] / size[tops[:-2]] - 1.0)),
            steady=_steady(seconds),
        )


def _tops(apart: FloatArray, least: float) -> npt.NDArray[np.intp]:
    """Return where two joints are farthest apart in height, by `least` at the least.

    `apart` `(N,)` in leg lengths, positive; NaN in gaps.
    """
    height = np.nan_to_num(apart, nan=0.0)
    tops, shape = find_peaks(height, height=least, prominence=0.0)
    return np.asarray(tops[shape["prominences"] >= PACE.prominence * height[tops]])


def _usual(seconds: FloatArray) -> FloatArray:
    """Return the intervals `(n,)` without pauses."""
    return np.asarray(seconds[seconds < PACE.pause * np.median(seconds)])


def _steady(seconds: FloatArray) -> bool:
    """Say whether intervals `(n,)` like the usual one fill most of the time.

    A foot that comes up slowly and is taken for the other one meanwhile has a few long ones.
    """
    return bool(len(seconds) and _usual(seconds).sum() > seconds.sum() / 2)
