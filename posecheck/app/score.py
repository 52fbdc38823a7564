"""Scores recordings for the page, by the same functions as the command line."""

from collections.abc import Mapping
from dataclasses import dataclass

from posecheck.app.setup import Setup
from posecheck.assessment import Assessment
from posecheck.march.analysis import MarchAnalysis, analyse
from posecheck.march.assess import assess
from posecheck.recording import Recording


@dataclass(frozen=True, eq=False)
class Scored:
    """A scored take: its assessment, the recording it rests on, and a march's curve."""

    setup: Setup
    assessment: Assessment
    recording: Recording
    analysis: MarchAnalysis | None = None


def score(recordings: Mapping[str, Recording], setup: Setup) -> Scored:
    """Return the assessment of a take."""
    recording = recordings["march"]
    options = setup.march_options
    return Scored(setup, assess(recording, options), recording, analyse(recording, options))
