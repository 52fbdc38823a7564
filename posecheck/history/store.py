"""`History`: takes, assessments and notes, kept in a database until they are deleted."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar
from uuid import uuid4

import sqlalchemy as sa

from posecheck.assessment import Assessment
from posecheck.assessment_file import names_of, read_assessment, with_facts_of
from posecheck.errors import HistoryError
from posecheck.history import tables
from posecheck.history.database import Database
from posecheck.history.deletion import Removed, delete_where
from posecheck.history.notes import Entry, KeptTake, Notes
from posecheck.history.salvage import Salvage
from posecheck.history.tables import Row, Stored, assessments, takes
from posecheck.take import Take, from_bytes, to_bytes

_Item = TypeVar("_Item")

NO_NOTES = Notes()
_LARGEST_NUMBER = 2**31 - 1  # of PostgreSQL's integer


class History(AbstractContextManager["History"]):
    """The takes that were saved; use it as a context manager or call `close`.

    Parameters
    ----------
    address
        path of an SQLite file or address of a database; None for what the environment variable
        `POSECHECK_DB` names, or else a file in the user's data folder. It is made where there is
        none, and brought up to date where an earlier posecheck made it.

    Raises
    ------
    HistoryError
        it cannot be opened, is of a newer version, or another program's; it is left untouched.
        Every method raises it where the database fails; a change is then made whole or not at all,
        and none is made to a damaged file.
    """

    def __init__(self, address: str | None = None) -> None:
        self._database = Database(address)
        self._salvage = Salvage(self._database)

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    @property
    def database(self) -> Database:
        """The database behind it, for those who look after it."""
        return self._database

    @property
    def where(self) -> str:
        """Path or address of the history, without a password."""
        return self._database.where

    @property
    def machine(self) -> str | None:
        """The other machine that takes travel to; None where they stay on this one."""
        return self._database.machine

    @property
    def damaged(self) -> Mapping[int, str]:
        """A sentence for each take that was asked for so far and is damaged, by its number.

        Methods that return several takes leave these out.
        """
        return self._salvage.damaged

    def numbers(self) -> list[int]:
        """Return the numbers of all takes, the damaged ones too."""
        return self._salvage.numbers()

    def refuse_damage(self) -> None:
        """Check that it can be written to, before a take is made that is to be kept.

        Raises
        ------
        HistoryError
            its file is damaged.
        """
        self._database.refuse_damage()

    def save(
        self, assessment: Assessment, take: Take | None = None, notes: Notes = NO_NOTES
    ) -> int:
        """Keep one take and return its number; when this returns, it is on the disk.

        Band and chair of the notes are those of the take's own setting, where there is a take.
        """
        now = datetime.now(UTC)
        content = None if take is None else to_bytes(take)
        notes = notes if take is None else notes.with_setting(take.setting)
        stored = Stored(uuid4().hex, notes, now, [(now, assessment.to_json())], content)
        with self._database.writing() as connection:
            return tables.insert(connection, stored, assessment)

    def save_take(self, take: Take, notes: Notes = NO_NOTES) -> int:
        """Keep what was recorded before anything scores it, and return its number.

        It is listed as not scored yet until `add_assessment`; `posecheck rescore` does that too.
        """
        notes = notes.with_setting(take.setting)
        stored = Stored(uuid4().hex, notes, datetime.now(UTC), [], to_bytes(take))
        with self._database.writing() as connection:
            return tables.insert(connection, stored, take)

    def restore(self, stored: Iterable[Stored]) -> tuple[int, int]:
        """Keep takes of another history, all of them or none; what is here stays as it is.

        A backup is made before. Returns how many were added, and how many were here already.

        Raises
        ------
        RecordingError
            an assessment or recording is damaged or of a newer version.
        """
        self._database.refuse_damage()
        self._database.back_up("import")
        added = known = 0
        with self._database.writing() as connection:
            for each in stored:
                same = sa.select(takes.c.id).where(takes.c.uid == each.uid)
                if connection.scalar(same) is not None:
                    known += 1
                    continue
                tables.insert(connection, each, tables.facts_of(each))
                added += 1
        return added, known

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
        query = sa.select(takes)
        for column, wanted in {"person": person, "view": view, "verdict": verdict}.items():
            if wanted is not None:
                query = query.where(takes.c[column] == wanted)
        if protocol is not None:
            query = query.where(takes.c.protocol.in_(names_of(protocol)))
        found = self._salvage.each(query, tables.entry_of)
        return sorted(found, key=lambda entry: (entry.recorded, entry.id), reverse=True)

    def people(self) -> list[str]:
        """Return the names that takes were saved under, in alphabetical order."""
        names = self._salvage.each(sa.select(takes.c.id, takes.c.person), lambda row: row.person)
        return sorted({name for name in names if name and isinstance(name, str)})

    def entry(self, number: int) -> Entry:
        """Return the row of one take, scored or not.

        Raises
        ------
        HistoryError
            there is no take of that number, or it is damaged.
        """
        query = sa.select(takes).where(takes.c.id == self._possible(number))
        return self._one(number, self._salvage.each(query, tables.entry_of))

    def kept(self, number: int) -> KeptTake:
        """Open one take.

        Raises
        ------
        HistoryError
            there is no take of that number, it is damaged or has not been scored yet.
        """
        found = self.all_kept([number])
        if not found and number not in self.damaged and self.entry(number).versions == 0:
            raise HistoryError(
                f"Take {number} has not been scored yet. 'posecheck rescore {number} --write' "
                "scores it."
            )
        return self._one(number, found)

    def all_kept(self, numbers: Iterable[int], *, measures_only: bool = False) -> list[KeptTake]:
        """Open several takes with their newest assessments, oldest first.

        Numbers of no take, and takes that have not been scored yet, are skipped. `measures_only`
        leaves repetitions and findings out, for whoever reads very many.
        """
        newest = sa.and_(
            assessments.c.take_id == takes.c.id, assessments.c.number == takes.c.versions
        )
        wanted = [number for number in numbers if 0 < number <= _LARGEST_NUMBER]
        opened = sa.select(takes, assessments.c.json).join(assessments, newest)
        query = opened.where(takes.c.id.in_(wanted))
        found = self._salvage.each(query, partial(_kept, measures_only=measures_only))
        return sorted(found, key=lambda kept: (kept.entry.recorded, kept.entry.id))

    def assessments(self, number: int) -> list[Assessment]:
        """Return every assessment of one take, the oldest first; none where it was not scored."""
        stored = self.stored(number)
        return [read_assessment(text, f"Take {number}") for _, text in stored.assessments]

    def take(self, number: int) -> Take | None:
        """Return what was recorded of one take, None where that was not kept.

        A take that posecheck 0.1 kept says no protocol, options or conditions of its own; it gets
        those of its oldest assessment.
        """
        stored = self.stored(number)
        if stored.take is None:
            return None
        take = from_bytes(stored.take, f"Take {number}")
        if take.protocol or not stored.assessments:
            return take
        return with_facts_of(take, read_assessment(stored.assessments[0][1]))

    def stored(self, number: int) -> Stored:
        """Return everything kept of one take.

        Raises
        ------
        HistoryError
            there is no take of that number, or it is damaged.
        """
        entry = self.entry(number)
        try:
            with self._database.reading() as connection:
                return tables.stored_of(connection, entry)
        except ValueError as error:
            raise HistoryError(f"Take {number} is damaged: {error}.") from error

    def change_notes(self, number: int, notes: Notes) -> None:
        """Replace the notes of one take.

        Raises
        ------
        HistoryError
            there is no take of that number, or it is damaged.
        """
        self.change_all_notes({number: notes})

    def change_all_notes(self, changed: Mapping[int, Notes]) -> None:
        """Replace the notes of several takes, of all of them or of none.

        Raises
        ------
        HistoryError
            there is no take of one of the numbers, or it is damaged.
        """
        columns = {}
        for number, notes in changed.items():
            stored = self.stored(number)
            times = tables.time_columns(tables.facts_of(stored), notes, stored.saved)
            columns[number] = {**tables.note_columns(notes), **times}
        with self._database.writing() as connection:
            for number, values in columns.items():
                change = takes.update().where(takes.c.id == number).values(values)
                if connection.execute(change).rowcount == 0:
                    raise self._no_such_take(number)

    def add_assessment(self, number: int, assessment: Assessment) -> int:
        """Keep a newer assessment of one take beside the earlier ones; return its version number.

        Raises
        ------
        HistoryError
            there is no take of that number, or it is damaged.
        """
        entry = self.entry(number)
        columns = {
            **tables.assessment_columns(assessment),
            **tables.time_columns(assessment, entry.notes, entry.saved),
        }
        change = (
            takes.update()
            .where(takes.c.id == number)
            .values(versions=takes.c.versions + 1, **columns)
            .returning(takes.c.versions)
        )
        with self._database.writing() as connection:
            version = connection.scalar(change)
            if version is None:
                raise self._no_such_take(number)
            tables.add_assessment(
                connection, number, version, datetime.now(UTC), assessment.to_json()
            )
        return int(version)

    def delete(self, number: int) -> Removed:
        """Remove one take with its recording and every assessment of it.

        Raises
        ------
        HistoryError
            there is no take of that number.
        """
        removed = delete_where(self._database, takes.c.id == self._possible(number))
        if removed.takes == 0:
            raise self._no_such_take(number)
        return removed

    def delete_person(self, person: str) -> Removed:
        """Remove every take of one person.

        Raises
        ------
        HistoryError
            there is no take of that person.
        """
        removed = delete_where(self._database, takes.c.person == person)
        if removed.takes == 0:
            raise HistoryError(f"The history {self.where} holds no take of {person!r}.")
        return removed

    def _one(self, number: int, found: Sequence[_Item]) -> _Item:
        if not found:
            if number in self.damaged:
                raise HistoryError(self.damaged[number])
            raise self._no_such_take(number)
        return found[0]

    def _possible(self, number: int) -> int:
        if not 0 < number <= _LARGEST_NUMBER:
            raise self._no_such_take(number)
        return number

    def _no_such_take(self, number: int) -> HistoryError:
        return HistoryError(
            f"The history {self.where} holds no take {number}. "
            "'posecheck history' lists the takes there are."
        )


def _kept(row: Row, measures_only: bool) -> KeptTake:
    assessment = read_assessment(row.json, f"Take {row.id}", measures_only=measures_only)
    return KeptTake(tables.entry_of(row), assessment)
