"""How well a march is measured, on rendered people; the tables of docs/measuring-march.md.

    python benchmarks/accuracy_march.py FOLDER [FOLDER …] [--worse FOLDER] [--after FOLDER]
        [--cache FOLDER]

The folders hold marches (`clips.py`); `--worse` holds a folder for each way in which pictures were
made worse (`worse_pictures.py`). In the front view every take is measured by a formula that its own
person was left out of, when it was fitted and when its features and its ridge were chosen.
`--after` holds marches of people who had no say in anything: they are measured by the formula as it
is.
"""

import argparse
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import repeat
from pathlib import Path

from clips import March, marches
from fit_elevation import among
from leave_out import chosen, chosen_apart
from march_conditions import CONDITIONS
from march_errors import (
    Formulas,
    Lift,
    formulas_chosen,
    measured,
    phones_of,
)
from march_tables import (
    BANDS,
    CONDITION_HEAD,
    HEIGHT_HEAD,
    PHONE_HEAD,
    SIDES_HEAD,
    TIME_HEAD,
    by_height,
    called_fast,
    condition_rows,
    low_ones,
    low_sides,
    phone_rows,
    sides_rows,
    sides_table,
    table,
    targets,
    time_rows,
)
from march_tops import person_of, rows_by_view


def report(folders: Sequence[Path], worse: Path | None, cache: Path) -> Iterator[str]:
    """Yield the tables."""
    takes = list(marches(folders, cache))
    people = {person_of(take) for take in takes}
    yield f"{len(takes)} rendered marches of {len(people)} bodies; none is of a real person."
    with ProcessPoolExecutor() as pool:
        places = (True, False)
        for parts in pool.map(of_place, repeat(takes), places, repeat(worse), repeat(cache)):
            yield from parts


def of_place(takes: Sequence[March], placed: bool, worse: Path | None, cache: Path) -> list[str]:
    """Return the tables for a camera whose place is known or not."""
    name = "known" if placed else "not known"
    front = [take for take in takes if take.view == "front"]
    once = [replace(take, station=replace(take.station, second_look=None)) for take in front]
    parts = list(looked_once(once, placed, name))
    rows = rows_by_view(front, placed, again=True)["front"]
    recipes = among(placed)
    chose, nested = formulas_chosen(
        rows, partial(chosen_apart, recipes.twice), partial(chosen, recipes.in_depth)
    )
    easy, lifts = (list(measured(front, placed, each)) for each in (chose, nested))
    parts.append(table(
        f"Height from the front, tops looked at twice, camera place {name}",
        HEIGHT_HEAD,
        by_height(lifts, easy, rows),
    ))  # fmt: skip
    parts += ["\n" + low_ones(lifts), "\n" + targets(lifts)]
    parts += [sides_table(f"tops looked at twice, camera place {name}", lifts)]
    parts += ["\n" + low_sides(lifts)]
    phones = phones_of(lifts)
    beside = list(measured(front, placed, nested, phones))
    parts.append(table(
        f"Beside a phone, from the front, camera place {name}",
        PHONE_HEAD,
        phone_rows([each for each in lifts if each.take.name in phones], beside),
    ))  # fmt: skip
    if placed:
        parts.append(table(
            "By condition, from the front, camera place known",
            CONDITION_HEAD,
            condition_rows(by_condition(lifts, nested, worse, cache)),
        ))  # fmt: skip
        others = [take for take in takes if take.view != "front"]
        parts += from_elsewhere(lifts, list(measured(others, placed, {})))
    return parts


def by_condition(
    lifts: Sequence[Lift], nested: Formulas, worse: Path | None, cache: Path
) -> dict[str, Sequence[Lift]]:
    """Return the lifts by condition, and those of the worse pictures read without their person."""
    groups: dict[str, Sequence[Lift]] = {
        each: [lift for lift in lifts if asked(lift.take.truth["scenario"])]
        for each, asked in CONDITIONS.items()
    }
    if worse is not None:
        ways = sorted(path for path in worse.iterdir() if path.is_dir())
        names = {path.name.partition(".")[0] for path in ways[0].glob("*.truth.json")}
        groups["the clips of the next lines, as they are"] = [
            each for each in lifts if each.take.name in names
        ]
        for way in ways:
            groups[f"… {way.name}"] = list(measured(marches([way], cache), True, nested))
    return groups


def from_elsewhere(front: Sequence[Lift], aside: Sequence[Lift]) -> Iterator[str]:
    """Yield the tables of the other views, and of the times from all."""
    yield table(
        "Height from elsewhere", CONDITION_HEAD,
        condition_rows({
            view: [each for each in aside if each.take.view.startswith(start)]
            for view, start in (("45°", "oblique"), ("side", "side"))
        }),
    )  # fmt: skip
    yield table("Times, against what was commanded", TIME_HEAD, time_rows([*front, *aside]))
    yield "\n" + called_fast([*front, *aside])


def of_others(folder: Path, cache: Path) -> Iterator[str]:
    """Yield the tables of people that had no say in the formula."""
    takes = [take for take in marches([folder], cache) if take.view == "front"]
    for placed, name in ((True, "known"), (False, "not known")):
        lifts = list(measured(takes, placed, {}))
        rows = []
        for low, high in BANDS:
            own = [each for each in lifts if low <= each.true_deg < high]
            if not any(each.has_number for each in own):
                continue
            (row,) = condition_rows({f"{low}–{high}°": own})
            rows.append([row[0], *row[2:6], row[7]])
        head = ("true height", *CONDITION_HEAD[2:6], CONDITION_HEAD[7])
        yield table(f"People who came after, {len(takes)} takes, camera place {name}", head, rows)
        groups = {
            "all": lifts,
            "lifts above 55° only": [each for each in lifts if each.true_deg >= 55],
        }
        title = f"Right − left, people who came after, camera place {name}"
        yield table(title, SIDES_HEAD, sides_rows(groups))
        yield "\n" + targets(lifts)


def looked_once(takes: Sequence[March], placed: bool, name: str) -> Iterator[str]:
    """Yield the tables of heights and of right − left without the second look."""
    rows = rows_by_view(takes, placed)["front"]
    chose, nested = formulas_chosen(rows, partial(chosen, among(placed).once))
    easy, lifts = (list(measured(takes, placed, each)) for each in (chose, nested))
    title = f"tops looked at once, camera place {name}"
    yield table(f"Height from the front, {title}", HEIGHT_HEAD, by_height(lifts, easy, rows))
    yield sides_table(title, lifts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", type=Path, nargs="+")
    parser.add_argument("--worse", type=Path)
    parser.add_argument("--after", type=Path)
    parser.add_argument("--cache", type=Path, default=Path(".cache/marches"))
    said = parser.parse_args()
    for part in report(said.clips, said.worse, said.cache):
        print(part, flush=True)
    if said.after is not None:
        for part in of_others(said.after, said.cache):
            print(part, flush=True)


if __name__ == "__main__":
    main()
