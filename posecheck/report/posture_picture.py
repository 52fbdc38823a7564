"""Draws what was seen on the side or front picture: contour, plumb line, points."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from posecheck.capture.opencv import cv2
from posecheck.capture.stand import Seen
from posecheck.errors import OutputError
from posecheck.files import write_atomic
from posecheck.landmarks import ANKLE, EAR, HIP, KNEE, SHOULDER, SIDES
from posecheck.protocols.posture.back_profile import shape_of
from posecheck.protocols.posture.body_frame import Figure, figure_of, median_points
from posecheck.take import Markers

Picture = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float64]
Place = Callable[[FloatArray], FloatArray]
_HEIGHT = 960
_MARGIN = 0.15
# RGB, distinguishable without telling red from green.
_CONTOUR, _PLUMB, _POINT, _MARK, _MARKED = (
    (0, 114, 178),
    (240, 228, 66),
    (213, 94, 0),
    (204, 121, 167),
    (86, 180, 233),
)


def draw_stands(seen: list[Seen]) -> Picture:
    """Return the stands' pictures side by side, each with what was seen drawn on it, RGB.

    Side view: the back and front edge as measured (void rows are left out), the plumb line through
    the near ankle, the near side's joints, on the back the thorax, hollow and buttock points, and
    the line between the stickers or clicks on the pelvis.
    Front view: shoulder line, the middle of the hips and feet.
    """
    drawn = [_drawn(each) for each in seen]
    return np.concatenate(drawn, axis=1)


def save_picture(path: Path, seen: list[Seen]) -> None:
    """Write the drawing as JPEG or PNG, whole or not at all.

    Raises
    ------
    OutputError : the ending is neither .jpg nor .png, or the file cannot be written.
    """
    check_picture_name(path)
    drawn = cv2.cvtColor(draw_stands(seen), cv2.COLOR_RGB2BGR)
    _, content = cv2.imencode(path.suffix.lower(), drawn)
    write_atomic(path, content.tobytes())


def check_picture_name(path: Path) -> None:
    """Refuse a name whose ending says no kind of picture that can be written.

    Raises
    ------
    OutputError : the ending is neither .jpg nor .png.
    """
    if path.suffix.lower() not in (".jpg", ".jpeg", ".png"):
        raise OutputError(f"{path} cannot be written; name it with the ending .png or .jpg.")


def _drawn(seen: Seen) -> Picture:
    """Return the part of the picture with the person, enlarged, with what was seen drawn on it."""
    points = median_points(seen.stand)
    scale = seen.picture.image.shape[1] / seen.picture.true_size_px[0]
    margin = _MARGIN * float(np.ptp(points[:, 1]))
    size = seen.picture.image.shape[1::-1]
    low = np.clip((points.min(axis=0) - margin) * scale, 0, size).astype(int)
    high = np.clip((points.max(axis=0) + margin) * scale, 0, size).astype(int)
    part = seen.picture.image[low[1] : high[1], low[0] : high[0]]
    zoom = _HEIGHT / part.shape[0]
    enlarged = cv2.resize(
        part, (max(1, round(part.shape[1] * zoom)), _HEIGHT), interpolation=cv2.INTER_CUBIC
    )
    canvas = np.ascontiguousarray(enlarged, np.uint8)

    def place(pixels: FloatArray) -> FloatArray:
        return np.asarray(((pixels + 0.5) * scale - low) * zoom - 0.5)

    if seen.stand.contour is None:
        _front(canvas, place(points))
    else:
        _side(canvas, figure_of(seen.stand), seen.stand.markers, place)
    return canvas


def _side(canvas: Picture, figure: Figure, markers: Markers | None, place: Place) -> None:
    outline, p = figure.outline, figure.points
    if outline is not None:
        shown = (outline.u > -1.2) & (outline.u < 0.5)
        for edge in (outline.back, outline.front):
            pixels = figure.to_pixels(np.column_stack([edge, outline.u])[shown])
            _line(canvas, place(pixels), _CONTOUR)
    ankle = place(figure.to_pixels(p["ankle"]))
    top = place(figure.to_pixels(p["ear"]))[1]
    tilt = np.tan(np.radians(figure.roll_deg))
    above = [ankle[0] + (ankle[1] - top) * tilt, top]
    _line(canvas, np.array([ankle, above]), _PLUMB)
    for name in ("ear", "shoulder", "hip", "knee", "ankle"):
        _dot(canvas, place(figure.to_pixels(p[name])), _POINT)
    if markers is not None:
        marked = place(np.array([markers.psis_px, markers.asis_px]))
        _line(canvas, marked, _MARKED)
        for point in marked:
            _dot(canvas, point, _MARKED)
    shape = shape_of(figure)
    if shape is not None:
        for point in (shape.thorax, shape.hollow, shape.buttock):
            _dot(canvas, place(figure.to_pixels(point)), _MARK)


def _front(canvas: Picture, points: FloatArray) -> None:
    _line(canvas, np.array([points[SHOULDER[side]] for side in SIDES]), _CONTOUR)
    middle = points[[ANKLE[side] for side in SIDES]].mean(axis=0)
    top = points[[EAR[side] for side in SIDES]].mean(axis=0)[1]
    _line(canvas, np.array([middle, [middle[0], top]]), _PLUMB)
    for joint in (SHOULDER, HIP, KNEE, ANKLE):
        for side in SIDES:
            _dot(canvas, points[joint[side]], _POINT)


def _line(canvas: Picture, pixels: FloatArray, colour: tuple[int, int, int]) -> None:
    """Draw a polyline that breaks where points are NaN."""
    for first, second in pairwise(pixels):
        if np.isfinite(first).all() and np.isfinite(second).all():
            cv2.line(canvas, _whole(first), _whole(second), colour, 2, cv2.LINE_AA)


def _dot(canvas: Picture, point: FloatArray, colour: tuple[int, int, int]) -> None:
    centre = _whole(point)
    cv2.circle(canvas, centre, 6, colour, -1, cv2.LINE_AA)
    cv2.circle(canvas, centre, 7, (255, 255, 255), 1, cv2.LINE_AA)


def _whole(point: FloatArray) -> tuple[int, int]:
    x, y = np.rint(point).astype(int)
    return int(x), int(y)
