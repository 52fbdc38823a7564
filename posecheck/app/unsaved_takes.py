"""Keeps what a take recorded until the person saves it or throws it away.

A take that has begun is never lost without a word: if the page, the browser or the program goes
away, the landmarks wait in the user's own folder and are offered at the next start. Never video.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from platformdirs import user_data_path

from posecheck.app.setup import Setup
from posecheck.errors import PosecheckError
from posecheck.files import write_atomic
from posecheck.kinematics.camera_placement import Camera
from posecheck.recording import SUFFIX, Recording

_shown: set[str] = set()


@dataclass(frozen=True, eq=False)
class Kept:
    """One take that nobody has saved or thrown away yet."""

    name: str
    setup: Setup
    how_it_ended: str
    when: datetime
    recordings: Mapping[str, Recording]


def keep(setup: Setup, how_it_ended: str, recordings: Mapping[str, Recording]) -> str | None:
    """Write a take's recordings to the user's folder; return their name, None if there are none.

    Raises
    ------
    OutputError : the folder is full or not writable.
    """
    if not recordings:
        return None
    name = uuid4().hex
    folder = _folder() / name
    folder.mkdir(parents=True)
    for station, recording in recordings.items():
        recording.save(folder / f"{station}{SUFFIX}")
    facts = {
        "setup": asdict(setup),
        "how_it_ended": how_it_ended,
        "when": datetime.now().astimezone().isoformat(),
        "stations": list(recordings),
    }
    write_atomic(folder / "take.json", json.dumps(facts).encode())
    return name


def show(name: str) -> None:
    """Note that a tab shows this take now, so that no other tab offers it."""
    _shown.add(name)


def forget(name: str) -> None:
    """Delete what is kept of a take."""
    _shown.discard(name)
    shutil.rmtree(_folder() / name, ignore_errors=True)


def waiting() -> list[Kept]:
    """Return the takes that no tab shows, the newest first; damaged ones are left out."""
    folders = [path for path in _folder().glob("*/take.json") if path.parent.name not in _shown]
    found = [kept for path in folders if (kept := _read(path)) is not None]
    return sorted(found, key=lambda kept: kept.when, reverse=True)


def _read(path: Path) -> Kept | None:
    try:
        facts = json.loads(path.read_text("utf-8"))
        camera = Camera(**facts["setup"].pop("camera"))
        return Kept(
            name=path.parent.name,
            setup=Setup(**facts["setup"], camera=camera),
            how_it_ended=facts["how_it_ended"],
            when=datetime.fromisoformat(facts["when"]),
            recordings={
                station: Recording.load(path.parent / f"{station}{SUFFIX}")
                for station in facts["stations"]
            },
        )
    except (OSError, ValueError, KeyError, TypeError, PosecheckError):
        return None


def _folder() -> Path:
    return user_data_path("posecheck", appauthor=False) / "unfinished"
