"""The silhouette of a standing person, and how many persons there are.

MediaPipe's pose mask has 256 × 256 cells over the whole person, so a lumbar hollow is a few cells
deep. Cutting out head to knee, enlarging it and asking the same model again gives the sharpest
contour of the routes tried on rendered stands: read by one formula, the rotation of the pelvis
erred by 2.3° against 2.5° with the mask of the whole frame and 3.4° with the selfie segmenter.
Without a head in the picture the model often finds nobody in the enlarged part; the mask of the
whole frame stands in for it then, and where nobody is found there either, masks of the frame with
room around.
"""

from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from posecheck.capture.landmarker import PictureLandmarker
from posecheck.capture.native import cv2
from posecheck.capture.room_around import RoomAround
from posecheck.coaching.thresholds import SECOND_PERSON
from posecheck.kinematics.contour import FloatArray, median_contour, row_edges
from posecheck.landmarks import ANKLE, HIP, KNEE, SHOULDER, SIDES
from posecheck.recording import Frame
from posecheck.station import Contour

# Cells of the enlarged picture.
_CELLS = 512


class Others:
    """Looks for a second person beside the one already found.

    Asking the model for two poses at once misses most second persons in wide pictures. So the
    first one is painted over, and what is left is searched: the whole picture, then what lies to
    the left and to the right of the first one.

    Close it explicitly; it holds a native object.

    Parameters
    ----------
    model_path
        file of the pose model, as `find_model` returns it.

    Raises
    ------
    ModelError
        MediaPipe cannot load the file.
    """

    parts = 3

    def __init__(self, model_path: Path) -> None:
        self._model = PictureLandmarker(model_path, masks=False)

    def find(self, frame: Frame, landmarks_px: npt.NDArray[np.float32], part: int) -> bool:
        """Tell whether a second person is in one part of the frame; at most one inference.

        Parameters
        ----------
        landmarks_px
            `(33, 2)`, true pixels, of the person already found in the frame.
        part
            which part to search, from 0 to below `parts`.
        """
        return _has_person(self._model, *_without_first(frame, landmarks_px), part)

    def close(self) -> None:
        """Free the native object."""
        self._model.close()


class Silhouette(AbstractContextManager["Silhouette"]):
    """Collects the contour and the number of persons over the frames of one stand.

    Close it explicitly; it holds a native object.

    Parameters
    ----------
    model_path
        file of the pose model, as `find_model` returns it.

    Attributes
    ----------
    people
        the most persons seen in a frame so far; 2 stands for two or more.

    Raises
    ------
    ModelError
        MediaPipe cannot load the file.
    """

    def __init__(self, model_path: Path) -> None:
        self._model_path = model_path
        self._model = PictureLandmarker(model_path, masks=True)
        self._room: RoomAround | None = None
        self._cut: tuple[float, float, float] | None = None
        self._edges: list[tuple[FloatArray, FloatArray]] = []
        self.people = 0

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Free the native object."""
        self._model.close()
        if self._room is not None:
            self._room.close()

    def count(self, frame: Frame, landmarks_px: npt.NDArray[np.float32]) -> None:
        """Look for a second person, as `Others` does.

        Parameters
        ----------
        landmarks_px
            `(33, 2)`, true pixels, of the person already found in the frame.
        """
        self.people = max(self.people, 1)
        rest, height = _without_first(frame, landmarks_px)
        if any(_has_person(self._model, rest, height, part) for part in range(Others.parts)):
            self.people = 2

    def add(self, frame: Frame, landmarks_px: npt.NDArray[np.float32]) -> None:
        """Add the silhouette of a frame, and that of its mirror image.

        The model errs differently on the two, so that their difference tells where to trust them.

        Parameters
        ----------
        landmarks_px
            `(33, 2)`, true pixels. Those of the first frame fix what is cut out.
        """
        if self._cut is None:
            cut = _head_to_knee(landmarks_px.astype(float))
            if cut[2] <= 0:
                return  # points of nobody who stands there: the knees above the head
            self._cut = cut
        x0, top, side = self._cut
        width, height = frame.true_size_px
        placed = _placed(self._cut, frame.image.shape[1] / width)
        masks = self._masks(_enlarged(frame.image, placed))
        if masks is None:
            whole = self._masks(frame.image) or self._masks_with_room(frame)
            masks = [_cut_out(mask, placed) for mask in whole]
        if not masks:
            masks = [np.zeros((_CELLS, _CELLS), np.float32)]
        cell = side / _CELLS
        rows = top + (np.arange(_CELLS) + 0.5) * cell - 0.5
        outside = (rows < 0) | (rows > height - 1)
        for mask in masks:
            columns = [x0 + (edge + 0.5) * cell - 0.5 for edge in row_edges(mask)]
            # What lies beyond the border of the picture was not seen.
            left, right = (
                np.where(outside | (x < 0) | (x > width - 1), np.nan, x) for x in columns
            )
            self._edges.append((left, right))

    def _masks_with_room(self, frame: Frame) -> list[npt.NDArray[np.float32]]:
        if self._room is None:
            self._room = RoomAround(self._model_path)
        return [look.mask for look in self._room.looks(frame)]

    def contour(self) -> Contour | None:
        """Return the median contour of the frames added, or None where none showed a person."""
        if self._cut is None:
            return None
        _, top, side = self._cut
        rows = top + (np.arange(_CELLS) + 0.5) * side / _CELLS - 0.5
        return median_contour(rows, self._edges)

    def _masks(self, image: npt.NDArray[np.uint8]) -> list[npt.NDArray[np.float32]] | None:
        """Return the masks of a picture and of its mirror image, as the picture shows them.

        None where nobody is found in one of them.
        """
        masks = []
        for turned in (slice(None), slice(None, None, -1)):
            seen = self._model.detect(image[:, turned])
            if seen is None or seen.mask is None:
                return None
            masks.append(seen.mask[:, turned])
        return masks


def _head_to_knee(points: FloatArray) -> tuple[float, float, float]:
    """Return left, top and side of the square from above the head to the knees, true pixels."""
    shoulder, hip, knee = (
        (points[joint["left"]] + points[joint["right"]]) / 2 for joint in (SHOULDER, HIP, KNEE)
    )
    trunk = float(np.linalg.norm(shoulder - hip))
    top = float(shoulder[1]) - trunk
    side = float(knee[1]) - top
    return float(shoulder[0] + hip[0]) / 2 - side / 2, top, side


def _placed(cut: tuple[float, float, float], scale: float) -> FloatArray:
    """Return the matrix that takes pixels of a picture to cells of what is cut out of it.

    Parameters
    ----------
    scale
        pixels of the picture to one true pixel.
    """
    x0, y0, side = (value * scale for value in cut)
    zoom = _CELLS / side
    # Centres of pixels lie half a pixel inside both pictures.
    shift = (zoom - 1) / 2
    return np.array([[zoom, 0, shift - x0 * zoom], [0, zoom, shift - y0 * zoom]])


def _enlarged(image: npt.NDArray[np.uint8], cut: FloatArray) -> npt.NDArray[np.uint8]:
    enlarged = cv2.warpAffine(
        image, cut, (_CELLS, _CELLS), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(enlarged, np.uint8)


def _cut_out(mask: npt.NDArray[np.float32], cut: FloatArray) -> npt.NDArray[np.float32]:
    part = cv2.warpAffine(np.ascontiguousarray(mask), cut, (_CELLS, _CELLS))
    return np.asarray(part, np.float32)


def _without_first(
    frame: Frame, landmarks_px: npt.NDArray[np.float32]
) -> tuple[tuple[npt.NDArray[np.uint8], ...], float]:
    """Return the parts of the frame in which a second person may be, and the first's height."""
    points = landmarks_px.astype(float) * frame.image.shape[1] / frame.true_size_px[0]
    height = float(np.ptp(points[:, 1]))
    painted, (left, right) = _painted_over(frame.image, points, height)
    return (painted, painted[:, :left], painted[:, right:]), height


def _has_person(
    model: PictureLandmarker, parts: tuple[npt.NDArray[np.uint8], ...], height: float, part: int
) -> bool:
    """Tell whether a part shows a person nearly as tall, not a poster or a chair."""
    image = parts[part]
    if image.shape[1] <= SECOND_PERSON.strip * height:
        return False
    found = model.detect(image)
    if found is None:
        return False
    limbs = [joint[side] for joint in (SHOULDER, HIP, KNEE, ANKLE) for side in SIDES]
    visible = float(np.median(found.pose.visibility[limbs]))
    tall = float(np.ptp(found.pose.landmarks_px[:, 1]))
    return tall > SECOND_PERSON.size * height and visible > SECOND_PERSON.visible


def _painted_over(
    image: npt.NDArray[np.uint8], points: FloatArray, height: float
) -> tuple[npt.NDArray[np.uint8], tuple[int, int]]:
    """Return the picture without the person, and the columns the person stood between."""
    margin = SECOND_PERSON.margin * height
    (left, top), (right, bottom) = points.min(axis=0) - margin, points.max(axis=0) + margin
    columns = np.clip([left, right], 0, image.shape[1]).astype(int)
    rows = np.clip([top, bottom], 0, image.shape[0]).astype(int)
    painted = image.copy()
    painted[slice(*rows), slice(*columns)] = np.median(image[::8, ::8], axis=(0, 1))
    return painted, (int(columns[0]), int(columns[1]))
