"""Draws what was seen on the picture itself: outline, plumb line, joints, marked points."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from posecheck.capture.native import cv2
from posecheck.capture.pose import Recorded
from posecheck.errors import OutputError
from posecheck.files import write_atomic
from posecheck.landmarks import ANKLE, EAR, HIP, KNEE, SHOULDER, SIDES
from posecheck.recording import Frame
from posecheck.station import Station
from posecheck.thresholds import VIEW

Picture = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float64]
Place = Callable[[FloatArray], FloatArray]
_HEIGHT = 960
_MARGIN = 0.15
# RGB, distinguishable without telling red from green.
_CONTOUR, _PLUMB, _POINT, _MARKED = (0, 114, 178), (240, 228, 66), (213, 94, 0), (86, 180, 233)


def draw_stations(recorded: Recorded) -> Picture:
    """Return the stations' pictures side by side, each with what was seen drawn on it, RGB.

    Drawn are the edges of the silhouette, the plumb line through the ankles (from the side the
    near one), the joints (from the side the near ones) and the line between marked points.

    Raises
    ------
    OutputError
        no station has a picture with somebody on it.
    """
    drawn = [
        _drawn(station, picture)
        for station, picture in zip(recorded.take.stations, recorded.pictures, strict=True)
        if picture is not None and np.isfinite(_middle(station)).all()
    ]
    if not drawn:
        raise OutputError(
            "There is no picture to draw on: this test keeps none, a saved take holds none, or "
            "nobody was seen. Leave --picture out."
        )
    return np.concatenate(drawn, axis=1)


def save_picture(path: Path, recorded: Recorded) -> None:
    """Write the drawing as JPEG or PNG, whole or not at all.

    Raises
    ------
    OutputError
        the ending is neither .jpg nor .png, there is nothing to draw on, or the file cannot be
        written.
    """
    check_picture_name(path)
    drawn = cv2.cvtColor(draw_stations(recorded), cv2.COLOR_RGB2BGR)
    _, content = cv2.imencode(path.suffix.lower(), drawn)
    write_atomic(path, content.tobytes())


def check_picture_name(path: Path) -> None:
    """Refuse a name whose ending says no kind of picture that can be written.

    Raises
    ------
    OutputError
        the ending is neither .jpg nor .png.
    """
    if path.suffix.lower() not in (".jpg", ".jpeg", ".png"):
        raise OutputError(f"{path} cannot be written; name it with the ending .png or .jpg.")


def _middle(station: Station) -> FloatArray:
    """Return the median landmarks of a station, `(33, 2)` pixels."""
    points = station.recording.landmarks_px.astype(np.float64)
    if not np.isfinite(points).any():
        return np.full(points.shape[1:], np.nan)
    return np.asarray(np.nanmedian(points, axis=0))


def _drawn(station: Station, picture: Frame) -> Picture:
    """Return the part of the picture with the person, enlarged, with what was seen drawn on it."""
    points = _middle(station)
    scale = picture.image.shape[1] / picture.true_size_px[0]
    margin = _MARGIN * float(np.ptp(points[:, 1]))
    size = picture.image.shape[1::-1]
    low = np.clip((points.min(axis=0) - margin) * scale, 0, size).astype(int)
    high = np.clip((points.max(axis=0) + margin) * scale, 0, size).astype(int)
    part = picture.image[low[1] : high[1], low[0] : high[0]]
    zoom = _HEIGHT / part.shape[0]
    enlarged = cv2.resize(
        part, (max(1, round(part.shape[1] * zoom)), _HEIGHT), interpolation=cv2.INTER_CUBIC
    )
    canvas = np.ascontiguousarray(enlarged, np.uint8)

    def place(pixels: FloatArray) -> FloatArray:
        return np.asarray(((pixels + 0.5) * scale - low) * zoom - 0.5)

    _draw_contour(canvas, station, place)
    _draw_body(canvas, station, place(points))
    if station.markers is not None:
        marked = place(np.array([station.markers.psis_px, station.markers.asis_px]))
        _line(canvas, marked, _MARKED)
        for point in marked:
            _dot(canvas, point, _MARKED)
    return canvas


def _draw_contour(canvas: Picture, station: Station, place: Place) -> None:
    if station.contour is None:
        return
    for edge in (station.contour.left_px, station.contour.right_px):
        _line(canvas, place(np.column_stack([edge, station.contour.y_px])), _CONTOUR)


def _draw_body(canvas: Picture, station: Station, at: FloatArray) -> None:
    turn = station.recording.body_yaw_deg
    known = turn[np.isfinite(turn)]
    yaw = float(np.median(known)) if known.size else 0.0
    shown = list(SIDES)
    if abs(yaw) > VIEW.side:
        shown = ["right" if yaw > 0 else "left"]
    else:
        _line(canvas, np.array([at[SHOULDER[side]] for side in SIDES]), _CONTOUR)
    ankle = np.mean([at[ANKLE[side]] for side in shown], axis=0)
    top = np.mean([at[EAR[side]] for side in shown], axis=0)[1]
    _line(canvas, np.array([ankle, [ankle[0], top]]), _PLUMB)
    for joint in (EAR, SHOULDER, HIP, KNEE, ANKLE):
        for side in shown:
            _dot(canvas, at[joint[side]], _POINT)


def _line(canvas: Picture, pixels: FloatArray, colour: tuple[int, int, int]) -> None:
    """Draw a polyline that breaks where points are NaN."""
    for first, second in pairwise(pixels):
        if np.isfinite(first).all() and np.isfinite(second).all():
            cv2.line(canvas, _whole(first), _whole(second), colour, 2, cv2.LINE_AA)


def _dot(canvas: Picture, point: FloatArray, colour: tuple[int, int, int]) -> None:
    if np.isfinite(point).all():
        cv2.circle(canvas, _whole(point), 6, colour, -1, cv2.LINE_AA)
        cv2.circle(canvas, _whole(point), 7, (255, 255, 255), 1, cv2.LINE_AA)


def _whole(point: FloatArray) -> tuple[int, int]:
    x, y = np.rint(point).astype(int)
    return int(x), int(y)
