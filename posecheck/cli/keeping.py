"""What a test's command keeps in the history: its options, the take and its result, the report."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from posecheck.cli import note_kept
from posecheck.cli.render import Terminal
from posecheck.cli.source import Parameter
from posecheck.errors import OptionError

if TYPE_CHECKING:
    from posecheck.history.notes import Notes
    from posecheck.history.store import History
    from posecheck.result import Result
    from posecheck.take import Take

_NOTES = ("person", "birth_year", "patient_id", "pain_before", "pain_after", "effort", "note")
KEEPING = (
    Parameter(
        "save", Annotated[bool, typer.Option("--save", help="Keep the take in the history.")], False
    ),
    *(
        Parameter(name, Annotated[kind, typer.Option(flag, help=f"With --save: {help}")], None)
        for name, kind, flag, help in (
            ("person", str | None, "--person", "the person; empty for no name."),
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
    OptionError
        a note without --save, or one out of range.
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


class Keeper:
    """Keeps one take in the history: what was recorded first, its result when there is one.

    Parameters
    ----------
    notes
        to keep the take with; None to keep nothing.

    Attributes
    ----------
    number
        of the take in the history; None where it is not there (yet).

    Raises
    ------
    HistoryError
        the history cannot be written to; said before anything slow begins.
    """

    def __init__(self, notes: "Notes | None") -> None:
        self._notes = notes
        self.number: int | None = None
        if notes is not None:
            with _history() as history:
                history.refuse_damage()

    def keep(self, take: "Take") -> None:
        """Put what was recorded on the disk, before anything scores it.

        Raises
        ------
        HistoryError
            it cannot be kept.
        """
        if self._notes is None:
            return
        from posecheck.cli.edit import slip_in_words
        from posecheck.history.notes import with_details

        with _history() as history:
            slip = slip_in_words(self._notes.person, history.people())
            self._notes = with_details(self._notes, history.entries(self._notes.person))
            self.number = history.save_take(take, self._notes)
            note_kept(f"take {self.number} in {history.where}")
        if slip:
            Terminal(stderr=True, soft_wrap=True).print(slip)

    def add(self, result: "Result") -> None:
        """Put the result beside what was recorded, and say under which number, on stderr.

        Raises
        ------
        HistoryError
            it cannot be kept; `posecheck rescore` can score the take again.
        """
        if self.number is None:
            return
        with _history() as history:
            history.add_assessment(self.number, result.assessment)
            said = f"Kept as take {self.number} in {history.where}."
            if history.machine is not None:
                said += f" It went to the database on {history.machine}."
        Terminal(stderr=True, soft_wrap=True).print(said)


def _history() -> "History":
    # Imported late: most takes are not kept.
    from posecheck.history.store import History

    return History()


def write_report_of(
    result: "Result", path: Path, notes: "Notes | None", number: int | None
) -> None:
    """Write the report of a result; of a kept one with the course of the takes like it.

    Raises
    ------
    PosecheckError
        as `posecheck.report.write_report` says.
    """
    from posecheck.history.course import course_of_take
    from posecheck.history.store import History
    from posecheck.report import write_report

    course = None
    if number is not None:
        with History() as history:
            course = course_of_take(history, history.kept(number).entry)
    write_report(result, path, notes, course=course, number=number)
