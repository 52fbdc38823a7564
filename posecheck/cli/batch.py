"""`posecheck batch`: score a folder of takes, several at a time."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from posecheck.cli import stopped
from posecheck.cli.render import Terminal
from posecheck.cli.source import SETTING, model_or_download, setting_of
from posecheck.errors import OptionError
from posecheck.history.batch import on_a_cluster, on_this_machine, run_batch
from posecheck.history.batch_takes import FileScorer, find_takes
from posecheck.registry import AnyProtocol
from posecheck.registry import protocol as named


def batch(
    folder: Annotated[Path, typer.Argument(help="Videos and saved takes.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for the table; FOLDER-scored.")
    ] = None,
    protocol: Annotated[str, typer.Option(help="The test they show.")] = "slow_march",
    option: Annotated[
        list[str] | None,
        typer.Option(
            "--option", "-O", help="NAME=VALUE: an option of that test, such as target=60."
        ),
    ] = None,
    jobs: Annotated[int | None, typer.Option(help="How many at a time; one for each core.")] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler, tcp://…, to work there.")
    ] = None,
    height_cm: Annotated[float | None, typer.Option(help="The persons' height.")] = None,
    lens_height_cm: Annotated[float | None, typer.Option(help="Height of the lens.")] = None,
    distance_cm: Annotated[float | None, typer.Option(help="Distance of the camera.")] = None,
    mirrored: Annotated[
        bool, typer.Option("--mirrored", help="The videos are mirror images (selfie videos).")
    ] = False,
    model: Annotated[Path | None, typer.Option(help="The pose model's file.")] = None,
) -> None:
    """Score every take of one test in a folder into one table; go on where it was stopped."""
    # Imported late: pandas takes a moment to load.
    from posecheck.export.tables import FAILED, table_of, write_table

    found = named(protocol)
    options = _options(found, option or [])
    setting = setting_of(
        {each.name: each.default for each in SETTING}
        | {"height_cm": height_cm, "lens_height_cm": lens_height_cm, "distance_cm": distance_cm}
    )
    folder = Path(os.path.realpath(folder))
    find_takes(folder)
    run = on_a_cluster(scheduler) if scheduler else on_this_machine(_jobs(jobs))
    score = FileScorer(found.name, options, setting, model_or_download(model), mirrored)
    out = output or folder.with_name(f"{folder.name}-scored")
    console = Terminal(soft_wrap=True)
    try:
        with _bar() as bar:
            task = bar.add_task("scoring", total=None)
            done = run_batch(
                folder,
                out,
                score,
                repr(replace(score, model=None)),
                run,
                lambda finished, total: bar.update(task, completed=finished, total=total),
            )
    except KeyboardInterrupt as error:
        text = "What is scored is kept, and the same command goes on from there."
        raise stopped(error, text) from error
    table = table_of(done.outcomes)
    csv, parquet = write_table(table, out)
    failed = int((table["verdict"] == FAILED).sum())
    console.print(
        f"{len(table)} takes, {done.known} of them scored before, {failed} failed. "
        f"The table is in {csv} and {parquet}."
    )


def _options(protocol: AnyProtocol, given: Sequence[str]) -> Mapping[str, Any]:
    """Return the options said as NAME=VALUE, by the names they have in the protocol.

    Raises
    ------
    OptionError
        the protocol has no such option, or not such a value.
    """
    known = {option.flag: option for option in protocol.options.asked()}
    said: dict[str, Any] = {}
    for text in given:
        flag, equals, value = text.partition("=")
        if not equals or flag not in known:
            flags = ", ".join(known)
            raise OptionError(f'"{text}" is not an option. Write NAME=VALUE, of {flags}.')
        choices = known[flag].choices or ()
        said[known[flag].name] = next((each for each, _ in choices if str(each) == value), value)
    return protocol.options.said(said).model_dump(include=set(said))


def _jobs(asked: int | None) -> int:
    return asked if asked is not None else os.cpu_count() or 1


def _bar() -> Progress:
    """Return one bar on stderr for the whole batch; silent where nobody watches."""
    console = Terminal(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
