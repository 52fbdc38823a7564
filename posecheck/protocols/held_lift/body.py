"""What the rest of the body does during a hold: the trunk, the foot that is stood on."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.geometry import middle, runs, trunk_length
from posecheck.kinematics.track import QuietStance, Track
from posecheck.kinematics.view import facing
from posecheck.landmarks import HIP, SHOULDER, Side
from posecheck.protocols.held_lift.legs import Legs, standing_foot
from posecheck.protocols.held_lift.thresholds import FOOT
from posecheck.thresholds import VIEW

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Body:
    """The rest of the body during one hold.

    Attributes
    ----------
    forward_deg : lean of the trunk against quiet standing, forward positive; None where unknown.
    aside_deg : lean of the trunk to the side of the lifted leg; None where the view does not show
        it.
    foot_moves : how often the foot stood on changed its place for certain; None where it is not
        seen throughout.
    """

    forward_deg: float | None
    aside_deg: float | None
    foot_moves: int | None


def body_during(
    track: Track, rest: QuietStance, view: View, yaw_deg: float, legs: Legs, side: Side,
    start_s: float, end_s: float,
) -> Body:  # fmt: skip
    """Return what the body did during one hold."""
    inside = (track.t_s >= start_s) & (track.t_s <= end_s) & ~track.void
    moves = _foot_moves(legs, side, start_s, end_s)
    if not inside.any():
        return Body(None, None, moves)
    xy = track.xy_px[inside]
    apparent = _apparent_lean(xy, rest)
    if view in ("side-left", "side-right"):
        return Body(float(np.median(apparent)), None, moves)
    left = float(np.median(_lean_left(xy, rest)))
    turn = np.radians(yaw_deg)
    towards_right = 1.0 if side == "right" else -1.0
    # A person who faces the camera leans to image right with a lean to the left.
    in_picture = facing(rest.xy_px) * float(np.median(apparent))
    forward = (in_picture - left * np.cos(turn)) / np.sin(turn)
    return Body(float(forward), -towards_right * left, moves)


def _apparent_lean(xy: FloatArray, rest: QuietStance) -> FloatArray:
    """Return the turn of the trunk in the picture against quiet standing, `(n,)` degrees.

    Positive to where the toes point.
    """
    lean = _trunk_deg(xy) - _trunk_deg(rest.xy_px[None])
    return np.asarray(facing(rest.xy_px) * lean)


def _trunk_deg(xy: FloatArray) -> FloatArray:
    trunk = middle(xy, SHOULDER) - middle(xy, HIP)
    return np.asarray(np.degrees(np.arctan2(trunk[:, 0], -trunk[:, 1])))


def _lean_left(xy: FloatArray, rest: QuietStance) -> FloatArray:
    """Return the lean to the person's left from the line of the shoulders, `(n,)` degrees."""
    left, right = SHOULDER["left"], SHOULDER["right"]
    width = VIEW.shoulders * float(trunk_length(rest.xy_px))
    drop = (xy[:, left, 1] - xy[:, right, 1]) - (rest.xy_px[left, 1] - rest.xy_px[right, 1])
    return np.asarray(np.degrees(np.arcsin(np.clip(drop / width, -1.0, 1.0))))


def _foot_moves(legs: Legs, side: Side, start_s: float, end_s: float) -> int | None:
    """Return how often the standing foot is somewhere else half a second later."""
    inside = (legs.t_s >= start_s) & (legs.t_s <= end_s)
    foot, t_s = standing_foot(legs, side)[inside], legs.t_s[inside]
    known = np.asarray(np.isfinite(foot).all(axis=1)) & legs.parted[inside]
    if not len(known) or known.mean() < FOOT.seen:
        return None
    foot, t_s = foot[known], t_s[known]
    width = FOOT.within / 2
    before = np.stack([np.median(foot[(t_s >= t - width) & (t_s <= t)], axis=0) for t in t_s])
    after = np.stack([np.median(foot[(t_s >= t) & (t_s <= t + width)], axis=0) for t in t_s])
    moved = np.linalg.norm(after - before, axis=1) > FOOT.moved
    return len(runs(moved))
