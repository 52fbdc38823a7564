"""How good the standing posture check is on rendered people, as tables in Markdown.

Usage: python benchmarks/accuracy_posture.py STAND_FOLDER [--cache FOLDER] [--repeated FOLDER]

Every fitted figure is one of a model that never saw the body it is judged on: bodies that the
shipped models were fitted on are left out of a fresh fit, other bodies meet the shipped models.
"Choice left out too" means that features and ridge were chosen anew without that body as well.
Beside each figure stands what the plain formula on MediaPipe's landmarks gives, which is what most
posture tools print.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from fit_tilt import Row, chosen, features_of, fit, rows_of
from posture_data import Sample, stands
from posture_recipes import CANDIDATES
from posture_refusals import Line, cut_pictures, refused
from posture_repeated import repeated_stands

import posecheck
from posecheck.kinematics.regression import LinearModel
from posecheck.kinematics.statistics import Z95, Estimate
from posecheck.landmarks import HIP
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.figure import Figure, figure_of
from posecheck.protocols.posture.fitted_models import MODELS, models_of
from posecheck.protocols.posture.measures import shoulder_line_deg
from posecheck.protocols.posture.pelvis import Profile, own_range
from posecheck.protocols.posture.shape import lower_back_of, shape_of
from posecheck.protocols.posture.stand import median_points
from posecheck.protocols.posture.thresholds import REAL_PEOPLE

FloatArray = npt.NDArray[np.float64]
TILT = kinds.TILT_FROM_NEUTRAL.name
_PLAIN: Mapping[str, Callable[[Mapping[str, float]], float]] = {
    "trunk_lean": lambda f: f["hip_shoulder"],
    "trunk_lean_without_legs": lambda f: f["hip_shoulder"],
    "body_lean": lambda f: f["ankle_shoulder"],
    "pelvic_displacement": lambda f: f["ankle_hip"],
    "forward_head_angle": lambda f: f["shoulder_ear"],
    "trunk_thigh_angle": lambda f: 180 - (f["hip_shoulder"] - f["knee_hip"]),
    "pelvic_tilt_from_neutral": lambda f: f["hip_shoulder"] - f["knee_hip"],
    "pelvic_tilt_from_neutral_back": lambda f: f["hip_shoulder"] - f["knee_hip"],
}
_WORDS = {
    "trunk_lean": "trunk lean",
    "trunk_lean_without_legs": "trunk lean, legs not in the picture",
    "body_lean": "lean of the whole body",
    "pelvic_displacement": "hips ahead of the feet",
    "forward_head_angle": "head ahead of the shoulders",
    "trunk_thigh_angle": "trunk to thigh",
    "pelvic_tilt_from_neutral": "tip of the pelvis, from the outline",
    "pelvic_tilt_from_neutral_back": "the same, from the back alone",
}
# What a body may differ in without its pelvis turning, and the step whose effect is printed.
_NUISANCES = (
    ("stand", "pelvis_fwd", 0.06, "hips 6 cm further forward"),
    ("stand", "trunk_lean", 5.0, "trunk leaning 5° more"),
    ("stand", "kyphosis", 10.0, "back 10° rounder"),
    ("body", "belly", 0.5, "belly half a scale bigger"),
    ("body", "buttocks", 0.5, "buttocks half a scale bigger"),
)
Estimates = Mapping[str, Estimate]
Models = Mapping[str, LinearModel]


def posture_report(
    folders: Sequence[Path], marches: Path, cache: Path | None = None, repeated: Path | None = None
) -> str:
    """Return the report of folders of rendered stands as text; the first one's are cut as well."""
    whole = cache and cache / "whole"
    first = list(stands(folders[0], whole))
    samples = [*first, *(each for folder in folders[1:] for each in stands(folder, whole))]
    rows = rows_of(samples)
    models = {name: models_without(name, rows, choice_left_out=True) for name in CANDIDATES}
    nested = {name: unseen(each, rows) for name, each in models.items()}

    def tilt_of(body: str, figure: Figure) -> float | None:
        features = features_of(figure)
        found = [
            models[name][body].estimate(features) for name in models_of(kinds.TILT_FROM_NEUTRAL)
        ]
        known = [estimate for estimate in found if estimate is not None]
        return min(known, key=lambda each: each.half_width).value if known else None

    bodies = len({sample.body for sample in samples})
    sections = [
        f"{len(samples)} rendered stands of {bodies} bodies; none is of a real person.",
        _table(
            "Degrees, body left out: mean absolute error (worst)",
            (
                "what", "stands", "plain landmarks", "body left out", "choice left out too",
                "fit's interval right", "shown interval right (half width)",
            ),
            _degrees(rows, nested),
        ),
        _table("Within one body", ("what", "found"), _within(samples, rows, nested[TILT])),
        _table(
            "The same tip of the pelvis, something else changed",
            ("what", "the estimate moves by"),
            _nuisance(samples, rows, nested[TILT]),
        ),
        _table("From the front", ("what", "posecheck", "plain landmarks"), _front(samples)),
        _table(
            "Pictures that are cut",
            (
                "cut", "outline measured", "mean error", "order kept (Spearman)",
                "order of the thirds", "hips over feet", "trunk lean", "head",
            ),
            cut_pictures(first, cache, tilt_of),
        ),
        _table("Refused", ("what", "refused"), refused(first, marches)),
    ]  # fmt: skip
    if repeated is not None:
        again = list(stands(repeated, cache and cache / "repeated"))
        title = "One body in other clothes, before another camera place"
        sections.append(_table(title, ("what", "found"), repeated_stands(again)))
    return "\n\n".join(sections) + "\n"


def models_without(
    name: str, rows: Sequence[Row], *, choice_left_out: bool
) -> dict[str, LinearModel]:
    """Return for each body a model that never saw it.

    Parameters
    ----------
    choice_left_out : features and ridge are chosen anew without the body too.
    """
    known = set(MODELS.data["stands"])
    training = [row for row in rows if row.name in known]
    shipped = MODELS[name]
    recipe = chosen(CANDIDATES[name], training) if training else None
    found = dict.fromkeys((row.body for row in rows), shipped)
    for body in {row.body for row in training}:
        others = [row for row in training if row.body != body]
        assert recipe is not None
        found[body] = replace(
            fit(chosen(CANDIDATES[name], others) if choice_left_out else recipe, others),
            residual=shipped.residual,
            quantile=shipped.quantile,
            largest_leverage=shipped.largest_leverage,
        )
    return found


def unseen(models: Models, rows: Sequence[Row]) -> dict[str, Estimate]:
    """Return per stand the estimate of the model that never saw its body."""
    found = {row.name: models[row.body].estimate(row.features) for row in rows}
    return {name: estimate for name, estimate in found.items() if estimate is not None}


def _errors(rows: Sequence[Row], truth: str, estimates: Estimates) -> tuple[FloatArray, FloatArray]:
    """Return errors and half widths of the stands that have an estimate."""
    kept = [row for row in rows if row.name in estimates]
    errors = [estimates[row.name].value - row.truth[truth] for row in kept]
    return np.array(errors), np.array([estimates[row.name].half_width for row in kept])


def _degrees(rows: Sequence[Row], nested: Mapping[str, Estimates]) -> Iterator[Line]:
    for name, estimates in nested.items():
        truth = CANDIDATES[name].truth
        fixed, _ = _errors(
            rows, truth, unseen(models_without(name, rows, choice_left_out=False), rows)
        )
        errors, half = _errors(rows, truth, estimates)
        shown = np.hypot(half, Z95 * getattr(REAL_PEOPLE, truth, 0.0))
        plain = np.array([_PLAIN[name](row.features) - row.truth[truth] for row in rows])
        yield (
            _WORDS[name],
            str(len(errors)),
            *(f"{np.abs(e).mean():.2f}° ({np.abs(e).max():.1f}°)" for e in (plain, fixed, errors)),
            f"{100 * np.mean(np.abs(errors) <= half):.0f} %",
            f"{100 * np.mean(np.abs(errors) <= shown):.0f} % (±{np.median(shown):.1f}°)",
        )


def _within(samples: Sequence[Sample], rows: Sequence[Row], estimates: Estimates) -> Iterator[Line]:
    for body, sweep in _sweeps(rows).items():
        true = np.array([row.truth[TILT] for row in sweep])
        seen = np.array([estimates[row.name].value for row in sweep])
        flat = np.array([_PLAIN[TILT](row.features) for row in sweep])
        rest = int(np.argmin(np.abs(true)))
        change = np.abs((seen - seen[rest]) - (true - true[rest]))
        yield (
            f"sweep of {body}: slope; mean absolute error of the change",
            f"{np.polyfit(true, seen, 1)[0]:.2f}; {change.mean():.1f}° "
            f"(plain landmarks: slope {np.polyfit(true, flat, 1)[0]:.2f})",
        )
    errors = list(_own_range_errors(samples))
    if errors:
        yield (
            "place in the own range (tuck −5°, arch 30°): mean absolute error",
            f"{np.abs(errors).mean():.1f} % of the range, {len(errors)} stands",
        )


def _sweeps(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the stands of each body that is shown over 20° or more, its tilts only."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if "_tilt_" in row.name:
            found[row.name.rsplit("_", 1)[0]].append(row)
    return {
        name: sweep
        for name, sweep in found.items()
        if np.ptp([row.truth[TILT] for row in sweep]) >= 20
    }


def _nuisance(
    samples: Sequence[Sample], rows: Sequence[Row], estimates: Estimates
) -> Iterator[Line]:
    """Yield how far the estimate moves at the same rotation, in one body and over many."""
    sweeps = [row for sweep in _sweeps(rows).values() for row in sweep]
    for row in rows:
        sweep = [each for each in sweeps if each.body == row.body]
        if sweep and "_tilt_" not in row.name and row.name in estimates:
            true = [each.truth[TILT] for each in sweep]
            line = np.polyfit(true, [estimates[each.name].value for each in sweep], 1)
            same = float(np.polyval(line, row.truth[TILT]))
            moved = estimates[row.name].value - same
            yield f"{row.name} against the same body upright", f"{moved:+.1f}°"
    scenarios = {sample.name: sample.scenario for sample in samples}
    clips = Counter(row.body for row in rows)
    random = [
        row
        for row in rows
        if "_tilt_" not in row.name and row.name in estimates and clips[row.body] == 1
    ]
    if len(random) < 20:
        return
    table = [
        [float(scenarios[row.name][part][key]) for part, key, _, _ in _NUISANCES] for row in random
    ]
    errors, _ = _errors(random, TILT, estimates)
    slopes, *_ = np.linalg.lstsq(np.column_stack([np.ones(len(random)), table]), errors)
    for (_, _, step, words), slope in zip(_NUISANCES, slopes[1:], strict=True):
        yield f"over random bodies, {words}", f"{slope * step:+.1f}°"


def _own_range_errors(samples: Sequence[Sample]) -> Iterator[float]:
    sweeps: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        if "_tilt_" in sample.name:
            sweeps[sample.name.rsplit("_", 1)[0]].append(sample)
    for sweep in sweeps.values():
        ordered = sorted(sweep, key=lambda sample: sample.truth[TILT])
        figures = [figure_of(sample.trial) for sample in ordered]
        profiles = [Profile(figure, lower_back_of(figure), shape_of(figure)) for figure in figures]
        tilts = [sample.truth[TILT] for sample in ordered]
        for tilt, profile in zip(tilts[1:-1], profiles[1:-1], strict=True):
            found = own_range([profile], profiles[0], profiles[-1], "fitted")
            if not isinstance(found, str):
                yield 100 * (found.index - (tilt - tilts[0]) / (tilts[-1] - tilts[0]))


def _front(samples: Sequence[Sample]) -> Iterator[Line]:
    front = [sample for sample in samples if not sample.side]
    if len(front) < 2:
        return
    shoulders, plain, inside = [], [], []
    for sample in front:
        level = posecheck.assess(sample.take).assessment.measure(kinds.SHOULDER_LEVEL)
        true = sample.truth[kinds.SHOULDER_LEVEL.name]
        plain.append(shoulder_line_deg(median_points(sample.trial)) - true)
        if level is not None and isinstance(level.value, float):
            shoulders.append(level.value - true)
            inside.append(float(level.low or 0) <= true <= float(level.high or 0))
    yield (
        "shoulder level, fitted on marches: mean absolute error; intervals right",
        f"{np.abs(shoulders).mean():.1f}°; {100 * np.mean(inside):.0f} %",
        f"{np.abs(plain).mean():.1f}°",
    )
    levels = np.array([sample.truth[kinds.PELVIS_LEVEL.name] for sample in front])
    hips = np.array([_hip_line_deg(median_points(sample.trial)) for sample in front])
    slope = np.polyfit(levels, hips, 1)[0]
    yield (
        "pelvis level",
        "not measurable, and says so",
        f"hip points: slope {slope:.2f}, {np.abs(hips - levels).mean():.1f}°",
    )


def _hip_line_deg(points: FloatArray) -> float:
    """Return the slope of the line through the hip points, left side up positive.

    For comparison only: it shows 0.1 to 0.3 of the pelvis's true obliquity.
    """
    across, down = points[HIP["left"]] - points[HIP["right"]]
    return float(np.degrees(np.arctan2(-down, abs(across))))


def _table(title: str, headings: Sequence[str], lines: Iterator[Line]) -> str:
    rows = [tuple(headings), ("---",) * len(headings), *lines]
    return "\n".join([f"### {title}", "", *(f"| {' | '.join(row)} |" for row in rows)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stands", type=Path, nargs="+", help="folders with rendered stands")
    parser.add_argument("--marches", type=Path, required=True, help="folder with rendered marches")
    parser.add_argument("--cache", type=Path, help="folder that keeps the takes")
    parser.add_argument("--repeated", type=Path, help="folder with several stands of each body")
    arguments = parser.parse_args()
    print(posture_report(arguments.stands, arguments.marches, arguments.cache, arguments.repeated))


if __name__ == "__main__":
    main()
