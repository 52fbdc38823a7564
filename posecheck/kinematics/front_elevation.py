"""Thigh elevation seen from the front: the tops of the lifts, their height, and the way to them.

Geometry alone leaves an error that is the pose model's: it draws the knee of a low lift too low and
that of a high one too high, and lets the lifted hip climb. Near hanging, geometry is blind: a knee
that comes towards a lens above it hardly moves in the picture. So the height of each top comes from
a linear formula on everything that is seen there: elevation by geometry, climb of hips, shoulders,
knees and ankle, the drawn length of the shank, how far knee and ankle go outward, and how far the
lens looks down. The terms that help where the knee says little fade out towards 50°.

Between standing and its top a leg is on its way. Which share of the way it has gone is read from
how far knee and foot are from their places in standing. That share grows faster than the angle for
high lifts (the foot goes up last) and about with it for low ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.signal import find_peaks

from posecheck.kinematics.camera_placement import Placement, foot_extent, thigh_px
from posecheck.kinematics.regression import FittedModels, LinearModel
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import (
    ANKLE,
    FOOT_INDEX,
    HEEL,
    HIP,
    KNEE,
    SHOULDER,
    SIDES,
    Side,
    other,
)
from posecheck.thresholds import ELEVATION

FloatArray = npt.NDArray[np.float64]

MODELS = FittedModels("posecheck.kinematics", "elevation_model.json")
_LEG = (KNEE, ANKLE, HEEL, FOOT_INDEX)


@dataclass(frozen=True)
class ElevationError:
    """Standard deviations of the error of a peak elevation, degrees, by what shares it.

    Attributes
    ----------
    common
        shared by both sides of one take; cancels in the difference right − left.
    side
        shared by the repetitions of one side.
    repetition
        each repetition's own.
    """

    common: float
    side: float
    repetition: float

    def times(self, factor: float) -> "ElevationError":
        """Return the same error made larger or smaller."""
        return ElevationError(self.common * factor, self.side * factor, self.repetition * factor)


@dataclass(frozen=True)
class HeightError:
    """The error of a peak elevation, by how high the peak is.

    Attributes
    ----------
    low, high
        at `elevation.low_lift` and below, at `elevation.high_lift` and above; in between the error
        changes evenly.
    """

    low: ElevationError
    high: ElevationError

    def at(self, deg: float) -> ElevationError:
        """Return the error of a peak of so many degrees."""
        heights = (ELEVATION.low_lift, ELEVATION.high_lift)

        def between(low: float, high: float) -> float:
            return float(np.interp(deg, heights, (low, high)))

        return ElevationError(
            between(self.low.common, self.high.common),
            between(self.low.side, self.high.side),
            between(self.low.repetition, self.high.repetition),
        )

    def times(self, factor: float) -> "HeightError":
        """Return the same error made larger or smaller."""
        return HeightError(self.low.times(factor), self.high.times(factor))

    @classmethod
    def from_data(cls, data: Mapping[str, Mapping[str, float]]) -> "HeightError":
        """Return the error of one entry of the data file."""
        return cls(ElevationError(**data["low"]), ElevationError(**data["high"]))


@dataclass(frozen=True, eq=False)
class Top:
    """The top of one lift.

    Attributes
    ----------
    index
        sample of the track.
    first, last
        the samples that belong to this lift, halfway to its neighbours.
    way
        how far knee and foot are from their places there, thigh lengths.
    features
        what the formula reads, by name.
    geometry_deg
        elevation by geometry there.
    """

    index: int
    first: int
    last: int
    way: float
    features: Mapping[str, float]
    geometry_deg: float

    @property
    def shank_hangs(self) -> bool:
        """Whether the shank is drawn about as long as in standing, so that the knee says much."""
        return self.features["shank_share"] >= ELEVATION.least_shank


def tops_of(
    track: Track, rest: QuietStance, raw: Mapping[Side, FloatArray], placement: Placement
) -> dict[Side, list[Top]]:
    """Return per side the tops of its lifts in order of time.

    Parameters
    ----------
    raw
        per side `(N,)` elevation by geometry, degrees.
    placement
        where the camera stands.
    """
    ways = {side: _way(track, rest, side) for side in SIDES}
    found = {}
    for side in SIDES:
        lead = ways[side] - ways[other(side)]
        seen = _quantities(track, rest, side, raw[side])
        constant = {
            "foot_extent": foot_extent(rest, track.size_px),
            "lens_slope": placement.lens_height_m / placement.distance_m,
        }
        found[side] = [
            _top(index, first, last, ways[side], seen, constant)
            for index, first, last in _windows(lead, track.rate_hz)
        ]
    return found


def _way(track: Track, rest: QuietStance, side: Side) -> FloatArray:
    """Return how far knee and foot are from their places in standing, `(N,)` thigh lengths."""
    joints = [joint[side] for joint in _LEG]
    away = np.linalg.norm(track.xy_px[:, joints] - rest.xy_px[joints], axis=-1)
    return np.asarray(away.mean(axis=1) / _thigh(rest))


def shank_share(xy_px: FloatArray, rest: QuietStance, side: Side) -> FloatArray:
    """Return the drawn length of a shank over that in quiet standing, `(N,)`.

    NaN where `xy_px`, `(N, 33, 2)` of the track, is. From the front a shank that hangs keeps its
    length. Where it is drawn much shorter, either the foot went back under the thigh or the knee is
    drawn too low; the picture does not tell which, and the knee's height says little of the thigh.
    """
    knee, ankle = KNEE[side], ANKLE[side]
    drawn = np.linalg.norm(xy_px[:, ankle] - xy_px[:, knee], axis=-1)
    return np.asarray(drawn / np.linalg.norm(rest.xy_px[ankle] - rest.xy_px[knee]))


def _thigh(rest: QuietStance) -> float:
    return float(np.mean([thigh_px(rest, side) for side in SIDES]))


def _windows(lead: FloatArray, rate_hz: float) -> list[tuple[int, int, int]]:
    """Return the highest points of a leg's lead, each with the first and last sample about it."""
    level = np.where(np.isfinite(lead), lead, -1.0)
    tops, _ = find_peaks(
        np.concatenate([[-1.0], level, [-1.0]]),
        height=ELEVATION.least_way,
        prominence=ELEVATION.clear_way,
        distance=max(1, round(ELEVATION.least_interval * rate_hz)),
    )
    tops = tops - 1
    parted = [int(before + level[before:after].argmin()) for before, after in pairwise(tops)]
    starts, ends = [0, *parted], [*parted, len(level)]
    return [
        (int(top), first, last - 1)
        for top, first, last in zip(tops, starts[: len(tops)], ends[: len(tops)], strict=True)
    ]


def _top(
    index: int,
    first: int,
    last: int,
    way: FloatArray,
    seen: Mapping[str, FloatArray],
    constant: Mapping[str, float],
) -> Top:
    """Return one top with the medians over the unbroken run of samples that are nearly as far."""
    inside = way[first : last + 1] >= ELEVATION.top_share * way[index]
    outside = np.flatnonzero(~inside) + first
    before, after = outside[outside < index], outside[outside > index]
    run = slice(
        int(before[-1]) + 1 if before.size else first, int(after[0]) if after.size else last + 1
    )
    values = {name: float(np.median(each[run])) for name, each in seen.items()}
    return Top(
        index=index,
        first=first,
        last=last,
        way=float(np.median(way[run])),
        features=_features(values, constant),
        geometry_deg=values["geometry"],
    )


def _quantities(
    track: Track, rest: QuietStance, side: Side, raw: FloatArray
) -> dict[str, FloatArray]:
    """Return what is seen of a leg, `(N,)` each; lengths in thigh lengths, up and out positive."""
    xy, stood, thigh = track.xy_px, rest.xy_px, _thigh(rest)
    out = 1.0 if side == "left" else -1.0
    knee, hip, ankle = KNEE[side], HIP[side], ANKLE[side]
    shoulders = [SHOULDER[each] for each in SIDES]

    def climb(joint: int) -> FloatArray:
        return np.asarray((stood[joint, 1] - xy[:, joint, 1]) / thigh)

    def beside(joint: int, base: int) -> FloatArray:
        return np.asarray(out * (xy[:, joint, 0] - xy[:, base, 0]) / thigh)

    return {
        "geometry": raw,
        "own_hip_climb": climb(hip),
        "standing_hip_climb": climb(HIP[other(side)]),
        "shoulder_climb": (climb(shoulders[0]) + climb(shoulders[1])) / 2,
        "standing_knee_climb": climb(KNEE[other(side)]),
        "ankle_climb": climb(ankle),
        "shank_share": shank_share(xy, rest, side),
        "knee_outward": beside(knee, hip) - out * (stood[knee, 0] - stood[hip, 0]) / thigh,
        "ankle_outward": beside(ankle, knee),
    }


def _features(values: Mapping[str, float], constant: Mapping[str, float]) -> dict[str, float]:
    """Return the formula's terms; those ending in `_low` fade out towards 50°."""
    height = values["geometry"] / ELEVATION.knee_says_little
    low = max(1.0 - height, 0.0)
    fading = ("ankle_climb", "shank_share", "knee_outward", "ankle_outward")
    return {
        **values,
        **constant,
        "geometry": height,
        "geometry_squared": height**2,
        "lens_slope_low": low * constant["lens_slope"],
        **{f"{name}_low": low * values[name] for name in fading},
        "own_hip_climb_high": height * values["own_hip_climb"],
        "shoulder_climb_high": height * values["shoulder_climb"],
    }


@dataclass(frozen=True, eq=False)
class Heights:
    """The heights of a take's tops.

    Attributes
    ----------
    deg
        per side `(n,)` degrees.
    doubt
        by how much a take's error is wider than the formula's usual one; 1 is usual.
    """

    deg: Mapping[Side, FloatArray]
    doubt: float


def heights_of(tops: Mapping[Side, Sequence[Top]], model: LinearModel) -> Heights | None:
    """Return the height of every top, or None where too many lie outside the formula's range.

    A take is read by the formula as a whole or not at all, so that no difference between lifts
    comes from reading only some by it. A single odd top keeps its geometry; those whose shank does
    not hang are not asked, for the formula has seen none.
    """
    estimates = {side: [model.estimate(top.features) for top in tops[side]] for side in SIDES}
    asked = [
        each
        for side in SIDES
        for each, top in zip(estimates[side], tops[side], strict=True)
        if top.shank_hangs
    ]
    inside = [each for each in asked if each is not None]
    if not inside or len(inside) < ELEVATION.least_share_in_range * len(asked):
        return None
    usual = model.quantile * model.residual
    doubt = float(np.median([(each.high - each.low) / 2 / usual for each in inside]))
    deg = {
        side: np.array(
            [
                top.geometry_deg if each is None else float(np.clip(each.value, 0.0, 150.0))
                for top, each in zip(tops[side], estimates[side], strict=True)
            ]
        )
        for side in SIDES
    }
    return Heights(deg, doubt)


def way_to(
    track: Track, rest: QuietStance, side: Side, tops: Sequence[Top], deg: FloatArray
) -> FloatArray:
    """Return the elevation of one leg over a take, `(N,)` degrees, from the heights of its tops.

    NaN where the track is.
    """
    way = _way(track, rest, side)
    found = np.zeros_like(way)
    for top, height in zip(tops, deg, strict=True):
        inside = slice(top.first, top.last + 1)
        still = ELEVATION.still_share
        share = np.maximum(way[inside] / top.way - still, 0.0) / (1.0 - still)
        found[inside] = height * share ** (1.0 / _steepness(height))
    return np.where(np.isfinite(way), found, np.nan)


def _steepness(height_deg: float) -> float:
    """Return by which power of the share of the angle knee and foot move off their places."""
    heights = (ELEVATION.low_lift, ELEVATION.high_lift)
    return float(np.interp(height_deg, heights, (ELEVATION.steep_low, ELEVATION.steep_high)))


def version() -> str:
    """Return the version of the fitted coefficients, stated in every assessment."""
    return MODELS.version


def fitted(placed: bool) -> LinearModel:
    """Return the formula for a camera whose place is known, or for an estimated one."""
    return MODELS[_known(placed)]


@cache
def error_of(method: str, placed: bool) -> HeightError:
    """Return the error of a peak on rendered people.

    Parameters
    ----------
    method
        "front-corrected", or geometry alone, by view: "front", "oblique", "side".
    placed
        whether the camera's place is known.
    """
    errors: Mapping[str, Any] = MODELS.data["errors"]
    return HeightError.from_data(errors[method][_known(placed)])


def _known(placed: bool) -> str:
    return "known" if placed else "estimated"
