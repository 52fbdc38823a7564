"""Medians, slopes and shares with their 95 % intervals.

Every bootstrap is seeded, so that the same recording always gives the same interval.
"""

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy.stats import binomtest, theilslopes
from scipy.stats import t as student

from posecheck.thresholds import STATISTICS

FloatArray = npt.NDArray[np.float64]

Z95 = 1.959963984540054  # the standard normal's 97.5 % point


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval and the number of observations behind it.

    `caution` is what to keep in mind with this value, as a sentence; None for nothing.
    """

    value: float
    low: float
    high: float
    n: int
    caution: str | None = None

    @classmethod
    def of_sd(cls, value: float, sd: float, n: int = 1) -> "Estimate":
        """Return a value whose error has that standard deviation and a normal distribution."""
        return cls(value, value - Z95 * sd, value + Z95 * sd, n)

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2

    def widened(self, sd: float) -> "Estimate":
        """Return the estimate with a further, independent error of that standard deviation.

        Each half of the interval grows in quadrature by 1.96 `sd`.
        """
        below = float(np.hypot(self.value - self.low, Z95 * sd))
        above = float(np.hypot(self.high - self.value, Z95 * sd))
        return replace(self, low=self.value - below, high=self.value + above)

    def shifted(self, by: float) -> "Estimate":
        """Return the estimate of a quantity that is larger by so much."""
        return replace(self, value=self.value + by, low=self.low + by, high=self.high + by)

    def times(self, factor: float) -> "Estimate":
        """Return the estimate in another unit, `factor` > 0 new units to one old unit."""
        low, value, high = (end * factor for end in (self.low, self.value, self.high))
        return replace(self, value=value, low=low, high=high)

    def clipped(self, least: float = -np.inf, most: float = np.inf) -> "Estimate":
        """Return the estimate with its interval cut to what the quantity can be."""
        low, value, high = (min(max(end, least), most) for end in (self.low, self.value, self.high))
        return replace(self, value=value, low=low, high=high)


def median_estimate(values: npt.ArrayLike, usual_sd: float) -> Estimate:
    """Return the median of `values` `(n,)`, n ≥ 1, with a 95 % interval.

    Parameters
    ----------
    values
        finite observations.
    usual_sd
        how much such observations usually scatter (standard deviation).

    The interval is the wider of the percentile bootstrap and a t interval. The bootstrap alone
    covers too little below about ten observations (of 3 values it covers some 75 % instead of
    95 %). The plain t interval of two or three is so wide that it says nothing, so the scatter is
    moderated as in Smyth 2004, Stat Appl Genet Mol Biol 3:3: the usual scatter counts like a few
    observations of its own. Few values that agree by chance do not look certain either.
    """
    x = np.asarray(values, dtype=np.float64)
    middle = float(np.median(x))
    variance, freedom = _moderated([x], usual_sd)
    half = _t(freedom) * _loss(x) * sqrt(variance / len(x))
    low, high = np.percentile(np.median(x[_resamples(len(x))], axis=1), [2.5, 97.5])
    return Estimate(middle, min(middle - half, float(low)), max(middle + half, float(high)), len(x))


def difference_estimate(right: npt.ArrayLike, left: npt.ArrayLike, usual_sd: float) -> Estimate:
    """Return median(right) − median(left) with a 95 % interval; n counts both sides.

    As `median_estimate`; the bootstrap resamples each side by itself, the t interval pools the
    scatter of the sides.
    """
    x, y = np.asarray(right, dtype=np.float64), np.asarray(left, dtype=np.float64)
    value = float(np.median(x) - np.median(y))
    drawn = np.median(x[_resamples(len(x))], axis=1) - np.median(y[_resamples(len(y), 1)], axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    variance, freedom = _moderated([x, y], usual_sd)
    spread = sqrt(variance) * np.hypot(_loss(x) / sqrt(len(x)), _loss(y) / sqrt(len(y)))
    half = float(_t(freedom) * spread)
    return Estimate(
        value, min(value - half, float(low)), max(value + half, float(high)), len(x) + len(y)
    )


def theil_sen(order: npt.ArrayLike, values: npt.ArrayLike) -> float:
    """Return the median of all pairwise slopes of `values` on `order`, both `(n,)`, n ≥ 2."""
    x, y = np.asarray(order, dtype=np.float64), np.asarray(values, dtype=np.float64)
    return float(theilslopes(y, x).slope)


def slope_estimate(
    order: npt.ArrayLike, values: npt.ArrayLike, usual_sd: float, seed: int = 0
) -> Estimate:
    """Return the Theil–Sen slope with a 95 % interval, n ≥ 3.

    The interval is the wider of resampled pairs and of a t interval with the scatter moderated as
    in `median_estimate`. The latter also grows where neighbours resemble each other: repetitions
    that drift up and down slowly look like a trend.

    Parameters
    ----------
    usual_sd
        how much such observations usually scatter about a trend (standard deviation).
    """
    value, drawn = _slope_draws(order, values, seed)
    half = _slope_half_width(order, values, value, usual_sd)
    low, high = (float(end) for end in np.percentile(drawn, [2.5, 97.5]))
    count = len(np.asarray(values))
    return Estimate(value, min(low, value - half), max(high, value + half), count)


def slope_difference_estimate(
    right: tuple[npt.ArrayLike, npt.ArrayLike],
    left: tuple[npt.ArrayLike, npt.ArrayLike],
    usual_sd: float,
) -> Estimate:
    """Return the slope of the right side minus that of the left, each from (order, values)."""
    (a, drawn_a), (b, drawn_b) = _slope_draws(*right, 0), _slope_draws(*left, 1)
    draws = min(len(drawn_a), len(drawn_b))  # longer takes afford fewer draws
    low, high = np.percentile(drawn_a[:draws] - drawn_b[:draws], [2.5, 97.5])
    value = a - b
    half = np.hypot(_slope_half_width(*right, a, usual_sd), _slope_half_width(*left, b, usual_sd))
    count = len(np.asarray(right[1])) + len(np.asarray(left[1]))
    return Estimate(
        value, float(min(float(low), value - half)), float(max(float(high), value + half)), count
    )


def resampled(values: npt.ArrayLike) -> FloatArray:
    """Return `(B, n)` bootstrap samples of `values` `(n,)`, the same for the same values."""
    x = np.asarray(values, dtype=np.float64)
    return x[_resamples(len(x))]


def wilson(successes: int, n: int) -> Estimate:
    """Return a share in 0…1 with Wilson's 95 % interval, n ≥ 1.

    Wilson 1927, J Am Stat Assoc 22:209: keeps inside 0…1 and covers well for few trials.
    """
    interval = binomtest(successes, n).proportion_ci(method="wilson")
    return Estimate(successes / n, float(interval.low), float(interval.high), n)


def _moderated(groups: list[FloatArray], usual_sd: float) -> tuple[float, float]:
    """Return the variance within the groups, drawn towards the usual one, and its freedom."""
    prior = STATISTICS.prior
    freedom = sum(len(group) - 1 for group in groups)
    squares = sum(float(((group - group.mean()) ** 2).sum()) for group in groups)
    return (prior * usual_sd**2 + squares) / (prior + freedom), prior + freedom


def _t(freedom: float) -> float:
    return float(student.ppf(0.975, freedom))


def _loss(values: FloatArray) -> float:
    """Return how much less a median tells than a mean; of two values they are the same."""
    return 1.0 if len(values) < 3 else sqrt(np.pi / 2)


def _resamples(n: int, seed: int = 0, cells: int = 1) -> npt.NDArray[np.int64]:
    """Return `(B, n)` indices drawn with replacement; fewer draws where each costs many cells."""
    affordable = STATISTICS.cells / cells
    least, most = STATISTICS.fewest_resamples, STATISTICS.resamples
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


def _slope_half_width(
    order: npt.ArrayLike, values: npt.ArrayLike, slope: float, usual_sd: float
) -> float:
    """Return half the width of the t interval of a slope whose residuals may be correlated."""
    x, y = np.asarray(order, dtype=np.float64), np.asarray(values, dtype=np.float64)
    rest = y - slope * x
    rest = rest - rest.mean()
    prior, freedom = STATISTICS.prior, len(x) - 2
    variance = (prior * usual_sd**2 + float(rest @ rest)) / (prior + freedom)
    alike = float(rest[1:] @ rest[:-1]) / max(float(rest @ rest), 1e-12)
    alike = min(max(alike, 0.0) * (1.0 + 4.0 / len(x)), STATISTICS.alike)
    grown = sqrt((1.0 + alike) / (1.0 - alike))
    return _t(prior + freedom) * grown * sqrt(variance / float(((x - x.mean()) ** 2).sum()))


def _pair_slopes(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return all pairwise slopes of each row, `(B, n)` to `(B, n(n−1)/2)`; NaN where dx is 0."""
    i, j = np.triu_indices(x.shape[1], k=1)
    dx, dy = x[:, j] - x[:, i], y[:, j] - y[:, i]
    return np.divide(dy, dx, out=np.full_like(dy, np.nan), where=dx != 0)


def known_median(values: FloatArray) -> float:
    """Return the median of the values `(n,)` that are finite; NaN where none is."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")


def known_largest(values: FloatArray) -> float:
    """Return the largest of the values `(n,)` that are finite; NaN where none is."""
    known = values[np.isfinite(values)]
    return float(known.max()) if len(known) else float("nan")


def usual_rate(t_s: FloatArray) -> float:
    """Return how many samples a second there are, by the median time between two; 0 below two.

    `t_s` `(n,)` in seconds, increasing.
    """
    return 1.0 / float(np.median(np.diff(t_s))) if len(t_s) > 1 else 0.0
