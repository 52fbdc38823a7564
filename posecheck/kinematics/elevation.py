"""Thigh elevation, the primary variable of the march: 0° hanging, 90° horizontal.

From the front and at an angle the elevation follows from the height at which the knee is drawn and
the camera's place (`perspective`); from the front a fitted correction of the pose model's own error
is put on the peaks (`correction`). From the side it is the thigh's angle in the picture, with the
hip where the trunk says it is. In every view the hip of quiet standing is the anchor, because the
pose model lets the lifted hip climb although the joint hardly moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.signal import find_peaks

from posecheck.assessment import View
from posecheck.kinematics.camera_placement import (
    Camera,
    Placement,
    ankles_seen,
    camera_contradicts,
    elevation_from_knee_height,
    foot_extent,
    place_camera,
    place_is_usual,
    thigh_px,
)
from posecheck.kinematics.elevation_correction import (
    Correction,
    ElevationError,
    Peak,
    fitted,
    geometry_error,
)
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import FOOT_INDEX, HEEL, HIP, KNEE, SHOULDER, SIDES, Side, other
from posecheck.thresholds import ELEVATION, VIEW

__all__ = ["Camera", "Elevation", "ElevationError", "plain_elevation", "thigh_elevation"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Elevation:
    """Thigh elevation of both legs over a take.

    Attributes
    ----------
    deg : per side `(N,)` degrees on the track's time grid, 0 hanging, 90 horizontal, above 90 the
        knee higher than the hip; NaN where the track is.
    error : the error of a peak read from it (median of the samples within 5° of the maximum).
    method : "front-corrected", "geometry" or "side".
    placement : where the camera was taken to stand; None from the side, where it hardly matters.
    contradicted : what the user said of the camera that the picture contradicts, and that was
        therefore not used; None if nothing.
    place_usual : false where the camera stands, or seems to stand, where the formulas were not
        tried; the error is wider then.
    """

    deg: Mapping[Side, FloatArray]
    error: ElevationError
    method: str
    placement: Placement | None
    contradicted: str | None = None
    place_usual: bool = True


def thigh_elevation(
    track: Track,
    rest: QuietStance,
    view: View,
    camera: Camera,
    yaw_deg: float = 0.0,
    correction: Correction | None = None,
) -> Elevation:
    """Return the elevation of both thighs over a take.

    Parameters
    ----------
    track : the cleaned movement.
    rest : quiet standing of the same take.
    view : "front", "side-left" and "side-right" have their own formulas; every other view is taken
        as oblique.
    camera : what is known of the camera's place.
    yaw_deg : turn of the body away from facing the camera, degrees; its sign does not matter.
    correction : for the front; default the fitted one, given only to test a fit with people left
        out.
    """
    if view in ("side-left", "side-right"):
        return Elevation(
            deg={side: side_elevation(track, rest, side) for side in SIDES},
            error=geometry_error("side", camera.placed),
            method="side",
            placement=None,
        )
    frontness = _frontness(view, yaw_deg)
    facing = view == "front"
    contradicted = camera_contradicts(rest, track.size_px, camera, facing)
    if contradicted is not None:
        camera = Camera(person_height_m=camera.person_height_m)
    placement = place_camera(rest, track.size_px, camera, facing)
    usual = contradicted is None and place_is_usual(placement)
    scaled = ankles_seen(rest, track.size_px)
    raw = {
        side: elevation_from_knee_height(
            track.xy_px[:, KNEE[side], 1], rest, side, placement, yaw_deg
        )
        for side in SIDES
    }
    correction = correction or fitted(camera.placed)
    ratios = _peak_ratios(track, rest, raw, correction) if frontness and usual and scaled else None
    if ratios is None:
        error = geometry_error("front" if facing else "oblique", camera.placed)
        if not (usual and scaled):
            error = error.times(ELEVATION.unusual_place)
        return Elevation(raw, error, "geometry", placement, contradicted, usual)
    deg = {side: raw[side] * (1 + frontness * (ratios[side] - 1)) for side in SIDES}
    if facing:
        return Elevation(deg, correction.error, "front-corrected", placement)
    return Elevation(deg, geometry_error("oblique", camera.placed), "geometry", placement)


def plain_elevation(track: Track, rest: QuietStance, side: Side) -> FloatArray:
    """Return the arccos form of the elevation from the leg's own hip and knee, uncorrected.

    `(N,)` degrees. The vertical hip–knee drop over the standing thigh length does not depend on
    the yaw of the body. NaN where the track is.
    """
    drop = track.xy_px[:, KNEE[side], 1] - track.xy_px[:, HIP[side], 1]
    return np.degrees(np.arccos(np.clip(drop / thigh_px(rest, side), -1.0, 1.0)))


def side_elevation(track: Track, rest: QuietStance, side: Side) -> FloatArray:
    """Return the thigh's angle in the picture of a person seen from the side, forward positive.

    `(N,)` degrees, 0 hanging, 90 horizontal, NaN where the track is. The hip is the one of quiet
    standing, moved up and down with the shoulders and to and fro with the standing leg's hip. On
    six rendered people this reads 1.9° off at the peak (mean absolute error, no fit) against 4.8°
    with the drawn hip of the lifted leg, 2.3° without the standing hip and 2.9° without the
    shoulders.
    """
    moved = track.xy_px - rest.xy_px
    hip_x = rest.xy_px[HIP[side], 0] + moved[:, HIP[other(side)], 0]
    shoulders = [SHOULDER[which] for which in SIDES]
    hip_y = rest.xy_px[HIP[side], 1] + moved[:, shoulders, 1].mean(axis=1)
    knee = track.xy_px[:, KNEE[side]]
    feet = [rest.xy_px[FOOT_INDEX[which], 0] - rest.xy_px[HEEL[which], 0] for which in SIDES]
    forward = np.sign(np.sum(feet))
    angle: FloatArray = np.degrees(np.arctan2(forward * (knee[:, 0] - hip_x), knee[:, 1] - hip_y))
    return angle


def peaks_of(
    track: Track, rest: QuietStance, raw: Mapping[Side, FloatArray]
) -> dict[Side, list[tuple[int, Peak]]]:
    """Return per side the sample index and the features of every highest point of the leg.

    A highest point of the standing leg, while the other is higher, is the model's and not listed.

    Parameters
    ----------
    raw : per side `(N,)` elevation by geometry, degrees.
    """
    thigh = float(np.mean([thigh_px(rest, side) for side in SIDES]))
    climb = {
        side: (rest.xy_px[HIP[side], 1] - track.xy_px[:, HIP[side], 1]) / thigh for side in SIDES
    }
    extent = foot_extent(rest, track.size_px)
    found: dict[Side, list[tuple[int, Peak]]] = {}
    for side in SIDES:
        plain = plain_elevation(track, rest, side)
        found[side] = [
            (
                top,
                Peak(
                    plain=float(np.median(plain[run])),
                    geometry=float(np.median(raw[side][run])),
                    own_hip_climb=float(np.median(climb[side][run])),
                    standing_hip_climb=float(np.median(climb[other(side)][run])),
                    foot_extent=extent,
                ),
            )
            for top, run in _tops(raw[side], track.rate_hz)
            if not raw[other(side)][top] > raw[side][top]
        ]
    return found


def _tops(raw: FloatArray, rate_hz: float) -> list[tuple[int, slice]]:
    """Return each highest point and the unbroken run around it that is within 5° of it."""
    level = np.where(np.isfinite(raw), raw, -1.0)
    tops, _ = find_peaks(
        level,
        height=ELEVATION.least_peak,
        prominence=ELEVATION.least_prominence,
        distance=max(1, round(ELEVATION.least_interval * rate_hz)),
    )
    runs = []
    for top in tops:
        low = level < level[top] - ELEVATION.peak_band
        before, after = np.flatnonzero(low[:top]), np.flatnonzero(low[top:])
        start = before[-1] + 1 if before.size else 0
        end = top + after[0] if after.size else len(level)
        runs.append((int(top), slice(int(start), int(end))))
    return runs


def _peak_ratios(
    track: Track, rest: QuietStance, raw: Mapping[Side, FloatArray], correction: Correction
) -> dict[Side, FloatArray] | None:
    """Return per side `(N,)` corrected over raw elevation, or None outside the fit's range.

    A take is corrected as a whole or not at all, so that no difference between lifts comes from
    correcting only some. A single odd peak takes the ratio of its neighbours.
    """
    peaks = peaks_of(track, rest, raw)
    covered = {
        side: [(top, peak) for top, peak in of_side if correction.covers(peak)]
        for side, of_side in peaks.items()
    }
    total = sum(map(len, peaks.values()))
    inside = sum(map(len, covered.values()))
    if inside == 0 or inside < ELEVATION.least_share_in_range * total:
        return None
    corrected = correction.correct({side: [peak for _, peak in covered[side]] for side in SIDES})
    at, ratio = {}, {}
    for side in SIDES:
        at[side] = np.array([top for top, _ in covered[side]])
        ratio[side] = corrected[side] / np.array([peak.geometry for _, peak in covered[side]])
    samples = np.arange(len(track.t_s))
    return {
        side: np.interp(samples, at[side], ratio[side])
        if at[side].size
        else np.full(len(samples), ratio[other(side)].mean())
        for side in SIDES
    }


def _frontness(view: View, yaw_deg: float) -> float:
    """Return how much of the front's correction applies: 1 from the front, fading with the turn."""
    if view == "front":
        return 1.0
    full, none = VIEW.front, ELEVATION.correction_fades_until
    return float(np.clip((none - abs(yaw_deg)) / (none - full), 0.0, 1.0))
