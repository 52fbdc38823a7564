"""Thigh elevation, the primary variable of the march: 0° hanging, 90° horizontal."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.track import Rest, Track
from posecheck.landmarks import HIP, KNEE, SIDES, Side

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Camera:
    """What is known of the camera's place; None where it is not known.

    Attributes
    ----------
    lens_height_m : height of the lens above the floor, metres.
    distance_m : horizontal distance from the lens to the standing person, metres.
    person_height_m : the person's height, metres.
    """

    lens_height_m: float | None = None
    distance_m: float | None = None
    person_height_m: float | None = None


@dataclass(frozen=True)
class ElevationError:
    """Standard deviations of the error of a peak elevation, degrees, by what shares it.

    Attributes
    ----------
    common : shared by both sides of one take; cancels in the difference right − left.
    side : shared by the repetitions of one side.
    repetition : each repetition's own.
    """

    common: float
    side: float
    repetition: float


@dataclass(frozen=True, eq=False)
class Elevation:
    """Thigh elevation of both legs over a take.

    Attributes
    ----------
    deg : per side `(N,)` degrees on the track's time grid, 0 hanging, 90 horizontal, above 90 the
        knee higher than the hip; NaN where the track is.
    error : the error of a peak read from it.
    method : name of the formula used.
    """

    deg: Mapping[Side, FloatArray]
    error: ElevationError
    method: str


def plain_elevation(track: Track, rest: Rest, side: Side) -> FloatArray:
    """Return the arccos form of the elevation from the leg's own hip and knee, uncorrected.

    `(N,)` degrees. The vertical hip–knee drop over the standing thigh length does not depend on
    the yaw of the body. NaN where the track is.
    """
    hip, knee = HIP[side], KNEE[side]
    thigh = float(np.linalg.norm(rest.xy_px[knee] - rest.xy_px[hip]))
    drop = track.xy_px[:, knee, 1] - track.xy_px[:, hip, 1]
    return np.degrees(np.arccos(np.clip(drop / thigh, -1.0, 1.0)))


def thigh_elevation(track: Track, rest: Rest, view: View, camera: Camera) -> Elevation:
    """Return the elevation of both thighs over a take."""
    return Elevation(
        deg={side: plain_elevation(track, rest, side) for side in SIDES},
        error=ElevationError(common=6.0, side=3.0, repetition=1.5),
        method="plain",
    )
