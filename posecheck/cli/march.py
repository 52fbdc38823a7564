"""`posecheck march`: assess a recorded slow march."""

from pathlib import Path
from typing import Annotated, cast

import typer
from rich.console import Console

from posecheck.cli import keep
from posecheck.cli.render import show
from posecheck.cli.source import check_outputs, recording_of
from posecheck.errors import SourceError
from posecheck.kinematics.elevation import Camera
from posecheck.protocols.slow_march.assess import assess
from posecheck.protocols.slow_march.options import MarchOptions, ViewOption

STDOUT = Path("-")


def march(
    source: Annotated[Path, typer.Argument(help="A video, or a recording saved earlier.")],
    target: Annotated[
        int, typer.Option(help="Thigh elevation to reach, degrees: 45, 60, 68 or 90 (level).")
    ] = 90,
    height_cm: Annotated[float | None, typer.Option(help="The person's height.")] = None,
    lens_height_cm: Annotated[
        float | None, typer.Option(help="Height of the camera's lens above the floor.")
    ] = None,
    distance_cm: Annotated[
        float | None, typer.Option(help="Distance from the camera to the person, on the floor.")
    ] = None,
    view: Annotated[
        str, typer.Option(help="auto, front, side-left, side-right or oblique.")
    ] = "auto",
    mirrored: Annotated[
        bool, typer.Option("--mirrored", help="The video is a mirror image (selfie video).")
    ] = False,
    model: Annotated[
        Path | None, typer.Option(help="The pose model's file, where it is not the installed one.")
    ] = None,
    json_file: Annotated[
        Path | None,
        typer.Option(
            "--json",
            help="Write the assessment to this file; - for the screen, in place of the table.",
        ),
    ] = None,
    save_recording: Annotated[
        Path | None, typer.Option(help="Write the landmarks to this file, to score them again.")
    ] = None,
    save: keep.Save = False,
    person: keep.Person = None,
    pain_before: keep.PainBefore = None,
    pain_after: keep.PainAfter = None,
    effort: keep.Effort = None,
    band: keep.Band = None,
    chair: keep.Chair = False,
    note: keep.Note = None,
) -> None:
    """Assess a slow march: how high, how evenly and how steadily the knees are lifted."""
    options = MarchOptions(
        target_deg=target,
        camera=Camera(
            lens_height_m=_metres(lens_height_cm),
            distance_m=_metres(distance_cm),
            person_height_m=_metres(height_cm),
        ),
        view=cast("ViewOption", view),
    )
    notes = keep.notes_to_keep(
        save, person=person, pain_before=pain_before, pain_after=pain_after, effort=effort,
        band=band, chair=chair, text=note,
    )  # fmt: skip
    to_stdout = json_file == STDOUT
    json_path = None if to_stdout else json_file
    check_outputs(source, json_path, save_recording)
    recording = recording_of(source, model, mirrored)
    if save_recording is not None:
        recording.save(save_recording)
    assessment = assess(recording, options)
    if json_path is not None:
        assessment.save(json_path)
    if notes is not None:
        keep.save_to_history(assessment, recording, notes)
    if to_stdout:
        print(assessment.to_json(), end="")
    if assessment.quality.verdict == "unusable":
        raise SourceError(assessment.quality.reasons[0].message)
    if not to_stdout:
        show(assessment, Console(highlight=False))


def _metres(centimetres: float | None) -> float | None:
    return None if centimetres is None else centimetres / 100.0
