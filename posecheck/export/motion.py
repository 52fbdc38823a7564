"""The movement of a take in metres, and its files for laboratories: C3D, TRC and MOT.

It comes from what the protocol's analysis offers to everybody: the repaired landmarks of its moving
figure, and its curves. So a take of any protocol is exported, and the files show the same movement
as the numbers.

In C3D, TRC and MOT, X is forward, Y up and Z to the person's right. One camera sees one plane: from
the front X is 0, from the side Z is 0. Lengths are true or the file is not written: C3D in
millimetres, TRC in metres. MOT holds degrees, flexion positive (as in the Rajagopal 2015 model).
Pelvic tilt is not among them: landmarks do not show it.
"""

import io
import re
import warnings
from dataclasses import dataclass

import c3d
import numpy as np
import numpy.typing as npt

from posecheck.analysis import Analysis, Curve, Figure
from posecheck.assessment import View
from posecheck.kinematics.camera_placement import Camera, place_camera
from posecheck.kinematics.geometry import forward, hip_flexion, knee_flexion, leg_length, middle
from posecheck.kinematics.quiet_stance import find_quiet_stance
from posecheck.kinematics.statistics import usual_rate
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import ANKLE, HIP, NAMES, SHOULDER, SIDES, Side
from posecheck.station import Setting
from posecheck.thresholds import EXPORT

FloatArray = npt.NDArray[np.float64]

SIDE_VIEWS = ("side-left", "side-right")
METRES, LEG_LENGTHS = "m", "leg_lengths"
_NO_HEIGHT = (
    "the person's height was not given, so there are no metres. Keep the take with --height-cm."
)
_NO_STANDING = "nobody stands upright and still in the take, so there are no metres."


@dataclass(frozen=True, eq=False)
class Motion:
    """The repaired movement of a take in the plane that the camera sees.

    Attributes
    ----------
    view
        how the person stood to the camera.
    t_s
        `(N,)` seconds since the take began, evenly spaced.
    rate_hz
        samples a second.
    across
        `(N, 33)`, to the person's right in a front view, forward in a side view and to image right
        in any other, from the middle of the ankles in quiet standing.
    up
        `(N, 33)`, upward from there; NaN where it is not known.
    unit
        "m", or "leg_lengths": hip to knee to ankle in quiet standing, mean of both legs.
    no_metres
        why there are no metres; empty where there are.
    angles
        `(N,)` degrees each, by name with the side's letter, as in ``thigh_elevation_r``.
    """

    view: View
    t_s: FloatArray
    rate_hz: float
    across: FloatArray
    up: FloatArray
    unit: str
    no_metres: str
    angles: dict[str, FloatArray]


def motion_of(analysis: Analysis, setting: Setting) -> Motion | None:
    """Return the movement behind an analysis; None where nothing moves, or nobody stands still."""
    figure = next((each for each in analysis.figures if len(each.t_s) > 1), None)
    if figure is None:
        return None
    rate = usual_rate(figure.t_s)
    rest = find_quiet_stance(_track(figure, rate))
    if rest is None:
        return None
    px, unit, why = _scale(rest, figure, setting)
    feet = np.mean([rest.xy_px[ANKLE[side]] for side in SIDES], axis=0)
    away = (figure.xy_px - feet) / px
    return Motion(
        view=figure.view,
        t_s=figure.t_s,
        rate_hz=rate,
        across=away[..., 0] * _to_the_right(figure.view),
        up=-away[..., 1],
        unit=unit,
        no_metres=why,
        angles=_angles(figure, analysis.curves),
    )


def _track(figure: Figure, rate_hz: float) -> Track:
    """Return the figure as the search for quiet standing reads it."""
    return Track(
        t_s=figure.t_s,
        rate_hz=rate_hz,
        xy_px=figure.xy_px,
        fast_px=figure.xy_px,
        visibility=np.ones(figure.xy_px.shape[:2]),
        excluded=np.asarray(~np.isfinite(figure.xy_px).all(axis=(1, 2))),
        size_px=figure.size_px,
    )


def _to_the_right(view: View) -> int:
    if view in SIDE_VIEWS:
        return forward(view)
    return -1 if view == "front" else 1  # facing the camera, the right hand is at image left


def _scale(rest: QuietStance, figure: Figure, setting: Setting) -> tuple[float, str, str]:
    """Return pixels per unit, the unit, and why it is not the metre."""
    leg = float(np.mean([leg_length(rest.xy_px, side) for side in SIDES]))
    if setting.given("person_height_m") is None:
        return leg, LEG_LENGTHS, _NO_HEIGHT
    trunk = float(np.linalg.norm(middle(rest.xy_px, SHOULDER) - middle(rest.xy_px, HIP)))
    if leg < EXPORT.leg_to_trunk * trunk:
        return leg, LEG_LENGTHS, _NO_STANDING
    facing = figure.view == "front"
    placed = place_camera(rest, figure.size_px, Camera.of(setting), facing_camera=facing)
    return placed.px_per_m, METRES, ""


def _angles(figure: Figure, curves: tuple[Curve, ...]) -> dict[str, FloatArray]:
    """Return the curves in degrees that share the figure's time, and the sagittal joint angles."""
    found: dict[str, FloatArray] = {}
    for curve in sorted(curves, key=lambda each: each.side or "", reverse=True):
        same = curve.unit == "deg" and np.array_equal(curve.t_s, figure.t_s)
        if same:
            found[_name(curve.label, curve.side)] = curve.values
    if figure.view in SIDE_VIEWS:
        for label, angle in (("hip_flexion", hip_flexion), ("knee_angle", knee_flexion)):
            for side in reversed(SIDES):
                found[_name(label, side)] = angle(figure.xy_px, side, figure.view)
    return found


def _name(label: str, side: Side | None) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")
    return f"{plain}_{side[0]}" if side else plain


_MM_PER_M = 1000.0


def why_no_markers(motion: Motion) -> str:
    """Return why a movement has no marker files, a clause; empty where it has."""
    if motion.view not in (*SIDE_VIEWS, "front"):
        return "they need a view from the front or from the side."
    return motion.no_metres


def to_c3d(motion: Motion) -> bytes:
    """Return the landmarks as a C3D file in millimetres; a missing one is marked invalid.

    Raises
    ------
    ValueError
        as `points_m` says.
    """
    points = points_m(motion) * _MM_PER_M
    frames = []
    for row in points:
        known = np.isfinite(row).all(axis=-1)
        frame = np.zeros((len(NAMES), 5))
        frame[known, :3] = row[known]
        frame[~known, 3] = -1.0  # residual: no measurement
        frames.append((frame, np.zeros((0, 0))))
    writer = c3d.Writer(point_rate=motion.rate_hz, analog_rate=0.0, point_scale=-1.0)
    writer.set_point_labels(list(NAMES))
    writer.set_screen_axis("+X", "+Y")
    writer.add_frames(frames)
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "No analog data found", UserWarning)  # there is none
        writer.write(out)
    return out.getvalue()


def to_trc(motion: Motion, name: str) -> str:
    """Return the landmarks as a TRC file in metres; a missing one is "nan".

    Blanks would be allowed too, but OpenSim refuses a line that ends with one.

    Raises
    ------
    ValueError
        as `points_m` says.
    """
    points = points_m(motion)
    points[~np.isfinite(points).all(axis=-1)] = np.nan
    count, rate = len(points), motion.rate_hz
    out = io.StringIO()
    out.write(f"PathFileType\t4\t(X/Y/Z)\t{name}\n")
    out.write(
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\t"
        "OrigDataRate\tOrigDataStartFrame\tOrigNumFrames\n"
    )
    out.write(f"{rate:g}\t{rate:g}\t{count}\t{len(NAMES)}\t{METRES}\t{rate:g}\t1\t{count}\n")
    out.write("Frame#\tTime\t" + "\t\t\t".join(NAMES) + "\t\t\n")
    out.write("\t\t" + "\t".join(f"X{i}\tY{i}\tZ{i}" for i in range(1, len(NAMES) + 1)) + "\n\n")
    for index, (t_s, row) in enumerate(zip(motion.t_s, points, strict=True), 1):
        values = "\t".join(f"{value:.5f}" for value in row.ravel())
        out.write(f"{index}\t{t_s:.6f}\t{values}\n")
    return out.getvalue()


def to_mot(motion: Motion) -> str:
    """Return the angles over time as a MOT file; a missing one is "nan"."""
    table = np.column_stack([motion.t_s, *motion.angles.values()])
    out = io.StringIO()
    out.write(f"angles\nversion=1\nnRows={len(table)}\nnColumns={table.shape[1]}\n")
    out.write("inDegrees=yes\nendheader\n")
    out.write("\t".join(["time", *motion.angles]) + "\n")
    np.savetxt(out, table, fmt="%.6f", delimiter="\t")
    return out.getvalue()


def points_m(motion: Motion) -> FloatArray:
    """Return `(N, 33, 3)` metres: forward, up, to the person's right.

    Raises
    ------
    ValueError
        as `why_no_markers` says.
    """
    if why_no_markers(motion):
        raise ValueError(why_no_markers(motion))
    nothing = np.zeros_like(motion.across)
    side = motion.view in SIDE_VIEWS
    axes = (motion.across, motion.up, nothing) if side else (nothing, motion.up, motion.across)
    return np.stack(axes, axis=-1)
