"""The stage in the browser: its component, and what it says."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from posecheck.app.assets import read
from posecheck.app.scene_message import SLOW_CAMERA
from posecheck.thresholds import QUALITY

_stage = st.components.v2.component(
    "posecheck_stage", html=read("stage.html"), css=read("stage.css"), js=read("stage.js")
)

# What keeps the camera from working, and the way out.
CAMERA_TROUBLES = {
    "refused": "The browser was not allowed to use the camera. Allow it with the camera sign "
    "beside the address, then try again.",
    "none": "No camera was found. Plug one in, then try again.",
    "busy": "The camera is in use by another program or another tab. Close that, then try again.",
    "gone": "The camera was unplugged. Plug it in again; this page notices it by itself.",
    "unreachable": "The browser gives the camera only to pages of this very machine. Open the "
    "address that begins with http://localhost or http://127.0.0.1.",
    "failed": "The camera could not be opened. Check that it works in another program and that "
    "no program uses it now, then try again.",
}


@dataclass(frozen=True)
class Said:
    """What the stage said last.

    Attributes
    ----------
    camera : a key of `CAMERA_TROUBLES`; None where the camera works.
    finished : the token of the take that is over; None while it is not.
    """

    camera: str | None
    finished: str | None


def show_stage(key: str, path: str, voice: bool, tones: bool, start: bool) -> Said:
    """Mount the stage.

    Parameters
    ----------
    key : tells one take's stage from the next.
    path : where the browser reaches the take.
    voice, tones : what is to be heard.
    start : begin as soon as the camera gives pictures.
    """
    result: Any = _stage(
        key=key,
        data={
            "path": path,
            "token": path.rsplit("/", 1)[-1],
            "voice": voice,
            "tones": tones,
            "start": start,
            "least_hz": QUALITY.rate_least,
            "slow_camera": SLOW_CAMERA,
            "worker": read("camera_worker.js"),
        },
        on_camera_change=_nothing,
        on_finished_change=_nothing,
    )
    return Said(result.get("camera"), result.get("finished"))


def _nothing() -> None:
    """Let what the stage says rerun the page."""
