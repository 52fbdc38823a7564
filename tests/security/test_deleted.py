"""What is deleted is in no file any more: every raw byte the program wrote is searched."""

import contextlib
import os
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from posecheck import scratch
from posecheck.app import flow, unfinished_takes
from posecheck.app.flow import Setup
from posecheck.errors import HistoryError
from posecheck.history import History, Notes, backup
from posecheck.history.database import Database
from posecheck.history.repair import repair
from tests.cli.run import runner
from tests.conftest import FIXTURES
from tests.history.builders import a_march, a_take

TAKE = FIXTURES / "recordings" / "p_front_09.posecheck"
SAID = {
    "name": "Needle Nameson", "note": "needle-note-one", "corrected": "needle-note-two",
    "patient": "needle-patient-7", "band": "needle-band", "file": "needle-file",
}  # fmt: skip


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder that everything of this program lies in, however it is called."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "TMPDIR"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.delenv("POSECHECK_DB", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", None)
    return home


def holding(home, secrets: dict[str, bytes]) -> dict[str, list[str]]:
    """Return where a secret still lies: its name, and the files below a folder that hold it."""
    found: dict[str, list[str]] = {}
    for path in sorted(home.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        for name, secret in secrets.items():
            if secret in content or secret in bytes(path):
                found.setdefault(name, []).append(path.name)
    return found


def pieces(content: bytes) -> dict[str, bytes]:
    """Return pieces of what was kept; nearly all lie within one page of a database."""
    return {f"byte {at}": content[at : at + 40] for at in range(100, len(content) - 40, 900)}


def test_after_every_command_nothing_is_left(home, tmp_path, monkeypatch, capfd):
    run = runner(monkeypatch)

    def posecheck(*arguments: object) -> str:
        assert run(*arguments) == 0, capfd.readouterr().err
        return capfd.readouterr().out

    given = tmp_path / f"{SAID['file']}.posecheck"
    shutil.copy(TAKE, given)
    for _ in range(2):
        posecheck("march", given, "--save", "--person", SAID["name"], "--note", SAID["note"])
    posecheck("edit", 1, "--note", SAID["corrected"], "--band", SAID["band"])
    posecheck("edit", 1, "--id", SAID["patient"], "--everywhere")
    posecheck("rescore", "--write")
    posecheck("archive", SAID["name"], tmp_path / "archive.zip")
    posecheck("import", tmp_path / "archive.zip")  # a backup is made before it
    posecheck("report", 1, "-o", tmp_path / "report.pdf")
    posecheck("export", 1, tmp_path / "exported", "--identified")
    posecheck("history", "--repair")
    with History() as history:
        history.save(a_march(day=3), None, Notes(person="Somebody Else"))
        landmarks = pieces(history.stored(1).take)
        history.database.back_up("test")
    secrets = {name: text.encode() for name, text in SAID.items()} | landmarks
    there = holding(home, secrets)
    assert set(there) >= {"name", "corrected", "patient", "band"}
    assert len(set(there) & set(landmarks)) > 0.9 * len(landmarks) > 50
    assert any(name.endswith(".backup") for name in there["name"])
    said = posecheck("delete", "--person", SAID["name"], "--yes")
    assert holding(home, secrets) == {}
    assert "may still hold" not in said
    assert "Somebody Else" in posecheck("history")


@pytest.mark.parametrize("seed", range(3))
def test_nor_where_rows_of_every_size_came_and_went(tmp_path, seed):
    """Pages are split, joined and shuffled: what lay in them must not stay behind in a gap."""
    chance = random.Random(seed)
    gone: set[str] = set()
    kept: dict[int, set[str]] = {}
    with History(str(tmp_path / "history.sqlite")) as history:
        for step in range(50):
            needle = f"needle{seed}x{step}y"
            notes = Notes(
                person=needle + "p" * chance.randrange(150),
                text=needle + "t" * chance.choice([0, 10, 500, 5000]),
            )
            number = chance.choice([*kept, 0])
            what = chance.random()
            if what < 0.5 or not number:
                take = a_take(0.2, seed=step) if chance.random() < 0.3 else None
                new = history.save(a_march(day=step, source=needle * 3), take, notes)
                kept[new] = {needle}
            elif what < 0.75:
                history.change_notes(number, notes)
                kept[number].add(needle)
            else:
                history.delete(number)
                gone |= kept.pop(number)
                assert holding(tmp_path, {each: each.encode() for each in gone}) == {}
    assert len(gone) > 5


@pytest.mark.skipif(os.name == "nt", reason="rights of files are others there")
def test_no_other_user_of_the_machine_can_read_what_is_kept(home, tmp_path, monkeypatch):
    """Even where the user lets everybody read new files, and another program made the folders."""
    home.chmod(0o777)
    before = os.umask(0o000)
    try:
        unfinished_takes.keep(a_take())  # the first of all to make the folder
        with History() as history:
            path = history.database.file
            history.save(a_march(), a_take(), Notes(person="Ann"))
            history.database.back_up("test")
            with scratch.folder() as folder:
                (folder / "video.mp4").touch()
                check_rights(home)
        with contextlib.closing(sqlite3.connect(path)) as damaged:
            damaged.execute("INSERT INTO posecheck_recordings VALUES (99, x'00')")
            damaged.commit()
        assert repair().set_aside
        flow.remember(Setup())
        check_rights(home)
    finally:
        os.umask(before)


def check_rights(home: Path) -> None:
    """Whoever is not the user finds no way to any file that was made."""
    for path in home.rglob("*"):
        way = [path, *path.parents[: len(path.relative_to(home).parts) - 1]]
        assert path.is_dir() or any(not each.stat().st_mode & 0o077 for each in way), path


def leave_in_a_gap(path: Path, needle: bytes) -> None:
    """Put bytes where SQLite leaves copies of rows at times: in the unused middle of a page."""
    with contextlib.closing(sqlite3.connect(path)) as opened:
        root = opened.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'posecheck_takes'"
        ).fetchone()[0]
        size = opened.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(path.read_bytes())
    page = (root - 1) * size
    cells, start = struct.unpack_from(">HH", content, page + 3)
    gap = page + 8 + 2 * cells + 20
    assert gap + len(needle) < page + start
    content[gap : gap + len(needle)] = needle
    path.write_bytes(content)


def test_nor_in_the_gaps_of_pages_of_the_history_or_its_backups(tmp_path):
    path, needle = tmp_path / "history.sqlite", b"needle-in-a-gap"
    with History(str(path)) as history:
        history.save(a_march(), None, Notes(person="Ann"))
        history.save(a_march(), None, Notes(person="Bob"))
        history.database.back_up("test")
    for each in (path, *backup.list_of(path)):
        leave_in_a_gap(each, needle)
    assert len(holding(tmp_path, {"gap": needle})["gap"]) == 2
    with History(str(path)) as history:
        history.delete_person("Bob")
        assert holding(tmp_path, {"gap": needle}) == {}
        assert history.people() == ["Ann"]


def test_what_could_not_be_forgotten_at_once_is_at_the_next_start(tmp_path, monkeypatch):
    path, needle = tmp_path / "history.sqlite", b"needle-in-a-gap"
    with History(str(path)) as history:
        history.save(a_march(), None, Notes(person="Ann"))
    leave_in_a_gap(path, needle)
    with monkeypatch.context() as full, History(str(path)) as history:
        full.setattr(Database, "forget_deleted", refuse)
        assert history.delete(1).in_use
    assert holding(tmp_path, {"gap": needle})
    with History(str(path)):
        assert holding(tmp_path, {"gap": needle}) == {}


def refuse(_: Database) -> bool:
    raise HistoryError("the disk is full")


KILLED = """
import os
from posecheck.history import repair
def killed(*_, **__):
    os.kill(os.getpid(), 9)
repair.os.replace = killed
repair.repair()
"""


def test_what_a_killed_repair_left_is_gone_with_the_next_start(home):
    """Its working copies hold names and landmarks; nothing is lost between two of its steps."""
    with History() as history:
        history.save(a_march(), a_take(), Notes(person=SAID["name"]))
        history.save(a_march(), None, Notes(person="Somebody Else"))
        path = history.database.file
    with contextlib.closing(sqlite3.connect(path)) as damaged:
        damaged.execute("INSERT INTO posecheck_recordings VALUES (99, x'00')")
        damaged.commit()
    done = subprocess.run([sys.executable, "-c", KILLED], check=False)
    assert done.returncode == -9
    name = {"name": SAID["name"].encode()}
    assert "fresh" in holding(home, name)["name"]
    with History() as history:
        assert [entry.id for entry in history.entries()] == [2, 1]
        assert "fresh" not in holding(home, name)["name"]
        assert not list(home.rglob("*.repairing"))
