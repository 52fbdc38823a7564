"""Fits the posture models on rendered people.

Usage: python benchmarks/fit_tilt.py CLIPS_FOLDER

CLIPS_FOLDER holds `stand/` (side and front stands) and `march/` (for the shoulder line). Writes
posecheck/protocols/posture/model.json: coefficients, the stands with their truth, and for each of
them the estimate of a model that never saw its body.

Pelvis rotation: ridge regression on slopes and a few lengths of the silhouette. Each training row
is repeated with small random turns, shifts and scalings of the figure, as a camera that is not
quite level and a hip point that is not quite right would cause, so that the fit does not lean on
what such errors change. Each body weighs the same as the root of its number of clips.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from posture_data import Sample, front_marches, stands
from scipy.stats import t as student

from posecheck.kinematics.regression import LinearModel
from posecheck.protocols.posture.back_profile import shape_of
from posecheck.protocols.posture.body_frame import Figure, Outline, edge_on_rows, figure_of
from posecheck.protocols.posture.model_inputs import (
    contour_features,
    landmark_features,
    shoulder_line_deg,
)

FloatArray = npt.NDArray[np.float64]
TARGET = Path(__file__).parent.parent / "posecheck" / "protocols" / "posture" / "model.json"

_BACK = [f"back_{index:02d}" for index in range(12)]
_FRONT = [f"front_{index:02d}" for index in range(7)]
_SHAPE = ["depth", "lumbar_slope", "sacral_slope", "under_slope", "upper_back"]
_SHAPE += ["buttock_behind_thorax"]

COPIES = 8


@dataclass(frozen=True)
class Recipe:
    """What one model estimates, from which features, how strongly it is held back."""

    truth: str
    features: tuple[str, ...]
    ridge: float
    copies: int = 0


RECIPES = {
    "pelvic_tilt_from_neutral": Recipe(
        "pelvic_tilt_from_neutral", (*_BACK, *_FRONT, *_SHAPE, "thigh"), ridge=3.0, copies=COPIES
    ),
    "pelvic_tilt_from_neutral_back": Recipe(
        "pelvic_tilt_from_neutral", (*_BACK, *_SHAPE, "thigh"), ridge=3.0, copies=COPIES
    ),
    "trunk_lean": Recipe(
        "trunk_lean", ("hip_shoulder", "ankle_hip", "knee_hip", "turn"), ridge=0.1
    ),
    "body_lean": Recipe("body_lean", ("ankle_shoulder", "turn"), ridge=0.1),
    "pelvic_displacement": Recipe(
        "pelvic_displacement", ("ankle_hip", "knee_hip", "turn"), ridge=0.1
    ),
    "forward_head_angle": Recipe("forward_head_angle", ("shoulder_ear", "turn"), ridge=0.1),
    "trunk_thigh_angle": Recipe(
        "trunk_thigh_angle", ("hip_shoulder", "ankle_hip", "knee_hip", "turn"), ridge=0.1
    ),
}


@dataclass(frozen=True, eq=False)
class Row:
    """The features of one stand, as seen and slightly disturbed, with its truth."""

    name: str
    body: str
    features: dict[str, float]
    disturbed: tuple[dict[str, float], ...]
    truth: dict[str, float]


def row_of(sample: Sample, rng: np.random.Generator) -> Row:
    """Return the row of a side stand."""
    figure = figure_of(sample.trial)
    copies = tuple(_features(_disturbed(figure, rng)) for _ in range(COPIES))
    return Row(sample.name, sample.body, _features(figure), copies, sample.truth)


def rows_of(samples: Sequence[Sample]) -> list[Row]:
    """Return the rows of all side stands; the same for the same samples."""
    rng = np.random.default_rng(0)
    return [row_of(sample, rng) for sample in samples if sample.side]


def _features(figure: Figure) -> dict[str, float]:
    shape = shape_of(figure)
    contour = contour_features(shape) if shape is not None else {}
    return {**landmark_features(figure), **contour}


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


def fit(recipe: Recipe, rows: Sequence[Row]) -> LinearModel:
    """Return the model of the rows, its residual not yet known."""
    bodies = [row.body for row in rows]
    table, truth, weights = [], [], []
    for row in rows:
        used = (row.features, *row.disturbed[: recipe.copies])
        for features in used:
            if all(name in features for name in recipe.features):
                table.append([features[name] for name in recipe.features])
                truth.append(row.truth[recipe.truth])
                weights.append(bodies.count(row.body) ** -0.5 / len(used))
    x, y, w = np.array(table), np.array(truth), np.array(weights)
    mean, scale = np.average(x, axis=0, weights=w), x.std(axis=0)
    z = (x - mean) / scale
    level = float(np.average(y, weights=w))
    information = (z * w[:, None]).T @ z + recipe.ridge * np.eye(z.shape[1])
    coefficients = np.linalg.solve(information, (z * w[:, None]).T @ (y - level))
    return LinearModel(
        recipe.features, mean, scale, level, coefficients, np.linalg.inv(information), 1.0, 1.0, 1e9
    )


def left_out(recipe: Recipe, rows: Sequence[Row]) -> dict[str, tuple[float, float]]:
    """Return per stand the estimate of a model without its body, and the leverage it had there."""
    found = {}
    for body in sorted({row.body for row in rows}):
        fitted = fit(recipe, [row for row in rows if row.body != body])
        for row in rows:
            if row.body == body and (estimate := fitted.estimate(row.features)) is not None:
                given = np.array([row.features[name] for name in recipe.features])
                leverage = fitted.leverage((given - fitted.mean) / fitted.scale)
                found[row.name] = (estimate.value, leverage)
    return found


def judged(recipe: Recipe, rows: Sequence[Row]) -> tuple[LinearModel, dict[str, float]]:
    """Return the model of all rows with the residual of bodies left out, and those estimates."""
    estimates = left_out(recipe, rows)
    kept = [row for row in rows if row.name in estimates]
    bodies = [row.body for row in kept]
    weights = np.array([bodies.count(body) ** -0.5 for body in bodies])
    errors = np.array([estimates[row.name][0] - row.truth[recipe.truth] for row in kept])
    leverages = np.array([estimates[row.name][1] for row in kept])
    scaled = errors / np.sqrt(1 + leverages)
    residual = float(np.sqrt(np.average(scaled**2, weights=weights)))
    quantile = float(np.quantile(np.abs(scaled) / residual, 0.95, method="higher"))
    model = replace(
        fit(recipe, rows),
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


def fitted_file(clips: Path, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Return the content of the data file."""
    samples = [sample for sample in stands(clips / "stand") if sample.side]
    rows = rows_of(samples)
    models, estimates = {}, {}
    for name, recipe in RECIPES.items():
        model, estimates[name] = judged(recipe, rows)
        models[name] = _as_data(model)
        errors = [
            value - row.truth[recipe.truth]
            for row in rows
            if (value := estimates[name].get(row.name)) is not None
        ]
        say(f"{name}: {len(errors)} stands, MAE left out {np.mean(np.abs(errors)):.2f}°")
    models["shoulder_level"] = _as_data(shoulder_model(clips / "march"))
    say(f"shoulder_level: residual {models['shoulder_level']['residual']:.2f}°")
    return {
        "version": "1",
        "what": "Linear models of standing posture, fitted on rendered bodies by "
        "benchmarks/fit_tilt.py; 'left_out' is the estimate without that body.",
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
    parser.add_argument("clips", type=Path, help="folder with stand/ and march/")
    parser.add_argument("--output", type=Path, default=TARGET)
    arguments = parser.parse_args()
    content = fitted_file(arguments.clips)
    arguments.output.write_text(_text(content), "utf-8")


if __name__ == "__main__":
    main()
