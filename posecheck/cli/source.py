"""Gets a recording for a command: from a recording's file or by looking at a video."""

import sys
import time
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from posecheck.capture.model_files import MODELS, ModelMissingError, ModelName, download, find_model
from posecheck.errors import OptionError
from posecheck.files import ensure_writable
from posecheck.recording import SUFFIX, Recording

_ZIP = b"PK\x03\x04"
_REDRAW_S = 0.2


def recording_of(source: Path, model_path: Path | None, mirrored: bool) -> Recording:
    """Return the recording a file holds, or make one of the video it is, with a progress bar.

    Raises
    ------
    PosecheckError : as `Recording.load`, `find_model` and `record_video` say.
    """
    if is_recording(source):
        if mirrored:
            raise OptionError(
                "--mirrored belongs to video files; a recording already holds the true sides."
            )
        return Recording.load(source)
    return _record(source, model_path, mirrored)


def is_recording(source: Path) -> bool:
    """Return whether a file is a recording by its name or its content, not a video."""
    if source.suffix == SUFFIX:
        return True
    if not source.is_file():
        return False
    with source.open("rb") as content:
        return content.read(len(_ZIP)) == _ZIP


def check_outputs(source: Path, *outputs: Path | None) -> None:
    """Refuse outputs that cannot be written or that would overwrite the source or each other.

    Raises
    ------
    OptionError : two of the files are the same.
    OutputError : a folder is missing or not writable.
    """
    taken = [source.resolve()]
    for output in outputs:
        if output is None:
            continue
        if output.resolve() in taken:
            raise OptionError(f"{output} is named twice. Give each file a name of its own.")
        taken.append(output.resolve())
        ensure_writable(output)


def model_or_download(name: ModelName, path: Path | None) -> Path:
    """Return the verified model; where there is none, offer to fetch it, on a terminal only.

    Raises
    ------
    ModelError : there is none and the user did not agree, or it is not the tested one.
    """
    try:
        return find_model(name, path)
    except ModelMissingError:
        model = MODELS[name]
        if path is not None or not sys.stdin.isatty() or not sys.stderr.isatty():
            raise
        question = f"{model.file} is missing. Fetch it once ({model.size / 1e6:.1f} MB) from "
        if not typer.confirm(f"{question}{model.address}?", err=True):
            raise
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("fetching the model", total=1.0)
        return download(name, lambda done: bar.update(task, completed=done))


def _record(source: Path, model_path: Path | None, mirrored: bool) -> Recording:
    # Imported late: OpenCV and MediaPipe take a second to load, and may lack a system library.
    from posecheck.capture.record import record_video
    from posecheck.capture.video import Video

    with Video(source):
        pass  # a file that is no video is refused before the model is looked for
    verified = model_or_download("pose", model_path)
    from posecheck.capture.landmarker import Landmarker

    with Landmarker(verified) as landmarker, _progress_bar() as bar:
        task = bar.add_task(f"reading {source.name}", total=None)

        shown_at = 0.0

        def show(done_s: float, duration_s: float) -> None:
            # Drawn here and not by a thread of its own, which would write while the landmarker
            # keeps MediaPipe off the terminal.
            nonlocal shown_at
            if (now := time.monotonic()) - shown_at > _REDRAW_S:
                shown_at = now
                total = max(done_s, duration_s) or None
                bar.update(task, completed=done_s, total=total, refresh=True)

        return record_video(source, landmarker, mirrored, show)


def _progress_bar() -> Progress:
    """Return a bar on stderr that goes away when it is done; silent where nobody watches."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        auto_refresh=False,
        disable=not console.is_terminal,
    )
