"""The stage in the browser: its component, what it says, and the message it draws a scene from."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from posecheck.app import asset
from posecheck.landmarks import ANKLE, HIP, KNEE, SIDES
from posecheck.live import Phase
from posecheck.live.scene import COMPANY, Scene
from posecheck.thresholds import QUALITY

SLOW_CAMERA = (
    "That is too few to time a movement. More light on you lets the camera take more pictures; "
    "also close other programs that use it."
)


def message_of(scene: Scene, sent_ms: float) -> dict[str, Any]:
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
        "joints": _joints(scene),
        "share": round(scene.waited_share, 3),
        "note": _note(scene),
        "tone": scene.tone,
        "tone_number": scene.tone_number,
        "sent_ms": sent_ms,
        "rates": [round(scene.rates.camera_hz, 1), round(scene.rates.looked_at_hz, 1)],
    }  # fmt: skip


def _joints(scene: Scene) -> dict[str, list[list[float]]] | None:
    """Return hip, knee and ankle of both sides; None where nobody was found."""
    points = scene.points_px / scene.size_px
    if not np.isfinite(points[HIP["left"], 0]):
        return None
    return {
        side: [np.round(points[joint[side]], 4).tolist() for joint in (HIP, KNEE, ANKLE)]
        for side in SIDES
    }


def _note(scene: Scene) -> str:
    """Return what else there is to know now; empty while the person is busy."""
    if scene.failure:
        return scene.failure
    if scene.company:
        return COMPANY
    waiting = scene.phase in (Phase.FRAMING, Phase.STILL)
    if waiting and scene.rates.slow_camera:
        return f"The camera gives {scene.rates.camera_hz:.0f} pictures a second. {SLOW_CAMERA}"
    if waiting and 0 < scene.rates.looked_at_hz < 0.7 * scene.rates.camera_hz:
        return (
            "This computer is busy, so the lines follow slowly. Every picture is kept in memory "
            "and measured after the take."
        )
    return ""


_stage = st.components.v2.component(
    "posecheck_stage", html=asset("stage.html"), css=asset("stage.css"), js=asset("stage.js")
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
    camera
        a key of `CAMERA_TROUBLES`; None where the camera works.
    finished
        the token of the take that is over; None while it is not.
    """

    camera: str | None
    finished: str | None


def show_stage(key: str, path: str, voice: bool, tones: bool, start: bool) -> Said:
    """Mount the stage.

    Parameters
    ----------
    key
        tells one take's stage from the next.
    path
        where the browser reaches the take.
    voice, tones
        what is to be heard.
    start
        begin as soon as the camera gives pictures.
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
            "worker": asset("camera_worker.js"),
        },
        on_camera_change=_nothing,
        on_finished_change=_nothing,
    )
    return Said(result.get("camera"), result.get("finished"))


def _nothing() -> None:
    """Let what the stage says rerun the page."""
