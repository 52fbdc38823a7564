"""`posecheck batch`: score a folder of takes, several at a time."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from posecheck.cli.source import model_or_download
from posecheck.history.batch import find_takes, run_batch
from posecheck.history.scoring import MarchFile
from posecheck.history.workers import on_a_cluster, on_this_machine
from posecheck.kinematics.camera_placement import Camera
from posecheck.protocols.slow_march.options import MarchOptions, ViewOption


def batch(
    folder: Annotated[Path, typer.Argument(help="Videos and recordings of slow marches.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for the table; FOLDER-scored.")
    ] = None,
    jobs: Annotated[int | None, typer.Option(help="How many at a time; one for each core.")] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler, tcp://…, to work there.")
    ] = None,
    target: Annotated[int, typer.Option(help="Thigh elevation to reach: 45, 60, 68 or 90.")] = 90,
    height_cm: Annotated[float | None, typer.Option(help="The persons' height.")] = None,
    lens_height_cm: Annotated[float | None, typer.Option(help="Height of the lens.")] = None,
    distance_cm: Annotated[float | None, typer.Option(help="Distance of the camera.")] = None,
    view: Annotated[
        str, typer.Option(help="auto, front, side-left, side-right or oblique.")
    ] = "auto",
    mirrored: Annotated[
        bool, typer.Option("--mirrored", help="The videos are mirror images (selfie videos).")
    ] = False,
    model: Annotated[Path | None, typer.Option(help="The pose model's file.")] = None,
) -> None:
    """Score every slow march in a folder into one table; go on where it was stopped."""
    # Imported late: pandas takes a moment to load.
    from posecheck.history.table import FAILED, table_of, write_table

    camera = Camera(*(None if cm is None else cm / 100 for cm in
                      (lens_height_cm, distance_cm, height_cm)))  # fmt: skip
    options = MarchOptions(target_deg=target, camera=camera, view=cast("ViewOption", view))
    folder = folder.resolve()
    find_takes(folder)
    run = on_a_cluster(scheduler) if scheduler else on_this_machine(_jobs(jobs))
    score = MarchFile(options, model_or_download("pose", model), mirrored)
    out = output or folder.with_name(f"{folder.name}-scored")
    console = Console(highlight=False, soft_wrap=True)
    try:
        with _bar() as bar:
            task = bar.add_task("scoring", total=None)
            done = run_batch(
                folder,
                out,
                score,
                repr(replace(score, model=Path())),
                run,
                lambda finished, total: bar.update(task, completed=finished, total=total),
            )
    except KeyboardInterrupt:
        said = (
            "posecheck: stopped; what is scored is kept, and the same command goes on from there."
        )
        print(said, file=sys.stderr)
        raise typer.Exit(130) from None
    table = table_of(done.outcomes)
    csv, parquet = write_table(table, out)
    failed = int((table["verdict"] == FAILED).sum())
    console.print(
        f"{len(table)} takes, {done.known} of them scored before, {failed} failed. "
        f"The table is in {csv} and {parquet}."
    )


def _jobs(asked: int | None) -> int:
    return asked if asked is not None else os.cpu_count() or 1


def _bar() -> Progress:
    """Return one bar on stderr for the whole batch; silent where nobody watches."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
