"""The tables of the history and the steps from every earlier version of them to this one.

Version 2 is that of posecheck 0.1. Version 3 knows takes that have not been scored yet (`versions`
is 0, `verdict` empty), the zone of a take's time, where that time comes from, a correction of it,
and year of birth and ID of the person.

The steps are plain SQL in one transaction, written here and not for a migration tool: there are a
handful of them, and SQLite and PostgreSQL both roll back a change of tables. Never edit a step that
has been released: it describes the tables as they were.
"""

import contextlib
import sqlite3
from collections.abc import Mapping

import sqlalchemy as sa

VERSION = 3
OLDEST = 2
_WITH_LOG = b"\x02\x02"  # bytes 18 and 19 of a file, https://sqlite.org/fileformat.html

metadata = sa.MetaData()

meta = sa.Table(
    "posecheck_meta",
    metadata,
    sa.Column("key", sa.String(50), primary_key=True),
    sa.Column("value", sa.String(200), nullable=False),
)

takes = sa.Table(
    "posecheck_takes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("uid", sa.String(32), nullable=False, unique=True),
    sa.Column("person", sa.String(200), nullable=False, index=True),
    sa.Column("pain_before", sa.Integer),
    sa.Column("pain_after", sa.Integer),
    sa.Column("effort", sa.Integer),
    sa.Column("band", sa.String(100), nullable=False),
    sa.Column("chair", sa.Boolean, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("protocol", sa.String(64), nullable=False),
    sa.Column("view", sa.String(20), nullable=False),
    sa.Column("verdict", sa.String(20), nullable=False),
    sa.Column("recorded", sa.String(40), nullable=False, index=True),
    sa.Column("saved", sa.String(40), nullable=False),
    sa.Column("target_deg", sa.Float),
    sa.Column("headline", sa.Text, nullable=False),
    sa.Column("posecheck_version", sa.String(50), nullable=False),
    sa.Column("versions", sa.Integer, nullable=False),
    sa.Column("has_recording", sa.Boolean, nullable=False),
    sa.Column("offset_min", sa.Integer),
    sa.Column("dated_by", sa.String(20), nullable=False, server_default="unknown"),
    sa.Column("said_recorded", sa.String(40)),
    sa.Column("birth_year", sa.Integer),
    sa.Column("patient_id", sa.String(100), nullable=False, server_default=""),
    sqlite_autoincrement=True,  # the number of a deleted take never names another one
)


def _take_id(primary_key: bool = False) -> sa.Column[int]:
    return sa.Column(
        "take_id",
        sa.Integer,
        sa.ForeignKey("posecheck_takes.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
        index=not primary_key,
    )


assessments = sa.Table(
    "posecheck_assessments",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _take_id(),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("saved", sa.String(40), nullable=False),
    sa.Column("json", sa.Text, nullable=False),
    sa.UniqueConstraint("take_id", "number"),
)

recordings = sa.Table(
    "posecheck_recordings",
    metadata,
    _take_id(primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)


def empty_file() -> bytes:
    """Return an SQLite file without tables and with a write-ahead log.

    It is made in memory: switching the mode of a file that others open at the same moment may fail.
    """
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("VACUUM")
        content = bytearray(connection.serialize())
    content[18:20] = _WITH_LOG
    return bytes(content)


def create(connection: sa.Connection) -> None:
    """Make the tables of this version in an empty database."""
    metadata.create_all(connection)
    connection.execute(meta.insert().values(key="schema_version", value=str(VERSION)))


def stored_version(connection: sa.Connection) -> int | None:
    """Return the version of the tables found, None where there are none.

    Raises
    ------
    ValueError
        the version found is not a number, or is one that never was.
    """
    if not sa.inspect(connection).has_table(meta.name):
        return None
    found = connection.scalar(sa.select(meta.c.value).where(meta.c.key == "schema_version"))
    version = int(str(found))
    if version < OLDEST:
        raise ValueError(f"there is no version {version}")
    return version


def version_by_columns(connection: sa.Connection) -> int:
    """Return the version that the columns of the takes are of, where its number is damaged."""
    columns = {column["name"] for column in sa.inspect(connection).get_columns(takes.name)}
    return VERSION if columns.issuperset(takes.columns.keys()) else OLDEST


def migrate(connection: sa.Connection, found: int) -> None:
    """Carry the tables from version `found` to this one, inside the caller's transaction."""
    for version in range(found, VERSION):
        for statement in _STEPS[version]:
            connection.execute(sa.text(statement))
    connection.execute(
        meta.update().where(meta.c.key == "schema_version").values(value=str(VERSION))
    )


_STEPS: Mapping[int, tuple[str, ...]] = {
    2: (
        "ALTER TABLE posecheck_takes ADD COLUMN offset_min INTEGER",
        "ALTER TABLE posecheck_takes ADD COLUMN dated_by VARCHAR(20) NOT NULL DEFAULT 'unknown'",
        "ALTER TABLE posecheck_takes ADD COLUMN said_recorded VARCHAR(40)",
        "ALTER TABLE posecheck_takes ADD COLUMN birth_year INTEGER",
        "ALTER TABLE posecheck_takes ADD COLUMN patient_id VARCHAR(100) NOT NULL DEFAULT ''",
    )
}
