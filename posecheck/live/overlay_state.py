"""What the person sees and hears at one moment: cues of the session, and the ready scene."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from posecheck.coaching import Coach, Guidance, Tone
from posecheck.coaching.thresholds import LIVE_COUNTDOWN, SECOND_PERSON
from posecheck.live.framing import Hint
from posecheck.live.session import Ending, Phase, Plan, State
from posecheck.protocol import Facing

HINTS = {
    Hint.NOBODY: "Step into the picture",
    Hint.DARK: "More light, please",
    Hint.SECOND_PERSON: "Someone else is there",
    Hint.FARTHER: "Farther away",
    Hint.CLOSER: "Come closer",
    Hint.TILT_UP: "Tilt or raise the screen",
    Hint.TILT_DOWN: "Tilt or lower the screen",
    Hint.GO_LEFT: "A step to your left",
    Hint.GO_RIGHT: "A step to your right",
    Hint.GO_FORWARD: "A step forward",
    Hint.GO_BACKWARD: "A step backward",
    Hint.FACE_CAMERA: "Face the screen",
    Hint.TURN_SIDE: "Turn sideways",
}

SECOND_PERSON_BRIEFLY = "Someone else is in the picture."
SECOND_PERSON_SEEN = (
    f"{SECOND_PERSON_BRIEFLY} Ask them to step out of it; cover a mirror or a poster that "
    "shows a person."
)

ENDINGS = {
    Ending.COMPLETE: "The take is complete.",
    Ending.PAUSE: "The take ended because you did not move for a while.",
    Ending.WALKED_UP: "The take ended because you walked up to the camera.",
    Ending.LEFT: "The take ended because you left the picture.",
    Ending.HANDS_UP: "The take ended because you raised both hands.",
    Ending.CAMERA_LOST: "The take ended because the camera gave no more pictures. "
    "Check that it is plugged in and that no other program uses it.",
    Ending.STOPPED: "The take was stopped.",
    Ending.TIME_UP: "The take ended because it reached its longest time.",
    Ending.NOT_FRAMED: "The take did not begin, because you were not well in the picture for "
    "three minutes. Look at the drawing of the set-up and try again.",
}


@dataclass(frozen=True)
class Cue:
    """One cue.

    Attributes
    ----------
    text
        a few words, readable from three metres.
    spoken
        whether a voice says it.
    """

    text: str
    spoken: bool = True


def cue(state: State, guidance: Guidance | None, plan: Plan, coaches: Sequence[Coach]) -> Cue:
    """Return the one thing to say now."""
    match state.phase:
        case Phase.FRAMING:
            return Cue(HINTS[state.hint] if state.hint else "Well placed")
        case Phase.STILL:
            return Cue(coaches[state.station].prepare)
        case Phase.COUNTDOWN:
            return Cue(str(max(1, ceil(LIVE_COUNTDOWN.seconds - state.in_phase_s))))
        case Phase.TASK if _company_is_news(state):
            return Cue(HINTS[Hint.SECOND_PERSON])
        case Phase.TASK:
            return Cue(guidance.cue, guidance.spoken) if guidance else Cue("Go")
        case Phase.BREAK:
            return Cue(_break_words(state.station, plan, coaches))
        case Phase.DONE:
            return Cue("Done. Well done!" if state.ending is Ending.COMPLETE else "The take ended")


def _company_is_news(state: State) -> bool:
    """Tell whether a second person came in just now; afterwards the task's own cues go on."""
    since_s = state.second_person_s
    return since_s is not None and state.now_s - since_s < SECOND_PERSON.told


def _break_words(coming: int, plan: Plan, coaches: Sequence[Coach]) -> str:
    before, after = plan[coming - 1], plan[coming]
    if before.facing != after.facing and after.facing == "side":
        return HINTS[Hint.TURN_SIDE]
    if before.facing != after.facing and after.facing == "front":
        return HINTS[Hint.FACE_CAMERA]
    if coaches[coming].prepare != Coach.prepare:
        return coaches[coming].prepare
    return "Step on the spot"


@dataclass(frozen=True)
class Rates:
    """How many frames a second there are, measured over the last moments.

    Attributes
    ----------
    camera_hz
        frames that the camera gave.
    looked_at_hz
        frames in which the person was looked for at once.
    slow_camera
        the camera gives too few for any measurement.
    """

    camera_hz: float = 0.0
    looked_at_hz: float = 0.0
    slow_camera: bool = False


@dataclass(frozen=True, eq=False)
class OverlayState:
    """What the person sees and hears at one moment.

    Attributes
    ----------
    t_s
        time of the frame, on the camera's own clock.
    phase, facing, quiet
        where the session stands and what the station asks for.
    points_px
        `(33, 2)` pixels of the un-mirrored frame; NaN where nobody was found.
    size_px
        width and height of the frame.
    cue
        the one thing to say.
    well_framed
        no hint is open.
    guidance
        the coach's, during the task; None otherwise.
    tone, tone_number
        the last tone, and a number that grows with every new one.
    waited_share
        how much of a phase of fixed length has passed, 0 to 1.
    second_person
        somebody else is in the picture.
    rates
        frames a second.
    ending
        why the session ended, once it has.
    failure
        the sentence for the user where the pose model failed.
    """

    t_s: float
    phase: Phase
    facing: Facing
    quiet: bool
    points_px: npt.NDArray[np.float64]
    size_px: tuple[int, int]
    cue: Cue
    well_framed: bool = False
    guidance: Guidance | None = None
    tone: Tone | None = None
    tone_number: int = 0
    waited_share: float = 0.0
    second_person: bool = False
    rates: Rates = Rates()
    ending: Ending | None = None
    failure: str | None = None
