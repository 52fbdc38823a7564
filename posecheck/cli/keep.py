"""Puts a result into the history, for every command that makes one."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from posecheck.cli import kept
from posecheck.cli.parameters import Parameter
from posecheck.cli.terminal import Terminal
from posecheck.errors import OptionError

if TYPE_CHECKING:
    from posecheck.history.notes import Notes
    from posecheck.history.store import History
    from posecheck.result import Result
    from posecheck.take import Take

_NOTES = ("person", "pain_before", "pain_after", "effort", "note")
PARAMETERS = (
    Parameter(
        "save", Annotated[bool, typer.Option("--save", help="Keep the take in the history.")], False
    ),
    *(
        Parameter(name, Annotated[kind, typer.Option(help=f"With --save: {help}")], None)
        for name, kind, help in (
            ("person", str | None, "whose take it is."),
            ("pain_before", int | None, "pain before, 0 to 10."),
            ("pain_after", int | None, "pain after, 0 to 10."),
            ("effort", int | None, "effort, 0 to 10."),
            ("note", str | None, "anything to remember."),
        )
    ),
)


def notes_to_keep(said: Mapping[str, Any]) -> "Notes | None":
    """Return the notes to keep a take with; None where it is not to be kept.

    Raises
    ------
    OptionError : a note without --save, or one out of range.
    """
    notes = {name: said[name] for name in _NOTES if said[name] is not None}
    if not said["save"]:
        if notes:
            name = next(iter(notes)).replace("_", "-")
            raise OptionError(f"--{name} belongs to --save, which keeps the take in the history.")
        return None
    from posecheck.history.notes import make_notes

    if "note" in notes:
        notes["text"] = notes.pop("note")
    return make_notes(**notes)


class Keeper:
    """Keeps one take in the history: what was recorded first, its result when there is one.

    Parameters
    ----------
    notes : to keep the take with; None to keep nothing.

    Raises
    ------
    HistoryError : the history cannot be written to; said before anything slow begins.
    """

    def __init__(self, notes: "Notes | None") -> None:
        self._notes = notes
        self._number: int | None = None
        if notes is not None:
            with _history() as history:
                history.refuse_damage()

    def keep(self, take: "Take") -> None:
        """Put what was recorded on the disk, before anything scores it.

        Raises
        ------
        HistoryError : it cannot be kept.
        """
        if self._notes is None:
            return
        with _history() as history:
            self._number = history.save_take(take, self._notes)
            kept.note(f"take {self._number} in {history.where}")

    def add(self, result: "Result") -> None:
        """Put the result beside what was recorded, and say under which number, on stderr.

        Raises
        ------
        HistoryError : it cannot be kept; `posecheck rescore` can score the take again.
        """
        if self._number is None:
            return
        with _history() as history:
            history.add_assessment(self._number, result.assessment)
            said = f"Kept as take {self._number} in {history.where}."
            if history.machine is not None:
                said += f" It has travelled to {history.machine}."
        Terminal(stderr=True, soft_wrap=True).print(said)


def _history() -> "History":
    # Imported late: most takes are not kept.
    from posecheck.history.store import History

    return History()
