"""Reads rendered people with their truth, for fitting the posture models and for judging them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from posecheck.capture.landmarker import Landmarker
from posecheck.capture.model_files import find_model
from posecheck.capture.record import record_stations
from posecheck.capture.stand_study import MirrorAveraging
from posecheck.capture.video import Video
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.stand import StandingTrial, trial_of
from posecheck.take import Take, open_take

FloatArray = npt.NDArray[np.float64]
_FRONT = 12.0
_SUFFIX = ".posecheck"


@dataclass(frozen=True, eq=False)
class Sample:
    """One rendered stand.

    Attributes
    ----------
    name : of the clip.
    body : the same for all clips of one body, whatever it wears and however it stands.
    scenario : what was rendered.
    truth : true angles by the name of the measure, degrees, forward positive, left side up
        positive; those between joints run between joint centres.
    take : what posecheck saw, a posture check of this one stand.
    clip : the file.
    """

    name: str
    body: str
    scenario: dict[str, Any]
    truth: dict[str, float]
    take: Take
    clip: Path

    @property
    def trial(self) -> StandingTrial:
        """What the measuring functions read."""
        return trial_of(self.take.stations[0], self.take.setting, front=not self.side)

    @property
    def side(self) -> bool:
        """Whether it is a side view."""
        return abs(float(self.scenario["view"])) > _FRONT


def stands(folder: Path, cache: Path | None = None) -> Iterator[Sample]:
    """Yield the rendered stands of a folder in the order of their names.

    Parameters
    ----------
    cache : takes are kept here, so that the pose model runs once per clip; None keeps none.
    """
    for path in sorted(folder.glob("*.mp4")):
        content = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))
        scenario = content["scenario"]
        take = recorded(path, "front" if abs(float(scenario["view"])) < _FRONT else "side", cache)
        truth = _truth(path.with_suffix(".truth.npz"), content["mean"])
        yield Sample(path.stem, body_of(scenario), scenario, truth, take, path)


def recorded(path: Path, kind: str, cache: Path | None = None) -> Take:
    """Return the take of one clip as one station of a posture check, from the cache or anew."""
    kept = cache / (path.stem + _SUFFIX) if cache is not None else None
    if kept is not None and kept.exists():
        return open_take(kept)
    take = record_stations({kind: path}, protocol="posture")
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        take.save(kept)
    return take


@dataclass(frozen=True, eq=False)
class Shoulders:
    """Shoulder lines of one march seen from the front.

    Landmarks `(T, 33, 2)`, truth `(T,)`, and the clockwise roll of the picture.
    """

    name: str
    body: str
    roll_deg: float
    landmarks_px: FloatArray
    shoulder_line: FloatArray


def front_marches(folder: Path, seconds: float = 6.0) -> Iterator[Shoulders]:
    """Yield the beginning of the marches seen from the front: standing and the first lifts."""
    model_path = find_model()
    for path in sorted(folder.glob("*front*.mp4")):
        scenario = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))["scenario"]
        with np.load(path.with_suffix(".truth.npz")) as content:
            truth = content["shoulder_line_deg"]
        points, lines = [], []
        with (
            Landmarker(model_path) as landmarker,
            MirrorAveraging(model_path) as mirror,
            Video(path) as video,
        ):
            for index, frame in enumerate(video):
                if frame.t_s > seconds:
                    break
                if (pose := mirror.average(frame, landmarker.detect(frame))) is not None:
                    points.append(pose.landmarks_px.astype(float))
                    lines.append(truth[index])
        # Scenarios roll the camera clockwise, which rolls the picture the other way.
        roll = -float(scenario["camera"]["roll"])
        points_px, truth_deg = np.array(points), np.array(lines, float)
        yield Shoulders(path.stem, body_of(scenario), roll, points_px, truth_deg)


def body_of(scenario: dict[str, Any]) -> str:
    """Return what tells one rendered body from another."""
    return json.dumps(scenario["body"], sort_keys=True)


def _truth(path: Path, mean: dict[str, float]) -> dict[str, float]:
    """Return the true angles, those between joints from the joint centres in space."""
    with np.load(path) as content:
        names = [str(name) for name in content["joint_names"]]
        joints = np.median(content["joints3d"].astype(float), axis=0)

    def middle(joint: str) -> FloatArray:
        return (joints[names.index(f"{joint}_L")] + joints[names.index(f"{joint}_R")]) / 2

    ahead = (middle("toe") - middle("heel")) * [1, 1, 0]
    ahead /= np.linalg.norm(ahead)

    def lean(below: str, above: str) -> float:
        line = middle(above) - middle(below)
        return float(np.degrees(np.arctan2(line @ ahead, line[2])))

    return {
        kinds.TILT_FROM_NEUTRAL.name: mean["pelvis_tilt"],
        kinds.TRUNK_LEAN.name: mean["trunk_lean_fwd"],
        kinds.FORWARD_HEAD.name: mean["head_fwd_deg"],
        kinds.SHOULDER_LEVEL.name: mean["shoulder_line_deg"],
        kinds.PELVIS_LEVEL.name: mean["hip_line_deg"],
        kinds.PELVIC_DISPLACEMENT.name: lean("ankle", "hip"),
        kinds.BODY_LEAN.name: lean("ankle", "shoulder"),
        kinds.TRUNK_THIGH.name: 180.0 - (lean("hip", "shoulder") - lean("knee", "hip")),
    }
