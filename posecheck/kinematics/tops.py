"""The tops of a leg's lifts seen from the front, and everything that is seen of the body there.

A leg on its way has knee and foot off their places in standing; a top is where it is farthest. What
is seen there is what the formula of the height reads: elevation by geometry, climb of hips,
shoulders, knees and foot, how far they went aside, drawn lengths of thigh, shank and foot, and how
far the lens looks down. The terms that help where the knee says little fade out towards 50°. A
second look also guesses how far knee, foot and trunk lie towards the camera.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.signal import find_peaks

from posecheck.kinematics.camera_placement import Placement, foot_extent, thigh_px
from posecheck.kinematics.geometry import runs
from posecheck.kinematics.second_look import SecondLook
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import (
    ANKLE,
    EAR,
    FOOT_INDEX,
    HEEL,
    HIP,
    KNEE,
    SHOULDER,
    SIDES,
    Side,
    other,
)
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
    constant = _constant(rest, track.size_px, placement)
    found = {}
    for side in SIDES:
        lead = ways[side] - ways[other(side)]
        seen = _quantities(track.xy_px, rest, side, raw[side])
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
    constant = _constant(rest, track.size_px, placement)
    found: dict[Side, list[Top]] = {side: [] for side in SIDES}
    for side in SIDES:
        way, seen = way_of(track, rest, side), _quantities(track.xy_px, rest, side, raw[side])
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
    return np.asarray(away.mean(axis=1) / _thigh(rest))


def toes_way(track: Track, rest: QuietStance, side: Side) -> FloatArray:
    """Return how far the toes are from their place in standing, `(N,)` thigh lengths."""
    toe = FOOT_INDEX[side]
    return np.asarray(np.linalg.norm(track.xy_px[:, toe] - rest.xy_px[toe], axis=-1) / _thigh(rest))


def shank_share(xy_px: FloatArray, rest: QuietStance, side: Side) -> FloatArray:
    """Return the drawn length of a shank over that in quiet standing, `(N,)`.

    NaN where `xy_px`, `(N, 33, 2)` of the track, is. From the front a shank that hangs keeps its
    length. Where it is drawn much shorter, either the foot went back under the thigh or the knee is
    drawn too low; the picture does not tell which, and the knee's height says little of the thigh.
    """
    knee, ankle = KNEE[side], ANKLE[side]
    drawn = np.linalg.norm(xy_px[:, ankle] - xy_px[:, knee], axis=-1)
    return np.asarray(drawn / np.linalg.norm(rest.xy_px[ankle] - rest.xy_px[knee]))


def _constant(
    rest: QuietStance, size_px: tuple[int, int], placement: Placement
) -> dict[str, float]:
    return {
        "foot_extent": foot_extent(rest, size_px),
        "lens_slope": placement.lens_height_m / placement.distance_m,
    }


def _thigh(rest: QuietStance) -> float:
    return float(np.mean([thigh_px(rest, side) for side in SIDES]))


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
    constant = _constant(look.rest, look.size_px, placement)
    found: dict[Side, list[Top | None]] = {}
    for side in SIDES:
        seen = _quantities(look.xy_px, look.rest, side, raw[side])
        known = np.isfinite(list(seen.values())).all(axis=0) & ~look.standing
        seen |= _depths(look, side)
        found[side] = []
        for top in tops[side]:
            begin_s, end_s = (t_s[index] for index in top.run)
            beside = SECOND_LOOK.beside
            there = known & (look.t_s >= begin_s - beside) & (look.t_s <= end_s + beside)
            if not there.any():
                found[side].append(None)
                continue
            values = {name: float(np.median(each[there])) for name, each in seen.items()}
            features = _features(values, constant)
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
        features=_features(values, constant),
        geometry_deg=values["geometry"],
    )


def _quantities(
    xy: FloatArray, rest: QuietStance, side: Side, raw: FloatArray
) -> dict[str, FloatArray]:
    """Return what is seen of a leg and its body in `xy`, `(N, 33, 2)`; `(N,)` each.

    Lengths are in thigh lengths, up and outward (towards this leg's side) positive.
    """
    stood, thigh, foil = rest.xy_px, _thigh(rest), other(side)
    out = 1.0 if side == "left" else -1.0
    knee, hip, ankle, heel, toe = (joint[side] for joint in (KNEE, HIP, ANKLE, HEEL, FOOT_INDEX))
    shoulder, far_shoulder = SHOULDER[side], SHOULDER[foil]

    def climb(joint: int) -> FloatArray:
        return np.asarray((stood[joint, 1] - xy[:, joint, 1]) / thigh)

    def aside(joint: int) -> FloatArray:
        return np.asarray(out * (xy[:, joint, 0] - stood[joint, 0]) / thigh)

    def drawn(one: int, two: int) -> FloatArray:
        return np.asarray(np.linalg.norm(xy[:, one] - xy[:, two], axis=-1) / thigh)

    def beside(joint: int, base: int) -> FloatArray:
        return np.asarray(out * (xy[:, joint, 0] - xy[:, base, 0]) / thigh)

    return {
        "geometry": raw,
        "own_hip_climb": climb(hip),
        "standing_hip_climb": climb(HIP[foil]),
        "shoulder_climb": (climb(shoulder) + climb(far_shoulder)) / 2,
        "standing_knee_climb": climb(KNEE[foil]),
        "ankle_climb": climb(ankle),
        "shank_share": shank_share(xy, rest, side),
        "knee_outward": beside(knee, hip) - out * (stood[knee, 0] - stood[hip, 0]) / thigh,
        "ankle_outward": beside(ankle, knee),
        "foot_length": drawn(heel, toe),
        "thigh_length": drawn(hip, knee),
        "hip_width": drawn(HIP["left"], HIP["right"]),
        "toe_climb": climb(toe),
        "heel_climb": climb(heel),
        "toe_aside": aside(toe),
        "heel_aside": aside(heel),
        "hip_aside": aside(hip),
        "standing_hip_aside": aside(HIP[foil]),
        "own_shoulder_climb": climb(shoulder),
        "own_shoulder_aside": aside(shoulder),
        "far_shoulder_climb": climb(far_shoulder),
        "far_shoulder_aside": aside(far_shoulder),
        "ear_climb": climb(EAR[side]),
    }


def _depths(look: SecondLook, side: Side) -> dict[str, FloatArray]:
    """Return how far a leg and its body lie towards the camera, `(K,)` thigh lengths each.

    NaN where the look has no depth. As they are, and what has changed since standing.
    """
    foil, thigh = other(side), _thigh(look.rest)

    def ahead(of: Sequence[int], base: Sequence[int]) -> tuple[FloatArray, float]:
        now, stood = (
            depth[..., base].mean(axis=-1) - depth[..., of].mean(axis=-1)
            for depth in (look.depth_px, look.rest_depth_px)
        )
        return now / thigh, float(stood / thigh)

    knee, knee_stood = ahead([KNEE[side]], [HIP[side]])
    ankle, ankle_stood = ahead([ANKLE[side]], [HIP[side]])
    standing_knee, standing_knee_stood = ahead([KNEE[foil]], [HIP[foil]])
    standing_ankle, standing_ankle_stood = ahead([ANKLE[foil]], [HIP[foil]])
    shoulders, _ = ahead([SHOULDER[each] for each in SIDES], [HIP[each] for each in SIDES])
    return {
        "knee_ahead": knee,
        "shoulders_ahead": shoulders,
        "knee_came_ahead": knee - knee_stood,
        "ankle_came_ahead": ankle - ankle_stood,
        "standing_knee_came_ahead": standing_knee - standing_knee_stood,
        "standing_ankle_came_ahead": standing_ankle - standing_ankle_stood,
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
