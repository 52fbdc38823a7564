"""Quiet standing: the posture that every dynamic angle of the march is compared with."""

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter1d, minimum_filter1d

from posecheck.kinematics.geometry import middle, runs, trunk_length
from posecheck.kinematics.signals import leg_scale
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import ANKLE, HIP, KNEE, SHOULDER, SIDES
from posecheck.thresholds import QUIET_STANCE

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_JOINTS = [joint[side] for joint in (SHOULDER, HIP, KNEE, ANKLE) for side in SIDES]


def find_quiet_stance(track: Track, stands: BoolArray | None = None) -> QuietStance | None:
    """Return the best quiet standing of a take; None if the take has no measurable stretch.

    The first long enough stretch with both feet down and little movement wins, which is the one
    before the first lift if there is one; then the longest shorter one. Where the person never
    stands quietly, it is put together of all moments between the lifts in which both feet are on
    the floor; where even those are missing (running in place), the least restless half second must
    do, as far as the thighs hang in it. `QuietStance.seconds` says how much was found,
    `QuietStance.restless` that it was not quiet, so that a gate can say so.

    Parameters
    ----------
    track
        the cleaned movement.
    stands
        `(N,)` where the person stands on both feet, from a protocol that knows it better than
        `both_feet_down`.
    """
    usable = ~track.excluded
    if not usable.any():
        return None
    span = QUIET_STANCE.window
    moved = _movement(track, span)
    down = both_feet_down(track) if stands is None else stands
    quiet = usable & down & (moved <= QUIET_STANCE.still)
    reach = round(span / 2 * track.rate_hz)
    found = [_widened(piece, reach, usable) for piece in runs(quiet)]
    wanted = QUIET_STANCE.wanted * track.rate_hz
    long = [piece for piece in found if piece[1] - piece[0] >= wanted]
    if long:
        return _rest(track, *long[0], restless=False)
    if found:
        return _rest(track, *max(found, key=lambda piece: piece[1] - piece[0]), restless=False)
    between = usable & down & both_feet_on_the_floor(track)
    if np.count_nonzero(between) >= QUIET_STANCE.between * track.rate_hz:
        longest = max(runs(between), key=lambda piece: piece[1] - piece[0])
        return _rest(track, *longest, restless=True, of=between)
    tall = usable & _stands_tallest(track)
    best = int(np.where(tall, moved, np.inf).argmin())
    start, stop = _widened((best, best + 1), reach, usable)
    return _rest(track, start, stop, restless=True, of=tall)


def both_feet_down(track: Track) -> BoolArray:
    """Return where the person stands on both feet with straight legs, `(N,)`; false where excluded.

    Knees and ankles of the two sides are at about the same height in the picture, and the thighs
    hang as far down, for the length of the trunk, as they do when the person stands tallest.
    """
    xy = track.xy_px
    if track.excluded.all():
        return np.zeros(len(xy), dtype=np.bool_)
    # Who walks up to the camera is drawn larger and larger.
    size = _largest_near(trunk_length(xy), round(QUIET_STANCE.size_within * track.rate_hz))
    legs = np.abs(middle(xy, ANKLE)[:, 1] - middle(xy, HIP)[:, 1]) / size
    level = QUIET_STANCE.level * float(np.nanpercentile(legs, 90)) * size
    drops = np.stack([xy[:, KNEE[side], 1] - xy[:, HIP[side], 1] for side in SIDES], axis=1)
    hang = drops.min(axis=1) / size
    tall = np.nanpercentile(drops / size[:, None], 90)
    knees = np.abs(xy[:, KNEE["left"], 1] - xy[:, KNEE["right"], 1]) <= level
    ankles = np.abs(xy[:, ANKLE["left"], 1] - xy[:, ANKLE["right"], 1]) <= level
    return np.asarray(knees & ankles & (hang >= QUIET_STANCE.straight * tall))


def _stands_tallest(track: Track) -> BoolArray:
    """Return the moments in which the thigh that hangs less hangs most, `(N,)`.

    Whoever never stands on both feet (running in place, lunges) is nearest to it there.
    """
    drops = np.stack(
        [track.xy_px[:, KNEE[side], 1] - track.xy_px[:, HIP[side], 1] for side in SIDES]
    )
    hang = drops.min(axis=0)
    return np.asarray(hang >= np.nanpercentile(hang, QUIET_STANCE.tallest))


def _largest_near(values: FloatArray, width: int) -> FloatArray:
    """Return the largest of the values within `width` samples about each; NaN is left out."""
    known = np.nan_to_num(values, nan=0.0)
    largest: FloatArray = maximum_filter1d(known, max(width, 1))
    return np.maximum(largest, 1.0)


def both_feet_on_the_floor(track: Track) -> BoolArray:
    """Return where each ankle is about as low in the picture as it ever is, `(N,)`.

    Each foot has its own floor: seen from the side, the far one stands higher in the picture.
    """
    ankles = track.xy_px[:, [ANKLE[side] for side in SIDES], 1]
    if track.excluded.all():
        return np.zeros(len(ankles), dtype=np.bool_)
    floor = np.nanpercentile(ankles, QUIET_STANCE.floor, axis=0)
    near = QUIET_STANCE.on_floor * leg_scale(track.xy_px[~track.excluded])
    return np.asarray((floor - ankles <= near).all(axis=1))


def _movement(track: Track, seconds: float) -> FloatArray:
    """Return the largest joint movement within a window about each sample, leg lengths, `(N,)`."""
    width = 2 * round(seconds / 2 * track.rate_hz) + 1
    points = np.nan_to_num(track.xy_px[:, _JOINTS].reshape(len(track.t_s), -1), nan=1e9)
    span = maximum_filter1d(points, width, axis=0) - minimum_filter1d(points, width, axis=0)
    return np.asarray(span.max(axis=1) / leg_scale(track.xy_px[~track.excluded]))


def _widened(piece: tuple[int, int], reach: int, usable: BoolArray) -> tuple[int, int]:
    """Return a stretch of window centres widened to the samples that their windows cover."""
    start, stop = max(piece[0] - reach, 0), min(piece[1] + reach, len(usable))
    while not usable[start]:
        start += 1
    while not usable[stop - 1]:
        stop -= 1
    return start, stop


def _rest(
    track: Track, start: int, stop: int, *, restless: bool, of: BoolArray | None = None
) -> QuietStance:
    """Return the median posture of a stretch, or of the samples `of` `(N,)`, wherever they are."""
    inside: BoolArray = np.zeros(len(track.t_s), dtype=np.bool_)
    inside[start:stop] = True
    inside = (inside if of is None else of) & ~track.excluded
    return QuietStance(
        start_s=float(track.t_s[start]),
        end_s=float(track.t_s[stop - 1]),
        xy_px=np.median(track.xy_px[inside], axis=0),
        restless=restless,
    )
