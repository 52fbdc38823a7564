"""What the usual landmark formula gives on rendered marches: the column "plain" of the README.

    python benchmarks/usual_formula.py FOLDER [FOLDER …] [--cache FOLDER]

The folders hold marches (`clips.py`). The usual formula takes the thigh's angle from the drawn hip
and knee of the same leg, over the drawn length of the thigh in standing; the highest value in a
lift is its height. Asked of the lifts from the front that posecheck counts and gives a number.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from clips import marches
from march_errors import Lift, measured, with_both_sides

from posecheck.kinematics.drawn_thigh import plain_elevation

BANDS = ((20, 55), (55, 115))


def usual_error(lift: Lift) -> float:
    """Return what the usual formula reads minus what is true, degrees."""
    track, rest = lift.analysis.track, lift.analysis.rest
    inside = (track.t_s >= lift.truth["start_s"]) & (track.t_s <= lift.truth["end_s"])
    return (
        float(np.nanmax(plain_elevation(track, rest, lift.truth["side"])[inside])) - lift.true_deg
    )


def report(lifts: Sequence[Lift]) -> Iterator[str]:
    """Yield one line for each band of heights, and one for right − left."""
    errors = {id(each): usual_error(each) for each in lifts}
    for low, high in BANDS:
        own = [abs(errors[id(each)]) for each in lifts if low <= each.true_deg < high]
        yield f"{low}–{high}°: {np.mean(own):.1f}° (worst {max(own):.1f}°) in {len(own)} lifts"
    apart = []
    for _, sides in with_both_sides(lifts):
        left, right = (np.median([errors[id(each)] for each in side]) for side in sides)
        apart.append(abs(float(right - left)))
    yield f"right − left: {np.mean(apart):.1f}° (worst {max(apart):.1f}°) in {len(apart)} takes"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", type=Path, nargs="+")
    parser.add_argument("--cache", type=Path, default=Path(".cache/marches"))
    said = parser.parse_args()
    front = [take for take in marches(said.clips, said.cache) if take.view == "front"]
    for line in report([each for each in measured(front, True, {}) if each.has_number]):
        print(line)


if __name__ == "__main__":
    main()
