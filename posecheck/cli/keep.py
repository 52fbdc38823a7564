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

_NOTES = ("person", "birth_year", "patient_id", "pain_before", "pain_after", "effort", "note")
PARAMETERS = (
    Parameter(
        "save", Annotated[bool, typer.Option("--save", help="Keep the take in the history.")], False
    ),
    *(
        Parameter(name, Annotated[kind, typer.Option(flag, help=f"With --save: {help}")], None)
        for name, kind, flag, help in (
            ("person", str | None, "--person", "whose take it is."),
            ("birth_year", int | None, "--birth-year", "the person's year of birth."),
            ("patient_id", str | None, "--id", "the person's number in a practice."),
            ("pain_before", int | None, "--pain-before", "pain before, 0 to 10."),
            ("pain_after", int | None, "--pain-after", "pain after, 0 to 10."),
            ("effort", int | None, "--effort", "effort, 0 to 10."),
            ("note", str | None, "--note", "anything to remember."),
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
            name = next(iter(notes)).replace("patient_id", "id").replace("_", "-")
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
    from posecheck.cli.edit import slip_in_words
    from posecheck.history.people import with_details
    from posecheck.history.store import History

    console = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
    with History() as history:
        before = history.people()
        notes = with_details(history, notes)
        number = history.save(result.assessment, result.take, notes)
        console.print(f"Kept as take {number} in {history.where}.")
    slip = slip_in_words(notes.person, before)
    if slip:
        console.print(slip)
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
