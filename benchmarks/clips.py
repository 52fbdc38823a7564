"""The rendered marches with known joint angles that the benchmarks measure against."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posecheck import (
    Assessment,
    Recording,
    Setting,
    Stated,
    Station,
    Take,
    assess,
    open_take,
    record_video,
)
from posecheck.assessment import View
from posecheck.kinematics.camera_placement import Camera
from posecheck.landmarks import Side
from posecheck.protocols.slow_march import MarchOptions
from posecheck.protocols.slow_march.prepare import Prepared, prepare
from posecheck.take import SUFFIX


@dataclass(frozen=True, eq=False)
class March:
    """One rendered march: its landmarks, with the second look, and what is true of it."""

    name: str
    station: Station
    truth: dict[str, Any]

    @property
    def recording(self) -> Recording:
        """The landmarks of every frame."""
        return self.station.recording

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

    def prepared(self) -> Prepared | None:
        """Return it ready for measuring, its view told; None where nobody can be measured."""
        options = MarchOptions(view=self.view)
        return prepare(self.recording, options, Camera(), self.station.second_look)

    def assessed(self, camera: Camera) -> Assessment:
        """Return what posecheck says of it with this much known of the camera."""
        known = {
            "lens_height_m": camera.lens_height_m,
            "distance_m": camera.distance_m,
            "person_height_m": camera.person_height_m,
        }
        said = {name: Stated(value=each) for name, each in known.items() if each is not None}
        take = Take((self.station,), protocol="slow_march", setting=Setting(**said))
        return assess(take).assessment


def marches(folders: Iterable[Path], cache: Path) -> Iterator[March]:
    """Yield every march of some folders, its landmarks from a take or newly found.

    Parameters
    ----------
    folders : hold `NAME.truth.json` beside `NAME.posecheck` or `NAME.mp4`.
    cache : takes of clips are kept here, so that the pose model runs once per clip.
    """
    cache.mkdir(parents=True, exist_ok=True)
    for truth in sorted(path for folder in folders for path in folder.glob("*.truth.json")):
        name = truth.name.removesuffix(".truth.json")
        clip, kept = truth.with_name(f"{name}.mp4"), truth.with_name(name + SUFFIX)
        if not kept.exists():
            kept = cache / kept.name
        if not kept.exists():
            record_video(clip, protocol="slow_march").save(kept)
        yield March(name, open_take(kept).stations[0], json.loads(truth.read_text("utf-8")))
