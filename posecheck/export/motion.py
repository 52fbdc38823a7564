"""The movement of a take in the units and axes the open formats share."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posecheck.assessment import Assessment, View
from posecheck.kinematics.camera_placement import Camera, place_camera
from posecheck.kinematics.elevation import Elevation
from posecheck.kinematics.geometry import leg_length
from posecheck.kinematics.joints import forward
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import ANKLE, SIDES
from posecheck.protocols.slow_march.analysis import analyse
from posecheck.protocols.slow_march.options import MarchOptions, ViewOption
from posecheck.recording import Recording

FloatArray = npt.NDArray[np.float64]

LEG_LENGTHS = "leg_lengths"
METRES = "m"


@dataclass(frozen=True, eq=False)
class Motion:
    """The cleaned movement of a take in the plane that the camera sees.

    Attributes
    ----------
    track, rest : as measured on.
    view : how the person stood to the camera.
    camera : what was known of the camera and the person.
    elevation : of both thighs, as in the assessment.
    across : `(N, 33)`, to the person's right in a front view, forward in a side view and to image
        right in any other, from the middle of the ankles in quiet standing.
    up : `(N, 33)`, upward from there. NaN where the track is.
    unit : "m" where the person's height was given, or else "leg_lengths": hip to knee to ankle in
        quiet standing, mean of both legs.
    """

    track: Track
    rest: QuietStance
    view: View
    camera: Camera
    elevation: Elevation
    across: FloatArray
    up: FloatArray
    unit: str


def motion_of(recording: Recording, assessment: Assessment) -> Motion | None:
    """Return the movement behind an assessment; None where nobody could be measured."""
    camera = camera_of(assessment)
    seen: ViewOption = "auto" if assessment.view == "unknown" else assessment.view
    analysis = analyse(recording, MarchOptions(camera=camera, view=seen))
    if analysis is None:
        return None
    track, rest, view = analysis.track, analysis.rest, analysis.view
    scale, unit = _scale(rest, track, camera, view)
    feet = np.mean([rest.xy_px[ANKLE[side]] for side in SIDES], axis=0)
    away = (track.xy_px - feet) / scale
    across = away[..., 0] * _to_the_right(view)
    return Motion(track, rest, view, camera, analysis.elevation, across, -away[..., 1], unit)


def camera_of(assessment: Assessment) -> Camera:
    """Return what was known of the camera when a take was assessed."""
    given = assessment.provenance.options
    nested = given.get("camera") or {}
    return Camera(**{name: nested.get(name, given.get(name)) for name in _CAMERA})


_CAMERA = ("lens_height_m", "distance_m", "person_height_m")


def _to_the_right(view: View) -> int:
    if view in ("side-left", "side-right"):
        return forward(view)
    return -1 if view == "front" else 1  # facing the camera, the right hand is at image left


def _scale(rest: QuietStance, track: Track, camera: Camera, view: View) -> tuple[float, str]:
    if camera.person_height_m is not None:
        placed = place_camera(rest, track.size_px, camera, facing_camera=view == "front")
        return placed.px_per_m, METRES
    return float(np.mean([leg_length(rest.xy_px, side) for side in SIDES])), LEG_LENGTHS
