"""The held lift's coach: a large timer, the target line, and at half a minute "Slowly down"."""

import numpy as np

from posecheck.coaching import Baseline, Coach, FloatArray, FrameObservation, Guidance, Tone
from posecheck.coaching.leg_tracker import Legs, Tracker
from posecheck.coaching.thresholds import LIVE_CUE
from posecheck.kinematics.geometry import middle
from posecheck.kinematics.view import facing
from posecheck.landmarks import HIP, SHOULDER, Side
from posecheck.protocols.held_lift import HoldOptions
from posecheck.protocols.held_lift.thresholds import COACH, HOLD


class HoldCoach(Coach):
    """Guides a person through one held lift.

    Parameters
    ----------
    side
        the leg to hold; it stands nearer the camera, unless the person faces it.
    options
        the target, and how to stand.
    """

    def __init__(self, side: Side, options: HoldOptions) -> None:
        self._side: Side = side
        self._target_deg = float(options.target_deg)
        half = "half " if options.facing == "angle" else ""
        self._faces = options.facing == "front"
        turned = f"Turn your {side} side {half}to the screen"
        self._place = "Face the screen" if self._faces else turned
        self.prepare = self._place
        self._tracker: Tracker | None = None
        self._restart()

    def begin(self, baseline: Baseline) -> None:
        """Begin again, against this standing."""
        super().begin(baseline)
        self._tracker = Tracker(baseline.points_px, baseline.size_px)
        self._restart()

    def _restart(self) -> None:
        self._up_s: float | None = None
        self._held_s = 0.0
        self._leaning_s: float | None = None
        self._done = False

    def see(self, observation: FrameObservation) -> Guidance:
        """Follow the leg and say what comes next."""
        assert self._tracker is not None  # `begin` comes first
        assert self.baseline is not None
        legs = self._tracker.see(observation)
        up = legs.lifted is not None
        self._time(legs, observation.t_s)
        if not up and self._held_s >= COACH.held:
            self._done = True
        over = self._held_s >= HOLD.longest
        if self._held_s >= HOLD.longest + COACH.after:
            self._done = True
        cue, spoken, tone = self._cue(legs, over, self._leans(observation))
        target = None
        if observation.found:
            target = self._tracker.target_y_px(
                observation, legs.lifted or self._side, self._target_deg
            )
        short_deg = self._target_deg - max(legs.elevation_deg)
        return Guidance(
            cue=cue,
            spoken=spoken,
            tone=tone,
            target_y_px=target,
            reached=up and short_deg <= LIVE_CUE.short_of_target,
            ring_share=min(1.0, self._held_s / HOLD.longest) if up else None,
            timer_s=min(self._held_s, HOLD.longest) if up or self._done else None,
            leg=legs.lifted,
            exchanged=legs.exchanged,
            coming=None if up or self._done else self._side,
            active=(up and not self._done) or self._turned_away(),
            done=self._done,
        )

    def _time(self, legs: Legs, now_s: float) -> None:
        """Run the clock from the moment at which the knee comes to rest at the top."""
        if legs.lifted is None:
            if not self._done and self._held_s < COACH.held:
                self._up_s, self._held_s = None, 0.0
            return
        if self._up_s is None and legs.hold_s > 0:
            self._up_s = now_s
        if self._up_s is not None:
            self._held_s = max(self._held_s, now_s - self._up_s)

    def _cue(self, legs: Legs, over: bool, leans: bool) -> tuple[str, bool, Tone | None]:
        """Return the words, whether they are spoken, and the tone."""
        if self._done and legs.lifted is None:
            return "Stand still", True, Tone.COUNTED
        if legs.lifted is None:
            return f"Lift your {self._side} knee", True, Tone.RISE
        if over:
            return "Slowly down", True, Tone.LOWER
        if self._up_s is None:
            return "Up", False, None
        if leans:
            return "Straighten up", True, None
        return "Hold", True, Tone.HOLD

    def _turned_away(self) -> bool:
        """Tell whether the other side is nearer the camera, so that the person must turn."""
        assert self.baseline is not None
        if self._faces:
            return False
        near: Side = "right" if facing(self.baseline.points_px) > 0 else "left"
        return near != self._side

    def _leans(self, observation: FrameObservation) -> bool:
        """Tell whether the trunk has leaned far from its standing for a while."""
        assert self.baseline is not None
        if observation.found:
            lean = abs(_trunk_deg(observation.points_px) - _trunk_deg(self.baseline.points_px))
            if lean <= COACH.lean:
                self._leaning_s = None
            elif self._leaning_s is None:
                self._leaning_s = observation.t_s
        since = self._leaning_s
        return since is not None and observation.t_s - since >= COACH.lean_for


def _trunk_deg(points: FloatArray) -> float:
    trunk = middle(points, SHOULDER) - middle(points, HIP)
    return float(np.degrees(np.arctan2(trunk[0], -trunk[1])))
