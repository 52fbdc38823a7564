"""The shape of back, belly and buttock on the outline of a stand from the side.

Slopes of the outline are angles of the edge to the vertical, positive where the edge runs forward
on its way down: the back below the thorax has a positive slope (into the hollow), the sacrum a
negative one (out onto the buttock).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from posecheck.protocols.posture.figure import Figure, Outline
from posecheck.protocols.posture.thresholds import OUTLINE

FloatArray = npt.NDArray[np.float64]

# Where the parts of the back and belly lie, in trunk lengths below the hips.
_BACK = (-0.9, 0.4)
_THORAX = (-0.95, -0.45)
_BUTTOCK = (-0.2, 0.3)
_BELLY = (-0.55, -0.2)
_XIPHOID = -0.55
_FRONT = (-0.8, -0.2)
_LOWER_BACK = (-0.6, 0.4)
_LOWER_NODES: FloatArray = np.round(np.arange(-0.5, 0.31, 0.1), 1)
_LOWER_FRONT = (-0.6, -0.1)
_LOWER_FRONT_NODES: FloatArray = np.round(np.arange(-0.5, -0.19, 0.1), 1)
_UNDER = 0.3
_GRID = np.arange(_BACK[0], _BACK[1], 0.01).astype(np.float64)


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
    belly: float | None

    @property
    def lordosis_deg(self) -> float:
        """External lordosis: angle between the tangents above and below the hollow."""
        return self.lumbar_slope_deg + self.sacral_slope_deg


@dataclass(frozen=True, eq=False)
class LowerBack:
    """The back from the waist to below the buttock, which hair, hoods and folded arms leave free.

    Attributes
    ----------
    slopes_deg
        `(9,)` slopes of the back from u −0.5 to 0.3.
    sacral_slope_deg
        steepest slope out onto the buttock, given positive.
    under_slope_deg
        steepest slope under the buttock, forward positive.
    front_slopes_deg
        `(4,)` slopes of the belly from u −0.5 to −0.2; None where it is hidden.
    """

    slopes_deg: FloatArray
    sacral_slope_deg: float
    under_slope_deg: float
    front_slopes_deg: FloatArray | None


def lower_back_of(figure: Figure) -> LowerBack | None:
    """Return the lower back of a side stand; None without a silhouette or with too much hidden."""
    outline = figure.outline
    if outline is None or seen_share(outline, _LOWER_BACK) < OUTLINE.least_lower_back:
        return None
    edge = _only(outline.u, outline.back, _LOWER_BACK)
    x, slope = _smooth(outline.u, edge, _GRID)
    angle = np.degrees(np.arctan(slope))
    bottom = _rearmost(x, _BUTTOCK)
    onto = _between(_GRID, (_LOWER_NODES[0], _GRID[bottom]))
    under = _between(_GRID, (_GRID[bottom], _GRID[bottom] + _UNDER))
    return LowerBack(
        slopes_deg=_slopes(outline.u, edge, _LOWER_NODES),
        sacral_slope_deg=float(-angle[onto].min()),
        under_slope_deg=float(angle[under].max()),
        front_slopes_deg=_lower_front(outline),
    )


def _lower_front(outline: Outline) -> FloatArray | None:
    edge = _only(outline.u, outline.front, _LOWER_FRONT)
    if np.isfinite(edge).sum() < OUTLINE.least_lower_back * _between(outline.u, _LOWER_FRONT).sum():
        return None
    return _slopes(outline.u, edge, _LOWER_FRONT_NODES)


def _only(u: FloatArray, edge: FloatArray, within: tuple[float, float]) -> FloatArray:
    return np.where(_between(u, within), edge, np.nan)


def _slopes(u: FloatArray, edge: FloatArray, at: FloatArray) -> FloatArray:
    return np.asarray(np.degrees(np.arctan(_smooth(u, edge, at)[1])))


def seen_share(outline: Outline, within: tuple[float, float] = (_BACK[0], _BUTTOCK[1])) -> float:
    """Return the share of the rows between two heights `u` whose back edge is seen."""
    rows = _between(outline.u, within)
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
    return Shape(
        thorax=thorax,
        hollow=np.array([x[deepest], _GRID[deepest]]),
        buttock=buttock,
        depth=float(ahead.max()),
        lumbar_slope_deg=float(angle[top : deepest + 1].max()),
        sacral_slope_deg=float(-angle[deepest : bottom + 1].min()),
        belly=_belly(outline),
    )


def _belly(outline: Outline) -> float | None:
    rows = _between(outline.u, _FRONT)
    if not rows.any() or np.isfinite(outline.front[rows]).mean() < OUTLINE.least_seen:
        return None
    grid = _GRID[_between(_GRID, _BELLY)]
    belly = float(_smooth(outline.u, outline.front, grid)[0].max())
    xiphoid = float(_smooth(outline.u, outline.front, np.array([_XIPHOID]))[0][0])
    return belly - xiphoid


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
