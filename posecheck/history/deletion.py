"""What it takes to delete takes for good, and what is left where that cannot be."""

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from posecheck.errors import HistoryError
from posecheck.history import backup
from posecheck.history.database import Database
from posecheck.history.tables import assessments, recordings, takes


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
