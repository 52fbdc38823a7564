"""People of whom a picture shows only a part, looked for with room around, with the real model."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from posecheck.capture.landmarker import Landmarker, PictureLandmarker
from posecheck.capture.model_files import find_model
from posecheck.capture.native import cv2
from posecheck.capture.pose import Pose
from posecheck.capture.record import record_stations
from posecheck.capture.room_around import Look, RoomAround, agreeing, found_with_room, stands
from posecheck.capture.video import Video
from posecheck.landmarks import COUNT, FACE, HIP, KNEE, SHOULDER
from posecheck.protocols.posture import kinds
from posecheck.recording import Frame
from tests.conftest import FIXTURES
from tests.protocols.posture.people import TRUTH, assess


def frame_of(name):
    with Video(FIXTURES / "stands" / f"{name}.mp4") as video:
        return next(islice(video, 1))


def middle(pose, joint):
    return pose.landmarks_px[list(joint.values())].mean(axis=0)


@pytest.fixture(scope="module")
def whole():
    frame = frame_of("upright")
    with Landmarker(find_model()) as model:
        return frame, model.detect(frame)


@pytest.fixture(scope="module")
def headless(whole):
    """The picture without what lies above the shoulders, and how many rows that is."""
    frame, pose = whole
    shoulder, hip = middle(pose, SHOULDER), middle(pose, HIP)
    cut = round(float(shoulder[1] - 0.1 * (hip[1] - shoulder[1])))
    return Frame(0.0, np.ascontiguousarray(frame.image[cut:])), cut


def test_a_body_without_a_head_is_found_where_it_is(whole, headless):
    frame, cut = headless
    found = found_with_room(find_model(), frame)
    assert found is not None
    trunk = np.linalg.norm(middle(whole[1], SHOULDER) - middle(whole[1], HIP))
    for joint in (SHOULDER, HIP, KNEE):
        off = middle(found, joint) - middle(whole[1], joint) + np.array([0, cut])
        assert np.linalg.norm(off) < 0.25 * trunk
    assert not found.visibility[list(FACE)].any()
    assert found.body_yaw_deg == pytest.approx(whole[1].body_yaw_deg, abs=45)


def test_a_photo_without_a_head_is_measured_but_for_the_head(headless, tmp_path):
    path = tmp_path / "headless.png"
    cv2.imwrite(str(path), cv2.cvtColor(headless[0].image, cv2.COLOR_RGB2BGR))
    result = assess(record_stations({"side": path}, protocol="posture"))
    tip = result.measure(kinds.TILT_FROM_NEUTRAL)
    assert tip.low < TRUTH["upright"][tip.name] < tip.high
    assert "head" in result.measure(kinds.FORWARD_HEAD).reason


def test_nobody_stays_nobody():
    nobody = Frame(0.0, np.full((240, 320, 3), 127, np.uint8))
    assert found_with_room(find_model(), nobody) is None


def test_masks_are_as_wide_as_their_picture_and_points_in_its_pixels(whole):
    frame, pose = whole
    odd = Frame(0.0, np.ascontiguousarray(frame.image[:, : frame.image.shape[1] - 27]))
    model = PictureLandmarker(find_model(), masks=True)
    try:
        seen = model.detect(odd.image)
    finally:
        model.close()
    assert seen.mask.shape == odd.image.shape[:2]
    assert middle(seen.pose, HIP) == pytest.approx(middle(pose, HIP), abs=5)
    with RoomAround(find_model()) as room:
        assert {look.mask.shape for look in room.looks(odd)} <= {odd.image.shape[:2]}


def pose_at(x, y=100.0, upright=True):
    points = np.full((COUNT, 2), (x, y), np.float32)
    for below, joint in enumerate((SHOULDER, HIP, KNEE)):
        points[list(joint.values()), 1] = y + (1 if upright else -1) * 50 * below
    return Pose(points, np.ones(COUNT, np.float32), 90.0)


def looks_at(*places):
    return [Look(pose_at(x), np.zeros((4, 4), np.float32)) for x in places]


def test_only_looks_that_agree_are_believed():
    assert len(agreeing(looks_at(100, 104, 96, 180))) == 3
    assert agreeing(looks_at(100, 104)) == []
    assert agreeing(looks_at(100, 150, 200, 250)) == []


def test_a_body_that_hangs_by_its_feet_or_lies_is_no_look():
    assert stands(pose_at(100.0))
    assert not stands(pose_at(100.0, upright=False))
    lying = pose_at(100.0)
    points = lying.landmarks_px.copy()
    points[list(SHOULDER.values()), 0] += 80
    assert not stands(replace(lying, landmarks_px=points))
