"""The coach: what a protocol says to the person before the camera, moment by moment.

The live session knows a protocol only through the coach of each of its stations. A coach sees what
each new frame shows, causally, and gives its guidance for that moment. It drives the picture, the
counters, the tones and the voice, and nothing else: what is reported after the take comes from the
recorded landmarks.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

from posecheck.coaching.thresholds import LIVE_STAND
from posecheck.landmarks import ANKLE, EAR, FOOT_INDEX, HEEL, HIP, NOSE, SHOULDER, WRIST

if TYPE_CHECKING:
    from posecheck.landmarks import Side

FloatArray = npt.NDArray[np.float64]

_HEAD = [NOSE, *EAR.values()]
_FEET = [*ANKLE.values(), *HEEL.values(), *FOOT_INDEX.values()]


@dataclass(frozen=True, eq=False)
class FrameObservation:
    """One frame of the running take, reduced to what the session reads.

    Attributes
    ----------
    t_s
        seconds since the camera started.
    points_px
        `(33, 2)` pixels of the un-mirrored frame, x right, y down; NaN where nobody was found.
    size_px
        width and height of this frame.
    body_yaw_deg
        turn of the body, sign as in `Recording.body_yaw_deg`; NaN where unknown.
    brightness
        mean grey level, 0 to 255.
    """

    t_s: float
    points_px: FloatArray
    size_px: tuple[int, int]
    body_yaw_deg: float
    brightness: float

    @property
    def found(self) -> bool:
        """Whether somebody is in the frame."""
        return bool(np.isfinite(self.points_px[NOSE, 0]))

    @property
    def head_y_px(self) -> float:
        """Row of the middle of the head."""
        return float(self.points_px[_HEAD, 1].mean())

    @property
    def feet_y_px(self) -> float:
        """Row of the lowest point of the feet."""
        return float(self.points_px[_FEET, 1].max())

    @property
    def body_px(self) -> float:
        """Length from the middle of the head to the lowest point of the feet."""
        return self.feet_y_px - self.head_y_px

    @property
    def hips_px(self) -> FloatArray:
        """`(2,)`, middle of the hip points."""
        middle: FloatArray = self.points_px[list(HIP.values())].mean(axis=0)
        return middle

    @property
    def shoulders_px(self) -> FloatArray:
        """`(2,)`, middle of the shoulder points."""
        middle: FloatArray = self.points_px[list(SHOULDER.values())].mean(axis=0)
        return middle

    @property
    def trunk_px(self) -> float:
        """Length from the hips to the shoulders."""
        return float(np.linalg.norm(self.shoulders_px - self.hips_px))

    @property
    def hands_up(self) -> bool:
        """Whether both wrists are above the head: the sign to stop."""
        top = self.points_px[_HEAD, 1].min()
        return bool((self.points_px[list(WRIST.values()), 1] < top).all())


class Tone(StrEnum):
    """A soft sound, told from the others by its pitch."""

    RISE = "rise"
    HOLD = "hold"
    LOWER = "lower"
    COUNTED = "counted"
    FINISHED = "finished"


@dataclass(frozen=True)
class Counter:
    """Something that is counted towards a goal.

    Attributes
    ----------
    label
        what is counted, one word.
    count, goal
        so far, and how many there shall be; a goal of 0 is not shown.
    side
        the person's own side, which is the side of the mirrored picture; None for neither.
    """

    label: str
    count: int
    goal: int = 0
    side: "Side | None" = None


@dataclass(frozen=True)
class Guidance:
    """What a coach says and shows at one moment.

    Attributes
    ----------
    cue
        the one thing to do now, a few words that are read from three metres.
    spoken
        whether a voice says it too.
    tone
        the sound that belongs to this moment; it sounds once, when it changes.
    counters
        at most two.
    target_y_px
        row of the frame that the moving part must reach; None for none.
    reached
        it is there.
    ring_share
        how full the ring is, 0 to 1; None for no ring.
    timer_s
        seconds to show large; None for none.
    leg
        the lifted leg, which stands out in the picture.
    exchanged
        this frame's points have the legs under each other's labels, and are drawn exchanged.
    coming
        the leg to lift now, marked in the picture until it is lifted.
    active
        the movement is going on, so that the take is not ended for a pause.
    done
        the goal is reached; the take goes on until the person has been at rest for a moment.
    """

    cue: str
    spoken: bool = True
    tone: Tone | None = None
    counters: tuple[Counter, ...] = ()
    target_y_px: float | None = None
    reached: bool = False
    ring_share: float | None = None
    timer_s: float | None = None
    leg: "Side | None" = None
    exchanged: bool = False
    coming: "Side | None" = None
    active: bool = False
    done: bool = False


@dataclass(frozen=True, eq=False)
class Baseline:
    """Quiet standing before the task.

    Attributes
    ----------
    points_px
        `(33, 2)` median landmarks, pixels of a frame of `size_px`.
    size_px
        width and height of that frame; later frames may have another.
    """

    points_px: FloatArray
    size_px: tuple[int, int]


class Coach(ABC):
    """Guides a person through one station; one object per station and take.

    Attributes
    ----------
    quiet
        the task is to keep standing still for a few seconds; there is no countdown, and a movement
        begins it again. The session ends it; `Guidance.done` is not asked.
    prepare
        what to do while the baseline is recorded, a few words.
    baseline
        the quiet standing before the task; None until `begin`.
    """

    quiet: ClassVar[bool] = False
    prepare: str = "Stand still"
    baseline: Baseline | None = None

    def begin(self, baseline: Baseline) -> None:
        """Take note of the quiet standing; called before the first frame of each attempt.

        A coach that compares with nothing leaves this as it is.
        """
        self.baseline = baseline

    @abstractmethod
    def see(self, observation: FrameObservation) -> Guidance:
        """Return what to say and show after one more frame; an empty frame changes nothing.

        The frames of the countdown come first: `active` there means an early start.
        """


class StandCoach(Coach):
    """Guides a person through a quiet stand.

    Parameters
    ----------
    prepare
        how to stand, a few words.
    """

    quiet = True

    def __init__(self, prepare: str = "Stand still") -> None:
        self.prepare = prepare
        self._since_s: float | None = None

    def begin(self, baseline: Baseline) -> None:
        """Begin to count the seconds again."""
        super().begin(baseline)
        self._since_s = None

    def see(self, observation: FrameObservation) -> Guidance:
        """Say to hold still, and show how much of it is over."""
        if self._since_s is None:
            self._since_s = observation.t_s
        share = (observation.t_s - self._since_s) / LIVE_STAND.seconds
        return Guidance("Hold still", spoken=False, ring_share=min(1.0, share), active=True)
