"""`posecheck app`: open the page."""

import os
from pathlib import Path
from typing import Annotated

import typer

from posecheck.cli import stopped
from posecheck.cli.source import model_or_download
from posecheck.cli.terminal import Terminal


def app(
    port: Annotated[
        int | None,
        typer.Option(min=1024, max=65535, help="Port on this machine; 8501 or the next free one."),
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the browser by itself.")] = True,
    model: Annotated[
        Path | None, typer.Option(help="The pose model's file, where it is not the installed one.")
    ] = None,
) -> None:
    """Open the page in your browser; it is served to this machine and to you only."""
    verified = model_or_download(model)
    if model is not None:
        os.environ["POSECHECK_MODEL"] = str(verified.absolute())
    # Imported late: Streamlit takes two seconds to load.
    from posecheck.app.server import serve

    try:
        serve(port, browser)
    except KeyboardInterrupt as error:
        said = "posecheck: stopped. A take that had begun is kept for next time."
        Terminal(stderr=True, soft_wrap=True).print(said)
        # In order, unlike other commands: the page keeps its open takes at the very end.
        raise typer.Exit(stopped(error).code) from error
