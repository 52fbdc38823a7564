"""Is the person alone? A second one is looked for now and then, part by part of the picture."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

from posecheck.capture.pose import Pose
from posecheck.recording import Frame
from posecheck.thresholds import SECOND_PERSON


class Search(Protocol):
    """Anything that finds a second person, such as `posecheck.capture.silhouette.Others`."""

    @property
    def parts(self) -> int:
        """Number of parts of the picture that are searched one by one."""

    def find(self, frame: Frame, landmarks_px: npt.NDArray[np.float32], part: int) -> bool:
        """Tell whether somebody besides the person found is in this part of the frame."""

    def close(self) -> None:
        """Give back what it holds."""


class SecondPerson:
    """Spreads the search over the frames, so that none waits for more than one more look.

    A second person counts once a part shows one twice running, and no longer once a whole round
    shows none: a shadow that looks like somebody for a moment stops nobody.

    Parameters
    ----------
    search : looks into one part of a frame; closed with `close`.
    """

    def __init__(self, search: Search) -> None:
        self._search = search
        self._part = self._finds = self._empty = 0
        self._next_s = 0.0

    def look(self, frame: Frame, pose: Pose | None) -> None:
        """Search one part of the frame, where it is time to and the first person is known."""
        if pose is None or frame.t_s < self._next_s:
            return
        self._next_s = frame.t_s + SECOND_PERSON.spacing
        if self._search.find(frame, pose.landmarks_px, self._part):
            self._finds, self._empty = self._finds + 1, 0
            return
        self._part = (self._part + 1) % self._search.parts
        self._empty += 1
        if self._empty >= self._search.parts:
            self._finds = 0

    @property
    def present(self) -> bool:
        """Whether a second person is in the picture."""
        return self._finds >= SECOND_PERSON.finds

    def close(self) -> None:
        """Give the search back."""
        self._search.close()
