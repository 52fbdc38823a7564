"""posecheck: measures how a person lifts the knees and how they stand, from one webcam."""

from importlib.metadata import version

from posecheck.assessment import Assessment, Finding, Measure, Quality, Repetition
from posecheck.errors import PosecheckError
from posecheck.recording import Frame, Recording, RecordingMeta

__version__ = version("posecheck")

__all__ = [
    "Assessment",
    "Finding",
    "Frame",
    "Measure",
    "PosecheckError",
    "Quality",
    "Recording",
    "RecordingMeta",
    "Repetition",
    "__version__",
]
