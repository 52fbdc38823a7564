"""The frames of a live take: coded in memory while it goes on, all of them looked at after it.

Nothing here writes a file. Beyond their budget of memory the frames are thinned evenly: of those
not yet looked at every second one goes, then every second one of the rest. After the take come the
frames that the computer could not look at in time, and what stands need; each goes from memory as
soon as it is looked at. What comes out is one `Take`, the same as that of a file which shows the
same frames.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from posecheck.capture.native import cv2
from posecheck.capture.pose import (
    Pose,
    PoseModel,
    Recorded,
    RecordingBuilder,
    mean_grey,
    package_versions,
)
from posecheck.capture.second_look import with_second_look
from posecheck.capture.stand_study import StandStudy
from posecheck.coaching import FrameObservation
from posecheck.coaching.thresholds import LIVE_FRAMES
from posecheck.landmarks import COUNT
from posecheck.protocol import StationKind
from posecheck.recording import Frame, Recording, RecordingMeta
from posecheck.station import Setting, Station
from posecheck.take import Take
from posecheck.thresholds import STAND_CAPTURE

Progress = Callable[[int, int], None]
OpenModel = Callable[[], AbstractContextManager[PoseModel]]

_JPEG_QUALITY = 95
_MEGABYTE = 1_000_000


class ClosablePoseModel(PoseModel, Protocol):
    """A pose model that holds something to give back."""

    def close(self) -> None:
        """Give it back."""


class Shot:
    """One frame that the camera gave.

    Attributes
    ----------
    t_s
        the camera's own time.
    size_px
        width and height.
    coded
        the picture as JPEG; None where it is not kept, or not kept any longer.
    brightness
        mean grey level.
    looked_at
        whether the person was looked for in it, with `pose` the answer.
    """

    __slots__ = ("brightness", "coded", "looked_at", "pose", "size_px", "t_s")

    def __init__(self, frame: Frame) -> None:
        self.t_s = frame.t_s
        self.size_px = frame.true_size_px
        self.brightness = mean_grey(frame.image)
        self.coded: bytes | None = None
        self.pose: Pose | None = None
        self.looked_at = False

    def keep(self, image: npt.NDArray[np.uint8]) -> None:
        """Code the picture; may run in another thread than what reads it later."""
        settings = [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]
        done, coded = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), settings)
        self.coded = coded.tobytes() if done else None

    def frame(self, start_s: float) -> Frame | None:
        """Return the frame with its time from `start_s` on; None where its picture is gone."""
        if self.coded is None:
            return None
        picture = cv2.imdecode(np.frombuffer(self.coded, np.uint8), cv2.IMREAD_COLOR)
        if picture is None:
            return None
        image = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)
        return Frame(self.t_s - start_s, image)


@dataclass(frozen=True, eq=False)
class StationShots:
    """Every frame of one station, from the first moment of standing still.

    Attributes
    ----------
    kind
        which station of the protocol it is.
    start_s
        the time on the camera's clock from which its own time counts.
    shots
        in the order of time.
    """

    kind: StationKind
    start_s: float
    shots: tuple[Shot, ...]


def thin(shots: Iterable[Shot], budget_mb: float, every: int) -> int:
    """Forget pictures evenly until the rest fit into the budget.

    Parameters
    ----------
    shots
        all frames of the take, in the order of time.
    budget_mb
        megabytes.
    every
        of how many frames one is kept so far; 1 where none had to go yet.

    Returns
    -------
    Of how many frames one is kept now.
    """
    listed = list(shots)
    while True:
        for number, shot in enumerate(listed):
            if number % every:
                shot.coded = None
        held = sum(len(shot.coded or b"") for shot in listed)
        if held <= budget_mb * _MEGABYTE or every > len(listed):
            return every
        every *= 2


def observe_frame(frame: Frame, pose: Pose | None) -> FrameObservation:
    """Return what a frame and the person found in it show."""
    return FrameObservation(
        t_s=frame.t_s,
        points_px=np.full((COUNT, 2), np.nan) if pose is None else pose.landmarks_px.astype(float),
        size_px=frame.true_size_px,
        body_yaw_deg=float("nan") if pose is None else pose.body_yaw_deg,
        brightness=mean_grey(frame.image),
    )


@dataclass(frozen=True)
class Facts:
    """What a take says beside its recordings; see `posecheck.take.Take`.

    `model` is name and SHA-256 of the pose model; `every` of how many frames one was kept;
    `given_up` counts frames that never reached the program.
    """

    protocol: str
    options: Mapping[str, Any]
    setting: Setting
    recorded: datetime
    ending: str
    model: tuple[str, str]
    every: int = 1
    given_up: int = 0
    source: str = "camera"


def as_looked_at(stations: Sequence[StationShots], facts: Facts) -> Take | None:
    """Return the take of what was looked at in time, at once; None where nothing was recorded."""
    made = [
        Station(_recording(each, {}, facts), each.kind.name)
        for each in stations
        if any(shot.looked_at for shot in each.shots)
    ]
    return _take(made, facts) if made else None


def develop(
    stations: Sequence[StationShots],
    facts: Facts,
    open_model: OpenModel,
    model_path: Path,
    progress: Progress = lambda _done, _of: None,
) -> Recorded:
    """Return the take of every frame that was kept.

    Parameters
    ----------
    stations
        of a `LiveTake`; at least one frame of each was looked at.
    facts
        what goes with them.
    open_model
        gives a fresh pose model, closed at the end of a `with` block.
    model_path
        file of the pose model, as `find_model` returns it.
    progress
        called with the number of frames looked at and of those to look at in all; anew for the
        second look.
    """
    wanted = [frames_to_look_at(each.shots) for each in stations]
    steps = _Steps(progress, sum(map(len, wanted)) + sum(map(_studied_frames, stations)))
    made: list[Station] = []
    pictures: list[Frame | None] = []
    for each, indices in zip(stations, wanted, strict=True):
        poses = _look_again(each, indices, open_model, steps)
        recording = _recording(each, poses, facts)
        station, picture = Station(recording, each.kind.name), None
        if each.kind.needs:
            station, picture = _study(each, poses, recording, model_path, steps)
        made.append(station)
        pictures.append(picture)
    take = with_second_look(_take(made, facts), partial(_frames_at, stations, made), progress)
    for each in stations:
        for shot in each.shots:
            shot.coded = None
    return Recorded(take, tuple(pictures))


def _frames_at(
    shots: Sequence[StationShots], made: Sequence[Station], at: int, indices: npt.NDArray[np.intp]
) -> Iterator[Frame]:
    """Yield frames of a station by their index into its recording, those still in memory."""
    wanted = set(made[at].recording.t_s[indices].tolist())
    start_s = shots[at].start_s
    for shot in shots[at].shots:
        if shot.t_s - start_s in wanted and (frame := shot.frame(start_s)) is not None:
            yield frame


def frames_to_look_at(shots: Sequence[Shot]) -> list[int]:
    """Return the indices of the frames to look at after the take, in their order.

    Those that were skipped, each with some frames before it, in which the model's own smoothing
    settles; or all, where that would be most of them.
    """
    skipped = [i for i, shot in enumerate(shots) if not shot.looked_at and shot.coded is not None]
    kept = [i for i, shot in enumerate(shots) if shot.coded is not None]
    warm_up = int(LIVE_FRAMES.warm_up)
    spans = {j for i in skipped for j in range(max(0, i - warm_up), i + 1)}
    near = [i for i in kept if i in spans]
    return kept if len(near) > LIVE_FRAMES.whole * len(shots) else near


class _Steps:
    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def one(self) -> None:
        self._done += 1
        self._progress(self._done, self._total)


def _look_again(
    station: StationShots, indices: Sequence[int], open_model: OpenModel, steps: _Steps
) -> Mapping[int, Pose | None]:
    """Return the poses of these frames; those of the warm-up are looked at for the model only."""
    if not indices:
        return {}
    whole = len(indices) > LIVE_FRAMES.whole * len(station.shots)
    found: dict[int, Pose | None] = {}
    with open_model() as model:
        for index in indices:
            shot = station.shots[index]
            frame = shot.frame(station.start_s)
            if frame is None:
                continue
            pose = model.detect(frame)
            if whole or not shot.looked_at:
                found[index] = pose
            steps.one()
    for index, pose in found.items():  # whoever is interrupted need not begin anew
        station.shots[index].pose, station.shots[index].looked_at = pose, True
    return found


def _recording(station: StationShots, poses: Mapping[int, Pose | None], facts: Facts) -> Recording:
    builder = RecordingBuilder()
    for index, shot in enumerate(station.shots):
        if index in poses or shot.looked_at:
            pose = poses.get(index, shot.pose)
            builder.add_seen(shot.t_s - station.start_s, shot.size_px, shot.brightness, pose)
    return builder.build(
        RecordingMeta(
            source=facts.source,
            model_name=facts.model[0],
            model_sha256=facts.model[1],
            packages=package_versions(),
            created=facts.recorded,
        )
    )


def _pictures(station: StationShots) -> Iterator[tuple[int, Frame]]:
    """Yield the kept frames of a stand's first seconds."""
    for index, shot in enumerate(station.shots):
        if shot.t_s - station.start_s > STAND_CAPTURE.longest:
            return
        frame = shot.frame(station.start_s)
        if frame is not None:
            yield index, frame


def _studied_frames(station: StationShots) -> int:
    if not station.kind.needs:
        return 0
    last_s = station.start_s + STAND_CAPTURE.longest
    return sum(shot.coded is not None and shot.t_s <= last_s for shot in station.shots)


def _study(
    station: StationShots,
    poses: Mapping[int, Pose | None],
    recording: Recording,
    model_path: Path,
    steps: _Steps,
) -> tuple[Station, Frame | None]:
    spacing_s = min(recording.duration_s, STAND_CAPTURE.longest) / STAND_CAPTURE.silhouettes
    with StandStudy(model_path, station.kind.needs, spacing_s) as study:
        for index, frame in _pictures(station):
            study.add(frame, poses.get(index, station.shots[index].pose))
            steps.one()
        return study.station(station.kind.name, recording), study.picture


def _take(stations: Sequence[Station], facts: Facts) -> Take:
    ending = facts.ending
    if facts.every > 1:
        ending += (
            f" The take was long: of the frames that could not be looked at in time, one in "
            f"{facts.every} was kept."
        )
    if facts.given_up:
        some = "1 picture" if facts.given_up == 1 else f"{facts.given_up} pictures"
        ending += (
            f" {some} of the camera did not reach the program, because this computer was too busy. "
            "Close other programs before the next take."
        )
    return Take(
        stations=tuple(stations),
        protocol=facts.protocol,
        options=facts.options,
        setting=facts.setting,
        recorded=facts.recorded,
        dated_by="clock",
        ending=ending,
    )
