"""Reads takes out of a history that may be damaged: the whole ones come, the others are named.

Damage is met at three depths: a page of the file (the whole query fails), a row that cannot be, and
what a row holds (an assessment that cannot be opened).
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import sqlalchemy as sa

from posecheck.errors import HistoryError, RecordingError
from posecheck.history.database import Database
from posecheck.history.schema import takes

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
    damaged : a sentence for each take that could not be read so far, by its number.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.damaged: dict[int, str] = {}

    def each(self, query: sa.Select[Any], read: Callable[[sa.Row[Any]], _Item]) -> list[_Item]:
        """Return what `read` makes of every row of a query of takes that can be read.

        Parameters
        ----------
        query : selects `id` of the takes among others.
        read : raises ValueError, TypeError or RecordingError for a row that is damaged.
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
        HistoryError : nothing of the history can be read.
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
