"""The rendered marches with known joint angles that the benchmarks measure against."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posecheck.assessment import View
from posecheck.capture.landmarker import Landmarker
from posecheck.capture.model_files import find_model
from posecheck.capture.record import record_video
from posecheck.kinematics.camera_placement import Camera
from posecheck.landmarks import Side
from posecheck.recording import SUFFIX, Recording


@dataclass(frozen=True, eq=False)
class Take:
    """One rendered march: its landmarks and what is true of it."""

    name: str
    recording: Recording
    truth: dict[str, Any]

    @property
    def yaw_deg(self) -> float:
        """Turn of the body as `Recording.body_yaw_deg` has it; the clips count the other way."""
        return -float(self.truth["scenario"]["view"])

    @property
    def view(self) -> View:
        """How the person truly stands."""
        if abs(self.yaw_deg) <= 20:
            return "front"
        if abs(self.yaw_deg) < 70:
            return "oblique"
        return "side-right" if self.yaw_deg > 0 else "side-left"

    @property
    def camera(self) -> Camera:
        """Where the camera truly stands; the person's height is not told."""
        camera = self.truth["scenario"]["camera"]
        return Camera(lens_height_m=camera["height"], distance_m=camera["dist"])

    @property
    def repetitions(self) -> list[dict[str, Any]]:
        """The true lifts, with `side` as posecheck writes it."""
        names: dict[str, Side] = {"L": "left", "R": "right"}
        return [{**rep, "side": names[rep["side"]]} for rep in self.truth["reps"]]


def march_takes(folder: Path, cache: Path) -> Iterator[Take]:
    """Yield every march of a folder, its landmarks from the cache or newly found.

    Parameters
    ----------
    folder : holds `NAME.mp4` beside `NAME.truth.json`.
    cache : recordings are kept here, so that the pose model runs once per clip.
    """
    cache.mkdir(parents=True, exist_ok=True)
    model = find_model("pose")
    for clip in sorted(folder.glob("*.mp4")):
        kept = cache / (clip.stem + SUFFIX)
        if not kept.exists():
            with Landmarker(model) as landmarker:
                record_video(clip, landmarker).save(kept)
        truth = json.loads(clip.with_suffix(".truth.json").read_text())
        yield Take(clip.stem, Recording.load(kept), truth)
