"""Scores recordings and files with today's version, for batches and for stored takes."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from posecheck.assessment import Assessment
from posecheck.errors import RecordingError
from posecheck.export.motion import camera_of
from posecheck.protocols.slow_march.assess import assess
from posecheck.protocols.slow_march.options import MarchOptions, ViewOption
from posecheck.recording import SUFFIX, Recording


def score_again(recording: Recording, earlier: Assessment) -> Assessment:
    """Score a march anew with the options of its earlier assessment.

    Raises
    ------
    RecordingError : it is a standing check, of which no recording holds everything.
    OptionError : the options are none of today's.
    SourceError : nobody was found.
    """
    if earlier.protocol != "slow_march":
        raise RecordingError(
            "A standing check is read from its pictures and cannot be scored again."
        )
    return assess(recording, options_of(earlier))


def options_of(assessment: Assessment) -> MarchOptions:
    """Return the options a march was assessed with.

    Raises
    ------
    OptionError : the options are none of today's.
    """
    given = assessment.provenance.options
    usual = MarchOptions()
    return MarchOptions(
        target_deg=int(given.get("target_deg") or usual.target_deg),
        camera=camera_of(assessment),
        view=cast("ViewOption", given.get("view") or usual.view),
    )


@dataclass(frozen=True)
class MarchFile:
    """Scores the march in a file: a recording, or a video that is looked at first.

    Attributes
    ----------
    options : how to score it.
    model : the verified pose model, for videos.
    mirrored : the videos are mirror images.
    """

    options: MarchOptions
    model: Path
    mirrored: bool = False

    def __call__(self, path: Path) -> Assessment:
        """Return the assessment of one file.

        Raises
        ------
        PosecheckError : it cannot be read, or holds nobody.
        """
        if path.suffix == SUFFIX:
            return assess(Recording.load(path), self.options)
        # Imported late: a process that meets only recordings does without OpenCV and MediaPipe.
        from posecheck.capture.landmarker import Landmarker
        from posecheck.capture.record import record_video

        with Landmarker(self.model) as landmarker:
            return assess(record_video(path, landmarker, self.mirrored), self.options)
