"""The tables of the history and the steps from every earlier version of them to this one.

Version 1 kept one assessment in the take's own row. Version 2 keeps every assessment a take has
had, so that scoring it again with a newer posecheck loses nothing. Version 3 keeps the zone of a
take's time, where that time comes from, a correction of it, and year of birth and ID of the person.

Never edit a step that has been released: a step describes the tables as they were, in SQL.
"""

from collections.abc import Callable, Mapping

import sqlalchemy as sa

VERSION = 3

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
    sa.Column("protocol", sa.String(50), nullable=False),
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


def create(connection: sa.Connection) -> None:
    """Make the tables of this version in an empty database."""
    metadata.create_all(connection)
    connection.execute(meta.insert().values(key="schema_version", value=str(VERSION)))


def stored_version(connection: sa.Connection) -> int | None:
    """Return the version of the tables found, None where there are none.

    Raises
    ------
    ValueError : the version found is not a number.
    """
    if not sa.inspect(connection).has_table(meta.name):
        return None
    found = connection.scalar(sa.select(meta.c.value).where(meta.c.key == "schema_version"))
    return int(str(found))


def migrate(connection: sa.Connection, found: int) -> None:
    """Carry the tables from version `found` to this one, inside the caller's transaction."""
    for version in range(found, VERSION):
        _STEPS[version](connection)
    connection.execute(
        meta.update().where(meta.c.key == "schema_version").values(value=str(VERSION))
    )


def _from_1_to_2(connection: sa.Connection) -> None:
    then = sa.MetaData()
    sa.Table("posecheck_takes", then, sa.Column("id", sa.Integer, primary_key=True))
    kept = sa.Table(
        "posecheck_assessments",
        then,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "take_id",
            sa.Integer,
            sa.ForeignKey("posecheck_takes.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("saved", sa.String(40), nullable=False),
        sa.Column("json", sa.Text, nullable=False),
        sa.UniqueConstraint("take_id", "number"),
    )
    kept.create(connection)
    for statement in (
        "INSERT INTO posecheck_assessments (take_id, number, saved, json) "
        "SELECT id, 1, saved, assessment FROM posecheck_takes",
        "ALTER TABLE posecheck_takes ADD COLUMN versions INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE posecheck_takes DROP COLUMN assessment",
    ):
        connection.execute(sa.text(statement))


def _from_2_to_3(connection: sa.Connection) -> None:
    for column in (
        "offset_min INTEGER",
        "dated_by VARCHAR(20) NOT NULL DEFAULT 'unknown'",
        "said_recorded VARCHAR(40)",
        "birth_year INTEGER",
        "patient_id VARCHAR(100) NOT NULL DEFAULT ''",
    ):
        connection.execute(sa.text(f"ALTER TABLE posecheck_takes ADD COLUMN {column}"))


_STEPS: Mapping[int, Callable[[sa.Connection], None]] = {1: _from_1_to_2, 2: _from_2_to_3}
