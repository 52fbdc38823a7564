"""Stand-ins for scoring a file, importable by the processes of a batch."""

import os
import time
from pathlib import Path

from posecheck import Assessment, open_take
from posecheck.errors import SourceError
from posecheck.files import name_of
from tests.history.builders import a_march, a_posture


def by_name(path: Path) -> Assessment:
    """Return what the file's name asks for, and count the visits beside the folder."""
    with (path.parent.parent / "visits.txt").open("a") as visits:
        visits.write(f"{name_of(path.name)}\n")
    if path.stem.startswith("broken"):
        raise SourceError(f"{path.name} holds nobody. Record it again.")
    if path.stem.startswith("defect"):
        raise ZeroDivisionError("a defect")
    if path.stem.startswith("crash"):
        os._exit(9)
    if path.stem.startswith("stand"):
        return a_posture()
    if path.suffix == ".posecheck":
        open_take(path)
    return a_march(left_deg=float(path.stem[-2:]))


def for_ever(path: Path) -> None:
    """Say beside the file which process this is, and go on until it is killed."""
    part = path.with_suffix(".part")
    part.write_text(str(os.getpid()))
    part.rename(path.with_suffix(".pid"))
    while True:
        time.sleep(0.01)
