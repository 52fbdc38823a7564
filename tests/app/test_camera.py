"""Frames from the browser: the newest only, and what happens when something breaks."""

import asyncio
from fractions import Fraction

import aioice.ice
import av
import numpy as np
import pytest

from posecheck.app.camera import Camera
from posecheck.app.loopback import keep_to_loopback
from posecheck.errors import ModelError
from posecheck.live.plans import march_plan
from posecheck.live.session import Ending
from posecheck.live.take import Take


class Model:
    name, sha256 = "scripted", "0" * 64

    def __init__(self, error=None):
        self.error, self.times = error, []

    def detect(self, frame):
        self.times.append(round(frame.t_s, 3))
        if self.error is not None:
            raise self.error

    def close(self):
        pass


def frame(t_s):
    image = np.zeros((48, 64, 3), np.uint8)
    image[:, :8] = 255
    made = av.VideoFrame.from_ndarray(image, format="rgb24")
    made.pts, made.time_base = round(t_s * 90_000), Fraction(1, 90_000)
    return made


def shown(camera, times):
    (picture,) = asyncio.run(camera.newest([frame(t_s) for t_s in times]))
    return picture.to_ndarray(format="rgb24")


@pytest.fixture
def ended():
    return []


def camera_of(model, ended):
    take = Take(march_plan(3), model)
    return take, Camera(take, lambda: ended.append(True))


def test_only_the_newest_frame_is_looked_at(ended):
    model = Model()
    take, camera = camera_of(model, ended)
    shown(camera, [5.0])
    shown(camera, [5.1, 5.2, 5.3])
    assert model.times == [0.0, 0.3]
    status = take.tick()
    assert (status.processed, status.dropped) == (2, 2)


def test_the_picture_comes_back_mirrored_in_any_case(ended):
    _, camera = camera_of(Model(), ended)
    assert shown(camera, [1.0])[40, 60].min() > 200
    _, broken = camera_of(Model(ModelError("The model is damaged.")), ended)
    picture = shown(broken, [1.0])
    assert picture[40, 60].min() > 200
    assert picture[40, 3].max() < 50


def test_a_known_error_ends_the_take_with_its_sentence(ended):
    take, camera = camera_of(Model(ModelError("The model is damaged.")), ended)
    shown(camera, [1.0])
    assert take.tick().failure == "The model is damaged."


def test_an_unknown_error_ends_the_take_in_plain_words(ended, caplog):
    take, camera = camera_of(Model(ValueError("0x7f")), ended)
    shown(camera, [1.0])
    assert "stopped working" in take.tick().failure
    assert "0x7f" not in take.tick().failure
    assert "the pose model failed" in caplog.text


def test_stopping_the_program_is_no_failure_of_the_model(ended, caplog):
    error = RuntimeError("cannot schedule new futures after shutdown")
    take, camera = camera_of(Model(error), ended)
    shown(camera, [1.0])
    assert take.tick().failure is None
    assert take.tick().state.ending is Ending.STOPPED
    assert caplog.text == ""


def test_the_end_of_the_track_ends_the_take(ended):
    take, camera = camera_of(Model(), ended)
    shown(camera, [1.0])
    camera.ended()
    assert take.tick().state.ending is Ending.CAMERA_LOST
    assert ended == [True]


def test_the_camera_speaks_over_the_loopback_only():
    keep_to_loopback()
    assert aioice.ice.get_host_addresses(use_ipv4=True, use_ipv6=True) == ["127.0.0.1"]
    lookup = asyncio.run(aioice.ice.get_or_create_mdns_protocol(object()))
    assert asyncio.run(lookup.resolve("0a1b.local")) is None
