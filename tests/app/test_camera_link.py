"""Frames from the browser: unpacked, all kept, the newest looked at, and only from the own page."""

import json
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from posecheck.app.camera_link import ROUTES, CameraLink, message_of
from posecheck.app.camera_picture import HEADER, NOT_SAID, frame_of
from posecheck.coaching import Guidance
from posecheck.errors import ModelError
from posecheck.live.overlay_state import SECOND_PERSON_BRIEFLY, SECOND_PERSON_SEEN
from posecheck.live.session import Ending, Phase, State
from tests.app.camera import HEIGHT, WIDTH, message, picture
from tests.live.marching import Clock, Drawn, march, march_take

ORIGIN = {"origin": "http://testserver", "host": "testserver"}


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


def test_a_camera_that_was_seen_to_use_the_whole_range_is_read_so_from_then_on(client, ended):
    link = CameraLink(Recording(True), ended.set)
    flat = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    images = []
    link._take.see = lambda frame, *_: images.append(frame.image)
    with client.websocket_connect(address(link), headers=ORIGIN) as socket:
        for number, image in enumerate((flat + 62, picture(0.25), flat + 62)):
            socket.send_bytes(message(number / 10, said=NOT_SAID, full=True, image=image))
            while len(images) <= number:
                time.sleep(0.01)
    limited, _, full = (int(image[-1, 0, 0]) for image in images)
    assert (limited, full) == (203, 190)
    assert ended.wait(10)


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
    ("phase", "note"),
    [
        (Phase.FRAMING, SECOND_PERSON_SEEN),
        (Phase.STILL, SECOND_PERSON_SEEN),
        (Phase.TASK, SECOND_PERSON_BRIEFLY),
    ],
)
def test_a_second_person_is_told_briefly_beside_the_counters(phase, note):
    scene = march_take(3, Drawn(march([])), Clock()).see(frame_of(message(0.0))[0])
    assert message_of(replace(scene, phase=phase, second_person=True), 0.0)["note"] == note


def test_legs_are_drawn_under_the_labels_that_the_coach_gives_them():
    scene = march_take(3, Drawn(march([])), Clock()).see(frame_of(message(0.0))[0])
    plain, exchanged = (
        message_of(replace(scene, guidance=Guidance("Up", exchanged=each)), 0.0)["joints"]
        for each in (False, True)
    )
    assert plain["left"] != plain["right"]
    assert exchanged == {"left": plain["right"], "right": plain["left"]}


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
