"""Stand-ins for scoring a file, importable by the processes of a batch."""

import os
from pathlib import Path

from posecheck import Assessment, Recording
from posecheck.errors import SourceError
from tests.history.builders import a_march, a_posture


def by_name(path: Path) -> Assessment:
    """Return what the file's name asks for, and count the visits beside the folder."""
    with (path.parent.parent / "visits.txt").open("a") as visits:
        visits.write(f"{path.name}\n")
    if path.stem.startswith("broken"):
        raise SourceError(f"{path.name} holds nobody. Record it again.")
    if path.stem.startswith("crash"):
        os._exit(9)
    if path.stem.startswith("stand"):
        return a_posture()
    if path.suffix == ".posecheck":
        Recording.load(path)
    return a_march(left_deg=float(path.stem[-2:]))
