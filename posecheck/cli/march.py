"""`posecheck march`: read a recorded slow march."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from posecheck.cli.source import check_outputs, recording_of


def march(
    source: Annotated[Path, typer.Argument(help="A video, or a recording saved earlier.")],
    mirrored: Annotated[
        bool, typer.Option("--mirrored", help="The video is a mirror image (selfie video).")
    ] = False,
    model: Annotated[
        Path | None, typer.Option(help="The pose model's file, where it is not the installed one.")
    ] = None,
    save_recording: Annotated[
        Path | None, typer.Option(help="Write the landmarks to this file, to score them again.")
    ] = None,
) -> None:
    """Read a slow march and keep its landmarks."""
    check_outputs(source, save_recording)
    recording = recording_of(source, model, mirrored)
    if save_recording is not None:
        recording.save(save_recording)
    Console().print(
        f"{len(recording)} frames in {recording.duration_s:.1f} s, "
        f"a person in {int(recording.found.sum())} of them."
    )
