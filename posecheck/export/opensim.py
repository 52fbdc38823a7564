"""TRC and MOT files as OpenSim reads them.

TRC: X forward, Y up, Z to the person's right. One camera sees one plane: from the front X is 0,
from the side Z is 0. MOT: degrees, flexion positive (as in the Rajagopal 2015 model). Pelvic tilt
is not written: landmarks do not show it.
"""

import io

import numpy as np

from posecheck.export.motion import Motion
from posecheck.kinematics.joints import hip_flexion, knee_flexion
from posecheck.landmarks import NAMES, SIDES

SIDE_VIEWS = ("side-left", "side-right")


def to_trc(motion: Motion, name: str) -> str:
    """Return the landmarks as a TRC file; a missing one is "nan".

    Blanks would be allowed too, but OpenSim refuses a line that ends with one.

    Raises
    ------
    ValueError : the view is neither from the front nor from the side.
    """
    nothing = np.zeros_like(motion.across)
    if motion.view in SIDE_VIEWS:
        axes = (motion.across, motion.up, nothing)
    elif motion.view == "front":
        axes = (nothing, motion.up, motion.across)
    else:
        raise ValueError(f"the view {motion.view} shows neither plane")
    points = np.stack(axes, axis=-1)
    points[~np.isfinite(points).all(axis=-1)] = np.nan
    count, rate = len(points), motion.track.rate_hz
    out = io.StringIO()
    out.write(f"PathFileType\t4\t(X/Y/Z)\t{name}\n")
    out.write(
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\t"
        "OrigDataRate\tOrigDataStartFrame\tOrigNumFrames\n"
    )
    out.write(f"{rate:g}\t{rate:g}\t{count}\t{len(NAMES)}\t{motion.unit}\t{rate:g}\t1\t{count}\n")
    out.write("Frame#\tTime\t" + "\t\t\t".join(NAMES) + "\t\t\n")
    out.write("\t\t" + "\t".join(f"X{i}\tY{i}\tZ{i}" for i in range(1, len(NAMES) + 1)) + "\n\n")
    for index, (t_s, row) in enumerate(zip(motion.track.t_s, points, strict=True), 1):
        values = "\t".join(f"{value:.5f}" for value in row.ravel())
        out.write(f"{index}\t{t_s:.6f}\t{values}\n")
    return out.getvalue()


def to_mot(motion: Motion) -> str:
    """Return joint angles over time as a MOT file; a missing one is "nan".

    Every view has `thigh_elevation_r/l` (0 hanging, 90 level); only a side view shows the
    sagittal joint angles, so only there are `hip_flexion_r/l` and `knee_angle_r/l` written.
    """
    elevation = motion.elevation.deg
    columns = {f"thigh_elevation_{side[0]}": elevation[side] for side in reversed(SIDES)}
    if motion.view in SIDE_VIEWS:
        for side in reversed(SIDES):
            flexion = hip_flexion(motion.track.xy_px, side, motion.view)
            columns[f"hip_flexion_{side[0]}"] = flexion
        for side in reversed(SIDES):
            knee = knee_flexion(motion.track.xy_px, side, motion.view)
            columns[f"knee_angle_{side[0]}"] = knee
    table = np.column_stack([motion.track.t_s, *columns.values()])
    out = io.StringIO()
    out.write(f"angles\nversion=1\nnRows={len(table)}\nnColumns={table.shape[1]}\n")
    out.write("inDegrees=yes\nendheader\n")
    out.write("\t".join(["time", *columns]) + "\n")
    np.savetxt(out, table, fmt="%.6f", delimiter="\t")
    return out.getvalue()
