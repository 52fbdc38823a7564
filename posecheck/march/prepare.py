"""The first half of a march's assessment: from a recording to a track that can be measured."""

from dataclasses import dataclass

from posecheck.assessment import View
from posecheck.kinematics.signals import clean
from posecheck.kinematics.track import Rest, Track
from posecheck.kinematics.view import ViewEstimate, find_view
from posecheck.march.rest import find_rest
from posecheck.march.sides import on_frames, side_evidence, with_known
from posecheck.recording import Recording


@dataclass(frozen=True, eq=False)
class Prepared:
    """A take, cleaned, with its quiet standing and its view.

    Attributes
    ----------
    track : left and right repaired as far as the evidence goes.
    rest : quiet standing, or the best there is.
    view : as found, or as given by the user.
    seen : what the view was found to be, with the evidence.
    """

    track: Track
    rest: Rest
    view: View
    seen: ViewEstimate


def prepare(recording: Recording, view: View | None = None) -> Prepared | None:
    """Return the take ready for measuring; None if nobody can be measured anywhere in it.

    Parameters
    ----------
    view : the view if the user gave it; found from the recording otherwise.
    """
    track = clean(recording)
    rest = find_rest(track)
    if rest is None:
        return None
    seen = find_view(recording, rest)
    view = view or seen.view
    evidence = side_evidence(track, rest, view)
    if evidence.swapped.any():
        track = clean(recording, on_frames(evidence.swapped, track, recording.t_s))
        rest = find_rest(track) or rest
    return Prepared(with_known(track, evidence.known), rest, view, seen)
