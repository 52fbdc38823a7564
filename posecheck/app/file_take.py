"""Takes from a file: an uploaded video or recording, and the built-in sample."""

import tempfile
import time
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from posecheck.app.flow import Outcome, Step, finish, go, setup
from posecheck.app.overlay import draw
from posecheck.capture.landmarker import Landmarker
from posecheck.capture.model_files import find_model
from posecheck.capture.record import record_video
from posecheck.capture.video import Video
from posecheck.live.cues import ENDINGS
from posecheck.live.plans import SIDE_STANDS, march_plan
from posecheck.live.session import Ending, Phase
from posecheck.live.stands import stands_from_files
from posecheck.live.take import Take
from posecheck.recording import SUFFIX, Recording

_VIDEOS = ["mp4", "mov", "avi", "mkv", "webm", "m4v"]
_PICTURES = ["jpg", "jpeg", "png", "webp"]
_REDRAW_S = 0.25
SAMPLE_LIFTS = 3


def show_upload() -> None:
    """Show the page that takes files."""
    if setup().protocol == "slow_march":
        _upload_march()
    else:
        _upload_stands()


def _upload_march() -> None:
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


def _upload_stands() -> None:
    st.title("Read pictures or short videos")
    st.markdown(
        "A person standing quietly, whole body in the picture. Three stands from the side are "
        "better than one. The copies are deleted right away."
    )
    kinds = [*_VIDEOS, *_PICTURES]
    sides = st.file_uploader("From the side (up to three)", kinds, accept_multiple_files=True)
    front = st.file_uploader("From the front", kinds)
    mirrored = st.checkbox("They are mirror images (selfies)")
    if st.button("Back to the set-up"):
        go(Step.SETUP)
    given = {f"side-{number}": file for number, file in enumerate(sides[:SIDE_STANDS], 1)}
    if front is not None:
        given["front"] = front
    if not given or not st.button("Read them", type="primary", width="stretch"):
        return
    with tempfile.TemporaryDirectory(prefix="posecheck-") as folder, st.spinner("Reading …"):
        paths = {}
        for name, file in given.items():
            paths[name] = Path(folder) / f"{name}{Path(file.name).suffix.lower()}"
            paths[name].write_bytes(file.getvalue())
        _finish_stands(paths, mirrored, "These are the files you gave.")


def _finish_stands(paths: Mapping[str, Path], mirrored: bool, sentence: str) -> None:
    stands = stands_from_files(paths, find_model("pose"), mirrored)
    recordings = {name: stand.recording for name, stand in stands.stands.items()}
    finish(Outcome(recordings, sentence, stands=stands))


def show_sample() -> None:
    """Show the built-in sample."""
    if setup().protocol == "slow_march":
        _sample_march()
    else:
        _sample_stands()


def _sample_stands() -> None:
    st.title("The built-in sample")
    st.markdown("A rendered person, not a real one, seen from the front and from the side.")
    folder = files("posecheck.app").joinpath("sample")
    with (
        st.spinner("Reading the outline …"),
        as_file(folder.joinpath("front.mp4")) as front,
        as_file(folder.joinpath("side.mp4")) as side,
    ):
        _finish_stands({"front": front, "side-1": side}, False, "This is the built-in sample.")


def _sample_march() -> None:
    """Play the sample through the live session, as if it came from the camera."""
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
    picture: DeltaGenerator,
    bar: DeltaGenerator,
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
