"""The seam between pictures and landmarks: `Pose`, `PoseModel`, `RecordingBuilder`, `Recorded`.

A video file and the live page feed the same builder, one frame at a time; tests feed it with a
`PoseModel` of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Protocol

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.label_swaps import SIDES_EXCHANGED
from posecheck.landmarks import COUNT
from posecheck.recording import Frame, Recording, RecordingMeta
from posecheck.take import Take

_PACKAGES = ("posecheck", "mediapipe", "opencv-python", "numpy")


@dataclass(frozen=True, eq=False)
class Pose:
    """One person as found in one frame.

    Attributes
    ----------
    landmarks_px
        `(33, 2)` pixels of the true, upright, un-mirrored picture, x right, y down.
    visibility
        `(33,)`, 0 to 1.
    body_yaw_deg
        turn of the body, sign as in `Recording.body_yaw_deg`.
    depth_px
        `(33,)` as in `Recording.depth_px`; None where it is not wanted.
    """

    landmarks_px: npt.NDArray[np.float32]
    visibility: npt.NDArray[np.float32]
    body_yaw_deg: float
    depth_px: npt.NDArray[np.float32] | None = None

    def mirrored(self, width: float) -> "Pose":
        """Return the person as a picture of that width shows them mirrored, sides exchanged."""
        points = self.landmarks_px[SIDES_EXCHANGED]
        points[:, 0] = width - points[:, 0]
        depth = None if self.depth_px is None else self.depth_px[SIDES_EXCHANGED]
        return Pose(points, self.visibility[SIDES_EXCHANGED], -self.body_yaw_deg, depth)

    def moved(self, by: tuple[float, float], scale: float) -> "Pose":
        """Return the person with all points moved by `by`, pixels, and then scaled."""
        points = (self.landmarks_px + np.array(by, np.float32)) * np.float32(scale)
        depth = None if self.depth_px is None else self.depth_px * np.float32(scale)
        return Pose(points, self.visibility, self.body_yaw_deg, depth)

    def averaged_with(self, other: "Pose") -> "Pose":
        """Return the mean of two looks at the same person."""
        turns = np.radians([self.body_yaw_deg, other.body_yaw_deg])
        depths = [each.depth_px for each in (self, other) if each.depth_px is not None]
        return Pose(
            np.mean([self.landmarks_px, other.landmarks_px], axis=0, dtype=np.float32),
            np.mean([self.visibility, other.visibility], axis=0, dtype=np.float32),
            float(np.degrees(np.angle(np.exp(1j * turns).sum()))),
            np.mean(depths, axis=0, dtype=np.float32) if len(depths) == 2 else None,
        )


class PoseModel(Protocol):
    """Anything that finds the person in frames of one take, fed in the order of time.

    `name` and `sha256` go into the recording's metadata.
    """

    name: str
    sha256: str

    def detect(self, frame: Frame) -> Pose | None:
        """Return the person, or None where nobody was found."""


class RecordingBuilder:
    """Collects frames' poses into a `Recording`. Keeps no picture."""

    def __init__(self) -> None:
        self._t_s: list[float] = []
        self._poses: list[Pose | None] = []
        self._sizes: list[tuple[int, int]] = []
        self._brightness: list[float] = []

    def __len__(self) -> int:
        """Return the number of frames so far."""
        return len(self._t_s)

    def add(self, frame: Frame, pose: Pose | None) -> None:
        """Add one frame; its time must be later than the one before."""
        self.add_seen(frame.t_s, frame.true_size_px, mean_grey(frame.image), pose)

    def add_seen(
        self, t_s: float, size_px: tuple[int, int], brightness: float, pose: Pose | None
    ) -> None:
        """Add what a frame showed, without its picture."""
        self._t_s.append(t_s)
        self._poses.append(pose)
        self._sizes.append(size_px)
        self._brightness.append(brightness)

    def build(self, meta: RecordingMeta) -> Recording:
        """Return what was collected; more may be added afterwards.

        Raises
        ------
        RecordingError
            the times did not increase.
        """
        count = len(self)
        landmarks = np.full((count, COUNT, 2), np.nan, np.float32)
        depth = np.full((count, COUNT), np.nan, np.float32)
        visibility = np.zeros((count, COUNT), np.float32)
        yaw = np.full(count, np.nan, np.float32)
        for index, pose in enumerate(self._poses):
            if pose is not None:
                landmarks[index] = pose.landmarks_px
                visibility[index] = pose.visibility
                yaw[index] = pose.body_yaw_deg
                if pose.depth_px is not None:
                    depth[index] = pose.depth_px
        return Recording(
            t_s=np.array(self._t_s, np.float64),
            landmarks_px=landmarks,
            visibility=visibility,
            frame_size_px=np.array(self._sizes, np.int32).reshape(count, 2),
            body_yaw_deg=yaw,
            brightness=np.array(self._brightness, np.float32),
            meta=meta,
            depth_px=depth if np.isfinite(depth).any() else None,
        )


@dataclass(frozen=True, eq=False)
class Recorded:
    """A take made from files, and for each station the first picture that shows somebody.

    The pictures are for drawing on now and are not kept anywhere; None for a station in which
    nobody was seen.
    """

    take: Take
    pictures: tuple[Frame | None, ...]


def package_versions() -> Mapping[str, str]:
    """Return the versions that the landmarks depend on, for `RecordingMeta.packages`."""
    return {name: version(name) for name in _PACKAGES}


def mean_grey(image: npt.NDArray[np.uint8]) -> float:
    """Return the mean grey level of a picture from every eighth pixel of every eighth row."""
    return float(image[::8, ::8].mean())
