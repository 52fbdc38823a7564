"""From a video file to a recording of landmarks."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from posecheck.capture.opencv import cv2
from posecheck.capture.pose import PoseModel, RecordingBuilder, package_versions
from posecheck.capture.video import Video
from posecheck.errors import SourceError
from posecheck.recording import Recording, RecordingMeta
from posecheck.thresholds import CAPTURE

Progress = Callable[[float, float], None]


def record_video(
    path: Path,
    model: PoseModel,
    mirrored: bool = False,
    progress: Progress = lambda _done_s, _duration_s: None,
) -> Recording:
    """Return the landmarks of a video file; every new picture is looked at once.

    A frame that repeats the picture before it is left out: a program that fills up the rate with
    copies, or a camera that hangs, must not look like a person who stands still.

    Parameters
    ----------
    path : the video.
    model : finds the person; used for this take only.
    mirrored : the file is a mirror image.
    progress : called after each frame with the seconds done and the announced length in seconds
        (0 where the file announces none).

    Raises
    ------
    SourceError : as `Video` says, or the file is a picture and no video.
    """
    builder = RecordingBuilder()
    last: npt.NDArray[np.uint8] | None = None
    with Video(path, mirrored) as video:
        for frame in video:
            if last is None or not _same_picture(frame.image, last):
                last = frame.image
                builder.add(frame, model.detect(frame))
            progress(frame.t_s, video.duration_s)
        truncated = video.truncated
    if len(builder) == 1:
        raise SourceError(
            f"{path} shows one picture that never changes. Name a video in which you march."
        )
    return builder.build(
        RecordingMeta(
            source=path.name,
            mirrored_source=mirrored,
            model_name=model.name,
            model_sha256=model.sha256,
            packages=package_versions(),
            truncated=truncated,
        )
    )


def _same_picture(image: npt.NDArray[np.uint8], last: npt.NDArray[np.uint8]) -> bool:
    if image.shape != last.shape:
        return False
    return bool(cv2.norm(image, last, cv2.NORM_INF) <= CAPTURE.same_picture)
