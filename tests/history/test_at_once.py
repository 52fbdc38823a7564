"""Several programs save at once, or are killed while they save."""

import multiprocessing
import sqlite3
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa

from posecheck.history import History, Notes
from posecheck.history.schema import metadata
from tests.history.builders import a_march, a_recording
from tests.history.older import VERSION_1
from tests.history.savers import save_many

EACH = 25
PEOPLE = ["Ann", "Bob"]


def test_two_programs_at_once_lose_nothing(address):
    spawn = multiprocessing.get_context("spawn")
    savers = [spawn.Process(target=save_many, args=(address, who, EACH)) for who in PEOPLE]
    for saver in savers:
        saver.start()
    for saver in savers:
        saver.join()
    assert [saver.exitcode for saver in savers] == [0, 0]
    with History(address) as history:
        assert history.people() == PEOPLE
        for who in PEOPLE:
            entries = history.entries(person=who)
            assert len(entries) == EACH
            assert all(history.recording(entry.id) is not None for entry in entries)


def test_killed_200_times_it_holds_every_finished_save(sqlite):
    savers = subprocess.run(
        [sys.executable, "-m", "tests.history.savers", sqlite, "200"],
        capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    per_kill = [line.split() for line in savers.stdout.splitlines()]
    finished = {int(number) for numbers in per_kill for number in numbers}
    assert len(per_kill) == 200
    assert len(finished) >= 2 * 200 // 3  # those killed after a save of theirs was finished
    expected = a_march()
    digest = a_recording(0.3).digest()
    with History(sqlite) as history:
        held = {entry.id for entry in history.entries()}
        assert finished <= held
        for number in held:
            assert history.take(number).assessment.measures == expected.measures
            assert history.recording(number).digest() == digest
        with history._database.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_everything_works_on_both_kinds(address):
    with History(address) as history:
        number = history.save(a_march(), a_recording(), Notes(person="آنا"))
        history.add_assessment(number, a_march(version="0.2.0"))
        history.change_notes(number, Notes(person="安娜", chair=True))
        other = history.save(a_march(day=1))
        assert [entry.id for entry in history.entries()] == [other, number]
        assert history.entries(person="安娜")[0].versions == 2
        assert history.delete(number).assessments == 2
        assert history.delete_person("").takes == 1
        assert history.entries() == []


def test_version_1_on_postgresql_opens_with_everything_in_it(postgres):
    engine = sa.create_engine(postgres)
    script = VERSION_1.replace("INTEGER PRIMARY KEY AUTOINCREMENT", "SERIAL PRIMARY KEY")
    assessment = a_march()
    with engine.begin() as connection:
        connection.exec_driver_sql(script.replace("BLOB", "BYTEA"))
        connection.execute(
            sa.text(
                "INSERT INTO posecheck_takes (uid, person, band, chair, note, protocol, view, "
                "verdict, recorded, saved, headline, posecheck_version, has_recording, assessment)"
                "VALUES ('ab', 'Ann', '', true, '', 'slow_march', 'front', 'ok', "
                "'2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00', '', '0', false, :json)"
            ),
            {"json": assessment.to_json()},
        )
    engine.dispose()
    with History(postgres) as history:
        assert history.take(1).assessment == assessment
        assert history.save(a_march()) == 2


def test_the_tables_are_the_same_whether_new_or_migrated(tmp_path):
    old = sqlite3.connect(tmp_path / "old.sqlite")
    old.executescript(VERSION_1)
    old.close()
    shapes = []
    for name in ("old.sqlite", "new.sqlite"):
        with History(str(tmp_path / name)) as history, history._database.reading() as connection:
            look = sa.inspect(connection)
            shapes.append({
                table: sorted(column["name"] for column in look.get_columns(table))
                for table in metadata.tables
            })  # fmt: skip
    assert shapes[0] == shapes[1]
