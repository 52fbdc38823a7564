"""Several programs save at once, or are killed while they save."""

import multiprocessing
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from posecheck.history import History, Notes
from posecheck.history.tables import metadata
from tests.history.builders import a_march, a_take
from tests.history.savers import save_many

EACH = 10
PEOPLE = ["Ann", "Bob", "Cleo", "Dan"]


@pytest.mark.parametrize(("kind", "many"), [("sqlite", 4), ("postgres", 2)])
def test_several_programs_at_once_lose_nothing(kind, many, request):
    address = request.getfixturevalue(kind)
    spawn = multiprocessing.get_context("spawn")
    people = PEOPLE[:many]
    savers = [spawn.Process(target=save_many, args=(address, who, EACH)) for who in people]
    for saver in savers:
        saver.start()
    for saver in savers:
        saver.join()
    assert [saver.exitcode for saver in savers] == [0] * many
    with History(address) as history:
        assert history.people() == people
        for who in people:
            entries = history.entries(person=who)
            assert len(entries) == EACH
            assert all(history.take(entry.id) is not None for entry in entries)


def test_killed_60_times_it_holds_every_finished_save(sqlite):
    savers = subprocess.run(
        [sys.executable, "-m", "tests.history.savers", sqlite, "60"],
        capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    per_kill = [line.split() for line in savers.stdout.splitlines()]
    finished = {int(number) for numbers in per_kill for number in numbers}
    assert len(per_kill) == 60
    assert len(finished) >= 2 * 60 // 3  # those killed after a save of theirs was finished
    expected = a_march()
    digest = a_take(0.3).digest()
    with History(sqlite) as history:
        held = {entry.id for entry in history.entries()}
        assert finished <= held
        for number in held:
            assert history.kept(number).assessment.measures == expected.measures
            assert history.take(number).digest() == digest
        with history.database.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_everything_works_on_both_kinds(address):
    with History(address) as history:
        number = history.save(a_march(), a_take(), Notes(person="آنا"))
        history.add_assessment(number, a_march(version="0.2.0"))
        history.change_notes(number, Notes(person="安娜", chair=True))
        other = history.save(a_march(day=1))
        assert [entry.id for entry in history.entries()] == [other, number]
        assert history.entries(person="安娜")[0].versions == 2
        assert history.delete(number).assessments == 2
        assert history.delete_person("").takes == 1
        assert history.entries() == []


def test_version_2_on_postgresql_opens_with_everything_in_it(postgres):
    """The history of posecheck 0.1, carried over table by table as that version made them there."""
    engine = sa.create_engine(postgres)
    source = sqlite3.connect(Path(__file__).with_name("history-0.1.sqlite"))
    tables = source.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name LIKE 'posecheck%'"
    )
    with engine.begin() as connection:
        for name, sql in tables.fetchall():
            for here, there in (
                ("id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", "id SERIAL PRIMARY KEY"),
                ("id INTEGER NOT NULL, \n\ttake_id", "id SERIAL, \n\ttake_id"),
                ("BLOB", "BYTEA"),
            ):
                sql = sql.replace(here, there)
            connection.exec_driver_sql(sql)
            into = sa.Table(name, sa.MetaData(), autoload_with=connection)
            rows = source.execute(f"SELECT * FROM {name}")
            names = [column[0] for column in rows.description]
            for row in rows:
                given = dict(zip(names, row, strict=True))
                for flag in {"chair", "has_recording"} & set(given):
                    given[flag] = bool(given[flag])
                connection.execute(into.insert().values(given))
        connection.exec_driver_sql("SELECT setval('posecheck_takes_id_seq', 10)")
        connection.exec_driver_sql("SELECT setval('posecheck_assessments_id_seq', 10)")
    engine.dispose()
    source.close()
    with History(postgres) as history:
        assert history.people() == ["Ann", "Bob"]
        assert history.take(1).protocol == "slow_march"
        assert history.save(a_march(), None, Notes(birth_year=1950)) == 11


def test_the_tables_are_the_same_whether_new_or_migrated(tmp_path):
    shutil.copy(Path(__file__).with_name("history-0.1.sqlite"), tmp_path / "old.sqlite")
    shapes = []
    for name in ("old.sqlite", "new.sqlite"):
        with History(str(tmp_path / name)) as history, history.database.reading() as connection:
            look = sa.inspect(connection)
            shapes.append({
                table: sorted(column["name"] for column in look.get_columns(table))
                for table in metadata.tables
            })  # fmt: skip
    assert shapes[0] == shapes[1]
