"""MediaPipe itself, on short pieces of the fixture clips."""

import itertools
import os

import numpy as np
import pytest

from posecheck.capture.landmarker import Landmarker, SecondLandmarker
from posecheck.capture.model_files import find_model, find_second_model
from posecheck.capture.native import heard, quiet_stderr
from posecheck.capture.video import Video
from posecheck.errors import ModelError
from posecheck.landmarks import ANKLE, HIP, KNEE, SHOULDER
from posecheck.recording import Frame
from tests.conftest import recorded_march


def poses(clip, count, **options):
    with Landmarker(find_model()) as landmarker, Video(clip, **options) as video:
        return [landmarker.detect(frame) for frame in itertools.islice(video, count)]


def test_a_person_is_found_in_true_pixels(clips, capfd):
    pose = poses(clips / "front.mp4", 10)[-1]
    knees, ankles = pose.landmarks_px[[*KNEE.values()]], pose.landmarks_px[[*ANKLE.values()]]
    assert 240 < knees[:, 1].mean() < ankles[:, 1].mean() < 480
    # Seen from the front, the person's left is at image right.
    assert pose.landmarks_px[SHOULDER["left"], 0] > pose.landmarks_px[SHOULDER["right"], 0] + 20
    assert pose.visibility.min() >= 0
    assert pose.visibility.max() <= 1
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("clip", "yaw_deg"),
    [
        ("front.mp4", 0),
        ("oblique.mp4", -45),  # the left side turned to the camera: facing image left
        ("side_left.mp4", -90),
    ],
)
def test_the_turn_of_the_body_and_its_sign(clips, clip, yaw_deg):
    assert poses(clips / clip, 10)[-1].body_yaw_deg == pytest.approx(yaw_deg, abs=12)


def test_turned_the_other_way_the_sign_changes(clips):
    # A mirrored left side is a right side.
    assert poses(clips / "side_left.mp4", 10, mirrored=True)[-1].body_yaw_deg == pytest.approx(
        90, abs=12
    )


def test_nobody_is_none():
    with Landmarker(find_model()) as landmarker:
        assert landmarker.detect(Frame(0.0, np.full((240, 320, 3), 127, np.uint8))) is None


def test_frames_less_than_a_millisecond_apart_are_taken(clips):
    with Landmarker(find_model()) as landmarker, Video(clips / "front.mp4") as video:
        image = next(iter(video)).image
        found = [landmarker.detect(Frame(t_s, image)) for t_s in (0.0, 0.0002, 0.0004, 0.01)]
    assert all(found)


def test_a_scaled_down_picture_gives_true_pixels(clips):
    with Video(clips / "front.mp4") as video:
        image = next(iter(video)).image
    with Landmarker(find_model()) as landmarker:
        plain = landmarker.detect(Frame(0.0, image))
    with Landmarker(find_model()) as landmarker:
        scaled = landmarker.detect(Frame(0.0, image, size_px=(1280, 960)))
    np.testing.assert_allclose(scaled.landmarks_px, 2 * plain.landmarks_px, rtol=1e-5)


def test_the_same_clip_gives_the_saved_landmarks(clips):
    """The fixture recording came from the same march before it was encoded again."""
    saved = recorded_march("m02_front_m1_asymR15")
    found = np.array([pose.landmarks_px for pose in poses(clips / "front.mp4", 30)])
    body = slice(11, 33)
    distance = np.linalg.norm(found[10:, body] - saved.landmarks_px[10:30, body], axis=2)
    assert np.median(distance) < 3
    assert len(saved) == 798


@pytest.mark.skipif(
    find_second_model() is None, reason="the second model comes with Python 3.11 and 3.12"
)
def test_the_second_look_guesses_what_is_nearer_to_the_camera(clips):
    with SecondLandmarker(find_second_model()) as model, Video(clips / "side_left.mp4") as video:
        depth = model.detect(next(iter(video))).depth_px
    for joint in (SHOULDER, HIP, KNEE):
        assert depth[joint["left"]] < depth[joint["right"]] - 20
    assert (depth[HIP["left"]] + depth[HIP["right"]]) / 2 == pytest.approx(0.0, abs=1.0)
    assert poses(clips / "side_left.mp4", 1)[0].depth_px is None


def test_a_file_that_is_no_model(tmp_path):
    path = tmp_path / "pose.task"
    path.write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"pose\.task cannot be loaded"):
        Landmarker(path)


def test_the_terminal_speaks_again_after_the_quiet(capfd):
    with quiet_stderr():
        os.write(2, b"hidden\n")
        with quiet_stderr():
            os.write(2, b"hidden\n")
        os.write(2, b"hidden\n")
    os.write(2, b"seen\n")
    assert capfd.readouterr().err == "seen\n"


def test_what_must_be_said_is_heard_while_others_keep_quiet(capfd):
    with quiet_stderr():
        os.write(2, b"a note of the library\n")
        with heard():
            os.write(2, b"the last word\n")
        os.write(2, b"another note\n")
    with heard():
        os.write(2, b"and one more\n")
    assert capfd.readouterr().err == "the last word\nand one more\n"
