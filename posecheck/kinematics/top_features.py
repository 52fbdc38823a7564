"""Everything that is seen of the body at the top of a lift from the front.

It is what the formula of the height reads: elevation by geometry, climb of hips, shoulders, knees
and foot, how far they went aside, drawn lengths of thigh, shank and foot, and how far the lens
looks down. The terms that help where the knee says little fade out towards 50°. A second look also
guesses how far knee, foot and trunk lie towards the camera.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.camera_placement import Placement, foot_extent, thigh_px
from posecheck.kinematics.second_look import SecondLook
from posecheck.kinematics.track import QuietStance
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
from posecheck.thresholds import ELEVATION

FloatArray = npt.NDArray[np.float64]


def constant_of(
    rest: QuietStance, size_px: tuple[int, int], placement: Placement
) -> dict[str, float]:
    """Return what is the same at every top of a take."""
    return {
        "foot_extent": foot_extent(rest, size_px),
        "lens_slope": placement.lens_height_m / placement.distance_m,
    }


def quantities(
    xy: FloatArray, rest: QuietStance, side: Side, raw: FloatArray
) -> dict[str, FloatArray]:
    """Return what is seen of a leg and its body in `xy`, `(N, 33, 2)`; `(N,)` each.

    Lengths are in thigh lengths, up and outward (towards this leg's side) positive.
    """
    stood, thigh, foil = rest.xy_px, thigh_length(rest), other(side)
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


def depths(look: SecondLook, side: Side) -> dict[str, FloatArray]:
    """Return how far a leg and its body lie towards the camera, `(K,)` thigh lengths each.

    NaN where the look has no depth. As they are, and what has changed since standing.
    """
    foil, thigh = other(side), thigh_length(look.rest)

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


def features_of(values: Mapping[str, float], constant: Mapping[str, float]) -> dict[str, float]:
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


def shank_share(xy_px: FloatArray, rest: QuietStance, side: Side) -> FloatArray:
    """Return the drawn length of a shank over that in quiet standing, `(N,)`.

    NaN where `xy_px`, `(N, 33, 2)` of the track, is. From the front a shank that hangs keeps its
    length. Where it is drawn much shorter, either the foot went back under the thigh or the knee is
    drawn too low; the picture does not tell which, and the knee's height says little of the thigh.
    """
    knee, ankle = KNEE[side], ANKLE[side]
    drawn = np.linalg.norm(xy_px[:, ankle] - xy_px[:, knee], axis=-1)
    return np.asarray(drawn / np.linalg.norm(rest.xy_px[ankle] - rest.xy_px[knee]))


def thigh_length(rest: QuietStance) -> float:
    """Return the drawn length of a thigh in quiet standing, pixels, the mean of both."""
    return float(np.mean([thigh_px(rest, side) for side in SIDES]))
