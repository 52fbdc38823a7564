"""posecheck: measures how a person lifts the knees and how they stand, from one webcam.

The front door::

    import posecheck

    take = posecheck.record_video("clip.mp4")
    result = posecheck.assess(take, protocol="slow_march")
    print(result.to_frame())
    take.save("clip.posecheck")

Names load on first use, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from posecheck.assessment import Assessment, Finding, Measure, Quality, Repetition
    from posecheck.assessment_file import read_assessment
    from posecheck.capture.record import record_stations, record_video
    from posecheck.errors import PosecheckError
    from posecheck.measures import MeasureKind
    from posecheck.protocol import Protocol
    from posecheck.recording import Frame, Recording, RecordingMeta
    from posecheck.registry import measure_kinds
    from posecheck.result import Result, assess
    from posecheck.station import Setting, Stated, Station
    from posecheck.take import Take, open_take

    __version__: str

_HOMES = {
    "Assessment": "posecheck.assessment",
    "Finding": "posecheck.assessment",
    "Frame": "posecheck.recording",
    "Measure": "posecheck.assessment",
    "MeasureKind": "posecheck.measures",
    "PosecheckError": "posecheck.errors",
    "Protocol": "posecheck.protocol",
    "Quality": "posecheck.assessment",
    "Recording": "posecheck.recording",
    "RecordingMeta": "posecheck.recording",
    "Repetition": "posecheck.assessment",
    "Result": "posecheck.result",
    "Setting": "posecheck.station",
    "Stated": "posecheck.station",
    "Station": "posecheck.station",
    "Take": "posecheck.take",
    "assess": "posecheck.result",
    "measure_kinds": "posecheck.registry",
    "open_take": "posecheck.take",
    "read_assessment": "posecheck.assessment_file",
    "record_stations": "posecheck.capture.record",
    "record_video": "posecheck.capture.record",
}

__all__ = [
    "Assessment",
    "Finding",
    "Frame",
    "Measure",
    "MeasureKind",
    "PosecheckError",
    "Protocol",
    "Quality",
    "Recording",
    "RecordingMeta",
    "Repetition",
    "Result",
    "Setting",
    "Stated",
    "Station",
    "Take",
    "__version__",
    "assess",
    "measure_kinds",
    "open_take",
    "read_assessment",
    "record_stations",
    "record_video",
]


def __getattr__(name: str) -> Any:
    """Load one of the public names where it lives."""
    if name == "__version__":
        from importlib.metadata import version

        return version("posecheck")
    if name not in _HOMES:
        raise AttributeError(f"module 'posecheck' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
