"""Whether the camera stood still, as far as landmarks alone can tell.

A camera that is knocked or carried shifts the whole person at once: both feet, while they stand,
and the trunk by the same way in the picture. A person cannot do that with both feet on the floor:
swaying leaves the feet, stepping moves one foot after the other, hopping comes back down. What
landmarks cannot tell: a slow pan from a slow walk, a turn about the lens axis of a few degrees,
and any movement of the camera while nobody is seen.
"""

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.geometry import runs
from posecheck.kinematics.signals import leg_scale
from posecheck.kinematics.track import Track
from posecheck.landmarks import ANKLE, HEEL, HIP, KNEE, SHOULDER, SIDES
from posecheck.thresholds import threshold

FloatArray = npt.NDArray[np.float64]

_JOINTS = [joint[side] for joint in (SHOULDER, HIP, KNEE, ANKLE, HEEL) for side in SIDES]


def camera_moves(track: Track) -> list[float]:
    """Return the times, in seconds, at which the whole picture shifted under the person.

    A shift counts when nothing moves before and after it, and no joint's own way differs much
    from the way common to all.
    """
    half = max(1, round(threshold("quality.camera_window") / 2 * track.rate_hz))
    points = track.xy_px[:, _JOINTS]
    if len(points) <= 8 * half or track.void.all():
        return []
    scale = leg_scale(track.xy_px[~track.void])
    middle = slice(3 * half, len(points) - 3 * half)
    way = _shift(points, half) / scale
    during, before, after = way[middle], way[half : -5 * half], way[5 * half : -half]
    common = np.median(during, axis=1)
    size = np.linalg.norm(common, axis=-1)
    with np.errstate(invalid="ignore"):
        apart = _largest(during - common[:, None])
        still = np.maximum(_largest(before), _largest(after)) <= size / 2
        moved = (size > threshold("quality.camera_shift")) & still
        moved &= apart <= threshold("quality.camera_same") * size
    return [
        float(track.t_s[middle][start + int(size[start:stop].argmax())])
        for start, stop in runs(moved)
    ]


def _largest(way: FloatArray) -> FloatArray:
    return np.asarray(np.linalg.norm(way, axis=-1).max(axis=1))


def _shift(points: FloatArray, half: int) -> FloatArray:
    """Return each joint's way from `half` samples before to `half` after, `(N, J, 2)` pixels."""
    result = np.full_like(points, np.nan)
    result[half:-half] = points[2 * half :] - points[: -2 * half]
    return result
