"""Markers and angles as laboratories read them: C3D, TRC, MOT.

X forward, Y up, Z to the person's right. One camera sees one plane: from the front X is 0, from
the side Z is 0. Lengths are true or the file is not written: C3D in millimetres, TRC in metres.
MOT holds degrees, flexion positive (as in the Rajagopal 2015 model). Pelvic tilt is not among
them: landmarks do not show it.
"""

import io
import warnings

import c3d
import numpy as np
import numpy.typing as npt

from posecheck.export.motion import METRES, SIDE_VIEWS, Motion
from posecheck.landmarks import NAMES

FloatArray = npt.NDArray[np.float64]
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
    ValueError : as `points_m` says.
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
    ValueError : as `points_m` says.
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
    ValueError : as `why_no_markers` says.
    """
    if why_no_markers(motion):
        raise ValueError(why_no_markers(motion))
    nothing = np.zeros_like(motion.across)
    side = motion.view in SIDE_VIEWS
    axes = (motion.across, motion.up, nothing) if side else (nothing, motion.up, motion.across)
    return np.stack(axes, axis=-1)
