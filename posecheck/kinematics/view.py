"""From which side the camera sees the person, and when the person turned away from that.

Two independent witnesses: the turn of the body in the model's world landmarks (sign and size, some
degrees too small towards 45°), and the width of the shoulders over the trunk's length in the
picture (size only, and blind near the front). Where they contradict each other the view is unknown.
Which side is towards the camera in a side view is told by the toes: a model that exchanges left and
right has the turn wrong too.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.geometry import runs, shoulder_width, trunk_length, wrapped_deg
from posecheck.kinematics.track import ExcludedSpan, QuietStance, Track
from posecheck.landmarks import EAR, FOOT_INDEX, HEEL, NOSE, SIDES
from posecheck.recording import Recording
from posecheck.thresholds import VIEW

FloatArray = npt.NDArray[np.float64]

_TURNED = "You turned here. Stand with your feet in the same direction for the whole take."


@dataclass(frozen=True)
class ViewEstimate:
    """The view of a take while standing.

    Attributes
    ----------
    view
        front, side-left or side-right (that side of the person is towards the camera), oblique, or
        unknown.
    yaw_deg
        turn of the body, 0 facing the camera, +90 the right side towards it, ±180 facing away; NaN
        where unknown.
    away
        true where the person's back is towards the camera.
    evidence
        what it rests on, in words, for the protocol of the result.
    """

    view: View
    yaw_deg: float
    away: bool = False
    evidence: tuple[str, ...] = ()

    def unless_said(self, said: View | Literal["auto", "side"]) -> View:
        """Return the view a take is scored as: that which the user said, else the one found."""
        if said == "auto":
            return self.view
        if said == "side":
            return "side-right" if self.yaw_deg > 0 else "side-left"
        return said


def facing(points: FloatArray) -> int:
    """Return +1 where toes point to image right, −1 to image left; `points` `(33, 2)` pixels."""
    toes = sum(points[FOOT_INDEX[side], 0] - points[HEEL[side], 0] for side in SIDES)
    return 1 if toes >= 0 else -1


def find_view(recording: Recording, rest: QuietStance) -> ViewEstimate:
    """Return the view in quiet standing.

    Front up to about 20° of turn, side from about 70°, oblique between, unknown where the
    evidence is contradictory or the back is turned.
    """
    during = (recording.t_s >= rest.start_s) & (recording.t_s <= rest.end_s)
    world = _mean_angle(recording.body_yaw_deg[during].astype(np.float64))
    flat = turn_by_shoulders(rest.xy_px)
    evidence = [f"shoulder width in the picture: {flat:.0f}° turned"]
    if np.isfinite(world):
        evidence.append(f"body turn seen by the model: {world:.0f}°")
        behind = abs(world) > 90.0
        size = 180.0 - abs(world) if behind else abs(world)
        sign = float(np.sign(world)) or 1.0
        away = abs(world) > VIEW.away
        if abs(size - flat) > VIEW.conflict:
            return ViewEstimate("unknown", world, away, (*evidence, "they contradict each other"))
    else:
        size, behind = flat, float(shoulder_width(rest.xy_px)) < 0
        away = behind
        sign = _faces(rest)
    if size > VIEW.flat_from:
        size = (size + flat) / 2.0
    if size >= VIEW.side and sign != facing(rest.xy_px):
        sign = -sign
        evidence.append("the toes point the other way, and they are believed")
    yaw = sign * (180.0 - size if behind else size)
    return ViewEstimate(_named(size, sign, away), yaw, away, tuple(evidence))


def turned(recording: Recording, rest: QuietStance) -> FloatArray:
    """Return the turn of the body away from its turn in quiet standing, `(T,)` degrees.

    −180 to 180; NaN where the recording does not know it.
    """
    during = (recording.t_s >= rest.start_s) & (recording.t_s <= rest.end_s)
    base = _mean_angle(recording.body_yaw_deg[during].astype(np.float64))
    return wrapped_deg(recording.body_yaw_deg.astype(np.float64) - base)


def without_turns(track: Track, recording: Recording, rest: QuietStance) -> Track:
    """Return the track with the stretches excluded in which the body was turned away from its rest.

    A change of about half a turn counts only if it lasts: for a moment it is the model that
    mistakes back for front, not the person who turns.
    """
    angle = np.abs(turned(recording, rest))
    flipped = angle > VIEW.flipped
    excluded, excluded_spans = track.excluded.copy(), list(track.excluded_spans)
    for mask, least in (
        ((angle > VIEW.turned) & ~flipped, VIEW.turned_for),
        (flipped, VIEW.flipped_for),
    ):
        for start, stop in runs(mask):
            begins, ends = recording.t_s[start], recording.t_s[stop - 1]
            if ends - begins >= least:
                excluded |= (track.t_s >= begins) & (track.t_s <= ends)
                excluded_spans.append(ExcludedSpan(float(begins), float(ends), "turned", _TURNED))
    excluded_spans.sort(key=lambda each: each.start_s)
    return replace(track, excluded=excluded, excluded_spans=tuple(excluded_spans))


def _named(size: float, sign: float, away: bool) -> View:
    if size >= VIEW.side:
        return "side-right" if sign > 0 else "side-left"
    if away:
        return "unknown"
    return "front" if size <= VIEW.front else "oblique"


def _mean_angle(angles_deg: FloatArray) -> float:
    known = np.radians(angles_deg[np.isfinite(angles_deg)])
    if not len(known):
        return float("nan")
    return float(np.degrees(np.arctan2(np.median(np.sin(known)), np.median(np.cos(known)))))


def turn_by_shoulders(points: FloatArray) -> float:
    """Return the size of the turn from the shoulders' width, 0 to 90 degrees.

    `points` `(33, 2)` pixels of quiet standing.
    """
    width, trunk = abs(float(shoulder_width(points))), float(trunk_length(points))
    ratio = width / trunk / VIEW.shoulders if trunk > 0 else 1.0  # a point faces the camera
    return float(np.degrees(np.arccos(min(ratio, 1.0))))


def _faces(rest: QuietStance) -> float:
    """Return +1 where the nose points to the image's right, −1 to its left."""
    ears = rest.xy_px[[EAR["left"], EAR["right"]], 0].mean()
    return 1.0 if rest.xy_px[NOSE, 0] >= ears else -1.0
