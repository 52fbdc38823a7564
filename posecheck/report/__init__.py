"""The report of a take, as a page (HTML) or as an accessible PDF."""

from pathlib import Path
from typing import TYPE_CHECKING

from posecheck.errors import OptionError
from posecheck.files import ensure_writable, write_atomic

if TYPE_CHECKING:
    from posecheck.history.course import Course
    from posecheck.history.notes import Notes
    from posecheck.history.rescore import Opened
    from posecheck.report.content import Content
    from posecheck.scoring import Scored

ENDINGS = (".html", ".pdf")


def write_report(
    result: "Scored | Opened",
    path: Path,
    notes: "Notes | None" = None,
    *,
    course: "Course | None" = None,
    number: int | None = None,
    paper: str = "a4",
) -> Path:
    """Write the report of a result as PDF or HTML, by the ending of `path`, and return the path.

    Parameters
    ----------
    result
        of a take just assessed, or of a kept one.
    notes
        the person's own notes; None for none.
    course
        of the takes like this one, up to it; None where there is no history.
    number
        of the take in the history.
    paper
        "a4" or "letter", of a PDF.

    Raises
    ------
    OptionError
        the path ends in neither .pdf nor .html, or there is no such paper.
    OutputError
        the file cannot be written.
    SetupError
        a font is missing or is not the one that was tested.
    """
    from posecheck.report.content import content_of

    check_report_name(path)
    ensure_writable(path)
    undrawn = getattr(result, "undrawn", "")
    content = content_of(result.assessment, result.analysis, notes, course, number, undrawn)
    write_atomic(path, rendered(content, path.suffix.lower(), paper))
    return path


def rendered(content: "Content", ending: str, paper: str = "a4") -> bytes:
    """Return a report as the bytes of a file with this ending, ``.html`` or ``.pdf``."""
    from posecheck.report.document import to_html, to_pdf

    return to_pdf(content, paper) if ending == ".pdf" else to_html(content).encode()


def check_report_name(path: Path) -> None:
    """Refuse a name whose ending says no kind of report.

    Raises
    ------
    OptionError
        it is neither .html nor .pdf.
    """
    if path.suffix.lower() not in ENDINGS:
        raise OptionError(f"{path} is neither .html nor .pdf. Name the report with one of them.")
