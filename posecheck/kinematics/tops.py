"""The tops of a leg's lifts seen from the front.

A leg on its way has knee and foot off their places in standing; a top is where it is farthest. What
is seen of the body there is what the formula of the height reads (`top_features`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.signal import find_peaks

from posecheck.kinematics.camera_placement import Placement
from posecheck.kinematics.geometry import runs
from posecheck.kinematics.second_look import SecondLook
from posecheck.kinematics.top_features import (
    constant_of,
    depths,
    features_of,
    quantities,
    thigh_length,
)
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, KNEE, SIDES, Side, other
from posecheck.thresholds import ELEVATION, SECOND_LOOK

FloatArray = npt.NDArray[np.float64]

_LEG = (KNEE, ANKLE, HEEL, FOOT_INDEX)


@dataclass(frozen=True, eq=False)
class Top:
    """The top of one lift.

    Attributes
    ----------
    index
        sample of the track at which the leg is farthest.
    first, last
        the samples that belong to this lift, halfway to its neighbours.
    run
        first and last sample of the longest unbroken run that is nearly as far.
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
    run: tuple[int, int]
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
    ways = {side: way_of(track, rest, side) for side in SIDES}
    constant = constant_of(rest, track.size_px, placement)
    found = {}
    for side in SIDES:
        lead = ways[side] - ways[other(side)]
        seen = quantities(track.xy_px, rest, side, raw[side])
        found[side] = [
            _top(index, first, last, ways[side], seen, constant)
            for index, first, last in _windows(lead, track.rate_hz)
        ]
    return found


def tops_during(
    track: Track,
    rest: QuietStance,
    raw: Mapping[Side, FloatArray],
    placement: Placement,
    runs_s: Mapping[Side, Sequence[tuple[float, float]]],
) -> dict[Side, list[Top]]:
    """Return per side what is seen in given stretches of time; none of those not seen throughout.

    Parameters
    ----------
    raw, placement
        as for `tops_of`.
    runs_s
        per side first and last moment of each stretch, seconds.
    """
    constant = constant_of(rest, track.size_px, placement)
    found: dict[Side, list[Top]] = {side: [] for side in SIDES}
    for side in SIDES:
        way, seen = way_of(track, rest, side), quantities(track.xy_px, rest, side, raw[side])
        known = np.asarray(np.isfinite([way, *seen.values()]).all(axis=0))
        for begin_s, end_s in runs_s[side]:
            inside = np.flatnonzero((track.t_s >= begin_s) & (track.t_s <= end_s))
            if len(inside) and known[inside].all():
                run = int(inside[0]), int(inside[-1])
                found[side].append(_over(run, sum(run) // 2, run, way, seen, constant))
    return found


def way_of(track: Track, rest: QuietStance, side: Side) -> FloatArray:
    """Return how far knee and foot are from their places in standing, `(N,)` thigh lengths."""
    joints = [joint[side] for joint in _LEG]
    away = np.linalg.norm(track.xy_px[:, joints] - rest.xy_px[joints], axis=-1)
    return np.asarray(away.mean(axis=1) / thigh_length(rest))


def toes_way(track: Track, rest: QuietStance, side: Side) -> FloatArray:
    """Return how far the toes are from their place in standing, `(N,)` thigh lengths."""
    toe = FOOT_INDEX[side]
    away = np.linalg.norm(track.xy_px[:, toe] - rest.xy_px[toe], axis=-1)
    return np.asarray(away / thigh_length(rest))


def tops_seen_again(
    tops: Mapping[Side, Sequence[Top]],
    t_s: FloatArray,
    look: SecondLook,
    raw: Mapping[Side, FloatArray],
    placement: Placement,
) -> dict[Side, list[Top | None]]:
    """Return the same tops with what the second look saw there; None where it saw nothing.

    Parameters
    ----------
    tops
        of the track.
    t_s
        `(N,)` the track's times, seconds.
    look
        the second look.
    raw
        per side `(K,)` elevation by geometry in the frames of the second look, degrees.
    placement
        where the camera stands, by the standing of the second look.
    """
    constant = constant_of(look.rest, look.size_px, placement)
    found: dict[Side, list[Top | None]] = {}
    for side in SIDES:
        seen = quantities(look.xy_px, look.rest, side, raw[side])
        known = np.isfinite(list(seen.values())).all(axis=0) & ~look.standing
        seen |= depths(look, side)
        found[side] = []
        for top in tops[side]:
            begin_s, end_s = (t_s[index] for index in top.run)
            beside = SECOND_LOOK.beside
            there = known & (look.t_s >= begin_s - beside) & (look.t_s <= end_s + beside)
            if not there.any():
                found[side].append(None)
                continue
            values = {name: float(np.median(each[there])) for name, each in seen.items()}
            features = features_of(values, constant)
            found[side].append(replace(top, features=features, geometry_deg=values["geometry"]))
    return found


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
    """Return one top with the medians over the longest run of samples that are nearly as far.

    A leg is not always farthest in its hold: on the way up or down a low one may be a little
    farther for a moment, by chance or before a lens that looks down.
    """
    farthest = way[index]
    level = min(ELEVATION.top_share * farthest, farthest - ELEVATION.top_scatter)
    found = runs(way[first : last + 1] >= level)
    begin, stop = max(found, key=lambda run: run[1] - run[0])
    return _over((first + begin, first + stop - 1), index, (first, last), way, seen, constant)


def _over(
    run: tuple[int, int],
    index: int,
    window: tuple[int, int],
    way: FloatArray,
    seen: Mapping[str, FloatArray],
    constant: Mapping[str, float],
) -> Top:
    """Return the top with the medians over a run, first and last sample."""
    during = slice(run[0], run[1] + 1)
    values = {name: float(np.median(each[during])) for name, each in seen.items()}
    return Top(
        index=index,
        first=window[0],
        last=window[1],
        run=run,
        way=float(np.median(way[during])),
        features=features_of(values, constant),
        geometry_deg=values["geometry"],
    )
