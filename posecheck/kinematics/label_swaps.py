"""Who is who: the same person throughout, and left and right the same throughout.

The model follows whoever is in its crop and may change over to a second person; and it exchanges
left and right, for a frame or for a whole lift, at full visibility. Both show as a jump that no
body makes. What is told here rests on continuity alone and works in any view; the leg that is
lifted behind the other one in a side view is `posecheck.protocols.slow_march.prepare`.
"""

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.geometry import distance, runs, trunk_centre, trunk_length
from posecheck.kinematics.statistics import usual_rate
from posecheck.landmarks import COUNT, HIP, LEG_PAIRS, SHOULDER
from posecheck.thresholds import SIGNALS

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_UPPER_PAIRS = tuple((left, left + 1) for left in (7, 11, 13, 15))
_FACE_PAIRS = ((1, 4), (2, 5), (3, 6), (9, 10))
_HAND_PAIRS = ((17, 18), (19, 20), (21, 22))


def exchange(pairs: tuple[tuple[int, int], ...]) -> npt.NDArray[np.intp]:
    """Return the order of the 33 landmarks with the given pairs exchanged, `(33,)`."""
    order = np.arange(COUNT)
    for left, right in pairs:
        order[left], order[right] = right, left
    return order


LEGS_EXCHANGED = exchange(LEG_PAIRS)
UPPER_EXCHANGED = exchange(_UPPER_PAIRS + _FACE_PAIRS + _HAND_PAIRS)
SIDES_EXCHANGED = LEGS_EXCHANGED[UPPER_EXCHANGED]


def apart_either_way(
    one: FloatArray, other: FloatArray, points: list[int], order: npt.NDArray[np.intp]
) -> tuple[FloatArray, FloatArray]:
    """Return how far two looks are apart, as they are labelled and with one of them exchanged.

    Parameters
    ----------
    one, other
        `(…, 33, 2)` pixels.
    points
        the landmarks to compare.
    order
        the exchange, from `exchange`.

    Returns
    -------
    as_labelled, exchanged
        `(…)` mean distances, pixels; NaN where a point is.
    """
    kept, turned = other[..., points, :], other[..., order, :][..., points, :]
    as_labelled = distance(one[..., points, :], kept).mean(axis=-1)
    return as_labelled, distance(one[..., points, :], turned).mean(axis=-1)


def other_person(t_s: FloatArray, xy_px: FloatArray) -> BoolArray:
    """Return where the landmarks follow somebody other than the first person, `(T,)`.

    The take falls into stretches at every jump of the trunk's centre or size that no person
    makes. The first stretch of a second or more sets the person; a later stretch belongs to the
    same person if it begins near where that person was last seen, in about the same size. Frames
    without a person (NaN) are false.

    Parameters
    ----------
    t_s
        `(T,)` seconds.
    xy_px
        `(T, 33, 2)` pixels.
    """
    found = np.flatnonzero(np.isfinite(xy_px[:, 0, 0]))
    result = np.zeros(len(t_s), dtype=np.bool_)
    if len(found) < 2:
        return result
    centre, size = trunk_centre(xy_px[found]), trunk_length(xy_px[found])
    scale = float(np.median(size))
    limit = SIGNALS.person_speed * np.diff(t_s[found])
    limit = np.minimum(limit + SIGNALS.person_step, SIGNALS.person_reach)
    jump = distance(centre[:-1], centre[1:]) > limit * scale
    pieces = np.split(np.arange(len(found)), np.flatnonzero(jump) + 1)
    long = [p for p in pieces if _span(t_s[found], p) >= SIGNALS.person_first]
    first = long[0] if long else max(pieces, key=len)
    place, length = np.median(centre[first], axis=0), float(np.median(size[first]))
    for piece in pieces:
        if piece[0] == first[0]:
            place = centre[piece[-1]]
            continue
        begins = np.median(centre[piece[:5]], axis=0)
        near = float(distance(place, begins)) <= SIGNALS.person_reach * length
        ratio = float(np.median(size[piece])) / length
        alike = abs(np.log(ratio)) <= np.log(SIGNALS.person_size)
        if near and alike:
            place = centre[piece[-1]]
        else:
            result[found[piece]] = True
    return result


def _span(t_s: FloatArray, piece: npt.NDArray[np.intp]) -> float:
    return float(t_s[piece[-1]] - t_s[piece[0]])


def exchanged(
    t_s: FloatArray,
    xy_px: FloatArray,
    order: npt.NDArray[np.intp],
    scale_px: float,
    agreement: FloatArray,
) -> tuple[BoolArray, BoolArray]:
    """Return where left and right are exchanged, and where a change between the two is under way.

    A change is a jump after which the points lie where those of the other side lay before, while
    neither standing still nor going on at the same speed explains it. Which labels are the true
    ones is decided within each stretch in which the sides are apart: by what they agree with, or,
    where that says nothing, by time: those held longer.

    Parameters
    ----------
    t_s
        `(T,)` seconds.
    xy_px
        `(T, 33, 2)` pixels, no NaN.
    order
        the exchange to try, from `exchange`.
    scale_px
        leg length.
    agreement
        `(T,)` leg lengths, above zero where the labels as they are agree with the rest of the body,
        below where they contradict it, 0 where nothing is known.

    Returns
    -------
    swapped, between
        `(T,)` each; in `between` the points lie on neither side.
    """
    swapped = np.zeros(len(t_s), dtype=np.bool_)
    between = np.zeros(len(t_s), dtype=np.bool_)
    moving = np.flatnonzero(order != np.arange(COUNT))
    points = xy_px[:, moving]
    crossed = xy_px[:, order][:, moving]
    least = SIGNALS.swap_jump * scale_px
    jumps = np.flatnonzero(_unexplained(t_s, points) > least) + 1
    reach = SIGNALS.swap_frames
    longest_s = np.inf if usual_rate(t_s) >= SIGNALS.swap_rate else SIGNALS.swap_for
    groups = np.split(jumps, np.flatnonzero(np.diff(jumps) > reach) + 1) if len(jumps) else []
    for group in groups:
        _follow(t_s, points, crossed, group, scale_px, longest_s, swapped, between)
    apart = np.linalg.norm(points - crossed, axis=-1).mean(axis=-1)
    open_sides = apart > SIGNALS.together * scale_px
    return _settled(t_s, swapped, open_sides | between, agreement), between


def hips_agree(xy_px: FloatArray) -> FloatArray:
    """Return how far the hips lie apart in the order of the shoulders, `(T,)` pixels.

    Below zero where they lie in the opposite order; near zero from the side.
    """
    shoulders = xy_px[:, SHOULDER["left"], 0] - xy_px[:, SHOULDER["right"], 0]
    hips = xy_px[:, HIP["left"], 0] - xy_px[:, HIP["right"], 0]
    return np.asarray(np.sign(shoulders * hips) * np.minimum(np.abs(shoulders), np.abs(hips)))


def _settled(
    t_s: FloatArray, swapped: BoolArray, apart: BoolArray, agreement: FloatArray
) -> BoolArray:
    """Return the exchanges with the true labels chosen, stretch by stretch.

    A stretch ends where the two sides lie upon each other, for there they may change unseen.
    """
    result = np.zeros_like(swapped)
    apart = apart.copy()
    for start, stop in runs(~apart):
        if t_s[stop - 1] - t_s[start] < SIGNALS.together_for:
            apart[start:stop] = True
    for start, stop in runs(apart):
        inside = swapped[start:stop]
        score = float(np.where(inside, -1.0, 1.0) @ agreement[start:stop]) / (stop - start)
        silent = abs(score) < SIGNALS.agreement
        wrong = inside.mean() > 0.5 if silent else score < 0
        result[start:stop] = ~inside if wrong else inside
    return result


def _follow(
    t_s: FloatArray,
    points: FloatArray,
    crossed: FloatArray,
    group: npt.NDArray[np.intp],
    scale_px: float,
    longest_s: float,
    swapped: BoolArray,
    between: BoolArray,
) -> None:
    """Carry the labels over one group of jumps, frame by frame; changes the last two arrays.

    A frame is accepted when it lies near the last accepted one, with its labels or with the
    other ones, and clearly nearer one way than the other. What fits neither way is in between.
    An exchange takes `longest_s` at most: before a slow camera one foot that comes down while the
    other goes up ends in the same picture.
    """
    before = int(group[0]) - 1
    stop = min(int(group[-1]) + 1, len(points) - 1)
    state, good = bool(swapped[before]), before
    share, least = SIGNALS.swap_share, SIGNALS.swap_jump * scale_px
    for index in range(before + 1, stop + 1):
        last = crossed[good] if swapped[good] else points[good]
        options = (points[index], crossed[index])
        keep = float(distance(last, options[state]).mean())
        change = float(distance(last, options[not state]).mean())
        seconds = t_s[index] - t_s[good]
        limit = _reach(seconds) * scale_px
        fits = change < share * keep and least < keep and seconds <= longest_s
        if fits and (change <= limit or index == stop):
            state, good = not state, index
        elif keep <= least or (keep <= limit and keep < share * change) or index == stop:
            good = index
        else:
            between[index] = True
        swapped[index] = state
    if (swapped[before : stop + 1] == swapped[before]).all():
        between[before : stop + 1] = False  # fast movement, no exchange
    swapped[stop:] = state


def _reach(seconds: float) -> float:
    """Return how far a leg's points go in this time on average, leg lengths."""
    return SIGNALS.swap_near + SIGNALS.swap_speed * seconds


def _unexplained(t_s: FloatArray, points: FloatArray) -> FloatArray:
    """Return the mean step `(T − 1,)` that neither rest nor constant speed explains, pixels."""
    step = np.diff(points, axis=0)
    plain = np.linalg.norm(step, axis=-1).mean(axis=-1)
    if len(step) < 2:
        return np.asarray(plain)
    ratio = (np.diff(t_s)[1:] / np.diff(t_s)[:-1]).clip(0.2, 5.0)
    onward = np.linalg.norm(step[1:] - step[:-1] * ratio[:, None, None], axis=-1).mean(axis=-1)
    return np.asarray(np.minimum(plain, np.concatenate(([plain[0]], onward))))
