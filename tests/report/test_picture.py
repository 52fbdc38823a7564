"""The picture with what was seen drawn on it."""

from dataclasses import replace

import numpy as np
import pytest

from posecheck import Frame
from posecheck.capture.native import cv2
from posecheck.capture.record import Recorded
from posecheck.errors import OutputError
from posecheck.report.picture import draw_stations, save_picture
from posecheck.station import Markers
from tests.takes import recorded, stand

CONTOUR, PLUMB, POINT, MARKED = (0, 114, 178), (240, 228, 66), (213, 94, 0), (86, 180, 233)


def seen(*names: str, markers: Markers | None = None) -> Recorded:
    """Return stands with a grey picture each."""
    take = stand(*names).take
    stations = (replace(take.stations[0], markers=markers), *take.stations[1:])
    width, height = (int(size) for size in stations[0].recording.frame_size_px[0])
    grey = Frame(0.0, np.full((height, width, 3), 90, np.uint8))
    return Recorded(replace(take, stations=stations), (grey,) * len(stations))


def drawn(picture, colour):
    return (np.abs(picture.astype(int) - colour).max(axis=2) < 12).sum()


def test_outline_plumb_line_joints_and_marked_points_are_drawn(tmp_path):
    given = seen("upright", "shoulder_up", markers=Markers((330.0, 240.0), (300.0, 236.0)))
    picture = draw_stations(given)
    assert picture.shape[0] == 960
    for colour in (CONTOUR, PLUMB, POINT, MARKED):
        assert drawn(picture, colour) > 60
    save_picture(tmp_path / "seen.png", given)
    assert cv2.imread(str(tmp_path / "seen.png")).shape == picture.shape


def test_the_outline_lies_where_it_was_seen():
    given = seen("upright")
    bare = replace(given.take.stations[0], contour=None)
    without = Recorded(replace(given.take, stations=(bare,)), given.pictures)
    assert drawn(draw_stations(given), CONTOUR) > drawn(draw_stations(without), CONTOUR) + 500


def test_where_there_is_nothing_to_draw_on_it_says_so(tmp_path):
    with pytest.raises(OutputError, match="no picture to draw on"):
        draw_stations(Recorded(recorded("p_front_00"), (None,)))
    with pytest.raises(OutputError, match="ending"):
        save_picture(tmp_path / "seen.bmp", seen("upright"))
    assert list(tmp_path.iterdir()) == []
