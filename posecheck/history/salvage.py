"""Reads what is whole of a history that may be damaged, says what is not, and repairs it.

Damage is met at three depths: a page of the file (the whole query fails), an impossible row, and
what a row holds (an assessment that cannot be opened). The whole takes come, the others are named.

A repair carries what is whole into a new file. Nothing is thrown away: the damaged file is set
aside beside the new one, and whatever was lost in it is looked for in the backups. All reading is
done on copies, so that a repair that fails changes nothing.
"""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import sqlalchemy as sa
from pydantic import ValidationError

from posecheck import scratch
from posecheck.assessment_file import read_assessment
from posecheck.errors import HistoryError, PosecheckError, RecordingError
from posecheck.files import why
from posecheck.history import backup, tables
from posecheck.history.database import DamagedHistoryError, Database, url_of
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


@dataclass
class Repaired:
    """What a repair did.

    Attributes
    ----------
    set_aside
        where the damaged file is now; None where nothing was damaged and nothing was done.
    whole
        how many takes were carried over as they were.
    restored
        numbers of the takes taken from a backup.
    in_part
        what was lost of a take of which the rest was carried over, by its number.
    lost
        numbers of the takes of which nothing is left but what the damaged file may hold.
    """

    set_aside: Path | None = None
    whole: int = 0
    restored: list[int] = field(default_factory=list)
    in_part: dict[int, str] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)


def repair(address: str | None = None) -> Repaired:
    """Carry what is whole into a new file and set the damaged one aside.

    Raises
    ------
    HistoryError
        a server keeps the history, another program has it open, there is no room, or neither the
        file nor a backup can be read. The file is as it was.
    """
    url = url_of(address)
    if url.get_backend_name() != "sqlite":
        raise HistoryError(
            "A database server keeps this history. Whoever runs it can restore a backup of it."
        )
    file = Path(os.path.realpath(str(url.database)))
    try:
        _refuse_if_open(file)
        # Beside the history, for what is made there is to take its place.
        with scratch.folder(backup.workshop(file)) as work:
            try:
                return _repaired(file, work)
            except HistoryError as error:
                named = str(error).replace(str(work / "fresh"), str(file))
                raise HistoryError(named.replace(str(work / "main"), str(file))) from error
    except OSError as error:
        raise HistoryError(
            f"The history {file} cannot be repaired ({why(error)}). It was left as it is."
        ) from error


def _repaired(file: Path, work: Path) -> Repaired:
    fresh = work / "fresh"
    with contextlib.ExitStack() as opened:
        main = opened.enter_context(_copied(file, work / "main", needed=True))
        copies = [
            copy
            for place, path in enumerate(backup.list_of(file))
            if (copy := opened.enter_context(_copied(path, work / f"backup-{place}"))) is not None
        ]
        if main is None and not copies:
            raise HistoryError(
                f"Neither the history {file} nor a backup of it can be read. It was left as it "
                "is; move it away to begin a new one."
            )
        done = _carried_over(main, copies, fresh)
        damaged = main is None or main.damage(1) or done.restored or done.in_part or done.lost
    if damaged or not file.exists():
        _refuse_if_open(file)
        done.set_aside = backup.set_aside(file)
        _take_its_place(fresh, file, done.set_aside)
    return done


def _carried_over(main: Database | None, copies: Sequence[Database], fresh: Path) -> Repaired:
    """Fill a new file from the damaged one, and from the backups where that has lost something."""
    done = Repaired()
    database = Database(str(fresh))
    try:
        for number in _numbers(main, *copies):
            best = examine(main, number) if main else Examined(problems=["the file is damaged"])
            if best.problems:
                spare = _spare(copies, number, best)
                if spare is not None:
                    best = spare
                    done.restored.append(number)
                elif best.stored is None:
                    done.lost.append(number)
                else:
                    done.in_part[number] = ", ".join(dict.fromkeys(best.problems))
            else:
                done.whole += best.stored is not None
            if best.stored is not None:
                with database.writing() as connection:
                    tables.insert(connection, best.stored, tables.facts_of(best.stored), number)
        database.forget_deleted()
    finally:
        database.close()
    return done


def _numbers(*sources: Database | None) -> list[int]:
    """Return the numbers of the takes in the first source that can list them."""
    for source in sources:
        with contextlib.suppress(HistoryError):
            if source is not None:
                return Salvage(source).numbers()
    return []


def _spare(copies: Sequence[Database], number: int, lost: Examined) -> Examined | None:
    """Return a take from the newest backup that has it whole."""
    for copy in copies:
        found = examine(copy, number)
        same = lost.stored is None or found.stored is None or found.stored.uid == lost.stored.uid
        if found.stored is not None and not found.problems and same:
            return found
    return None


@contextlib.contextmanager
def _copied(path: Path, copy: Path, needed: bool = False) -> Iterator[Database | None]:
    """Give a copy of a history, brought up to date however damaged; None if it cannot be read."""
    for ending in ("", "-wal"):
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(f"{path}{ending}", f"{copy}{ending}")
    try:
        database = Database(str(copy), damaged=True)
    except HistoryError as error:
        # A history of a newer posecheck is not for this one to repair; such a backup is passed by.
        if needed and not isinstance(error, DamagedHistoryError):
            raise
        yield None
        return
    try:
        yield database
    finally:
        database.close()


def _refuse_if_open(file: Path) -> None:
    """Check that no other program has the file open.

    Raises
    ------
    HistoryError
        one has.
    """
    if not file.exists():
        return
    address = f"{file.absolute().as_uri()}?mode=rw"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=2)) as connection:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.rollback()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            raise HistoryError(
                f"Another program has the history {file} open. Close it and try again; "
                "nothing was changed."
            ) from error


def _take_its_place(fresh: Path, file: Path, aside: Path) -> None:
    """Put one file in place of another, which gets a new name; there is one at every moment.

    The log goes first: beside a file that it does not belong to it would be written into that.
    """
    if file.exists():
        try:
            os.link(file, aside)
        except OSError:  # a file system without second names
            shutil.copy(file, aside)
    with contextlib.suppress(FileNotFoundError):
        shutil.copy(f"{file}-wal", f"{aside}-wal")
    for ending in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"{file}{ending}")
    os.replace(fresh, file)
