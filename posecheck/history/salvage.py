"""Reads what is whole of a history that may be damaged, and says what is not.

Damage is met at three depths: a page of the file (the whole query fails), an impossible row, and
what a row holds (an assessment that cannot be opened). The whole takes come, the others are named.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import uuid4

import sqlalchemy as sa
from pydantic import ValidationError

from posecheck.assessment_file import read_assessment
from posecheck.errors import HistoryError, PosecheckError, RecordingError
from posecheck.history import tables
from posecheck.history.database import Database
from posecheck.history.notes import Notes
from posecheck.history.tables import Row, Stored, assessments, recordings, takes
from posecheck.take import from_bytes

_Item = TypeVar("_Item")

_NUMBERS = (
    # An index of its own holds the numbers too: one of the two may be whole.
    "SELECT id FROM posecheck_takes INDEXED BY ix_posecheck_takes_recorded",
    "SELECT id FROM posecheck_takes NOT INDEXED",
)


class Salvage:
    """Reads rows of takes and remembers which could not be read.

    Attributes
    ----------
    damaged
        a sentence for each take that could not be read so far, by its number.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.damaged: dict[int, str] = {}

    def each(self, query: sa.Select[Any], read: Callable[[sa.Row[Any]], _Item]) -> list[_Item]:
        """Return what `read` makes of every row of a query of takes that can be read.

        Parameters
        ----------
        query
            selects `id` of the takes among others.
        read
            raises ValueError, TypeError or RecordingError for a row that is damaged.
        """
        found = []
        for row in self._rows(query):
            try:
                found.append(read(row))
            except RecordingError as error:
                self._name(row.id, str(error))
            except (ValueError, TypeError, AttributeError):
                self._name(row.id, f"Take {row.id} is damaged.")
        return found

    def numbers(self) -> list[int]:
        """Return the numbers of all takes, also where the pages that list them are damaged.

        Raises
        ------
        HistoryError
            nothing of the history can be read.
        """
        if self._database.file is None:
            return self._column("SELECT id FROM posecheck_takes")
        for statement in _NUMBERS:
            try:
                return sorted(set(self._column(statement)))
            except HistoryError:
                continue
        last = self._column("SELECT seq FROM sqlite_sequence WHERE name = 'posecheck_takes'")
        return list(range(1, min(last[0] if last else 0, 1_000_000) + 1))

    def _rows(self, query: sa.Select[Any]) -> Iterable[sa.Row[Any]]:
        try:
            return self._all(query)
        except (HistoryError, ValueError, TypeError):
            if self._database.file is None:
                raise
        rows: list[sa.Row[Any]] = []
        for number in self.numbers():
            try:
                rows += self._all(query.where(takes.c.id == number))
            except (HistoryError, ValueError, TypeError):
                self._name(number, f"Take {number} is damaged.")
        return rows

    def _all(self, query: sa.Select[Any]) -> list[sa.Row[Any]]:
        with self._database.reading() as connection:
            return list(connection.execute(query))

    def _column(self, statement: str) -> list[int]:
        with self._database.reading() as connection:
            found = [row[0] for row in connection.exec_driver_sql(statement)]
        return [each for each in found if isinstance(each, int)]

    def _name(self, number: object, problem: str) -> None:
        if isinstance(number, int):
            self.damaged[number] = (
                f"{problem} It was left out; 'posecheck history --check' says more."
            )


@dataclass(frozen=True)
class Damage:
    """One thing that is wrong: with the take of a number, or with the file itself (None)."""

    take: int | None
    problem: str


@dataclass
class Examined:
    """What there is of one take.

    Attributes
    ----------
    stored
        what is whole of it; None where nothing is, or where there is no such take.
    problems
        what is not, a few words each; empty for a whole take and for none.
    """

    stored: Stored | None = None
    problems: list[str] = field(default_factory=list)


def check(database: Database) -> list[Damage]:
    """Return everything that is wrong with a history; an empty list if nothing is.

    Raises
    ------
    HistoryError
        nothing of it can be read.
    """
    found = [Damage(None, problem) for problem in database.damage()]
    for number in Salvage(database).numbers():
        problems = dict.fromkeys(examine(database, number).problems)
        found += [Damage(number, problem) for problem in problems]
    return found


def examine(database: Database, number: int) -> Examined:
    """Open everything that a history keeps of one take."""
    salvage, found = Salvage(database), Examined()
    try:
        listed = salvage.each(sa.select(takes).where(takes.c.id == number), lambda row: row)
    except HistoryError:
        listed = []
        found.problems.append("its row cannot be read")
    if number in salvage.damaged:
        found.problems.append("its row cannot be read")
    if not listed:
        return found
    row = listed[0]
    try:
        tables.entry_of(row)
    except (ValueError, TypeError) as error:
        found.problems.append(f"its row is damaged: {_in_short(error)}")
    kept = _assessments(database, row, found.problems)
    content = _recording(database, row, found.problems)
    if kept or content is not None:
        found.stored = Stored(_uid(row), _notes(row), _saved(row), kept, content)
    return found


def _assessments(database: Database, row: Row, problems: list[str]) -> list[tuple[datetime, str]]:
    """Return the assessments of a take that can be opened, oldest first."""
    query = (
        sa.select(assessments.c.saved, assessments.c.json)
        .where(assessments.c.take_id == row.id)
        .order_by(assessments.c.number)
    )
    try:
        with database.reading() as connection:
            texts = list(connection.execute(query))
    except HistoryError:
        problems.append("its results cannot be read")
        return []
    kept = []
    for saved, text in texts:
        try:
            read_assessment(text)
            kept.append((tables.moment(saved), text))
        except (RecordingError, ValueError, TypeError):
            problems.append("one of its results is damaged")
    if len(texts) != row.versions:
        problems.append("one of its results is missing")
    return kept


def _recording(database: Database, row: Row, problems: list[str]) -> bytes | None:
    query = sa.select(recordings.c.content).where(recordings.c.take_id == row.id)
    try:
        with database.reading() as connection:
            content = connection.scalar(query)
        if content is not None:
            from_bytes(bytes(content))
        elif row.has_recording:
            problems.append("its recording is missing")
    except (PosecheckError, TypeError, ValueError):
        problems.append("its recording is damaged")
        return None
    return None if content is None else bytes(content)


def _notes(row: Row) -> Notes:
    """Return the notes in a row, without those that are damaged."""
    whole = Notes()
    for name in Notes.model_fields:
        column = {"text": "note", "recorded": "said_recorded"}.get(name, name)
        try:
            given = Notes.model_validate({name: getattr(row, column)})
        except ValidationError:
            continue
        whole = whole.model_copy(update={name: getattr(given, name)})
    return whole


def _uid(row: Row) -> str:
    return row.uid if isinstance(row.uid, str) and row.uid else uuid4().hex


def _saved(row: Row) -> datetime:
    try:
        return tables.moment(row.saved)
    except (ValueError, TypeError):
        return datetime.now(UTC)


def _in_short(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return f"{error.errors()[0]['loc'][0]} is not possible".replace("_", " ")
    return str(error)
