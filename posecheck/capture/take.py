"""From a video file to a recording of landmarks."""

from collections.abc import Callable
from pathlib import Path

from posecheck.capture.pose import PoseModel, RecordingBuilder, package_versions
from posecheck.capture.video import Video
from posecheck.recording import Recording, RecordingMeta

Progress = Callable[[float, float], None]


def record_video(
    path: Path,
    model: PoseModel,
    mirrored: bool = False,
    progress: Progress = lambda _done_s, _duration_s: None,
) -> Recording:
    """Return the landmarks of a video file; every frame is looked at once.

    Parameters
    ----------
    path : the video.
    model : finds the person; used for this take only.
    mirrored : the file is a mirror image.
    progress : called after each frame with the seconds done and the announced length in seconds
        (0 where the file announces none).

    Raises
    ------
    SourceError : as `Video` says.
    """
    builder = RecordingBuilder()
    with Video(path, mirrored) as video:
        for frame in video:
            builder.add(frame, model.detect(frame))
            progress(frame.t_s, video.duration_s)
        truncated = video.truncated
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
