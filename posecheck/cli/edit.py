"""`posecheck edit`: what was said about a take is put right; nothing measured is touched."""

from datetime import datetime
from typing import Annotated, Any

import typer

from posecheck.cli.render import Terminal
from posecheck.cli.source import moment
from posecheck.errors import OptionError
from posecheck.history import Entry, History, make_notes
from posecheck.history.notes import likely_same
from posecheck.plain import one_line
from posecheck.wording import moment_in_words

_NOTHING = ("none", "-")
_OF_THE_PERSON = ("person", "birth_year", "patient_id")


def edit(
    take: Annotated[int, typer.Argument(help="Number of the take.")],
    person: Annotated[str | None, typer.Option(help="The person; '' for no name.")] = None,
    note: Annotated[str | None, typer.Option(help="The note; '' for none.")] = None,
    pain_before: Annotated[str | None, typer.Option(help="0 to 10, or none.")] = None,
    pain_after: Annotated[str | None, typer.Option(help="0 to 10, or none.")] = None,
    effort: Annotated[str | None, typer.Option(help="0 to 10, or none.")] = None,
    recorded: Annotated[
        str | None,
        typer.Option(help="When it was recorded: 2026-03-01T18:30+01:00; none for what the take "
                     "itself says."),
    ] = None,
    birth_year: Annotated[str | None, typer.Option(help="Of the person, or none.")] = None,
    patient_id: Annotated[
        str | None, typer.Option("--id", help="The person's number in a practice; '' for none.")
    ] = None,
    band: Annotated[str | None, typer.Option(help="The resistance band; '' for none.")] = None,
    chair: Annotated[
        bool | None, typer.Option("--chair/--no-chair", help="A hand on a chair.")
    ] = None,
    everywhere: Annotated[
        bool,
        typer.Option(help="Change name, year of birth and ID in every take of this person."),
    ] = False,
) -> None:  # fmt: skip
    """Correct name, notes, pain, effort or date of a take; nothing measured is touched."""
    said: dict[str, Any] = {
        "person": person,
        "text": note,
        "pain_before": _scale(pain_before),
        "pain_after": _scale(pain_after),
        "effort": _scale(effort),
        "recorded": _when(recorded),
        "birth_year": _scale(birth_year),
        "patient_id": patient_id,
        "band": band,
        "chair": chair,
    }
    changes = {name: value for name, value in said.items() if value is not None}
    if not changes:
        raise OptionError("Say what to correct, for example --person NAME or --note TEXT.")
    cleared = {name: None if value in _NOTHING else value for name, value in changes.items()}
    with History() as history:
        done = _apply(history, history.entry(take), cleared, everywhere)
        warning = _slip(history, cleared)
        entry = history.entry(take)
    _tell_change(entry, done, warning)


def _scale(text: str | None) -> str | None:
    return None if text is None else text.strip().lower()


def _when(text: str | None) -> "datetime | str | None":
    if text is None or text.strip().lower() in _NOTHING:
        return text and text.strip().lower()
    return moment(text)


def _apply(history: History, entry: Entry, changes: dict[str, Any], everywhere: bool) -> int:
    """Change the notes of the take, and what belongs to the person in their other takes."""
    given = entry.notes.model_dump() | changes
    before = entry.notes.person
    if everywhere and not before:
        raise OptionError(
            "--everywhere needs a name, and this take has none; nothing was changed. Name the "
            "takes one by one."
        )
    changed = {entry.id: make_notes(**given)}
    shared = {name: value for name, value in changes.items() if name in _OF_THE_PERSON}
    if everywhere and shared:
        for other in history.entries(before):
            if other.id != entry.id:
                changed[other.id] = make_notes(**(other.notes.model_dump() | shared))
    history.change_all_notes(changed)
    return len(changed)


def _slip(history: History, changes: dict[str, Any]) -> str:
    name = changes.get("person")
    if not name:
        return ""
    return slip_in_words(name, history.people())


def slip_in_words(name: str, people: list[str]) -> str:
    """Return the question whether a name is a slip of another one; empty where it is not."""
    meant = likely_same(name, [each for each in people if each != name])
    if meant is None:
        return ""
    return (
        f'There are takes of "{one_line(meant)}" as well. If "{one_line(name)}" is the same '
        "person, give the take that name with 'posecheck edit', or their takes are never compared."
    )


def _tell_change(entry: Entry, done: int, warning: str) -> None:
    console = Terminal(soft_wrap=True)
    person = one_line(entry.notes.person) or "no name"
    more = f" {done} takes were changed." if done > 1 else ""
    console.print(f"Take {entry.id}: {person}, {moment_in_words(entry.recorded)}.{more}")
    if warning:
        Terminal(stderr=True, soft_wrap=True).print(warning)
