"""The picture with what was seen drawn on it."""

from dataclasses import replace

import numpy as np
import pytest
from posecheck.capture.stand import stand_from_media
from posecheck.report.posture_picture import draw_stands, save_picture

from posecheck.capture.model_files import find_model
from posecheck.capture.opencv import cv2
from posecheck.errors import OutputError
from posecheck.protocols.posture.body_frame import figure_of
from posecheck.take import Markers
from tests.conftest import FIXTURES

CLIPS = FIXTURES / "stands"


def test_the_picture_shows_contour_plumb_line_and_points(tmp_path):
    upright = stand_from_media(CLIPS / "upright.mp4", find_model(), "side")
    front = stand_from_media(CLIPS / "shoulder_up.mp4", find_model(), "front")
    places = [tuple(figure_of(upright.stand).to_pixels(at)) for at in ((0.1, -0.1), (-0.14, -0.16))]
    marked = replace(upright, stand=replace(upright.stand, markers=Markers(*places)))
    drawn = draw_stands([marked, front])
    assert drawn.shape[0] == 960
    for colour in ((0, 114, 178), (240, 228, 66), (213, 94, 0), (204, 121, 167), (86, 180, 233)):
        assert (np.abs(drawn.astype(int) - colour).max(axis=2) < 12).sum() > 60
    save_picture(tmp_path / "seen.png", [upright, front])
    assert cv2.imread(str(tmp_path / "seen.png")).shape == drawn.shape
    with pytest.raises(OutputError, match="ending"):
        save_picture(tmp_path / "seen.bmp", [upright])
    assert [path.name for path in tmp_path.iterdir()] == ["seen.png"]
