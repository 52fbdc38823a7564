"""What the thresholds of the front's height add to its error: one at a time, and left out too.

    python benchmarks/thresholds_left_out.py FOLDER [FOLDER …] [--cache FOLDER]

The folders hold rendered marches (`clips.py`). Each threshold that the formulas of the front rest
on is moved down and up, and everything is fitted anew. Then, for each person, the set of thresholds
with the least error on all others is taken, and the person is read with it: their error is that of
a procedure in which thresholds, too, were chosen without them.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
from clips import March, marches
from fit_elevation import among
from leave_out import chosen, chosen_apart, left_out, put_level
from march_tops import Row, right_minus_left, rows_by_view, weights

from posecheck.thresholds import ELEVATION, SECOND_LOOK

FloatArray = npt.NDArray[np.float64]

# Where each is moved to.
MOVED: Mapping[str, tuple[float, float]] = {
    "knee_says_little": (40.0, 60.0),
    "least_shank": (0.8, 0.9),
    "least_number": (25.0, 35.0),
    "clear_way": (0.035, 0.07),
    "astray": (0.5 * SECOND_LOOK.astray, 2 * SECOND_LOOK.astray),
    "beside": (0.5 * SECOND_LOOK.beside, 2 * SECOND_LOOK.beside),
}


@dataclass(frozen=True, eq=False)
class Read:
    """What formulas that never saw a row's person say of it, with one set of thresholds."""

    name: str
    rows: Sequence[Row]
    deg: FloatArray

    @property
    def told(self) -> npt.NDArray[np.bool_]:
        """`(n,)`, whether a lift counts and has a number."""
        least = np.array([row.least_deg for row in self.rows])
        return np.array([row.counts for row in self.rows]) & (self.deg >= least)

    @property
    def errors(self) -> FloatArray:
        """`(n,)` degrees."""
        return self.deg - np.array([row.truth_deg for row in self.rows])


@contextmanager
def moved(name: str, value: float) -> Iterator[None]:
    """Move one threshold for a while, wherever it is read."""
    holder = "ELEVATION" if hasattr(ELEVATION, name) else "SECOND_LOOK"
    section = {"ELEVATION": ELEVATION, "SECOND_LOOK": SECOND_LOOK}[holder]
    other = replace(section, **{name: value})
    readers = [each for each in sys.modules.values() if getattr(each, holder, None) is section]
    with ExitStack() as stack:
        for module in readers:
            stack.enter_context(patch.object(module, holder, other))
        yield


def read(name: str, takes: Sequence[March], placed: bool) -> Read:
    """Return the rows of the takes, each read by formulas without its person."""
    rows = rows_by_view(takes, placed, again=True)["front"]
    recipes = among(placed)
    heights, depth = chosen_apart(recipes.twice, rows), chosen(recipes.in_depth, rows)
    outs = [left_out(lambda _, recipe=recipe: recipe, rows) for recipe in (heights, depth)]
    return Read(name, rows, put_level(rows, *outs))


def sets(takes: Sequence[March], placed: bool) -> Iterator[Read]:
    """Yield the takes read with the thresholds as they are, and with each of them moved."""
    yield read("as they are", takes, placed)
    for name, values in MOVED.items():
        for value in values:
            with moved(name, value):
                yield read(f"{name} {value:g}", takes, placed)


def nested(every: Sequence[Read]) -> Read:
    """Return each person read with the thresholds that have the least error on all others.

    The sets are compared on the lifts that all of them read.
    """
    keys = [{_key(row): index for index, row in enumerate(each.rows)} for each in every]
    common = [key for key in keys[0] if all(key in each for each in keys)]
    place = np.array([[each[key] for key in common] for each in keys])
    weight = weights([every[0].rows[index] for index in place[0]])
    squares = np.array([each.errors[at] ** 2 for each, at in zip(every, place, strict=True)])
    persons = np.array([every[0].rows[index].person for index in place[0]])
    rows, deg = [], []
    for person in dict.fromkeys(row.person for row in every[0].rows):
        others = persons != person
        best = every[int((squares[:, others] @ weight[others]).argmin())]
        own = [index for index, row in enumerate(best.rows) if row.person == person]
        rows += [best.rows[index] for index in own]
        deg += [best.deg[index] for index in own]
    return Read("chosen without the person", rows, np.array(deg))


def _key(row: Row) -> tuple[str, str, float]:
    return row.clip, row.side, row.truth_deg


def line(found: Read) -> str:
    """Return a line of the table."""
    truth = np.array([row.truth_deg for row in found.rows])
    wrong = np.abs(found.errors)
    told = [found.rows[index] for index in np.flatnonzero(found.told)]
    apart = right_minus_left(told, found.errors[found.told])
    cells = [found.name]
    for low, high in ((20, 55), (55, 115)):
        own = found.told & (truth >= low) & (truth < high)
        cells += [str(np.count_nonzero(own)), f"{wrong[own].mean():.2f}°"]
    return "| " + " | ".join([*cells, f"{np.mean(np.abs(list(apart.values()))):.2f}°"]) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", type=Path, nargs="+")
    parser.add_argument("--cache", type=Path, default=Path(".cache/marches"))
    said = parser.parse_args()
    takes = [take for take in marches(said.clips, said.cache) if take.view == "front"]
    for placed, name in ((True, "known"), (False, "not known")):
        print(f"\n### Thresholds moved, camera place {name}\n")
        print("| thresholds | lifts of 20–55° | error | above 55° | error | right − left |")
        print("| --- | --- | --- | --- | --- | --- |")
        every = list(sets(takes, placed))
        for each in (*every, nested(every)):
            print(line(each), flush=True)


if __name__ == "__main__":
    main()
