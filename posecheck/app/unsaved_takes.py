"""Keeps what a take recorded until the person saves it or throws it away.

A take that has begun is never lost without a word: if the page, the browser or the program goes
away, it waits as one take file in the user's own folder and is offered at the next start. Never
video.
"""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from platformdirs import user_data_path

from posecheck.errors import OutputError, PosecheckError
from posecheck.files import why
from posecheck.take import Take
from posecheck.take_file import SUFFIX, open_take


@dataclass(frozen=True, eq=False)
class Unsaved:
    """One take that nobody has saved or thrown away yet.

    Attributes
    ----------
    name : to forget it by.
    when : when its file was written.
    take : None where the file is damaged.
    """

    name: str
    when: datetime
    take: Take | None


def keep(take: Take, name: str | None = None) -> str:
    """Write a take to the user's folder and return its name; with a name, over that one.

    Raises
    ------
    OutputError : the folder is full or not writable.
    """
    name = name or f"{uuid4().hex}{SUFFIX}"
    try:
        _folder().mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"The take cannot be kept in {_folder()} ({why(error)}). Make room there, or make it "
            "writable."
        ) from error
    take.save(_folder() / name)
    return name


def forget(name: str) -> None:
    """Delete what is kept of a take.

    Raises
    ------
    OutputError : it cannot be deleted.
    """
    path = _folder() / name
    try:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        _remove_if_empty(path.parent)
    except OSError as error:
        raise OutputError(
            f"The unfinished take {path} cannot be deleted ({why(error)}). Delete it by hand."
        ) from error


def waiting() -> list[Unsaved]:
    """Return the takes, the newest first, those that cannot be opened as well.

    One that another tab shows just now is among them: a tab that was reloaded cannot be told from
    it, and what one tab forgets, the other one still holds.
    """
    found = [_open(path) for path in _files()]
    return sorted(found, key=lambda each: each.when, reverse=True)


def _files() -> Iterator[Path]:
    """Yield every file of a take, also those of an earlier posecheck, one folder for each take."""
    with suppress(OSError):
        yield from sorted(_folder().rglob(f"*{SUFFIX}"))


def _open(path: Path) -> Unsaved:
    take: Take | None = None
    with suppress(PosecheckError, OSError):
        take = open_take(path)
    try:
        changed = path.stat().st_mtime
    except OSError:
        changed = 0.0
    return Unsaved(_name(path), datetime.fromtimestamp(changed).astimezone(), take)


def _name(path: Path) -> str:
    return path.relative_to(_folder()).as_posix()


def _remove_if_empty(folder: Path) -> None:
    """Remove the folder that an earlier posecheck made for one take, with its list of contents."""
    if folder != _folder() and not any(folder.glob(f"*{SUFFIX}")):
        shutil.rmtree(folder, ignore_errors=True)


def _folder() -> Path:
    return user_data_path("posecheck", appauthor=False) / "unfinished"
