"""What the posture check must refuse, and what it must still measure when the picture is cut.

Made from rendered people: wrong views, two people, a seated part of the body; head or legs cut off.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
from posture_data import Sample, recorded
from scipy.stats import spearmanr

import posecheck
from posecheck import record_stations
from posecheck.capture.native import cv2
from posecheck.capture.video import Video
from posecheck.errors import SourceError
from posecheck.landmarks import ANKLE, EAR, HIP, KNEE, SHOULDER
from posecheck.protocols.posture import PROTOCOL, kinds
from posecheck.protocols.posture.figure import Figure, figure_of
from posecheck.protocols.posture.stand import median_points, trial_of
from posecheck.take import Take, open_take

Image = npt.NDArray[np.uint8]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cut:
    """Where a picture is cut, as a share of the way between two joints; None for not at all."""

    name: str
    top: tuple[dict[str, int], dict[str, int], float] | None = None
    bottom: tuple[dict[str, int], dict[str, int], float] | None = None

    def rows(self, points: FloatArray, height: int) -> slice:
        """Return the rows that are left."""

        def row(given: tuple[dict[str, int], dict[str, int], float]) -> int:
            first, second, share = given
            y = [float(points[list(joint.values()), 1].mean()) for joint in (first, second)]
            return round(float(np.clip(y[0] + share * (y[1] - y[0]), 0, height)))

        return slice(
            0 if self.top is None else row(self.top),
            height if self.bottom is None else row(self.bottom),
        )


CUTS = (
    Cut("whole"),
    Cut("head cut off at the ears", top=(EAR, SHOULDER, 0.0)),
    Cut("head cut off below the chin", top=(EAR, SHOULDER, 0.5)),
    Cut("feet cut off", bottom=(KNEE, ANKLE, 0.5)),
    Cut("legs cut off above the knees", bottom=(HIP, KNEE, 0.6)),
    Cut("head and feet cut off", top=(EAR, SHOULDER, 0.5), bottom=(KNEE, ANKLE, 0.5)),
)
_ASKED = (kinds.PELVIC_DISPLACEMENT, kinds.TRUNK_LEAN, kinds.FORWARD_HEAD)
Line = tuple[str, ...]


def refused(samples: Sequence[Sample], marches: Path) -> Iterator[Line]:
    """Yield what must not be measured: wrong views, a body cut off at the hips, two people."""
    front = [sample for sample in samples if not sample.side]
    as_side = [_as(sample.take, "side") for sample in front]
    yield "front view given as side view", _share(as_side, _is_refused)
    oblique = sorted(marches.glob("*45*.mp4"))
    if oblique:
        takes = [recorded(path, "side") for path in oblique]
        yield "45° view given as side view", _share(takes, _is_refused)
    side = [sample for sample in samples if sample.side][::8]
    at_hips = Cut("", bottom=(HIP, HIP, 0.0))
    for words, change in (
        ("cut off at the hips", lambda sample: _cut(sample, at_hips)),
        ("two people", lambda sample: _twice),
    ):
        takes = [_changed(s.clip, "side", change(s)) for s in side]
        yield words, _share(takes, lambda take: take is None or _is_refused(take))


def cut_pictures(
    samples: Sequence[Sample],
    cache: Path | None,
    tilt_of: Callable[[str, Figure], float | None],
) -> Iterator[Line]:
    """Yield for each cut what is measured, and whether the order of the tilts is kept.

    Parameters
    ----------
    tilt_of : the tip of the pelvis by a model that never saw the body, of its name and a figure.
    """
    side = [sample for sample in samples if sample.side]
    for cut in CUTS:
        takes = [_cut_take(sample, cut, cache) for sample in side]
        results = [None if take is None else posecheck.assess(take).assessment for take in takes]
        true, found = [], []
        given = {kind.name: 0 for kind in _ASKED}
        for sample, take, result in zip(side, takes, results, strict=True):
            if take is None or result is None:
                continue
            for name in given:
                measure = result.measure(name)
                given[name] += measure is not None and measure.value is not None
            outline = result.measure(kinds.TILT_FROM_NEUTRAL)
            if outline is None or outline.value is None:
                continue
            figure = figure_of(trial_of(take.stations[0], take.setting, front=False))
            if (tilt := tilt_of(sample.body, figure)) is not None:
                true.append(sample.truth[kinds.TILT_FROM_NEUTRAL.name])
                found.append(tilt)
        errors = np.abs(np.array(found) - true)
        thirds = np.searchsorted(np.quantile(true, [1 / 3, 2 / 3]), true)
        yield (
            cut.name,
            f"{len(found)} of {len(side)}",
            f"{errors.mean():.1f}°",
            f"{spearmanr(true, found).statistic:.2f}",
            f"{spearmanr(thirds, found).statistic:.2f}",
            *(f"{number} of {len(side)}" for number in given.values()),
        )


def _cut_take(sample: Sample, cut: Cut, cache: Path | None) -> Take | None:
    if cut.top is None and cut.bottom is None:
        return sample.take
    kept = cache / cut.name.replace(" ", "_") / f"{sample.name}.posecheck" if cache else None
    if kept is not None and kept.exists():
        return open_take(kept)
    take = _changed(sample.clip, "side", _cut(sample, cut))
    if kept is not None and take is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        take.save(kept)
    return take


def _cut(sample: Sample, cut: Cut) -> Callable[[Image], Image]:
    points = median_points(sample.trial)
    return lambda image: image[cut.rows(points, image.shape[0])]


def _twice(image: Image) -> Image:
    width = image.shape[1]
    return np.concatenate([image[:, width // 4 : -width // 4]] * 2, axis=1)


def _changed(path: Path, kind: str, change: Callable[[Image], Image]) -> Take | None:
    """Return the take of a clip's first picture, changed; None where nothing can be recorded."""
    with Video(path) as video:
        image = np.ascontiguousarray(change(next(iter(video)).image))
    with TemporaryDirectory() as folder:
        picture = Path(folder) / f"{path.stem}.png"
        cv2.imwrite(str(picture), cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
        try:
            return record_stations({kind: picture}, protocol=PROTOCOL.name)
        except SourceError:
            return None


def _as(take: Take, kind: str) -> Take:
    return replace(take, stations=tuple(replace(each, kind=kind) for each in take.stations))


def _is_refused(take: Take) -> bool:
    return posecheck.assess(take).assessment.quality.verdict == "unusable"


def _share(takes: Sequence[Take | None], holds: Callable[..., bool]) -> str:
    return f"{sum(holds(take) for take in takes)} of {len(takes)}"
