"""How well the order of real people's pelves is kept, on photos labelled by eye.

    python benchmarks/posture_photos.py FOLDER [--cache FOLDER]

FOLDER holds photos of people from the side and `labels.json`: a list of `{"file": …, "label": …}`
with "ant", "neutral" or "post", made by eye before anything was measured, and what else is known of
each: a finer "score", its "set". A label of "unsure" counts as measured or refused only. Who labels
sees a shape, not bones; so this tells whether the tool sees the same shape, and what it refuses.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from posture_data import recorded
from scipy.stats import spearmanr

import posecheck
from posecheck.protocols.posture import kinds

ORDER = {"post": 0, "neutral": 1, "ant": 2}


@dataclass(frozen=True)
class Photo:
    """One photo with its label, its set, and the tip of the pelvis; None and why where refused."""

    label: str
    set: str
    score: float | None
    tip_deg: float | None
    why: str


def photos(folder: Path, cache: Path | None) -> Iterator[Photo]:
    """Yield the labelled photos of a folder, measured."""
    for row in json.loads((folder / "labels.json").read_text("utf-8")):
        name = row["file"]
        result = posecheck.assess(recorded(folder / name, "side", cache)).assessment
        tip = result.measure(kinds.TILT_FROM_NEUTRAL)
        value = tip.value if tip is not None else None
        why = result.quality.reasons[0].message if result.quality.verdict == "unusable" else ""
        why = why or (tip.reason if tip is not None and tip.reason else "")
        yield Photo(
            row["label"],
            row.get("set", ""),
            row.get("score"),
            value if isinstance(value, float) else None,
            why.replace(Path(name).name, "the picture"),
        )


def report(found: Sequence[Photo]) -> Iterator[str]:
    """Yield the lines of the report."""
    yield "| photos | of | measured | order of the labels (Spearman) | of the scores |"
    yield "|" + " --- |" * 5
    sets = sorted({each.set for each in found})
    for name in dict.fromkeys(["", *sets]):
        own = [each for each in found if name in ("", each.set)]
        told = [each for each in own if each.tip_deg is not None]
        sure = [each for each in told if each.label in ORDER]
        scored = [each for each in sure if each.score is not None]
        yield (
            f"| {name or 'all'} | {len(own)} | {len(told)} "
            f"| {_order([(ORDER[each.label], each.tip_deg) for each in sure])} "
            f"| {_order([(each.score, each.tip_deg) for each in scored])} |"
        )
    yield ""
    for why, times in Counter(each.why for each in found if each.tip_deg is None).most_common():
        yield f"* {times}: {why}"


def _order(pairs: Sequence[tuple[float | None, float | None]]) -> str:
    if len(pairs) < 4:
        return "–"
    labelled, told = zip(*pairs, strict=True)
    return f"{spearmanr(labelled, told).statistic:.2f} ({len(pairs)})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photos", type=Path, help="folder with photos and labels.json")
    parser.add_argument("--cache", type=Path, help="folder that keeps the takes")
    said = parser.parse_args()
    for line in report(list(photos(said.photos, said.cache))):
        print(line)


if __name__ == "__main__":
    main()
