"""How good posecheck is, against rendered people whose joint angles are known.

    python benchmarks/accuracy.py CLIPS_FOLDER [--cache FOLDER]

The folder holds marches, or stands, or a folder of each. Of marches it prints one line per clip and
one per view: what posecheck says, and beside it what plain formulas give. In the front view every
clip is scored with a correction that its own person was left out of. From the side posecheck gives
no difference; the one printed there is that of the two sides' peaks. Stands: `accuracy_posture.py`.
"""

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
from accuracy_posture import posture_report
from clips import March, marches
from fit_elevation import Row, fit, person_of, rows_of
from posecheck.kinematics.elevation_correction import Correction, fitted

from posecheck.assessment import Assessment, Repetition
from posecheck.kinematics.camera_placement import Camera
from posecheck.kinematics.elevation import plain_elevation
from posecheck.landmarks import SIDES
from posecheck.protocols.slow_march import kinds

FloatArray = npt.NDArray[np.float64]


@dataclass
class Score:
    """What was found in one or more takes, against the truth."""

    true: int = 0
    found: int = 0
    extra: int = 0
    wrong_side: int = 0
    unknown_side: int = 0
    peak: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)
    difference: list[float] = field(default_factory=list)
    plain_difference: list[float] = field(default_factory=list)
    hold: list[float] = field(default_factory=list)
    inside: list[bool] = field(default_factory=list)
    difference_inside: list[bool] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Take another score's counts and errors in."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def matched(truth: dict[str, Any], repetitions: list[Repetition]) -> Repetition | None:
    """Return the counted repetition whose peak falls into a true lift."""
    for repetition in repetitions:
        if truth["start_s"] - 0.2 <= repetition.peak_s <= truth["end_s"] + 0.2:
            return repetition
    return None


def plain_peaks(take: March) -> list[float]:
    """Return what the arccos of the lifted leg's own hip and knee reads at each true lift."""
    prepared = take.prepared()
    assert prepared is not None
    track, peaks = prepared.track, []
    for truth in take.repetitions:
        deg = plain_elevation(track, prepared.rest, truth["side"])
        inside = (track.t_s >= truth["start_s"]) & (track.t_s <= truth["end_s"])
        top = deg[inside]
        peaks.append(float(np.median(top[top >= np.nanmax(top) - 5])))
    return peaks


def sided(values: list[float], take: March, side: str) -> float:
    """Return the median of one side's values."""
    return float(
        np.median([v for v, t in zip(values, take.repetitions, strict=True) if t["side"] == side])
    )


def score(take: March, assessment: Assessment) -> Score:
    """Hold one assessment against the truth."""
    counted = [repetition for repetition in assessment.repetitions if repetition.valid]
    result = Score(true=len(take.repetitions))
    for truth in take.repetitions:
        repetition = matched(truth, counted)
        if repetition is None:
            continue
        counted.remove(repetition)
        result.found += 1
        if repetition.side == "unknown":
            result.unknown_side += 1
        elif repetition.side != truth["side"]:
            result.wrong_side += 1
        peak, hold = repetition.values[kinds.PEAK.name], repetition.number(kinds.HOLD)
        assert isinstance(peak.value, float)
        assert peak.low is not None
        assert peak.high is not None
        result.peak.append(peak.value - truth["peak_thigh_elev"])
        result.inside.append(peak.low <= truth["peak_thigh_elev"] <= peak.high)
        if hold is not None:
            result.hold.append(hold - truth["hold_within_5deg_s"])
    result.extra = len(counted)
    plain = plain_peaks(take)
    true = [truth["peak_thigh_elev"] for truth in take.repetitions]
    result.plain = [a - b for a, b in zip(plain, true, strict=True)]
    right_left = sided(true, take, "right") - sided(true, take, "left")
    result.plain_difference = [
        sided(plain, take, "right") - sided(plain, take, "left") - right_left
    ]
    difference = assessment.measure(kinds.DIFFERENCE)
    # A difference needs more lifts than most of these takes have; then the sides' peaks serve.
    if difference is not None and isinstance(difference.value, float):
        result.difference = [difference.value - right_left]
        assert difference.low is not None
        assert difference.high is not None
        result.difference_inside = [difference.low <= right_left <= difference.high]
    else:
        peaks = {side: assessment.measure(kinds.PEAK, side) for side in SIDES}
        left, right = peaks["left"], peaks["right"]
        if left and right and isinstance(left.value, float) and isinstance(right.value, float):
            result.difference = [right.value - left.value - right_left]
    return result


def line(name: str, result: Score) -> str:
    """Return one line of the table."""

    def mean(values: list[float]) -> str:
        return f"{np.abs(values).mean():5.2f}" if values else "    –"

    def worst(values: list[float]) -> str:
        return f"{np.abs(values).max():5.1f}" if values else "    –"

    share = f"{100 * np.mean(result.inside):3.0f}" if result.inside else "  –"
    return (
        f"{name:26} {result.found:3}/{result.true:<3} +{result.extra} "
        f"{result.wrong_side:2} {result.unknown_side:2} | {mean(result.peak)} {mean(result.plain)} "
        f"| {mean(result.difference)} {worst(result.difference)} "
        f"{mean(result.plain_difference)} {worst(result.plain_difference)} "
        f"| {mean(result.hold)} | {share} "
    )


def left_out(rows: list[Row], take: March, placed: bool) -> Correction:
    """Return the correction fitted without the person of a take, with the shipped error."""
    others = [row for row in rows if row.person != person_of(take)]
    return fit(others, fitted(placed).error)


def assessed(take: March, camera: Camera, correction: Correction) -> Assessment:
    """Score one take with a given correction."""
    with patch("posecheck.kinematics.elevation.fitted", lambda placed: correction):
        return take.assessed(camera)


def march_report(folder: Path, cache: Path) -> None:
    """Print the table of a folder of marches."""
    takes = list(marches(folder, cache))
    print(
        "clip                       found extra wrong unknown side | peak MAE, plain | "
        "right−left mean worst, plain | hold MAE s | truth in interval %"
    )
    for placed in (True, False):
        print("\nlens height and distance given" if placed else "\nnothing known of the camera")
        rows = [
            row
            for take in takes
            if take.view == "front"
            for row in rows_of(take, take.camera if placed else Camera())
        ]
        totals: dict[str, Score] = defaultdict(Score)
        for take in takes:
            camera = take.camera if placed else Camera()
            result = score(take, assessed(take, camera, left_out(rows, take, placed)))
            print(line(take.name, result))
            totals["side" if take.view.startswith("side") else take.view].add(result)
        for view, total in totals.items():
            print(line(f"all: {view}", total))
            if total.difference_inside:
                share = 100 * np.mean(total.difference_inside)
                print(f"  right−left inside its interval: {share:.0f} %")


def kind_of(folder: Path) -> str | None:
    """Return "march" or "stand" by the first truth file of a folder; None where there is none."""
    for truth in sorted(folder.glob("*.truth.json")):
        return str(json.loads(truth.read_text())["scenario"]["kind"])
    return None


def main() -> None:
    """Print what the folder allows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", type=Path)
    parser.add_argument("--cache", type=Path, default=Path(".cache/marches"))
    arguments = parser.parse_args()
    folders = [
        arguments.clips,
        *sorted(path for path in arguments.clips.iterdir() if path.is_dir()),
    ]
    for folder in folders:
        match kind_of(folder):
            case "march":
                march_report(folder, arguments.cache)
            case "stand":
                print(posture_report(folder))


if __name__ == "__main__":
    main()
