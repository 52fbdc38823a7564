"""Makes worse pictures of rendered clips and keeps what the pose model sees in them.

    python benchmarks/worse_pictures.py CLIPS_FOLDER OUTPUT_FOLDER [--only NAME …]

For each way of being worse a folder with `NAME.posecheck` and a copy of `NAME.truth.json`, which
the other benchmarks read like any folder of marches. A clip that is there already is left out.
"""

import argparse
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from posecheck.capture.landmarker import Landmarker
from posecheck.capture.model_files import find_model
from posecheck.capture.pose import RecordingBuilder
from posecheck.capture.second_look import frames_numbered, with_second_look
from posecheck.capture.video import Video
from posecheck.recording import Frame, RecordingMeta
from posecheck.station import Station
from posecheck.take import SUFFIX, Take

Picture = npt.NDArray[np.uint8]
Camera = dict[str, Any]  # `camera` of a clip's truth

# A kitchen chair, metres from the left foot: where it stands, its seat and its back.
_ASIDE, _BESIDE, _WIDE, _DEEP, _SEAT, _BACK = 0.22, -0.1, 0.42, 0.4, 0.45, 0.88
_WOOD, _EDGE = (120, 84, 52), (84, 56, 34)


def _small(rgb: Picture, camera: Camera) -> Picture:
    height, width = rgb.shape[:2]
    wide = width >= height
    return np.asarray(cv2.resize(rgb, (320, 240) if wide else (240, 320)), np.uint8)


def _blurred(rgb: Picture, camera: Camera) -> Picture:
    return np.asarray(cv2.GaussianBlur(rgb, (0, 0), 3.0), np.uint8)


def _dark(rgb: Picture, camera: Camera) -> Picture:
    """Return a fifth of the light, with a webcam's noise."""
    noise = np.random.default_rng(int(rgb[0, 0, 0])).normal(0, 6, rgb.shape)
    return np.asarray(np.clip(0.2 * rgb + noise, 0, 255), np.uint8)


def _same(rgb: Picture, camera: Camera) -> Picture:
    return rgb


def _beside_a_chair(rgb: Picture, camera: Camera) -> Picture:
    """Draw a chair at the person's left side, on which the left hand might rest."""
    near, far = _BESIDE, _BESIDE + _DEEP
    left, right = _ASIDE, _ASIDE + _WIDE
    drawn = rgb.copy()

    def seen(*points: tuple[float, float, float]) -> npt.NDArray[np.int32]:
        """Project points: aside to the person's left, away from the camera, up; metres."""
        in_camera = (np.array(points) - camera["pos"]) @ np.array(camera["R_cv"]).T
        at = camera["f_px"] * in_camera[:, :2] / in_camera[:, 2:]
        return np.rint(at + np.array(rgb.shape[1::-1]) / 2).astype(np.int32)

    def face(*points: tuple[float, float, float]) -> None:
        cv2.fillPoly(drawn, [seen(*points)], _WOOD, cv2.LINE_AA)
        cv2.polylines(drawn, [seen(*points)], True, _EDGE, 2, cv2.LINE_AA)

    def leg(x: float, y: float) -> None:
        foot, top = seen((x, y, 0.0), (x, y, _SEAT))
        cv2.line(drawn, foot.tolist(), top.tolist(), _EDGE, 7, cv2.LINE_AA)

    for y in (far, near):
        for x in (left, right):
            leg(x, y)
    face((right, near, _SEAT), (right, far, _SEAT), (right, far, _BACK), (right, near, _BACK))
    face((left, near, _SEAT), (right, near, _SEAT), (right, far, _SEAT), (left, far, _SEAT))
    return drawn


# Name of the folder: what is done to a picture, and how many frames are one.
WAYS: dict[str, tuple[Callable[[Picture, Camera], Picture], int]] = {
    "small": (_small, 1),
    "slow": (_same, 2),
    "blurred": (_blurred, 1),
    "dark": (_dark, 1),
    "beside a chair": (_beside_a_chair, 1),
}


def worse(clip: Path, change: Callable[[Picture], Picture], every: int) -> Take:
    """Return a march of a clip whose pictures were changed, of which one in `every` is kept."""
    builder = RecordingBuilder()
    with Landmarker(find_model()) as model:
        for seen in frames(clip, change, every):
            builder.add(seen, model.detect(seen))
    recording = builder.build(RecordingMeta(source=clip.name))
    take = Take((Station(recording),), protocol="slow_march")
    return with_second_look(
        take, lambda _, wanted: frames_numbered(frames(clip, change, every), wanted)
    )


def frames(clip: Path, change: Callable[[Picture], Picture], every: int) -> Iterator[Frame]:
    """Yield the changed frames of a clip."""
    with Video(clip) as video:
        for index, frame in enumerate(video):
            if index % every == 0:
                yield replace(frame, image=np.ascontiguousarray(change(frame.image)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--only", nargs="+", default=[])
    said = parser.parse_args()
    for clip in sorted(said.clips.glob("*.mp4")):
        truth = clip.with_name(f"{clip.stem}.truth.json")
        if not truth.exists() or (said.only and clip.stem not in said.only):
            continue
        for name, (change, every) in WAYS.items():
            folder = said.output / name
            folder.mkdir(parents=True, exist_ok=True)
            kept = folder / (clip.stem + SUFFIX)
            if not kept.exists():
                camera = json.loads(truth.read_text("utf-8"))["camera"]
                worse(clip, partial(change, camera=camera), every).save(kept)
                shutil.copy(truth, folder / truth.name)


if __name__ == "__main__":
    main()
