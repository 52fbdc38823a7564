"""Puts a result into the history, for every command that makes one."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from posecheck.cli.parameters import Parameter
from posecheck.errors import OptionError

if TYPE_CHECKING:
    from posecheck.history.notes import Notes
    from posecheck.result import Result

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


def save_to_history(result: "Result", notes: "Notes") -> int:
    """Keep a result in the history, say under which number on stderr, and return it.

    Raises
    ------
    HistoryError : it cannot be kept.
    """
    from posecheck.history.store import History

    with History() as history:
        number = history.save(result.assessment, result.take, notes)
        said = f"Kept as take {number} in {history.where}."
    Console(stderr=True, highlight=False, soft_wrap=True, markup=False).print(said)
    return number


def write_report_of(
    result: "Result", path: Path, notes: "Notes | None", number: int | None
) -> None:
    """Write the report of a result; of a kept one with the course of the takes like it.

    Raises
    ------
    PosecheckError : as `posecheck.report.write_report` says.
    """
    from posecheck.history.course import course_of_take
    from posecheck.history.store import History
    from posecheck.report import write_report

    course = None
    if number is not None:
        with History() as history:
            course = course_of_take(history, history.kept(number).entry)
    write_report(result, path, notes, course=course, number=number)
