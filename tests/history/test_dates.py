"""Zones are kept, corrections outlive a new score, and go along to another history."""

import os
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from posecheck.history import History, Notes, backup
from tests.takes import START, a_march

TOKYO = timezone(timedelta(hours=9))
LATE = datetime(2026, 3, 1, 23, 30, tzinfo=TOKYO)


@pytest.fixture
def history(address):
    with History(address) as opened:
        yield opened


def test_the_zone_of_a_take_is_kept(history):
    number = history.save(a_march(), None, Notes(person="Ann"))
    entry = history.kept(number).entry
    assert entry.recorded == START
    assert entry.recorded.utcoffset() == timedelta(hours=2)
    assert entry.dated_by == "file"


def test_a_correction_of_the_date_is_the_takes_date(history):
    number = history.save(a_march(), None, Notes(person="Ann"))
    history.change_notes(number, Notes(person="Ann", recorded=LATE))
    entry = history.kept(number).entry
    assert (entry.recorded, entry.recorded.utcoffset()) == (LATE, timedelta(hours=9))
    assert entry.dated_by == "given"
    assert history.kept(number).assessment == a_march()
    history.add_assessment(number, a_march(90.0))
    assert history.kept(number).entry.recorded == LATE
    history.change_notes(number, Notes(person="Ann"))
    assert history.kept(number).entry.recorded == START


def test_takes_are_listed_by_their_corrected_date(history):
    numbers = [history.save(a_march(day=day), None, Notes()) for day in (0, 1)]
    assert [entry.id for entry in history.entries()] == numbers[::-1]
    history.change_notes(numbers[0], Notes(recorded=START + timedelta(days=9)))
    assert [entry.id for entry in history.entries()] == numbers


def test_everything_said_goes_along_to_another_history(history, tmp_path):
    said = Notes(person="Ann", birth_year=1957, patient_id="4711", recorded=LATE, text="x")
    number = history.save(a_march(), None, said)
    assert history.kept(number).entry.notes == said
    with History(str(tmp_path / "other.sqlite")) as other:
        other.restore([history.stored(number)])
        assert other.entries()[0].notes == said
        assert other.entries()[0].recorded == LATE


def test_a_history_of_version_2_is_brought_up_to_date(address):
    with History(address) as history:
        history.save(a_march(), None, Notes(person="Ann"))
    url = address if "://" in address else f"sqlite:///{address}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for column in ("offset_min", "dated_by", "said_recorded", "birth_year", "patient_id"):
            connection.execute(sa.text(f"ALTER TABLE posecheck_takes DROP COLUMN {column}"))
        connection.execute(sa.text("UPDATE posecheck_meta SET value = '2'"))
    engine.dispose()
    with History(address) as history:
        entry = history.entries()[0]
        assert entry.recorded == START
        assert entry.recorded.utcoffset() == UTC.utcoffset(None)
        assert (entry.notes.birth_year, entry.notes.patient_id) == (None, "")
        history.change_notes(entry.id, Notes(person="Ann", birth_year=1957))
        assert history.entries()[0].notes.birth_year == 1957


def test_a_clock_set_back_between_two_takes_changes_no_order(history, monkeypatch):
    """Which take and which result is the newer one hangs on their numbers and own dates alone."""

    class Clock(datetime):
        year_now = 2030

        @classmethod
        def now(cls, tz=None):
            return datetime(cls.year_now, 1, 1, tzinfo=tz)

    for module in ("store", "tables", "salvage"):
        monkeypatch.setattr(f"posecheck.history.{module}.datetime", Clock, raising=False)
    first = history.save(a_march(70.0, day=0), None, Notes(person="Ann"))
    Clock.year_now = 1999
    assert history.add_assessment(first, a_march(80.0, day=0)) == 2
    assert history.kept(first).assessment == a_march(80.0, day=0)
    second = history.save(a_march(day=1), None, Notes(person="Ann"))
    assert second > first
    assert [entry.id for entry in history.entries()] == [second, first]
    with_both = [history.stored(number) for number in (first, second)]
    assert [len(stored.assessments) for stored in with_both] == [2, 1]
    assert with_both[0].assessments[0][0].year == 2030
    assert with_both[0].assessments[1][0].year == 1999


def test_a_clock_set_back_leaves_the_newest_backups(tmp_path):
    with History(str(tmp_path / "history.sqlite")) as history:
        for day, reason in enumerate(("one", "two", "three")):
            history.database.back_up(reason)
            for copy in backup.list_of(history.database.file):
                os.utime(copy, (1e9 - day * 1e6,) * 2)
        assert [copy.name.split("-")[1] for copy in backup.list_of(history.database.file)] == [
            "three.backup", "two.backup",
        ]  # fmt: skip
