"""What the posture check must refuse, made from rendered people: wrong views, cut off, two."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from posture_data import Sample

from posecheck import RecordingMeta, Setting, record_stations
from posecheck.capture.landmarker import Landmarker
from posecheck.capture.model_files import find_model
from posecheck.capture.pose import RecordingBuilder
from posecheck.capture.stand_study import StandStudy
from posecheck.capture.video import Video
from posecheck.protocols.posture import PROTOCOL
from posecheck.protocols.posture.body_frame import median_points
from posecheck.protocols.posture.gates import refuse_front, refuse_side
from posecheck.protocols.posture.trial import StandingTrial, trial_of
from posecheck.recording import Frame
from posecheck.take import Station

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
        f"{sum(refuse_side(sample.trial) is not None for sample in front)} of {len(front)}",
        "",
        "all",
    )
    oblique = sorted((folder.parent / "march").glob("*45*.mp4"))
    if oblique:
        seen = [_side_trial(_seen(path)) for path in oblique]
        yield Figure(
            "45° view given as side view: refused",
            f"{sum(refuse_side(trial) is not None for trial in seen)} of {len(seen)}",
            "",
            "all",
        )
    side = [sample for sample in samples if sample.side][::8]
    cut = [_changed(folder / f"{s.name}.mp4", _at_the_hips(s)) for s in side]
    yield Figure("cut off at the hips: refused", f"{sum(cut)} of {len(cut)}", "", "all")
    pairs = [_changed(folder / f"{s.name}.mp4", _twice) for s in side]
    yield Figure("two people: refused", f"{sum(pairs)} of {len(pairs)}", "", "all")
    good = sum(
        (refuse_side if sample.side else refuse_front)(sample.trial) is None for sample in samples
    )
    yield Figure("good stands that are measured", f"{good} of {len(samples)}", "", "all")


def _at_the_hips(sample: Sample) -> Callable[[Image], Image]:
    row = int(median_points(sample.trial)[[23, 24], 1].mean())
    return lambda image: image[:row]


def _twice(image: Image) -> Image:
    width = image.shape[1]
    return np.concatenate([image[:, width // 4 : -width // 4]] * 2, axis=1)


def _seen(path: Path) -> Station:
    (station,) = record_stations({"side": path}, protocol="posture").stations
    return station


def _side_trial(station: Station) -> StandingTrial:
    return trial_of(station, Setting(), front=False)


def _changed(path: Path, change: Callable[[Image], Image]) -> bool:
    """Tell whether the first frames of a clip, changed, are refused as a side view."""
    model_path, builder = find_model(), RecordingBuilder()
    with (
        Video(path) as video,
        Landmarker(model_path) as landmarker,
        StandStudy(model_path, PROTOCOL.station("side").needs, 0.1) as study,
    ):
        for frame, _ in zip(video, range(5), strict=False):
            changed = Frame(frame.t_s, np.ascontiguousarray(change(frame.image)))
            pose = landmarker.detect(changed)
            builder.add(changed, pose)
            study.add(changed, pose)
        station = study.station("side", builder.build(RecordingMeta(source=path.name)))
        return refuse_side(_side_trial(station)) is not None
