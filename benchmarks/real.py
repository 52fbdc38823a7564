"""How well lifts of real people are counted, against what the eye counted.

    python benchmarks/real.py FOLDER

The folder holds takes (`NAME.posecheck`, of any format) and `labels.json`: for each name the lifts
by eye (`side` R or L, the person's own, and `t`, the time of the top in seconds), `cut_lifts` that
the take cuts off (`[side, t]`, neither asked for nor wrong), `total_if_fast` for running in place,
and `negative` where no thigh is raised with the other foot standing. One line per clip, then one
per class: slow (a lift a second or slower), quick, fast, negative.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from posecheck.assessment import Repetition
from posecheck.protocols.slow_march.analysis import MarchAnalysis
from posecheck.result import Result, assess
from posecheck.take import SUFFIX, open_take

CLASSES = ("slow", "quick", "fast", "negative")

_SLOW_S = 0.95  # times read by eye are rounded to about 0.05 s
_NEAR_S = 0.3  # a found top this near to a labelled one may be it although its bounds miss it
_FAR = 1e6


@dataclass
class Counts:
    """What was found in one or more clips.

    Attributes
    ----------
    labelled : lifts by eye.
    right : of these, found on the right side.
    wrong : of these, found on the other side.
    merged : of these, swallowed by a lift that stands for its neighbour.
    missed : of these, not found at all.
    invented : counted lifts that nobody made.
    """

    labelled: int = 0
    right: int = 0
    wrong: int = 0
    merged: int = 0
    missed: int = 0
    invented: int = 0

    def add(self, other: "Counts") -> None:
        """Take another clip's counts in."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    def line(self) -> str:
        """Return the counts as a part of a table's line."""
        found = self.labelled - self.missed - self.merged
        values = (self.labelled, found, self.right, self.missed, self.wrong, self.merged)
        return "".join(f"{value:9d}" for value in (*values, self.invented))


@dataclass
class Clip:
    """One take with what the eye saw in it."""

    name: str
    label: dict[str, Any]
    result: Result
    counts: Counts = field(init=False)

    def __post_init__(self) -> None:
        """Compare the lifts that count with the labels."""
        self.counts = compared(self.label, self.result.assessment.repetitions)

    @property
    def kind(self) -> str:
        """Its class."""
        if self.label["negative"]:
            return "negative"
        if self.label["total_if_fast"] is not None:
            return "fast"
        tops = [lift["t"] for lift in self.label["lifts"]]
        return "slow" if np.median(np.diff(tops)) >= _SLOW_S else "quick"

    @property
    def truth_per_min(self) -> float | None:
        """Lifts a minute by eye; None where nobody counted."""
        if self.label["total_if_fast"] is None:
            return None
        return 60.0 * float(self.label["total_if_fast"]) / float(self.label["seconds"])

    @property
    def found_per_min(self) -> float | None:
        """Lifts a minute as found; None where it was not told."""
        analysis = self.result.analysis
        known = isinstance(analysis, MarchAnalysis) and np.isfinite(analysis.pace.per_min)
        return analysis.pace.per_min if known else None


def clips_of(folder: Path) -> list[Clip]:
    """Return every labelled take of a folder, assessed."""
    labels = json.loads((folder / "labels.json").read_text())
    return [
        Clip(name, label, assess(open_take(folder / (name + SUFFIX)), protocol="slow_march"))
        for name, label in labels.items()
    ]


def compared(label: dict[str, Any], repetitions: Sequence[Repetition]) -> Counts:
    """Return how the repetitions that count agree with the labels.

    A repetition stands for the lift by eye whose top lies within it and nearer than half way to
    the next one's; where several could, the nearest tops of the same side go first.
    """
    lifts = [(lift["side"], float(lift["t"])) for lift in label["lifts"]]
    lifts += [(side, float(t)) for side, t in label.get("cut_lifts", [])]
    cut = len(label.get("cut_lifts", []))
    asked = len(lifts) - cut
    counted = [each for each in repetitions if each.valid]
    cost = np.array([[_cost(lift, each, lifts) for each in counted] for lift in lifts])
    counts = Counts(labelled=asked, missed=asked, invented=len(counted))
    taken: dict[int, int] = {}
    if lifts and counted:
        for row, column in zip(*linear_sum_assignment(cost), strict=True):
            if cost[row, column] < _FAR:
                taken[int(row)] = int(column)
    counts.invented -= len(taken)
    for row, (side, t) in enumerate(lifts[:asked]):
        if row in taken:
            right = counted[taken[row]].side[0].upper() == side
            counts.right += right
            counts.wrong += not right
            counts.missed -= 1
        elif any(
            each.start_s <= t <= each.end_s and each.side[0].upper() == side for each in counted
        ):
            counts.merged += 1
            counts.missed -= 1
    return counts


def _cost(lift: tuple[str, float], found: Repetition, lifts: list[tuple[str, float]]) -> float:
    side, t = lift
    away = abs(found.peak_s - t)
    gaps = [abs(t - other) for _, other in lifts if other != t]
    reach = max(min(gaps, default=np.inf) / 2, _NEAR_S)
    inside = found.start_s - 0.1 <= t <= found.end_s + 0.1
    if away > reach or not (inside or away <= _NEAR_S):
        return _FAR
    return away + (0.0 if found.side[0].upper() == side else reach)


def table(clips: Sequence[Clip]) -> str:
    """Return the table: a line per clip, a line per class."""
    names = ("labelled", "found", "right", "missed", "wrong", "merged", "invented")
    lines = [f"{'clip':26s}{'class':9s}" + "".join(f"{name:>9s}" for name in names)]
    lines += [
        f"{clip.name:26s}{clip.kind:9s}{clip.counts.line()}  {_remark(clip)}"
        for clip in sorted(clips, key=lambda clip: (CLASSES.index(clip.kind), clip.name))
    ]
    for kind in CLASSES:
        own = [clip for clip in clips if clip.kind == kind]
        total = Counts()
        for clip in own:
            total.add(clip.counts)
        lines.append(f"{'all ' + kind:26s}{len(own):<9d}{total.line()}")
    return "\n".join(lines)


def _remark(clip: Clip) -> str:
    assessment = clip.result.assessment
    if clip.truth_per_min is not None:
        found = clip.found_per_min
        told = "not told" if found is None else f"{found:.0f}"
        return f"{clip.truth_per_min:.0f} a minute by eye, {told}; {_gate(clip)}"
    if clip.kind == "negative":
        return _gate(clip)
    why = Counter(each.reason for each in assessment.repetitions if not each.valid)
    return "; ".join(f"{count} × {reason}" for reason, count in why.items())


def _gate(clip: Clip) -> str:
    quality = clip.result.assessment.quality
    return quality.reasons[0].message if quality.reasons else "ok"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="holds takes and labels.json")
    print(table(clips_of(parser.parse_args().folder)))


if __name__ == "__main__":
    main()
