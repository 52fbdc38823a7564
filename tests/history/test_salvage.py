"""A damaged history still opens: what is whole is read, the rest is named, and can be repaired."""

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from posecheck.errors import HistoryError
from posecheck.history import History, Notes, backup
from posecheck.history.archive import export_archive, import_archive
from posecheck.history.repair import repair
from posecheck.history.salvage import check
from tests.history.builders import a_march, a_posture, a_take

COUNT = 12


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "history.sqlite"
    with History(str(path)) as history:
        for number in range(COUNT):
            name = f"P{number % 3}"
            history.save(a_march(day=number), a_take(seed=number), Notes(person=name))
    return path


@pytest.fixture
def path(tmp_path, whole) -> Path:
    """A history of twelve takes without damage."""
    return Path(shutil.copy(whole, tmp_path / "history.sqlite"))


def change(path: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


ROWS = [
    "UPDATE posecheck_takes SET recorded = 'xx' WHERE id = 5",
    "UPDATE posecheck_takes SET recorded = '0001-01-01T00:00:00+00:00' WHERE id = 5",
    "UPDATE posecheck_takes SET recorded = '9999-12-31T23:59:59+00:00' WHERE id = 5",
    "UPDATE posecheck_takes SET recorded = '2026-01-01' WHERE id = 5",
    "UPDATE posecheck_takes SET saved = x'ff' WHERE id = 5",
    "UPDATE posecheck_takes SET pain_before = 99 WHERE id = 5",
    "UPDATE posecheck_takes SET effort = 'much' WHERE id = 5",
    "UPDATE posecheck_takes SET person = x'fffe' WHERE id = 5",
    "UPDATE posecheck_takes SET person = CAST(x'fffe' AS TEXT) WHERE id = 5",
    "UPDATE posecheck_takes SET view = 'above' WHERE id = 5",
    "UPDATE posecheck_takes SET verdict = 'splendid' WHERE id = 5",
    "UPDATE posecheck_takes SET target_deg = 9e999 WHERE id = 5",
    "UPDATE posecheck_takes SET target_deg = 'high' WHERE id = 5",
    "UPDATE posecheck_takes SET versions = 'x' WHERE id = 5",
    "UPDATE posecheck_takes SET versions = -1 WHERE id = 5",
    "UPDATE posecheck_takes SET offset_min = 99999 WHERE id = 5",
    "UPDATE posecheck_takes SET offset_min = 'east' WHERE id = 5",
    "UPDATE posecheck_takes SET dated_by = 'stars' WHERE id = 5",
    "UPDATE posecheck_takes SET birth_year = -3 WHERE id = 5",
    "UPDATE posecheck_takes SET said_recorded = 'never' WHERE id = 5",
]


@pytest.mark.parametrize("statement", ROWS)
def test_a_row_that_cannot_be_hides_none_of_the_others(path, statement):
    change(path, statement)
    with History(str(path)) as history:
        assert {entry.id for entry in history.entries()} == set(range(1, COUNT + 1)) - {5}
        assert list(history.damaged) == [5]
        assert "Take 5 is damaged" in history.damaged[5]
        assert len(history.all_kept(range(1, 20))) == COUNT - 1
        assert set(history.people()) >= {"P0", "P2"}
        for ask in (history.kept, history.take, history.stored, history.entry):
            with pytest.raises(HistoryError, match="Take 5 is damaged"):
                ask(5)
        assert {damage.take for damage in check(history.database)} == {5}
        history.delete(5)
        assert check(history.database) == []


def test_a_damaged_row_is_repaired_from_what_it_holds(path):
    change(path, "UPDATE posecheck_takes SET pain_before = 99, person = 'Ann' WHERE id = 5")
    done = repair(str(path))
    assert (done.whole, done.restored, list(done.in_part)) == (COUNT - 1, [], [5])
    with History(str(path)) as history:
        assert check(history.database) == []
        assert history.entry(5).notes == Notes(person="Ann")
        assert history.take(5).digest() == a_take(seed=4).digest()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE posecheck_assessments SET json = '{}' WHERE take_id = 5",
        "UPDATE posecheck_assessments SET json = substr(json, 1, 500) WHERE take_id = 5",
        "UPDATE posecheck_recordings SET content = x'00' WHERE take_id = 5",
        "UPDATE posecheck_recordings SET content = zeroblob(9000) WHERE take_id = 5",
        "DELETE FROM posecheck_recordings WHERE take_id = 5",
        "DELETE FROM posecheck_assessments WHERE take_id = 5",
    ],
)
def test_a_part_that_is_damaged_costs_that_part(path, statement):
    change(path, statement)
    with History(str(path)) as history:
        assert {damage.take for damage in check(history.database)} == {5}
        assert len(history.entries()) == COUNT
        assert len(history.all_kept(range(1, COUNT + 1))) >= COUNT - 1
    done = repair(str(path))
    assert (done.whole, list(done.in_part)) == (COUNT - 1, [5])
    with History(str(path)) as history:
        assert check(history.database) == []
        assert len(history.entries()) == COUNT
        whole = history.stored(5)
        assert bool(whole.assessments) != bool(whole.take)


def tear(path: Path, *pages: int) -> None:
    """Overwrite whole pages with noise, as a broken disk does."""
    content = bytearray(path.read_bytes())
    for page in pages:
        content[4096 * page : 4096 * (page + 1)] = os.urandom(4096)
    path.write_bytes(content)


def pages_of(path: Path, table: str) -> list[int]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT pageno - 1 FROM dbstat WHERE name = ? ORDER BY pageno", (table,)
        )
        return [row[0] for row in rows]


@pytest.mark.parametrize("table", ["posecheck_recordings", "posecheck_assessments",
                                   "posecheck_takes", "ix_posecheck_takes_person",
                                   "sqlite_autoindex_posecheck_takes_1"])  # fmt: skip
def test_a_torn_page_anywhere_leaves_the_rest_readable_and_is_never_written_to(path, table):
    page = pages_of(path, table)[-1]
    tear(path, page)
    before = path.read_bytes()
    with History(str(path)) as history:
        listed = {entry.id for entry in history.entries()}
        opened = {kept.entry.id for kept in history.all_kept(range(1, COUNT + 1))}
        assert len(opened | set(history.damaged)) >= COUNT - 1
        assert check(history.database)
        with pytest.raises(HistoryError, match="nothing was changed, the file is damaged"):
            history.save(a_posture())
        with pytest.raises(HistoryError, match="damaged"):
            history.save_take(a_take())
        with pytest.raises(HistoryError, match="damaged"):
            history.refuse_damage()
    assert path.read_bytes() == before
    done = repair(str(path))
    assert done.set_aside.read_bytes() == before
    with History(str(path)) as history:
        assert check(history.database) == []
        assert {entry.id for entry in history.entries()} >= listed & opened
        assert len(history.entries()) == done.whole + len(done.in_part)
        history.save(a_posture())


def test_what_is_lost_comes_back_from_a_backup(path, tmp_path):
    with History(str(tmp_path / "other.sqlite")) as other:
        export_archive(other, [other.save(a_posture())], tmp_path / "a.zip")
    with History(str(path)) as history:
        import_archive(history, tmp_path / "a.zip")
        later = history.save(a_march(), a_take(seed=50))
        history.delete(3)
    change(
        path,
        "UPDATE posecheck_recordings SET content = x'00' WHERE take_id = 5",
        f"UPDATE posecheck_recordings SET content = x'00' WHERE take_id = {later}",
    )
    done = repair(str(path))
    assert done.restored == [5]
    assert list(done.in_part) == [later]
    with History(str(path)) as history:
        assert history.take(5).digest() == a_take(seed=4).digest()
        assert 3 not in history.numbers()  # what was deleted does not rise


def test_a_file_that_cannot_be_opened_comes_back_from_a_backup(path):
    with History(str(path)) as history:
        history.database.back_up("test")
        history.save(a_march())
    tear(path, 0)
    with pytest.raises(HistoryError, match="posecheck history --repair"):
        History(str(path))
    done = repair(str(path))
    assert done.restored == list(range(1, COUNT + 1))
    with History(str(path)) as history:
        assert len(history.entries()) == COUNT


@pytest.mark.parametrize("version", ["0", "-5", "", "soon", None])
def test_a_history_whose_version_is_lost_is_carried_over_whole(path, version):
    change(path, "DELETE FROM posecheck_meta" if version is None else
           f"UPDATE posecheck_meta SET value = '{version}'")  # fmt: skip
    with pytest.raises(HistoryError, match="its own version is damaged"):
        History(str(path))
    done = repair(str(path))
    assert (done.whole, done.set_aside is not None) == (COUNT, True)
    with History(str(path)) as history:
        assert check(history.database) == []
        assert len(history.entries()) == COUNT


def test_where_the_page_of_the_version_is_torn_the_takes_are_carried_over(path):
    tear(path, *pages_of(path, "posecheck_meta"))
    assert repair(str(path)).whole == COUNT
    with History(str(path)) as history:
        assert check(history.database) == []


def test_a_lost_version_of_posecheck_0_1_is_told_by_its_columns(tmp_path):
    path = tmp_path / "history.sqlite"
    shutil.copy(Path(__file__).with_name("history-0.1.sqlite"), path)
    change(path, "UPDATE posecheck_meta SET value = 'x'")
    assert repair(str(path)).lost == []
    with History(str(path)) as history:
        assert history.people() == ["Ann", "Bob"]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE posecheck_meta SET value = '99'", "DROP TABLE posecheck_meta"],
    ids=["newer", "of another program"],
)
def test_a_backup_that_cannot_be_used_stops_no_repair(path, statement):
    with History(str(path)) as history:
        history.database.back_up("test")
    (spare,) = backup.list_of(path)
    change(spare, statement)
    change(path, ROWS[0])
    assert repair(str(path)).whole == COUNT - 1
    with History(str(path)) as history:
        assert check(history.database) == []


def test_without_anything_to_read_nothing_is_done(tmp_path):
    path = tmp_path / "history.sqlite"
    path.write_bytes(b"SQLite format 3\0" + os.urandom(8000))
    before = path.read_bytes()
    with pytest.raises(HistoryError, match="Neither the history"):
        repair(str(path))
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == before


def test_a_whole_history_is_left_alone(path):
    before = path.read_bytes()
    assert repair(str(path)).set_aside is None
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_history_that_somebody_has_open_is_left_alone(path):
    change(path, ROWS[0])
    with History(str(path)) as history:
        history.entries()
        with pytest.raises(HistoryError, match="Another program has the history"):
            repair(str(path))


def test_a_damaged_history_of_posecheck_0_1_is_carried_over(tmp_path):
    path = tmp_path / "history.sqlite"
    shutil.copy(Path(__file__).with_name("history-0.1.sqlite"), path)
    tear(path, pages_of(path, "posecheck_recordings")[-1])
    with pytest.raises(HistoryError, match="posecheck history --repair"):
        History(str(path))
    assert backup.list_of(path) == []
    done = repair(str(path))
    assert list(done.in_part) == [1]
    with History(str(path)) as history:
        assert history.people() == ["Ann", "Bob"]
        assert check(history.database) == []


def test_deleted_is_deleted_from_every_copy(path):
    needle = "Needle In The Name"
    with History(str(path)) as history:
        number = history.save(a_march(source="needle.mp4"), a_take(seed=99), Notes(person=needle))
        landmarks = history.stored(number).take[3000:3200]
        history.database.back_up("one")
        history.database.back_up("two")

    def where(content: bytes) -> list[str]:
        return [each.name for each in path.parent.iterdir() if content in each.read_bytes()]

    secrets = (needle.encode(), b"needle.mp4", landmarks)
    assert all(len(where(content)) == 3 for content in secrets)
    with History(str(path)) as history:
        removed = history.delete(number)
        assert (removed.in_use, removed.unsearched) == (False, ())
        assert [where(content) for content in secrets] == [[], [], []]
    assert [where(content) for content in secrets] == [[], [], []]
    for copy in backup.list_of(path):
        with History(str(copy)) as history:
            assert len(history.entries()) == COUNT


def test_where_a_reader_keeps_it_on_the_disk_that_is_said(path, monkeypatch):
    monkeypatch.setattr("posecheck.history.database._FOLD_MS", 50)
    with contextlib.closing(sqlite3.connect(path)) as reader, History(str(path)) as history:
        history.save(a_march())
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM posecheck_takes").fetchone()
        assert history.delete(5).in_use
        reader.rollback()
        assert not history.delete(6).in_use


def test_where_a_damaged_copy_may_keep_it_that_is_said(path):
    with History(str(path)) as history:
        history.database.back_up("one")
    (copy,) = backup.list_of(path)
    tear(copy, pages_of(copy, "posecheck_recordings")[-1])
    with History(str(path)) as history:
        assert history.delete(12).unsearched == (copy,)
