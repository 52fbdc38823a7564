"""Between the rows of the tables and what the history gives: written here, and read with care.

A row may have been damaged or written by another program; one that cannot be is one `ValueError`.

Deletes takes so that nothing of them is left in any file of the history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, get_args

import sqlalchemy as sa

from posecheck.assessment import Assessment, DatedBy, Verdict, View
from posecheck.assessment_file import name_today, read_assessment
from posecheck.errors import HistoryError, OptionError, RecordingError
from posecheck.history import backup
from posecheck.history.database import Database
from posecheck.history.notes import Entry, Notes, recorded, target_deg
from posecheck.history.schema import assessments, recordings, takes
from posecheck.plain import one_line
from posecheck.station import refuse_odd_time
from posecheck.summary import in_one_sentence
from posecheck.take import Take, from_bytes

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


@dataclass(frozen=True)
class Removed:
    """What a deletion removed, and where it could not.

    `in_use` says that another program is still reading the history, or that there is no room to
    rewrite it: the deleted content stays in its files until the history is next opened with
    room and without that program. `unsearched` names damaged copies of the history that may
    still hold it. `server` says that a database server keeps the history, whose own logs and
    backups are not ours to empty. All three are empty in all but rare cases.
    """

    takes: int
    assessments: int
    recordings: int
    in_use: bool = False
    unsearched: tuple[Path, ...] = ()
    server: bool = False


def delete_where(database: Database, which: sa.ColumnElement[bool]) -> Removed:
    """Delete the takes that a condition on their rows picks, with all that is kept of them.

    Raises
    ------
    HistoryError
        the database fails; nothing was deleted from it.
    """
    file, unsearched = database.file, []
    with database.writing() as connection:
        found = connection.execute(sa.select(takes.c.id, takes.c.uid).where(which)).all()
        numbers, uids = [row.id for row in found], [str(row.uid) for row in found]
        counts = [
            connection.execute(table.delete().where(column.in_(numbers))).rowcount
            for table, column in (
                (recordings, recordings.c.take_id),
                (assessments, assessments.c.take_id),
                (takes, takes.c.id),
            )
        ]
        if numbers:
            database.mark_deleted(connection)
        if file is not None and uids:
            # Before it is final: who is stopped here still has the take, and can delete it again.
            unsearched = backup.forget(file, uids)
    try:
        emptied = database.forget_deleted()
    except HistoryError:  # it is deleted all the same, only not from every file yet
        emptied = False
    return Removed(
        takes=counts[2],
        assessments=counts[1],
        recordings=counts[0],
        in_use=not emptied,
        unsearched=tuple(unsearched),
        server=file is None,
    )
