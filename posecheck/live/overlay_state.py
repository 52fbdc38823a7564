"""`OverlayState`: everything the overlay draws into one frame, ready made."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posecheck.live.framing import Facing
from posecheck.live.session import Phase
from posecheck.live.tracker import Legs


@dataclass(frozen=True, eq=False)
class OverlayState:
    """What one frame shows to the person.

    Attributes
    ----------
    phase, facing : where the session stands and how the person should stand.
    points_px : `(33, 2)` pixels of the un-mirrored frame; NaN where nobody was found.
    cue : the one thing to say.
    well_framed : no hint is open.
    legs : counts, elevations and the lift in progress.
    goal : lifts per side; 0 where none are counted.
    target_y_px : row the lifted (or next) knee must reach; None where there is no target.
    reached : the lifted knee is at the target.
    hold_share : how full the hold is, 0 to 1.
    waited_share : how much of a phase of fixed length has passed, 0 to 1.
    rate_hz : processed frames per second, measured.
    """

    phase: Phase
    facing: Facing
    points_px: npt.NDArray[np.float64]
    cue: str
    well_framed: bool
    legs: Legs
    goal: int
    target_y_px: float | None
    reached: bool
    hold_share: float
    waited_share: float
    rate_hz: float
