"""`FrameObservation`: what one frame shows, as the live session needs it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posecheck.capture.pose import Pose, mean_grey
from posecheck.landmarks import ANKLE, COUNT, EAR, FOOT_INDEX, HEEL, HIP, NOSE, SHOULDER, WRIST
from posecheck.recording import Frame

FloatArray = npt.NDArray[np.float64]

_HEAD = [NOSE, *EAR.values()]
_FEET = [*ANKLE.values(), *HEEL.values(), *FOOT_INDEX.values()]


@dataclass(frozen=True, eq=False)
class FrameObservation:
    """One frame of the running take, reduced to what the session reads.

    Attributes
    ----------
    t_s : seconds since the camera started.
    points_px : `(33, 2)` pixels of the un-mirrored frame, x right, y down; NaN where nobody was
        found.
    size_px : width and height of this frame.
    body_yaw_deg : turn of the body, sign as in `Recording.body_yaw_deg`; NaN where unknown.
    brightness : mean grey level, 0 to 255.
    """

    t_s: float
    points_px: FloatArray
    size_px: tuple[int, int]
    body_yaw_deg: float
    brightness: float

    @property
    def found(self) -> bool:
        """Whether somebody is in the frame."""
        return bool(np.isfinite(self.points_px[NOSE, 0]))

    @property
    def head_y_px(self) -> float:
        """Row of the middle of the head."""
        return float(self.points_px[_HEAD, 1].mean())

    @property
    def feet_y_px(self) -> float:
        """Row of the lowest point of the feet."""
        return float(self.points_px[_FEET, 1].max())

    @property
    def body_px(self) -> float:
        """Length from the middle of the head to the lowest point of the feet."""
        return self.feet_y_px - self.head_y_px

    @property
    def hips_px(self) -> FloatArray:
        """`(2,)`, middle of the hip points."""
        middle: FloatArray = self.points_px[list(HIP.values())].mean(axis=0)
        return middle

    @property
    def shoulders_px(self) -> FloatArray:
        """`(2,)`, middle of the shoulder points."""
        middle: FloatArray = self.points_px[list(SHOULDER.values())].mean(axis=0)
        return middle

    @property
    def trunk_px(self) -> float:
        """Length from the hips to the shoulders."""
        return float(np.linalg.norm(self.shoulders_px - self.hips_px))

    @property
    def hands_up(self) -> bool:
        """Whether both wrists are above the head: the sign to stop."""
        top = self.points_px[_HEAD, 1].min()
        return bool((self.points_px[list(WRIST.values()), 1] < top).all())


def observe_frame(frame: Frame, pose: Pose | None) -> FrameObservation:
    """Return what a frame and the person found in it show."""
    return FrameObservation(
        t_s=frame.t_s,
        points_px=np.full((COUNT, 2), np.nan) if pose is None else pose.landmarks_px.astype(float),
        size_px=frame.true_size_px,
        body_yaw_deg=float("nan") if pose is None else pose.body_yaw_deg,
        brightness=mean_grey(frame.image),
    )
