"""Which leg is up in a side view, where the model may give every lift to the other leg.

From the side the legs cover each other in standing, so no jump betrays an exchange, and the
model's visibility stays high. What betrays it is the standing foot: of two feet on the floor, the
one nearer to a camera above the floor stands lower in the picture. A standing foot in the far
foot's place means that the near leg is up, whatever its label says. Shares of leg length measured
on rendered marches: 0.075 and more against 0.03 and less.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.geometry import runs
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, LEG_PAIRS, SIDES, Side, other
from posecheck.protocols.slow_march.knee_lead import knee_lead, leg_scale_at
from posecheck.protocols.slow_march.thresholds import REPETITION, SIDE_EVIDENCE
from posecheck.thresholds import SIGNALS

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Place = Literal["near", "far", "unclear"]

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
    leads = {side: np.nan_to_num(knee_lead(track, rest, side), nan=0.0) for side in SIDES}
    stretches = _one_leg_up(leads)
    heights = [_heights(track, rest, leads, stretch) for stretch in stretches]
    places = _places(rest, heights)
    open_legs = _apart(track) / leg_scale_at(rest) > SIGNALS.together
    for (start, stop, lifted), place in zip(stretches, places, strict=True):
        first, last = _widened(open_legs, start, stop)
        if place == "unclear":
            evidence.known[first:last] = False
        elif lifted != (near if place == "far" else other(near)):
            evidence.swapped[first:last] = True
    return evidence


def on_frames(flags: BoolArray, track: Track, t_s: FloatArray) -> BoolArray:
    """Return flags on the track's grid as flags of the frames nearest in time, `(T,)`."""
    nearest = np.rint((t_s - track.t_s[0]) * track.rate_hz).astype(np.intp)
    return np.asarray(flags[nearest.clip(0, len(flags) - 1)])


def with_known(track: Track, known: BoolArray) -> Track:
    """Return the track with `side_known` set."""
    return replace(track, side_known=known)


def _one_leg_up(leads: dict[Side, FloatArray]) -> list[tuple[int, int, Side]]:
    """Return the stretches with one knee above the other, and that knee's label."""
    found = []
    for side, lead in leads.items():
        for start, stop in runs(lead >= REPETITION.knee_off):
            if lead[start:stop].max() >= REPETITION.knee_on:
                found.append((start, stop, side))
    return sorted(found)


def _places(rest: QuietStance, heights: list[FloatArray]) -> list[Place]:
    """Return for each stretch in whose place the standing foot is.

    A foot clearly above the lower foot of quiet standing is in the far place. One level with it is
    in the near place only if far and near can be told apart in this take at all: by the feet in
    quiet standing or by another lift.
    """
    far = [bool(height.min() >= SIDE_EVIDENCE.far) for height in heights]
    ankles = rest.xy_px[[ANKLE["left"], ANKLE["right"]], 1]
    gap = abs(float(ankles[0] - ankles[1])) / leg_scale_at(rest)
    separable = gap >= SIDE_EVIDENCE.apart or any(far)
    places: list[Place] = []
    for height, is_far in zip(heights, far, strict=True):
        near = separable and bool(height.max() <= SIDE_EVIDENCE.near)
        places.append("far" if is_far else "near" if near else "unclear")
    return places


def _heights(
    track: Track, rest: QuietStance, leads: dict[Side, FloatArray], stretch: tuple[int, int, Side]
) -> FloatArray:
    """Return how far ankle, heel and toe of the standing foot are above the lower rest.

    `(3,)` leg lengths.
    """
    start, stop, lifted = stretch
    lead = leads[lifted][start:stop]
    top = lead >= SIDE_EVIDENCE.top * lead.max()
    heights = []
    for joint in _FOOT:
        lower = max(rest.xy_px[joint["left"], 1], rest.xy_px[joint["right"], 1])
        heights.append(lower - np.median(track.xy_px[start:stop, joint[other(lifted)], 1][top]))
    return np.array(heights) / leg_scale_at(rest)


def _apart(track: Track) -> FloatArray:
    """Return the mean distance between the legs' points of one kind, `(N,)` pixels."""
    left, right = (track.xy_px[:, [pair[i] for pair in LEG_PAIRS]] for i in (0, 1))
    return np.asarray(np.linalg.norm(left - right, axis=-1).mean(axis=-1))


def _widened(open_legs: BoolArray, start: int, stop: int) -> tuple[int, int]:
    """Return the stretch widened to where the legs lie upon each other again."""
    while start > 0 and open_legs[start - 1]:
        start -= 1
    while stop < len(open_legs) and open_legs[stop]:
        stop += 1
    return start, stop
