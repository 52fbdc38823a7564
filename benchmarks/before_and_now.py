"""The numbers of every fixture, as version 0.1 gave them and as this version gives them.

    python benchmarks/before_and_now.py [--all | --write]

Prints every number that differs, beside the change that caused it; with --all the equal ones too.
`tests/test_before_and_now.py` holds that there is no difference without such a reason.
`before_and_now.json` was written by version 0.1 and is never made anew. `numbers_now.json` holds
the numbers as they are, of takes with a second look too, so that no change passes unseen: --write
makes it anew, and the commit says why.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import posecheck
from posecheck import Assessment, Station, Take
from posecheck.protocols.posture import kinds as posture_kinds
from posecheck.protocols.slow_march import kinds
from posecheck.registry import kind_of

HERE = Path(__file__).parent
FIXTURES = HERE.parent / "fixtures"
BEFORE = HERE / "before_and_now.json"
NOW = HERE / "numbers_now.json"

# Version 0.1 rounded what it said of posture to two decimals, and computed on with some of that.
TOLERANCE = {"slow_march": 1e-5, "seen_again": 1e-5, "posture": 0.0101}

_BOUNDS = "a lift begins and ends by its knee's lead and its foot, not by a nearly hanging thigh"

# Which numbers differ from version 0.1, and the change that caused it: the beginning of the
# fixture's name, that of the quantity's, and why.
_TOPS = "heights fitted anew, on low lifts too; intervals have a term for real people"
_WAYS = "holds and ways are timed as a person who watches times them"
_CURVE = "the top of a lift is where knee and foot are farthest, which moves its beginning and end"
_UPPER = "from the side the higher foot keeps one label, which moves a lift's beginning and end"
_ANEW = "fitted anew, features and ridge chosen with each body left out"
_FOR_PEOPLE = "the interval has a term for real people; angles were fitted anew"
CHANGES: tuple[tuple[str, str, str], ...] = (
    ("", "measure normalized_symmetry_index", "retired: no source states its scaling"),
    ("posture/", "measure knee_alignment", "listed for each side, where it has no value too"),
    ("posture/", "findings", "one sentence for each question; no way of standing has a name"),
    ("posture/", "measure posture_class", "retired: its centres were no measure of people"),
    ("posture/", "measure pelvic_tilt_from_neutral", _ANEW),
    ("posture/", "measure pelvic_tilt", "degrees of the pelvis from marked points only"),
    *(
        ("posture/", f"measure {kind.name}", _FOR_PEOPLE)
        for kind in (*posture_kinds.ANGLES, *posture_kinds.FROM_THE_FRONT)
    ),
    ("slow_march/", "repetition", _BOUNDS),
    ("slow_march/", "measure cadence", _BOUNDS),
    ("slow_march/", "measure left_right_phase", _BOUNDS),
    ("slow_march/", "measure rhythm_variation", _BOUNDS),
    ("slow_march/", "measure raising_time", _WAYS),
    ("slow_march/", "measure lowering_time", _WAYS),
    ("slow_march/", "measure peak_lowering_speed", _BOUNDS),
    ("slow_march/", "measure drop_ratio", _BOUNDS),
    ("slow_march/", "measure sparc", _BOUNDS),
    ("slow_march/", "measure peak_thigh_elevation", _TOPS),
    ("slow_march/", "measure knee_height_ratio", _TOPS),
    ("slow_march/", "measure symmetry", _TOPS),
    ("slow_march/", "measure limb_symmetry_index", _TOPS),
    ("slow_march/", "measure peak_elevation_trend", _TOPS),
    ("slow_march/", "measure hold_time", _WAYS),
    ("slow_march/", "measure hold_sag", _CURVE),
    ("slow_march/", "measure knee_path_outward", _CURVE),
    ("slow_march/", "measure stance_sway", _CURVE),
    ("slow_march/", "measure lateral_trunk_lean", _CURVE),
    ("slow_march/", "measure trunk_forward_lean", _UPPER),
    ("slow_march/", "measure reps_at_target", "a lift below the target does not reach it"),
    ("slow_march/", "findings", "decided on the near ends of intervals, not on values"),
)


@dataclass(frozen=True)
class Number:
    """One number of one fixture, before and now; None where it is not listed."""

    fixture: str
    quantity: str
    before: Any
    now: Any

    @property
    def equal(self) -> bool:
        """Whether both are the same, as exactly as version 0.1 wrote them."""
        return _equal(self.before, self.now, TOLERANCE[self.fixture.partition("/")[0]])

    @property
    def change(self) -> str | None:
        """The change that caused the difference; None where none is known to."""
        for fixture, quantity, why in CHANGES:
            if self.fixture.startswith(fixture) and self.quantity.startswith(quantity):
                return why
        return None


def numbers() -> Iterator[Number]:
    """Yield every number of every fixture that version 0.1 knew, before and now."""
    for fixture in version_1():
        yield from since_version_1(fixture)


@cache
def version_1() -> Mapping[str, Any]:
    """Return by fixture what version 0.1 said of it."""
    before: dict[str, Any] = json.loads(BEFORE.read_text("utf-8"))
    return before


def since_version_1(fixture: str) -> Iterator[Number]:
    """Return every number of one fixture, as version 0.1 gave it and as it is."""
    return _since(fixture, _quantities(version_1()[fixture], renamed=True))


def since_written(fixture: str) -> Iterator[Number]:
    """Return every number of one fixture, as it is written down and as it is."""
    return _since(fixture, json.loads(NOW.read_text("utf-8")).get(fixture, {}))


def _since(fixture: str, then: Mapping[str, Any]) -> Iterator[Number]:
    now = quantities(fixture)
    for quantity in dict.fromkeys([*then, *now]):
        yield Number(fixture, quantity, then.get(quantity), now.get(quantity))


@cache
def quantities(fixture: str) -> Mapping[str, Any]:
    """Return what is said of one fixture, by the name of the quantity."""
    return _quantities(_as_before(posecheck.assess(takes()[fixture]).assessment))


def write() -> None:
    """Write today's numbers down."""
    lines = [
        f"{json.dumps(fixture)}: {{\n"
        + ",\n".join(
            f" {json.dumps(name)}: {json.dumps(_short(each), ensure_ascii=False)}"
            for name, each in quantities(fixture).items()
        )
        + "\n}"
        for fixture in takes()
    ]
    NOW.write_text("{" + ",\n".join(lines) + "}\n", "utf-8")


def _short(value: Any) -> Any:
    if isinstance(value, list):
        return [_short(each) for each in value]
    return round(value, 6) if isinstance(value, float) else value


@cache
def takes() -> Mapping[str, Take]:
    """Return the takes of the fixtures by name."""
    found = {
        f"seen_again/{path.stem}": posecheck.open_take(path)
        for path in sorted((FIXTURES / "seen_again").glob("*.posecheck"))
    }
    found |= {
        f"slow_march/{path.stem}": replace(posecheck.open_take(path), protocol="slow_march")
        for path in sorted((FIXTURES / "recordings").glob("*.posecheck"))
    }
    for path in sorted((FIXTURES / "stands").glob("*.posecheck")):
        kind = "front" if path.stem == "shoulder_up" else "side"
        found[f"posture/{path.stem}"] = _posture(_stand(path.stem, kind))
    own = (("upright", "relaxed"), ("tuck", "tuck"), ("arch", "arch"))
    found["posture/own_range"] = _posture(*(_stand(name, kind) for name, kind in own))
    return found


def _stand(name: str, kind: str) -> Station:
    return replace(
        posecheck.open_take(FIXTURES / "stands" / f"{name}.posecheck").stations[0], kind=kind
    )


def _posture(*stations: Station) -> Take:
    return Take(stations, protocol="posture")


def _as_before(assessment: Assessment) -> dict[str, Any]:
    """Return an assessment in the form of the file."""
    return {
        "view": assessment.view,
        "verdict": assessment.quality.verdict,
        "gates": [reason.gate for reason in assessment.quality.reasons],
        "findings": [finding.code for finding in assessment.findings],
        "measures": {
            f"{each.name}/{each.side}" if each.side else each.name: [
                each.value, each.low, each.high, each.n,
            ]
            for each in assessment.measures
        },
        "repetitions": [
            [each.side, each.start_s, each.peak_s, each.end_s, each.valid, *_of_lift(each)]
            for each in assessment.repetitions
        ],
    }  # fmt: skip


def _of_lift(repetition: Any) -> Iterator[Any]:
    peak = repetition.values.get(kinds.PEAK.name)
    yield from (None, None) if peak is None else (peak.value, peak.low)
    for kind in (kinds.HOLD, kinds.RAISING, kinds.LOWERING):
        yield repetition.number(kind)
    landing = repetition.values.get(kinds.LANDING.name)
    yield "unknown" if landing is None else landing.value


def _quantities(content: Mapping[str, Any], renamed: bool = False) -> dict[str, Any]:
    """Return what is said of one fixture, each under a name of its own of today."""
    said = ("view", "verdict", "gates", "findings")
    flat: dict[str, Any] = {name: content[name] for name in said}
    for name, values in content["measures"].items():
        plain, _, side = name.partition("/")
        known = kind_of(plain).name if renamed else plain
        flat[f"measure {known}{side and '/'}{side}"] = values
    for index, values in enumerate(content["repetitions"], 1):
        flat[f"repetition {index}"] = values
    return flat


def _equal(before: Any, now: Any, tolerance: float) -> bool:
    if isinstance(before, list) and isinstance(now, list):
        pairs = zip(before, now, strict=False)
        return len(before) == len(now) and all(_equal(*pair, tolerance) for pair in pairs)
    if isinstance(before, float) and isinstance(now, float):
        return abs(before - now) <= tolerance
    return bool(before == now)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--all", action="store_true", help="those that are equal too")
    parser.add_argument("--write", action="store_true", help="write today's numbers down")
    said = parser.parse_args()
    if said.write:
        write()
        return
    every = said.all
    counts = {"equal": 0, "explained": 0, "unexplained": 0}
    for each in numbers():
        kind = "equal" if each.equal else "explained" if each.change else "unexplained"
        counts[kind] += 1
        if every or not each.equal:
            print(f"{each.fixture}  {each.quantity}\n  0.1  {each.before}\n  now  {each.now}")
            if not each.equal:
                print(f"  {each.change or 'NO CHANGE IS KNOWN THAT CAUSES THIS'}")
    print(", ".join(f"{count} {kind}" for kind, count in counts.items()))


if __name__ == "__main__":
    main()
