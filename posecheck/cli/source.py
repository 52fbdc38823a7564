"""What a command is given: files to look at or a take saved earlier, and the conditions."""

import inspect
import math
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from posecheck.capture.model_files import (
    ADDRESS,
    FILE,
    SIZE,
    ModelMissingError,
    download,
    find_model,
    find_second_model,
)
from posecheck.cli.render import Terminal
from posecheck.errors import OptionError
from posecheck.files import ensure_writable, name_of, open_regular
from posecheck.plain import one_line
from posecheck.registry import AnyProtocol

if TYPE_CHECKING:
    from posecheck.capture.pose import Recorded
    from posecheck.station import Markers, Setting


@dataclass(frozen=True)
class Parameter:
    """One parameter of a command: its name in Python, its type with typer's description."""

    name: str
    annotation: Any
    default: Any = inspect.Parameter.empty


SETTING = tuple(
    Parameter(name, Annotated[kind, typer.Option(flag, help=help)], default)
    for name, kind, flag, default, help in (
        ("height_cm", float | None, "--height-cm", None, "The person's height."),
        (
            "lens_height_cm",
            float | None,
            "--lens-height-cm",
            None,
            "Height of the camera's lens above the floor.",
        ),
        (
            "distance_cm",
            float | None,
            "--distance-cm",
            None,
            "Distance from the camera to the person, on the floor.",
        ),
        (
            "roll_deg",
            float | None,
            "--roll-deg",
            None,
            "Roll of the camera, clockwise in the picture; 0 if it is levelled.",
        ),
        ("clothing", str | None, "--clothing", None, "fitted, loose, or coat (skirt, robe)."),
        ("footwear", str | None, "--footwear", None, "barefoot, socks or shoes."),
        ("chair", bool, "--chair", False, "A hand on a chair."),
        ("band", str | None, "--band", None, "The resistance band used."),
    )
)


def setting_of(said: Mapping[str, Any]) -> "Setting":
    """Return the conditions that were said.

    Raises
    ------
    OptionError
        one of them is not possible.
    """
    from pydantic import ValidationError

    from posecheck.station import Setting, Stated

    def stated(name: str, per: float = 1.0) -> Stated | None:
        value = said[name]
        if value is not None and not math.isfinite(value):
            raise OptionError(f"--{name.replace('_', '-')} must be a number, and {value} is none.")
        return None if value is None else Stated(value=value / per)

    roll = stated("roll_deg")
    if roll is not None and said.get("mirrored"):
        roll = Stated(value=-roll.value)
    try:
        setting = Setting(
            person_height_m=stated("height_cm", 100),
            lens_height_m=stated("lens_height_cm", 100),
            distance_m=stated("distance_cm", 100),
            roll_deg=roll,
            chair=said["chair"],
            band=said["band"] or "",
            clothing=said["clothing"],
            footwear=said["footwear"],
        )
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise OptionError(_SENTENCES.get(name, f"--{name} cannot be read.")) from error
    setting.refuse_nonsense()
    return setting


_SENTENCES = {
    "clothing": "This clothing is not known. Choose fitted, loose or coat.",
    "footwear": "This footwear is not known. Choose barefoot, socks or shoes.",
    "band": "The name of the band is too long. Shorten it.",
}


def moment(text: str | None) -> datetime | None:
    """Return a time of recording as it was typed; without a zone it is this machine's.

    Raises
    ------
    OptionError
        it is not a time, or not a possible one.
    """
    if text is None:
        return None
    try:
        when = datetime.fromisoformat(text.strip())
        return when if when.tzinfo is not None else when.astimezone()
    except (ValueError, OverflowError, OSError) as error:
        raise OptionError(
            f'"{text}" is not a time. Give it as 2026-03-01 or 2026-03-01T18:30+01:00.'
        ) from error


_REDRAW_S = 0.2
_LOOKED_AT_ONCE = (
    "The second pose model is not installed: lifts and holds are looked at once, and their heights "
    "are less certain. It comes with posecheck on Python 3.11 and 3.12."
)


@dataclass(frozen=True)
class Said:
    """What the command line says of a take beside its files.

    Attributes
    ----------
    options
        of the protocol, those only that were said.
    setting
        the conditions.
    mirrored
        whether the files are mirror images.
    recorded
        when it was recorded; None for what the file says.
    model
        file of the pose model; None for the installed one.
    markers
        points of the pelvis clicked in the first file.
    """

    options: Mapping[str, Any]
    setting: "Setting"
    mirrored: bool
    recorded: datetime | None
    model: Path | None
    markers: "Markers | None"


def recorded_from(
    protocol: AnyProtocol, files: Mapping[str, Sequence[Path]], said: Said
) -> "Recorded":
    """Return the take that a file holds, or make one of videos and pictures, with a progress bar.

    What was said now goes before what a saved take says.

    Raises
    ------
    PosecheckError
        as `open_take`, `find_model` and `record_files` say.
    """
    paths = [path for each in files.values() for path in each]
    if len(paths) == 1 and is_saved_take(paths[0]):
        if said.mirrored:
            raise OptionError(
                "--mirrored belongs to video files; a saved take already holds the true sides."
            )
        return _opened(protocol, paths[0], said)
    if "" in files:
        raise OptionError(f"{paths[0]} is not a saved take. Name a video with its station.")
    return _recorded(protocol, files, said)


def is_saved_take(path: Path) -> bool:
    """Say whether a file is a take by its name or its content, not a video."""
    from posecheck.take import SUFFIX, is_take

    if path.suffix.lower() == SUFFIX:
        return True
    try:
        with open_regular(path) as content:
            return is_take(os.read(content, 32))
    except (OSError, ValueError):
        return False


def _opened(protocol: AnyProtocol, path: Path, said: Said) -> "Recorded":
    from posecheck.capture.pose import Recorded
    from posecheck.take import open_take

    take = open_take(path)
    if said.markers is not None:
        raise OptionError("--asis and --psis belong to a picture, not to a saved take.")
    told = said.setting.model_dump(exclude_defaults=True)
    kept = take.options if take.protocol == protocol.name else {}
    take = replace(
        take,
        options={**kept, **said.options},
        setting=type(said.setting).model_validate(take.setting.model_dump() | told),
        recorded=said.recorded or take.recorded,
        dated_by="given" if said.recorded is not None else take.dated_by,
    )
    return Recorded(take, (None,) * len(take.stations))


def check_outputs(sources: Sequence[Path], *outputs: Path | None) -> None:
    """Refuse outputs that cannot be written or that would overwrite a source or each other.

    Raises
    ------
    OptionError
        two of the files are the same.
    OutputError
        a folder is missing or not writable.
    """
    taken = list(sources)
    for output in outputs:
        if output is None:
            continue
        ensure_writable(output)
        if os.path.realpath(output) in map(os.path.realpath, taken):
            name = name_of(output)
            raise OptionError(f"{name} is named twice. Give each file a name of its own.")
        taken.append(output)


def model_or_download(path: Path | None) -> Path:
    """Return the verified model; where there is none, offer to fetch it, on a terminal only.

    Raises
    ------
    ModelError
        there is none and the user did not agree, or it is not the tested one.
    """
    try:
        return find_model(path)
    except ModelMissingError:
        if path is not None or not sys.stdin.isatty() or not sys.stderr.isatty():
            raise
        question = f"{FILE} is missing. Fetch it once ({SIZE / 1e6:.1f} MB) from {ADDRESS}?"
        if not typer.confirm(question, err=True):
            raise
    with Progress(console=Terminal(stderr=True)) as bar:
        task = bar.add_task("fetching the model", total=1.0)
        return download(lambda done: bar.update(task, completed=done))


def _recorded(protocol: AnyProtocol, files: Mapping[str, Sequence[Path]], said: Said) -> "Recorded":
    # Imported late: OpenCV and MediaPipe take a second to load, and may lack a system library.
    from posecheck.capture.record import check_sources, record_files

    check_sources(files, protocol.name)  # refused before the model is looked for
    verified = model_or_download(said.model)
    second = find_second_model()  # refused, if it is damaged, before anything is read
    names = ", ".join(name_of(path.name) for paths in files.values() for path in paths)
    with _progress_bar() as bar:
        task = bar.add_task(one_line(f"reading {names}"), total=None)
        shown_at = 0.0

        def show(done_s: float, duration_s: float) -> None:
            # Drawn here and not by a thread of its own, which would write while the landmarker
            # keeps MediaPipe off the terminal.
            nonlocal shown_at
            if (now := time.monotonic()) - shown_at > _REDRAW_S:
                shown_at = now
                total = max(done_s, duration_s) or None
                bar.update(task, completed=done_s, total=total, refresh=True)

        made = record_files(
            files,
            protocol=protocol.name,
            mirrored=said.mirrored,
            recorded=said.recorded,
            setting=said.setting,
            options=said.options,
            model=verified,
            markers=said.markers,
            progress=show,
        )
    if second is None and any(map(len, protocol.frames_to_look_at_again(made.take).values())):
        typer.echo(_LOOKED_AT_ONCE, err=True)
    return made


def _progress_bar() -> Progress:
    """Return a bar on stderr that goes away when it is done; silent where nobody watches."""
    console = Terminal(stderr=True)
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        auto_refresh=False,
        disable=not console.is_terminal,
    )
