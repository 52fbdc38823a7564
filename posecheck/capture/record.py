"""From files to a `Take`: landmarks of every new picture, and what each station needs beside them.

`record_video` and `record_stations` are the front door; `record_files` gives the pictures too, for
whoever draws on them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from posecheck.capture.dating import Dated, date_file
from posecheck.capture.model_files import find_model
from posecheck.capture.picture import SUFFIXES, read_picture, same_picture
from posecheck.capture.pose import (
    Pose,
    PoseModel,
    Recorded,
    RecordingBuilder,
    package_versions,
)
from posecheck.capture.room_around import found_with_room, stands
from posecheck.capture.second_look import frames_numbered, with_second_look
from posecheck.capture.stand_study import StandStudy
from posecheck.capture.video import Video
from posecheck.errors import ModelError, OptionError, SourceError
from posecheck.files import as_path, name_of
from posecheck.protocol import Need, StationKind
from posecheck.recording import Frame, Recording, RecordingMeta
from posecheck.registry import protocol as protocol_named
from posecheck.station import Markers, Setting, Station, refuse_odd_time
from posecheck.take import Take
from posecheck.thresholds import CAPTURE, STAND_CAPTURE

Progress = Callable[[float, float], None]
Files = Mapping[str, Sequence[Path]]


def record_video(
    path: Path | str,
    *,
    protocol: str | None = None,
    mirrored: bool = False,
    recorded: datetime | None = None,
    setting: Setting | None = None,
    options: Mapping[str, Any] | None = None,
    model: Path | str | None = None,
) -> Take:
    """Return what a video or a picture shows, as a take of one station.

    Parameters
    ----------
    path
        the file.
    protocol
        name of the protocol it is for; None records whatever any protocol may ask for, which takes
        somewhat longer.
    mirrored
        the file is a mirror image, as selfie cameras save it.
    recorded
        when it was recorded, with its zone; None for what the file says.
    setting
        the conditions.
    options
        of the protocol.
    model
        file of the pose model; None for the installed one.

    Raises
    ------
    SourceError
        it is not a video or picture, or cannot be read.
    OptionError
        there is no such protocol or option, or what was said is not possible.
    ModelError
        the pose model is missing or is not the tested one.
    """
    kind = "" if protocol is None else protocol_named(protocol).stations[0].name
    if protocol is not None and len(protocol_named(protocol).stations) > 1:
        kind = ""  # which of them it is, the view will tell
    return record_files(
        {kind: [as_path(path, SourceError)]},
        protocol=protocol,
        mirrored=mirrored,
        recorded=recorded,
        setting=setting,
        options=options,
        model=None if model is None else as_path(model, ModelError),
    ).take


def record_stations(
    files: Mapping[str, Path | str | Sequence[Path | str]],
    *,
    protocol: str,
    mirrored: bool = False,
    recorded: datetime | None = None,
    setting: Setting | None = None,
    options: Mapping[str, Any] | None = None,
    model: Path | str | None = None,
) -> Take:
    """Return a take of several stations, such as the stands of a posture check.

    The other parameters and what is raised are those of `record_video`; OptionError also where
    the protocol has no such station or wants more or fewer files for it.

    Parameters
    ----------
    files
        one or more videos or pictures for each of the protocol's stations, by name.
    """
    if not isinstance(files, Mapping):
        raise OptionError(f"{files!r:.80} does not say what each file shows. Name its station.")
    listed = {
        kind: [as_path(each, SourceError) for each in _several(given)]
        for kind, given in files.items()
    }
    return record_files(
        listed,
        protocol=protocol,
        mirrored=mirrored,
        recorded=recorded,
        setting=setting,
        options=options,
        model=None if model is None else as_path(model, ModelError),
    ).take


def record_files(
    files: Files,
    *,
    protocol: str | None = None,
    mirrored: bool = False,
    recorded: datetime | None = None,
    setting: Setting | None = None,
    options: Mapping[str, Any] | None = None,
    model: Path | None = None,
    markers: Markers | None = None,
    progress: Progress = lambda _done_s, _duration_s: None,
) -> Recorded:
    """Return the take of some files with a picture of each station.

    Parameters
    ----------
    markers
        points of the pelvis clicked in the first station's file, as the file shows them.
    progress
        called after each frame with the seconds done and the announced length in seconds (0 where
        the file announces none); anew, as if from the file's beginning, for the second look.

    The other parameters and what is raised are those of `record_stations`.
    """
    setting = Setting() if setting is None else setting
    if not isinstance(setting, Setting):
        raise OptionError(f"{setting!r:.80} cannot be the setting of a take.")
    setting.refuse_nonsense()
    if recorded is not None:
        refuse_odd_time(recorded)
    if protocol is not None:
        protocol_named(protocol).options.said(options or {})
    kinds = _kinds(files, protocol)
    model_path = find_model(model)
    sources: list[_Source] = []
    stations: list[Station] = []
    pictures: list[Frame | None] = []
    for name, paths in files.items():
        for path in paths:
            source = _Source(path, mirrored, kinds[name])
            station, picture = _record_station(source, name, kinds[name], model_path, progress)
            sources.append(source)
            stations.append(station)
            pictures.append(picture)
    if markers is not None:
        stations[0] = replace(stations[0], markers=_as_seen(markers, stations[0], mirrored))
    first = next(path for paths in files.values() for path in paths)
    said = Dated(recorded, "given") if recorded is not None else date_file(first)
    take = Take(
        stations=tuple(stations),
        protocol=protocol or "",
        options=dict(options or {}),
        setting=setting,
        recorded=said.moment if said is not None else None,
        dated_by=said.by if said is not None else "unknown",
    )
    longest_s = max(source.duration_s for source in sources)
    take = with_second_look(
        take,
        lambda at, wanted: frames_numbered(sources[at].frames(), wanted),
        lambda done, of: progress(longest_s * done / of, longest_s),
    )
    return Recorded(take, tuple(pictures))


def _kinds(files: Files, protocol: str | None) -> Mapping[str, StationKind | None]:
    """Return the protocol's station for each name; None where it is not known yet.

    Raises
    ------
    OptionError
        there is no file, or the protocol has no such station or wants more or fewer files for it.
    """
    if not any(files.values()):
        raise OptionError("No file is named. Give at least one video or picture.")
    if protocol is None or "" in files:
        return dict.fromkeys(files)
    found = protocol_named(protocol)
    found.refuse_odd_stations({name: len(paths) for name, paths in files.items()})
    return {name: found.station(name) for name in files}


def _several(given: object) -> Sequence[object]:
    """Return the files given for one station: a single one, or several."""
    return given if isinstance(given, list | tuple) else [given]


def check_sources(files: Files, protocol: str) -> None:
    """Refuse what cannot be read, before anything slow begins.

    Raises
    ------
    SourceError
        a file is not a video or picture that can be read.
    OptionError
        as `record_stations` says.
    """
    kinds = _kinds(files, protocol)
    for name, paths in files.items():
        for path in paths:
            source = _Source(path, False, kinds[name])
            if not source.is_picture:
                with Video(path):
                    pass


class _Source:
    """One file as frames, as often as wanted; a frame that repeats the one before is left out.

    A program that fills up the rate with copies, or a camera that hangs, must not look like a
    person who stands still.
    """

    def __init__(self, path: Path, mirrored: bool, kind: StationKind | None) -> None:
        self.path, self.mirrored = path, mirrored
        self.is_picture = path.suffix.lower() in SUFFIXES
        if self.is_picture and kind is not None and not kind.pictures:
            raise SourceError(f"{name_of(path)} is a picture. Name a video in which you move.")
        short = kind is not None and kind.pictures
        self._longest_s = STAND_CAPTURE.longest if short else CAPTURE.longest_video
        self.duration_s = 0.0
        self.truncated = False

    def frames(self) -> Iterator[Frame]:
        if self.is_picture:
            yield read_picture(self.path, self.mirrored)
            return
        last: npt.NDArray[np.uint8] | None = None
        with Video(self.path, self.mirrored) as video:
            self.duration_s = video.duration_s
            for frame in takewhile(lambda each: each.t_s <= self._longest_s, video):
                if last is None or not same_picture(frame.image, last):
                    last = frame.image
                    yield frame
            self.truncated = video.truncated


def _record_station(
    source: _Source, name: str, kind: StationKind | None, model_path: Path, progress: Progress
) -> tuple[Station, Frame | None]:
    from posecheck.capture.landmarker import Landmarker

    builder, poses = RecordingBuilder(), []
    with Landmarker(model_path) as model:
        for frame in source.frames():
            pose = model.detect(frame)
            if source.is_picture and (pose is None or not stands(pose)):
                pose = found_with_room(model_path, frame) or pose
            builder.add(frame, pose)
            poses.append(pose)
            progress(frame.t_s, source.duration_s)
        recording = builder.build(_meta(source, model))
    if len(builder) == 1 and not source.is_picture:
        raise SourceError(
            f"{name_of(source.path)} shows one picture that never changes. "
            "Name a video in which you move."
        )
    needs = _needs_of(recording) if kind is None else kind.needs
    if not needs:
        return Station(recording, name), None
    return _studied(source, name, recording, poses, needs, model_path)


def _studied(
    source: _Source,
    name: str,
    recording: Recording,
    poses: Sequence[Pose | None],
    needs: frozenset[Need],
    model_path: Path,
) -> tuple[Station, Frame | None]:
    """Look at the first seconds a second time, for what the station needs beside landmarks."""
    spacing_s = min(recording.duration_s, STAND_CAPTURE.longest) / STAND_CAPTURE.silhouettes
    with StandStudy(model_path, needs, spacing_s) as study:
        for frame, pose in zip(source.frames(), poses, strict=False):
            if frame.t_s > STAND_CAPTURE.longest:
                break
            study.add(frame, pose)
        return study.station(name, recording), study.picture


def _needs_of(recording: Recording) -> frozenset[Need]:
    """Return what any protocol may ask for beside these landmarks, by the view they show."""
    turns = np.abs(recording.body_yaw_deg[recording.t_s <= STAND_CAPTURE.longest])
    turn = float(np.median(turns[np.isfinite(turns)])) if np.isfinite(turns).any() else 0.0
    if abs(90.0 - turn) < 45.0:
        return frozenset({"contour", "markers"})
    return frozenset({"mirror_averaged"})


def _meta(source: _Source, model: PoseModel) -> RecordingMeta:
    return RecordingMeta(
        source=name_of(source.path.name),
        mirrored_source=source.mirrored,
        model_name=model.name,
        model_sha256=model.sha256,
        packages=package_versions(),
        truncated=source.truncated,
    )


def _as_seen(markers: Markers, station: Station, mirrored: bool) -> Markers:
    """Return points clicked in the file as it is, as points of the un-mirrored picture."""
    if not mirrored:
        return markers
    width = int(station.recording.frame_size_px[0, 0])
    flipped = [(width - 1 - x, y) for x, y in (markers.asis_px, markers.psis_px)]
    return Markers(asis_px=flipped[0], psis_px=flipped[1], found=markers.found)
