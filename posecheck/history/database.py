"""Opens the database behind the history and turns its failures into sentences.

SQLite in the user's data folder unless `POSECHECK_DB` names another database. Nothing is written
to a file that is damaged, of a newer version, or of another program.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from platformdirs import user_data_path
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from posecheck.errors import HistoryError
from posecheck.history import schema

ADDRESS_VARIABLE = "POSECHECK_DB"

_MAGIC = b"SQLite format 3\x00"
_BUSY_MS = 60_000
# Any constant does, as long as every posecheck uses the same.
_POSTGRES_LOCK = 7_067_395

_SENTENCES = {
    sqlite3.SQLITE_FULL: "the disk is full; nothing was saved. Free some space and try again.",
    sqlite3.SQLITE_IOERR: "the disk refused to write or is full; nothing was saved. "
    "Free some space and try again.",
    sqlite3.SQLITE_READONLY: "it may only be read; nothing was saved. "
    "Make the file and its folder writable, or name another with POSECHECK_DB.",
    sqlite3.SQLITE_CANTOPEN: "the file or its folder cannot be opened for writing. "
    "Make both writable, or name another file with POSECHECK_DB.",
    sqlite3.SQLITE_PERM: "the file or its folder cannot be opened for writing. "
    "Make both writable, or name another file with POSECHECK_DB.",
    sqlite3.SQLITE_CORRUPT: "the file is damaged. It was left as it is: "
    "put an undamaged copy in its place, or move it away to begin a new history.",
    sqlite3.SQLITE_NOTADB: "the file is damaged or is no history. It was left as it is: "
    "put an undamaged copy in its place, or move it away to begin a new history.",
    sqlite3.SQLITE_BUSY: "another program is writing to it and does not finish; "
    "nothing was saved. Close the other program and try again.",
}


class Database:
    """An open history database: readers and writers, each in one transaction."""

    def __init__(self, address: str | None = None) -> None:
        url = _url(address or os.environ.get(ADDRESS_VARIABLE, ""))
        self.where = url.database or "" if _is_file(url) else url.render_as_string()
        with self.sentences():
            self._engine = _engine(url)
            if _is_file(url):
                _prepare_file(Path(url.database or ""))
            self._bring_up_to_date()

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    @property
    def is_sqlite(self) -> bool:
        """Whether the history is a file of SQLite's."""
        return self._engine.dialect.name == "sqlite"

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one state of the history throughout."""
        with self.sentences(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection whose changes are kept whole at the end, or not at all."""
        writer = self._engine.execution_options(posecheck_writes=True)
        with self.sentences(), writer.connect() as connection, connection.begin():
            yield connection

    def forget_deleted(self) -> None:
        """Empty SQLite's write-ahead log, so that deleted content is in no file any more."""
        if self.is_sqlite:
            with self.sentences(), self._engine.connect() as connection:
                raw = connection.connection.cursor()
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                raw.close()

    @contextlib.contextmanager
    def sentences(self) -> Iterator[None]:
        """Turn a failure of the database into a `HistoryError`."""
        try:
            yield
        except DBAPIError as error:
            raise HistoryError(f"The history {self.where}: {_reason(error.orig)}") from error
        except sqlite3.Error as error:
            raise HistoryError(f"The history {self.where}: {_reason(error)}") from error
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise HistoryError(
                f"The history {self.where} cannot be opened ({reason}). "
                "Choose a folder that is yours to write to and has free space."
            ) from error

    def _bring_up_to_date(self) -> None:
        with self.reading() as connection:
            self._refuse_damage(connection)
            found = self._version(connection)
        if found == schema.VERSION:
            return
        with self.writing() as connection:
            if not self.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_POSTGRES_LOCK)))
            found = self._version(connection)
            if found is None:
                schema.create(connection)
            elif found < schema.VERSION:
                schema.migrate(connection, found)

    def _refuse_damage(self, connection: sa.Connection) -> None:
        if not self.is_sqlite:
            return
        tables = set(sa.inspect(connection).get_table_names())
        if tables and schema.meta.name not in tables:
            raise HistoryError(
                f"The history {self.where}: the file belongs to another program and was left as "
                "it is. Name another file with POSECHECK_DB."
            )
        if schema.takes.name in tables:
            check = connection.exec_driver_sql(f"PRAGMA quick_check({schema.takes.name})")
            if check.scalar() != "ok":
                raise HistoryError(
                    f"The history {self.where}: {_SENTENCES[sqlite3.SQLITE_CORRUPT]}"
                )

    def _version(self, connection: sa.Connection) -> int | None:
        try:
            found = schema.stored_version(connection)
        except ValueError as error:
            raise HistoryError(
                f"The history {self.where}: {_SENTENCES[sqlite3.SQLITE_CORRUPT]}"
            ) from error
        if found is not None and found > schema.VERSION:
            raise HistoryError(
                f"The history {self.where} was written by a newer posecheck (version {found}, "
                f"this one knows up to {schema.VERSION}) and was left as it is. "
                "Install the newer posecheck to open it."
            )
        return found


def _url(address: str) -> sa.URL:
    if not address:
        path = user_data_path("posecheck", appauthor=False) / "history.sqlite"
        return sa.URL.create("sqlite", database=str(path))
    if "://" not in address:
        return sa.URL.create("sqlite", database=address)
    try:
        return sa.make_url(address)
    except ArgumentError as error:
        raise HistoryError(
            "POSECHECK_DB is no address of a database. Give the path of a file, or an address "
            "such as postgresql+psycopg://user@host/name."
        ) from error


def _is_file(url: sa.URL) -> bool:
    return url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")


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
    connection.isolation_level = None  # transactions are begun below, not by the driver
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {_BUSY_MS}",
        "foreign_keys = ON",
        "secure_delete = ON",
        "synchronous = FULL",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("posecheck_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_file(path: Path) -> None:
    """Refuse what is no database; make a missing one, for the user's eyes only."""
    if path.exists():
        with path.open("rb") as content:
            head = content.read(len(_MAGIC))
        if head and head != _MAGIC:
            raise HistoryError(f"The history {path}: {_SENTENCES[sqlite3.SQLITE_NOTADB]}")
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        _make_file(path)


def _make_file(path: Path) -> None:
    """Put an empty write-ahead-log database in place in one step, readable by the user alone.

    Switching the mode of a database that others open at the same moment may fail, so it is done
    under a name of its own, which is then linked to the real one.
    """
    fresh = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with contextlib.closing(sqlite3.connect(fresh)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("VACUUM")
        os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def _reason(error: BaseException | None) -> str:
    if isinstance(error, sqlite3.Error):
        # A code below 256 names the kind; the higher bytes only refine it.
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        known = _SENTENCES.get(code)
        if known:
            return known
    said = str(error).strip().splitlines()
    return (
        f"the database does not do as asked ({said[0].rstrip('.') if said else 'no reason given'})"
        "; nothing was saved. Check the address in POSECHECK_DB and that the database runs."
    )
