"""Takes on their way out, in and away: report, export, archive, import, delete, rescore."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from posecheck.cli import note_kept
from posecheck.cli.render import Terminal
from posecheck.errors import HistoryError, OptionError
from posecheck.files import ensure_writable, name_of
from posecheck.history import History, Removed
from posecheck.history.archive import export_archive, import_archive
from posecheck.history.rescore import Moved, Rescored, rescore, score_again
from posecheck.plain import one_line
from posecheck.registry import kind_of
from posecheck.wording import value_in_words

if TYPE_CHECKING:
    from posecheck.history.course import Course
    from posecheck.history.notes import Notes
    from posecheck.history.rescore import Opened
    from posecheck.result import Result


_console = Terminal(soft_wrap=True)
_LONGEST_NUMBER = 20  # digits; no take has as many


def export(
    takes_and_folder: Annotated[
        list[str],
        typer.Argument(metavar="[TAKE]... FOLDER", help="Numbers of takes, then a new folder."),
    ],
    person: Annotated[
        str | None, typer.Option(help="Every take of this person, in place of numbers.")
    ] = None,
    identified: Annotated[
        bool,
        typer.Option("--identified", help="Name and ID too, in the files for practice software."),
    ] = False,
) -> None:
    """Write takes in open formats: CSV, Parquet, JSON, C3D, TRC and MOT, BIDS, FHIR, GDT."""
    # Imported late: pandas takes a moment to load.
    from posecheck.export.folder import export_takes

    *named, folder = takes_and_folder
    if (person is None) == (not named):
        raise OptionError("Name takes and a folder, as in 'posecheck export 3 FOLDER', or a folder "
                          "and --person.")  # fmt: skip
    with History() as history:
        if person is not None:
            numbers = [entry.id for entry in reversed(history.entries(person))]
        else:
            numbers = [_number(each) for each in named]
        written = export_takes(history, numbers, Path(folder), identified=identified)
    note_kept(name_of(folder))
    _console.print(f"{len(written)} files are written to {name_of(folder)}.")


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > _LONGEST_NUMBER:
        raise OptionError(
            f"\"{one_line(text):.80}\" is not the number of a take; 'posecheck history' lists them."
        )
    return int(text)


def dictionary(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A CSV file; the screen if not said.")
    ] = None,
) -> None:
    """Write what every measure is: name, unit, sign, definition and source."""
    from posecheck.export.tables import csv_of
    from posecheck.export.tables import dictionary as table
    from posecheck.files import write_atomic

    content = csv_of(table())
    if output is None:
        print(content.decode(), end="")
        return
    write_atomic(output, content)
    note_kept(name_of(output))
    _console.print(f"{name_of(output)} is written.")


def archive(
    person: Annotated[str, typer.Argument(help="The person; '' for those without a name.")],
    output: Annotated[Path, typer.Argument(help="The zip file to write.")],
) -> None:
    """Write everything kept of a person to one file, for 'posecheck import' elsewhere."""
    ensure_writable(output)
    with History() as history:
        entries = history.entries(person)
        if not entries:
            raise HistoryError(f"The history {history.where} holds no take of {person!r}.")
        count = export_archive(history, [entry.id for entry in entries], output)
        left_out = history.damaged.values()
    note_kept(name_of(output))
    _console.print(f"{_takes(count)} of {person or 'nobody in particular'} in {name_of(output)}.")
    for sentence in left_out:
        _console.print(sentence)


def import_takes(
    archive_file: Annotated[
        Path, typer.Argument(metavar="ARCHIVE", help="What 'posecheck archive' wrote.")
    ],
) -> None:
    """Add the takes of an archive; those that are here already stay as they are."""
    with History() as history:
        done = import_archive(history, archive_file)
        note_kept(f"{_takes(done.added)} in {history.where}")
    _console.print(f"{_takes(done.added)} added, {done.known} here already.")


def delete(
    take: Annotated[int | None, typer.Argument(help="Number of the take.")] = None,
    person: Annotated[str | None, typer.Option(help="Delete every take of this person.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a take, or every take of a person, with the recordings."""
    if (take is None) == (person is None):
        raise OptionError("Name the number of a take, or a person with --person.")
    what = f"take {take}" if take is not None else f"every take of {person!r}"
    with History() as history:
        if not yes:
            _ask(what)
        removed = history.delete(take) if take is not None else history.delete_person(person or "")
    _console.print(f"Deleted {_counts(removed)}.")
    for sentence in _left(removed):
        _console.print(sentence)


def rescore_takes(
    takes: Annotated[list[int] | None, typer.Argument(help="Takes; all of them if none.")] = None,
    person: Annotated[str | None, typer.Option(help="Only the takes of this person.")] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Keep the new results beside the old ones.")
    ] = False,
) -> None:
    """Score the recordings kept with this version and show what changes."""
    with History() as history:
        numbers = takes or [entry.id for entry in reversed(history.entries(person))]
        looked_at = changed = anew = failed = 0
        for found in rescore(history, numbers, score_again, write):
            looked_at += 1
            changed += bool(found.moved)
            failed += found.problem is not None
            if found.version is not None:
                anew += 1
                note_kept(f"the new result of take {found.take}")
            _tell(found)
        for sentence in history.damaged.values():
            _console.print(sentence)
        damaged = bool(history.damaged)
    _console.print(f"{_takes(looked_at)} looked at, {changed} changed, {anew} kept again.")
    if failed or damaged:
        what = f"{_takes(failed)} could not be scored again" if failed else "Something is damaged"
        raise HistoryError(f"{what}: see above. Nothing of what was kept is lost.")


def _ask(what: str) -> None:
    if not sys.stdin.isatty():
        raise OptionError(f"Nothing was deleted. To delete {what}, say so with --yes.")
    if not typer.confirm(f"Delete {what} for good?", err=True):
        raise OptionError("Nothing was deleted.")


def _tell(found: Rescored) -> None:
    if found.problem is not None:
        _console.print(f"Take {found.take}: {found.problem}")
    elif not found.moved and found.verdict_before == found.verdict_after:
        _console.print(f"Take {found.take}: nothing changed.")
    else:
        _console.print(f"Take {found.take}:")
        if found.verdict_before != found.verdict_after:
            before = found.verdict_before or "not scored"
            _console.print(f"  quality: {before} → {found.verdict_after}")
        for moved in found.moved:
            _console.print(f"  {_moved(moved)}")


def _moved(moved: Moved) -> str:
    side = f", {moved.side}" if moved.side else ""
    kind = kind_of(moved.name)
    before, after = (
        value_in_words(measure, kind) if measure else "not listed"
        for measure in (moved.before, moved.after)
    )
    return f"{kind.label}{side}: {before} → {after}"


def _counts(removed: Removed) -> str:
    return (
        f"{_takes(removed.takes)}, {removed.assessments} "
        f"{'result' if removed.assessments == 1 else 'results'}, {removed.recordings} "
        f"{'recording' if removed.recordings == 1 else 'recordings'}"
    )


def _left(removed: Removed) -> Iterator[str]:
    """Yield where deleted content may still be; nothing in all but rare cases."""
    if removed.in_use:
        yield (
            "Another program is reading the history, or the disk is full: the deleted content "
            "stays in its files until posecheck is started again after that."
        )
    if removed.unsearched:
        names = ", ".join(name_of(path) for path in removed.unsearched)
        yield f"A damaged copy may still hold it; delete it if you do not need it: {names}."
    if removed.server:
        yield "The logs and backups of the database server may hold it for longer."


def _takes(count: int) -> str:
    return f"{count} {'take' if count == 1 else 'takes'}"


def report(
    take: Annotated[
        str,
        typer.Argument(help="Number of a kept take ('posecheck history' lists them), or a file "
                       "that --save-take wrote."),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The file to write: .html or .pdf.")
    ],
    paper: Annotated[str, typer.Option(help="Paper of the PDF: a4 or letter.")] = "a4",
    protocol: Annotated[
        str | None, typer.Option(help="Of a file that does not say which test it shows.")
    ] = None,
) -> None:  # fmt: skip
    """Write the report of a take as a self-contained page or as an accessible PDF."""
    # Imported late: letters and templates take a moment to load.
    from posecheck.report import check_report_name, write_report
    from posecheck.report.document import PAPERS

    check_report_name(output)
    if paper not in PAPERS:
        raise OptionError(f'Paper "{paper}" is not known. Choose {" or ".join(PAPERS)}.')
    ensure_writable(output)
    if take.isdecimal():
        number = _number(take)
        if protocol is not None:
            raise OptionError("--protocol belongs to a file; a kept take knows its test.")
        kept, notes, course = _kept(number)
        write_report(kept, output, notes, course=course, number=number, paper=paper)
    else:
        write_report(_of_file(Path(take), protocol), output, paper=paper)
    note_kept(name_of(output))
    Terminal(soft_wrap=True).print(f"{name_of(output)} is written.")


def _kept(number: int) -> "tuple[Opened, Notes, Course]":
    from posecheck.history.course import course_of_take
    from posecheck.history.rescore import opened
    from posecheck.history.store import History

    with History() as history:
        kept = history.kept(number)
        return opened(history, kept), kept.entry.notes, course_of_take(history, kept.entry)


def _of_file(path: Path, protocol: str | None) -> "Result":
    from posecheck.cli.source import is_saved_take
    from posecheck.result import assess
    from posecheck.take import open_take

    if not is_saved_take(path):
        raise OptionError(
            f"{path} is neither the number of a kept take nor a saved take. A video is read with "
            "its test's command, such as 'posecheck march', which writes a report with --report."
        )
    return assess(open_take(path), protocol)
