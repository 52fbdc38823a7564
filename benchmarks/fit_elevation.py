"""Fits the front view's elevation and the errors of every view; writes elevation_model.json.

    python benchmarks/fit_elevation.py FOLDER [FOLDER …] [--front] [--cache FOLDER]

The folders hold rendered marches (`clips.py`). Linear regression on the tops of the lifts, in which
the lifts of a take and of a side share a part of their error (generalised least squares): what
differs between two lifts of one person says more of a feature than what differs between people.
Which features it reads and how strongly it is held back is chosen among a few candidates by
ten-fold cross-validation over people; that of tops seen twice by how well it tells the lifts of a
take apart, for depth says how high they are altogether. Errors come from a nested loop: a person is
left out before anything is chosen, so they are those of the whole procedure on people who had no
say in it. In what is compared every person weighs the same, and so does every stretch of heights.
With `--front` the errors of the other views stay those that the file holds, measured on takes that
are not here.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from clips import March, marches
from scipy.stats import t as student

from posecheck.kinematics.camera_placement import (
    Camera,
    elevation_from_knee_height,
    least_resolved,
    place_camera,
)
from posecheck.kinematics.elevation import seen_again, side_elevation
from posecheck.kinematics.front_elevation import ElevationError, HeightError
from posecheck.kinematics.regression import LinearModel
from posecheck.kinematics.tops import tops_of
from posecheck.landmarks import KNEE, SIDES, Side
from posecheck.protocols.slow_march.analysis import analyse
from posecheck.thresholds import ELEVATION

FloatArray = npt.NDArray[np.float64]

VERSION = "7"
MODEL = Path(__file__).parent.parent / "posecheck" / "kinematics" / "elevation_model.json"
FOLDS = 10
LEAST_TAKES = 10
LOW_DEG = (ELEVATION.low_lift + ELEVATION.high_lift) / 2
_BANDS = (30.0, 45.0, 60.0, 75.0, 90.0)

_KNEE = ("geometry", "geometry_squared", "own_hip_climb", "standing_hip_climb", "foot_extent")
_BODY = (*_KNEE, "shoulder_climb", "standing_knee_climb", "lens_slope")
_FOOT = (*_BODY, "lens_slope_low", "ankle_climb_low")
_LEG = (
    *_FOOT, "ankle_climb", "shank_share", "shank_share_low", "knee_outward", "knee_outward_low",
)  # fmt: skip
_ALL = (
    *_LEG, "ankle_outward", "ankle_outward_low", "own_hip_climb_high", "shoulder_climb_high",
)  # fmt: skip
_ITS_FOOT = ("foot_length", "toe_climb", "heel_climb", "toe_aside", "heel_aside")
_TRUNK = (
    "hip_width", "hip_aside", "standing_hip_aside", "own_shoulder_climb", "own_shoulder_aside",
    "far_shoulder_climb", "far_shoulder_aside",
)  # fmt: skip


_DEPTH = (
    "knee_ahead", "shoulders_ahead", "knee_came_ahead", "ankle_came_ahead",
    "standing_knee_came_ahead", "standing_ankle_came_ahead",
)  # fmt: skip

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


def recipes(*sets: tuple[str, ...]) -> tuple[Recipe, ...]:
    """Return every set of features with every strength."""
    return tuple(Recipe(features, lean_deg) for features in sets for lean_deg in (3.0, 6.0, 12.0))


# What the first look says of foot and trunk helps little, and puts real people outside the fit.
ONE_LOOK = recipes(_KNEE, _BODY, _FOOT, _LEG, _ALL)
_SETS = (
    _ALL,
    (*_ALL, *_ITS_FOOT),
    (*_ALL, "foot_length", *_TRUNK),
    (*_ALL, *_ITS_FOOT, *_TRUNK, "thigh_length", "ear_climb"),
)
TWO_LOOKS = recipes(*_SETS)
IN_DEPTH = recipes(*((*features, *_DEPTH) for features in _SETS))


@dataclass(frozen=True, eq=False)
class Row:
    """One true lift and what is seen of its top.

    `counts`: whether the slow march counts it. `least_deg`: the lowest elevation that has a number
    before this camera.
    """

    clip: str
    person: str
    side: Side
    truth_deg: float
    geometry_deg: float
    features: Mapping[str, float]
    counts: bool
    least_deg: float


def person_of(take: March) -> str:
    """Return who is in a take; the same body appears in some takes more than once."""
    body = take.truth["scenario"]["body"]
    return f"{body['sex']}{body['age_years']}-{body['height_cm']}-{body['weight']}"


def rows_of(take: March, camera: Camera, again: bool = False) -> list[Row]:
    """Return the true lifts of a take that have a height and a top on the right side.

    `again`: as the second look saw them; those that it did not see are left out.
    """
    prepared = take.prepared()
    if prepared is None:
        return []
    track, rest = prepared.track, prepared.rest
    aside = take.view.startswith("side")
    placement = place_camera(rest, track.size_px, camera, take.view == "front")
    raw: dict[Side, FloatArray] = {
        side: side_elevation(track, rest, side)
        if aside
        else elevation_from_knee_height(
            track.xy_px[:, KNEE[side], 1], rest, side, placement, take.yaw_deg
        )
        for side in SIDES
    }
    tops = tops_of(track, rest, raw, placement)
    looked = dict(tops)
    if again:
        if prepared.look is None:
            return []
        looked = seen_again(tops, track, prepared.look, camera, take.view == "front", take.yaw_deg)
    once = replace(prepared, look=None)  # which lifts count does not depend on the second look
    lifts = [each for each in analyse(once).lifts if each.counts]
    rows = []
    for rep in take.repetitions:
        begin, end = rep["start_s"] - 0.2, rep["end_s"] + 0.2
        # From the side the model may give every lift to one leg; then its angle is that leg's.
        seen = [
            (top, as_looked)
            for side in (SIDES if aside else (rep["side"],))
            for top, as_looked in zip(tops[side], looked[side], strict=True)
            if begin <= track.t_s[top.index] <= end
        ]
        counts = any(begin <= track.t_s[each.lift.peak] <= end for each in lifts)
        if not seen:
            continue
        best, read = max(seen, key=lambda pair: pair[0].geometry_deg if aside else pair[0].way)
        if read is None or (take.view == "front" and not best.shank_hangs):
            continue  # such a lift has no height
        side, truth = rep["side"], rep["peak_thigh_elev"]
        least = (
            0.0
            if aside
            else max(least_resolved(rest, side, placement, take.yaw_deg), ELEVATION.least_number)
        )
        rows.append(
            Row(
                take.name, person_of(take), side, truth,
                read.geometry_deg, read.features, counts, least,
            )
        )  # fmt: skip
    return rows


def weights(rows: Sequence[Row]) -> FloatArray:
    """Return how much each lift counts: people alike, and stretches of heights about alike."""
    lifts: dict[str, int] = defaultdict(int)
    for row in rows:
        lifts[row.person] += 1
    weight = np.array([1.0 / lifts[row.person] for row in rows])
    band = np.digitize([row.truth_deg for row in rows], _BANDS)
    total = np.array([weight[band == each].sum() for each in range(len(_BANDS) + 1)])
    weight /= np.maximum(total, total.max() / 3)[band]
    return np.asarray(weight / weight.mean())


def fit(recipe: Recipe, rows: Sequence[Row]) -> LinearModel:
    """Return the formula of the rows, its residual not yet known."""
    x = np.array([[row.features[name] for name in recipe.features] for row in rows])
    y, w = np.array([row.truth_deg for row in rows]), weights(rows)
    mean = np.average(x, axis=0, weights=w)
    scale = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=w))
    z = np.column_stack([np.ones(len(rows)), (x - mean) / scale])
    weighed = _weighed(rows, z)
    held = np.diag([0.0, *[recipe.lean_deg**-2] * x.shape[1]])
    spread = np.linalg.inv(z.T @ weighed + held)
    level, *coefficients = spread @ (weighed.T @ y)
    own = _TAKE_DEG**2 + _SIDE_DEG**2 + _LIFT_DEG**2
    return LinearModel(
        recipe.features, mean, scale, float(level), np.array(coefficients), spread[1:, 1:] / own,
        1.0, 1.0, 1e9,
    )  # fmt: skip


def _weighed(rows: Sequence[Row], values: FloatArray) -> FloatArray:
    """Return the inverse of the rows' error covariance times `(n, m)` values, take by take."""
    takes: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        takes[row.clip].append(index)
    weighed = np.empty_like(values)
    for own in takes.values():
        side = np.array([rows[index].side for index in own])
        shared = _TAKE_DEG**2 + _SIDE_DEG**2 * (side[:, None] == side)
        weighed[own] = np.linalg.solve(shared + _LIFT_DEG**2 * np.eye(len(own)), values[own])
    return weighed


def read(model: LinearModel, rows: Sequence[Row]) -> tuple[FloatArray, FloatArray]:
    """Return what a formula says of each row, and the leverage it has there."""
    x = np.array([[row.features[name] for name in model.features] for row in rows])
    z = (x - model.mean) / model.scale
    return model.intercept + z @ model.coefficients, np.einsum("ij,jk,ik->i", z, model.spread, z)


def chosen(among: Sequence[Recipe], rows: Sequence[Row], apart: bool = False) -> Recipe:
    """Return the recipe with the least error on people left out, ten groups of them in turn.

    `apart`: only what the lifts of a take are wrong by against each other is an error.
    """
    people = sorted({row.person for row in rows})
    group = {person: index % FOLDS for index, person in enumerate(people)}
    weight = weights(rows)
    folds = np.array([group[row.person] for row in rows])

    def error(recipe: Recipe) -> float:
        errors = np.zeros(len(rows))
        for fold in range(FOLDS):
            out = np.flatnonzero(folds == fold)
            model = fit(recipe, [rows[index] for index in np.flatnonzero(folds != fold)])
            left = [rows[index] for index in out]
            truth = np.array([row.truth_deg for row in left])
            errors[out] = read(model, left)[0] - truth
        if apart:
            errors -= _of_take(rows, errors, weight)
        return float(np.average(errors**2, weights=weight))

    return min(among, key=error)


def chosen_apart(among: Sequence[Recipe], rows: Sequence[Row]) -> Recipe:
    """Return the recipe that tells the lifts of a take apart best; depth sets their level."""
    return chosen(among, rows, apart=True)


def _of_take(rows: Sequence[Row], errors: FloatArray, weight: FloatArray) -> FloatArray:
    """Return for each row the mean error of its take."""
    clips, mean = np.array([row.clip for row in rows]), np.zeros(len(rows))
    for clip in np.unique(clips):
        own = clips == clip
        mean[own] = np.average(errors[own], weights=weight[own])
    return mean


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
    weight = weights(rows)
    truth = np.array([row.truth_deg for row in rows])
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


def spread(rows: Sequence[Row], errors: FloatArray, heights: FloatArray) -> HeightError:
    """Return the errors split into what a take, a side and a repetition share, by height.

    Of the lifts that the slow march counts. Where there are too few low ones, the error of all is
    given for both.

    Parameters
    ----------
    heights : `(n,)` what was read, degrees; low and high are told apart by it.
    """
    low, counts = heights < LOW_DEG, np.array([row.counts for row in rows])
    if len({row.clip for row, used in zip(rows, low & counts, strict=True) if used}) < LEAST_TAKES:
        every = _split(rows, errors, counts)
        return HeightError(every, every)
    return HeightError(_split(rows, errors, low & counts), _split(rows, errors, ~low & counts))


def _split(rows: Sequence[Row], errors: FloatArray, used: npt.NDArray[np.bool_]) -> ElevationError:
    """Return the variance components of the used rows.

    Each standard deviation is about zero, so that a bias counts as error, and is widened by
    Student's t for the number of takes.
    """
    sides: dict[str, dict[Side, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row, error, use in zip(rows, errors, used, strict=True):
        if use:
            sides[row.clip][row.side].append(float(error))
    own = [each for of_clip in sides.values() for each in of_clip.values()]
    free = sum(len(each) - 1 for each in own)
    within = sum(float(((np.array(each) - np.mean(each)) ** 2).sum()) for each in own)
    repetition2 = within / max(free, 1)
    means2 = np.mean([np.mean(each) ** 2 - repetition2 / len(each) for each in own])
    both = [
        float(np.mean(of_clip["left"]) * np.mean(of_clip["right"]))
        for of_clip in sides.values()
        if of_clip["left"] and of_clip["right"]
    ]
    common2 = max(0.0, float(np.mean(both))) if both else float(means2) / 2
    side2 = max(0.0, float(means2) - common2)
    wide = float(student.ppf(0.975, len(sides) - 1) / 1.96)
    return ElevationError(
        common=round(wide * float(np.sqrt(common2)), 2),
        side=round(wide * float(np.sqrt(side2)), 2),
        repetition=round(wide * float(np.sqrt(repetition2)), 2),
    )


def right_minus_left(rows: Sequence[Row], values: FloatArray) -> dict[str, float]:
    """Return per clip that shows both the mean of its right side minus that of its left side."""
    found = {}
    for clip in dict.fromkeys(row.clip for row in rows):
        means = [
            values[[row.clip == clip and row.side == side for row in rows]]
            for side in ("right", "left")
        ]
        if all(len(each) for each in means):
            found[clip] = float(means[0].mean() - means[1].mean())
    return found


def rows_by_view(takes: Iterable[March], placed: bool, again: bool = False) -> dict[str, list[Row]]:
    """Return the rows of the takes by view: front, oblique, side; those whose feet were seen."""
    found: dict[str, list[Row]] = {"front": [], "oblique": [], "side": []}
    for take in takes:
        rows = rows_of(take, take.camera if placed else Camera(), again)
        view = take.view.partition("-")[0]
        found[view] += [
            row for row in rows if view != "front" or all(map(np.isfinite, row.features.values()))
        ]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", type=Path, nargs="+")
    parser.add_argument("--front", action="store_true")
    parser.add_argument("--cache", type=Path, default=Path(".cache/marches"))
    arguments = parser.parse_args()
    takes = list(marches(arguments.clips, arguments.cache))
    models: dict[str, Any] = {}
    errors: dict[str, dict[str, Any]] = defaultdict(dict)
    if arguments.front:
        errors |= json.loads(MODEL.read_text("utf-8"))["errors"]
    people = set()
    for placed, name in ((True, "known"), (False, "estimated")):
        of_view = rows_by_view(takes, placed)
        front = [take for take in takes if take.view == "front"]
        again = rows_by_view(front, placed, again=True)["front"]
        once = fitted_on(of_view["front"], partial(chosen, ONE_LOOK))
        twice = fitted_on(again, partial(chosen_apart, TWO_LOOKS))
        deep = fitted_on(again, partial(chosen, IN_DEPTH))
        for called, of_kind in ((name, once), (f"{name}-seen-again", twice),
                                (f"{name}-seen-in-depth", deep)):  # fmt: skip
            models[called] = _as_data(of_kind.model, of_kind.recipe)
        level = put_level(again, twice.out, deep.out)
        for method, rows, deg, doubt in (
            ("front-corrected", of_view["front"], once.out.deg, once.doubt),
            ("front-seen-again", again, twice.out.deg, twice.doubt),
            ("front-seen-in-depth", again, level, np.maximum(twice.doubt, deep.doubt)),
        ):
            people |= {row.person for row in rows}
            scaled = (deg - np.array([row.truth_deg for row in rows])) / doubt
            errors.setdefault(method, {})[name] = asdict(spread(rows, scaled, deg))
        for view, seen in of_view.items():
            if arguments.front and view != "front":
                continue
            deg = np.array([row.geometry_deg for row in seen])
            error = deg - np.array([row.truth_deg for row in seen])
            errors[view][name] = asdict(spread(seen, error, deg))
    content = {
        "version": VERSION,
        "made_by": "benchmarks/fit_elevation.py",
        "fitted_on": "rendered people with known joints (MakeHuman bodies, CC0)",
        "people": len(people),
        "models": models,
        "errors": errors,
    }
    MODEL.write_text(_text(content), "utf-8")


def _as_data(model: LinearModel, recipe: Recipe) -> dict[str, Any]:
    def short(values: Any) -> Any:
        return json.loads(json.dumps(np.round(np.asarray(values, float), 6).tolist()))

    return {
        "features": list(model.features),
        "lean_deg": recipe.lean_deg,
        "mean": short(model.mean),
        "scale": short(model.scale),
        "intercept": short(model.intercept),
        "coefficients": short(model.coefficients),
        "residual": short(model.residual),
        "quantile": short(model.quantile),
        "largest_leverage": short(model.largest_leverage),
        "spread": short(model.spread),
    }


def _text(content: dict[str, Any]) -> str:
    """Return the file's text: one line for each entry of a model."""
    lines = []
    for line in json.dumps(content, indent=1).splitlines():
        deep = len(line) - len(line.lstrip()) > 3
        lines.append(line.strip() if deep else "\n" + line)
    return "".join(lines).lstrip("\n") + "\n"


if __name__ == "__main__":
    main()
