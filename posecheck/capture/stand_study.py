"""What a station holds beside its landmarks: silhouette, stickers, head count, mirror average.

A file and the live page feed the same `StandStudy`, one frame at a time, with the poses that were
found in the frames before.

Looks at each frame as it is and mirrored, and takes the mean: removes a left–right bias.

The pose model places the left and the right shoulder of an even person up to 2° unevenly, and as
unevenly the other way round in the mirror image. From the front, where levels are measured, that
is worth looking twice; from the side nothing is compared between left and right.

Finds two bright round stickers on the pelvis in a side picture.
"""

from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import numpy as np
import numpy.typing as npt

from posecheck.capture.landmarker import Landmarker
from posecheck.capture.native import cv2
from posecheck.capture.pose import Pose, RecordingBuilder
from posecheck.capture.silhouette import Silhouette
from posecheck.kinematics.view import facing
from posecheck.landmarks import HIP, SHOULDER
from posecheck.protocol import Need
from posecheck.recording import Frame, Recording
from posecheck.station import Contour, Markers, Station
from posecheck.thresholds import MARKERS, STAND_CAPTURE, STICKERS

FloatArray = npt.NDArray[np.float64]


def find_stickers(frame: Frame, points: FloatArray, contour: Contour) -> Markers | None:
    """Return the front and the back sticker, or None unless exactly two are seen.

    A sticker is a round, even spot of one to five centimetres on the body, a hand's breadth around
    the height of the hips, brighter than the cloth around it or of a far stronger colour (neon
    paper). The one further forward is the front one (ASIS). Anything doubtful counts as none: a
    wrong point would be worse.

    Parameters
    ----------
    points
        `(33, 2)` landmarks, true pixels.
    contour
        the silhouette of the stand.
    """
    shoulder, hip = (
        (points[joint["left"]] + points[joint["right"]]) / 2 for joint in (SHOULDER, HIP)
    )
    trunk = float(np.linalg.norm(shoulder - hip))
    scale = frame.image.shape[1] / frame.true_size_px[0]
    top = STICKERS.above_hip * trunk
    bottom = STICKERS.below_hip * trunk
    spots = [
        spot
        for spot in _spots(frame.image, trunk * scale)
        if hip[1] - top < spot[1] / scale < hip[1] + bottom and _on_the_body(spot / scale, contour)
    ]
    if len(spots) != 2:
        return None
    front, back = sorted((spot / scale for spot in spots), key=lambda p: -p[0] * facing(points))
    if abs(front[0] - back[0]) < MARKERS.nearest * trunk:
        return None
    return Markers(
        asis_px=(float(front[0]), float(front[1])),
        psis_px=(float(back[0]), float(back[1])),
        found=True,
    )


def _spots(image: npt.NDArray[np.uint8], trunk: float) -> list[FloatArray]:
    """Return the centres of bright round spots, pixels of `image`."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    colour = image.max(axis=2) - image.min(axis=2)
    smallest = STICKERS.smallest * trunk
    largest = STICKERS.largest * trunk
    # White top-hat: what is brighter than everything a little larger than a sticker around it.
    reach = 2 * int(np.ceil(0.75 * largest)) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    standing_out = np.zeros(grey.shape, bool)
    for channel, contrast, least in (
        (grey, STICKERS.contrast, STICKERS.brightness),
        (colour, STICKERS.tint, STICKERS.colour),
    ):
        raised = cv2.morphologyEx(channel, cv2.MORPH_TOPHAT, kernel)
        standing_out |= (raised > contrast) & (channel > least)
    _, _, stats, centres = cv2.connectedComponentsWithStats(standing_out.astype(np.uint8))
    spots = []
    for index in range(1, len(stats)):
        width, height, area = (int(value) for value in stats[index, 2:5])
        round_area = np.pi / 4 * width * height
        if (
            smallest < min(width, height)
            and max(width, height) < largest
            and min(width, height) > STICKERS.roundness * max(width, height)
            and area > STICKERS.filled * round_area
        ):
            spots.append(np.asarray(centres[index], float))
    return spots


def _on_the_body(point: FloatArray, contour: Contour) -> bool:
    left = np.interp(point[1], contour.y_px, contour.left_px)
    right = np.interp(point[1], contour.y_px, contour.right_px)
    return bool(left < point[0] < right)


class MirrorAveraging(AbstractContextManager["MirrorAveraging"]):
    """Averages the pose found in a frame with the one found in its mirror image.

    Parameters
    ----------
    model_path
        file of the pose model, as `find_model` returns it.
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
        other = seen.mirrored(frame.true_size_px[0])
        return other if plain is None else plain.averaged_with(other)


class StandStudy(AbstractContextManager["StandStudy"]):
    """Looks more closely at the frames of one stand; use it in a `with` block.

    Parameters
    ----------
    model_path
        file of the pose model, as `find_model` returns it.
    needs
        what to look for.
    spacing_s
        seconds between the frames whose silhouette is taken; 0 takes every frame's.
    """

    def __init__(self, model_path: Path, needs: frozenset[Need], spacing_s: float) -> None:
        self._needs, self._spacing_s = needs, spacing_s
        self._held = ExitStack()
        self._silhouette = self._held.enter_context(Silhouette(model_path))
        self._mirror: MirrorAveraging | None = None
        if "mirror_averaged" in needs:
            self._mirror = self._held.enter_context(MirrorAveraging(model_path))
        self._averaged = RecordingBuilder()
        self._next_s = 0.0
        self._counted = 0
        self.picture: Frame | None = None

    def __exit__(self, *_: object) -> None:
        """Free the models."""
        self._held.close()

    def add(self, frame: Frame, pose: Pose | None) -> None:
        """Add one frame and the person found in it, in the order of time."""
        if self._mirror is not None:
            pose = self._mirror.average(frame, pose)
            self._averaged.add(frame, pose)
        if pose is None or frame.t_s < self._next_s:
            return
        self._next_s = frame.t_s + self._spacing_s
        self.picture = self.picture or frame
        if self._counted < STAND_CAPTURE.counted:
            self._counted += 1
            self._silhouette.count(frame, pose.landmarks_px)
        if "contour" in self._needs:
            self._silhouette.add(frame, pose.landmarks_px)

    def station(self, kind: str, recording: Recording) -> Station:
        """Return the station with what was seen, `kind` being its name in the protocol."""
        contour = self._silhouette.contour() if "contour" in self._needs else None
        markers = None
        if contour is not None and "markers" in self._needs and self.picture is not None:
            found = recording.found
            points = np.median(recording.landmarks_px[found].astype(float), axis=0)
            markers = find_stickers(self.picture, points, contour)
        averaged = self._averaged.build(recording.meta) if len(self._averaged) else None
        return Station(
            recording=recording,
            kind=kind,
            mirror_averaged=averaged,
            contour=contour,
            markers=markers,
            people=self._silhouette.people,
        )
