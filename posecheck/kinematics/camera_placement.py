"""Where the camera stands, and the thigh elevation that its perspective leaves open.

A lifted knee is nearer to the lens than the hip, so it is drawn lower when the lens is below its
height and higher when the lens is above it. With the lens height and the distance the elevation
follows from the knee's height in the picture alone, at any yaw of the body.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.track import QuietStance
from posecheck.landmarks import ANKLE, EAR, FOOT_INDEX, HEEL, HIP, KNEE, SIDES, Side
from posecheck.station import Setting
from posecheck.thresholds import CAMERA

FloatArray = npt.NDArray[np.float64]

_GRID_DEG = np.arange(0.0, 150.0, 0.25)


@dataclass(frozen=True)
class Camera:
    """What is known of the camera's place; None where it is not known.

    Attributes
    ----------
    lens_height_m
        height of the lens above the floor, metres.
    distance_m
        horizontal distance from the lens to the standing person, metres.
    person_height_m
        the person's height, metres.
    """

    lens_height_m: float | None = None
    distance_m: float | None = None
    person_height_m: float | None = None

    @classmethod
    def of(cls, setting: Setting) -> "Camera":
        """Return what somebody gave of the camera's place; assumed values are left out."""
        return cls(
            lens_height_m=setting.given("lens_height_m"),
            distance_m=setting.given("distance_m"),
            person_height_m=setting.given("person_height_m"),
        )

    @property
    def placed(self) -> bool:
        """Whether lens height and distance are both known."""
        return self.lens_height_m is not None and self.distance_m is not None


@dataclass(frozen=True)
class Placement:
    """The camera relative to the standing person.

    Attributes
    ----------
    lens_height_m, distance_m
        metres; given, or estimated from the take.
    px_per_m
        pixels per metre in the upright plane in which the person stands.
    horizon_px
        image row (y down) at which a point of that plane is level with the lens.
    estimated
        whether lens height or distance is an estimate.
    """

    lens_height_m: float
    distance_m: float
    px_per_m: float
    horizon_px: float
    estimated: bool


def _mean_y(rest: QuietStance, joint: dict[str, int]) -> float:
    return float(np.mean([rest.xy_px[joint[side], 1] for side in SIDES]))


def thigh_px(rest: QuietStance, side: Side) -> float:
    """Return the standing thigh length of one leg in pixels, hip point to knee point."""
    return float(np.linalg.norm(rest.xy_px[KNEE[side]] - rest.xy_px[HIP[side]]))


def foot_extent(rest: QuietStance, size_px: tuple[int, int]) -> float:
    """Return how far the toes are drawn below the heels in standing, in thigh lengths.

    For a person who faces the camera it grows with lens height over distance: the lens looks down
    on the feet. NaN where the feet were not seen: what the pose model draws at or beyond the edge
    of a picture of `size_px` is a guess.
    """
    if not feet_seen(rest, size_px):
        return float("nan")
    thigh = np.mean([thigh_px(rest, side) for side in SIDES])
    return float((_mean_y(rest, FOOT_INDEX) - _mean_y(rest, HEEL)) / thigh)


def camera_contradicts(
    rest: QuietStance, size_px: tuple[int, int], camera: Camera, facing_camera: bool
) -> str | None:
    """Return what about a given camera place the picture contradicts, as a sentence's subject.

    A distance implies a field of view, for the person's height is about known; a lens height over
    the distance implies how far the lens looks down on the feet of a person who faces it. None
    where nothing is given or nothing contradicts it.
    """
    seen = place_camera(rest, size_px, Camera(person_height_m=camera.person_height_m), False)
    half = np.tan(np.radians(CAMERA.usual_field_of_view / 2))
    if camera.distance_m is not None:
        view = 2 * np.degrees(np.arctan(half * seen.distance_m / camera.distance_m))
        low, high = CAMERA.least_view, CAMERA.most_view
        if not low <= view <= high:
            return f"distance of {100 * camera.distance_m:.0f} cm"
    extent = foot_extent(rest, size_px)
    if camera.lens_height_m is not None and facing_camera and np.isfinite(extent):
        distance = camera.distance_m or seen.distance_m
        if abs(camera.lens_height_m / distance - _looks_down(extent)) > CAMERA.feet_contradict:
            return f"lens height of {100 * camera.lens_height_m:.0f} cm"
    return None


def place_is_usual(placement: Placement) -> bool:
    """Say whether the camera stands where the formulas were tried.

    A place far out is mostly a wrong guess: a wide-angle lens nearby is taken for a usual one far
    off.
    """
    low, high = CAMERA.tried_distance_min, CAMERA.tried_distance_max
    least, most = CAMERA.tried_lens_min, CAMERA.tried_lens_max
    return low <= placement.distance_m <= high and least <= placement.lens_height_m <= most


def feet_seen(rest: QuietStance, size_px: tuple[int, int]) -> bool:
    """Say whether heels and toes are inside the picture in standing."""
    return _inside(rest, size_px, FOOT_INDEX, HEEL)


def ankles_seen(rest: QuietStance, size_px: tuple[int, int]) -> bool:
    """Say whether both ankles are inside the picture in standing; without them is no scale."""
    return _inside(rest, size_px, ANKLE)


def _inside(rest: QuietStance, size_px: tuple[int, int], *joints: dict[str, int]) -> bool:
    """Say whether these joints of both sides are drawn inside the picture in standing."""
    points = rest.xy_px[[joint[side] for joint in joints for side in SIDES]]
    edge = CAMERA.edge * max(size_px)
    return bool(((points > edge) & (points < np.array(size_px) - edge)).all())


def place_camera(
    rest: QuietStance, size_px: tuple[int, int], camera: Camera, facing_camera: bool
) -> Placement:
    """Return the camera's place, estimating from the standing person what is not given.

    The distance comes from the person's height in pixels and a usual field of view; lens height
    over distance from `foot_extent` of a person who faces the camera, drawn towards its usual
    value. Against 24 rendered people with known cameras the distance so found has a standard
    deviation of 10 %, lens height over distance one of 0.03 (0.08 m at 2.8 m).

    Parameters
    ----------
    rest
        quiet standing.
    size_px
        width and height of the frame.
    camera
        what is known.
    facing_camera
        whether the feet point at the camera; otherwise the usual lens height is taken.
    """
    height = camera.person_height_m or CAMERA.usual_person_height
    ear, hip, ankle = (_mean_y(rest, joint) for joint in (EAR, HIP, ANKLE))
    ear_m, hip_m, ankle_m = (
        share * height
        for share in (CAMERA.ear_height_share, CAMERA.hip_height_share, CAMERA.ankle_height_share)
    )
    distance = camera.distance_m
    if distance is None:
        half_view = np.radians(CAMERA.usual_field_of_view / 2)
        focal_px = 0.5 * max(size_px) / np.tan(half_view)
        distance = float(focal_px * (ear_m - ankle_m) / (ankle - ear))
    lens_height = camera.lens_height_m
    if lens_height is None:
        lens_height = float(
            np.clip(
                distance * _height_over_distance(rest, size_px, facing_camera),
                CAMERA.least_lens_height,
                CAMERA.most_lens_height,
            )
        )
    px_per_m = (ankle - hip) / (hip_m - ankle_m)
    return Placement(
        lens_height_m=lens_height,
        distance_m=distance,
        px_per_m=px_per_m,
        horizon_px=ankle - px_per_m * (lens_height - ankle_m),
        estimated=not camera.placed,
    )


def _height_over_distance(
    rest: QuietStance, size_px: tuple[int, int], facing_camera: bool
) -> float:
    usual = CAMERA.usual_height_over_distance
    extent = foot_extent(rest, size_px)
    if not facing_camera or not np.isfinite(extent):
        return usual
    return usual + CAMERA.trust_in_foot_extent * (_looks_down(extent) - usual)


def _looks_down(extent: float) -> float:
    """Return lens height over distance as the feet show it."""
    return (extent - CAMERA.foot_extent_level) / CAMERA.foot_length


def elevation_from_knee_height(
    knee_y_px: FloatArray, rest: QuietStance, side: Side, placement: Placement, yaw_deg: float
) -> FloatArray:
    """Return the thigh elevation that puts the knee at the height at which it is drawn.

    The hip stays where it was in quiet standing: in a lift the pose model lets the hip point climb
    by 0.05 to 0.17 thigh lengths although the joint hardly moves, so the drawn hip is not used.
    Near hanging the knee's height says little (under a high lens it even sinks at first). So the
    angle is interpolated down to 0 at the standing height from where the knee is clearly above
    it: `camera.least_resolved_elevation` past the lowest knee and `camera.least_resolved_rise`.

    Parameters
    ----------
    knee_y_px
        `(N,)` image rows of the knee, y down.
    rest
        quiet standing.
    side
        the leg.
    placement
        where the camera stands.
    yaw_deg
        turn of the body away from facing the camera; sets how far the knee comes nearer.

    Returns
    -------
    `(N,)` degrees, 0 hanging, 90 horizontal; NaN where the knee is.
    """
    rows, angles = _knee_rows(rest, side, placement, yaw_deg)
    found = np.interp(knee_y_px, rows, angles)
    return np.where(np.isfinite(knee_y_px), found, np.nan)


def least_resolved(rest: QuietStance, side: Side, placement: Placement, yaw_deg: float) -> float:
    """Return the lowest elevation at which the knee is drawn clearly above its place, degrees."""
    _, angles = _knee_rows(rest, side, placement, yaw_deg)
    return float(angles[-2]) if len(angles) > 1 else float(_GRID_DEG[-1])


def _knee_rows(
    rest: QuietStance, side: Side, placement: Placement, yaw_deg: float
) -> tuple[FloatArray, FloatArray]:
    """Return image rows of the knee from the highest down, and the elevations they stand for."""
    thigh_m = thigh_px(rest, side) / placement.px_per_m
    hip_m = (
        placement.lens_height_m
        - (rest.xy_px[HIP[side], 1] - placement.horizon_px) / placement.px_per_m
    )
    elevation = np.radians(_GRID_DEG)
    depth = placement.distance_m - thigh_m * np.sin(elevation) * np.cos(np.radians(yaw_deg))
    knee_m = hip_m - thigh_m * np.cos(elevation)
    row = placement.horizon_px + placement.px_per_m * placement.distance_m / depth * (
        placement.lens_height_m - knee_m
    )
    lowest = int(np.argmax(row))
    highest = lowest + int(np.argmin(row[lowest:]))
    clear: npt.NDArray[np.bool_] = row <= row[0] - CAMERA.least_resolved_rise * thigh_px(rest, side)
    clear &= _GRID_DEG[lowest] + CAMERA.least_resolved_elevation <= _GRID_DEG
    clear[highest + 1 :] = False
    return np.append(row[clear][::-1], row[0]), np.append(_GRID_DEG[clear][::-1], 0.0)
