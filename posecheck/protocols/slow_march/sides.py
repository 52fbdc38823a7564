"""Which leg is up in a side view, where the model may give every lift to the other leg.

From the side the legs cover each other in standing, so no jump betrays an exchange, and the
model's visibility stays high. What betrays it is the standing foot: of two feet on the floor, the
one nearer to a camera above the floor stands lower in the picture. A standing foot in the far
foot's place means that the near leg is up, whatever its label says.

Where exactly the two places are drawn differs from take to take, so the take's own standing feet
are split in two. Mean height of ankle, heel and toe above the lower foot of quiet standing, in leg
lengths: near −0.02 to 0.02, far 0.05 to 0.16, on two real and seven rendered people. Where all
standing feet are alike, the two feet of quiet standing decide which place it is.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, LEG_PAIRS, Side, other
from posecheck.protocols.slow_march.departures import Departure, departures
from posecheck.protocols.slow_march.knee_lead import leg_scale_at
from posecheck.protocols.slow_march.thresholds import SIDE_EVIDENCE
from posecheck.thresholds import SIGNALS

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_FOOT = (ANKLE, HEEL, FOOT_INDEX)


@dataclass(frozen=True, eq=False)
class SideEvidence:
    """What the standing foot says about the labels, on the track's grid.

    Attributes
    ----------
    swapped : `(N,)`, true where the labels of the legs are exchanged.
    known : `(N,)`, false where a leg is up and it cannot be told which one.
    """

    swapped: BoolArray
    known: BoolArray


def side_evidence(track: Track, rest: QuietStance, view: View) -> SideEvidence:
    """Return where the labels of the legs are wrong or in doubt; nowhere unless from the side."""
    count = len(track.t_s)
    evidence = SideEvidence(np.zeros(count, dtype=np.bool_), np.ones(count, dtype=np.bool_))
    if view not in ("side-left", "side-right"):
        return evidence
    near: Side = "left" if view == "side-left" else "right"
    found = departures(track, rest)
    heights = np.array([_height(track, rest, each) for each in found])
    high = np.array([each.height >= SIDE_EVIDENCE.least for each in found])
    split = far_above(heights[high], _apart_in_rest(rest)) if high.any() else None
    open_legs = _apart(track) / leg_scale_at(rest) > SIGNALS.together
    for departure, height in zip(found, heights, strict=True):
        first, last = _widened(open_legs, *departure.above(SIDE_EVIDENCE.edge))
        if split is None or not np.isfinite(height):
            evidence.known[first:last] = False
        elif departure.side != (near if height > split else other(near)):
            evidence.swapped[first:last] = True
    return evidence


def far_above(heights: FloatArray, gap: float) -> float | None:
    """Return the height above which a standing foot is the far one; None if it cannot be told.

    Parameters
    ----------
    heights : `(n,)` of the standing feet above the lower foot of quiet standing, leg lengths.
    gap : between the two feet of quiet standing, leg lengths.
    """
    known = np.sort(heights[np.isfinite(heights)])
    steps = np.diff(known)
    if len(steps) and known[-1] - known[0] >= SIDE_EVIDENCE.apart:
        halves = [np.r_[known[:cut].mean(), known[cut:].mean()] for cut in range(1, len(known))]
        spread = [
            np.ptp(half) * np.sqrt(cut * (len(known) - cut)) for cut, half in enumerate(halves, 1)
        ]
        best = halves[int(np.argmax(spread))]
        if np.ptp(best) >= SIDE_EVIDENCE.apart:
            return float(best.mean())
    middle = float(np.median(known)) if len(known) else 0.0
    if gap < SIDE_EVIDENCE.apart or abs(middle - gap / 2) < SIDE_EVIDENCE.clear * gap:
        return None
    return gap / 2


def on_frames(flags: BoolArray, track: Track, t_s: FloatArray) -> BoolArray:
    """Return flags on the track's grid as flags of the frames nearest in time, `(T,)`."""
    nearest = np.rint((t_s - track.t_s[0]) * track.rate_hz).astype(np.intp)
    return np.asarray(flags[nearest.clip(0, len(flags) - 1)])


def with_known(track: Track, known: BoolArray) -> Track:
    """Return the track with `side_known` set."""
    return replace(track, side_known=known)


def _height(track: Track, rest: QuietStance, departure: Departure) -> float:
    """Return how far the standing foot is above the lower foot of quiet standing, leg lengths."""
    top, foil = departure.top, other(departure.side)
    seen = top[np.isfinite(track.xy_px[top, ANKLE[foil], 1])]
    if not len(seen):
        return float("nan")
    heights = [
        max(rest.xy_px[joint["left"], 1], rest.xy_px[joint["right"], 1])
        - np.median(track.xy_px[seen, joint[foil], 1])
        for joint in _FOOT
    ]
    return float(np.mean(heights)) / leg_scale_at(rest)


def _apart_in_rest(rest: QuietStance) -> float:
    """Return how far the feet of quiet standing are apart in height, leg lengths."""
    apart = [rest.xy_px[joint["left"], 1] - rest.xy_px[joint["right"], 1] for joint in _FOOT]
    return abs(float(np.mean(apart))) / leg_scale_at(rest)


def _apart(track: Track) -> FloatArray:
    """Return the mean distance between the legs' points of one kind, `(N,)` pixels."""
    left, right = (track.xy_px[:, [pair[i] for pair in LEG_PAIRS]] for i in (0, 1))
    return np.asarray(np.linalg.norm(left - right, axis=-1).mean(axis=-1))


def _widened(open_legs: BoolArray, first: int, last: int) -> tuple[int, int]:
    """Return a stretch, first and last sample, widened to where the legs lie upon each other."""
    while first > 0 and open_legs[first - 1]:
        first -= 1
    stop = last + 1
    while stop < len(open_legs) and open_legs[stop]:
        stop += 1
    return first, stop
