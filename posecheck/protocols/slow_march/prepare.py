"""The first half of a march's assessment: from a recording to a track that can be measured."""

from dataclasses import dataclass

from posecheck.assessment import View
from posecheck.kinematics.camera_placement import Camera
from posecheck.kinematics.quiet_stance import find_quiet_stance
from posecheck.kinematics.signals import clean
from posecheck.kinematics.track import QuietStance, Track
from posecheck.kinematics.turns import without_turns
from posecheck.kinematics.view import ViewEstimate, find_view
from posecheck.protocols.slow_march.options import MarchOptions
from posecheck.protocols.slow_march.pace import NO_PACE, Pace, pace_of
from posecheck.protocols.slow_march.sides import on_frames, side_evidence, with_known
from posecheck.recording import Recording
from posecheck.take import Take


@dataclass(frozen=True, eq=False)
class Prepared:
    """A take, cleaned, with its quiet standing and its view.

    Attributes
    ----------
    track : left and right repaired as far as the evidence goes.
    rest : quiet standing, or the best there is.
    view : as found, or as given by the user.
    seen : what the view was found to be, with the evidence.
    options : what the user said.
    camera : what is known of the camera's place.
    pace : how fast the knees were lifted.
    """

    track: Track
    rest: QuietStance
    view: View
    seen: ViewEstimate
    options: MarchOptions
    camera: Camera
    pace: Pace = NO_PACE


def prepare_take(take: Take) -> Prepared | None:
    """Return a take of one recording ready for measuring; None if nobody can be measured in it.

    Raises
    ------
    OptionError : its options are none of the slow march's.
    """
    options = MarchOptions.said(take.options)
    return prepare(take.stations[0].recording, options, Camera.of(take.setting))


def prepare(recording: Recording, options: MarchOptions, camera: Camera) -> Prepared | None:
    """Return a march ready for measuring; None if nobody can be measured anywhere in it."""
    track = clean(recording)
    rest = find_quiet_stance(track)
    if rest is None:
        return None
    seen = find_view(recording, rest)
    view: View = seen.view if options.view == "auto" else options.view
    evidence = side_evidence(track, rest, view)
    if evidence.swapped.any():
        track = clean(recording, on_frames(evidence.swapped, track, recording.t_s))
        rest = find_quiet_stance(track) or rest
    track = without_turns(with_known(track, evidence.known), recording, rest)
    return Prepared(track, rest, view, seen, options, camera, pace_of(recording))
