"""The live take: start once, and everything else goes by itself."""

import atexit
import threading
import weakref
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast
from uuid import uuid4

import streamlit as st

from posecheck.app.browser_bridge import CAMERA_TROUBLES, link
from posecheck.app.camera import Camera, show_camera
from posecheck.app.flow import Outcome, Step, choose, finish, go, setup
from posecheck.app.setup import Setup, SourceKind
from posecheck.app.unsaved_takes import keep
from posecheck.app.unsaved_takes import show as mark_shown
from posecheck.capture.landmarker import Landmarker
from posecheck.capture.model_files import find_model
from posecheck.capture.silhouette import Others
from posecheck.errors import PosecheckError
from posecheck.live.cues import COMPANY, ENDINGS
from posecheck.live.second_person import SecondPerson
from posecheck.live.session import Ending, Phase
from posecheck.live.stands import look_at_stands
from posecheck.live.take import Status, Take

_REFRESH_S = 0.4
_BEFORE = (
    "Press **Start** below the picture, then walk to your place. Everything else goes by itself."
)
_RUNNING = "Walk to your place. **Both hands above the head end the take.**"
_open: "weakref.WeakSet[LiveTake]" = weakref.WeakSet()


@dataclass(eq=False)
class LiveTake:
    """One take with its camera; lives in one browser tab.

    `finish` may be called from the page and from the camera's thread; it keeps the recordings
    once.
    """

    setup: Setup
    take: Take
    key: str = field(default_factory=lambda: f"camera-{uuid4().hex}")
    said: str = ""
    number: int = 0
    model_path: Path = field(default_factory=lambda: find_model("pose"))
    _kept: str | None = None
    _finished: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        _open.add(self)

    def finish(self) -> Outcome:
        """End the take, keep what it recorded, and return it."""
        with self._lock:
            self.take.stop()
            status = self.take.tick()
            sentence = status.failure or ENDINGS[status.state.ending or Ending.STOPPED]
            recordings = self.take.recordings()
            if not self._finished:
                self._finished = True
                self._kept = keep(self.setup, sentence, recordings)
            self.take.close()
            return Outcome(recordings, sentence, self._kept)

    def cue_number(self, words: str) -> int:
        """Return a number that grows whenever the words change."""
        if words != self.said:
            self.said, self.number = words, self.number + 1
        return self.number


@atexit.register
def _finish_all() -> None:
    """Keep what the open takes recorded when the program is stopped.

    So late the pose model can no longer be closed in order; it goes with the program.
    """
    for live in list(_open):
        with suppress(PosecheckError, RuntimeError):
            live.finish()


def show() -> None:
    """Show the page: the camera's state first, then its start button and the take."""
    probe = st.session_state.setdefault("probe", 1)
    live = _current()
    _status(live, probe)
    trouble = st.session_state.get("camera_state")
    if trouble in CAMERA_TROUBLES and not _running(live):
        _trouble(CAMERA_TROUBLES[trouble])
        return
    if trouble is None:
        st.info("Your browser asks whether this page may use the camera. Please allow it.")
        return
    words = st.empty()
    running = show_camera(live.key, Camera(live.take, live.finish))
    words.markdown(_RUNNING if running else _BEFORE)
    if st.button("Back to the set-up"):
        _leave(Step.SETUP)


def _current() -> LiveTake:
    live = st.session_state.get("live")
    if live is None:
        chosen = setup()
        path = find_model("pose")
        company = SecondPerson(Others(path))
        take = Take(chosen.plan, Landmarker(path), chosen.target_deg, company)
        live = st.session_state["live"] = LiveTake(chosen, take)
    return cast("LiveTake", live)


def _running(live: LiveTake) -> bool:
    return live.take.tick().processed > 0


@st.fragment(run_every=_REFRESH_S)
def _status(live: LiveTake, probe: int) -> None:
    """Let the take's time pass, speak its cue, and go on when it is done."""
    if st.session_state.get("live") is not live:
        return
    status = live.take.tick()
    spoken = status.cue.text if status.cue.aloud and status.processed else ""
    browser = link(probe, spoken, live.cue_number(spoken), live.setup.voice and bool(spoken))
    if browser.camera == "gone" and status.processed:
        live.take.stop(Ending.CAMERA_LOST)
        status = live.take.tick()
    if status.state.phase is Phase.DONE:
        _done(live)
    if browser.camera != st.session_state.get("camera_state"):
        st.session_state["camera_state"] = browser.camera
        st.rerun()
    _line(status, browser.hidden)


def _line(status: Status, hidden: bool) -> None:
    """Say in one line how the take goes."""
    if hidden:
        st.warning("This page is in the background. Bring it to the front, or frames get lost.")
    if not status.processed:
        return
    if status.state.company_s is not None:
        st.warning(COMPANY)
    left, right = status.counts
    seen = status.processed + status.dropped
    st.caption(
        f"{status.cue.text} · left {left}, right {right} · {status.rate_hz:.0f} frames a second, "
        f"{100 * status.dropped / seen:.0f} % skipped"
    )


def _done(live: LiveTake) -> None:
    brought = live.finish()
    if live.setup.protocol == "standing_posture" and brought.recordings:
        with st.spinner("Reading your outline …"):
            stands = look_at_stands(brought.recordings, live.take.albums(), live.model_path)
        brought = replace(brought, stands=stands)
    if brought.kept_as:
        mark_shown(brought.kept_as)
    st.session_state.pop("live")
    st.session_state.pop("camera_state", None)
    st.session_state["probe"] += 1
    finish(brought)


def _trouble(sentence: str) -> None:
    st.error(sentence)
    again, video, sample = st.columns(3)
    if again.button("Try again", type="primary", width="stretch"):
        st.session_state["probe"] += 1
        st.session_state["camera_state"] = None
        st.rerun()
    if video.button("Use a video file instead", width="stretch"):
        _instead("video")
    if sample.button("Show me the sample", width="stretch"):
        _instead("sample")


def _instead(source: SourceKind) -> None:
    choose(replace(setup(), source=source))
    _leave(Step.TAKE)


def _leave(to: Step) -> None:
    """Leave the take; one that has begun is ended and kept."""
    live = st.session_state.pop("live")
    live.finish()
    st.session_state.pop("camera_state", None)
    st.session_state["probe"] += 1
    go(to)
