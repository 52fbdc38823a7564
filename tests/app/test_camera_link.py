"""Frames from the browser: unpacked, all kept, the newest looked at, and only from the own page."""

import json
import re
import struct
import threading
import time
from importlib.resources import files

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from posecheck.app.camera_link import (
    BGRA,
    HEADER,
    I420,
    NV12,
    RGBA,
    ROUTES,
    VERSION,
    CameraLink,
    frame_of,
)
from posecheck.capture.native import cv2
from posecheck.errors import ModelError
from posecheck.live import Ending, Phase, State
from tests.live.marching import Clock, Drawn, march, march_take

WIDTH, HEIGHT = 64, 48
WORKER = files("posecheck.app").joinpath("assets/camera_worker.js").read_text(encoding="utf-8")
ORIGIN = {"origin": "http://testserver", "host": "testserver"}


def picture(t_s=1.0):
    """Red on the left, blue on the right, smooth enough to survive the colours of a camera.

    A stripe at the top changes with the time: a camera's pictures are never the same twice.
    """
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    image[:, : WIDTH // 2] = (200, 30, 30)
    image[:, WIDTH // 2 :] = (30, 30, 200)
    image[:4] = int(1000 * t_s) % 250 if np.isfinite(t_s) else 0
    return image


def planes_of(image, full):
    """Return luma and the two colours, halved, `(H * 3 / 2, W)`."""
    if not full:
        return cv2.cvtColor(image, cv2.COLOR_RGB2YUV_I420)
    luma, red, blue = cv2.split(cv2.cvtColor(image, cv2.COLOR_RGB2YCrCb))
    halved = [cv2.resize(each, (WIDTH // 2, HEIGHT // 2)).ravel() for each in (blue, red)]
    return np.concatenate([luma.ravel(), *halved]).reshape(-1, WIDTH)


def message(
    t_s, form=I420, width=WIDTH, height=HEIGHT, pixels=None, stride=None, version=VERSION, number=1,
    full=False,
):  # fmt: skip
    image = picture(t_s)
    if pixels is None and form in (I420, NV12):
        planes = planes_of(image, full)
        if form == NV12:
            luma, chroma = planes[:HEIGHT], planes[HEIGHT:].reshape(2, -1)
            planes = np.concatenate([luma.ravel(), chroma.T.ravel()])
        pixels = planes.tobytes()
    elif pixels is None:
        code = cv2.COLOR_RGB2RGBA if form == RGBA else cv2.COLOR_RGB2BGRA
        pixels = cv2.cvtColor(image, code).tobytes()
    stride = stride or (width if form in (I420, NV12) else 4 * width)
    fields = (version, form, width, height, stride, 1e3 * t_s, 7.0, number, full)
    return HEADER.pack(*fields) + pixels


def test_the_browser_writes_the_header_that_is_read():
    kinds = {"B": "Uint8", "H": "Uint16", "d": "Float64", "I": "Uint32", "?": "Uint8"}
    codes = HEADER.format.removeprefix("<").removesuffix("3x")
    read = [(kinds[code], struct.calcsize("<" + codes[:at])) for at, code in enumerate(codes)]
    written = re.findall(r"head\.set(\w+)\((\d+), (.+?)(, true)?\);", WORKER)
    assert [(kind, int(at)) for kind, at, *_ in written] == read
    assert all(little or kind == "Uint8" for kind, _, _, little in written)
    assert written[0][2] == str(VERSION)
    assert f"const HEADER_BYTES = {HEADER.size};" in WORKER
    forms = dict(re.findall(r"(\w+): (\d)", re.search(r"FORMATS = {(.+?)}", WORKER)[1]))
    known = {"I420": I420, "NV12": NV12, "RGBA": RGBA, "BGRA": BGRA, "RGBX": RGBA, "BGRX": BGRA}
    assert {name: int(number) for name, number in forms.items()} == known


@pytest.mark.parametrize(
    ("form", "full"),
    [(I420, False), (I420, True), (NV12, False), (NV12, True), (RGBA, False), (BGRA, False)],
)
def test_every_form_of_a_cameras_picture_comes_out_the_same(form, full):
    frame, sent_ms = frame_of(message(1.25, form, full=full))
    assert (frame.t_s, sent_ms) == (1.25, 7.0)
    assert frame.image.shape == (HEIGHT, WIDTH, 3)
    difference = np.abs(frame.image.astype(int) - picture(1.25))
    edge = np.r_[4 : WIDTH // 2 - 4, WIDTH // 2 + 4 : WIDTH - 4]
    assert difference[6:, edge].max() < 4


BROKEN = {
    "empty": b"",
    "short": b"\x01" * 20,
    "head only": message(1.0, pixels=b""),
    "cut off": message(1.0)[:-10],
    "another version": message(1.0, version=9),
    "no width": message(1.0, width=0, pixels=bytes(10_000)),
    "huge": message(1.0, width=60_000, height=60_000, pixels=bytes(10_000)),
    "odd rows": message(1.0, width=63, pixels=bytes(10_000)),
    "wrong rows": message(1.0, RGBA, stride=3),
    "no such form": message(1.0, 9, pixels=bytes(100_000), stride=WIDTH),
    "no time": message(float("nan")),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_frame_is_passed_over(name):
    assert frame_of(BROKEN[name]) is None


class Slow(Drawn):
    """A pose model that looks at a frame only when it is let."""

    def __init__(self):
        super().__init__(march([]))
        self.let = threading.Semaphore(0)

    def detect(self, frame):
        self.let.acquire()
        return super().detect(frame)


@pytest.fixture
def ended():
    return threading.Event()


def linked(model, ended):
    take = march_take(3, model, Clock())
    return take, CameraLink(take, ended.set)


def address(link):
    """The path that the page at the root asks for."""
    return link.path.removeprefix(".")


@pytest.fixture
def client():
    with TestClient(Starlette(routes=ROUTES)) as opened:
        yield opened


def test_the_newest_frame_is_looked_at_and_the_others_are_in_the_take(client, ended):
    model = Slow()
    take, link = linked(model, ended)
    with client.websocket_connect(address(link), headers=ORIGIN) as socket:
        socket.send_bytes(message(0.0))
        model.let.release()
        first = socket.receive_json()
        assert (first["phase"], first["sent_ms"]) == ("framing", 7.0)
        for number in range(1, 31):
            socket.send_bytes(message(number / 30))
        socket.send_text(json.dumps({"word": "hidden", "value": True}))
        while link._newest is None or link._newest[0].t_s < 1.0:
            time.sleep(0.01)
        model.let.release(40)
        while take.latest.t_s < 1.0:
            socket.receive_json()
    assert len(model.asked) <= 3
    assert model.asked[-1] == pytest.approx(1.0)
    assert ended.wait(10)


def test_copies_of_a_picture_are_not_looked_at(client, ended):
    model = Drawn(march([]))
    take, link = linked(model, ended)
    with client.websocket_connect(address(link), headers=ORIGIN) as socket:
        for number in range(10):
            head = list(HEADER.unpack_from(message(0.1)))
            head[5] = 100.0 * number  # ms
            socket.send_bytes(HEADER.pack(*head) + message(0.1)[HEADER.size :])
        while take.latest is None:  # of frames that wait only the newest would be looked at
            socket.receive_json()
        socket.send_bytes(message(1.2))
        while take.latest is None or take.latest.t_s < 1.2:
            socket.receive_json()
    assert len(model.asked) == 2
    assert ended.wait(10)


class Recording:
    """A take that keeps frames, or does not."""

    state, latest = State(), None

    def __init__(self, keeps_frames):
        self.keeps_frames = keeps_frames

    def see(self, frame, shot, skipped):
        return None

    def tick(self):
        return None

    def stop(self, ending):
        self.state = State(phase=Phase.DONE)


@pytest.mark.parametrize(("keeps_frames", "given_up"), [(True, 7), (False, 0)])
def test_frames_that_the_browser_gave_up_are_counted_while_it_matters(
    client, ended, keeps_frames, given_up
):
    link = CameraLink(Recording(keeps_frames), ended.set)
    with client.websocket_connect(address(link), headers=ORIGIN) as socket:
        for place, number in enumerate((3, 4, 9, 10, 14)):
            socket.send_bytes(message(place / 10, number=number))
        while link._last_number != 14:
            time.sleep(0.01)
    assert link.given_up == given_up
    assert ended.wait(10)


def test_a_page_that_goes_away_ends_the_take(client, ended):
    take, link = linked(Drawn(march([])), ended)
    with client.websocket_connect(address(link), headers=ORIGIN) as socket:
        socket.send_bytes(message(0.0))
        socket.receive_json()
    assert ended.wait(10)
    assert take.state.ending is Ending.CAMERA_LOST


def test_nothing_is_sent_to_a_page_that_went_away_while_its_frame_was_looked_at(ended):
    """Its event loop may be closed, and what then raises would lose the take."""
    scene = march_take(3, Drawn(march([])), Clock()).see(frame_of(message(0.0))[0])

    class LeftMeanwhile(Recording):
        def see(self, frame, shot, skipped):
            link.close()
            return scene

    def send(_text):
        if link.is_left:
            raise RuntimeError("Event loop is closed")

    link = CameraLink(LeftMeanwhile(keeps_frames=True), ended.set)
    link.open(send)
    link.receive(message(0.0))
    assert ended.wait(10)


@pytest.mark.parametrize(
    ("word", "ending"),
    [("stop", "stopped"), ("ended", "camera_lost")],
)
def test_what_the_page_says_ends_the_take_with_a_last_word(client, ended, word, ending):
    take, link = linked(Drawn(march([])), ended)
    with client.websocket_connect(address(link), headers=ORIGIN) as socket:
        socket.send_bytes(message(0.0))
        socket.receive_json()
        for nonsense in ("", "[1]", "{", '{"word": "dance"}', "null"):
            socket.send_text(nonsense)
        socket.send_text(json.dumps({"word": word}))
        while (last := socket.receive_json())["phase"] != "done":
            pass
        assert last["cue"] == "The take ended"
    assert ended.wait(10)
    assert take.state.ending == ending


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example", "host": "testserver"}, {"host": "testserver"}],
)
def test_a_page_of_another_origin_is_turned_away(client, ended, headers):
    take, link = linked(Drawn(march([])), ended)
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(address(link), headers=headers) as socket,
    ):
        socket.receive_json()
    assert take.state.phase is Phase.FRAMING


def test_an_address_serves_once_and_no_other_serves_at_all(client, ended):
    _, link = linked(Drawn(march([])), ended)
    with client.websocket_connect(address(link), headers=ORIGIN) as socket:
        socket.send_bytes(message(0.0))
        socket.receive_json()
        for path in (address(link), address(link) + "x", "/posecheck-camera/"):
            with (
                pytest.raises(WebSocketDisconnect),
                client.websocket_connect(path, headers=ORIGIN) as other,
            ):
                other.receive_json()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ModelError("The model is damaged."), "The model is damaged."),
        (ValueError("0x7f"), "stopped working in the middle"),
    ],
)
def test_a_model_that_breaks_ends_the_take_in_plain_words(client, ended, error, sentence, caplog):
    class Broken(Drawn):
        def detect(self, frame):
            raise error

    take, link = linked(Broken(march([])), ended)
    with client.websocket_connect(address(link), headers=ORIGIN) as socket:
        socket.send_bytes(message(0.0))
        assert ended.wait(10)
    assert sentence in take.failure
    assert "0x7f" not in take.failure
    assert ("the pose model failed" in caplog.text) == isinstance(error, ValueError)
