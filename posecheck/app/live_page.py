"""The take before the camera: start once, and everything else goes by itself."""

import time
from dataclasses import replace
from typing import cast

import streamlit as st

from posecheck.app.flow import Outcome, Step, choose, finish, go, setup
from posecheck.app.last_time import remember
from posecheck.app.open_take import OpenTake, open_take
from posecheck.app.setup import Source
from posecheck.app.stage import CAMERA_TROUBLES, show_stage

_REDRAW_S = 0.3
_BEFORE = (
    "Press **Start**, then walk to your place. Everything else goes by itself; **both hands above "
    "the head end the take**."
)


def show() -> None:
    """Show the page: the camera's picture with its start button, and what became of it."""
    opened = _current()
    st.title(opened.setup.chosen.title)
    if opened.is_over:  # the person came back while it was being measured
        _over(opened)
    st.markdown(_BEFORE)
    trouble = st.container()
    said = show_stage(
        f"stage-{opened.link.token}",
        opened.link.path,
        opened.setup.voice,
        opened.setup.tones,
        bool(st.session_state.get("start")),
    )
    if said.finished == opened.link.token:
        _over(opened)
    if said.camera in CAMERA_TROUBLES:
        with trouble:
            _trouble(CAMERA_TROUBLES[said.camera])
    if st.button("Back to the set-up"):
        _leave(Step.SETUP)


def _current() -> OpenTake:
    opened = st.session_state.get("open_take")
    if opened is None:
        opened = st.session_state["open_take"] = open_take(setup())
        remember(opened.setup)
    return cast("OpenTake", opened)


def _over(opened: OpenTake) -> None:
    """Look at what the computer could not look at in time, then show the result."""
    st.session_state.pop("start", None)
    finish(develop(opened))


def develop(opened: OpenTake) -> Outcome:
    """Return what a take brought, with a bar that says how long it will be."""
    bar = st.progress(0.0, "Measuring …")
    begun_s = shown_s = time.monotonic()

    def progress(done: int, of: int) -> None:
        nonlocal shown_s
        now_s = time.monotonic()
        if now_s - shown_s < _REDRAW_S:
            return
        shown_s = now_s
        left_s = (now_s - begun_s) / done * (of - done)
        words = f"Measuring every picture of the take: {done} of {of}, {_time_left(left_s)} left."
        bar.progress(min(1.0, done / of), words)

    brought = opened.develop(progress)
    st.session_state.pop("open_take", None)
    return brought


def _time_left(left_s: float) -> str:
    return f"{left_s:.0f} seconds" if left_s < 90 else f"{left_s / 60:.0f} minutes"


def _trouble(sentence: str) -> None:
    st.error(sentence)
    again, file, sample = st.columns(3)
    if again.button("Try again", type="primary", width="stretch"):
        _leave(Step.TAKE)
    if file.button("Use a video file instead", width="stretch"):
        _instead("file")
    if setup().chosen.sample and sample.button("Show me the sample", width="stretch"):
        _instead("sample")


def _instead(source: Source) -> None:
    choose(replace(setup(), source=source))
    _leave(Step.TAKE)


def _leave(to: Step) -> None:
    """Leave the take; one that has begun is ended and kept."""
    opened = cast("OpenTake", st.session_state.pop("open_take"))
    st.session_state.pop("start", None)
    opened.finish()
    go(to)
