"""The second look: what a better model found in a few frames of a take, made ready for measuring.

The heavy model places knee and hip better than the one that follows the whole take, and the mean
with its mirror image treats left and right alike. It is too slow for every frame, and what counts
of a lift is its top: it looks at a few frames of each top and of the quiet standing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.geometry import leg_length
from posecheck.kinematics.label_swaps import LEGS_EXCHANGED, UPPER_EXCHANGED, apart_either_way
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import LEGS, SHOULDER, SIDES
from posecheck.recording import Recording
from posecheck.thresholds import SECOND_LOOK

FloatArray = npt.NDArray[np.float64]

_SHOULDERS = [SHOULDER[side] for side in SIDES]


@dataclass(frozen=True, eq=False)
class SecondLook:
    """What was seen at the second look.

    Attributes
    ----------
    t_s
        `(K,)` seconds, of the take.
    xy_px
        `(K, 33, 2)` pixels as the track's; left and right as in the track; NaN where a point is not
        where the track has it.
    depth_px
        `(K, 33)` as `Recording.depth_px`, labelled as `xy_px`; NaN where it is unknown.
    standing
        `(K,)`, true in the quiet standing.
    rest
        the quiet standing as seen then.
    rest_depth_px
        `(33,)` its depths.
    size_px
        width and height of the frame, in pixels.
    """

    t_s: FloatArray
    xy_px: FloatArray
    depth_px: FloatArray
    standing: npt.NDArray[np.bool_]
    rest: QuietStance
    rest_depth_px: FloatArray
    size_px: tuple[int, int]


def frames_to_look_at_again(
    t_s: FloatArray, rest: QuietStance, runs_s: Iterable[tuple[float, float]]
) -> npt.NDArray[np.intp]:
    """Return the frames worth a second look, `(n,)` increasing; none where they are too many.

    Parameters
    ----------
    t_s
        `(T,)` times of the frames, seconds.
    rest
        the quiet standing.
    runs_s
        first and last moment of each top, seconds.
    """
    tops = list(runs_s)
    if not tops or len(tops) > SECOND_LOOK.most:
        return np.zeros(0, np.intp)
    each = min(SECOND_LOOK.tops, SECOND_LOOK.most // len(tops))
    # Not at the ends of a top, where the leg is on its way already.
    shares = (np.arange(each) + 0.5) / each
    moments = [np.linspace(rest.start_s, rest.end_s, int(SECOND_LOOK.standing))]
    for first, last in tops:
        moments.append(first + shares * (last - first))
    wanted = np.concatenate(moments)
    return np.asarray(np.unique(np.abs(t_s[:, None] - wanted).argmin(axis=0)))


def second_look(look: Recording | None, track: Track, rest: QuietStance) -> SecondLook | None:
    """Return a second look ready for measuring; None where there was none or it says too little.

    Parameters
    ----------
    look
        what was found in the frames that were looked at again.
    track, rest
        the cleaned movement and the quiet standing of the same take.
    """
    if look is None or not len(look.t_s):
        return None
    scale = np.array(track.size_px) / look.frame_size_px
    depth = np.full(look.visibility.shape, np.nan) if look.depth_px is None else look.depth_px
    seen = np.dstack([look.landmarks_px * scale[:, None, :], depth * scale[:, :1]])
    nearest = np.rint((look.t_s - track.t_s[0]) * track.rate_hz).astype(np.intp)
    there = track.xy_px[nearest.clip(0, len(track.t_s) - 1)]
    seen = _labelled_as(there, seen)
    xy, depth = seen[..., :2], seen[..., 2]
    reach = SECOND_LOOK.astray * float(np.mean([leg_length(rest.xy_px, side) for side in SIDES]))
    xy[~(np.linalg.norm(xy - there, axis=-1) <= reach)] = np.nan
    frame_s = 1.0 / track.rate_hz
    standing = (look.t_s >= rest.start_s - frame_s) & (look.t_s <= rest.end_s + frame_s)
    whole = standing & np.isfinite(xy[:, [*LEGS, *_SHOULDERS]]).all(axis=(1, 2))
    if np.count_nonzero(whole) < SECOND_LOOK.least_standing:
        return None
    stood = replace(rest, xy_px=np.median(xy[whole], axis=0))
    stood_depth = np.median(depth[whole], axis=0)
    return SecondLook(look.t_s, xy, depth, standing, stood, stood_depth, track.size_px)


def _labelled_as(there: FloatArray, seen: FloatArray) -> FloatArray:
    """Return landmarks `(K, 33, 3)` with left and right as in others of the same moments."""
    labelled = seen.copy()
    for points, order in ((LEGS, LEGS_EXCHANGED), (_SHOULDERS, UPPER_EXCHANGED)):
        as_labelled, exchanged = apart_either_way(there, labelled[..., :2], points, order)
        turned = exchanged < as_labelled
        labelled[turned] = labelled[turned][:, order]
    return labelled
