"""How good the standing posture check is on rendered people.

Usage: python benchmarks/accuracy_posture.py STAND_FOLDER

Every fitted figure is one of a model that never saw the body it is judged on: bodies that the
shipped models were fitted on are left out of a fresh fit, other bodies meet the shipped models.
Beside each figure stands what the plain formula on MediaPipe's landmarks gives, which is what most
posture tools print.
"""

import argparse
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from fit_tilt import RECIPES, Row, fit, rows_of
from posture_data import Sample, stands
from posture_refusals import Figure, refused
from rich.console import Console
from rich.table import Table

from posecheck.kinematics.statistics import Estimate
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.alignment import STOOP, SWAY, WITHIN, class_of
from posecheck.protocols.posture.back_profile import shape_of
from posecheck.protocols.posture.body_frame import figure_of, median_points
from posecheck.protocols.posture.frontal import front_measures
from posecheck.protocols.posture.model_inputs import (
    hip_line_deg,
    landmark_features,
    shoulder_line_deg,
)
from posecheck.protocols.posture.models import MODELS
from posecheck.protocols.posture.pelvis import Profile, own_range

FloatArray = npt.NDArray[np.float64]
_PLAIN = {
    "trunk_lean": lambda f: f["hip_shoulder"],
    "body_lean": lambda f: f["ankle_shoulder"],
    "pelvic_displacement": lambda f: f["ankle_hip"],
    "forward_head_angle": lambda f: f["shoulder_ear"],
    "trunk_thigh_angle": lambda f: 180 - (f["hip_shoulder"] - f["knee_hip"]),
    "pelvic_tilt_from_neutral": lambda f: f["hip_shoulder"] - f["knee_hip"],
}
# What a body may differ in without its pelvis turning, and the step whose effect is printed.
_NUISANCES = (
    ("stand", "pelvis_fwd", 0.06, "hips 6 cm further forward"),
    ("stand", "trunk_lean", 5.0, "trunk leaning 5° more"),
    ("stand", "kyphosis", 10.0, "back 10° rounder"),
    ("body", "belly", 0.5, "belly half a scale bigger"),
    ("body", "buttocks", 0.5, "buttocks half a scale bigger"),
)


def posture_report(stand_folder: Path) -> str:
    """Return the report of a folder of rendered stands as text."""
    samples = list(stands(stand_folder))
    rows = rows_of(samples)
    judged = {name: _unseen(name, rows) for name in RECIPES}
    figures = [
        *_tilt(samples, rows, judged["pelvic_tilt_from_neutral"]),
        *_nuisance(samples, rows, judged["pelvic_tilt_from_neutral"]),
        *_own_range(samples),
        *_classes(samples, rows, judged),
        *_angles(rows, judged),
        *_front(samples),
        *refused(samples, stand_folder),
    ]
    return _text(figures, len(samples), len({sample.body for sample in samples}))


def _unseen(name: str, rows: Sequence[Row]) -> dict[str, Estimate]:
    """Return per stand the estimate of a model that never saw its body."""
    known = set(MODELS.data["stands"])
    training = [row for row in rows if row.name in known]
    shipped, found = MODELS[name], {}
    for body in {row.body for row in rows}:
        used = shipped
        if any(row.body == body for row in training):
            used = replace(
                fit(RECIPES[name], [row for row in training if row.body != body]),
                residual=shipped.residual,
                quantile=shipped.quantile,
                largest_leverage=shipped.largest_leverage,
            )
        for row in rows:
            if row.body == body and (estimate := used.estimate(row.features)) is not None:
                found[row.name] = estimate
    return found


def _errors(
    rows: Sequence[Row], truth: str, estimates: dict[str, Estimate]
) -> tuple[FloatArray, FloatArray]:
    """Return errors and half widths of the stands that have an estimate."""
    kept = [row for row in rows if row.name in estimates]
    errors = [estimates[row.name].value - row.truth[truth] for row in kept]
    return np.array(errors), np.array([estimates[row.name].half_width for row in kept])


def _tilt(
    samples: Sequence[Sample], rows: Sequence[Row], estimates: dict[str, Estimate]
) -> Iterator[Figure]:
    single = [row for row in rows if [r.body for r in rows].count(row.body) == 1]
    errors, _ = _errors(single, "pelvic_tilt_from_neutral", estimates)
    plain = np.array(
        [
            _PLAIN["pelvic_tilt_from_neutral"](row.features) - row.truth["pelvic_tilt_from_neutral"]
            for row in single
        ]
    )
    yield Figure(
        "pelvic rotation, silhouette alone, body left out: mean absolute error (worst)",
        f"{np.abs(errors).mean():.1f}° ({np.abs(errors).max():.1f}°), {len(errors)} bodies",
        f"shoulder–hip–knee as tilt: {np.abs(plain).mean():.1f}° ({np.abs(plain).max():.1f}°)",
        "≤ 2.5°",
    )
    for body, sweep in _sweeps(rows).items():
        true = np.array([row.truth["pelvic_tilt_from_neutral"] for row in sweep])
        seen = np.array([estimates[row.name].value for row in sweep])
        flat = np.array([_PLAIN["pelvic_tilt_from_neutral"](row.features) for row in sweep])
        rest = int(np.argmin(np.abs(true)))
        change = np.abs((seen - seen[rest]) - (true - true[rest]))
        yield Figure(
            f"one body's sweep ({body}): slope; mean absolute error of the change",
            f"{np.polyfit(true, seen, 1)[0]:.2f}; {change.mean():.1f}°",
            f"slope {np.polyfit(true, flat, 1)[0]:.2f}",
            "0.8–1.2; ≤ 2°",
        )
    errors, half = _errors(rows, "pelvic_tilt_from_neutral", estimates)
    yield Figure(
        "its 95 % intervals that hold the truth (median half width)",
        f"{100 * np.mean(np.abs(errors) <= half):.0f} % (±{np.median(half):.1f}°)",
        "none printed",
        "90–99 %",
    )
    refused = len(rows) - len(errors)
    if refused:
        yield Figure("side stands without an estimate of the rotation", str(refused))


def _sweeps(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the stands of each body that is shown over 20° or more, its tilts only."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if "_tilt_" in row.name:
            found.setdefault(row.name.rsplit("_", 1)[0], []).append(row)
    return {
        name: sweep
        for name, sweep in found.items()
        if np.ptp([row.truth["pelvic_tilt_from_neutral"] for row in sweep]) >= 20
    }


def _nuisance(
    samples: Sequence[Sample], rows: Sequence[Row], estimates: dict[str, Estimate]
) -> Iterator[Figure]:
    """Yield how far the estimate moves at the same rotation, in one body and over many."""
    for row in rows:
        sweep = [r for s in _sweeps(rows).values() for r in s if r.body == row.body]
        if sweep and "_tilt_" not in row.name and row.name in estimates:
            true = [r.truth["pelvic_tilt_from_neutral"] for r in sweep]
            line = np.polyfit(true, [estimates[r.name].value for r in sweep], 1)
            same = float(np.polyval(line, row.truth["pelvic_tilt_from_neutral"]))
            yield Figure(
                f"{row.name} against the same body upright: rotation moves by",
                f"{estimates[row.name].value - same:+.1f}°",
                "",
                "< 3°",
            )
    scenarios = {sample.name: sample.scenario for sample in samples}
    random = [row for row in rows if "_tilt_" not in row.name and row.name in estimates]
    random = [row for row in random if [r.body for r in rows].count(row.body) == 1]
    if len(random) < 20:
        return
    table = np.array(
        [
            [float(scenarios[row.name][part][key]) for part, key, _, _ in _NUISANCES]
            for row in random
        ]
    )
    design = np.column_stack([np.ones(len(random)), table])
    errors, _ = _errors(random, "pelvic_tilt_from_neutral", estimates)
    slopes, *_ = np.linalg.lstsq(design, errors, rcond=None)
    for (_, _, step, words), slope in zip(_NUISANCES, slopes[1:], strict=True):
        yield Figure(f"over random bodies, {words}: moves by", f"{slope * step:+.1f}°", "", "< 3°")


def _own_range(samples: Sequence[Sample]) -> Iterator[Figure]:
    sweeps: dict[str, list[Sample]] = {}
    for sample in samples:
        if "_tilt_" in sample.name:
            sweeps.setdefault(sample.name.rsplit("_", 1)[0], []).append(sample)
    errors = []
    for sweep in sweeps.values():
        ordered = sorted(sweep, key=lambda sample: sample.truth["pelvic_tilt_from_neutral"])
        profiles = [_profile(sample) for sample in ordered]
        tilts = [sample.truth["pelvic_tilt_from_neutral"] for sample in ordered]
        for tilt, profile in zip(tilts[1:-1], profiles[1:-1], strict=True):
            found = own_range([profile], profiles[0], profiles[-1], "fitted")
            if not isinstance(found, str):
                errors.append(100 * (found.index - (tilt - tilts[0]) / (tilts[-1] - tilts[0])))
    if errors:
        yield Figure(
            "place in the own range (tuck −5°, arch 30°): mean absolute error",
            f"{np.abs(errors).mean():.1f} % of the range, {len(errors)} stands",
        )


def _profile(sample: Sample) -> Profile:
    figure = figure_of(sample.trial)
    return Profile(figure, shape_of(figure))


def _classes(
    samples: Sequence[Sample], rows: Sequence[Row], judged: dict[str, dict[str, Estimate]]
) -> Iterator[Figure]:
    wanted = {"swayback": SWAY, "stoop": STOOP, "tilt": WITHIN}
    right, wrong = 0, []
    for sample in samples:
        kind = next((name for key, name in wanted.items() if f"_{key}_" in sample.name), None)
        if kind is None:
            continue
        angles = {name: judged[name].get(sample.name) for name in judged}
        profile = _profile(sample)
        found = class_of(angles, profile.shape, landmark_features(profile.figure)["turn"])
        right += found == kind
        wrong += [] if found == kind else [f"{sample.name}: {found}"]
    yield Figure(
        "sway-back, stoop, upright: class right, bodies left out of the angles",
        f"{right} of {right + len(wrong)} {'; '.join(wrong)}",
        "",
        "all",
    )


def _angles(rows: Sequence[Row], judged: dict[str, dict[str, Estimate]]) -> Iterator[Figure]:
    targets = {"forward_head_angle": "≤ 3°", "trunk_lean": "≤ 3°"}
    for name in ("forward_head_angle", "trunk_lean", "body_lean", "pelvic_displacement"):
        errors, half = _errors(rows, name, judged[name])
        plain = [_PLAIN[name](row.features) - row.truth[name] for row in rows]
        yield Figure(
            f"{name.replace('_', ' ')}, body left out: mean absolute error; intervals right",
            f"{np.abs(errors).mean():.1f}°; {100 * np.mean(np.abs(errors) <= half):.0f} %",
            f"{np.abs(plain).mean():.1f}°",
            targets.get(name, ""),
        )


def _front(samples: Sequence[Sample]) -> Iterator[Figure]:
    front = [sample for sample in samples if not sample.side]
    if len(front) < 2:
        return
    shoulders, plain, inside = [], [], []
    for sample in front:
        measures = {each.name: each for each in front_measures([sample.trial])}
        level = measures.get(kinds.SHOULDER_LEVEL.name)
        true = sample.truth["shoulder_level"]
        plain.append(shoulder_line_deg(median_points(sample.trial)) - true)
        if level is not None and isinstance(level.value, float):
            shoulders.append(level.value - true)
            inside.append(float(level.low or 0) <= true <= float(level.high or 0))
    yield Figure(
        "shoulder level, fitted on marches: mean absolute error; intervals right",
        f"{np.abs(shoulders).mean():.1f}°; {100 * np.mean(inside):.0f} %",
        f"{np.abs(plain).mean():.1f}°",
        "≤ 2°",
    )
    true = np.array([sample.truth["pelvis_level"] for sample in front])
    hips = np.array([hip_line_deg(median_points(sample.trial)) for sample in front])
    yield Figure(
        "pelvis level",
        "not measurable, and says so",
        f"hip points: slope {np.polyfit(true, hips, 1)[0]:.2f}, {np.abs(hips - true).mean():.1f}°",
        "slope 0.7–1.3, ≤ 2°, or not measurable",
    )


def _text(figures: Sequence[Figure], clips: int, bodies: int) -> str:
    table = Table(title=f"Standing posture: {clips} rendered stands of {bodies} bodies")
    for heading in ("what", "posecheck", "plain landmarks", "target"):
        table.add_column(heading)
    for figure in figures:
        table.add_row(figure.what, figure.found, figure.plain, figure.target)
    out = io.StringIO()
    Console(file=out, width=150).print(table)
    return out.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stands", type=Path, help="folder with the rendered stands")
    print(posture_report(parser.parse_args().stands))


if __name__ == "__main__":
    main()
