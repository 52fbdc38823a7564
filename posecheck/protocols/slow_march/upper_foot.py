"""One leg for every lift seen from the side, where the model changes its mind from frame to frame.

From the side one leg hides the other. The pose model may give a leg that is up to either label, to
one after the other frame by frame, or draw both legs where it is. What stays is that one foot is up
and the other one down. So for as long as a foot is up the higher foot belongs to one leg. Its label
is the one under which it left the floor and came back to it, where nothing has been mistaken yet;
where the two differ, the one that it had for longer. Frames that show but one leg are bridged.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.ndimage import median_filter
from scipy.signal import find_peaks

from posecheck.kinematics.geometry import about, middle, runs
from posecheck.kinematics.label_swaps import LEGS_EXCHANGED, exchange
from posecheck.kinematics.track import QuietStance, Track
from posecheck.kinematics.view import facing
from posecheck.landmarks import FOOT, HIP, KNEE, LEGS, SIDES
from posecheck.protocols.slow_march.departures import leg_scale_at
from posecheck.protocols.slow_march.thresholds import UPPER_FOOT
from posecheck.recording import Recording

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]

_KNEES_EXCHANGED = exchange(((KNEE["left"], KNEE["right"]),))


@dataclass(frozen=True, eq=False)
class Steadied:
    """A recording from the side in which the higher foot keeps its label while it is up.

    `hidden_s` are first and last moment, seconds, of the lifts of which one leg hid a part, or in
    which the legs changed labels: their course in time is not to be read.
    """

    recording: Recording
    hidden_s: tuple[tuple[float, float], ...] = ()


def one_leg_a_lift(recording: Recording, track: Track, rest: QuietStance) -> Steadied:
    """Return a recording from the side in which the higher foot keeps its label while it is up.

    Parameters
    ----------
    recording
        as the model saw it.
    track
        the same, cleaned.
    rest
        its quiet standing, from whose height the feet are seen to rise.
    """
    same_size = (recording.frame_size_px == track.size_px).all(axis=1)
    seen = np.flatnonzero(recording.found & same_size)
    if len(seen) < UPPER_FOOT.frames:
        return Steadied(recording)
    xy_px = recording.landmarks_px[seen].astype(np.float64)
    mended, hidden_s = False, []
    left, right = _risen(xy_px, rest)
    feet, high = right - left, np.maximum(left, right)
    for whole, clear in _ups(median_filter(high, 3, mode="nearest")):
        own, t_s = xy_px[whole], recording.t_s[seen[whole]]
        right_up = _label(feet[clear])
        if right_up is None or _goes(own, rest):
            continue
        exchanged = _relabel(own, feet[whole], _knees_apart(own, rest), right_up)
        share = np.abs(feet[whole]) / np.maximum(high[whole], UPPER_FOOT.apart)
        bridged = _bridge(own, t_s, share)
        if exchanged or bridged:
            own[:, LEGS] = median_filter(own[:, LEGS], (3, 1, 1), mode="nearest")
            mended = True
        if _hides(t_s, share) or _changes(feet[whole], high[whole]):
            hidden_s.append((float(t_s[0]), float(t_s[-1])))
    if not mended:
        return Steadied(recording)
    landmarks = recording.landmarks_px.copy()
    landmarks[seen] = xy_px
    return Steadied(replace(recording, landmarks_px=landmarks), tuple(hidden_s))


def _goes(xy_px: FloatArray, rest: QuietStance) -> bool:
    """Return whether the hips, `(T, 33, 2)`, go elsewhere meanwhile: legs that step take turns."""
    hips = middle(xy_px, HIP)[:, 0]
    return bool(np.ptp(hips) > UPPER_FOOT.stays * leg_scale_at(rest))


def _label(feet: FloatArray) -> bool | None:
    """Return whether the foot that is up is the right one by its labels; None if none is told.

    Parameters
    ----------
    feet
        `(T,)` how much higher the right foot is than the left, leg lengths, while it is clearly up.
    """
    rights = feet[np.abs(feet) >= UPPER_FOOT.apart] > 0
    if not len(rights):
        return None
    return bool(rights[0] if rights[0] == rights[-1] else rights.mean() > 0.5)


def _relabel(xy_px: FloatArray, feet: FloatArray, knees: FloatArray, right_up: bool) -> bool:
    """Give the higher foot of one lift its label, and the further knee with it, in place.

    Returns whether there was anything to mend.

    Parameters
    ----------
    xy_px
        `(T, 33, 2)` of the lift.
    feet, knees
        `(T,)` how much higher the right foot, and how much further the right knee is, leg lengths.
    right_up
        whether it is the right one.
    """
    told = np.abs(feet) >= UPPER_FOOT.apart
    wrong = told & ((feet > 0) != right_up)
    if not wrong.any():
        return False
    xy_px[wrong] = xy_px[wrong][:, LEGS_EXCHANGED]
    knees = np.where(wrong, -knees, knees)
    crossed = told & (np.abs(knees) >= UPPER_FOOT.apart) & ((knees > 0) != right_up)
    xy_px[crossed] = xy_px[crossed][:, _KNEES_EXCHANGED]
    return True


def _hides(t_s: FloatArray, share: FloatArray) -> bool:
    """Return whether one leg hid the other for a while of one lift, not merely in a frame."""
    return any(
        start > 0 and stop < len(share) and t_s[stop] - t_s[start] >= UPPER_FOOT.hidden
        for start, stop in runs(share < UPPER_FOOT.one)
    )


def _changes(feet: FloatArray, high: FloatArray) -> bool:
    """Return whether the label of the higher foot changes while it is far up, `(T,)` each."""
    up = (high >= UPPER_FOOT.far * high.max()) & (np.abs(feet) >= UPPER_FOOT.apart)
    rights = feet[up] > 0
    return bool(rights.any() and not rights.all())


def _bridge(xy_px: FloatArray, t_s: FloatArray, share: FloatArray) -> bool:
    """Draw both legs across the frames of one lift that show but one of them, in place.

    Returns whether there was anything to mend. Longer stretches stay as they are.

    Parameters
    ----------
    xy_px
        `(T, 33, 2)` of the lift.
    t_s
        `(T,)` seconds.
    share
        `(T,)` how far the feet are apart in height, of what the higher one is up: 1 where the other
        one is down.
    """
    amid = False
    for start, stop in runs(share < UPPER_FOOT.whole):
        if start == 0 or stop == len(share) or t_s[stop] - t_s[start - 1] > UPPER_FOOT.gap:
            continue
        way = (t_s[start:stop] - t_s[start - 1]) / (t_s[stop] - t_s[start - 1])
        before, after = xy_px[start - 1, LEGS], xy_px[stop, LEGS]
        xy_px[start:stop, LEGS] = before + way[:, None, None] * (after - before)
        amid = True
    return amid


def _knees_apart(xy_px: FloatArray, rest: QuietStance) -> FloatArray:
    """Return how much further ahead and up the right knee is than the left, `(T,)` leg lengths."""
    forward, moved = facing(rest.xy_px), xy_px - rest.xy_px
    left, right = (forward * moved[:, KNEE[side], 0] - moved[:, KNEE[side], 1] for side in SIDES)
    return np.asarray((right - left) / leg_scale_at(rest))


def _risen(xy_px: FloatArray, rest: QuietStance) -> list[FloatArray]:
    """Return how far the foot of each label is above its place, `(T,)` leg lengths, left first."""
    scale = leg_scale_at(rest)
    return [
        (rest.xy_px[FOOT[side], 1] - xy_px[:, FOOT[side], 1]).mean(axis=1) / scale for side in SIDES
    ]


def _ups(high: FloatArray) -> list[tuple[slice, slice]]:
    """Return the frames of each time a foot is up, in order: all of them, and the clear ones.

    A peak is one of them if it stands clear of its neighbours: if the foot was down between.
    """
    padded = np.concatenate(([0.0], high, [0.0]))
    clear = np.maximum(UPPER_FOOT.clear * padded, UPPER_FOOT.least)
    tops = (find_peaks(padded, height=UPPER_FOOT.least, prominence=clear)[0] - 1).tolist()
    if not tops:
        return []
    between = [low + int(np.argmin(high[low : up + 1])) for low, up in pairwise(tops)]
    limits = list(pairwise([0, *between, len(high) - 1]))
    return [
        (
            _about(high, top, UPPER_FOOT.apart, within),
            _about(high, top, UPPER_FOOT.edge * high[top], within),
        )
        for top, within in zip(tops, limits, strict=True)
    ]


def _about(high: FloatArray, top: int, level: float, within: tuple[int, int]) -> slice:
    first, last = about(high, top, level, within)
    return slice(first, last + 1)
