"""Whether the person is well in the picture, at rest, and alone."""

from collections import deque
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from posecheck.capture.pose import Pose
from posecheck.coaching import FrameObservation
from posecheck.coaching.thresholds import LIVE_FRAMING, LIVE_STILL, SECOND_PERSON
from posecheck.landmarks import ANKLE, HIP, KNEE, SHOULDER
from posecheck.protocol import Facing
from posecheck.recording import Frame


class Hint(StrEnum):
    """What the person should change before the take can begin.

    Distance is told by the screen, never by "back" and "forward" alone: for a person who stands
    side-on, stepping back moves them across the picture.
    """

    NOBODY = "nobody"
    DARK = "dark"
    SECOND_PERSON = "second_person"
    FARTHER = "farther"
    CLOSER = "closer"
    TILT_UP = "tilt_up"
    TILT_DOWN = "tilt_down"
    GO_LEFT = "go_left"
    GO_RIGHT = "go_right"
    GO_FORWARD = "go_forward"
    GO_BACKWARD = "go_backward"
    FACE_CAMERA = "face_camera"
    TURN_SIDE = "turn_side"


def hint(observation: FrameObservation, facing: Facing, second_person: bool = False) -> Hint | None:
    """Return the one thing to change, or None where the person is well in the picture.

    `second_person` says that one is in the picture: which of both is followed is not known.

    Left and right are the person's own while they face the camera, which are also those of the
    mirrored picture. A person who stands side-on crosses the picture by steps forward and back.
    """
    if observation.brightness < LIVE_FRAMING.dark:
        return Hint.DARK
    if not observation.found:
        return Hint.NOBODY
    if second_person:
        return Hint.SECOND_PERSON
    return _size(observation) or _turn(observation, facing) or _place(observation)


def _size(observation: FrameObservation) -> Hint | None:
    """Judge the body's length in the frame and its two ends."""
    height = observation.size_px[1]
    margin = LIVE_FRAMING.margin * height
    crown_y = observation.head_y_px - LIVE_FRAMING.head_room * observation.body_px
    feet_cut = observation.feet_y_px > height - margin
    head_cut = crown_y < 0
    if observation.body_px > LIVE_FRAMING.body_max * height or (feet_cut and head_cut):
        return Hint.FARTHER
    if not (feet_cut or head_cut):
        return Hint.CLOSER if observation.body_px < LIVE_FRAMING.body_min * height else None
    # A body of this length fits as a whole: the screen points too high or too low.
    return Hint.TILT_DOWN if feet_cut else Hint.TILT_UP


def _turn(observation: FrameObservation, facing: Facing) -> Hint | None:
    """Judge the turn of the body; an unknown turn passes, the offline gate decides later."""
    turn = abs(observation.body_yaw_deg)
    if not np.isfinite(turn) or facing == "any":
        return None
    if facing == "front":
        return Hint.FACE_CAMERA if turn > LIVE_FRAMING.front_yaw else None
    return None if _side_on(observation) else Hint.TURN_SIDE


def _side_on(observation: FrameObservation) -> bool:
    turn = abs(observation.body_yaw_deg)
    return bool(LIVE_FRAMING.side_yaw <= turn <= 180 - LIVE_FRAMING.side_yaw)


def _place(observation: FrameObservation) -> Hint | None:
    """Judge where the hips stand between the frame's left and right edge."""
    share = float(observation.hips_px[0]) / observation.size_px[0]
    if abs(share - 0.5) <= LIVE_FRAMING.off_centre:
        return None
    too_far_right = share > 0.5  # of the un-mirrored frame: the left of the mirrored picture
    if _side_on(observation):
        looks_right = observation.body_yaw_deg > 0
        return Hint.GO_BACKWARD if too_far_right == looks_right else Hint.GO_FORWARD
    away = abs(observation.body_yaw_deg) > 90  # the person's right is then at image right
    return Hint.GO_RIGHT if too_far_right != away else Hint.GO_LEFT


_WATCHED = [*SHOULDER.values(), *HIP.values(), *KNEE.values(), *ANKLE.values()]


class Stillness:
    """Watches shoulders, hips, knees and ankles over a short window of time."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, npt.NDArray[np.float64]]] = deque()

    def moving(self, observation: FrameObservation) -> bool:
        """Add one frame and return whether the person moved within the window.

        The largest spread of any watched point, in shares of the body's length, against the
        threshold. A window not yet full counts as moving; so does an empty frame.
        """
        if not observation.found:
            self._seen.clear()
            return True
        self._seen.append((observation.t_s, observation.points_px[_WATCHED] / observation.body_px))
        window_s = LIVE_STILL.window
        full = observation.t_s - self._seen[0][0] >= window_s
        while len(self._seen) > 1 and observation.t_s - self._seen[1][0] >= window_s:
            self._seen.popleft()
        spread = np.ptp(np.array([points for _, points in self._seen]), axis=0).max()
        return not full or bool(spread > LIVE_STILL.spread)


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
    search
        looks into one part of a frame; closed with `close`.
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
