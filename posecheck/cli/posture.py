"""`posecheck posture`: how a person stands, from pictures or short clips."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from posecheck.assessment import Assessment, Measure
from posecheck.cli import keep
from posecheck.cli.render import show
from posecheck.cli.source import check_outputs, model_or_download
from posecheck.errors import OptionError, RecordingError, SourceError
from posecheck.protocols.posture.assess import PostureOptions, PostureTake, assess, refusals
from posecheck.protocols.posture.pelvis import Clothing
from posecheck.protocols.posture.thresholds import GATE
from posecheck.stand import Markers, Stand

if TYPE_CHECKING:
    from posecheck.capture.stand import Seen, StandView

_MEDIA = "a video or a picture (JPEG, PNG)"


def posture(
    side: Annotated[
        list[Path] | None,
        typer.Option(help=f"{_MEDIA} from the side; name up to three stands, step off between."),
    ] = None,
    front: Annotated[list[Path] | None, typer.Option(help=f"{_MEDIA} from the front.")] = None,
    asis: Annotated[
        str | None, typer.Option(help="X,Y of the bony point at the front of the hip, pixels.")
    ] = None,
    psis: Annotated[
        str | None, typer.Option(help="X,Y of the dimple above the buttock, pixels.")
    ] = None,
    relaxed: Annotated[
        list[Path] | None, typer.Option(help=f"{_MEDIA} from the side, standing easy.")
    ] = None,
    tuck: Annotated[
        Path | None, typer.Option(help="The same with the tail tucked under as far as comfortable.")
    ] = None,
    arch: Annotated[
        Path | None, typer.Option(help="The same with the back arched as far as comfortable.")
    ] = None,
    since: Annotated[
        Path | None, typer.Option(help="An earlier result (JSON), to see the change of the tilt.")
    ] = None,
    clothing: Annotated[
        str, typer.Option(help="fitted, loose, or coat (also skirt, robe).")
    ] = "fitted",
    roll_deg: Annotated[
        float | None,
        typer.Option(help="Roll of the camera, clockwise in the picture; 0 if it is levelled."),
    ] = None,
    mirrored: Annotated[
        bool, typer.Option("--mirrored", help="The files are mirror images (selfies).")
    ] = False,
    model: Annotated[
        Path | None, typer.Option(help="The pose model's file, where it is not the installed one.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the result to this file.")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(help="Write a picture with what was seen (.png or .jpg).")
    ] = None,
    save: keep.Save = False,
    person: keep.Person = None,
    pain_before: keep.PainBefore = None,
    note: keep.Note = None,
) -> None:
    """Say how a person stands: lean, head, levels, the pelvis, each with its interval."""
    notes = keep.notes_to_keep(save, person=person, pain_before=pain_before, text=note)
    files = _Files(side or [], relaxed or [], tuck, arch, front or [])
    markers = _markers(asis, psis)
    _refuse_contradictions(files, markers)
    options = _options(clothing, since)
    roll = _roll(roll_deg)
    for source in files.all():
        check_outputs(source, json_file, picture)
    model_path = model_or_download("pose", model)

    # Imported late: OpenCV and MediaPipe take a second to load, and may lack a system library.
    from posecheck.capture.stand import stand_from_media

    if picture is not None:
        from posecheck.report.posture_picture import check_picture_name, save_picture

        check_picture_name(picture)

    def look(path: Path, view: "StandView", marked: Markers | None = None) -> "Seen":
        seen = stand_from_media(path, model_path, view, mirrored)
        return replace(seen, stand=_told(seen.stand, marked, mirrored, roll))

    seen_side = [look(path, "side", markers) for path in files.side]
    seen_relaxed = [look(path, "side") for path in files.relaxed]
    seen_ends = [look(path, "side") for path in files.ends()]
    seen_front = [look(path, "front") for path in files.front]
    take = PostureTake(
        side=[seen.stand for seen in seen_side],
        front=[seen.stand for seen in seen_front],
        relaxed=[seen.stand for seen in seen_relaxed],
        tuck=seen_ends[0].stand if seen_ends else None,
        arch=seen_ends[1].stand if seen_ends else None,
    )
    if refused := refusals(take):
        raise SourceError(" ".join(reason.message for reason in refused))
    result = assess(take, options)
    if picture is not None:
        save_picture(picture, [*seen_side, *seen_relaxed, *seen_ends, *seen_front])
    if json_file is not None:
        result.save(json_file)
    if notes is not None:
        first = [*seen_side, *seen_front, *seen_relaxed, *seen_ends][0]
        keep.save_to_history(result, first.stand.recording, notes)
    show(result, Console())


@dataclass(frozen=True)
class _Files:
    side: list[Path]
    relaxed: list[Path]
    tuck: Path | None
    arch: Path | None
    front: list[Path]

    def ends(self) -> list[Path]:
        return [path for path in (self.tuck, self.arch) if path is not None]

    def all(self) -> list[Path]:
        return [*self.side, *self.relaxed, *self.ends(), *self.front]


def _told(stand: Stand, markers: Markers | None, mirrored: bool, roll: float | None) -> Stand:
    """Return a stand with what the user told about its picture."""
    if roll is not None:
        told_sd = GATE.roll_told_sd
        stand = replace(stand, roll_deg=-roll if mirrored else roll, roll_sd_deg=told_sd)
    if markers is not None:
        width = int(stand.recording.frame_size_px[0, 0])
        # Clicked in the file as it is; measured in the un-mirrored picture.
        stand = replace(stand, markers=markers.mirrored(width) if mirrored else markers)
    return stand


def _options(clothing: str, since: Path | None) -> PostureOptions:
    if clothing not in ("fitted", "loose", "coat"):
        raise OptionError(f'Clothing "{clothing}" is not known. Choose fitted, loose or coat.')
    known: Clothing = clothing  # type: ignore[assignment]
    return PostureOptions(known, _index_of(since) if since is not None else None)


def _roll(degrees: float | None) -> float | None:
    farthest = GATE.roll
    if degrees is not None and not abs(degrees) <= farthest:
        raise OptionError(
            f"A roll of {degrees:g}° cannot be used; level the camera to within {farthest:g}°."
        )
    return degrees


def _index_of(since: Path) -> Measure:
    """Return the pelvic tilt index of an earlier result."""
    try:
        content = since.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RecordingError(f"{since} cannot be read ({reason}). Check the name.") from error
    index = Assessment.from_json(content, str(since)).measure("pelvic_tilt_index")
    if index is None or not isinstance(index.value, float):
        raise OptionError(
            f"{since} holds no place in the own range to compare with. Name a result that was "
            "made with --tuck and --arch."
        )
    return index


def _markers(asis: str | None, psis: str | None) -> Markers | None:
    if asis is None and psis is None:
        return None
    if asis is None or psis is None:
        raise OptionError("Give both --asis and --psis, or neither.")
    return Markers(asis_px=_point(asis), psis_px=_point(psis))


def _point(text: str) -> tuple[float, float]:
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError as error:
        raise OptionError(f'"{text}" is no point. Give pixels as X,Y, for example 312,240.') from (
            error
        )
    return x, y


def _refuse_contradictions(files: _Files, markers: Markers | None) -> None:
    if not files.all():
        raise OptionError("Name at least one picture or clip with --side or --front.")
    if len(files.ends()) == 1:
        raise OptionError("Give both --tuck and --arch, or neither.")
    if files.ends() and not files.side and not files.relaxed:
        raise OptionError("--tuck and --arch need a clip standing easy: add --relaxed.")
    if files.relaxed and not files.ends():
        raise OptionError("--relaxed needs --tuck and --arch; for a single stand use --side.")
    if markers is not None and len(files.side) != 1:
        raise OptionError("--asis and --psis belong to one side picture: give exactly one --side.")
