"""The causal tracker: elevation of both thighs, lifts and holds while they happen.

It drives the overlay, the counter and the voice, and nothing else: what is reported after the take
comes from the recorded landmarks, scored by the same functions as a file.
"""

from dataclasses import dataclass
from math import acos, degrees

import numpy as np
import numpy.typing as npt

from posecheck.coaching import FrameObservation
from posecheck.coaching.leg_labels import leg_labels
from posecheck.coaching.thresholds import LIVE_TRACKER
from posecheck.landmarks import HIP, KNEE, SHOULDER, SIDES, Side, other

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LiveLift:
    """One finished lift, as counted live.

    Attributes
    ----------
    side
        the lifted leg.
    peak_deg
        highest elevation seen.
    hold_s
        longest stay near the top.
    end_s
        when the foot was back.
    """

    side: Side
    peak_deg: float
    hold_s: float
    end_s: float


@dataclass(frozen=True)
class Legs:
    """Both legs at one moment.

    Attributes
    ----------
    elevation_deg
        (left, right), 0 hanging, 90 horizontal.
    lifted
        the leg that is off the floor, if any.
    rising
        the lifted knee is on its way up.
    hold_s
        stay near the top of the lift in progress.
    peak_deg
        highest elevation of the lift in progress.
    counts
        finished lifts, (left, right).
    last
        the lift finished last.
    exchanged
        this frame's points have the legs under each other's labels.
    """

    elevation_deg: tuple[float, float] = (0.0, 0.0)
    lifted: Side | None = None
    rising: bool = False
    hold_s: float = 0.0
    peak_deg: float = 0.0
    counts: tuple[int, int] = (0, 0)
    last: LiveLift | None = None
    exchanged: bool = False


class Tracker:
    """Follows the legs from frame to frame.

    Parameters
    ----------
    rest_px
        `(33, 2)` median landmarks of quiet standing, pixels of a frame of `size_px`.
    size_px
        width and height of that frame; later frames of another size are scaled to it.
    """

    def __init__(self, rest_px: FloatArray, size_px: tuple[int, int]) -> None:
        self._rest = rest_px
        self._height = size_px[1]
        self._thigh = {
            side: float(np.linalg.norm(rest_px[KNEE[side]] - rest_px[HIP[side]])) for side in SIDES
        }
        self._shown = dict.fromkeys(SIDES, 0.0)
        self._labels = leg_labels(rest_px)
        self._exchanged = False
        self._t_s: float | None = None
        self._lift: _Lift | None = None
        self._counts = dict.fromkeys(SIDES, 0)
        self._last: LiveLift | None = None

    def see(self, observation: FrameObservation) -> Legs:
        """Add one frame and return both legs; an empty frame changes nothing."""
        if observation.found:
            points = observation.points_px * (self._height / observation.size_px[1])
            labelled = self._labels.see(points, self._lift is not None)
            self._exchanged = labelled is not points
            step_s = 0.0 if self._t_s is None else observation.t_s - self._t_s
            self._t_s = observation.t_s
            speed = self._smooth(labelled, step_s)
            self._follow(observation.t_s, step_s, speed)
        return self._legs()

    def target_y_px(self, observation: FrameObservation, side: Side, target_deg: float) -> float:
        """Return the row of this frame that the knee must reach for the target elevation."""
        scale = observation.size_px[1] / self._height
        hip_y = self._hip_y(observation.points_px / scale, side)
        return scale * (hip_y + self._thigh[side] * float(np.cos(np.radians(target_deg))))

    def _hip_y(self, points: FloatArray, side: Side) -> float:
        """Return the row of the hip joint: half where the model sees it, half with the trunk.

        The model's hip point climbs with the knee; the hip's place in quiet standing, carried by
        the shoulders, does not.
        """
        shoulders = list(SHOULDER.values())
        moved = points[shoulders, 1].mean() - self._rest[shoulders, 1].mean()
        anchored = self._rest[HIP[side], 1] + moved
        weight = LIVE_TRACKER.anchor
        return float(weight * anchored + (1 - weight) * points[HIP[side], 1])

    def _smooth(self, points: FloatArray, step_s: float) -> dict[Side, float]:
        """Update the shown elevations by a first-order low-pass; return their speeds, deg/s."""
        share = step_s / (step_s + LIVE_TRACKER.time_constant)
        speed: dict[Side, float] = {}
        for side in SIDES:
            drop = float(points[KNEE[side], 1]) - self._hip_y(points, side)
            raw = degrees(acos(min(1.0, max(-1.0, drop / self._thigh[side]))))
            change = share * (raw - self._shown[side])
            self._shown[side] += change
            speed[side] = change / step_s if step_s > 0 else 0.0
        return speed

    def _follow(self, t_s: float, step_s: float, speed: dict[Side, float]) -> None:
        """Begin, continue or finish a lift."""
        if self._lift is None:
            side = max(SIDES, key=lambda leg: self._shown[leg])
            lead = self._shown[side] - self._shown[other(side)]
            if self._shown[side] > LIVE_TRACKER.on and lead > LIVE_TRACKER.lead:
                self._lift = _Lift(side, t_s)
        if self._lift is None:
            return
        if not self._lift.labelled and self._labels.raised:
            self._lift.side, self._lift.labelled = self._labels.raised, True
        height = self._shown[self._lift.side]
        self._lift.update(height, speed[self._lift.side], step_s)
        if height < LIVE_TRACKER.off and self._labels.landing:
            self._finish(t_s)

    def _finish(self, t_s: float) -> None:
        lift, self._lift = self._lift, None
        assert lift is not None
        side = self._labels.lifted or lift.side
        long_enough = t_s - lift.start_s >= LIVE_TRACKER.shortest
        if long_enough and lift.peak_deg >= LIVE_TRACKER.rise:
            self._counts[side] += 1
            self._last = LiveLift(side, lift.peak_deg, lift.longest_s, t_s)

    def _legs(self) -> Legs:
        lift = self._lift
        return Legs(
            elevation_deg=(self._shown["left"], self._shown["right"]),
            lifted=lift.side if lift else None,
            rising=lift.rising if lift else False,
            hold_s=lift.hold_s if lift else 0.0,
            peak_deg=lift.peak_deg if lift else 0.0,
            counts=(self._counts["left"], self._counts["right"]),
            last=self._last,
            exchanged=self._exchanged,
        )


class _Lift:
    """The lift in progress."""

    def __init__(self, side: Side, start_s: float) -> None:
        self.side = side
        self.labelled = False  # by the foot, which leaves the floor a moment after the knee
        self.start_s = start_s
        self.peak_deg = 0.0
        self.rising = True
        self.hold_s = 0.0
        self.longest_s = 0.0

    def update(self, height_deg: float, speed_deg_s: float, step_s: float) -> None:
        """Add one frame: the peak, and the stay near it at little speed."""
        self.peak_deg = max(self.peak_deg, height_deg)
        slow = LIVE_TRACKER.hold_speed
        near = height_deg >= self.peak_deg - LIVE_TRACKER.hold_band
        high = height_deg >= LIVE_TRACKER.rise
        self.rising = speed_deg_s > slow
        if near and high and abs(speed_deg_s) <= slow:
            self.hold_s += step_s
            self.longest_s = max(self.longest_s, self.hold_s)
        elif not near:
            self.hold_s = 0.0
