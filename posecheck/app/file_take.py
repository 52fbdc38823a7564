"""Takes from a file: an uploaded video or recording, and the built-in sample."""

import tempfile
import time
from importlib.resources import as_file, files
from pathlib import Path

import streamlit as st

from posecheck.app.flow import Outcome, Step, finish, go, setup
from posecheck.app.overlay import draw
from posecheck.capture.landmarker import Landmarker
from posecheck.capture.model import find_model
from posecheck.capture.take import record_video
from posecheck.capture.video import Video
from posecheck.live.cues import ENDINGS
from posecheck.live.plans import march_plan
from posecheck.live.session import Ending, Phase
from posecheck.live.take import Take
from posecheck.recording import SUFFIX, Recording

_VIDEOS = ["mp4", "mov", "avi", "mkv", "webm", "m4v"]
_REDRAW_S = 0.25
SAMPLE_LIFTS = 3


def show_upload() -> None:
    """Show the page that takes a video file."""
    st.title("Read a video file")
    st.markdown(
        "A video of a slow march: whole body in the picture, two seconds of standing still first. "
        "It is read on this machine and its copy is deleted right away. A saved recording is "
        "scored again."
    )
    given = st.file_uploader("Video or recording", type=[*_VIDEOS, SUFFIX.lstrip(".")])
    mirrored = st.checkbox("It is a mirror image (selfie video)")
    if st.button("Back to the set-up"):
        go(Step.SETUP)
    if given is None or not st.button("Read it", type="primary", width="stretch"):
        return
    if given.name.endswith(SUFFIX):
        recording = Recording.from_bytes(given.getvalue(), given.name)
    else:
        recording = _read(given.name, given.getvalue(), mirrored)
    finish(Outcome({"march": recording}, f"This is the recording of {given.name}."))


def _read(name: str, content: bytes, mirrored: bool) -> Recording:
    """Look at every frame of an uploaded video; OpenCV needs it as a file for that long."""
    bar = st.progress(0.0, "Reading …")
    shown_at = 0.0

    def progress(done_s: float, duration_s: float) -> None:
        nonlocal shown_at
        if duration_s > 0 and time.monotonic() - shown_at > _REDRAW_S:
            shown_at = time.monotonic()
            bar.progress(min(1.0, done_s / duration_s), f"{done_s:.0f} of {duration_s:.0f} seconds")

    with tempfile.TemporaryDirectory(prefix="posecheck-") as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(content)
        with Landmarker(find_model("pose")) as model:
            return record_video(path, model, mirrored, progress)


def show_sample() -> None:
    """Play the built-in sample through the live session, as if it came from the camera."""
    st.title("The built-in sample")
    st.markdown(
        "A rendered person, not a real one, does three slow lifts per side. You see what you would "
        "see of yourself, and then the result."
    )
    if st.button("Back to the set-up"):
        go(Step.SETUP)
    picture, bar = st.empty(), st.progress(0.0)
    take = Take(march_plan(SAMPLE_LIFTS), Landmarker(find_model("pose")), setup().target_deg)
    try:
        with as_file(files("posecheck.app").joinpath("sample/march.mp4")) as path:
            _play(path, take, picture, bar)
    finally:
        take.close()
    status = take.tick()
    finish(Outcome(take.recordings(), ENDINGS[status.state.ending or Ending.STOPPED]))


def _play(
    path: Path,
    take: Take,
    picture: "st.delta_generator.DeltaGenerator",
    bar: "st.delta_generator.DeltaGenerator",
) -> None:
    shown_at = 0.0
    with Video(path) as video:
        for frame in video:
            scene = take.see(frame)
            if scene is None or scene.phase is Phase.DONE:
                break
            if time.monotonic() - shown_at > _REDRAW_S:
                shown_at = time.monotonic()
                picture.image(draw(frame.image, scene), width="stretch", output_format="JPEG")
                bar.progress(min(1.0, frame.t_s / video.duration_s))
