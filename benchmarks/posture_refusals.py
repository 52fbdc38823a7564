"""What the posture check must refuse, made from rendered people: wrong views, cut off, two."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from posture_data import Sample

from posecheck.capture.landmarker import Landmarker
from posecheck.capture.model_files import find_model
from posecheck.capture.stand import StandBuilder, stand_from_media
from posecheck.capture.video import Video
from posecheck.errors import SourceError
from posecheck.protocols.posture.assess import PostureTake, refusals
from posecheck.protocols.posture.body_frame import median_points
from posecheck.protocols.posture.gates import refuse_side
from posecheck.recording import Frame, RecordingMeta

Image = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Figure:
    """One line of the report: what, the figure, that of plain landmarks, the target."""

    what: str
    found: str
    plain: str = ""
    target: str = ""


def refused(samples: Sequence[Sample], folder: Path) -> Iterator[Figure]:
    """Yield what must not be measured: wrong views, a body cut off, two people."""
    front = [sample for sample in samples if not sample.side]
    yield Figure(
        "front view given as side view: refused",
        f"{sum(refuse_side(sample.stand) is not None for sample in front)} of {len(front)}",
        "",
        "all",
    )
    oblique = sorted((folder.parent / "march").glob("*45*.mp4"))
    if oblique:
        seen = [stand_from_media(path, find_model(), "side").stand for path in oblique]
        yield Figure(
            "45° view given as side view: refused",
            f"{sum(refuse_side(stand) is not None for stand in seen)} of {len(seen)}",
            "",
            "all",
        )
    side = [sample for sample in samples if sample.side][::8]
    cut = [_changed(folder / f"{s.name}.mp4", _at_the_hips(s)) for s in side]
    yield Figure("cut off at the hips: refused", f"{sum(cut)} of {len(cut)}", "", "all")
    pairs = [_changed(folder / f"{s.name}.mp4", _twice) for s in side]
    yield Figure("two people: refused", f"{sum(pairs)} of {len(pairs)}", "", "all")
    good = sum(
        not refusals(PostureTake(side=[s.stand]) if s.side else PostureTake(front=[s.stand]))
        for s in samples
    )
    yield Figure("good stands that are measured", f"{good} of {len(samples)}", "", "all")


def _at_the_hips(sample: Sample) -> Callable[[Image], Image]:
    row = int(median_points(sample.stand)[[23, 24], 1].mean())
    return lambda image: image[:row]


def _twice(image: Image) -> Image:
    width = image.shape[1]
    return np.concatenate([image[:, width // 4 : -width // 4]] * 2, axis=1)


def _changed(path: Path, change: Callable[[Image], Image]) -> bool:
    """Tell whether the first frames of a clip, changed, are refused as a side view."""
    model_path = find_model()
    with (
        Video(path) as video,
        Landmarker(model_path) as landmarker,
        StandBuilder(model_path, "side", 0.1) as builder,
    ):
        for frame, _ in zip(video, range(5), strict=False):
            changed = Frame(frame.t_s, np.ascontiguousarray(change(frame.image)))
            builder.add(changed, landmarker.detect(changed))
        try:
            return refuse_side(builder.build(RecordingMeta(source=path.name)).stand) is not None
        except SourceError:
            return True
