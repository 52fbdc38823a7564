"""The tables of the history: their columns, how a take is written to them, and is read back.

A row may have been damaged or written by another program; one that cannot be is one `ValueError`.

Version 2 is that of posecheck 0.1. Version 3 knows takes that have not been scored yet (`versions`
is 0, `verdict` empty), the zone of a take's time, where that time comes from, a correction of it,
and year of birth and ID of the person.

The steps from every earlier version to this one are plain SQL in one transaction, written here and
not for a migration tool: there are a handful of them, and SQLite and PostgreSQL both roll back a
change of tables. Never edit a step that has been released: it describes the tables as they were.
"""

import contextlib
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args

import sqlalchemy as sa

from posecheck.assessment import Assessment, DatedBy, Verdict, View
from posecheck.assessment_file import name_today, read_assessment
from posecheck.errors import OptionError, RecordingError
from posecheck.history.notes import Entry, Notes, recorded, target_deg
from posecheck.plain import one_line
from posecheck.station import refuse_odd_time
from posecheck.summary import in_one_sentence
from posecheck.take import Take, from_bytes

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


NOT_SCORED = "Not scored yet."

Row = sa.Row[Any]


@dataclass(frozen=True)
class Stored:
    """Everything the history keeps of one take, to be taken along to another history.

    `assessments` holds the time each was saved and its JSON, oldest first, none of a take that has
    not been scored yet; `take` the bytes of the take's file, or None.
    """

    uid: str
    notes: Notes
    saved: datetime
    assessments: Sequence[tuple[datetime, str]]
    take: bytes | None


def insert(
    connection: sa.Connection,
    stored: Stored,
    facts: Assessment | Take,
    number: int | None = None,
) -> int:
    """Add a take with everything that is kept of it; return its number.

    `facts` is its newest assessment, or the take itself where it has not been scored yet. `number`
    is that which it is to have, or None for the next.
    """
    columns = assessment_columns(facts) if isinstance(facts, Assessment) else _take_columns(facts)
    row = takes.insert().values(
        **columns,
        **note_columns(stored.notes),
        **time_columns(facts, stored.notes, stored.saved),
        uid=stored.uid,
        saved=text(stored.saved),
        versions=len(stored.assessments),
        has_recording=stored.take is not None,
        **({} if number is None else {"id": number}),
    )
    number = connection.scalars(row.returning(takes.c.id)).one()
    for index, (saved, json) in enumerate(stored.assessments, start=1):
        add_assessment(connection, number, index, saved, json)
    if stored.take is not None:
        connection.execute(recordings.insert().values(take_id=number, content=stored.take))
    return number


def stored_of(connection: sa.Connection, entry: Entry) -> Stored:
    """Return everything kept of a take that is listed.

    Raises
    ------
    ValueError
        it is damaged.
    """
    kept = (
        sa.select(assessments.c.saved, assessments.c.json)
        .where(assessments.c.take_id == entry.id)
        .order_by(assessments.c.number)
    )
    content = sa.select(recordings.c.content).where(recordings.c.take_id == entry.id)
    texts = [(moment(saved), str(json)) for saved, json in connection.execute(kept)]
    return Stored(entry.uid, entry.notes, entry.saved, texts, connection.scalar(content))


def facts_of(stored: Stored) -> Assessment | Take:
    """Return what a stored take is listed by: its newest assessment, or else the take itself.

    Raises
    ------
    RecordingError
        that is damaged or of a newer version, or there is neither.
    """
    if stored.assessments:
        return read_assessment(stored.assessments[-1][1])
    if stored.take is None:
        raise RecordingError("This take is damaged: it holds neither a result nor a recording.")
    return from_bytes(stored.take)


def add_assessment(
    connection: sa.Connection, number: int, version: int, saved: datetime, json: str
) -> None:
    """Add one assessment to those of a take."""
    row = {"take_id": number, "number": version, "saved": text(saved), "json": json}
    connection.execute(assessments.insert().values(row))


def note_columns(notes: Notes) -> dict[str, Any]:
    """Return the columns that hold a take's notes."""
    columns = notes.model_dump(exclude={"text", "recorded"})
    said = None if notes.recorded is None else notes.recorded.isoformat()
    return {**columns, "note": notes.text, "said_recorded": said}


def time_columns(facts: Assessment | Take, notes: Notes, saved: datetime) -> dict[str, Any]:
    """Return when a take was recorded: as corrected, or as it says itself, or else as saved."""
    own = recorded(facts) if isinstance(facts, Assessment) else facts.recorded
    when = notes.recorded or own or saved
    said: DatedBy = facts.provenance.dated_by if isinstance(facts, Assessment) else facts.dated_by
    offset = when.utcoffset() or timedelta()
    return {
        "recorded": text(when),
        "offset_min": round(offset.total_seconds() / 60),
        "dated_by": "given" if notes.recorded else said,
    }


def assessment_columns(assessment: Assessment) -> dict[str, Any]:
    """Return the columns that say what a take's newest assessment does."""
    return {
        "protocol": assessment.protocol,
        "view": assessment.view,
        "verdict": assessment.quality.verdict,
        "target_deg": target_deg(assessment),
        "headline": one_line(in_one_sentence(assessment)),
        "posecheck_version": assessment.posecheck_version,
    }


def _take_columns(take: Take) -> dict[str, Any]:
    return {
        "protocol": take.protocol,
        "view": "unknown",
        "verdict": "",
        "target_deg": None,
        "headline": NOT_SCORED,
        "posecheck_version": "",
    }


def entry_of(row: Row) -> Entry:
    """Return a row of the takes as the history lists it.

    Raises
    ------
    ValueError
        the row is damaged.
    """
    if not (isinstance(row.id, int) and isinstance(row.versions, int) and row.versions >= 0):
        raise ValueError("it has no number")
    if row.view not in get_args(View) or row.verdict not in ("", *get_args(Verdict)):
        raise ValueError("its quality is none")
    words = (row.uid, row.protocol, row.headline, row.posecheck_version)
    if not all(isinstance(each, str) for each in words):
        raise ValueError("its words are none")
    if row.dated_by not in get_args(DatedBy):
        raise ValueError("its date comes from nowhere")
    if row.target_deg is not None and not abs(float(row.target_deg)) <= 180:
        raise ValueError("its target is none")
    return Entry(
        id=row.id,
        uid=row.uid,
        notes=notes_of(row),
        protocol=name_today(row.protocol),
        view=row.view,
        verdict=row.verdict or None,
        recorded=_in_its_zone(row),
        saved=moment(row.saved),
        target_deg=row.target_deg,
        headline=row.headline,
        posecheck_version=row.posecheck_version,
        versions=row.versions,
        has_recording=bool(row.has_recording),
        dated_by=row.dated_by,
    )


def notes_of(row: Row) -> Notes:
    """Return the notes in a row of the takes.

    Raises
    ------
    ValueError
        they are damaged.
    """
    return Notes.model_validate({
        "person": row.person,
        "birth_year": row.birth_year,
        "patient_id": row.patient_id,
        "pain_before": row.pain_before,
        "pain_after": row.pain_after,
        "effort": row.effort,
        "band": row.band,
        "chair": row.chair,
        "text": row.note,
        "recorded": row.said_recorded and moment(row.said_recorded),
    })  # fmt: skip


def _in_its_zone(row: Row) -> datetime:
    """Return when a take was recorded by the clock beside it; of old takes by that of UTC."""
    when = moment(row.recorded)
    if row.offset_min is None:
        return when
    return when.astimezone(timezone(timedelta(minutes=int(row.offset_min))))


def moment(written: object) -> datetime:
    """Return a time as a row holds it.

    Raises
    ------
    ValueError
        it is not a time, or not a possible one.
    """
    if not isinstance(written, str):
        raise ValueError("its time is none")
    when = datetime.fromisoformat(written)
    try:
        refuse_odd_time(when)
    except OptionError as error:
        raise ValueError("its time is not possible") from error
    return when


def text(when: datetime) -> str:
    """Return a time in UTC, in a form that sorts as text."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")
