"""Thigh elevation, the primary variable of the march: 0° hanging, 90° horizontal.

From the front and at an angle the elevation follows from the height at which the knee is drawn and
the camera's place (`camera_placement`), at an angle also from how far it is drawn forward; from the
front the height of each lift comes from a fitted formula on everything that is seen at its top
(`front_elevation`). From the side it is the thigh's angle in the picture, with the hip where the
trunk says it is. In every view the hip of quiet standing is the anchor, because the pose model lets
the lifted hip climb although the joint hardly moves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.calibration import Calibration
from posecheck.kinematics.camera_placement import (
    Camera,
    Placement,
    ankles_seen,
    camera_contradicts,
    elevation_from_knee_height,
    feet_seen,
    least_resolved,
    place_camera,
    place_is_usual,
)
from posecheck.kinematics.drawn_thigh import side_elevation, turned_elevation
from posecheck.kinematics.front_elevation import (
    ElevationError,
    Formula,
    HeightError,
    error_of,
    read_heights,
    way_to,
)
from posecheck.kinematics.second_look import SecondLook
from posecheck.kinematics.tops import Top, tops_during, tops_of, tops_seen_again
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import KNEE, SIDES, Side
from posecheck.thresholds import ELEVATION, REAL_PEOPLE, VIEW

__all__ = ["Camera", "Elevation", "ElevationError", "thigh_elevation"]

FloatArray = npt.NDArray[np.float64]
RunsS = Mapping[Side, Sequence[tuple[float, float]]]


@dataclass(frozen=True, eq=False)
class Elevation:
    """Thigh elevation of both legs over a take.

    Attributes
    ----------
    deg
        per side `(N,)` degrees on the track's time grid, 0 hanging, 90 horizontal, above 90 the
        knee higher than the hip; NaN where the track is.
    rendered_error
        the error of a peak read from it, on rendered people.
    method
        "front-seen-in-depth" (each top looked at twice, their height altogether from depth too),
        "front-seen-again" (looked at twice), "front-corrected" (once), "geometry" or "side", with
        ", set right by a phone" where it was.
    placement
        where the camera was taken to stand; None from the side, where it hardly matters.
    contradicted
        what the user said of the camera that the picture contradicts, and that was therefore not
        used; None if nothing.
    place_usual
        false where the camera stands, or seems to stand, where the formulas were not tried; the
        error is wider then.
    least_deg
        per side the lowest elevation that has a number: where the knee of this person before this
        camera is clearly above its place in standing, and `elevation.least_number` at least. 0 from
        the side.
    tops
        per side the tops of its lifts, of either leg that moved; from the front only.
    calibration
        what a phone on the thigh put right; None where nothing.
    is_seen_again
        whether the tops were read from a second look, as they are and mirrored.
    heights
        per side `(n,)` degrees, the height of each of the tops.
    """

    deg: Mapping[Side, FloatArray]
    rendered_error: HeightError
    method: str
    placement: Placement | None
    contradicted: str | None = None
    place_usual: bool = True
    least_deg: Mapping[Side, float] = field(default_factory=lambda: dict.fromkeys(SIDES, 0.0))
    tops: Mapping[Side, Sequence[Top]] = field(default_factory=lambda: dict.fromkeys(SIDES, ()))
    calibration: Calibration | None = None
    is_seen_again: bool = False
    heights: Mapping[Side, FloatArray] = field(
        default_factory=lambda: dict.fromkeys(SIDES, np.zeros(0))
    )

    def error_at(self, deg: float) -> ElevationError:
        """Return the error of a peak of so many degrees, for real people.

        That is the error on rendered people and what real ones are known to add, in quadrature,
        less what a phone on the thigh has put right.
        """
        own = self.rendered_error.at(deg)
        side = REAL_PEOPLE.peak_side_seen_again if self.is_seen_again else REAL_PEOPLE.peak_side
        error = ElevationError(
            common=float(np.hypot(own.common, REAL_PEOPLE.peak_common)),
            side=float(np.hypot(own.side, side)),
            repetition=own.repetition,
        )
        return error if self.calibration is None else self.calibration.left_of(error, deg)

    def calibrated(self, by: Calibration) -> "Elevation":
        """Return the elevation as a phone on the thigh puts it right."""
        deg = {side: by.applied(side, own) for side, own in self.deg.items()}
        method = f"{self.method}, set right by a phone"
        return replace(self, deg=deg, method=method, calibration=by)


def thigh_elevation(
    track: Track,
    rest: QuietStance,
    view: View,
    camera: Camera,
    yaw_deg: float = 0.0,
    formula: Formula | None = None,
    look: SecondLook | None = None,
    runs_s: RunsS | None = None,
) -> Elevation:
    """Return the elevation of both thighs over a take.

    Parameters
    ----------
    track
        the cleaned movement.
    rest
        quiet standing of the same take.
    view
        "front", "side-left" and "side-right" have their own formulas; every other view is taken as
        oblique.
    camera
        what is known of the camera's place.
    yaw_deg
        turn of the body away from facing the camera, degrees; its sign does not matter.
    formula
        the front's; default the fitted one, given only to test one that was fitted without some
        people.
    look
        what a second look at the tops found; None where there was none.
    runs_s
        per side first and last moments, seconds, whose heights are wanted from the front; None for
        the tops of the lifts.
    """
    if view in ("side-left", "side-right"):
        return Elevation(
            deg={side: side_elevation(track, rest, side) for side in SIDES},
            rendered_error=error_of("side", camera.placed),
            method="side",
            placement=None,
        )
    taken = _Taken(track, rest, camera, view == "front", yaw_deg)
    contradicted = camera_contradicts(rest, track.size_px, camera, taken.facing)
    if contradicted is not None:
        taken = replace(taken, camera=Camera(person_height_m=camera.person_height_m))
    by_geometry = _by_geometry(taken, contradicted)
    frontness = _frontness(view, yaw_deg)
    if not frontness:
        return by_geometry
    return _corrected(by_geometry, taken, frontness, formula, look, runs_s)


@dataclass(frozen=True, eq=False)
class _Taken:
    """A take that is not from the side, and what is believed of how it was filmed."""

    track: Track
    rest: QuietStance
    camera: Camera
    facing: bool
    yaw_deg: float

    @property
    def is_scaled(self) -> bool:
        """Whether the ankles are seen; without them is no scale."""
        return ankles_seen(self.rest, self.track.size_px)


def _by_geometry(taken: _Taken, contradicted: str | None) -> Elevation:
    """Return the elevation that the camera's place implies."""
    track, rest, camera, yaw_deg = taken.track, taken.rest, taken.camera, taken.yaw_deg
    placement = place_camera(rest, track.size_px, camera, taken.facing)
    usual = contradicted is None and place_is_usual(placement)
    # Facing, only the feet say how far a lens of unknown height looks down.
    feet = feet_seen(rest, track.size_px)
    blind = taken.facing and camera.lens_height_m is None and not feet
    wider = 1.0 if usual and taken.is_scaled and not blind else ELEVATION.unusual_place
    drawn = (
        _by_knee_height(track.xy_px, rest, placement, yaw_deg)
        if taken.facing
        else {side: turned_elevation(track, rest, side, placement, yaw_deg) for side in SIDES}
    )
    return Elevation(
        deg=drawn,
        rendered_error=error_of("front" if taken.facing else "oblique", camera.placed).times(wider),
        method="geometry",
        placement=placement,
        contradicted=contradicted,
        place_usual=usual,
        least_deg={
            side: max(least_resolved(rest, side, placement, yaw_deg), ELEVATION.least_number)
            for side in SIDES
        },
    )


def _corrected(
    elevation: Elevation,
    taken: _Taken,
    frontness: float,
    formula: Formula | None,
    look: SecondLook | None,
    runs_s: RunsS | None,
) -> Elevation:
    """Return the elevation with its tops, as high as the front's formula has them if it answers.

    `frontness` is how much of the formula applies; the rest is as in `thigh_elevation`.
    """
    track, rest, camera, yaw_deg = taken.track, taken.rest, taken.camera, taken.yaw_deg
    # Half a place serves geometry; the formula has seen whole ones and guesses, and takes a guess.
    told = camera if camera.placed else Camera(person_height_m=camera.person_height_m)
    tops = tops_before(track, rest, told, taken.facing, yaw_deg, runs_s)
    drawn = {side: np.array([top.geometry_deg for top in tops[side]]) for side in SIDES}
    elevation = replace(elevation, tops=tops, heights=drawn)
    # The formula for a camera of which nothing is known has seen odd estimates, but no odd places.
    nothing_known = camera.lens_height_m is None and camera.distance_m is None
    if not (taken.is_scaled and (elevation.place_usual or nothing_known)):
        return elevation
    seen = None if look is None else seen_again(tops, track, look, told, taken.facing, yaw_deg)
    read = read_heights(tops, seen, formula, camera.placed)
    if read is None:
        return elevation
    deg = {}
    for side in SIDES:
        by_formula = way_to(track, rest, side, tops[side], read.heights.deg[side])
        deg[side] = elevation.deg[side] + frontness * (by_formula - elevation.deg[side])
    if not taken.facing:
        return replace(elevation, deg=deg)
    wider = 1.0 if elevation.place_usual else ELEVATION.unusual_place
    return replace(
        elevation,
        deg=deg,
        rendered_error=read.error.times(read.heights.doubt * wider),
        method=read.method,
        is_seen_again=read.again,
        heights=read.heights.deg,
    )


def tops_before(
    track: Track,
    rest: QuietStance,
    camera: Camera,
    facing: bool,
    yaw_deg: float,
    runs_s: RunsS | None = None,
) -> dict[Side, list[Top]]:
    """Return the tops of both legs' lifts, or given stretches, as `thigh_elevation` reads them."""
    place = place_camera(rest, track.size_px, camera, facing)
    raw = _by_knee_height(track.xy_px, rest, place, yaw_deg)
    if runs_s is not None:
        return tops_during(track, rest, raw, place, runs_s)
    return tops_of(track, rest, raw, place)


def seen_again(
    tops: Mapping[Side, list[Top]],
    track: Track,
    look: SecondLook,
    camera: Camera,
    facing: bool,
    yaw_deg: float,
) -> dict[Side, list[Top | None]]:
    """Return the same tops as the second look saw them; None where it saw nothing."""
    place = place_camera(look.rest, look.size_px, camera, facing)
    raw = _by_knee_height(look.xy_px, look.rest, place, yaw_deg)
    return tops_seen_again(tops, track.t_s, look, raw, place)


def _by_knee_height(
    xy_px: FloatArray, rest: QuietStance, placement: Placement, yaw_deg: float
) -> dict[Side, FloatArray]:
    return {
        side: elevation_from_knee_height(xy_px[:, KNEE[side], 1], rest, side, placement, yaw_deg)
        for side in SIDES
    }


def _frontness(view: View, yaw_deg: float) -> float:
    """Return how much of the front's correction applies: 1 from the front, fading with the turn."""
    if view == "front":
        return 1.0
    full, none = VIEW.front, ELEVATION.correction_fades_until
    return float(np.clip((none - abs(yaw_deg)) / (none - full), 0.0, 1.0))
