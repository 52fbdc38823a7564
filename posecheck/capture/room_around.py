"""Looks for a person of whom a picture shows only a part, with room drawn around the picture.

The pose model looks for a head with a body under it. Where the picture ends below the chin it finds
nobody, or a body that hangs from its feet. With some room around the picture it mostly finds the
person, but not always in the same place. So it looks several times: with black around or the border
drawn out, with little or much room above, as the picture is and mirrored. Only what several of
these looks agree on is believed.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt

from posecheck.capture.landmarker import PictureLandmarker
from posecheck.capture.native import cv2
from posecheck.capture.pose import Pose
from posecheck.landmarks import FACE, HIP, KNEE, SHOULDER
from posecheck.recording import Frame
from posecheck.thresholds import ROOM

_FILLED = (cv2.BORDER_CONSTANT, cv2.BORDER_REPLICATE)


@dataclass(frozen=True, eq=False)
class Look:
    """One look at a person.

    Attributes
    ----------
    pose
        the person, true pixels of the picture without the room.
    mask
        `(H, W)` of the picture without the room, 0 background to 1 person.
    """

    pose: Pose
    mask: npt.NDArray[np.float32]


class RoomAround(AbstractContextManager["RoomAround"]):
    """Looks at pictures with room drawn around them; use it in a `with` block.

    Parameters
    ----------
    model_path
        file of the pose model, as `find_model` returns it.

    Raises
    ------
    ModelError
        MediaPipe cannot load the file.
    """

    def __init__(self, model_path: Path) -> None:
        self._model = PictureLandmarker(model_path, masks=True, confidence=ROOM.confidence)

    def __exit__(self, *_: object) -> None:
        """Free the native object."""
        self.close()

    def close(self) -> None:
        """Free the native object."""
        self._model.close()

    def looks(self, frame: Frame) -> list[Look]:
        """Return the looks at a frame that agree where the trunk is; none where too few do."""
        rooms = product((ROOM.least_above, ROOM.above, ROOM.most_above), _FILLED, (False, True))
        found = [look for room in rooms if (look := self._look(frame, *room)) is not None]
        return agreeing([look for look in found if stands(look.pose)])

    def _look(self, frame: Frame, share: float, filled: int, turned: bool) -> Look | None:
        height, width = frame.image.shape[:2]
        above, beside = round(share * height), round(ROOM.beside * height)
        around = cv2.copyMakeBorder(frame.image, above, beside, beside, beside, filled)
        image = np.asarray(around[:, ::-1] if turned else around, np.uint8)
        seen = self._model.detect(image)
        if seen is None or seen.mask is None:
            return None
        pose = seen.pose.mirrored(image.shape[1]) if turned else seen.pose
        mask = seen.mask[:, ::-1] if turned else seen.mask
        return Look(
            pose.moved((-beside, -above), frame.true_size_px[0] / width),
            np.ascontiguousarray(mask[above : above + height, beside : beside + width]),
        )


def found_with_room(model_path: Path, frame: Frame) -> Pose | None:
    """Return the person in a picture as seen with room around it, or None where nobody is found.

    The head is what the room stands in for: its points are guesses, and have visibility 0.
    """
    with RoomAround(model_path) as room:
        looks = room.looks(frame)
    if not looks:
        return None
    pose = _median_pose(looks)
    pose.visibility[list(FACE)] = 0.0
    return pose


def stands(pose: Pose) -> bool:
    """Tell whether shoulders, hips and knees lie below each other as those of a person standing.

    A body that the model hangs up by its feet, or lays down, is none that was seen.
    """
    shoulder, hip, knee = (_middle(pose, joint) for joint in (SHOULDER, HIP, KNEE))
    return bool(shoulder[1] < hip[1] < knee[1] and abs(shoulder[0] - hip[0]) < hip[1] - shoulder[1])


def _median_pose(looks: Sequence[Look]) -> Pose:
    """Return the person as the median of some looks."""
    turns = np.radians([look.pose.body_yaw_deg for look in looks])
    return Pose(
        np.median([look.pose.landmarks_px for look in looks], axis=0).astype(np.float32),
        np.median([look.pose.visibility for look in looks], axis=0).astype(np.float32),
        float(np.degrees(np.angle(np.exp(1j * turns).sum()))),
    )


def agreeing(looks: Sequence[Look]) -> list[Look]:
    """Return the looks whose shoulders and hips lie near the median of all; none if too few do."""
    if len(looks) < ROOM.least:
        return []
    trunks = np.array([[_middle(look.pose, joint) for joint in (SHOULDER, HIP)] for look in looks])
    median = np.median(trunks, axis=0)
    long = float(np.linalg.norm(median[1] - median[0]))
    off = np.linalg.norm(trunks - median, axis=2).max(axis=1) / long
    near = [look for look, away in zip(looks, off, strict=True) if away <= ROOM.apart]
    return near if len(near) >= ROOM.least else []


def _middle(pose: Pose, joint: Mapping[str, int]) -> npt.NDArray[np.float64]:
    return np.asarray(pose.landmarks_px[list(joint.values())].mean(axis=0), np.float64)
