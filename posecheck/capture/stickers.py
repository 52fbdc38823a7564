"""Finds two bright round stickers on the pelvis in a side picture."""

import numpy as np
import numpy.typing as npt

from posecheck.capture.opencv import cv2
from posecheck.kinematics.view import facing
from posecheck.landmarks import HIP, SHOULDER
from posecheck.recording import Frame
from posecheck.take import Contour, Markers
from posecheck.thresholds import MARKERS, STICKERS

FloatArray = npt.NDArray[np.float64]


def find_stickers(frame: Frame, points: FloatArray, contour: Contour) -> Markers | None:
    """Return the front and the back sticker, or None unless exactly two are seen.

    A sticker is a round, even spot of one to five centimetres on the body, a hand's breadth around
    the height of the hips, brighter than the cloth around it or of a far stronger colour (neon
    paper). The one further forward is the front one (ASIS). Anything doubtful counts as none: a
    wrong point would be worse.

    Parameters
    ----------
    points : `(33, 2)` landmarks, true pixels.
    contour : the silhouette of the stand.
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
