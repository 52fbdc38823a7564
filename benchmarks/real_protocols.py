"""Counts holds and rises in recordings of real people.

    python -m benchmarks.real_protocols FOLDER

FOLDER holds takes and `labels.json`, as for `benchmarks/real.py`. Each take is scored as rises from
a chair and as a hold of either leg; nothing but sitting down and rising should count.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from posecheck import Assessment, Take, assess, open_take


def takes_of(take: Take) -> Iterator[tuple[str, Take]]:
    """Yield the take as each of the tests would have recorded it."""
    yield "chair_rise", replace(take, protocol="chair_rise", options={})
    for side in ("left", "right"):
        stations = tuple(replace(each, kind=side) for each in take.stations)
        yield f"held_lift {side}", replace(take, stations=stations, protocol="held_lift")


def in_words(said: Assessment) -> str:
    """Return how many count, or why nothing does."""
    counted = sum(each.valid for each in said.repetitions)
    why = said.quality.reasons[0].message if said.quality.reasons else ""
    return f"{counted} count. {why}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    for name in sorted(json.loads((folder / "labels.json").read_text("utf-8"))):
        for test, take in takes_of(open_take(folder / f"{name}.posecheck")):
            print(f"{name:28} {test:16} {in_words(assess(take).assessment)}", flush=True)


if __name__ == "__main__":
    main()
