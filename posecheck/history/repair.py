"""Repairs a damaged history.

A repair carries what is whole into a new file. Nothing is thrown away: the damaged file is set
aside beside the new one, and whatever was lost in it is looked for in the backups. All reading is
done on copies, so that a repair that fails changes nothing.
"""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from posecheck import scratch
from posecheck.errors import HistoryError
from posecheck.files import why
from posecheck.history import backup, tables
from posecheck.history.database import DamagedHistoryError, Database
from posecheck.history.place import url_of
from posecheck.history.salvage import Examined, Salvage, examine


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
