"""Fits the posture models on rendered people.

Usage: python benchmarks/fit_tilt.py STANDS [STANDS …] --marches FOLDER [--cache FOLDER]

The folders of stands hold side stands, that of marches front views for the shoulder line. Writes
posecheck/protocols/posture/model.json: coefficients, the stands with their truth, and for each of
them the estimate of a model that never saw its body.

Ridge regression. Which features a model reads and how strongly it is held back is chosen among a
few candidates by ten-fold cross-validation over bodies. Errors and intervals come from a nested
loop: a body is left out before anything is chosen, so what is printed is the error of the whole
procedure on a body that had no say in it.

For the outline each training row is repeated with small random turns, shifts and scalings of the
figure, as a camera that is not quite level and a hip point that is not quite right would cause, so
that the fit does not lean on what such errors change. Each body weighs the same as the root of its
number of clips.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from posture_data import Sample, front_marches, stands
from posture_recipes import CANDIDATES, COPIES, Candidates, Recipe
from scipy.stats import t as student

from posecheck.kinematics.regression import LinearModel
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.figure import Figure, Outline, edge_on_rows, figure_of
from posecheck.protocols.posture.fitted_models import landmark_features, outline_features
from posecheck.protocols.posture.measures import shoulder_line_deg
from posecheck.protocols.posture.shape import lower_back_of

FloatArray = npt.NDArray[np.float64]
TARGET = Path(__file__).parent.parent / "posecheck/protocols/posture/model.json"

FOLDS = 10


@dataclass(frozen=True, eq=False)
class Row:
    """The features of one stand, as seen and slightly disturbed, with its truth."""

    name: str
    body: str
    features: Mapping[str, float]
    disturbed: tuple[Mapping[str, float], ...]
    truth: Mapping[str, float]


def rows_of(samples: Iterable[Sample]) -> list[Row]:
    """Return the rows of all side stands; the same for the same samples."""
    rng = np.random.default_rng(0)
    rows = []
    for sample in samples:
        if sample.side:
            figure = figure_of(sample.trial)
            copies = tuple(features_of(_disturbed(figure, rng)) for _ in range(COPIES))
            row = Row(sample.name, sample.body, features_of(figure), copies, sample.truth)
            rows.append(row)
    return rows


def features_of(figure: Figure) -> dict[str, float]:
    """Return all features of a figure that the models may read."""
    back = lower_back_of(figure)
    return {**landmark_features(figure), **(outline_features(back) if back is not None else {})}


def _disturbed(figure: Figure, rng: np.random.Generator) -> Figure:
    """Return the figure turned by about 1°, its hips moved by 2–3 %, its size changed by 2 %."""
    angle, size = np.radians(rng.normal(0, 1.0)), 1 + rng.normal(0, 0.02)
    shift = np.array([rng.normal(0, 0.02), rng.normal(0, 0.03)])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    def moved(points: FloatArray) -> FloatArray:
        return (points @ turn.T - shift) / size

    points = {name: moved(point) for name, point in figure.points.items()}
    outline = figure.outline
    if outline is not None:
        outline = Outline(
            outline.u,
            edge_on_rows(outline.u, moved(np.column_stack([outline.back, outline.u]))),
            edge_on_rows(outline.u, moved(np.column_stack([outline.front, outline.u]))),
        )
    return replace(figure, points=points, outline=outline)


@dataclass(frozen=True, eq=False)
class _Table:
    """The rows of a fit as arrays, bodies by number; `seen` marks what was not disturbed."""

    x: FloatArray
    y: FloatArray
    weight: FloatArray
    body: npt.NDArray[np.int_]
    seen: npt.NDArray[np.bool_]

    def of(self, rows: npt.NDArray[np.bool_]) -> "_Table":
        return _Table(
            self.x[rows], self.y[rows], self.weight[rows], self.body[rows], self.seen[rows]
        )


def _table(recipe: Recipe, rows: Sequence[Row]) -> _Table:
    clips = Counter(row.body for row in rows)
    given = [
        (row, block) for row in rows if len(block := _block(row, recipe.features, recipe.copies))
    ]
    numbers = {body: number for number, body in enumerate(sorted(clips))}
    each = [len(block) for _, block in given]
    weights = [clips[row.body] ** -0.5 / (1 + recipe.copies) for row, _ in given]
    return _Table(
        np.concatenate([block for _, block in given]),
        np.repeat([row.truth[recipe.truth] for row, _ in given], each),
        np.repeat(weights, each),
        np.repeat([numbers[row.body] for row, _ in given], each),
        np.concatenate([_seen(row, recipe.features, len(block)) for row, block in given]),
    )


@cache
def _block(row: Row, names: tuple[str, ...], copies: int) -> FloatArray:
    """Return the features of a row as seen, first, and disturbed, those that are whole."""
    used = (row.features, *row.disturbed[:copies])
    whole = [[each[name] for name in names] for each in used if all(n in each for n in names)]
    return np.array(whole).reshape(len(whole), len(names))


def _seen(row: Row, names: tuple[str, ...], count: int) -> npt.NDArray[np.bool_]:
    first = all(name in row.features for name in names)
    return np.arange(count) == (0 if first else -1)


def _solved(recipe: Recipe, table: _Table) -> LinearModel:
    x, y, w = table.x, table.y, table.weight
    mean, scale = np.average(x, axis=0, weights=w), x.std(axis=0)
    z = (x - mean) / scale
    level = float(np.average(y, weights=w))
    information = (z * w[:, None]).T @ z + recipe.ridge * np.eye(z.shape[1])
    coefficients = np.linalg.solve(information, (z * w[:, None]).T @ (y - level))
    return LinearModel(
        recipe.features, mean, scale, level, coefficients, np.linalg.inv(information), 1.0, 1.0, 1e9
    )


def fit(recipe: Recipe, rows: Sequence[Row]) -> LinearModel:
    """Return the model of the rows, its residual not yet known."""
    return _solved(recipe, _table(recipe, rows))


def chosen(candidates: Candidates, rows: Sequence[Row]) -> Recipe:
    """Return the recipe with the least error on bodies left out, ten groups of them in turn."""

    def error(recipe: Recipe) -> float:
        table = _table(recipe, rows)
        squares, weights = [], []
        for group in range(FOLDS):
            out = table.body % FOLDS == group
            model = _solved(recipe, table.of(~out))
            left = table.of(out & table.seen)
            found = model.intercept + (left.x - model.mean) / model.scale @ model.coefficients
            squares.append((found - left.y) ** 2)
            weights.append(left.weight)
        return float(np.average(np.concatenate(squares), weights=np.concatenate(weights)))

    return min(candidates, key=error)


Choice = Callable[[Sequence[Row]], Recipe]


def left_out(choice: Choice, rows: Sequence[Row]) -> dict[str, tuple[float, float]]:
    """Return per stand the estimate of a model without its body, and the leverage it had there.

    Parameters
    ----------
    choice : the recipe for some rows; one that chooses is asked anew without each body.
    """
    found = {}
    for body in sorted({row.body for row in rows}):
        others = [row for row in rows if row.body != body]
        fitted = fit(choice(others), others)
        for row in rows:
            if row.body == body and (estimate := fitted.estimate(row.features)) is not None:
                given = np.array([row.features[name] for name in fitted.features])
                leverage = fitted.leverage((given - fitted.mean) / fitted.scale)
                found[row.name] = (estimate.value, leverage)
    return found


def judged(candidates: Candidates, rows: Sequence[Row]) -> tuple[LinearModel, dict[str, float]]:
    """Return the model of all rows with the residual of the nested loop, and its estimates."""
    estimates = left_out(lambda others: chosen(candidates, others), rows)
    kept = [row for row in rows if row.name in estimates]
    clips = Counter(row.body for row in kept)
    weights = np.array([clips[row.body] ** -0.5 for row in kept])
    errors = np.array([estimates[row.name][0] - row.truth[candidates.truth] for row in kept])
    leverages = np.array([estimates[row.name][1] for row in kept])
    scaled = errors / np.sqrt(1 + leverages)
    residual = float(np.sqrt(np.average(scaled**2, weights=weights)))
    quantile = float(np.quantile(np.abs(scaled) / residual, 0.95, method="higher"))
    model = replace(
        fit(chosen(candidates, rows), rows),
        residual=residual,
        quantile=max(quantile, 1.96),
        largest_leverage=float(np.quantile(leverages, 0.98)),
    )
    return model, {name: value for name, (value, _) in estimates.items()}


def shoulder_model(folder: Path) -> LinearModel:
    """Return the correction of the shoulder line: the landmarks' slope on the truth, inverted.

    Frames of one march share one offset, the body's own error; the slope is common to all. The
    camera's roll is taken out, because an unknown roll widens the interval by itself. The spread
    of the offsets is the residual.
    """
    seen, true = [], []
    offsets = []
    for march in front_marches(folder):
        lines = np.array([shoulder_line_deg(p, march.roll_deg) for p in march.landmarks_px])
        seen.append(lines - lines.mean())
        true.append(march.shoulder_line - march.shoulder_line.mean())
        offsets.append(lines.mean() - march.shoulder_line.mean())
    slope = float(np.concatenate(seen) @ np.concatenate(true) / np.sum(np.concatenate(true) ** 2))
    offset = float(np.mean(offsets))
    return LinearModel(
        ("shoulder_line",),
        mean=np.array([offset]),
        scale=np.array([1.0]),
        intercept=0.0,
        coefficients=np.array([1 / slope]),
        # The fit's lines vary by about 3°.
        spread=np.array([[1 / len(offsets) / 9.0]]),
        residual=float(np.std(offsets, ddof=1) / slope),
        quantile=float(student.ppf(0.975, len(offsets) - 1)),
        largest_leverage=1.0,
    )


def _as_data(model: LinearModel) -> dict[str, Any]:
    def short(values: Any) -> Any:
        return np.round(np.asarray(values, float), 6).tolist()

    return {
        "features": list(model.features),
        "mean": short(model.mean),
        "scale": short(model.scale),
        "intercept": round(model.intercept, 6),
        "coefficients": short(model.coefficients),
        "residual": round(model.residual, 4),
        "quantile": round(model.quantile, 4),
        "largest_leverage": round(model.largest_leverage, 6),
        "spread": short(model.spread),
    }


def fitted_file(
    folders: Sequence[Path],
    marches: Path,
    cache: Path | None = None,
    say: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Return the content of the data file."""
    rows = rows_of(sample for folder in folders for sample in stands(folder, cache))
    models, estimates = {}, {}
    for name, candidates in CANDIDATES.items():
        model, estimates[name] = judged(candidates, rows)
        models[name] = _as_data(model)
        errors = [
            value - row.truth[candidates.truth]
            for row in rows
            if (value := estimates[name].get(row.name)) is not None
        ]
        say(
            f"{name}: {len(errors)} stands, mean absolute error {np.mean(np.abs(errors)):.2f}° "
            f"with body and choice left out; reads {len(model.features)} features"
        )
    models[kinds.SHOULDER_LEVEL.name] = _as_data(shoulder_model(marches))
    say(f"shoulder_level: residual {models[kinds.SHOULDER_LEVEL.name]['residual']:.2f}°")
    return {
        "version": "3",
        "what": "Linear models of standing posture, fitted on rendered bodies by "
        "benchmarks/fit_tilt.py; 'left_out' is the estimate of a model that was chosen and fitted "
        "without that body.",
        "bodies": len({row.body for row in rows}),
        "models": models,
        "stands": {
            row.name: {
                "truth": {key: round(row.truth[key], 2) for key in sorted(row.truth)},
                "left_out": {
                    name: round(values[row.name], 2)
                    for name, values in estimates.items()
                    if row.name in values
                },
            }
            for row in rows
        },
    }


def _text(content: dict[str, Any]) -> str:
    """Return the file's text: one line for each list or stand."""
    lines = []
    for line in json.dumps(content, indent=1).splitlines():
        deep = len(line) - len(line.lstrip()) > 3
        lines.append(line.strip() if deep else "\n" + line)
    return "".join(lines).lstrip("\n") + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stands", type=Path, nargs="+", help="folders with rendered stands")
    parser.add_argument("--marches", type=Path, required=True, help="folder with rendered marches")
    parser.add_argument("--cache", type=Path, help="folder that keeps the takes of the stands")
    parser.add_argument("--output", type=Path, default=TARGET)
    arguments = parser.parse_args()
    content = fitted_file(arguments.stands, arguments.marches, arguments.cache)
    arguments.output.write_text(_text(content), "utf-8")


if __name__ == "__main__":
    main()
