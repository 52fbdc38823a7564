"""The first half of a chair rise's assessment: from a recording to a motion to be measured."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.quiet_stance import find_quiet_stance
from posecheck.kinematics.signals import clean
from posecheck.kinematics.track import QuietStance, Track
from posecheck.kinematics.view import ViewEstimate, find_view
from posecheck.protocols.chair_rise.motion import hips_over_feet
from posecheck.protocols.chair_rise.options import RiseOptions
from posecheck.protocols.chair_rise.thresholds import STAND
from posecheck.recording import Recording


@dataclass(frozen=True, eq=False)
class Prepared:
    """A take, cleaned, with its quiet standing and its view.

    Attributes
    ----------
    track : the cleaned movement.
    rest : quiet standing, or the best there is.
    view : as found, or as given by the user.
    seen : what the view was found to be, with the evidence.
    options : what the user said.
    """

    track: Track
    rest: QuietStance
    view: View
    seen: ViewEstimate
    options: RiseOptions


def prepare(recording: Recording, options: RiseOptions) -> Prepared | None:
    """Return a take ready for measuring; None if nobody can be measured anywhere in it."""
    track = clean(recording)
    rest = find_quiet_stance(track, _stands(track))
    if rest is None:
        return None
    seen = find_view(recording, rest)
    return Prepared(track, rest, _view(seen, options), seen, options)


def _view(seen: ViewEstimate, options: RiseOptions) -> View:
    if options.view == "auto":
        return seen.view
    if options.view != "side":
        return options.view
    return "side-right" if seen.yaw_deg > 0 else "side-left"


def _stands(track: Track) -> npt.NDArray[np.bool_]:
    """Return where the hips are about as high over the feet as they ever are, `(N,)`."""
    height = hips_over_feet(track.xy_px)
    if track.void.all():
        return np.zeros(len(height), dtype=np.bool_)
    tallest = float(np.nanpercentile(height, STAND.tallest_percentile))
    with np.errstate(invalid="ignore"):
        return np.asarray(height >= STAND.upright * tallest)
