"""Opens the database behind the history and turns its failures into sentences.

Nothing is written to a file that is damaged, of a newer version, or of another program; what is
whole in a damaged one can still be read.
"""

import contextlib
import logging
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, NoSuchModuleError

from posecheck.errors import HistoryError
from posecheck.files import create_whole, open_regular, why
from posecheck.history import backup, tables
from posecheck.history.place import machine_of, url_of
from posecheck.thresholds import FILES

# It would show the traceback of a stop that came while a connection was being closed.
logging.getLogger("sqlalchemy.pool").addHandler(logging.NullHandler())

_MAGIC = b"SQLite format 3\x00"
_BUSY_MS = 60_000
_FOLD_MS = 5_000
# Of SQLite's `user_version`, which is ours to use.
_CLEAN, _HOLDS_DELETED = 0, 1
# Any constant does, as long as every posecheck uses the same.
_POSTGRES_LOCK = 7_067_395

_DAMAGED = (
    "the file is damaged. It was left as it is: 'posecheck history --check' says what is damaged, "
    "and 'posecheck history --repair' carries over what is whole."
)
_NO_DATABASE = (
    "the file is damaged from its beginning or is not a history. It was left as it is: "
    "'posecheck history --repair' takes the newest backup, where there is one; or name another "
    "file with POSECHECK_DB."
)
_NO_VERSION = (
    "what it says of its own version is damaged. It was left as it is: "
    "'posecheck history --repair' carries over what is whole."
)
_CLOSED = (
    "the file or its folder cannot be opened for writing. "
    "Make both writable, or name another file with POSECHECK_DB."
)
_SENTENCES = {
    sqlite3.SQLITE_FULL: "the disk is full; nothing was changed. Free some space and try again.",
    sqlite3.SQLITE_IOERR: "the disk refused to write or is full; nothing was changed. "
    "Free some space and try again.",
    sqlite3.SQLITE_READONLY: "it may only be read; nothing was changed. "
    "Make the file and its folder writable, or name another with POSECHECK_DB.",
    sqlite3.SQLITE_CANTOPEN: _CLOSED,
    sqlite3.SQLITE_PERM: _CLOSED,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _NO_DATABASE,
    sqlite3.SQLITE_BUSY: "another program is writing to it and does not finish; "
    "nothing was changed. Close the other program and try again.",
    sqlite3.SQLITE_TOOBIG: "a part of this take is larger than any; nothing was changed.",
}


class DamagedHistoryError(HistoryError):
    """The file of the history is damaged; `posecheck history --repair` may help."""


class Database:
    """An open history database: readers and writers, each in one transaction.

    Parameters
    ----------
    address
        as `url_of` takes it.
    damaged
        it is a copy that may be damaged and is to be brought up to date all the same.
    """

    def __init__(self, address: str | None = None, damaged: bool = False) -> None:
        url = url_of(address)
        self.machine = machine_of(url)
        is_file = url.get_backend_name() == "sqlite"
        self.file = Path(os.path.realpath(str(url.database))) if is_file else None
        self.where = str(url.database) if is_file else url.render_as_string()
        self._is_whole = self._is_damaged_copy = damaged
        self._has_lost_version = False
        self._engine = _engine(url)
        try:
            with self.sentences():
                if self.file is not None:
                    _prepare_file(self.file)
                    backup.sweep(self.file)
                self._bring_up_to_date()
                if self.file is not None and not damaged:
                    self._forget_left()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one state of the history throughout."""
        with self.sentences(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection whose changes are kept whole at the end, or not at all.

        Raises
        ------
        DamagedHistoryError
            the file is damaged; nothing was written.
        """
        self.refuse_damage()
        writer = self._engine.execution_options(posecheck_writes=True)
        with self.sentences(), writer.connect() as connection, connection.begin():
            yield connection

    def refuse_damage(self) -> None:
        """Look through the whole file once, before anything is written to it.

        Raises
        ------
        DamagedHistoryError
            it is damaged.
        """
        if not self._is_whole and self.damage(1):
            raise DamagedHistoryError(f"The history {self.where}: nothing was changed, {_DAMAGED}")
        self._is_whole = True

    def damage(self, most: int = 100) -> list[str]:
        """Return what SQLite finds wrong with the file; nothing for a whole one or a server."""
        if self.file is None:
            return []
        try:
            with self.reading() as connection:
                found = connection.exec_driver_sql(f"PRAGMA integrity_check({most})")
                lines = [str(row[0]) for row in found]
                if lines == ["ok"]:
                    lines = [
                        f"row {row[1]} of {row[0]} belongs to no take"
                        for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
                    ][:most]
        except DamagedHistoryError:
            return ["the pages of the file contradict each other"]
        return ["its version is lost", *lines] if self._has_lost_version else lines

    def forget_deleted(self) -> bool:
        """Rewrite the file, so that deleted content is in none of its files any more.

        SQLite overwrites what is deleted, but not the copies of rows that it leaves in the gaps of
        pages it has reordered; and its log keeps what was written before.

        Returns whether that is done: not where another program is still reading, or where there is
        no room; it is tried again whenever the history is opened. On a server there is nothing to
        do.
        """
        if self.file is None:
            return True
        with self.sentences(), self._engine.connect() as connection:
            raw = connection.connection.cursor()
            raw.execute(f"PRAGMA busy_timeout = {_FOLD_MS}")
            try:
                raw.execute("VACUUM")
                raw.execute(f"PRAGMA user_version = {_CLEAN}")
                busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                if busy:
                    raw.execute(f"PRAGMA user_version = {_HOLDS_DELETED}")
            finally:
                raw.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
                raw.close()
        return not busy

    def mark_deleted(self, connection: sa.Connection) -> None:
        """Note within a transaction that deletes something that its content is to be forgotten."""
        if self.file is not None:
            connection.exec_driver_sql(f"PRAGMA user_version = {_HOLDS_DELETED}")

    def _forget_left(self) -> None:
        """Do what a program that was killed or had no room could not do."""
        with self.reading() as connection:
            version = connection.exec_driver_sql("PRAGMA user_version").scalar()
        if version == _HOLDS_DELETED:
            with contextlib.suppress(HistoryError):
                self.forget_deleted()

    @contextlib.contextmanager
    def sentences(self) -> Iterator[None]:
        """Turn a failure of the database into a `HistoryError`."""
        try:
            yield
        except DBAPIError as error:
            raise self._said(error.orig) from error
        except sqlite3.Error as error:
            raise self._said(error) from error
        except OSError as error:
            raise HistoryError(
                f"The history {self.where} cannot be opened ({why(error)}). "
                "Choose a folder that is yours to write to and has free space."
            ) from error

    def _said(self, error: BaseException | None) -> HistoryError:
        # A code below 256 names the kind; the higher bytes only refine it.
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        damaged = code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        kind = DamagedHistoryError if damaged else HistoryError
        said = str(error).strip().splitlines()
        return kind(
            f"The history {self.where}: "
            + _SENTENCES.get(
                code,
                "the database refused the request "
                f"({said[0].rstrip('.') if said else 'no reason given'}); nothing was changed. "
                "Check the address in POSECHECK_DB and that the database runs.",
            )
        )

    def _bring_up_to_date(self) -> None:
        found = self._found()
        if found == tables.VERSION:
            return
        if found is not None and not self._is_whole:
            self.refuse_damage()
            self.back_up("migration")
        with self.writing() as connection:
            if self.file is None:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_POSTGRES_LOCK)))
            if not self._has_lost_version:  # else somebody else may have been faster
                found = self._version(connection)
            if found is None:
                tables.create(connection)
            elif found < tables.VERSION:
                tables.migrate(connection, found)

    def _found(self) -> int | None:
        """Return the version of the tables found; of a damaged copy, what they look like."""
        try:
            with self.reading() as connection:
                self._refuse_foreign(connection)
                return self._version(connection)
        except DamagedHistoryError:
            if not self._is_damaged_copy:
                raise
        self._has_lost_version = True
        with self.reading() as connection:
            return tables.version_by_columns(connection)

    def back_up(self, reason: str) -> None:
        """Copy the file before a change of many takes; a server keeps its own backups.

        Raises
        ------
        HistoryError
            there is no room for the copy; nothing was changed.
        """
        if self.file is not None:
            with self.sentences():
                backup.make(self.file, reason)

    def _refuse_foreign(self, connection: sa.Connection) -> None:
        found = set(sa.inspect(connection).get_table_names())
        if self.file is not None and found and tables.meta.name not in found:
            raise HistoryError(
                f"The history {self.where}: the file belongs to another program and was left as "
                "it is. Name another file with POSECHECK_DB."
            )

    def _version(self, connection: sa.Connection) -> int | None:
        try:
            found = tables.stored_version(connection)
        except ValueError as error:
            raise DamagedHistoryError(f"The history {self.where}: {_NO_VERSION}") from error
        if found is not None and found > tables.VERSION:
            raise HistoryError(
                f"The history {self.where} was written by a newer posecheck (version {found}, "
                f"this one knows up to {tables.VERSION}) and was left as it is. "
                "Install the newer posecheck to open it."
            )
        return found


def _engine(url: sa.URL) -> sa.Engine:
    try:
        engine = sa.create_engine(url)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise HistoryError(
            f"The database {url.drivername} in POSECHECK_DB needs a driver that is not installed. "
            "For PostgreSQL: pip install 'posecheck[postgres]'."
        ) from error
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 2 * int(FILES.largest_take))
    connection.isolation_level = None  # transactions are begun below, not by the driver
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {_BUSY_MS}",
        "foreign_keys = ON",
        "secure_delete = ON",
        "synchronous = FULL",
        "trusted_schema = OFF",
        "cell_size_check = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("posecheck_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_file(path: Path) -> None:
    """Refuse what is not a database; make a missing one, for the user's eyes only."""
    try:
        with open_regular(path) as content:
            head = os.read(content, len(_MAGIC))
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            create_whole(path, tables.empty_file(), 0o600)
        return
    if head and head != _MAGIC:
        raise DamagedHistoryError(f"The history {path}: {_NO_DATABASE}")
