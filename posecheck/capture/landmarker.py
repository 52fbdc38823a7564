"""MediaPipe's pose landmarker as a `PoseModel`; the only user of it.

The pin in pyproject.toml matters: these versions open no socket, later ones do.
"""

import contextlib
import math
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np

from posecheck.capture import model_files
from posecheck.capture.native import quiet_stderr
from posecheck.capture.pose import Pose
from posecheck.errors import ModelError
from posecheck.landmarks import SHOULDER
from posecheck.recording import Frame

with quiet_stderr():
    import mediapipe
    from mediapipe.tasks.python import BaseOptions, vision


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
        options = vision.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(model_path)),
            running_mode=self._mode,
            num_poses=1,
        )
        try:
            with quiet_stderr():
                self._landmarker = vision.PoseLandmarker.create_from_options(options)
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelError(f"The pose model {model_path} cannot be loaded ({error}).") from error
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
        image = mediapipe.Image(mediapipe.ImageFormat.SRGB, np.ascontiguousarray(frame.image))
        # The notes to stderr end with the first person found; switching costs too much for ever.
        if not self._seen:
            self._quiet.enter_context(quiet_stderr())
        result = self._detect(image)
        # Where a signal ends the wait above, native threads go on and write: quiet until closed.
        self._quiet.close()
        if not result.pose_landmarks:
            return None
        self._seen = True
        points, world = result.pose_landmarks[0], result.pose_world_landmarks[0]
        left, right = world[SHOULDER["left"]], world[SHOULDER["right"]]
        width, height = frame.true_size_px
        return Pose(
            landmarks_px=np.array([(p.x * width, p.y * height) for p in points], np.float32),
            visibility=np.array([p.visibility for p in points], np.float32),
            # World landmarks: x right, z away from the camera. The line from the right shoulder
            # to the left one points to image right when the body faces the camera.
            body_yaw_deg=math.degrees(math.atan2(left.z - right.z, left.x - right.x)),
            depth_px=np.array([p.z * width for p in points], np.float32)
            if self._with_depth
            else None,
        )

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
