"""Zones are kept, corrections outlive a new score, and go along to another history."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from posecheck.history import History, Notes
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
