"""How well lifts are counted and measured from the side, where one leg hides the other.

    python benchmarks/from_the_side.py FOLDER [FOLDER …] [--cache FOLDER]

The folders hold marches of rendered people (`clips.py`); those from the side are looked at. Nothing
is fitted to them but the size of the errors that intervals hold.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from clips import March, marches

from posecheck.assessment import Quantity, Repetition
from posecheck.protocols.slow_march import kinds

HEIGHTS = ((15, 30), (30, 40), (40, 115))
EARLY_S = 0.3  # a top may lie so far outside the commanded lift


@dataclass(frozen=True)
class Seen:
    """One true lift: its height, whether of the near leg, and what was counted there, if it was."""

    true_deg: float
    near: bool
    right_leg: bool
    height: Quantity | None
    counted: bool

    @property
    def error_deg(self) -> float | None:
        """What is read minus what is true; None where no height is told."""
        read = self.height.value if self.height is not None else None
        return read - self.true_deg if isinstance(read, float) else None

    @property
    def is_inside(self) -> bool:
        """Whether the interval holds the truth."""
        assert self.height is not None
        assert self.height.low is not None
        assert self.height.high is not None
        return self.height.low <= self.true_deg <= self.height.high


def lifts_of(take: March) -> tuple[list[Seen], int]:
    """Return the true lifts of a take and how many were counted where there was none."""
    counted = [each for each in take.assessed(take.camera).repetitions if each.valid]
    found = []
    for rep in take.repetitions:
        own = _during(rep, counted)
        if own is not None:
            counted.remove(own)
        right = own is not None and own.side == rep["side"]
        height = own.values.get(kinds.PEAK.name) if own is not None and right else None
        near = take.view == f"side-{rep['side']}"
        found.append(Seen(rep["peak_thigh_elev"], near, right, height, own is not None))
    return found, len(counted)


def _during(rep: dict[str, Any], counted: Sequence[Repetition]) -> Repetition | None:
    begin, end = rep["start_s"] - EARLY_S, rep["end_s"] + EARLY_S
    return next((each for each in counted if begin <= each.peak_s <= end), None)


HEAD = (
    "leg, true height", "lifts", "on their leg", "on the other leg", "height's error (worst)",
    "bias", "interval right",
)  # fmt: skip


def rows(lifts: Sequence[Seen]) -> Iterator[list[str]]:
    """Yield the lines of the table."""
    for leg, near in (("near", True), ("far", False)):
        for low, high in HEIGHTS:
            own = [each for each in lifts if each.near == near and low <= each.true_deg < high]
            told = [each for each in own if each.error_deg is not None]
            errors = np.array([each.error_deg for each in told])
            inside = f"{100 * np.mean([each.is_inside for each in told]):.0f} %" if told else "–"
            yield [
                f"{leg}, {low}–{high}°",
                str(len(own)),
                str(sum(each.right_leg for each in own)),
                str(sum(each.counted and not each.right_leg for each in own)),
                f"{np.abs(errors).mean():.1f}° ({np.abs(errors).max():.0f}°)" if told else "–",
                f"{errors.mean():+.1f}°" if told else "–",
                inside,
            ]


def report(takes: Sequence[March]) -> Iterator[str]:
    """Yield the lines of the report on the takes from the side."""
    seen = [lifts_of(take) for take in takes]
    lifts = [each for found, _ in seen for each in found]
    yield "| " + " | ".join(HEAD) + " |"
    yield "|" + " --- |" * len(HEAD)
    for row in rows(lifts):
        yield "| " + " | ".join(row) + " |"
    yield f"\n{len(takes)} takes; {sum(extra for _, extra in seen)} lifts counted that were none."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--cache", type=Path, default=Path(".cache/marches"))
    said = parser.parse_args()
    takes = [take for take in marches(said.folders, said.cache) if take.view.startswith("side")]
    for line in report(takes):
        print(line, flush=True)


if __name__ == "__main__":
    main()
