"""From pictures of a person standing still to a `Stand`: landmarks, silhouette, head count.

A file and the live page feed the same `StandBuilder`, one frame at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from posecheck.capture.landmarker import Landmarker
from posecheck.capture.mirror_averaging import MirrorAveraging
from posecheck.capture.opencv import cv2
from posecheck.capture.pose import Pose, RecordingBuilder, package_versions
from posecheck.capture.silhouette import Silhouette
from posecheck.capture.stickers import find_stickers
from posecheck.capture.video import Video
from posecheck.closing import Closing
from posecheck.errors import SourceError
from posecheck.recording import Frame, RecordingMeta
from posecheck.stand import Stand
from posecheck.thresholds import CAPTURE, STAND_CAPTURE

StandView = Literal["side", "front"]
_PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff"}


@dataclass(frozen=True, eq=False)
class Seen:
    """A stand and one picture of it, for drawing on; the picture is not kept anywhere.

    Attributes
    ----------
    stand : what is measured.
    picture : the first frame with a person, `image` and true size as in `Frame`.
    """

    stand: Stand
    picture: Frame


class StandBuilder(Closing):
    """Collects the frames of one stand; use it in a `with` block.

    Parameters
    ----------
    model_path : file of the pose model, as `find_model` returns it.
    view : the silhouette and the stickers are looked for in side views only.
    spacing_s : seconds between the frames whose silhouette is taken; 0 takes every frame's.
    """

    def __init__(self, model_path: Path, view: StandView, spacing_s: float = 0.1) -> None:
        self._silhouette = Silhouette(model_path)
        self._view = view
        self._spacing_s = spacing_s
        self._next_s = 0.0
        self._counted = 0
        self._builder = RecordingBuilder()
        self._picture: Frame | None = None

    def close(self) -> None:
        """Free the model."""
        self._silhouette.close()

    def add(self, frame: Frame, pose: Pose | None) -> None:
        """Add one frame and the person found in it, in the order of time."""
        self._builder.add(frame, pose)
        if pose is None or frame.t_s < self._next_s:
            return
        self._next_s = frame.t_s + self._spacing_s
        self._picture = self._picture or frame
        if self._counted < STAND_CAPTURE.counted:
            self._counted += 1
            self._silhouette.count(frame, pose.landmarks_px)
        if self._view == "side":
            self._silhouette.add(frame, pose.landmarks_px)

    def build(self, meta: RecordingMeta) -> Seen:
        """Return the stand.

        Raises
        ------
        SourceError : nobody was seen in any frame.
        """
        recording = self._builder.build(meta)
        if self._picture is None:
            raise SourceError(
                f"Nobody was found in {meta.source}. Stand two to three metres from the camera, "
                "with the whole body in the picture and the light on you."
            )
        contour = self._silhouette.contour() if self._view == "side" else None
        points = np.median(recording.landmarks_px[recording.found].astype(float), axis=0)
        stickers = find_stickers(self._picture, points, contour) if contour is not None else None
        stand = Stand(recording, contour, stickers, self._silhouette.people)
        return Seen(stand, self._picture)


def stand_from_media(path: Path, model_path: Path, view: StandView, mirrored: bool = False) -> Seen:
    """Return the stand that a video or a picture shows.

    Parameters
    ----------
    path : a video, or a JPEG, PNG, WebP, BMP or TIFF picture. Of a longer video only the first
        seconds count (`posture.capture.longest`).
    model_path : file of the pose model, as `find_model` returns it.
    mirrored : the file is a mirror image.

    Raises
    ------
    SourceError : it is neither, cannot be read, or shows nobody.
    """
    # Left and right are compared from the front only.
    with (Landmarker if view == "side" else MirrorAveraging)(model_path) as landmarker:
        frames, spacing_s = _frames(path, mirrored)
        with StandBuilder(model_path, view, spacing_s) as builder:
            for frame in frames:
                builder.add(frame, landmarker.detect(frame))
            return builder.build(
                RecordingMeta(
                    source=path.name,
                    mirrored_source=mirrored,
                    model_name=landmarker.name,
                    model_sha256=landmarker.sha256,
                    packages=package_versions(),
                )
            )


def _frames(path: Path, mirrored: bool) -> tuple[Iterator[Frame], float]:
    """Return the frames of a file, and how far apart its silhouettes are to be taken, seconds."""
    if path.suffix.lower() in _PICTURES:
        return iter([_picture(path, mirrored)]), 0.0
    video = Video(path, mirrored)
    seconds = min(video.duration_s, STAND_CAPTURE.longest)
    return _first_seconds(video), seconds / STAND_CAPTURE.silhouettes


def _first_seconds(video: Video) -> Iterator[Frame]:
    with video:
        for frame in video:
            if frame.t_s > STAND_CAPTURE.longest:
                return
            yield frame


def _picture(path: Path, mirrored: bool) -> Frame:
    if not path.is_file():
        raise SourceError(f"There is no file {path}. Check the name and try again.")
    try:
        content = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise SourceError(
            f"{path} cannot be read ({(error.strerror or str(error)).lower()})."
        ) from error
    decoded = cv2.imdecode(content, cv2.IMREAD_COLOR) if len(content) else None
    if decoded is None:
        raise SourceError(
            f"{path} is no picture that can be read. Save it as JPEG or PNG and try again."
        )
    height, width = decoded.shape[:2]
    scale = CAPTURE.longest_side / max(height, width)
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        decoded = cv2.resize(decoded, size, interpolation=cv2.INTER_AREA)
    image = cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB)
    image = cv2.flip(image, 1) if mirrored else image
    return Frame(0.0, image.astype(np.uint8, copy=False), (width, height))
