"""Fits the front view's elevation and the errors of every view; writes elevation_model.json.

    python benchmarks/fit_elevation.py FOLDER [FOLDER …] [--front] [--cache FOLDER]

The folders hold rendered marches (`clips.py`). Linear regression on the tops of the lifts, in which
the lifts of a take and of a side share a part of their error (generalised least squares): what
differs between two lifts of one person says more of a feature than what differs between people.
A second set of formulas, for feet at the picture's edge, is fitted as if no take showed them.
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
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from itertools import product, repeat
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from clips import March, marches
from leave_out import Fit, Recipe, chosen, chosen_apart, fitted_on, put_level
from march_tops import OF_FEET, Row, rows_by_view
from scipy.stats import t as student

from posecheck.kinematics.front_elevation import ElevationError, HeightError
from posecheck.landmarks import Side
from posecheck.thresholds import ELEVATION

FloatArray = npt.NDArray[np.float64]

VERSION = "10"
MODEL = Path(__file__).parent.parent / "posecheck" / "kinematics" / "elevation_model.json"
KNOWN = {True: "known", False: "estimated"}
LEAST_TAKES = 10
LOW_DEG = (ELEVATION.low_lift + ELEVATION.high_lift) / 2

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


def _recipes(*sets: tuple[str, ...]) -> tuple[Recipe, ...]:
    """Return every set of features with every strength."""
    return tuple(Recipe(features, lean_deg) for features in sets for lean_deg in (3.0, 6.0, 12.0))


# What the first look says of foot and trunk helps little, and puts real people outside the fit.
_ONE_LOOK = _recipes(_KNEE, _BODY, _FOOT, _LEG, _ALL)
_SETS = (
    _ALL,
    (*_ALL, *_ITS_FOOT),
    (*_ALL, "foot_length", *_TRUNK),
    (*_ALL, *_ITS_FOOT, *_TRUNK, "thigh_length", "ear_climb"),
)
_TWO_LOOKS = _recipes(*_SETS)
_IN_DEPTH = _recipes(*((*features, *_DEPTH) for features in _SETS))


class Among(NamedTuple):
    """What is chosen among: for tops seen once, seen twice, and for their level with depth."""

    once: tuple[Recipe, ...]
    twice: tuple[Recipe, ...]
    in_depth: tuple[Recipe, ...]


def among(placed: bool, feet: bool = True) -> Among:
    """Return the recipes for a camera whose place is known or not.

    Without `feet` nothing is read of them. How far a lens of unknown place looks down is what the
    feet say, up to its limits: read beside them, a take at a limit would lie far outside the fit.
    """
    left = (*(() if feet else OF_FEET), *(() if placed else ("lens_slope",)))

    def without(recipes: tuple[Recipe, ...]) -> tuple[Recipe, ...]:
        return tuple(dict.fromkeys(
            replace(each, features=tuple(name for name in each.features if name not in left))
            for each in recipes
        ))  # fmt: skip

    return Among(*map(without, (_ONE_LOOK, _TWO_LOOKS, _IN_DEPTH)))


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


def of_geometry(rows: Sequence[Row]) -> HeightError:
    """Return the error of geometry alone."""
    deg = np.array([row.geometry_deg for row in rows])
    return spread(rows, deg - np.array([row.truth_deg for row in rows]), deg)


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


def front_fits(
    takes: Sequence[March], placed: bool, feet: bool
) -> tuple[dict[str, Fit], dict[str, HeightError], set[str]]:
    """Return what is fitted on takes from the front, by the ending of its name.

    And the errors by method, and the people.
    """
    once, again = (rows_by_view(takes, placed, look, feet)["front"] for look in (False, True))
    recipes = among(placed, feet)
    first = fitted_on(once, partial(chosen, recipes.once))
    twice = fitted_on(again, partial(chosen_apart, recipes.twice))
    deep = fitted_on(again, partial(chosen, recipes.in_depth))
    level = put_level(again, twice.out, deep.out)
    of_method = {}
    for method, rows, deg, doubt in (
        ("front-corrected", once, first.out.deg, first.doubt),
        ("front-seen-again", again, twice.out.deg, twice.doubt),
        ("front-seen-in-depth", again, level, np.maximum(twice.doubt, deep.doubt)),
    ):
        scaled = (deg - np.array([row.truth_deg for row in rows])) / doubt
        of_method[method] = spread(rows, scaled, deg)
    if feet:
        of_method["front"] = of_geometry(once)
    people = {row.person for row in (*once, *again)}
    return {"": first, "-seen-again": twice, "-seen-in-depth": deep}, of_method, people


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
    people: set[str] = set()
    front = [take for take in takes if take.view == "front"]
    cases = list(product((True, False), (True, False)))
    with ProcessPoolExecutor() as pool:
        fits = list(pool.map(front_fits, repeat(front), *zip(*cases, strict=True)))
    for (placed, feet), (of_kind, of_method, seen) in zip(cases, fits, strict=True):
        called = KNOWN[placed] + ("" if feet else "-without-feet")
        models |= {called + kind: _as_data(fit) for kind, fit in of_kind.items()}
        for method, error in of_method.items():
            errors.setdefault(method, {})[called] = asdict(error)
        people |= seen
    if not arguments.front:
        others = [take for take in takes if take.view != "front"]
        for placed, name in KNOWN.items():
            for view, rows in rows_by_view(others, placed).items():
                if rows:
                    errors[view][name] = asdict(of_geometry(rows))
    content = {
        "version": VERSION,
        "made_by": "benchmarks/fit_elevation.py",
        "fitted_on": "rendered people with known joints (MakeHuman bodies, CC0)",
        "people": len(people),
        "models": models,
        "errors": errors,
    }
    MODEL.write_text(_text(content), "utf-8")


def _as_data(fit: Fit) -> dict[str, Any]:
    model = fit.model

    def short(values: Any) -> Any:
        return json.loads(json.dumps(np.round(np.asarray(values, float), 6).tolist()))

    return {
        "features": list(model.features),
        "lean_deg": fit.recipe.lean_deg,
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
