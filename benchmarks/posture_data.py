"""Reads rendered people with their truth, for fitting the posture models and for judging them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from posecheck import Setting, Station, record_stations
from posecheck.capture.landmarker import Landmarker
from posecheck.capture.mirror_averaging import MirrorAveraging
from posecheck.capture.model_files import find_model
from posecheck.capture.video import Video
from posecheck.protocols.posture.trial import StandingTrial, trial_of

FloatArray = npt.NDArray[np.float64]
_FRONT = 12.0


@dataclass(frozen=True, eq=False)
class Sample:
    """One rendered stand.

    Attributes
    ----------
    name : of the clip.
    body : the same for all clips of one body, whatever it wears and however it stands.
    scenario : what was rendered.
    truth : true angles, degrees, forward positive, left side up positive.
    station : what posecheck saw.
    """

    name: str
    body: str
    scenario: dict[str, Any]
    truth: dict[str, float]
    station: Station

    @property
    def side(self) -> bool:
        """Whether it is a side view."""
        return abs(float(self.scenario["view"])) > _FRONT

    @property
    def trial(self) -> StandingTrial:
        """What posecheck saw, as whatever measures posture reads it."""
        return trial_of(self.station, Setting(), front=not self.side)


def stands(folder: Path) -> Iterator[Sample]:
    """Yield the rendered stands of a folder in the order of their names."""
    for path in sorted(folder.glob("*.mp4")):
        content = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))
        scenario = content["scenario"]
        view = "front" if abs(float(scenario["view"])) < _FRONT else "side"
        (station,) = record_stations({view: path}, protocol="posture").stations
        truth = _truth(path.with_suffix(".truth.npz"), content["mean"])
        yield Sample(path.stem, _body(scenario), scenario, truth, station)


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
        yield Shoulders(path.stem, _body(scenario), roll, points_px, truth_deg)


def _body(scenario: dict[str, Any]) -> str:
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
        "pelvic_tilt_from_neutral": mean["pelvis_tilt"],
        "trunk_lean": mean["trunk_lean_fwd"],
        "forward_head_angle": mean["head_fwd_deg"],
        "shoulder_level": mean["shoulder_line_deg"],
        "pelvis_level": mean["hip_line_deg"],
        "pelvic_displacement": lean("ankle", "hip"),
        "body_lean": lean("ankle", "shoulder"),
        "trunk_thigh_angle": 180.0 - (lean("hip", "shoulder") - lean("knee", "hip")),
    }
