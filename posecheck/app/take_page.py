"""The take: before the camera, from files, or the built-in sample."""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, cast

import streamlit as st

from posecheck import plain, scratch
from posecheck.app import asset
from posecheck.app.camera_link import SLOW_CAMERA
from posecheck.app.flow import Outcome, Setup, Source, Step, choose, finish, go, remember, setup
from posecheck.app.unfinished_takes import OpenTake, begin_take
from posecheck.capture.picture import SUFFIXES
from posecheck.capture.record import Files, Progress, record_files
from posecheck.errors import OptionError
from posecheck.protocol import StationKind
from posecheck.take import SUFFIX, Take, from_bytes
from posecheck.thresholds import QUALITY

_REDRAW_S = 0.3
_BEFORE = (
    "Press **Start**, then walk to your place. Everything else goes by itself; **both hands above "
    "the head end the take**."
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

_stage = st.components.v2.component(
    "posecheck_stage", html=asset("stage.html"), css=asset("stage.css"), js=asset("stage.js")
)


def show_camera() -> None:
    """Show the take before the camera: its picture, the start button, what became of it."""
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


def _current() -> OpenTake:
    opened = st.session_state.get("open_take")
    if opened is None:
        opened = st.session_state["open_take"] = begin_take(setup())
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
        nonlocal shown_s, begun_s
        now_s = time.monotonic()
        if done == 1:  # the second look counts anew
            begun_s = now_s
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
    st.error(plain.markdown(sentence))
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


_VIDEOS = ["mp4", "mov", "avi", "mkv", "webm", "m4v"]
_PICTURES = [suffix.lstrip(".") for suffix in SUFFIXES]


def show_upload() -> None:
    """Show the page that takes files, one field for each station of the protocol."""
    chosen = setup()
    st.title("Read a file")
    st.markdown(
        "Everything is read on this machine and the copies are deleted right away. A take that "
        "was saved as a file is measured again."
    )
    given = {station.name: _field(station) for station in chosen.chosen.stations}
    mirrored = st.checkbox("They are mirror images (selfies)")
    if st.button("Back to the set-up"):
        go(Step.SETUP)
    uploaded = {name: some for name, some in given.items() if some}
    if not uploaded or not st.button("Read it", type="primary", width="stretch"):
        return
    listed = [each for some in uploaded.values() for each in some]
    if any(each.name.endswith(SUFFIX) for each in listed):
        take = _saved(chosen, listed)
        finish(Outcome(take, f"This is the take in {listed[0].name}."))
    with scratch.folder() as folder:
        paths = {name: _written(folder, name, some) for name, some in uploaded.items()}
        names = ", ".join(each.name for each in listed)
        _finish(chosen, paths, mirrored, f"This is what {names} shows.")


def _field(station: StationKind) -> list[Any]:
    """Show the field of one station and return what was given."""
    kinds = [*_VIDEOS, *(_PICTURES if station.pictures else []), SUFFIX.lstrip(".")]
    words = f"{station.label}: {station.help}"
    if station.most > 1:
        several = st.file_uploader(
            words, kinds, accept_multiple_files=True, key=f"file-{station.name}"
        )
        return list(several)[: station.most]
    one = st.file_uploader(words, kinds, key=f"file-{station.name}")
    return [] if one is None else [one]


def _saved(chosen: Setup, listed: Sequence[Any]) -> Take:
    """Return the take in a saved file.

    Raises
    ------
    OptionError
        there are other files beside it, or it is of another test.
    RecordingError
        it is damaged.
    """
    if len(listed) > 1:
        raise OptionError("A saved take comes alone. Take the other files away.")
    take = from_bytes(listed[0].getvalue(), listed[0].name)
    if take.protocol not in ("", chosen.protocol):
        raise OptionError(
            f"{listed[0].name} is a take of another test. Choose that test on the first page."
        )
    return take if take.protocol else _named(take, chosen)


def _named(take: Take, chosen: Setup) -> Take:
    """Return a recording that says nothing of its test as a take of the chosen one."""
    return Take(
        take.stations,
        chosen.protocol,
        chosen.options,
        chosen.setting,
        take.recorded,
        take.dated_by,
        take.ending,
    )


def _written(folder: Path, name: str, some: Sequence[Any]) -> list[Path]:
    """Write what was uploaded where OpenCV can read it, under the names the files came with."""
    paths = []
    for number, each in enumerate(some):
        within = folder / f"{name}-{number}"
        within.mkdir()
        path = within / Path(each.name).name
        path.write_bytes(each.getbuffer())
        paths.append(path)
    return paths


def show_sample() -> None:
    """Show what the sample that comes with the protocol brings."""
    chosen = setup()
    st.title("The built-in sample")
    st.markdown("A rendered person, not a real one.")
    with ExitStack() as held:
        paths = {
            station: [held.enter_context(as_file(files(package).joinpath(path)))]
            for station, (package, path) in chosen.chosen.sample.items()
        }
        # It plays while it is measured; muted, as browsers want of what begins by itself.
        for column, (path,) in zip(st.columns(max(2, len(paths))), paths.values(), strict=False):
            column.video(str(path), loop=True, autoplay=True, muted=True)
        _finish(chosen, paths, False, "This is the built-in sample.")


def _finish(chosen: Setup, paths: Files, mirrored: bool, sentence: str) -> None:
    recorded = record_files(
        paths,
        protocol=chosen.protocol,
        mirrored=mirrored,
        setting=chosen.setting,
        options=_for_a_file(chosen),
        progress=_progress(),
    )
    finish(Outcome(recorded.take, sentence, pictures=recorded.pictures))


def _for_a_file(chosen: Setup) -> dict[str, Any]:
    """Return the options without those that only plan a take before the camera."""
    live = {each.name for each in chosen.chosen.options.all() if each.live_only}
    return {name: value for name, value in chosen.options.items() if name not in live}


def _progress() -> Progress:
    bar = st.progress(0.0, "Reading …")
    shown_s = 0.0

    def show(done_s: float, duration_s: float) -> None:
        nonlocal shown_s
        if duration_s > 0 and time.monotonic() - shown_s > _REDRAW_S:
            shown_s = time.monotonic()
            words = f"{done_s:.0f} of {duration_s:.0f} seconds"
            bar.progress(min(1.0, done_s / duration_s), words)

    return show
