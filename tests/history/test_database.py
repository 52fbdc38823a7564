"""The history meets files, folders and disks that do not do as it wishes."""

import contextlib
import os
import resource
import sqlite3
import tempfile
from pathlib import Path

import pytest

from posecheck import Recording
from posecheck.errors import HistoryError
from posecheck.history import History, Notes
from tests.history.builders import a_march, a_recording
from tests.history.older import write_version_1


@pytest.fixture
def path(tmp_path):
    return tmp_path / "history.sqlite"


def test_version_1_opens_with_everything_in_it(path):
    assessment, recording = a_march(), a_recording()
    write_version_1(path, "Ann", assessment, recording)
    with History(str(path)) as history:
        take = history.take(1)
        assert take.assessment == assessment
        assert take.entry.versions == 1
        assert take.entry.notes == Notes(person="Ann", pain_before=1, pain_after=2, effort=3,
                                         band="red", chair=True, text="first")  # fmt: skip
        assert history.recording(1).digest() == recording.digest()
        assert history.add_assessment(1, a_march(version="0.2.0")) == 2
    with History(str(path)) as history:
        assert history.take(1).entry.versions == 2


def test_a_step_that_breaks_off_leaves_the_older_file(path, monkeypatch):
    write_version_1(path, "Ann", a_march(), a_recording())

    def breaks_off(connection):
        connection.exec_driver_sql("DELETE FROM posecheck_takes")
        raise sqlite3.OperationalError("power cut")

    monkeypatch.setattr("posecheck.history.schema._STEPS", {1: breaks_off})
    with pytest.raises(HistoryError, match="power cut"):
        History(str(path))
    monkeypatch.undo()
    with History(str(path)) as history:
        assert history.take(1).entry.notes.person == "Ann"


def make_newer(path: Path) -> None:
    History(str(path)).close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE posecheck_meta SET value = '99'")
        connection.commit()


def make_foreign(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (address TEXT)")
        connection.commit()


def make_torn(path: Path) -> None:
    with History(str(path)) as history:
        for _ in range(30):
            history.save(a_march())
    content = bytearray(path.read_bytes())
    content[4096 : len(content) // 2] = os.urandom(len(content) // 2 - 4096)
    path.write_bytes(content)


def make_short(path: Path) -> None:
    with History(str(path)) as history:
        for _ in range(30):
            history.save(a_march())
    path.write_bytes(path.read_bytes()[:6000])


def make_text(path: Path) -> None:
    path.write_text("no database at all, but something somebody needs")


def make_odd_version(path: Path) -> None:
    History(str(path)).close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE posecheck_meta SET value = 'soon'")
        connection.commit()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (make_newer, "written by a newer posecheck"),
        (make_foreign, "belongs to another program"),
        (make_torn, "damaged"),
        (make_short, "damaged"),
        (make_text, "damaged or is no history"),
        (make_odd_version, "damaged"),
    ],
)
def test_what_cannot_be_opened_is_left_as_it_is(path, make, sentence):
    make(path)
    before = path.read_bytes()
    with pytest.raises(HistoryError, match=sentence):
        History(str(path))
    assert path.read_bytes() == before


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


def fill(history: History, recording: Recording) -> None:
    for _ in range(10):
        history.save(a_march(), recording)


def test_a_full_disk_keeps_what_was_saved_before(path):
    big = a_recording(60.0)
    with History(str(path)) as history:
        first = history.save(a_march(), a_recording())
        little = files_of_at_most(path.stat().st_size + 200_000)
        with little, pytest.raises(HistoryError, match="full"):
            fill(history, big)
    with History(str(path)) as history:
        saved = history.entries()
        assert first in [entry.id for entry in saved]
        for entry in saved:
            assert history.recording(entry.id) is not None
        history.save(a_march(), big)


def test_a_quota_of_pages_is_a_full_disk(path):
    with History(str(path)) as history:
        first = history.save(a_march(), a_recording())
        with history._database._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
        with pytest.raises(HistoryError, match="the disk is full; nothing was saved"):
            history.save(a_march(), a_recording(60.0))
        assert [entry.id for entry in history.entries()] == [first]


def test_a_full_disk_at_the_very_beginning_leaves_no_half_file(path):
    with files_of_at_most(1000), pytest.raises(HistoryError, match="full"):
        History(str(path))
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("postgresql+psycopg://127.0.0.1:1/none", "does not do as asked"),
        ("mysql+nodriver://localhost/none", "driver that is not installed"),
        ("://", "no address of a database"),
    ],
)
def test_a_database_out_of_reach_is_one_sentence(address, sentence):
    with pytest.raises(HistoryError, match=sentence):
        History(address)


def test_a_password_is_never_shown():
    with pytest.raises(HistoryError) as told:
        History("postgresql+psycopg://ann:secret@127.0.0.1:1/none")
    assert "secret" not in str(told.value)
