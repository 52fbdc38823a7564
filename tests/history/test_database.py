"""The history meets files, folders and disks that do not do as it wishes."""

import contextlib
import os
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from posecheck import Take
from posecheck.errors import HistoryError
from posecheck.history import History, Notes, backup
from posecheck.history.rescore import score_again
from posecheck.protocols.slow_march.kinds import PEAK
from tests.conftest import tiny_disk
from tests.history.builders import a_march, a_take


@pytest.fixture
def path(tmp_path):
    return tmp_path / "history.sqlite"


@pytest.fixture
def of_version_2(path):
    """Give a history as posecheck 0.1 left it: a march scored twice, and a standing check."""
    shutil.copy(Path(__file__).with_name("history-0.1.sqlite"), path)
    return path


def test_a_history_of_posecheck_0_1_opens_with_everything_in_it(of_version_2):
    with History(str(of_version_2)) as history:
        ann, bob = history.entries()
        assert ann.notes == Notes(person="Ann", pain_before=1, pain_after=2, effort=3,
                                  band="red", chair=True, text="first")  # fmt: skip
        assert (ann.versions, ann.target_deg, ann.verdict) == (2, 60.0, "degraded")
        assert (bob.protocol, bob.versions, bob.has_recording) == ("posture", 1, False)
        peak = history.kept(ann.id).assessment.measure(PEAK, "left")
        assert 50 < peak.value < 90
        take = history.take(ann.id)
        assert (take.protocol, take.options["target_deg"]) == ("slow_march", 60)
        again = score_again(take).measure(PEAK, "left")
        assert again.value == pytest.approx(peak.value, abs=peak.high - peak.value)
        assert [e.id for e in history.entries(protocol="posture")] == [bob.id]
        number = history.save_take(take, Notes(person="Ann", birth_year=1950))
        assert history.entry(number).notes.birth_year == 1950
    with History(str(of_version_2)) as history:
        assert len(history.entries()) == 3


def test_a_backup_is_made_before_a_migration(of_version_2):
    before = of_version_2.read_bytes()
    History(str(of_version_2)).close()
    (copy,) = backup.list_of(of_version_2)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        (version,) = connection.execute("SELECT value FROM posecheck_meta").fetchone()
        (count,) = connection.execute("SELECT count(*) FROM posecheck_takes").fetchone()
    assert (version, count) == ("2", 2)
    assert len(copy.read_bytes()) <= len(before)


def test_a_step_that_breaks_off_leaves_the_older_file(of_version_2, monkeypatch):
    steps = {2: ("DELETE FROM posecheck_takes", "SELECT * FROM power_cut")}
    monkeypatch.setattr("posecheck.history.tables._STEPS", steps)
    with pytest.raises(HistoryError, match="power_cut"):
        History(str(of_version_2))
    monkeypatch.undo()
    with History(str(of_version_2)) as history:
        assert history.people() == ["Ann", "Bob"]


def test_a_migration_without_room_for_its_backup_changes_nothing():
    with tiny_disk(200_000) as disk:
        path = disk / "history.sqlite"
        shutil.copy(Path(__file__).with_name("history-0.1.sqlite"), path)
        with pytest.raises(HistoryError, match="disk is full"):
            History(str(path))
        with contextlib.closing(sqlite3.connect(path)) as connection:
            (version,) = connection.execute("SELECT value FROM posecheck_meta").fetchone()
        assert version == "2"
        assert backup.list_of(path) == []
        assert {each.name for each in disk.iterdir()} <= {path.name}


def make_newer(path: Path) -> None:
    History(str(path)).close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE posecheck_meta SET value = '99'")
        connection.commit()


def make_foreign(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (address TEXT)")
        connection.commit()


def make_text(path: Path) -> None:
    path.write_text("no database at all, but something somebody needs")


def set_version(version: str):
    def make(path: Path) -> None:
        History(str(path)).close()
        with contextlib.closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE posecheck_meta SET value = ?", (version,))
            connection.commit()

    return make


def make_folder(path: Path) -> None:
    path.mkdir()


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_circle(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (set_version("99"), "written by a newer posecheck"),
        (set_version("soon"), "damaged"),
        (set_version("0"), "damaged"),
        (set_version("-5"), "damaged"),
        (make_foreign, "belongs to another program"),
        (make_text, "damaged from its beginning or is not a history"),
        (make_folder, "cannot be opened"),
        (make_pipe, "cannot be opened"),
        (make_circle, "cannot be opened"),
    ],
)
def test_what_cannot_be_opened_is_left_as_it_is(path, make, sentence):
    make(path)
    before = state_of(path)
    with pytest.raises(HistoryError, match=sentence):
        History(str(path))
    assert state_of(path) == before


def state_of(path):
    """Return what is there, without when it was last looked at."""
    found = os.lstat(path)
    return path.read_bytes() if path.is_file() else (found.st_mode, found.st_ino, found.st_mtime_ns)


@pytest.mark.parametrize(
    "name", ["n" * 300, "/dev/zero", "/dev/null/x", os.fsdecode(b"\xff\xfe/h")]
)
def test_a_place_that_cannot_be_is_one_sentence(tmp_path, name, monkeypatch):
    (tmp_path / os.fsdecode(b"\xff\xfe")).touch()
    with pytest.raises(HistoryError, match="cannot be opened"):
        History(str(tmp_path / name))


def test_a_link_to_a_history_is_followed(tmp_path):
    link, real = tmp_path / "link.sqlite", tmp_path / "deep" / "real.sqlite"
    link.symlink_to(real)
    with History(str(link)) as history:
        history.save(a_march())
    assert link.is_symlink()
    assert {each.name for each in real.parent.iterdir()} == {"real.sqlite"}


@contextlib.contextmanager
def without_privileges():
    """Root may write anywhere; step down for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shared_folder():
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        yield folder
        folder.chmod(0o700)


def test_a_read_only_folder_is_one_sentence(shared_folder):
    shared_folder.chmod(0o555)
    with without_privileges(), pytest.raises(HistoryError, match="permission denied"):
        History(str(shared_folder / "history.sqlite"))
    assert list(shared_folder.iterdir()) == []


def test_a_read_only_history_is_one_sentence(shared_folder):
    path = shared_folder / "history.sqlite"
    with History(str(path)) as history:
        history.save(a_march())
    path.chmod(0o444)
    shared_folder.chmod(0o555)
    before = path.read_bytes()
    with (
        without_privileges(),
        pytest.raises(HistoryError, match=r"only be read|opened for writing"),
        History(str(path)) as history,
    ):
        history.save(a_march())
    assert path.read_bytes() == before


@contextlib.contextmanager
def files_of_at_most(size: int):
    """Let no file of this process grow beyond `size` bytes, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fill(history: History, take: Take) -> None:
    for _ in range(10):
        history.save(a_march(), take)


def test_a_full_disk_keeps_what_was_saved_before(path):
    big = a_take(60.0)
    with History(str(path)) as history:
        first = history.save(a_march(), a_take())
        little = files_of_at_most(path.stat().st_size + 200_000)
        with little, pytest.raises(HistoryError, match="full"):
            fill(history, big)
    with History(str(path)) as history:
        saved = history.entries()
        assert first in [entry.id for entry in saved]
        for entry in saved:
            assert history.take(entry.id) is not None
        history.save(a_march(), big)


def test_a_quota_of_pages_is_a_full_disk(path):
    with History(str(path)) as history:
        first = history.save(a_march(), a_take())
        with history._database._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
        with pytest.raises(HistoryError, match="the disk is full; nothing was changed"):
            history.save(a_march(), a_take(60.0))
        assert [entry.id for entry in history.entries()] == [first]


def test_a_full_disk_at_the_very_beginning_leaves_no_half_file(path):
    with files_of_at_most(1000), pytest.raises(HistoryError, match="full"):
        History(str(path))
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("room", range(20_000, 200_000, 12_000))
def test_a_disk_that_fills_at_any_step_of_a_save_loses_nothing(room):
    """What was said to be kept is kept, and what was not is not there."""
    with tiny_disk(room) as disk:
        path = disk / "history.sqlite"
        kept = []
        with contextlib.suppress(HistoryError), History(str(path)) as history:
            for _ in range(10):
                kept.append(history.save(a_march(), a_take()))
        assert not list(disk.glob(".posecheck*"))
        if not path.exists():
            assert kept == []
            return
        (disk / "filler").unlink(missing_ok=True)
        subprocess.run(["mount", "-o", "remount,size=5m", disk], check=True)
        with History(str(path)) as history:
            assert [entry.id for entry in history.entries()] == kept[::-1]
            assert all(history.take(number).digest() == a_take().digest() for number in kept)
            assert history.database.damage() == []
            history.save(a_march(), a_take())


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("postgresql+psycopg://127.0.0.1:1/none", "refused the request"),
        ("postgresql+nodriver://localhost/none", "driver that is not installed"),
        ("mysql://localhost/none", "cannot be kept in mysql"),
        ("://", "not the address of a database"),
        ("sqlite://", "it keeps nothing"),
        ("sqlite:///:memory:", "it keeps nothing"),
        (":memory:", "it keeps nothing"),
        ("~nobody.here/h.sqlite", "no home folder ~nobody.here"),
        ("sqlite:///~nobody.here/h.sqlite", "no home folder ~nobody.here"),
        ("sqlite:///file:a?mode=memory&uri=true", "it keeps nothing"),
        ("postgresql://[::1/none", "not the address of a database"),
        ("a\0b", "not the address of a history"),
    ],
)
def test_a_database_out_of_reach_is_one_sentence(address, sentence):
    with pytest.raises(HistoryError, match=sentence):
        History(address)


def test_a_stop_while_a_connection_is_closed_shows_no_traceback(tmp_path):
    code = """
from posecheck.history import History
history = History("h.sqlite")
def stop(*_): raise KeyboardInterrupt
history.database._engine.dialect.do_close = history.database._engine.dialect.do_terminate = stop
try:
    history.close()
except KeyboardInterrupt:
    pass
"""
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert said.stderr == ""


def test_a_password_is_never_shown():
    with pytest.raises(HistoryError) as told:
        History("postgresql+psycopg://ann:secret@127.0.0.1:1/none")
    assert "secret" not in str(told.value)
