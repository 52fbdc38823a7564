"""The mean of a look and a mirrored look, with landmarkers of the test's own."""

import numpy as np
import pytest

from posecheck.capture import stand_study
from posecheck.capture.pose import Pose
from posecheck.landmarks import EAR, NOSE, SHOULDER
from posecheck.recording import Frame

WIDTH = 100


class Biased:
    """Sees the brightest column of the picture as the person, the left shoulder 4 px too low."""

    found = True

    def __init__(self, _model_path) -> None:
        self.closed = False

    def detect(self, frame: Frame) -> Pose | None:
        if not self.found:
            return None
        x = float(frame.image[0, :, 0].argmax()) + 0.5
        points = np.tile(np.float32([x, 50]), (33, 1))
        points[SHOULDER["left"]] = x + 10, 54
        points[SHOULDER["right"]] = x - 10, 50
        points[EAR["left"]] = x + 3, 20
        visibility = np.full(33, 0.8, np.float32)
        return Pose(points, visibility, body_yaw_deg=6.0)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def looks(monkeypatch):
    """A plain look at a frame, and the average of it with the mirrored one."""
    monkeypatch.setattr(stand_study, "Landmarker", Biased)
    with stand_study.MirrorAveraging("no.task") as averaging:
        yield Biased("no.task"), averaging


def a_frame():
    image = np.zeros((80, WIDTH, 3), np.uint8)
    image[:, 30] = 255
    return Frame(0.0, image)


def test_a_bias_between_left_and_right_cancels(looks):
    plain, averaging = looks
    pose = averaging.average(a_frame(), plain.detect(a_frame()))
    left, right = (pose.landmarks_px[SHOULDER[side]] for side in ("left", "right"))
    np.testing.assert_allclose(left, [40.5, 52])
    np.testing.assert_allclose(right, [20.5, 52])
    np.testing.assert_allclose(pose.landmarks_px[NOSE], [30.5, 50])
    # What one look places on the left ear, the mirrored one places on the right.
    np.testing.assert_allclose(pose.landmarks_px[EAR["left"]], [32, 35])
    np.testing.assert_allclose(pose.landmarks_px[EAR["right"]], [29, 35])
    assert pose.body_yaw_deg == pytest.approx(0.0, abs=1e-6)
    assert pose.landmarks_px.dtype == np.float32


def test_one_look_is_enough(looks):
    plain, averaging = looks
    averaging._mirrored.found = False
    alone = averaging.average(a_frame(), plain.detect(a_frame()))
    np.testing.assert_allclose(alone.landmarks_px[SHOULDER["left"]], [40.5, 54])
    assert averaging.average(a_frame(), None) is None
    averaging._mirrored.found = True
    other = averaging.average(a_frame(), None)
    np.testing.assert_allclose(other.landmarks_px[SHOULDER["right"]], [20.5, 54])
    assert other.body_yaw_deg == -6.0


def test_it_is_closed(monkeypatch):
    monkeypatch.setattr(stand_study, "Landmarker", Biased)
    with stand_study.MirrorAveraging("no.task") as averaging:
        assert not averaging._mirrored.closed
    assert averaging._mirrored.closed
