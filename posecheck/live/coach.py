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

from posecheck.live.frame_observation import FloatArray, FrameObservation
from posecheck.thresholds import LIVE_STAND

if TYPE_CHECKING:
    from posecheck.landmarks import Side


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
    label : what is counted, one word.
    count, goal : so far, and how many there shall be; a goal of 0 is not shown.
    side : the person's own side, which is the side of the mirrored picture; None for neither.
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
    cue : the one thing to do now, a few words that are read from three metres.
    spoken : whether a voice says it too.
    tone : the sound that belongs to this moment; it sounds once, when it changes.
    counters : at most two.
    target_y_px : row of the frame that the moving part must reach; None for none.
    reached : it is there.
    ring_share : how full the ring is, 0 to 1; None for no ring.
    timer_s : seconds to show large; None for none.
    leg : the leg that stands out in the picture.
    active : the movement is going on, so that the take is not ended for a pause.
    done : the goal is reached; the take goes on until the person has been at rest for a moment.
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
    active: bool = False
    done: bool = False


@dataclass(frozen=True, eq=False)
class Baseline:
    """Quiet standing before the task.

    Attributes
    ----------
    points_px : `(33, 2)` median landmarks, pixels of a frame of `size_px`.
    size_px : width and height of that frame; later frames may have another.
    """

    points_px: FloatArray
    size_px: tuple[int, int]


class Coach(ABC):
    """Guides a person through one station; one object per station and take.

    Attributes
    ----------
    quiet : the task is to keep standing still for a few seconds; there is no countdown, and a
        movement begins it again. The session ends it; `Guidance.done` is not asked.
    prepare : what to do while the baseline is recorded, a few words.
    baseline : the quiet standing before the task; None until `begin`.
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
    prepare : how to stand, a few words.
    """

    quiet = True

    def __init__(self, prepare: str = "Stand still") -> None:
        self.prepare = prepare
        self._since_s: float | None = None

    def begin(self, baseline: Baseline) -> None:
        """Begin to count the seconds anew."""
        super().begin(baseline)
        self._since_s = None

    def see(self, observation: FrameObservation) -> Guidance:
        """Say to hold still, and show how much of it is over."""
        if self._since_s is None:
            self._since_s = observation.t_s
        share = (observation.t_s - self._since_s) / LIVE_STAND.seconds
        return Guidance("Hold still", spoken=False, ring_share=min(1.0, share), active=True)
