"""Looking again at a few frames, with a second model of the test's own."""

from dataclasses import replace

import numpy as np
import pytest

from posecheck import Station, Take
from posecheck.capture import landmarker, second_look
from posecheck.capture.pose import Pose
from posecheck.capture.second_look import look_again, with_second_look
from posecheck.landmarks import KNEE, LEG_PAIRS
from posecheck.protocols.slow_march import SlowMarch
from posecheck.recording import Frame, RecordingMeta
from tests.test_take_file import a_recording

META = RecordingMeta(source="clip.mp4", model_name="full.task", model_sha256="ab")
WIDTH = 100


class Second:
    """Sees the brightest column as the person, the left knee 6 px too low in every picture."""

    name, sha256 = "heavy.task", "cd"
    depth = False

    def __init__(self, path=None, sees=lambda _frame: True, labels=lambda _frame: True):
        self.path, self.sees, self.labels = path, sees, labels

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def detect(self, frame: Frame) -> Pose | None:
        if not self.sees(frame):
            return None
        x = float(frame.image[0, :, 0].argmax()) + 0.5
        points = np.tile(np.float32([x, 50]), (33, 1))
        sign = 1 if self.labels(frame) else -1
        for left, right in LEG_PAIRS:
            points[left, 0], points[right, 0] = x + 10 * sign, x - 10 * sign
        points[KNEE["left"], 1] = 56
        depth = np.float32(np.arange(33)) if self.depth else None
        return Pose(points, np.full(33, 0.8, np.float32), 6.0, depth)


def a_frame(t_s=0.0):
    image = np.zeros((80, WIDTH, 3), np.uint8)
    image[:, 30] = 255
    return Frame(t_s, image)


def mirrored(frame: Frame) -> bool:
    return bool(frame.image[0, WIDTH - 31, 0])


def test_each_frame_is_averaged_with_its_mirror_image_and_names_its_model():
    look = look_again([a_frame(0.5), a_frame(0.7)], Second(), META)
    assert look.t_s.tolist() == [0.5, 0.7]
    np.testing.assert_allclose(look.landmarks_px[:, KNEE["left"]], [[40.5, 53]] * 2)
    np.testing.assert_allclose(look.landmarks_px[:, KNEE["right"]], [[20.5, 53]] * 2)
    # A model that sees 6° in every picture has made them up.
    np.testing.assert_allclose(look.body_yaw_deg, 0.0, atol=1e-5)
    about = look.meta
    assert (about.source, about.model_name, about.model_sha256) == ("clip.mp4", "heavy.task", "cd")


def test_depth_is_averaged_with_the_mirror_images_too():
    model = Second()
    assert look_again([a_frame()], model, META).depth_px is None
    model.depth = True
    depth = look_again([a_frame()], model, META).depth_px[0]
    left, right = KNEE["left"], KNEE["right"]
    assert depth[left] == depth[right] == (left + right) / 2
    assert depth[0] == 0.0


@pytest.mark.parametrize(
    "model",
    [
        Second(sees=mirrored),
        Second(sees=lambda frame: not mirrored(frame)),
        Second(labels=mirrored),  # one of the looks takes the left leg for the right one
    ],
)
def test_looks_that_contradict_each_other_say_nothing(model):
    assert look_again([a_frame()], model, META) is None


def test_no_frames_are_no_second_look():
    assert look_again([], Second(), META) is None


@pytest.fixture
def asked(monkeypatch):
    """A slow march asks for the frames 0 and 2 of its recording."""
    frames = np.array([0, 2])
    monkeypatch.setattr(SlowMarch, "frames_to_look_at_again", lambda *_: {0: frames})
    monkeypatch.setattr(second_look, "find_second_model", lambda: "heavy.task")
    monkeypatch.setattr(landmarker, "SecondLandmarker", Second)
    return frames


def frames_of(take: Take):
    return lambda at, indices: [a_frame(t) for t in take.stations[at].recording.t_s[indices]]


@pytest.mark.parametrize("protocol", ["slow_march", ""])
def test_a_take_gets_the_frames_for_which_a_protocol_asks(asked, protocol):
    take = Take((Station(a_recording(4)),), protocol=protocol)
    steps = []
    looked = with_second_look(take, frames_of(take), lambda done, of: steps.append((done, of)))
    look = looked.stations[0].second_look
    assert look.t_s.tolist() == take.stations[0].recording.t_s[asked].tolist()
    assert steps == [(1, 2), (2, 2)]
    assert looked.digest() != take.digest()
    assert looked.protocol == protocol


def test_another_protocol_asks_for_nothing(asked):
    take = Take((Station(a_recording(4)),), protocol="chair_rise")
    assert with_second_look(take, frames_of(take)) is take


def test_without_the_second_model_a_take_stays_as_it_is(asked, monkeypatch):
    monkeypatch.setattr(second_look, "find_second_model", lambda: None)
    take = Take((Station(a_recording(4)),), protocol="slow_march")
    assert with_second_look(take, frames_of(take)) is take


def test_frames_that_are_gone_are_left_out(asked):
    take = Take((Station(a_recording(4)),), protocol="slow_march")
    looked = with_second_look(take, lambda *_: [a_frame(0.0)])
    assert len(looked.stations[0].second_look) == 1
    nothing = with_second_look(take, lambda *_: [])
    assert replace(nothing.stations[0], second_look=None).digest() == take.digest()
    assert nothing.stations[0].second_look is None
