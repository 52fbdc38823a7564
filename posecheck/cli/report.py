"""`posecheck report`: a take as a page or a PDF, to keep or to hand over."""

from pathlib import Path
from typing import Annotated

import typer

from posecheck.cli.terminal import Terminal
from posecheck.errors import OptionError
from posecheck.files import ensure_writable, write_atomic
from posecheck.history import History
from posecheck.history.compare import compare_with_last


def report(
    take: Annotated[
        int, typer.Argument(help="Number of the take; 'posecheck history' lists them.")
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The file to write: .html or .pdf.")
    ],
    paper: Annotated[str, typer.Option(help="Paper of the PDF: a4 or letter.")] = "a4",
) -> None:
    """Write the report of a take as a self-contained page or as a PDF."""
    # Imported late: fonts and templates take a moment to load.
    from posecheck.report import content_of, to_html, to_pdf
    from posecheck.report.pdf import PAPERS

    kind = output.suffix.lower()
    if kind not in (".html", ".pdf"):
        raise OptionError(f"{output} is neither .html nor .pdf. Name the report with one of them.")
    if paper not in PAPERS:
        raise OptionError(f'Paper "{paper}" is not known. Choose {" or ".join(PAPERS)}.')
    ensure_writable(output)
    with History() as history:
        kept = history.kept(take)
        content = content_of(
            kept.assessment,
            history.take(take),
            kept.entry.notes,
            compare_with_last(history, take),
        )
    write_atomic(output, to_pdf(content, paper) if kind == ".pdf" else to_html(content).encode())
    Terminal(soft_wrap=True).print(f"{output} is written.")
