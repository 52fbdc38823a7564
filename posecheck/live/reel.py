"""Frames of a take: what each shows now, and all of them coded in memory for after the take.

Nothing here writes a file. Beyond its budget of memory a reel is thinned evenly: of the frames not
yet looked at every second one goes, then every second one of the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from posecheck.capture.native import cv2
from posecheck.capture.pose import Pose, PoseModel, mean_grey
from posecheck.coaching import FrameObservation
from posecheck.landmarks import COUNT
from posecheck.protocol import StationKind
from posecheck.recording import Frame

_JPEG_QUALITY = 95
_MEGABYTE = 1_000_000


class ClosablePoseModel(PoseModel, Protocol):
    """A pose model that holds something to give back."""

    def close(self) -> None:
        """Give it back."""


class Shot:
    """One frame that the camera gave.

    Attributes
    ----------
    t_s
        the camera's own time.
    size_px
        width and height.
    coded
        the picture as JPEG; None where it is not kept, or not kept any longer.
    brightness
        mean grey level.
    looked_at
        whether the person was looked for in it, with `pose` the answer.
    """

    __slots__ = ("brightness", "coded", "looked_at", "pose", "size_px", "t_s")

    def __init__(self, frame: Frame) -> None:
        self.t_s = frame.t_s
        self.size_px = frame.true_size_px
        self.brightness = mean_grey(frame.image)
        self.coded: bytes | None = None
        self.pose: Pose | None = None
        self.looked_at = False

    def keep(self, image: npt.NDArray[np.uint8]) -> None:
        """Code the picture; may run in another thread than what reads it later."""
        settings = [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]
        done, coded = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), settings)
        self.coded = coded.tobytes() if done else None

    def frame(self, start_s: float) -> Frame | None:
        """Return the frame with its time from `start_s` on; None where its picture is gone."""
        if self.coded is None:
            return None
        picture = cv2.imdecode(np.frombuffer(self.coded, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            return None
        image = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)
        return Frame(self.t_s - start_s, image)


@dataclass(frozen=True, eq=False)
class StationShots:
    """Every frame of one station, from the first moment of standing still.

    Attributes
    ----------
    kind
        which station of the protocol it is.
    start_s
        the time on the camera's clock from which its own time counts.
    shots
        in the order of time.
    """

    kind: StationKind
    start_s: float
    shots: tuple[Shot, ...]


def thin(shots: Iterable[Shot], budget_mb: float, every: int) -> int:
    """Forget pictures evenly until the rest fit into the budget.

    Parameters
    ----------
    shots
        all frames of the take, in the order of time.
    budget_mb
        megabytes.
    every
        of how many frames one is kept so far; 1 where none had to go yet.

    Returns
    -------
    Of how many frames one is kept now.
    """
    listed = list(shots)
    while True:
        for number, shot in enumerate(listed):
            if number % every:
                shot.coded = None
        held = sum(len(shot.coded or b"") for shot in listed)
        if held <= budget_mb * _MEGABYTE or every > len(listed):
            return every
        every *= 2


def observe_frame(frame: Frame, pose: Pose | None) -> FrameObservation:
    """Return what a frame and the person found in it show."""
    return FrameObservation(
        t_s=frame.t_s,
        points_px=np.full((COUNT, 2), np.nan) if pose is None else pose.landmarks_px.astype(float),
        size_px=frame.true_size_px,
        body_yaw_deg=float("nan") if pose is None else pose.body_yaw_deg,
        brightness=mean_grey(frame.image),
    )
