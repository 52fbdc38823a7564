"""Looks at each frame as it is and mirrored, and takes the mean: removes a left–right bias.

The pose model places the left and the right shoulder of an even person up to 2° unevenly, and as
unevenly the other way round in the mirror image. From the front, where levels are measured, that
is worth looking twice; from the side nothing is compared between left and right.
"""

from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np

from posecheck.capture.landmarker import Landmarker
from posecheck.capture.pose import Pose
from posecheck.landmarks import COUNT
from posecheck.recording import Frame

# The same point of the other side; the nose is its own.
_OTHER = np.array(
    [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9, *(i + 1 if i % 2 else i - 1 for i in range(11, COUNT))]
)


class MirrorAveraging(AbstractContextManager["MirrorAveraging"]):
    """Averages the pose found in a frame with the one found in its mirror image.

    Parameters
    ----------
    model_path : file of the pose model, as `find_model` returns it.
    """

    def __init__(self, model_path: Path) -> None:
        self._mirrored = Landmarker(model_path)

    def __exit__(self, *_: object) -> None:
        """Free the model."""
        self._mirrored.close()

    def average(self, frame: Frame, plain: Pose | None) -> Pose | None:
        """Return the mean of both looks; the one that found somebody where the other did not."""
        seen = self._mirrored.detect(Frame(frame.t_s, frame.image[:, ::-1], frame.size_px))
        if seen is None:
            return plain
        other = _mirrored(seen, frame.true_size_px[0])
        return other if plain is None else _mean(plain, other)


def _mirrored(pose: Pose, width: int) -> Pose:
    points = pose.landmarks_px[_OTHER].copy()
    points[:, 0] = width - points[:, 0]
    return Pose(points, pose.visibility[_OTHER], -pose.body_yaw_deg)


def _mean(first: Pose, second: Pose) -> Pose:
    turns = np.radians([first.body_yaw_deg, second.body_yaw_deg])
    return Pose(
        np.mean([first.landmarks_px, second.landmarks_px], axis=0, dtype=np.float32),
        np.mean([first.visibility, second.visibility], axis=0, dtype=np.float32),
        float(np.degrees(np.angle(np.exp(1j * turns).sum()))),
    )
