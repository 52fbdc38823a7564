"""A stand from the side in the person's own frame: joints and outline.

The side picture is turned upright by the known roll, mirrored if need be so that the person faces
the positive x, and divided by the trunk length (middle of the shoulders to middle of the hips),
so that neither the facing nor the distance matters to what is measured on it. The origin lies
between the hips, heights `u` are in trunk lengths below them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.landmarks import ANKLE, EAR, ELBOW, HIP, KNEE, SHOULDER, WRIST, Side, other
from posecheck.protocols.posture.stand import (
    Part,
    StandingTrial,
    facing_of,
    median_points,
    unseen_parts,
)
from posecheck.protocols.posture.thresholds import OUTLINE
from posecheck.station import Contour

FloatArray = npt.NDArray[np.float64]

_JOINTS: Mapping[str, Mapping[str, int]] = {
    "ear": EAR,
    "shoulder": SHOULDER,
    "elbow": ELBOW,
    "wrist": WRIST,
    "hip": HIP,
    "knee": KNEE,
    "ankle": ANKLE,
}

# The parts of the edges that are measured, heights in trunk lengths below the hips.
_BACK_EDGE, _FRONT_EDGE = (-0.95, 0.35), (-0.85, -0.15)


@dataclass(frozen=True, eq=False)
class Outline:
    """Back and front edge of the figure by height, in the figure's frame.

    Attributes
    ----------
    u
        `(R,)` height below the hips in trunk lengths, increasing: −1 shoulders, 0 hips.
    back, front
        `(R,)` x of the edges, forward positive; NaN in void rows.
    """

    u: FloatArray
    back: FloatArray
    front: FloatArray


@dataclass(frozen=True, eq=False)
class Figure:
    """One side stand in the person's own frame.

    Attributes
    ----------
    near
        the person's side towards the camera.
    forward
        +1 facing image right, −1 facing image left.
    trunk_px
        trunk length, pixels.
    hip_px
        `(2,)` middle of the hips, pixels: the origin.
    roll_deg
        roll that was taken out; 0 where it is unknown.
    points
        near-side joints `(2,)`, x forward, y down, trunk lengths; "far_shoulder" besides.
    outline
        the silhouette's edges; None without a silhouette.
    unseen
        parts of the body that the picture does not show; their points are guesses.
    """

    near: Side
    forward: int
    trunk_px: float
    hip_px: FloatArray
    roll_deg: float
    points: Mapping[str, FloatArray]
    outline: Outline | None
    unseen: frozenset[Part] = frozenset()

    @property
    def view(self) -> View:
        """The view, named after the side towards the camera."""
        return "side-left" if self.near == "left" else "side-right"

    def to_frame(self, pixels: npt.ArrayLike) -> FloatArray:
        """Return pixels `(..., 2)` in the figure's frame."""
        turned = (np.asarray(pixels, float) - self.hip_px) @ _turn(self.roll_deg).T
        return np.asarray(turned * [self.forward, 1] / self.trunk_px)


def figure_of(stand: StandingTrial) -> Figure:
    """Return a side stand in the person's own frame, the doubtful rows of its outline void."""
    points = median_points(stand)
    unseen = unseen_parts(stand)
    forward = facing_of(stand)
    # Facing image left shows the person's left side.
    near: Side = "right" if forward > 0 else "left"
    hip, shoulder = _middle(points, HIP), _middle(points, SHOULDER)
    trunk = float(np.linalg.norm(shoulder - hip))
    figure = Figure(near, forward, trunk, hip, stand.roll_deg or 0.0, {}, None)
    joints = {name: figure.to_frame(points[joint[near]]) for name, joint in _JOINTS.items()}
    joints["far_shoulder"] = figure.to_frame(points[SHOULDER[other(near)]])
    outline = _outline(figure, stand.contour, joints) if stand.contour is not None else None
    return Figure(near, forward, trunk, hip, figure.roll_deg, joints, outline, unseen)


def _middle(points: FloatArray, joint: Mapping[str, int]) -> FloatArray:
    return np.asarray((points[joint["left"]] + points[joint["right"]]) / 2)


def _turn(degrees: float) -> FloatArray:
    """Return the matrix that takes a clockwise roll of the picture out again."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, s], [-s, c]])


def _outline(figure: Figure, contour: Contour, joints: Mapping[str, FloatArray]) -> Outline:
    edges = {}
    for name, x_px in (("left", contour.left_px), ("right", contour.right_px)):
        unsteady = contour.spread_px > OUTLINE.unsteady * figure.trunk_px
        kept = np.where(unsteady, np.nan, x_px)
        edges[name] = figure.to_frame(np.column_stack([kept, contour.y_px]))
    rear, fore = ("left", "right") if figure.forward > 0 else ("right", "left")
    u = (contour.y_px - figure.hip_px[1]) / figure.trunk_px
    back, front = edge_on_rows(u, edges[rear]), edge_on_rows(u, edges[fore])
    back = np.where(
        _jumps(u, back, _BACK_EDGE) | _arm_in_the_way(u, back, joints, -1), np.nan, back
    )
    front = np.where(
        _jumps(u, front, _FRONT_EDGE) | _arm_in_the_way(u, front, joints, +1), np.nan, front
    )
    return Outline(u, back, front)


def edge_on_rows(u: FloatArray, edge: FloatArray) -> FloatArray:
    """Return the x of a turned edge `(R, 2)` on an even grid of heights; NaN rows stay void."""
    seen = np.isfinite(edge[:, 0])
    if seen.sum() < 2:
        return np.full(len(u), np.nan)
    order = np.argsort(edge[seen, 1])
    x = np.interp(u, edge[seen, 1][order], edge[seen, 0][order], left=np.nan, right=np.nan)
    return np.where(seen, x, np.nan)


def _jumps(u: FloatArray, edge: FloatArray, within: tuple[float, float]) -> npt.NDArray[np.bool_]:
    """Return the rows that steps make doubtful, such as no back or belly makes.

    Hair ends, a chair begins, a piece of the shirt is taken for background: the rows next to a
    step, and between steps `within` the part that is measured all rows, whichever of them is right.
    """
    steps = np.append(np.abs(np.diff(edge)) > OUTLINE.jump, False)
    reach = max(1, round(OUTLINE.jump_reach / float(u[1] - u[0])))
    inside = np.flatnonzero(steps & (u > within[0]) & (u < within[1]))
    if len(inside):
        steps[inside[0] : inside[-1]] = True
    return np.asarray(np.convolve(steps, np.ones(2 * reach + 1), mode="same") > 0)


def _arm_in_the_way(
    u: FloatArray, edge: FloatArray, joints: Mapping[str, FloatArray], towards: int
) -> npt.NDArray[np.bool_]:
    """Return the rows where the near arm reaches the edge (`towards` −1 the back, +1 the front)."""
    void = np.zeros(len(u), dtype=bool)
    for upper, lower in (("shoulder", "elbow"), ("elbow", "wrist")):
        (x0, y0), (x1, y1) = joints[upper], joints[lower]
        low, high = min(y0, y1), max(y0, y1)
        share = np.clip((u - y0) / (y1 - y0), 0, 1) if abs(y1 - y0) > 1e-6 else np.zeros(len(u))
        arm = x0 + share * (x1 - x0)
        inside = (edge - arm) * towards
        # The upper arm hangs from the shoulder, which always lies near the edge of the back.
        spans = (u > max(low, joints["shoulder"][1] / 2)) & (u < high)
        void |= spans & (inside < OUTLINE.arm_margin)
    return void
