"""A stand from the side in the person's own frame: joints, outline, what the models read of it.

The side picture is turned upright by the known roll, mirrored if need be so that the person faces
the positive x, and divided by the trunk length (middle of the shoulders to middle of the hips),
so that neither the facing nor the distance matters to what is measured on it. The origin lies
between the hips, heights `u` are in trunk lengths below them.

Slopes of the outline are angles of the edge to the vertical, positive where the edge runs forward
on its way down: the back below the thorax has a positive slope (into the hollow), the sacrum a
negative one (out onto the buttock).

The fitted models read angles between landmarks and slopes of the silhouette. Where the near side's
points are used, `turn` (how far the near shoulder stands in front of the far one) goes with them,
so that a body turned a few degrees off the side view is not taken for a lean.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from posecheck.assessment import View
from posecheck.kinematics.regression import FittedModels
from posecheck.landmarks import (
    ANKLE,
    EAR,
    ELBOW,
    HIP,
    KNEE,
    SHOULDER,
    WRIST,
    Side,
    other,
)
from posecheck.measures import MeasureKind
from posecheck.protocols.posture import kinds
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
Features = Mapping[str, float]

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

# Where the parts of the back and belly lie, in trunk lengths below the hips.
_BACK = (-0.9, 0.4)
_THORAX = (-0.95, -0.45)
_UPPER_BACK = (-0.8, -0.45)
_BUTTOCK = (-0.2, 0.3)
_BELLY = (-0.55, -0.2)
_XIPHOID = -0.55
_BACK_NODES: FloatArray = np.round(np.arange(-0.8, 0.31, 0.1), 1)
_FRONT_NODES: FloatArray = np.round(np.arange(-0.8, -0.19, 0.1), 1)
_GRID = np.arange(_BACK[0], _BACK[1], 0.01).astype(np.float64)


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


@dataclass(frozen=True, eq=False)
class Shape:
    """Back, belly and buttock of one side stand.

    Attributes
    ----------
    thorax, hollow, buttock
        `(2,)` the rearmost point of the upper back, the deepest point of the lumbar hollow, the
        rearmost point of the buttock; the figure's frame.
    depth
        greatest distance of the back in front of the line thorax–buttock, trunk lengths.
    lumbar_slope_deg, sacral_slope_deg
        steepest slope into the hollow (positive) and out of it onto the buttock (given positive);
        their sum is the external lordosis.
    under_slope_deg
        steepest slope under the buttock, forward positive.
    upper_back_deg
        inclination of the upper back, leaning forward positive.
    back_slopes_deg
        `(12,)` slopes of the back from u −0.8 to 0.3.
    front_slopes_deg
        `(7,)` slopes of the front from u −0.8 to −0.2; None where it is hidden.
    belly
        how far the belly stands in front of the lower end of the breastbone, trunk lengths; None
        where the front is hidden.
    """

    thorax: FloatArray
    hollow: FloatArray
    buttock: FloatArray
    depth: float
    lumbar_slope_deg: float
    sacral_slope_deg: float
    under_slope_deg: float
    upper_back_deg: float
    back_slopes_deg: FloatArray
    front_slopes_deg: FloatArray | None
    belly: float | None

    @property
    def lordosis_deg(self) -> float:
        """External lordosis: angle between the tangents above and below the hollow."""
        return self.lumbar_slope_deg + self.sacral_slope_deg


def seen_share(outline: Outline) -> float:
    """Return the share of the rows between upper back and buttock whose back edge is seen."""
    rows = _between(outline.u, (_BACK[0], _BUTTOCK[1]))
    return float(np.isfinite(outline.back[rows]).mean()) if rows.any() else 0.0


def shape_of(figure: Figure) -> Shape | None:
    """Return the shape of a side stand; None without a silhouette or with too much of it hidden."""
    outline = figure.outline
    if outline is None or seen_share(outline) < OUTLINE.least_seen:
        return None
    x, slope = _smooth(outline.u, outline.back, _GRID)
    angle = np.degrees(np.arctan(slope))
    top = _rearmost(x, _THORAX)
    bottom = _rearmost(x, _BUTTOCK)
    thorax, buttock = np.array([x[top], _GRID[top]]), np.array([x[bottom], _GRID[bottom]])
    along = (buttock - thorax) / np.linalg.norm(buttock - thorax)
    between = np.column_stack([x, _GRID])[top : bottom + 1] - thorax
    ahead = between @ np.array([along[1], -along[0]])
    deepest = top + int(np.argmax(ahead))
    upper = _between(_GRID, _UPPER_BACK)
    lean = np.polyfit(_GRID[upper], x[upper], 1)[0]
    front_slopes, belly = _front(outline)
    return Shape(
        thorax=thorax,
        hollow=np.array([x[deepest], _GRID[deepest]]),
        buttock=buttock,
        depth=float(ahead.max()),
        lumbar_slope_deg=float(angle[top : deepest + 1].max()),
        sacral_slope_deg=float(-angle[deepest : bottom + 1].min()),
        under_slope_deg=float(angle[bottom : bottom + 30].max()),
        upper_back_deg=float(-np.degrees(np.arctan(lean))),
        back_slopes_deg=np.degrees(np.arctan(_smooth(outline.u, outline.back, _BACK_NODES)[1])),
        front_slopes_deg=front_slopes,
        belly=belly,
    )


def _front(outline: Outline) -> tuple[FloatArray | None, float | None]:
    rows = _between(outline.u, (_FRONT_NODES[0], _FRONT_NODES[-1]))
    seen = np.isfinite(outline.front[rows])
    if not rows.any() or seen.mean() < OUTLINE.least_seen:
        return None, None
    slopes = np.degrees(np.arctan(_smooth(outline.u, outline.front, _FRONT_NODES)[1]))
    grid = _GRID[_between(_GRID, _BELLY)]
    belly = float(_smooth(outline.u, outline.front, grid)[0].max())
    xiphoid = float(_smooth(outline.u, outline.front, np.array([_XIPHOID]))[0][0])
    return slopes, belly - xiphoid


def _smooth(u: FloatArray, edge: FloatArray, at: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return x and dx/du of an edge at heights, void rows bridged, Gaussian-smoothed."""
    seen = np.isfinite(edge)
    bridged = np.interp(u, u[seen], edge[seen])
    step = float(u[1] - u[0])
    smooth = gaussian_filter1d(bridged, OUTLINE.smoothing / step)
    return np.interp(at, u, smooth), np.interp(at, u, np.gradient(smooth, step))


def _rearmost(x: FloatArray, within: tuple[float, float]) -> int:
    return int(np.argmin(np.where(_between(_GRID, within), x, np.inf)))


def _between(heights: FloatArray, limits: tuple[float, float]) -> npt.NDArray[np.bool_]:
    return np.asarray((heights > limits[0]) & (heights < limits[1]))


# The part of the body, beside shoulders and hips, that a feature needs.
PART_OF: Mapping[str, Part] = {
    "ankle_hip": "feet",
    "ankle_shoulder": "feet",
    "knee_hip": "knees",
    "shoulder_ear": "head",
}


def landmark_features(figure: Figure) -> Features:
    """Return the angles between landmarks, degrees to the vertical, forward positive.

    They are plain formulas on the near side's points; `turn` is in hundredths of the trunk length.
    Those that need a part of the body that is not seen are left out.
    """
    p = figure.points
    features = {
        "ankle_hip": _lean(p["ankle"], p["hip"]),
        "ankle_shoulder": _lean(p["ankle"], p["shoulder"]),
        "hip_shoulder": _lean(p["hip"], p["shoulder"]),
        "shoulder_ear": _lean(p["shoulder"], p["ear"]),
        "knee_hip": _lean(p["knee"], p["hip"]),
        "turn": 100 * float(p["shoulder"][0] - p["far_shoulder"][0]),
    }
    return {
        name: value for name, value in features.items() if PART_OF.get(name) not in figure.unseen
    }


def contour_features(shape: Shape) -> Features:
    """Return the silhouette's features: slopes in degrees, lengths in hundredths of the trunk.

    Those of the front edge are left out where it is hidden.
    """
    features = {
        "depth": 100 * shape.depth,
        "lumbar_slope": shape.lumbar_slope_deg,
        "sacral_slope": shape.sacral_slope_deg,
        "under_slope": shape.under_slope_deg,
        "upper_back": shape.upper_back_deg,
        "buttock_behind_thorax": 100 * float(shape.buttock[0] - shape.thorax[0]),
    }
    for index, slope in enumerate(shape.back_slopes_deg):
        features[f"back_{index:02d}"] = float(slope)
    for index, slope in enumerate(() if shape.front_slopes_deg is None else shape.front_slopes_deg):
        features[f"front_{index:02d}"] = float(slope)
    return features


def _lean(below: FloatArray, above: FloatArray) -> float:
    forward, down = above - below
    return float(np.degrees(np.arctan2(forward, -down)))


MODELS = FittedModels("posecheck.protocols.posture", "model.json")

# Measures with a second model, for stands that do not show all that the first one reads.
_WITH_LESS: Mapping[str, str] = {
    kinds.TRUNK_LEAN.name: "without_legs",
    kinds.TILT_FROM_NEUTRAL.name: "back",
}


def models_of(kind: MeasureKind) -> tuple[str, ...]:
    """Return the names of the models of a measure, the best first."""
    less = _WITH_LESS.get(kind.name)
    return (kind.name,) if less is None else (kind.name, f"{kind.name}_{less}")
