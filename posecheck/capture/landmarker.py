"""MediaPipe's pose landmarker: as a `PoseModel` for takes, and for single pictures with masks.

The only user of it.

The pin in pyproject.toml matters: these versions open no socket, later ones do.
"""

import contextlib
import math
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from posecheck.capture import model_files
from posecheck.capture.native import quiet_stderr
from posecheck.capture.pose import Pose
from posecheck.errors import ModelError
from posecheck.landmarks import SHOULDER
from posecheck.recording import Frame

with quiet_stderr():
    import mediapipe
    from mediapipe.tasks.python import BaseOptions, vision


# MediaPipe ends the program when it is to hand out a mask of a width that its rows are padded for.
_MASK_WIDTHS = 16


class Landmarker(AbstractContextManager["Landmarker"]):
    """Finds one person in the frames of one take.

    One object per take and per thread, closed explicitly: it tracks from frame to frame, and the
    model's own smoothing depends on the true time between frames.

    Parameters
    ----------
    model_path
        file of the pose model, as `find_model` returns it.

    Raises
    ------
    ModelError
        MediaPipe cannot load the file.
    """

    name = model_files.FILE
    sha256 = model_files.SHA256
    _mode = vision.RunningMode.VIDEO
    _with_depth = False

    def __init__(self, model_path: Path) -> None:
        self._landmarker = _opened(model_path, running_mode=self._mode)
        self._last_ms = -1
        self._seen = False
        self._quiet = contextlib.ExitStack()

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Free the native object; never left to the garbage collector, which may deadlock."""
        with self._quiet, quiet_stderr():
            self._landmarker.close()

    def detect(self, frame: Frame) -> Pose | None:
        """Return the person in a frame, or None where nobody was found.

        Frames come in the order of time. MediaPipe wants whole milliseconds that increase: frames
        closer together than that are told apart by one millisecond.
        """
        self._last_ms = max(self._last_ms + 1, round(frame.t_s * 1000))
        image = _image(frame.image)
        # The notes to stderr end with the first person found; switching costs too much for ever.
        if not self._seen:
            self._quiet.enter_context(quiet_stderr())
        result = self._detect(image)
        # Where a signal ends the wait above, native threads go on and write: quiet until closed.
        self._quiet.close()
        pose = _pose_of(result, frame.true_size_px, self._with_depth)
        self._seen = self._seen or pose is not None
        return pose

    def _detect(self, image: mediapipe.Image) -> vision.PoseLandmarkerResult:
        return self._landmarker.detect_for_video(image, self._last_ms)


class SecondLandmarker(Landmarker):
    """The heavy model, for single frames of a take that are worth a second look.

    It looks for the person anew in each frame: frames that lie seconds apart say nothing of each
    other.

    Parameters
    ----------
    model_path
        file of the second model, as `find_second_model` returns it.
    """

    name = model_files.SECOND_FILE
    sha256 = model_files.SECOND_SHA256
    _mode = vision.RunningMode.IMAGE
    _with_depth = True

    def _detect(self, image: mediapipe.Image) -> vision.PoseLandmarkerResult:
        return self._landmarker.detect(image)


@dataclass(frozen=True, eq=False)
class Seen:
    """One person as found in one picture, with the mask.

    Attributes
    ----------
    pose
        the person, pixels of the picture.
    mask
        `(H, W)`, 0 background to 1 person; None where none was asked for.
    """

    pose: Pose
    mask: npt.NDArray[np.float32] | None


class PictureLandmarker:
    """Finds one person in pictures that have nothing to do with each other, and its mask.

    Close it explicitly; it holds a native object.

    Parameters
    ----------
    model_path
        file of the pose model, as `find_model` returns it.
    masks
        whether masks are wanted.
    confidence
        how sure the model must be that somebody is there, 0 to 1.

    Raises
    ------
    ModelError
        MediaPipe cannot load the file.
    """

    def __init__(self, model_path: Path, masks: bool, confidence: float = 0.5) -> None:
        self._masks = masks
        self._landmarker = _opened(
            model_path,
            running_mode=vision.RunningMode.IMAGE,
            output_segmentation_masks=masks,
            min_pose_detection_confidence=confidence,
            min_pose_presence_confidence=confidence,
        )

    def close(self) -> None:
        """Free the native object."""
        with quiet_stderr():
            self._landmarker.close()

    def detect(self, image: npt.NDArray[np.uint8]) -> Seen | None:
        """Return the person in a picture `(H, W, 3)`, RGB, or None where nobody was found."""
        height, width = image.shape[:2]
        spare = -width % _MASK_WIDTHS if self._masks else 0
        wide = np.pad(image, ((0, 0), (0, spare), (0, 0)), mode="edge") if spare else image
        with quiet_stderr():
            result = self._landmarker.detect(_image(wide))
        pose = _pose_of(result, (width + spare, height))
        if pose is None or not self._masks:
            return None if pose is None else Seen(pose, None)
        mask = np.array(result.segmentation_masks[0].numpy_view(), np.float32).squeeze()
        return Seen(pose, mask[:, :width])


def _opened(model_path: Path, **options: Any) -> vision.PoseLandmarker:
    base = BaseOptions(model_asset_path=str(model_path))
    try:
        with quiet_stderr():
            return vision.PoseLandmarker.create_from_options(
                vision.PoseLandmarkerOptions(base_options=base, num_poses=1, **options)
            )
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelError(f"The pose model {model_path} cannot be loaded ({error}).") from error


def _image(pixels: npt.NDArray[np.uint8]) -> mediapipe.Image:
    return mediapipe.Image(mediapipe.ImageFormat.SRGB, np.ascontiguousarray(pixels))


def _pose_of(
    result: vision.PoseLandmarkerResult, size_px: tuple[int, int], with_depth: bool = False
) -> Pose | None:
    if not result.pose_landmarks:
        return None
    points, world = result.pose_landmarks[0], result.pose_world_landmarks[0]
    left, right = world[SHOULDER["left"]], world[SHOULDER["right"]]
    width, height = size_px
    return Pose(
        landmarks_px=np.array([(p.x * width, p.y * height) for p in points], np.float32),
        visibility=np.array([p.visibility for p in points], np.float32),
        # World landmarks: x right, z away from the camera. The line from the right shoulder
        # to the left one points to image right when the body faces the camera.
        body_yaw_deg=math.degrees(math.atan2(left.z - right.z, left.x - right.x)),
        depth_px=np.array([p.z * width for p in points], np.float32) if with_depth else None,
    )
