"""`History`: assessments, recordings and notes, kept in a database until they are deleted."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from posecheck.assessment import Assessment
from posecheck.errors import HistoryError
from posecheck.history.database import Database
from posecheck.history.notes import Entry, KeptTake, Notes, recorded, target_deg
from posecheck.history.schema import assessments, recordings, takes
from posecheck.take import Take
from posecheck.take_file import from_bytes, to_bytes
from posecheck.upgrade import name_today, names_of, with_facts_of
from posecheck.wording import in_one_sentence

NO_NOTES = Notes()


@dataclass(frozen=True)
class Removed:
    """What a deletion removed."""

    takes: int
    assessments: int
    recordings: int


@dataclass(frozen=True)
class Stored:
    """Everything the history keeps of one take, to be taken along to another history.

    `assessments` holds the time each was saved and its JSON, oldest first; `take` the bytes
    of the take's file, or None.
    """

    uid: str
    notes: Notes
    saved: datetime
    assessments: Sequence[tuple[datetime, str]]
    take: bytes | None


class History(AbstractContextManager["History"]):
    """The takes that were saved; use it as a context manager or call `close`.

    Parameters
    ----------
    address : path of an SQLite file or address of a database; None for what the environment
        variable `POSECHECK_DB` names, or else a file in the user's data folder. It is made where
        there is none, and brought up to date where an earlier posecheck made it.

    Raises
    ------
    HistoryError : it cannot be opened, is damaged, of a newer version, or another program's;
        it is left untouched. Every method raises it where the database fails; a change is then
        made whole or not at all.
    """

    def __init__(self, address: str | None = None) -> None:
        self._database = Database(address)

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    @property
    def where(self) -> str:
        """Path or address of the history, without a password."""
        return self._database.where

    def save(
        self,
        assessment: Assessment,
        take: Take | None = None,
        notes: Notes = NO_NOTES,
    ) -> int:
        """Keep one take and return its number; when this returns, it is on the disk.

        Band and chair of the notes are those of the take's own setting, where there is a take.
        """
        now = datetime.now(UTC)
        content = None
        if take is not None:
            content = to_bytes(take)
            held = {"band": take.setting.band, "chair": take.setting.chair}
            notes = notes.model_copy(update=held)
        stored = Stored(uuid4().hex, notes, now, [(now, assessment.to_json())], content)
        with self._database.writing() as connection:
            return _insert(connection, stored, assessment)

    def restore(self, stored: Stored) -> int | None:
        """Keep a take of another history; None where this one already has it.

        Raises
        ------
        RecordingError : its newest assessment is damaged or of a newer version.
        """
        newest = Assessment.from_json(stored.assessments[-1][1])
        with self._database.writing() as connection:
            known = sa.select(takes.c.id).where(takes.c.uid == stored.uid)
            if connection.scalar(known) is not None:
                return None
            return _insert(connection, stored, newest)

    def entries(
        self,
        person: str | None = None,
        protocol: str | None = None,
        view: str | None = None,
        verdict: str | None = None,
    ) -> list[Entry]:
        """Return the rows of the takes kept, newest first, those that fit every filter given.

        `person=""` gives the takes of nobody in particular.
        """
        query = sa.select(takes).order_by(takes.c.recorded.desc(), takes.c.id.desc())
        for column, wanted in (
            (takes.c.person, person),
            (takes.c.view, view),
            (takes.c.verdict, verdict),
        ):
            if wanted is not None:
                query = query.where(column == wanted)
        if protocol is not None:
            query = query.where(takes.c.protocol.in_(names_of(protocol)))
        with self._database.reading() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def people(self) -> list[str]:
        """Return the names that takes were saved under, in alphabetical order."""
        query = sa.select(takes.c.person).where(takes.c.person != "").distinct()
        with self._database.reading() as connection:
            return sorted(connection.scalars(query))

    def kept(self, number: int) -> KeptTake:
        """Open one take.

        Raises
        ------
        HistoryError : there is no take of that number.
        """
        found = self.all_kept([number])
        if not found:
            raise self._no_such_take(number)
        return found[0]

    def all_kept(self, numbers: Iterable[int], *, measures_only: bool = False) -> list[KeptTake]:
        """Open several takes with their newest assessments, oldest first; skip unknown numbers.

        `measures_only` leaves repetitions and findings out, for whoever reads very many.
        """
        newest = sa.and_(
            assessments.c.take_id == takes.c.id, assessments.c.number == takes.c.versions
        )
        query = (
            sa.select(takes, assessments.c.json)
            .join(assessments, newest)
            .where(takes.c.id.in_(list(numbers)))
            .order_by(takes.c.recorded, takes.c.id)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [
            KeptTake(
                _entry(row),
                Assessment.from_json(row.json, f"Take {row.id}", measures_only=measures_only),
            )
            for row in rows
        ]

    def assessments(self, number: int) -> list[Assessment]:
        """Return every assessment of one take, the oldest first."""
        stored = self.stored(number)
        return [Assessment.from_json(text, f"Take {number}") for _, text in stored.assessments]

    def take(self, number: int) -> Take | None:
        """Return what was recorded of one take, None where that was not kept.

        A take that posecheck 0.1 kept says no protocol, options or conditions of its own; it gets
        those of its oldest assessment.
        """
        stored = self.stored(number)
        if stored.take is None:
            return None
        take = from_bytes(stored.take, f"Take {number}")
        if take.protocol:
            return take
        return with_facts_of(take, Assessment.from_json(stored.assessments[0][1]))

    def stored(self, number: int) -> Stored:
        """Return everything kept of one take.

        Raises
        ------
        HistoryError : there is no take of that number.
        """
        kept = (
            sa.select(assessments.c.saved, assessments.c.json)
            .where(assessments.c.take_id == number)
            .order_by(assessments.c.number)
        )
        content = sa.select(recordings.c.content).where(recordings.c.take_id == number)
        with self._database.reading() as connection:
            row = connection.execute(sa.select(takes).where(takes.c.id == number)).first()
            if row is None:
                raise self._no_such_take(number)
            entry = _entry(row)
            return Stored(
                uid=entry.uid,
                notes=entry.notes,
                saved=entry.saved,
                assessments=[
                    (datetime.fromisoformat(saved), text)
                    for saved, text in connection.execute(kept)
                ],
                take=connection.scalar(content),
            )

    def change_notes(self, number: int, notes: Notes) -> None:
        """Replace the notes of one take.

        Raises
        ------
        HistoryError : there is no take of that number.
        """
        with self._database.writing() as connection:
            row = connection.execute(
                sa.select(takes.c.versions).where(takes.c.id == number)
            ).first()
            if row is None:
                raise self._no_such_take(number)
            newest = sa.select(assessments.c.json).where(
                assessments.c.take_id == number, assessments.c.number == row.versions
            )
            assessment = Assessment.from_json(connection.scalar(newest) or "", f"Take {number}")
            connection.execute(
                takes.update()
                .where(takes.c.id == number)
                .values(**_note_columns(notes), **_time_columns(assessment, notes))
            )

    def add_assessment(self, number: int, assessment: Assessment) -> int:
        """Keep a newer assessment of one take beside the earlier ones; return its version number.

        Raises
        ------
        HistoryError : there is no take of that number.
        """
        with self._database.writing() as connection:
            row = connection.execute(sa.select(takes).where(takes.c.id == number)).first()
            if row is None:
                raise self._no_such_take(number)
            change = (
                takes.update()
                .where(takes.c.id == number)
                .values(
                    versions=takes.c.versions + 1,
                    **_assessment_columns(assessment),
                    **_time_columns(assessment, _entry(row).notes),
                )
                .returning(takes.c.versions)
            )
            version = connection.scalar(change)
            connection.execute(
                assessments.insert().values(
                    take_id=number,
                    number=version,
                    saved=_text(datetime.now(UTC)),
                    json=assessment.to_json(),
                )
            )
        return int(version)

    def delete(self, number: int) -> Removed:
        """Remove one take with its recording and every assessment of it.

        Raises
        ------
        HistoryError : there is no take of that number.
        """
        removed = self._delete(takes.c.id == number)
        if removed.takes == 0:
            raise self._no_such_take(number)
        return removed

    def delete_person(self, person: str) -> Removed:
        """Remove every take of one person.

        Raises
        ------
        HistoryError : there is no take of that person.
        """
        removed = self._delete(takes.c.person == person)
        if removed.takes == 0:
            raise HistoryError(f"The history {self.where} holds no take of {person!r}.")
        return removed

    def _delete(self, which: sa.ColumnElement[bool]) -> Removed:
        with self._database.writing() as connection:
            numbers = list(connection.scalars(sa.select(takes.c.id).where(which)))
            counts = [
                connection.execute(table.delete().where(column.in_(numbers))).rowcount
                for table, column in (
                    (recordings, recordings.c.take_id),
                    (assessments, assessments.c.take_id),
                    (takes, takes.c.id),
                )
            ]
        self._database.forget_deleted()
        return Removed(takes=counts[2], assessments=counts[1], recordings=counts[0])

    def _no_such_take(self, number: int) -> HistoryError:
        return HistoryError(
            f"The history {self.where} holds no take {number}. "
            "'posecheck history' lists the takes there are."
        )


def _insert(connection: sa.Connection, stored: Stored, newest: Assessment) -> int:
    row = takes.insert().values(
        uid=stored.uid,
        saved=_text(stored.saved),
        versions=len(stored.assessments),
        has_recording=stored.take is not None,
        **_note_columns(stored.notes),
        **_assessment_columns(newest),
        **_time_columns(newest, stored.notes),
    )
    number: int = connection.scalars(row.returning(takes.c.id)).one()
    connection.execute(
        assessments.insert(),
        [
            {"take_id": number, "number": index, "saved": _text(saved), "json": text}
            for index, (saved, text) in enumerate(stored.assessments, start=1)
        ],
    )
    if stored.take is not None:
        connection.execute(recordings.insert().values(take_id=number, content=stored.take))
    return number


def _note_columns(notes: Notes) -> dict[str, Any]:
    columns = notes.model_dump()
    columns["note"] = columns.pop("text")
    said = columns.pop("recorded")
    columns["said_recorded"] = None if said is None else said.isoformat()
    return columns


def _time_columns(assessment: Assessment, notes: Notes) -> dict[str, Any]:
    """Return when a take was recorded: as corrected, or else as the take says."""
    moment = notes.recorded or recorded(assessment)
    offset = moment.utcoffset() or timedelta()
    return {
        "recorded": _text(moment),
        "offset_min": round(offset.total_seconds() / 60),
        "dated_by": "given" if notes.recorded else assessment.provenance.dated_by,
    }


def _assessment_columns(assessment: Assessment) -> dict[str, Any]:
    return {
        "protocol": assessment.protocol,
        "view": assessment.view,
        "verdict": assessment.quality.verdict,
        "target_deg": target_deg(assessment),
        "headline": in_one_sentence(assessment),
        "posecheck_version": assessment.posecheck_version,
    }


def _entry(row: sa.Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        uid=row.uid,
        notes=Notes(
            person=row.person,
            pain_before=row.pain_before,
            pain_after=row.pain_after,
            effort=row.effort,
            band=row.band,
            chair=row.chair,
            text=row.note,
            birth_year=row.birth_year,
            patient_id=row.patient_id,
            recorded=row.said_recorded,
        ),
        protocol=name_today(row.protocol),
        view=row.view,
        verdict=row.verdict,
        recorded=_in_its_zone(row),
        saved=datetime.fromisoformat(row.saved),
        target_deg=row.target_deg,
        headline=row.headline,
        posecheck_version=row.posecheck_version,
        versions=row.versions,
        has_recording=row.has_recording,
        dated_by=row.dated_by,
    )


def _in_its_zone(row: sa.Row[Any]) -> datetime:
    """Return when a take was recorded by the clock beside it; of old takes by that of UTC."""
    zone = UTC if row.offset_min is None else timezone(timedelta(minutes=row.offset_min))
    return datetime.fromisoformat(row.recorded).astimezone(zone)


def _text(moment: datetime) -> str:
    """Return a moment in UTC, in a form that sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
