"""`Scene`: everything that is drawn over one frame and sounds with it, ready made."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posecheck.live.coach import Guidance, Tone
from posecheck.live.cues import Cue
from posecheck.live.session import Ending, Phase
from posecheck.protocol import Facing


@dataclass(frozen=True)
class Rates:
    """How many frames a second there are, measured over the last moments.

    Attributes
    ----------
    camera_hz : frames that the camera gave.
    looked_at_hz : frames in which the person was looked for at once.
    slow_camera : the camera gives too few for any measurement.
    """

    camera_hz: float = 0.0
    looked_at_hz: float = 0.0
    slow_camera: bool = False


@dataclass(frozen=True, eq=False)
class Scene:
    """What the person sees and hears at one moment.

    Attributes
    ----------
    t_s : time of the frame, on the camera's own clock.
    phase, facing, quiet : where the session stands and what the station asks for.
    points_px : `(33, 2)` pixels of the un-mirrored frame; NaN where nobody was found.
    size_px : width and height of the frame.
    cue : the one thing to say.
    well_framed : no hint is open.
    guidance : the coach's, during the task; None otherwise.
    tone, tone_number : the last tone, and a number that grows with every new one.
    waited_share : how much of a phase of fixed length has passed, 0 to 1.
    company : somebody else is in the picture.
    rates : frames a second.
    ending : why the session ended, once it has.
    failure : the sentence for the user where the pose model failed.
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
    company: bool = False
    rates: Rates = Rates()
    ending: Ending | None = None
    failure: str | None = None
