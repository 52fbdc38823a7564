"""Medians, slopes and shares with their 95 % intervals.

Every bootstrap is seeded, so that the same recording always gives the same interval.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from posecheck.thresholds import threshold

FloatArray = npt.NDArray[np.float64]

Z95 = 1.959963984540054  # the standard normal's 97.5 % point
_MEDIAN_LOSS = sqrt(np.pi / 2)  # standard error of a median over that of a mean, normal data


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval and the number of observations behind it."""

    value: float
    low: float
    high: float
    n: int

    def widened(self, sd: float) -> "Estimate":
        """Return the estimate with a further, independent error of that standard deviation.

        Each half of the interval grows in quadrature by 1.96 `sd`.
        """
        below = np.hypot(self.value - self.low, Z95 * sd)
        above = np.hypot(self.high - self.value, Z95 * sd)
        return Estimate(self.value, float(self.value - below), float(self.value + above), self.n)

    def times(self, factor: float) -> "Estimate":
        """Return the estimate in another unit, `factor` > 0 new units to one old unit."""
        return Estimate(self.value * factor, self.low * factor, self.high * factor, self.n)

    def clipped(self, least: float = -np.inf, most: float = np.inf) -> "Estimate":
        """Return the estimate with its interval cut to what the quantity can be."""
        low, value, high = (min(max(end, least), most) for end in (self.low, self.value, self.high))
        return Estimate(value, low, high, self.n)


def median_estimate(values: npt.ArrayLike, sd: float) -> Estimate:
    """Return the median of `values` `(n,)`, n ≥ 1, with a 95 % interval.

    Parameters
    ----------
    values : finite observations.
    sd : standard deviation of the measuring error of one observation; a lower bound of the
        scatter, because a few observations may agree by chance.

    The interval is the wider of the percentile bootstrap and the t interval of a median. The
    bootstrap alone covers too little below about ten observations (of 3 values it covers some
    75 % instead of 95 %); t with n − 1 degrees of freedom does not.
    """
    x = np.asarray(values, dtype=np.float64)
    middle = float(np.median(x))
    half = _t_half_width(x, sd)
    low, high = np.percentile(np.median(x[_resamples(len(x))], axis=1), [2.5, 97.5])
    return Estimate(middle, min(middle - half, float(low)), max(middle + half, float(high)), len(x))


def difference_estimate(right: npt.ArrayLike, left: npt.ArrayLike, sd: float) -> Estimate:
    """Return median(right) − median(left) with a 95 % interval; n counts both sides.

    The interval is the wider of the percentile bootstrap, each side resampled by itself, and
    Welch's interval for medians. `sd` as in `median_estimate`.
    """
    x, y = np.asarray(right, dtype=np.float64), np.asarray(left, dtype=np.float64)
    value = float(np.median(x) - np.median(y))
    drawn = np.median(x[_resamples(len(x))], axis=1) - np.median(y[_resamples(len(y), 1)], axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    half = _welch_half_width(x, y, sd)
    return Estimate(
        value, min(value - half, float(low)), max(value + half, float(high)), len(x) + len(y)
    )


def theil_sen(order: npt.ArrayLike, values: npt.ArrayLike) -> float:
    """Return the median of all pairwise slopes of `values` on `order`, both `(n,)`, n ≥ 2."""
    x, y = np.asarray(order, dtype=np.float64), np.asarray(values, dtype=np.float64)
    return float(np.median(_pair_slopes(x[None], y[None])))


def slope_estimate(order: npt.ArrayLike, values: npt.ArrayLike, seed: int = 0) -> Estimate:
    """Return the Theil–Sen slope with a 95 % interval from resampled pairs, n ≥ 3."""
    value, drawn = _slope_draws(order, values, seed)
    low, high = np.percentile(drawn, [2.5, 97.5])
    count = len(np.asarray(values))
    return Estimate(value, min(float(low), value), max(float(high), value), count)


def slope_difference_estimate(
    right: tuple[npt.ArrayLike, npt.ArrayLike], left: tuple[npt.ArrayLike, npt.ArrayLike]
) -> Estimate:
    """Return the slope of the right side minus that of the left, each from (order, values)."""
    (a, drawn_a), (b, drawn_b) = _slope_draws(*right, 0), _slope_draws(*left, 1)
    low, high = np.percentile(drawn_a - drawn_b, [2.5, 97.5])
    value = a - b
    count = len(np.asarray(right[1])) + len(np.asarray(left[1]))
    return Estimate(value, min(float(low), value), max(float(high), value), count)


def wilson(successes: int, n: int) -> Estimate:
    """Return a share in 0…1 with Wilson's 95 % interval, n ≥ 1.

    Wilson 1927, J Am Stat Assoc 22:209: keeps inside 0…1 and covers well for few trials.
    """
    share, z2 = successes / n, Z95**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Estimate(
        share, max(min(centre - half, share), 0.0), min(max(centre + half, share), 1.0), n
    )


def _t_half_width(x: FloatArray, sd: float) -> float:
    if len(x) < 2:
        return Z95 * sd
    spread = float(x.std(ddof=1))
    seen = student.ppf(0.975, len(x) - 1) * _MEDIAN_LOSS * spread / sqrt(len(x))
    return float(max(seen, Z95 * sd / sqrt(len(x))))


def _welch_half_width(x: FloatArray, y: FloatArray, sd: float) -> float:
    least = Z95 * sd * sqrt(1 / len(x) + 1 / len(y))
    if min(len(x), len(y)) < 2:
        return least
    a, b = x.var(ddof=1) / len(x), y.var(ddof=1) / len(y)
    if a + b == 0:
        return least
    freedom = (a + b) ** 2 / (a**2 / (len(x) - 1) + b**2 / (len(y) - 1))
    return float(max(student.ppf(0.975, freedom) * _MEDIAN_LOSS * sqrt(a + b), least))


def _resamples(n: int, seed: int = 0, cells: int = 1) -> npt.NDArray[np.int64]:
    """Return `(B, n)` indices drawn with replacement; fewer draws where each costs many cells."""
    affordable = threshold("statistics.cells") / cells
    least, most = threshold("statistics.fewest_resamples"), threshold("statistics.resamples")
    draws = int(min(max(affordable, least), most))
    return np.random.default_rng(seed).integers(0, n, size=(draws, n))


def _slope_draws(
    order: npt.ArrayLike, values: npt.ArrayLike, seed: int
) -> tuple[float, FloatArray]:
    """Return the slope and those of resampled pairs, `(B,)`; a draw of one pair keeps the slope."""
    x, y = np.asarray(order, dtype=np.float64), np.asarray(values, dtype=np.float64)
    pick = _resamples(len(x), seed, cells=len(x) * (len(x) - 1) // 2)
    slopes = np.sort(_pair_slopes(x[pick], y[pick]), axis=1)  # NaN sorts to the end
    count = np.isfinite(slopes).sum(axis=1)
    rows = np.flatnonzero(count)
    drawn = np.full(len(pick), theil_sen(x, y))
    drawn[rows] = (slopes[rows, (count[rows] - 1) // 2] + slopes[rows, count[rows] // 2]) / 2
    return theil_sen(x, y), drawn


def _pair_slopes(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return all pairwise slopes of each row, `(B, n)` to `(B, n(n−1)/2)`; NaN where dx is 0."""
    i, j = np.triu_indices(x.shape[1], k=1)
    dx, dy = x[:, j] - x[:, i], y[:, j] - y[:, i]
    return np.divide(dy, dx, out=np.full_like(dy, np.nan), where=dx != 0)
