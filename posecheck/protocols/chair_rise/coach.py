"""The chair rise's coach: sit down, then five times up, counted and never urged on."""

from posecheck.coaching import (
    Baseline,
    Coach,
    Counter,
    FloatArray,
    FrameObservation,
    Guidance,
    Tone,
)
from posecheck.kinematics.geometry import middle, trunk_length
from posecheck.landmarks import ANKLE, HIP
from posecheck.protocols.chair_rise.thresholds import COACH, RISE, TEST


class RiseCoach(Coach):
    """Guides a person through five rises from a chair.

    Whoever sits at first is asked to stand up and to stand still for a moment, which is what the
    ends of the rises are compared with; that rise is not one of the five. It counts every way from
    low to upright hips; whether the person really sat is found after the take.
    """

    prepare = "Stand still before your chair"

    def __init__(self) -> None:
        self._restart()

    def begin(self, baseline: Baseline) -> None:
        """Count from the start again, against this standing; whoever sits is to stand up first."""
        super().begin(baseline)
        self._restart()
        points, frame_height = baseline.points_px, baseline.size_px[1]
        trunk = float(trunk_length(points)) / frame_height
        self._tallest = _height(points, frame_height)
        self._sits = self._tallest < COACH.standing * trunk
        self._stood = not self._sits
        if self._sits:
            self._tallest = COACH.leg_to_trunk * trunk

    def _restart(self) -> None:
        self._sits = False
        self._stood = True
        self._count = 0
        self._tallest = 0.0
        self._turned_s: float | None = None

    def see(self, observation: FrameObservation) -> Guidance:
        """Follow the hips and say what comes next."""
        assert self.baseline is not None  # `begin` comes first
        changed = self._follow(observation)
        goal = int(TEST.rises)
        reached = self._count >= goal
        waited_s = observation.t_s - (self._turned_s or observation.t_s)
        if not self._stood and not self._sits and waited_s >= COACH.stand:
            self._stood = True
        done = reached and (self._sits or waited_s >= COACH.wait)
        return Guidance(
            cue=self._words(reached, done),
            tone=Tone.COUNTED if self._count and not self._sits else Tone.RISE,
            counters=(Counter("rises", self._count, goal),),
            ring_share=min(1.0, self._count / goal),
            active=changed,
            done=done,
        )

    def _words(self, reached: bool, done: bool) -> str:
        if done:
            return "Done. Stay as you are"
        if reached:
            return "And sit down"
        if not self._stood:
            return "Stand up" if self._sits else "Stand still"
        if self._count or self._sits:
            return "Up and down at your pace"
        return "Sit down, arms crossed"

    def _follow(self, observation: FrameObservation) -> bool:
        """Note where the hips are; return whether the person is on the way up or down."""
        if not observation.found:
            return False
        height = _height(observation.points_px, observation.size_px[1])
        self._tallest = max(self._tallest, height)
        share = height / self._tallest if self._tallest > 0 else 0.0
        before = self._sits
        if self._sits and share >= RISE.high:
            self._sits = False
            self._count += self._stood
        elif not self._sits and share <= RISE.low:
            self._sits = True
        if before != self._sits or self._turned_s is None:
            self._turned_s = observation.t_s
        return before != self._sits or RISE.low < share < RISE.high


def _height(points: FloatArray, frame_height: int) -> float:
    """Return the height of the hips over the ankles, share of the frame's height."""
    return float((middle(points, ANKLE) - middle(points, HIP))[1]) / frame_height
