"""The outline of a standing person, row by row: plain data and plain arithmetic, no pictures."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from posecheck.station import Contour

FloatArray = npt.NDArray[np.float64]


def row_edges(mask: npt.NDArray[np.float32]) -> tuple[FloatArray, FloatArray]:
    """Return where each row of a mask crosses 0.5 at both ends of its longest run above it.

    Parameters
    ----------
    mask
        `(R, C)`, 0 background to 1 person.

    Returns
    -------
    `(R,)` each, column coordinates (the centre of the first column is 0), linear between pixels;
    NaN in rows without a person, and at an end where the run touches the border of the mask.
    """
    rows, columns = mask.shape
    padded = np.zeros((rows, columns + 2), dtype=np.int8)
    padded[:, 1:-1] = mask > 0.5
    steps = np.diff(padded, axis=1)
    left, right = np.full(rows, np.nan), np.full(rows, np.nan)
    for row in range(rows):
        starts, ends = np.flatnonzero(steps[row] == 1), np.flatnonzero(steps[row] == -1) - 1
        if len(starts) == 0:
            continue
        longest = int(np.argmax(ends - starts))
        first, last = int(starts[longest]), int(ends[longest])
        if first > 0:
            left[row] = first - 1 + _crossing(mask[row, first - 1], mask[row, first])
        if last < columns - 1:
            right[row] = last + _crossing(mask[row, last], mask[row, last + 1])
    return left, right


def median_contour(
    y_px: FloatArray, edges: Sequence[tuple[FloatArray, FloatArray]]
) -> Contour | None:
    """Return the median of several masks' edges on one grid of rows, or None without any.

    Parameters
    ----------
    y_px
        `(R,)` the common rows.
    edges
        per mask the left and the right edge, `(R,)` each, pixels, NaN where there is none.
    """
    if not edges:
        return None
    left = np.array([pair[0] for pair in edges])
    right = np.array([pair[1] for pair in edges])
    # A row counts where most masks have it.
    seen = 2 * np.isfinite(left + right).sum(axis=0) > len(edges)
    sides = []
    spread: FloatArray = np.zeros(len(y_px))
    for side in (left, right):
        centre = _median_where(side, seen)
        sides.append(centre)
        spread = np.fmax(spread, 1.4826 * _median_where(np.abs(side - centre), seen))
    return Contour(y_px, sides[0], sides[1], np.where(seen, spread, np.nan), len(edges))


def _median_where(values: FloatArray, seen: npt.NDArray[np.bool_]) -> FloatArray:
    found = np.full(values.shape[1], np.nan)
    if seen.any():
        found[seen] = np.nanmedian(values[:, seen], axis=0)
    return found


def _crossing(before: float, after: float) -> float:
    """Return how far between two neighbouring pixels the value passes 0.5."""
    return float((0.5 - before) / (after - before))
