"""`posecheck report`: a take as a page or a PDF, to keep or to hand over."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from posecheck.cli.kept import note as kept_note
from posecheck.cli.terminal import Terminal
from posecheck.errors import OptionError
from posecheck.files import ensure_writable, name_of

if TYPE_CHECKING:
    from posecheck.history.course import Course
    from posecheck.history.notes import Notes
    from posecheck.history.opened import Opened
    from posecheck.result import Result


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
    from posecheck.report.pdf import PAPERS

    check_report_name(output)
    if paper not in PAPERS:
        raise OptionError(f'Paper "{paper}" is not known. Choose {" or ".join(PAPERS)}.')
    ensure_writable(output)
    if take.isdecimal():
        if protocol is not None:
            raise OptionError("--protocol belongs to a file; a kept take knows its test.")
        kept, notes, course = _kept(int(take))
        write_report(kept, output, notes, course=course, number=int(take), paper=paper)
    else:
        write_report(_of_file(Path(take), protocol), output, paper=paper)
    kept_note(name_of(output))
    Terminal(soft_wrap=True).print(f"{name_of(output)} is written.")


def _kept(number: int) -> "tuple[Opened, Notes, Course]":
    from posecheck.history.course import course_of_take
    from posecheck.history.opened import opened
    from posecheck.history.store import History

    with History() as history:
        kept = history.kept(number)
        return opened(history, kept), kept.entry.notes, course_of_take(history, kept.entry)


def _of_file(path: Path, protocol: str | None) -> "Result":
    from posecheck.cli.source import is_saved_take
    from posecheck.result import assess
    from posecheck.take_file import open_take

    if not is_saved_take(path):
        raise OptionError(
            f"{path} is neither the number of a kept take nor a saved take. A video is read with "
            "its test's command, such as 'posecheck march', which writes a report with --report."
        )
    return assess(open_take(path), protocol)
