"""Works on a history on a disk of its own that is ever fuller; prints what each step came to.

    unshare -rm python -m tests.security.full_disk FOLDER

The folder becomes a small disk, for this program alone.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from posecheck.app import unfinished_takes
from posecheck.errors import PosecheckError
from posecheck.history import History, Notes
from posecheck.history.archive import export_archive, import_archive
from posecheck.history.repair import repair
from posecheck.history.rescore import rescore
from posecheck.history.salvage import check
from posecheck.take import open_take
from tests.history.builders import a_march, a_take

DISK_KB, STEP = 2048, 32768
TAKE = a_take(0.3)

Steps = dict[str, Callable[[History], object]]


def steps(folder: Path) -> Steps:
    """Return what is tried: each either works, or is refused with a sentence."""
    return {
        "save": lambda history: history.save(a_march(), TAKE, Notes(person="new")),
        "edit": lambda history: history.change_notes(1, Notes(person="new", text="x" * 9000)),
        "delete": lambda history: history.delete(1),
        "rescore": lambda history: [
            said(done.problem)
            for done in rescore(history, [1], lambda _: a_march(55.0), write=True)
        ],
        "import": lambda history: import_archive(history, folder.parent / "archive.zip"),
        "archive": lambda history: export_archive(history, [1, 2], folder / "out.zip"),
        "take file": lambda _: TAKE.save(folder / "out.posecheck"),
        "camera": lambda _: unfinished_takes.keep(TAKE, "camera.posecheck"),
    }


def said(problem: str | None) -> None:
    """Raise what a rescore says of a take that it could not score."""
    if problem is not None:
        raise PosecheckError(problem)


def prepare(folder: Path) -> None:
    """Make a history and an archive outside the disk."""
    outside = folder.parent
    with History(str(outside / "whole.sqlite")) as history:
        for person in ("Ann", "Bob", "Cleo"):
            history.save(a_march(), TAKE, Notes(person=person))
    with History(str(outside / "other.sqlite")) as history:
        numbers = [history.save(a_march(), TAKE, Notes(person=f"A{each}")) for each in range(4)]
        export_archive(history, numbers, outside / "archive.zip")


def tried(folder: Path, name: str, left: int) -> tuple[bool, str]:
    """Do one step where `left` bytes are free; say whether it worked, and its sentence."""
    for each in folder.iterdir():
        shutil.rmtree(each) if each.is_dir() else each.unlink()
    file = folder / "history.sqlite"
    shutil.copy(folder.parent / "whole.sqlite", file)
    (folder / "out.zip").write_bytes(b"old")
    free = shutil.disk_usage(folder).free
    (folder / "filler").write_bytes(bytes(max(0, free - left)))
    sentence = ""
    try:
        with History(str(file)) as history:
            steps(folder)[name](history)
    except PosecheckError as error:
        sentence = str(error)
    (folder / "filler").unlink()
    look(folder, name, worked=not sentence)
    return not sentence, sentence


def look(folder: Path, name: str, worked: bool) -> None:
    """Compare what is there with what was said."""
    with History(str(folder / "history.sqlite")) as history:
        assert check(history.database) == []
        entries = {entry.id: entry for entry in history.entries()}
        people = sorted(entry.notes.person for entry in entries.values())
        old = ["Ann", "Bob", "Cleo"]
        new = {
            "save": [*old, "new"], "delete": old[1:], "edit": [*old[1:], "new"],
            "import": [*(f"A{each}" for each in range(4)), *old],
        }.get(name, old)  # fmt: skip
        assert people == sorted(new if worked else old), (name, worked, people)
        if name == "rescore":
            assert entries[1].versions == (2 if worked else 1)
    out = (folder / "out.zip").read_bytes()
    assert (out != b"old") == (worked and name == "archive")
    for made in (folder / "out.posecheck", *folder.rglob("camera.posecheck")):
        if made.exists():
            assert worked
            assert open_take(made).digest() == TAKE.digest()
    left = {each.name for each in folder.rglob("*") if each.is_file()}
    left -= {"history.sqlite", "out.zip", "out.posecheck", "camera.posecheck"}
    assert all(each.endswith(".backup") for each in left), left


def repaired(folder: Path, left: int) -> str:
    """Repair a damaged history where `left` bytes are free; return the sentence."""
    file = folder / "history.sqlite"
    for each in folder.iterdir():
        shutil.rmtree(each) if each.is_dir() else each.unlink()
    shutil.copy(folder.parent / "damaged.sqlite", file)
    free = shutil.disk_usage(folder).free
    (folder / "filler").write_bytes(bytes(max(0, free - left)))
    sentence = ""
    try:
        repair(str(file))
    except PosecheckError as error:
        sentence = str(error)
        assert file.read_bytes() == (folder.parent / "damaged.sqlite").read_bytes()
    (folder / "filler").unlink()
    with History(str(file)) as history:
        assert bool(check(history.database)) == bool(sentence)
        assert history.people() == ["Ann", "Bob", "Cleo"]
    assert sentence == "" or {each.name for each in folder.iterdir()} == {"history.sqlite"}
    return sentence


def main() -> None:
    """Try every step at every fullness."""
    folder = Path(sys.argv[1])
    os.environ |= dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"), str(folder))
    prepare(folder)
    size = f"size={DISK_KB}k"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], check=True)
    shutil.copy(folder.parent / "whole.sqlite", folder.parent / "damaged.sqlite")
    damaged = History(str(folder.parent / "damaged.sqlite"))
    with damaged, damaged.database.writing() as connection:
        connection.exec_driver_sql("UPDATE posecheck_takes SET versions = 9 WHERE id = 2")
    found = {
        name: [tried(folder, name, left) for left in range(0, DISK_KB * 512, STEP)]
        for name in steps(folder)
    }
    found["repair"] = [
        (not sentence, sentence)
        for left in range(0, DISK_KB * 512, STEP)
        for sentence in [repaired(folder, left)]
    ]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
