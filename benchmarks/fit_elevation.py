"""Fits the front view's correction and the errors of every view; writes elevation_model.json.

    python benchmarks/fit_elevation.py CLIPS_FOLDER [--cache FOLDER]

Every error comes from people left out of the fit: the clip's own person never helped to make
the coefficients that its residuals are taken from.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from clips import March, marches
from scipy.stats import t as student

from posecheck.kinematics.camera_placement import Camera, elevation_from_knee_height, place_camera
from posecheck.kinematics.elevation import peaks_of, side_elevation
from posecheck.kinematics.elevation_correction import (
    DIFFERENCE_FEATURES,
    LEVEL_FEATURES,
    Correction,
    ElevationError,
    Peak,
    Regression,
)
from posecheck.landmarks import KNEE, SIDES, Side

VERSION = "1"
MODEL = Path(__file__).parent.parent / "posecheck" / "kinematics" / "elevation_model.json"
RIDGE = 0.003
WIDENED = 0.3

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """One true lift and what is seen of it."""

    clip: str
    person: str
    side: Side
    truth_deg: float
    peak: Peak


def person_of(take: March) -> str:
    """Return who is in a take; the same body appears in some takes more than once."""
    body = take.truth["scenario"]["body"]
    return f"{body['sex']}{body['age_years']}-{body['height_cm']}-{body['weight']}"


def rows_of(take: March, camera: Camera) -> list[Row]:
    """Return the true lifts of a take for which a peak is seen on the right side."""
    prepared = take.prepared()
    if prepared is None:
        return []
    track, rest = prepared.track, prepared.rest
    raw: dict[Side, FloatArray]
    if take.view.startswith("side"):
        raw = {side: side_elevation(track, rest, side) for side in SIDES}
    else:
        placement = place_camera(rest, track.size_px, camera, take.view == "front")
        raw = {
            side: elevation_from_knee_height(
                track.xy_px[:, KNEE[side], 1], rest, side, placement, take.yaw_deg
            )
            for side in SIDES
        }
    peaks = peaks_of(track, rest, raw)
    rows = []
    for rep in take.repetitions:
        # From the side the model may give every lift to one leg; then its angle is that leg's.
        sides = SIDES if take.view.startswith("side") else (rep["side"],)
        seen = [
            peak
            for side in sides
            for top, peak in peaks[side]
            if rep["start_s"] - 0.2 <= track.t_s[top] <= rep["end_s"] + 0.2
        ]
        if seen:
            best = max(seen, key=lambda peak: peak.geometry)
            rows.append(Row(take.name, person_of(take), rep["side"], rep["peak_thigh_elev"], best))
    return rows


def ridge(rows: list[Row], features: tuple[str, ...]) -> Regression:
    """Fit the true peak on the named features, every person with the same weight."""
    x = np.array([row.peak.features(features) for row in rows])
    y = np.array([row.truth_deg for row in rows])
    people = [row.person for row in rows]
    weight = np.array([1 / people.count(person) for person in people])
    weight /= weight.sum()
    mean, level = weight @ x, weight @ y
    scale = np.sqrt(weight @ (x - mean) ** 2)
    z = (x - mean) / scale
    slopes = np.linalg.solve(
        z.T @ (z * weight[:, None]) + RIDGE * np.eye(len(features)), z.T @ (weight * (y - level))
    )
    slopes = slopes / scale
    return Regression(features, float(level - mean @ slopes), tuple(map(float, slopes)))


def fit(rows: list[Row], error: ElevationError | None = None) -> Correction:
    """Fit a correction on rows of the front view."""
    names = tuple(dict.fromkeys(LEVEL_FEATURES + DIFFERENCE_FEATURES))
    seen = np.array([row.peak.features(names) for row in rows])
    low, high = seen.min(axis=0), seen.max(axis=0)
    margin = WIDENED * (high - low)
    return Correction(
        level=ridge(rows, LEVEL_FEATURES),
        difference=ridge(rows, DIFFERENCE_FEATURES),
        error=error or ElevationError(0.0, 0.0, 0.0),
        ranges={
            name: (float(a), float(b))
            for name, a, b in zip(names, low - margin, high + margin, strict=True)
        },
    )


def corrected(correction: Correction, rows: list[Row]) -> FloatArray:
    """Return the corrected peaks of one take, in the order of its rows."""
    by_side = {side: [row.peak for row in rows if row.side == side] for side in SIDES}
    values = {side: iter(of_side) for side, of_side in correction.correct(by_side).items()}
    return np.array([next(values[row.side]) for row in rows])


def left_out(rows: list[Row]) -> dict[str, FloatArray]:
    """Return per clip the error of its corrected peaks with its person left out of the fit."""
    errors = {}
    for clip, of_clip in grouped(rows).items():
        correction = fit([row for row in rows if row.person != of_clip[0].person])
        truth = np.array([row.truth_deg for row in of_clip])
        errors[clip] = corrected(correction, of_clip) - truth
    return errors


def grouped(rows: list[Row]) -> dict[str, list[Row]]:
    """Return the rows of each clip."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.clip].append(row)
    return dict(groups)


def spread(rows: list[Row], errors: Mapping[str, FloatArray]) -> ElevationError:
    """Split the errors into what a take, a side and a repetition share.

    Each standard deviation is about zero, so that a bias counts as error, and is widened by
    Student's t for the number of takes.
    """
    common, difference, own, free = [], [], 0.0, 0
    for clip, of_clip in grouped(rows).items():
        error = errors[clip]
        means = {}
        for side in SIDES:
            of_side = error[[row.side == side for row in of_clip]]
            means[side] = float(of_side.mean())
            own += float(((of_side - of_side.mean()) ** 2).sum())
            free += len(of_side) - 1
        common.append((means["left"] + means["right"]) / 2)
        difference.append(means["right"] - means["left"])
    takes = len(common)
    wide = float(student.ppf(0.975, takes - 1) / 1.96)
    repetition = np.sqrt(own / free)
    per_side = len(rows) / takes / 2
    side2 = max(0.0, (np.mean(np.square(difference)) / 2) - repetition**2 / per_side)
    common2 = max(0.0, np.mean(np.square(common)) - side2 / 2 - repetition**2 / per_side / 2)
    return ElevationError(
        common=round(wide * float(np.sqrt(common2)), 2),
        side=round(wide * float(np.sqrt(side2)), 2),
        repetition=round(wide * float(repetition), 2),
    )


def of_geometry(rows: list[Row]) -> dict[str, FloatArray]:
    """Return per clip the error of the peaks by geometry alone; nothing is fitted."""
    return {
        clip: np.array([row.peak.geometry - row.truth_deg for row in of_clip])
        for clip, of_clip in grouped(rows).items()
    }


def told(what: str, rows: list[Row], errors: Mapping[str, FloatArray]) -> None:
    """Print one line of errors."""
    every = np.concatenate(list(errors.values()))
    between = []
    for clip, of_clip in grouped(rows).items():
        right = np.array([row.side == "right" for row in of_clip])
        between.append(abs(errors[clip][right].mean() - errors[clip][~right].mean()))
    print(
        f"{what:34} peaks {len(every):4}  MAE {np.abs(every).mean():5.2f}"
        f"  bias {every.mean():+5.2f}  right − left: mean {np.mean(between):4.2f}"
        f"  worst {max(between):4.1f}  {spread(rows, errors)}"
    )


def main() -> None:
    """Fit, print the errors, write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", type=Path)
    parser.add_argument("--cache", type=Path, default=Path(".cache/marches"))
    arguments = parser.parse_args()
    takes = list(marches(arguments.clips, arguments.cache))
    model: dict[str, Any] = {
        "version": VERSION,
        "made_by": "benchmarks/fit_elevation.py",
        "fitted_on": "rendered people with known joints (MakeHuman bodies, CC0)",
        "ridge": RIDGE,
        "front": {},
        "geometry": {"front": {}, "oblique": {}, "side": {}},
        "data": {},
    }
    for placed in ("known", "estimated"):
        rows = {
            kind: [
                row
                for take in takes
                if take.view.startswith(kind)
                for row in rows_of(take, take.camera if placed == "known" else Camera())
            ]
            for kind in ("front", "oblique", "side")
        }
        errors = left_out(rows["front"])
        told(f"front, corrected, camera {placed}", rows["front"], errors)
        correction = fit(rows["front"], spread(rows["front"], errors))
        model["front"][placed] = {
            "level": [correction.level.intercept, *correction.level.slopes],
            "difference": [correction.difference.intercept, *correction.difference.slopes],
            "error": asdict(correction.error),
            "ranges": {name: list(bounds) for name, bounds in correction.ranges.items()},
        }
        for kind, of_kind in rows.items():
            told(f"{kind}, geometry, camera {placed}", of_kind, of_geometry(of_kind))
            model["geometry"][kind][placed] = asdict(spread(of_kind, of_geometry(of_kind)))
        model["data"][placed] = [{**asdict(row), "peak": asdict(row.peak)} for row in rows["front"]]
    model["people"] = len({row["person"] for row in model["data"]["known"]})
    MODEL.write_text(json.dumps(rounded(model), indent=1) + "\n")


def rounded(value: Any) -> Any:
    """Return the same structure with six significant digits, enough for 0.001°."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: rounded(child) for key, child in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(child) for child in value]
    return value


if __name__ == "__main__":
    main()
