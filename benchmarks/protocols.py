"""How far the held lift and the chair rise can be trusted, for docs/hold.md and docs/rise.md.

    python -m benchmarks.protocols RENDERED [--captured NPZ]

RENDERED holds clips with known joints: `NAME.posecheck`, `NAME.truth.json` and `NAME.truth.npz` of
holds (`hold_…`) and of chair rises (`rise_…`). NPZ holds motion-captured chair rises (UI-PRMD,
Vakanski 2018, Data 3:2), which are seen through cameras with the error that the pose model has on
the rendered rises.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from benchmarks.chair_truth import Camera, ChairTake, TrueRise, captured, seen
from benchmarks.pose_error import ClipError, measured
from posecheck import Station, Take, assess, open_take
from posecheck.landmarks import Side
from posecheck.measures import MeasureKind
from posecheck.protocols.chair_rise.analysis import RiseAnalysis
from posecheck.protocols.held_lift import kinds as hold_kinds

_VIEWS = {"side": (84.0, -88.0, 93.0), "45°": (45.0, -50.0), "front": (4.0,)}


@dataclass
class Errors:
    """Errors of one quantity, measured minus true, and how often the interval held the truth."""

    off: list[float] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)

    def add(self, value: float, true: float, low: float = np.nan, high: float = np.nan) -> None:
        """Add one value with its truth, and with its interval where it has one."""
        self.off.append(value - true)
        if np.isfinite(low):
            self.held.append(low <= true <= high)

    def words(self, digits: int) -> str:
        """Return the errors summed up."""
        off = np.array(self.off)
        share = f"  {sum(self.held)}/{len(self.held)} in their interval" if self.held else ""
        return (
            f"bias {off.mean():+.{digits}f}, SD {off.std():.{digits}f}, "
            f"95 % within {np.percentile(np.abs(off), 95):.{digits}f}, n {len(off)}{share}"
        )


def holds(folder: Path) -> None:
    """Print what the rendered holds give."""
    errors: dict[str, dict[str, Errors]] = {}
    for path in sorted(folder.glob("hold_*.posecheck")):
        name, true = path.stem, json.loads(path.with_suffix(".truth.json").read_text())
        rep, curves = true["reps"][0], np.load(path.with_suffix(".truth.npz"))
        side: Side = "left" if rep["side"] == "L" else "right"
        stations = tuple(replace(each, kind=side) for each in open_take(path).stations)
        result = assess(Take(stations, "held_lift"))
        if result.assessment.quality.verdict == "unusable":
            print(f"  {name}: {result.assessment.quality.reasons[0].message}")
            continue
        truth = _true_hold(rep, curves)
        view = "45°" if result.assessment.view == "oblique" else "side"
        words = []
        for kind, value in truth:
            measure = result.assessment.measure(kind, side)
            if measure is None or not isinstance(measure.value, float):
                continue
            of = errors.setdefault(view, {}).setdefault(kind.name, Errors())
            of.add(measure.value, value, measure.low or 0.0, measure.high or 0.0)
            words.append(f"{kind.name} {measure.value:.2f} ({value:.2f})")
        print(f"  {name}: {', '.join(words)}")
    for view, of in errors.items():
        for quantity, each in of.items():
            print(f"  {view:6} {quantity:22} {each.words(2)}")


def _true_hold(
    rep: dict[str, float], curves: "np.lib.npyio.NpzFile"
) -> list[tuple[MeasureKind, float]]:
    """Return what is true of a rendered hold, kind by kind."""
    t_s, level = curves["t"], curves[f"thigh_elev_{rep['side']}"]
    during = (t_s >= rep["rise_end_s"]) & (t_s <= rep["hold_end_s"])
    before = t_s < rep["start_s"] - 0.5
    inside, times = level[during], t_s[during]
    lean = curves["trunk_lean_fwd"]
    aside = curves["trunk_lean_left"] * (1.0 if rep["side"] == "L" else -1.0)
    first, last = inside[times <= times[0] + 1], inside[times >= times[-1] - 1]
    return [
        (hold_kinds.HELD, rep["hold_end_s"] - rep["rise_end_s"]),
        (hold_kinds.START, float(np.median(first))),
        (hold_kinds.SAG_RATE, float(-np.polyfit(times, inside, 1)[0])),
        (hold_kinds.SAG, float(np.median(first) - np.median(last))),
        (hold_kinds.LEAN_FORWARD, float(np.median(lean[during]) - np.median(lean[before]))),
        (hold_kinds.LEAN_SIDE, float(np.median(aside[during]) - np.median(aside[before]))),
    ]


_QUANTITIES = ("rise_s", "lean_s", "off_s", "up_s", "hip", "knee", "trunk", "lean")


def rises(folder: Path, path: Path | None) -> None:
    """Print what chair rises give: rendered ones, and motion capture seen through cameras."""
    shown = sorted(folder.glob("rise_*.posecheck"))
    clips = [measured(each, each.with_suffix(".truth.npz")) for each in shown]
    print("rendered rises")
    errors: dict[str, Errors] = {}
    for each in shown:
        take = _rendered(each)
        recording = open_take(each).stations[0].recording
        _compare(take.rises, _found(Take((Station(recording),), "chair_rise")), each.stem, errors)
    _print(errors)
    if path is None:
        return
    takes = list(captured(path))
    for view, yaws in _VIEWS.items():
        errors = {}
        print(f"motion-captured rises, {view}")
        for take, camera, clip, rng in _cameras(takes, yaws, clips):
            options = {"seat": "touched"} if view == "front" else {}
            seen_take = Take((Station(seen(take, camera, clip, rng)),), "chair_rise", options)
            _compare(take.rises, _found(seen_take), f"{take.name} {camera.yaw_deg:.0f}°", errors)
        _print(errors)


def _cameras(
    takes: Sequence[ChairTake], yaws: Sequence[float], clips: Sequence[ClipError]
) -> Iterator[tuple[ChairTake, Camera, ClipError, np.random.Generator]]:
    """Yield every take with every turn of the body, each with a camera and a clip's error."""
    rng = np.random.default_rng(7)
    turn = float(np.mean(np.abs(yaws)))
    like = [each for each in clips if abs(each.turn_deg - turn) < 25]
    for number, take in enumerate(takes):
        for yaw in yaws:
            camera = Camera(yaw, rng.uniform(2.6, 3.3), rng.uniform(0.7, 1.2))
            yield take, camera, like[number % len(like)], rng


def _rendered(path: Path) -> ChairTake:
    """Return the true joints of a rendered clip as a take, in the person's own axes."""
    from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, SHOULDER, SIDES

    truth = np.load(path.with_suffix(".truth.npz"))
    names = [str(name) for name in truth["joint_names"]]
    joints = np.zeros((len(truth["t"]), 33, 3))
    for name, pair in (
        ("hip", HIP), ("knee", KNEE), ("ankle", ANKLE), ("shoulder", SHOULDER), ("heel", HEEL),
        ("toe", FOOT_INDEX),
    ):  # fmt: skip
        for side in SIDES:
            point = truth["joints3d"][:, names.index(f"{name}_{side[0].upper()}")]
            joints[:, pair[side]] = point[:, [0, 2, 1]]
    return ChairTake(path.stem, truth["t"].astype(np.float64), joints)


def _found(take: Take) -> RiseAnalysis | None:
    result = assess(take)
    return result.analysis if isinstance(result.analysis, RiseAnalysis) else None


def _compare(
    true: Sequence[TrueRise], found: RiseAnalysis | None, name: str, errors: dict[str, Errors]
) -> None:
    """Add the errors of one take; what is not found, or too much, is said."""
    counted = [] if found is None else [phases for phases, _ in found.counted]
    if len(counted) != len(true):
        void = {} if found is None else {each.rise.reason for each in found.rises}
        print(
            f"  {name}: {len(counted)} of {len(true)} rises count {void - {None} if void else ''}"
        )
    for phases in counted:
        rise = min(true, key=lambda each: abs(each.up_s - phases.up_s))
        if abs(rise.up_s - phases.up_s) > 1:
            continue
        values = {
            "rise_s": (phases.rise_s, rise.up_s - rise.lean_s),
            "lean_s": (phases.lean_s, rise.lean_s),
            "off_s": (phases.off_s, rise.off_s),
            "up_s": (phases.up_s, rise.up_s),
            "hip": (phases.hip_deg, rise.hip_deg),
            "knee": (phases.knee_deg, rise.knee_deg),
            "trunk": (phases.trunk_deg, rise.trunk_deg),
            "lean": (phases.lean_deg, rise.lean_deg),
        }
        for quantity, (value, truth) in values.items():
            if value is not None:
                errors.setdefault(quantity, Errors()).add(value, truth)
    if len(counted) == len(true) >= 5:
        five = errors.setdefault("five_s", Errors())
        five.add(counted[4].up_s - counted[0].lean_s, true[4].up_s - true[0].lean_s)


def _print(errors: dict[str, Errors]) -> None:
    for quantity, each in errors.items():
        print(f"  {quantity:8} {each.words(3 if quantity.endswith('_s') else 1)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rendered", type=Path)
    parser.add_argument("--captured", type=Path)
    given = parser.parse_args()
    print("rendered holds: measured (true)")
    holds(given.rendered)
    rises(given.rendered, given.captured)


if __name__ == "__main__":
    main()
