"""The way between the browser's camera and a live take: a web socket on this machine.

The browser sends every frame as it is, with the camera's own time; the answer is a scene to draw
over the picture. The address carries a token that only the page of that take knows, it may be used
once, and a page of another origin is turned away.
"""

import asyncio
import json
import logging
import secrets
import threading
import weakref
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from posecheck.app.camera_picture import frame_of, leaves_limited_range, number_of
from posecheck.capture.picture import same_picture
from posecheck.errors import PosecheckError
from posecheck.landmarks import ANKLE, HIP, KNEE, SIDES, other
from posecheck.live.develop import Shot
from posecheck.live.live_take import LiveTake
from posecheck.live.overlay_state import (
    SECOND_PERSON_BRIEFLY,
    SECOND_PERSON_SEEN,
    OverlayState,
)
from posecheck.live.session import Ending, Phase
from posecheck.recording import Frame

PATH = "/posecheck-camera/"
LOOKING = "posecheck-look"  # name of the thread in which the pose model runs during a take
_MOST_WAITING = 60  # frames not yet unpacked; beyond it the browser is asked to wait
_TICK_S = 0.25

SLOW_CAMERA = (
    "That is too few to time a movement. More light on you lets the camera take more pictures; "
    "also close other programs that use it."
)

log = logging.getLogger(__name__)
_links: "weakref.WeakValueDictionary[str, CameraLink]" = weakref.WeakValueDictionary()


class CameraLink:
    """Connects one take with the camera of one browser tab.

    One thread unpacks and keeps every frame, another looks at the newest one, so that neither waits
    for the other.

    Parameters
    ----------
    take
        sees the frames.
    ended
        called once when the take is over, in a thread of its own; what it raises is logged.
    """

    def __init__(self, take: LiveTake, ended: Callable[[], object]) -> None:
        self.token = secrets.token_hex(24)  # Streamlit refuses names with "__"
        self._take, self._ended = take, ended
        self._news = threading.Condition()
        self._raw: list[bytes] = []
        self._last_number = self._given_up = 0
        self._newest: tuple[Frame, Shot, float] | None = None
        self._skipped: list[Shot] = []
        self._open = False
        self._used = False
        self._send: Callable[[str], None] = lambda _text: None
        _links[self.token] = self

    @property
    def path(self) -> str:
        """Path and token under which the browser reaches this take."""
        return f".{PATH}{self.token}"  # beside the page, which does not lie at the root

    @property
    def is_left(self) -> bool:
        """Whether the browser was here and is gone."""
        return self._used and not self._open

    @property
    def waiting(self) -> int:
        """Frames that arrived and are not yet unpacked."""
        return len(self._raw)

    @property
    def given_up(self) -> int:
        """Frames of the recording that the browser could not hand on: the program was stuck."""
        return self._given_up

    def open(self, send: Callable[[str], None]) -> bool:
        """Begin; `send` takes a message to the browser. False where it was begun before."""
        with self._news:
            if self._used:
                return False
            self._used = self._open = True
            self._send = send
        for work, name in ((self._unpack, "posecheck-unpack"), (self._look, LOOKING)):
            threading.Thread(target=work, name=name, daemon=True).start()
        return True

    def receive(self, message: bytes) -> None:
        """Take in one frame as the browser sent it."""
        with self._news:
            self._raw.append(message)
            self._news.notify_all()

    def told(self, word: str) -> None:
        """Take in what the browser says beside frames."""
        endings = {"stop": Ending.STOPPED, "ended": Ending.CAMERA_LOST}
        if word in endings:
            self._take.stop(endings[word])

    def close(self) -> None:
        """End the take: the page, the browser or the camera went away."""
        self._take.stop(Ending.CAMERA_LOST)
        with self._news:
            self._open = False
            self._news.notify_all()

    def _unpack(self) -> None:
        """Turn every new picture into a frame, hand it on, and keep it coded.

        A camera that hangs, or fills up its rate with copies, must not look like a person who
        stands still.
        """
        last: npt.NDArray[np.uint8] | None = None
        full_seen = False
        while True:
            with self._news:
                self._news.wait_for(lambda: self._raw or not self._open)
                if not self._open:
                    return
                message = self._raw.pop(0)
            full_seen = full_seen or leaves_limited_range(message)
            found = frame_of(message, full_seen)
            if found is None:
                continue
            frame, sent_ms = found
            self._count(message)
            if last is not None and same_picture(frame.image, last):
                continue
            last = frame.image
            shot = Shot(frame)
            with self._news:
                if self._newest is not None:
                    self._skipped.append(self._newest[1])
                self._newest = (frame, shot, sent_ms)
                self._news.notify_all()
            if self._take.keeps_frames:
                shot.keep(frame.image)

    def _count(self, message: bytes) -> None:
        """Note what is missing between this frame's number and the one before."""
        number = number_of(message)
        if self._last_number and self._take.keeps_frames:
            self._given_up += max(0, number - self._last_number - 1)
        self._last_number = number

    def _look(self) -> None:
        """Look at the newest frame again and again, until the take is over."""
        while self._open and self._take.state.phase is not Phase.DONE:
            with self._news:
                self._news.wait_for(lambda: self._newest or not self._open, timeout=_TICK_S)
                newest, self._newest = self._newest, None
                skipped, self._skipped = self._skipped, []
            scene, sent_ms = self._scene(newest, skipped)
            self._show(scene, sent_ms)
        self._show(self._take.tick(), 0.0)
        self._over()

    def _show(self, scene: OverlayState | None, sent_ms: float) -> None:
        """Hand a scene to the browser, unless it is gone: its event loop may be closed by now."""
        if scene is None:
            return
        text = json.dumps(message_of(scene, sent_ms))
        with self._news:  # so that the way is not closed between the question and the sending
            if self._open:
                self._send(text)

    def _scene(
        self, newest: tuple[Frame, Shot, float] | None, skipped: list[Shot]
    ) -> tuple[OverlayState | None, float]:
        if newest is None:
            return self._take.tick(), 0.0
        frame, shot, sent_ms = newest
        try:
            return self._take.see(frame, shot, skipped), sent_ms
        except PosecheckError as error:
            self._take.fail(str(error))
        except Exception:
            log.exception("the pose model failed")
            self._take.fail(
                "The pose model stopped working in the middle of the take. What was recorded "
                "before is kept; reload the page to go on."
            )
        return self._take.tick(), 0.0

    def _over(self) -> None:
        try:
            self._ended()
        except PosecheckError as error:
            self._take.fail(str(error))
        except Exception:
            log.exception("the take could not be ended in order")


def message_of(scene: OverlayState, sent_ms: float) -> dict[str, Any]:
    """Return what the browser needs of a scene.

    Parameters
    ----------
    sent_ms
        when the browser sent the frame, by its own clock; 0 for none.
    """
    guidance = scene.guidance
    target = guidance.target_y_px if guidance else None
    timer = guidance.timer_s if guidance else None
    return {
        "phase": scene.phase,
        "facing": scene.facing,
        "quiet": scene.quiet,
        "cue": scene.cue.text,
        "spoken": scene.cue.spoken,
        "framed": scene.well_framed,
        "counters": [
            {"label": c.label, "count": c.count, "goal": c.goal, "side": c.side}
            for c in (guidance.counters if guidance else ())
        ],
        "target": None if target is None else round(target / scene.size_px[1], 4),
        "reached": bool(guidance and guidance.reached),
        "ring": None if guidance is None or guidance.ring_share is None
        else round(guidance.ring_share, 3),
        "timer": None if timer is None else f"{timer:.0f}",
        "leg": guidance.leg if guidance else None,
        "coming": guidance.coming if guidance else None,
        "joints": _joints(scene),
        "share": round(scene.waited_share, 3),
        "note": _note(scene),
        "tone": scene.tone,
        "tone_number": scene.tone_number,
        "sent_ms": sent_ms,
        "rates": [round(scene.rates.camera_hz, 1), round(scene.rates.looked_at_hz, 1)],
    }  # fmt: skip


def _joints(scene: OverlayState) -> dict[str, list[list[float]]] | None:
    """Return hip, knee and ankle of both sides; None where nobody was found.

    The legs stand under the labels that the coach gives them, so that the lifted one stands out.
    """
    points = scene.points_px / scene.size_px
    if not np.isfinite(points[HIP["left"], 0]):
        return None
    exchanged = scene.guidance is not None and scene.guidance.exchanged
    return {
        other(side) if exchanged else side: [
            np.round(points[joint[side]], 4).tolist() for joint in (HIP, KNEE, ANKLE)
        ]
        for side in SIDES
    }


def _note(scene: OverlayState) -> str:
    """Return what else there is to know now, briefly where counters leave little room."""
    if scene.failure:
        return scene.failure
    if scene.second_person:
        return SECOND_PERSON_BRIEFLY if scene.phase is Phase.TASK else SECOND_PERSON_SEEN
    waiting = scene.phase in (Phase.FRAMING, Phase.STILL)
    if waiting and scene.rates.slow_camera:
        return f"The camera gives {scene.rates.camera_hz:.0f} pictures a second. {SLOW_CAMERA}"
    if waiting and 0 < scene.rates.looked_at_hz < 0.7 * scene.rates.camera_hz:
        return (
            "This computer is busy, so the lines follow slowly. Every picture is measured after "
            "the take."
        )
    return ""


def _same_origin(socket: WebSocket) -> bool:
    """Tell whether the page that asks came from this very server."""
    origin, host = socket.headers.get("origin"), socket.headers.get("host")
    return origin is not None and urlsplit(origin).netloc == host


async def _connect(socket: WebSocket) -> None:
    """Serve one camera until it, its page or its take is gone."""
    link = _links.get(socket.path_params["token"])
    loop = asyncio.get_running_loop()
    outbox: asyncio.Queue[str] = asyncio.Queue()

    def send(text: str) -> None:
        loop.call_soon_threadsafe(outbox.put_nowait, text)

    if link is None or not _same_origin(socket) or not link.open(send):
        await socket.close(code=4403)
        return
    await socket.accept()
    sender = asyncio.create_task(_forward(socket, outbox))
    try:
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            _take_in(link, message)
            while link.waiting > _MOST_WAITING:
                await asyncio.sleep(0.005)
    finally:
        sender.cancel()
        link.close()


def _take_in(link: CameraLink, message: Any) -> None:
    if message.get("bytes"):
        link.receive(message["bytes"])
    elif message.get("text"):
        try:
            link.told(str(json.loads(message["text"])["word"]))
        except (ValueError, KeyError, TypeError):
            return


async def _forward(socket: WebSocket, outbox: "asyncio.Queue[str]") -> None:
    """Send what the take says; of scenes that piled up only the newest."""
    while True:
        text = await outbox.get()
        while not outbox.empty():
            text = outbox.get_nowait()
        await socket.send_text(text)


ROUTES = [WebSocketRoute(PATH + "{token}", _connect)]
