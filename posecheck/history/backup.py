"""Copies of a history's file, made before many takes change at once.

They lie beside the history, readable by the user alone, the newest two of them; what is deleted
from the history is deleted from them too.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from posecheck import scratch

KEPT = 2


def make(history: Path, reason: str) -> None:
    """Copy a history without its free pages.

    Raises
    ------
    sqlite3.Error, OSError
        the copy cannot be made; no part of it is left.
    """
    part = _unfinished(history)
    with _opened(history) as lock, _opened(history) as source:
        lock.execute("BEGIN IMMEDIATE")  # one copy at a time
        _remove(part)
        try:
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            source.execute("VACUUM INTO ?", (str(part),))
            part.rename(_name(history, reason, "backup"))
        finally:
            _remove(part)
        _prune(history)
        lock.rollback()


def list_of(history: Path) -> list[Path]:
    """Return the backups of a history, the newest first."""
    return _beside(history, "backup")


def set_aside(history: Path) -> Path:
    """Return the name under which a damaged file is to be set aside."""
    return _name(history, "found", "damaged")


def workshop(history: Path) -> Path:
    """Return the folder in which a history is repaired; it is there only meanwhile."""
    return history.with_name(f"{history.name}.repairing")


def sweep(history: Path) -> None:
    """Remove what a program that was killed left of a copy or a repair."""
    scratch.sweep(workshop(history))
    with contextlib.suppress(sqlite3.Error, OSError):
        part = _unfinished(history)
        if any(each.exists() for each in _with_journal(part)):
            with _opened(history, 0) as lock:
                lock.execute("BEGIN IMMEDIATE")  # nobody is making it now
                _remove(part)
                lock.rollback()
        _prune(history)
    for journal in _beside(history, "backup-journal"):
        copy = journal.with_name(journal.name.removesuffix("-journal"))
        with contextlib.suppress(sqlite3.Error, OSError):
            if not copy.exists():
                journal.unlink(missing_ok=True)
                continue
            with _opened(copy, 0) as opened:
                opened.execute("BEGIN EXCLUSIVE")  # what had begun is undone by this
                journal.unlink(missing_ok=True)  # what had not is no use
                opened.rollback()


def forget(history: Path, uids: Sequence[str]) -> list[Path]:
    """Delete takes from every copy of a history; return the copies that could not be searched.

    Those may still hold the takes: whoever asked to delete them must be told.
    """
    left = []
    for copy in (*list_of(history), *_beside(history, "damaged")):
        try:
            with _opened(copy) as connection:
                _forget(connection, uids)
        except sqlite3.Error:
            left.append(copy)
    return left


def _forget(connection: sqlite3.Connection, uids: Sequence[str]) -> None:
    marks = ", ".join("?" * len(uids))
    of_them = f"(SELECT id FROM posecheck_takes WHERE uid IN ({marks}))"
    connection.execute("BEGIN IMMEDIATE")
    for table in ("posecheck_recordings", "posecheck_assessments"):
        connection.execute(f"DELETE FROM {table} WHERE take_id IN {of_them}", uids)
    connection.execute(f"DELETE FROM posecheck_takes WHERE uid IN ({marks})", uids)
    if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        connection.rollback()
        raise sqlite3.DatabaseError("a damaged copy may hold them where nobody finds them")
    connection.commit()
    connection.execute("VACUUM")  # for the copies of rows in the gaps of pages


@contextlib.contextmanager
def _opened(path: Path, patience_s: float = 60.0) -> Iterator[sqlite3.Connection]:
    address = f"{path.absolute().as_uri()}?mode=rw"
    with contextlib.closing(
        sqlite3.connect(address, uri=True, timeout=patience_s, isolation_level=None)
    ) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        yield connection


def _prune(history: Path) -> None:
    for old in list_of(history)[KEPT:]:
        old.unlink(missing_ok=True)


def _remove(part: Path) -> None:
    for each in _with_journal(part):
        each.unlink(missing_ok=True)


def _with_journal(part: Path) -> tuple[Path, Path]:
    return part, part.with_name(f"{part.name}-journal")


def _unfinished(history: Path) -> Path:
    return history.with_name(f"{history.name}.backup-unfinished")


def _name(history: Path, reason: str, kind: str) -> Path:
    """Return the next name; counted, for a clock may be set back."""
    last = max((_number(history, each) for each in _beside(history, kind)), default=0)
    return history.with_name(f"{history.name}.{last + 1:06d}-{reason}.{kind}")


def _number(history: Path, copy: Path) -> int:
    digits = copy.name.removeprefix(f"{history.name}.").partition("-")[0]
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _beside(history: Path, kind: str) -> list[Path]:
    """Return the files beside a history whose names end so, the newest first."""
    begin, end = f"{history.name}.", f".{kind}"
    if not history.parent.is_dir():
        return []
    names = (each for each in os.listdir(history.parent) if each.startswith(begin))
    return [history.with_name(each) for each in sorted(names, reverse=True) if each.endswith(end)]
