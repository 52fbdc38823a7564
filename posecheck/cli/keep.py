"""Puts an assessment into the history, for every command that makes one."""

from typing import Annotated

import typer
from rich.console import Console

from posecheck.assessment import Assessment
from posecheck.errors import OptionError
from posecheck.history import History, Notes, make_notes
from posecheck.recording import Recording

Save = Annotated[bool, typer.Option("--save", help="Keep the take in the history.")]
Person = Annotated[str | None, typer.Option(help="With --save: whose take it is.")]
PainBefore = Annotated[int | None, typer.Option(help="With --save: pain before, 0 to 10.")]
PainAfter = Annotated[int | None, typer.Option(help="With --save: pain after, 0 to 10.")]
Effort = Annotated[int | None, typer.Option(help="With --save: effort, 0 to 10.")]
Band = Annotated[str | None, typer.Option(help="With --save: the resistance band used.")]
Chair = Annotated[bool, typer.Option("--chair", help="With --save: a hand held on to a chair.")]
Note = Annotated[str | None, typer.Option(help="With --save: anything to remember.")]


def notes_to_keep(save: bool, **given: str | int | bool | None) -> Notes | None:
    """Return the notes to keep a take with; None where it is not to be kept.

    Raises
    ------
    OptionError : a note without --save, or one out of range.
    """
    said = {name: value for name, value in given.items() if value not in (None, False)}
    if not save:
        if said:
            name = next(iter(said)).replace("_", "-").replace("text", "note")
            raise OptionError(f"--{name} belongs to --save, which keeps the take in the history.")
        return None
    return make_notes(**said)


def save_to_history(assessment: Assessment, recording: Recording | None, notes: Notes) -> None:
    """Keep a take in the history and say under which number, on stderr.

    Raises
    ------
    HistoryError : it cannot be kept.
    """
    with History() as history:
        number = history.save(assessment, recording, notes)
        said = f"Kept as take {number} in {history.where}."
    Console(stderr=True, highlight=False, soft_wrap=True).print(said)
