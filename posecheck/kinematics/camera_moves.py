"""When the camera was moved, as far as landmarks alone can tell.

A camera that is knocked or carried shifts the whole person at once: the standing foot and the trunk
by the same way in the picture. A person cannot do that with a foot on the floor: swaying leaves the
feet, stepping moves one foot after the other, hopping comes back down. The other leg may be in the
air meanwhile, so one standing leg with the trunk is enough. What landmarks cannot tell: a slow pan
from a slow walk, a turn about the lens axis of a few degrees, and any movement of the camera while
nobody is seen.
"""

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.geometry import runs
from posecheck.kinematics.signals import leg_scale
from posecheck.kinematics.track import Track
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, SHOULDER, SIDES
from posecheck.thresholds import QUALITY

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_STANDING = {
    side: [*SHOULDER.values(), *(joint[side] for joint in (HIP, KNEE, ANKLE, HEEL, FOOT_INDEX))]
    for side in SIDES
}


def camera_moves(track: Track) -> list[float]:
    """Return the times, in seconds, at which the whole picture shifted under the person.

    A shift counts when nothing moves before and after it, and no joint's own way differs much
    from the way common to all. Of who rises on tiptoe the toes stay where they are, of who puts
    one foot beside the other and goes along with it, the other foot.
    """
    half = max(1, round(QUALITY.camera_window / 2 * track.rate_hz))
    if len(track.t_s) <= 8 * half or track.excluded.all():
        return []
    scale = leg_scale(track.xy_px[~track.excluded])
    size, moved = np.zeros(len(track.t_s)), np.zeros(len(track.t_s), dtype=np.bool_)
    feet = _shift(track.xy_px[:, [ANKLE[side] for side in SIDES]], half) / scale
    for joints in _STANDING.values():
        common, its_moved = _moves(track.xy_px[:, joints], half, scale)
        its_size = np.linalg.norm(common, axis=-1)
        along = (feet * common[:, None]).sum(axis=-1).min(axis=1)
        its_moved &= ~(along <= its_size**2 / 2)
        size = np.fmax(size, np.where(its_moved, its_size, 0.0))
        moved |= its_moved
    return [float(track.t_s[start + int(size[start:stop].argmax())]) for start, stop in runs(moved)]


def _moves(points: FloatArray, half: int, scale: float) -> tuple[FloatArray, BoolArray]:
    """Return one set of joints' common way, `(N, 2)` leg lengths, and where it is a knock."""
    way_of_all, moved_of_all = np.zeros((len(points), 2)), np.zeros(len(points), dtype=np.bool_)
    middle = slice(3 * half, len(points) - 3 * half)
    way = _shift(points, half) / scale
    during, before, after = way[middle], way[half : -5 * half], way[5 * half : -half]
    common = np.median(during, axis=1)
    size = np.linalg.norm(common, axis=-1)
    with np.errstate(invalid="ignore"):
        apart = _largest(during - common[:, None])
        still = np.maximum(_largest(before), _largest(after)) <= size / 2
        moved = (size > QUALITY.camera_shift) & still
        moved &= apart <= QUALITY.camera_same * size
    way_of_all[middle], moved_of_all[middle] = common, moved
    return way_of_all, moved_of_all


def _largest(way: FloatArray) -> FloatArray:
    return np.asarray(np.linalg.norm(way, axis=-1).max(axis=1))


def _shift(points: FloatArray, half: int) -> FloatArray:
    """Return each joint's way from `half` samples before to `half` after, `(N, J, 2)` pixels."""
    result = np.full_like(points, np.nan)
    result[half:-half] = points[2 * half :] - points[: -2 * half]
    return result
