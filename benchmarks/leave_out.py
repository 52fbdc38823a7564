"""How a linear formula is fitted, chosen among recipes, and judged on people that it never saw."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
from march_tops import Row, weights
from scipy.sparse import block_diag, csr_matrix

from posecheck.kinematics.regression import LinearModel
from posecheck.landmarks import Side

FloatArray = npt.NDArray[np.float64]

FOLDS = 10

# Standard deviations of what a take, a side and a lift have of the error to themselves, degrees;
# about those that are left when a person is left out.
_TAKE_DEG, _SIDE_DEG, _LIFT_DEG = 2.0, 2.5, 1.5


@dataclass(frozen=True)
class Recipe:
    """Which features a formula reads and how far it may lean on each.

    `lean_deg` is the standard deviation that is expected of a standardised feature's coefficient.
    """

    features: tuple[str, ...]
    lean_deg: float


@dataclass(frozen=True, eq=False)
class Table:
    """Some rows as arrays.

    `x` is `(n, P)` with the features of `names`, `truth_deg` and `weight` are `(n,)`, `inverse` is
    the `(n, n)` inverse of the rows' error covariance, block by block: the lifts of a take and of a
    side share a part of their error.
    """

    names: Sequence[str]
    x: FloatArray
    truth_deg: FloatArray
    weight: FloatArray
    inverse: csr_matrix

    def of(self, features: Sequence[str]) -> FloatArray:
        """Return the columns of these features."""
        return self.x[:, [self.names.index(name) for name in features]]


@lru_cache(maxsize=3 * FOLDS)
def table_of(rows: tuple[Row, ...]) -> Table:
    """Return the rows as arrays, worked out once for all recipes that are tried on them."""
    names = tuple(rows[0].features)
    takes: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        takes[row.clip].append(index)
    blocks = [_inverse(tuple(rows[index].side for index in own)) for own in takes.values()]
    place = np.argsort([index for own in takes.values() for index in own])
    return Table(
        names=names,
        x=np.array([_values(row, names) for row in rows]),
        truth_deg=np.array([row.truth_deg for row in rows]),
        weight=weights(rows),
        inverse=csr_matrix(block_diag(blocks, format="csr")[place][:, place]),
    )


@cache
def _inverse(sides: tuple[Side, ...]) -> FloatArray:
    """Return the inverse error covariance of a take's lifts from the sides they are of."""
    side = np.array(sides)
    shared = _TAKE_DEG**2 + _SIDE_DEG**2 * (side[:, None] == side)
    return np.asarray(np.linalg.inv(shared + _LIFT_DEG**2 * np.eye(len(side))))


@cache
def _values(row: Row, names: tuple[str, ...]) -> FloatArray:
    return np.array([row.features[name] for name in names])


def fit(recipe: Recipe, rows: Sequence[Row]) -> LinearModel:
    """Return the formula of the rows, its residual not yet known."""
    table = table_of(tuple(rows))
    x, w = table.of(recipe.features), table.weight
    mean = np.average(x, axis=0, weights=w)
    scale = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=w))
    z = np.column_stack([np.ones(len(rows)), (x - mean) / scale])
    weighed = table.inverse @ z
    held = np.diag([0.0, *[recipe.lean_deg**-2] * x.shape[1]])
    spread = np.linalg.inv(z.T @ weighed + held)
    level, *coefficients = spread @ (weighed.T @ table.truth_deg)
    own = _TAKE_DEG**2 + _SIDE_DEG**2 + _LIFT_DEG**2
    return LinearModel(
        recipe.features, mean, scale, float(level), np.array(coefficients), spread[1:, 1:] / own,
        1.0, 1.0, 1e9,
    )  # fmt: skip


def read(model: LinearModel, rows: Sequence[Row]) -> tuple[FloatArray, FloatArray]:
    """Return what a formula says of each row, and the leverage it has there."""
    z = (table_of(tuple(rows)).of(model.features) - model.mean) / model.scale
    return model.intercept + z @ model.coefficients, np.einsum("ij,jk,ik->i", z, model.spread, z)


def chosen(among: Sequence[Recipe], rows: Sequence[Row], apart: bool = False) -> Recipe:
    """Return the recipe with the least error on people left out, ten groups of them in turn.

    `apart`: only what the lifts of a take are wrong by against each other is an error.
    """
    people = sorted({row.person for row in rows})
    group = {person: index % FOLDS for index, person in enumerate(people)}
    weight = table_of(tuple(rows)).weight
    folds = np.array([group[row.person] for row in rows])

    def error(recipe: Recipe) -> float:
        errors = np.zeros(len(rows))
        for fold in range(FOLDS):
            out = np.flatnonzero(folds == fold)
            model = fit(recipe, [rows[index] for index in np.flatnonzero(folds != fold)])
            left = [rows[index] for index in out]
            errors[out] = read(model, left)[0] - table_of(tuple(left)).truth_deg
        if apart:
            errors -= _of_take(rows, errors, weight)
        return float(np.average(errors**2, weights=weight))

    return min(among, key=error)


def chosen_apart(among: Sequence[Recipe], rows: Sequence[Row]) -> Recipe:
    """Return the recipe that tells the lifts of a take apart best; depth sets their level."""
    return chosen(among, rows, apart=True)


def _of_take(rows: Sequence[Row], errors: FloatArray, weight: FloatArray) -> FloatArray:
    """Return for each row the mean error of its take."""
    _, take = np.unique([row.clip for row in rows], return_inverse=True)
    mean = np.bincount(take, weight * errors) / np.bincount(take, weight)
    return np.asarray(mean[take])


@dataclass(frozen=True, eq=False)
class LeftOut:
    """What formulas that never saw a row's person say of it.

    `deg` and `leverage` are `(n,)`; `models` holds the formula of each person left out.
    """

    deg: FloatArray
    leverage: FloatArray
    models: Mapping[str, LinearModel]


def left_out(choice: Callable[[Sequence[Row]], Recipe], rows: Sequence[Row]) -> LeftOut:
    """Leave out each person in turn.

    Parameters
    ----------
    choice : the recipe for some rows; one that chooses is asked anew without each person.
    """
    deg, leverage, models = np.zeros(len(rows)), np.zeros(len(rows)), {}
    for person in sorted({row.person for row in rows}):
        others = [row for row in rows if row.person != person]
        models[person] = fit(choice(others), others)
        own = [index for index, row in enumerate(rows) if row.person == person]
        deg[own], leverage[own] = read(models[person], [rows[index] for index in own])
    return LeftOut(deg, leverage, models)


def judged(model: LinearModel, rows: Sequence[Row], out: LeftOut) -> LinearModel:
    """Return a formula with the residual and the range that leaving out people showed."""
    weight, truth = table_of(tuple(rows)).weight, table_of(tuple(rows)).truth_deg
    scaled = (out.deg - truth) / np.sqrt(1 + out.leverage)
    residual = float(np.sqrt(np.average(scaled**2, weights=weight)))
    quantile = float(np.quantile(np.abs(scaled) / residual, 0.95, method="higher"))
    largest = float(np.quantile(out.leverage, 0.98))
    return replace(model, residual=residual, quantile=max(quantile, 1.96), largest_leverage=largest)


@dataclass(frozen=True, eq=False)
class Fit:
    """A formula, how it was chosen, and what is known of it by leaving people out."""

    recipe: Recipe
    model: LinearModel
    out: LeftOut
    doubt: FloatArray


def fitted_on(rows: Sequence[Row], choice: Callable[[Sequence[Row]], Recipe]) -> Fit:
    """Return the formula of some rows, everything chosen anew for each person left out."""
    recipe, out = choice(rows), left_out(choice, rows)
    model = judged(fit(recipe, rows), rows, out)
    return Fit(recipe, model, out, doubts(model, rows, out.leverage))


def put_level(rows: Sequence[Row], heights: LeftOut, level: LeftOut) -> FloatArray:
    """Return what the formulas of heights and of their level together say of each row."""
    higher, clips = level.deg - heights.deg, np.array([row.clip for row in rows])
    return np.array([
        deg + np.median(higher[clips == row.clip])
        for row, deg in zip(rows, heights.deg, strict=True)
    ])  # fmt: skip


def doubts(model: LinearModel, rows: Sequence[Row], leverage: FloatArray) -> FloatArray:
    """Return by how much each row's take is in more doubt than usual, as `heights_of` has it."""
    excess = np.maximum(1.0, np.sqrt(leverage / model.largest_leverage))
    each = np.sqrt(1 + leverage) * excess
    clips = np.array([row.clip for row in rows])
    return np.array([np.median(each[clips == clip]) for clip in clips])
