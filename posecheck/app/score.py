"""Scores recordings for the page, by the same functions as the command line."""

from dataclasses import dataclass

from posecheck.app.flow import Outcome
from posecheck.app.setup import Setup
from posecheck.assessment import Assessment
from posecheck.capture.model_files import find_model
from posecheck.live.stands import Stands, look_at_stands
from posecheck.protocols.posture.assess import assess as assess_posture
from posecheck.protocols.slow_march.analysis import MarchAnalysis, analyse
from posecheck.protocols.slow_march.assess import assess as assess_march
from posecheck.recording import Recording
from posecheck.take import Markers


@dataclass(frozen=True, eq=False)
class Scored:
    """A scored take.

    Attributes
    ----------
    setup : the choices it was scored with.
    assessment : the result.
    recording : the recording it rests on; of several stands the first one from the side.
    analysis : a march's curve and lifts.
    stands : the stands of a posture check.
    """

    setup: Setup
    assessment: Assessment
    recording: Recording
    analysis: MarchAnalysis | None = None
    stands: Stands | None = None


def score(brought: Outcome, setup: Setup, markers: Markers | None = None) -> Scored:
    """Return the assessment of a take that recorded something.

    Parameters
    ----------
    markers : where the person clicked ASIS and PSIS in the first side picture.
    """
    if "march" in brought.recordings:
        recording = brought.recordings["march"]
        options = setup.march_options
        assessment = assess_march(recording, options)
        return Scored(setup, assessment, recording, analyse(recording, options))
    stands = brought.stands or look_at_stands(brought.recordings, {}, find_model("pose"))
    assessment = assess_posture(stands.take(markers), setup.posture_options)
    names = sorted(brought.recordings, key=lambda name: not name.startswith("side"))
    return Scored(setup, assessment, brought.recordings[names[0]], stands=stands)
