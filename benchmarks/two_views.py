"""What takes from the front and from the sides say together, on rendered people.

    python benchmarks/two_views.py FRONT SIDE [--cache FOLDER]

Both folders hold marches (`clips.py`), of the same bodies with the same scenario but for the view.
Prints the table of docs/measuring-march.md: the errors of the front alone and of all views of a
body together, and how far the errors of the views go together.
"""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
from clips import March, marches
from march_tops import person_of

from posecheck.history.notes import KeptTake
from posecheck.history.store import History
from posecheck.history.two_views import together
from posecheck.kinematics.camera_placement import Camera
from posecheck.kinematics.statistics import Estimate
from posecheck.landmarks import SIDES, Side
from posecheck.protocols.slow_march import SlowMarch, kinds
from posecheck.protocols.slow_march.estimates import known
from posecheck.thresholds import QUALITY

Sides = dict[Side, Estimate]


@dataclass(frozen=True)
class Body:
    """One body: what each take says and what is true of it, the front first."""

    takes: Sequence[March]
    kept: Sequence[KeptTake]

    def true_deg(self, side: Side, places: Sequence[int]) -> float:
        """Return the median true peak of a side over some of the takes."""
        peaks = [
            rep["peak_thigh_elev"]
            for place in places
            for rep in self.takes[place].repetitions
            if rep["side"] == side
        ]
        return float(np.median(peaks))


def bodies(front: Sequence[March], aside: Sequence[March], placed: bool) -> Iterator[Body]:
    """Yield every body that was seen from the front and from a side."""
    with TemporaryDirectory() as folder, History(str(Path(folder) / "bodies.sqlite")) as history:
        for take in front:
            own = [take, *(each for each in aside if person_of(each) == person_of(take))]
            if len(own) < 2:
                continue
            numbers = [
                history.save(each.assessed(each.camera if placed else Camera())) for each in own
            ]
            kept = {each.entry.id: each for each in history.all_kept(numbers)}
            yield Body(own, [kept[number] for number in numbers])


def _told(kept: KeptTake, name: str, side: Side | None = None) -> Estimate | None:
    return known(kept.assessment.measure(name, side))


@dataclass
class Errors:
    """Errors and half widths of one way to read a quantity."""

    errors: list[float]
    halves: list[float]

    def add(self, estimate: Estimate | None, true: float) -> None:
        """Add what one body gives; nothing where it is not told."""
        if estimate is not None:
            self.errors.append(estimate.value - true)
            self.halves.append(estimate.half_width)

    def row(self, name: str) -> str:
        """Return the line of the table."""
        errors = np.array(self.errors)
        if not len(errors):
            return f"| {name} | 0 | | | | |"
        inside = np.mean(np.abs(errors) <= self.halves)
        return (
            f"| {name} | {len(errors)} | {np.abs(errors).mean():.1f}° | "
            f"{np.abs(errors).max():.0f}° | {100 * inside:.0f} % | ±{np.median(self.halves):.0f}° |"
        )


_ROWS = (
    "height, from the front", "height, near leg from the side", "height, together",
    "right − left, from the front", "right − left, both sides without the front",
)  # fmt: skip


def report(found: Sequence[Body]) -> Iterator[str]:
    """Yield the lines of the table, then how far the errors go together."""
    assert SlowMarch.across_views is not None
    rows = {name: Errors([], []) for name in _ROWS}
    pairs: list[tuple[float, float]] = []
    refused = 0
    for body in found:
        everything = range(len(body.takes))
        for place in everything[1:]:
            side: Side = "left" if body.kept[place].entry.view == "side-left" else "right"
            ahead = _told(body.kept[0], kinds.PEAK.name, side)
            aside = _told(body.kept[place], kinds.PEAK.name, side)
            rows[_ROWS[0]].add(ahead, body.true_deg(side, [0]))
            rows[_ROWS[1]].add(aside, body.true_deg(side, [place]))
            if ahead is not None and aside is not None:
                pairs.append(
                    (
                        ahead.value - body.true_deg(side, [0]),
                        aside.value - body.true_deg(side, [place]),
                    )
                )
        true = {side: body.true_deg(side, everything) for side in SIDES}
        ahead = _told(body.kept[0], kinds.DIFFERENCE.name)
        rows[_ROWS[3]].add(ahead, body.true_deg("right", [0]) - body.true_deg("left", [0]))
        joined = together(body.kept, SlowMarch.across_views)
        if joined is not None and joined.joined is None:
            refused += 1
        if joined is not None and joined.joined is not None:
            for side in {"left", "right"} & set(joined.joined.each):
                rows[_ROWS[2]].add(joined.joined.each[side], true[side])
        only = together(body.kept[1:], SlowMarch.across_views) if len(body.kept) > 2 else None
        if only is not None and only.joined is not None:
            rows[_ROWS[4]].add(only.joined.difference, true["right"] - true["left"])
    yield "| what | number | mean | worst | interval right | half width |\n" + "| --- " * 6 + "|"
    for name, own in rows.items():
        yield own.row(name)
    ahead_, aside_ = np.array(pairs).T
    together_ = np.corrcoef(ahead_, aside_)[0, 1]
    yield (
        f"\n{len(found)} bodies; {refused} whose views contradict one another. The errors of front "
        f"and side of a leg go together by {together_:.2f} ({len(pairs)} pairs)."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("front", type=Path)
    parser.add_argument("side", type=Path)
    parser.add_argument("--cache", type=Path, default=Path(".cache/marches"))
    said = parser.parse_args()
    front, aside = (list(marches([each], said.cache)) for each in (said.front, said.side))
    front = [take for take in front if take.view == "front"]
    for placed in (True, False):
        print(f"\n### Camera place {'known' if placed else 'not known'}\n", flush=True)
        with _two_lifts_a_side():
            for line in report(list(bodies(front, aside, placed))):
                print(line, flush=True)


@contextmanager
def _two_lifts_a_side() -> Iterator[None]:
    """Let sides be compared that have two lifts; the rendered people lift no knee more often."""
    fewer = replace(QUALITY, symmetry_least=2.0)
    with ExitStack() as stack:
        for module in ("protocols.slow_march.measures_height", "history.two_views"):
            stack.enter_context(patch(f"posecheck.{module}.QUALITY", fewer))
        yield


if __name__ == "__main__":
    main()
