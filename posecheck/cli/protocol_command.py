"""A command for every installed protocol, made from what it declares: stations and options.

It records or opens the take, keeps it in the history where that is asked for, scores and shows it.
"""

import inspect
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

import typer

from posecheck.cli import note_kept
from posecheck.cli.keeping import KEEPING, Keeper, notes_to_keep, write_report_of
from posecheck.cli.render import Terminal, show
from posecheck.cli.source import (
    SETTING,
    Parameter,
    Said,
    check_outputs,
    moment,
    recorded_from,
    setting_of,
)
from posecheck.errors import OptionError, SourceError
from posecheck.files import name_of
from posecheck.options import Option
from posecheck.protocol import StationKind
from posecheck.registry import AnyProtocol

STDOUT = Path("-")


def command_of(protocol: AnyProtocol) -> Callable[..., None]:
    """Return the function that typer makes a protocol's command of."""
    parameters = [
        *_station_parameters(protocol),
        *(_option_parameter(option) for option in protocol.options.asked() if not option.live_only),
        *SETTING,
        *(_SINCE if protocol.relates_to_earlier else ()),
        *(_MARKERS if _takes_markers(protocol) else ()),
        *_OUTPUTS,
        *KEEPING,
    ]

    def command(**said: Any) -> None:
        _run(protocol, said)

    command.__doc__ = protocol.about
    command.__name__ = protocol.command
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    command.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(
                each.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=each.default,
                annotation=each.annotation,
            )
            for each in parameters
        ]
    )
    return command


_OUTPUTS = (
    Parameter(
        "mirrored",
        Annotated[bool, typer.Option("--mirrored", help="The files are mirror images (selfies).")],
        False,
    ),
    Parameter(
        "recorded",
        Annotated[
            str | None,
            typer.Option(
                help="When it was recorded: 2026-03-01, or 2026-03-01T18:30+01:00. Without it, "
                "the file's own time."
            ),
        ],
        None,
    ),
    Parameter(
        "model",
        Annotated[
            Path | None,
            typer.Option(help="The pose model's file, where it is not the installed one."),
        ],
        None,
    ),
    Parameter(
        "json_file",
        Annotated[
            Path | None,
            typer.Option(
                "--json",
                help="Write the assessment to this file; - for the screen, in place of the table.",
            ),
        ],
        None,
    ),
    Parameter(
        "save_take",
        Annotated[
            Path | None,
            typer.Option(
                "--save-take",
                "--save-recording",
                help="Write the landmarks to this file, to score them again.",
            ),
        ],
        None,
    ),
    Parameter(
        "picture",
        Annotated[
            Path | None,
            typer.Option(help="Write a picture with what was seen (.png or .jpg)."),
        ],
        None,
    ),
    Parameter(
        "report",
        Annotated[Path | None, typer.Option(help="Write the report (.pdf or .html).")],
        None,
    ),
)
_SINCE = (
    Parameter(
        "since",
        Annotated[
            Path | None, typer.Option(help="An earlier result (JSON), to give the change since.")
        ],
        None,
    ),
)
_MARKERS = (
    Parameter(
        "asis",
        Annotated[
            str | None,
            typer.Option(help="X,Y of the bony point at the front of the hip, pixels."),
        ],
        None,
    ),
    Parameter(
        "psis",
        Annotated[str | None, typer.Option(help="X,Y of the dimple above the buttock, pixels.")],
        None,
    ),
)


def _takes_markers(protocol: AnyProtocol) -> bool:
    return any("markers" in station.needs for station in protocol.stations)


def _station_parameters(protocol: AnyProtocol) -> Iterator[Parameter]:
    """Yield one positional source for a protocol of one recording, else an option per station."""
    if len(protocol.stations) == 1:
        only = protocol.stations[0]
        yield Parameter("source", Annotated[Path, typer.Argument(help=only.help)])
        return
    yield Parameter(
        "source",
        Annotated[Path | None, typer.Argument(help="A take saved earlier, to score it again.")],
        None,
    )
    for station in protocol.stations:
        yield Parameter(
            _station_name(station),
            Annotated[list[Path] | None, typer.Option(f"--{station.name}", help=station.help)],
            None,
        )


def _station_name(station: StationKind) -> str:
    return f"station_{station.name}"


def _option_parameter(option: Option) -> Parameter:
    """Return an option of the command; None where it is not said, so that a saved take's holds."""
    flags = f"--{option.flag}"
    if _plain(option.kind) is bool and option.default:
        flags += f"/--no-{option.flag}"
    default = None if option.default is None else str(option.default)
    described = typer.Option(flags, help=option.help, show_default=default or False)
    return Parameter(option.name, Annotated[_plain(option.kind) | None, described], None)


def _plain(kind: Any) -> Any:
    """Return the type that the command line reads: of a choice of words, text."""
    if get_origin(kind) in (Union, types.UnionType):
        (kind,) = (each for each in get_args(kind) if each is not type(None))
    values = get_args(kind)
    return type(values[0]) if values else kind


def _run(protocol: AnyProtocol, said: Mapping[str, Any]) -> None:
    """Record or open the take, keep it, assess it, and write and show what was asked for."""
    # Imported late: measuring loads numpy and scipy.
    from posecheck.result import assess

    names = [option.name for option in protocol.options.asked() if not option.live_only]
    options = {name: said[name] for name in names if said[name] is not None}
    if said.get("since") is not None:
        options |= protocol.since(_earlier(said["since"]))
    protocol.options.said(options)
    conditions = setting_of(said)
    notes = notes_to_keep(said)
    to_stdout = said["json_file"] == STDOUT
    json_path = None if to_stdout else said["json_file"]
    files = _files(protocol, said)
    sources = [path for paths in files.values() for path in paths]
    _check_names(protocol, said)
    check_outputs(sources, json_path, said["save_take"], said["picture"], said["report"])
    keeper = Keeper(notes)
    about = Said(
        options=options,
        setting=conditions,
        mirrored=said["mirrored"],
        recorded=moment(said["recorded"]),
        model=said["model"],
        markers=_markers(said, files),
    )
    recorded = recorded_from(protocol, files, about)
    take = recorded.take
    # What was recorded is on the disk before anything scores it.
    if said["save_take"] is not None:
        take.save(said["save_take"])
        note_kept(name_of(said["save_take"]))
    keeper.keep(take)
    result = assess(take, protocol.name)
    if json_path is not None:
        result.assessment.save(json_path)
        note_kept(name_of(json_path))
    keeper.add(result)
    if said["report"] is not None:
        write_report_of(result, said["report"], notes, keeper.number)
        note_kept(name_of(said["report"]))
    if said["picture"] is not None:
        from posecheck.report.picture import save_picture

        save_picture(said["picture"], recorded)
        note_kept(name_of(said["picture"]))
    if to_stdout:
        print(result.to_json(), end="")
    if result.assessment.quality.verdict == "unusable":
        raise SourceError(result.assessment.quality.reasons[0].message)
    if not to_stdout:
        show(result.assessment, protocol, Terminal())


def _check_names(protocol: AnyProtocol, said: Mapping[str, Any]) -> None:
    """Refuse a report or picture that could not be written, before anything slow begins.

    Raises
    ------
    OptionError, OutputError
        its name says no kind of file, or the test keeps no picture.
    """
    if said["report"] is not None:
        from posecheck.report import check_report_name

        check_report_name(said["report"])
    if said["picture"] is not None:
        from posecheck.report.picture import check_picture_name

        if not any(station.needs for station in protocol.stations):
            raise OptionError("This test keeps no picture to draw on. Leave --picture out.")
        check_picture_name(said["picture"])


def _files(protocol: AnyProtocol, said: Mapping[str, Any]) -> dict[str, Sequence[Path]]:
    """Return the files by the station they show.

    Raises
    ------
    OptionError
        none was named, or a take beside videos.
    """
    if len(protocol.stations) == 1:
        return {protocol.stations[0].name: [said["source"]]}
    named = {
        station.name: said[_station_name(station)]
        for station in protocol.stations
        if said[_station_name(station)]
    }
    if said["source"] is not None:
        if named:
            raise OptionError("A saved take holds all its stations: name it alone.")
        return {"": [said["source"]]}
    if not named:
        flags = ", ".join(f"--{station.name}" for station in protocol.stations)
        kinds = "picture or video" if any(each.pictures for each in protocol.stations) else "video"
        raise OptionError(f"Name at least one {kinds} with {flags}.")
    return named


def _earlier(path: Path) -> Any:
    from posecheck.assessment_file import read_assessment
    from posecheck.errors import RecordingError
    from posecheck.files import read_bounded
    from posecheck.thresholds import FILES

    content = read_bounded(path, int(FILES.largest_take), RecordingError)
    return read_assessment(content, str(path))


def _markers(said: Mapping[str, Any], files: Mapping[str, Sequence[Path]]) -> Any:
    asis, psis = said.get("asis"), said.get("psis")
    if asis is None and psis is None:
        return None
    if asis is None or psis is None:
        raise OptionError("Give both --asis and --psis, or neither.")
    if [len(paths) for paths in files.values()] != [1] or "side" not in files:
        raise OptionError("--asis and --psis belong to one side picture: give exactly one --side.")
    from posecheck.station import Markers

    return Markers(_point(asis), _point(psis))


def _point(text: str) -> tuple[float, float]:
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError as error:
        raise OptionError(
            f'"{text}" is not a point. Give pixels as X,Y, for example 312,240.'
        ) from error
    if not (abs(x) < 1e6 and abs(y) < 1e6):
        raise OptionError(f'"{text}" is outside the picture. Give pixels as X,Y, such as 312,240.')
    return x, y
