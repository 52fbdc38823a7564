"""How far the held lift and the chair rise can be trusted: the tables of their pages in docs.

    python -m benchmarks.protocols RENDERED [--captured NPZ]

RENDERED holds clips with known joints: `NAME.posecheck`, `NAME.truth.json` and `NAME.truth.npz` of
holds (`hold_…`, one station for each leg that is held) and of chair rises (`rise_…`). NPZ holds
motion-captured chair rises (UI-PRMD, Vakanski 2018, Data 3:2), which are seen through cameras with
the error that the pose model has on the rendered rises.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from benchmarks.chair_truth import Camera, ChairTake, TrueRise, captured, seen
from benchmarks.pose_error import ClipError, measured
from posecheck import Measure, Result, Station, Take, assess, open_take
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, SHOULDER, SIDES, Side
from posecheck.measures import MeasureKind
from posecheck.protocols.chair_rise import kinds as rise_kinds
from posecheck.protocols.chair_rise.analysis import RiseAnalysis
from posecheck.protocols.held_lift import kinds as hold_kinds

_SIDES: dict[str, Side] = {"L": "left", "R": "right"}
_VIEW = {"side-left": "side", "side-right": "side", "oblique": "45°", "front": "front"}
_SIDE = (84.0, -88.0, 93.0)
_TOUCHED = "side, the seat said to be only touched"
_VIEWS = {"side": _SIDE, _TOUCHED: _SIDE, "45°": (45.0, -50.0), "front": (4.0,)}
# From the front the captured shoulders are markers and not what a model draws, so the view is said;
# a seat that is left at once is no pause by which the front tells sitting.
_SAID = {_TOUCHED: {"seat": "touched"}, "front": {"seat": "touched", "view": "front"}}


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

    def row(self, name: str, digits: int) -> str:
        """Return the errors summed up, as a row of a table."""
        off = np.array(self.off)
        share = f"{sum(self.held)} of {len(self.held)}" if self.held else "–"
        cells = [
            name,
            f"{len(off)}",
            f"{off.mean():+.{digits}f}",
            f"{off.std():.{digits}f}",
            f"{np.percentile(np.abs(off), 95):.{digits}f}",
            f"{np.abs(off).max():.{digits}f}",
            share,
        ]
        return "| " + " | ".join(cells).replace("-", "−") + " |"


Table = dict[str, Errors]
_HEAD = """| | n | mean error | SD | 19 in 20 within | worst | within the interval |
|---|---|---|---|---|---|---|"""


def show(title: str, table: Table) -> None:
    """Print a table."""
    print(f"\n{title}\n\n{_HEAD}")
    for name, errors in table.items():
        print(errors.row(name, 2 if name.endswith("s") else 1))


def add(table: Table, name: str, measure: Measure | None, true: float) -> None:
    """Add a measure's error, where it has a value."""
    if measure is None or not isinstance(measure.value, float):
        return
    assert measure.low is not None
    assert measure.high is not None
    table.setdefault(name, Errors()).add(measure.value, true, measure.low, measure.high)


def holds(folder: Path) -> None:
    """Print what the rendered holds give."""
    tables: dict[str, Table] = {}
    for path in sorted(folder.glob("hold_*.posecheck")):
        true = json.loads(path.with_suffix(".truth.json").read_text())
        curves = np.load(path.with_suffix(".truth.npz"))
        truth = {_SIDES[rep["side"]]: _true_hold(rep, curves) for rep in true["reps"]}
        shown = open_take(path).stations
        stations = tuple(
            replace(each, kind=side) for each, side in zip(shown, sorted(truth), strict=True)
        )
        _add_holds(path.stem, Take(stations, "held_lift"), truth, tables)
        if any(each.second_look is not None for each in stations):
            once = tuple(replace(each, second_look=None) for each in stations)
            _add_holds(path.stem, Take(once, "held_lift"), truth, tables)
    for view, table in tables.items():
        show(f"Rendered holds, {view}", table)


def _add_holds(
    name: str,
    take: Take,
    truth: Mapping[Side, Sequence[tuple[MeasureKind, float]]],
    tables: dict[str, Table],
) -> None:
    """Add the errors of one take, true values given for each side; why it is refused is said."""
    said = assess(take).assessment
    if said.quality.verdict == "unusable":
        print(f"{name}: {said.quality.reasons[0].message}")
        return
    twice = any(each.second_look is not None for each in take.stations)
    table = tables.setdefault(f"{_VIEW[said.view]}{', looked at twice' if twice else ''}", {})
    for side, values in truth.items():
        for kind, value in values:
            add(table, _named(kind), said.measure(kind, side), value)
    if len(truth) > 1:
        left, right = (
            next(value for kind, value in truth[side] if kind is hold_kinds.START) for side in SIDES
        )
        kind, apart = hold_kinds.START_DIFFERENCE, right - left
        add(table, _named(kind), said.measure(kind), apart)


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


def rises(folder: Path, path: Path | None) -> None:
    """Print what chair rises give: rendered ones, and motion capture seen through cameras."""
    shown = sorted(folder.glob("rise_*.posecheck"))
    clips = [measured(each, each.with_suffix(".truth.npz")) for each in shown]
    tables: dict[str, Table] = {}
    for each in shown:
        recording = open_take(each).stations[0].recording
        result = assess(Take((Station(recording),), "chair_rise"))
        _compare(_rendered(each), result, tables.setdefault(_VIEW[result.assessment.view], {}))
    for view, table in tables.items():
        show(f"Rendered rises, {view}", table)
    if path is None:
        return
    takes = list(captured(path))
    for view, yaws in _VIEWS.items():
        table = {}
        for take, camera, clip, rng in _cameras(takes, yaws, clips):
            recording = seen(take, camera, clip, rng)
            result = assess(Take((Station(recording),), "chair_rise", _SAID.get(view, {})))
            _compare(take, result, table, f"{camera.yaw_deg:.0f}°")
        show(f"Motion-captured rises, {view}", table)


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


def _compare(take: ChairTake, result: Result, table: Table, place: str = "") -> None:
    """Add the errors of one take; what is not found, or too much, is said."""
    true, found = take.rises, result.analysis
    counted = found.counted if isinstance(found, RiseAnalysis) else []
    if len(counted) != len(true):
        reasons = {each.reason for each in result.assessment.repetitions if each.reason}
        print(f"{take.name} {place}: {len(counted)} of {len(true)} rises count. {reasons or ''}")
    if not counted:
        return
    for phases, _ in counted:
        rise = min(true, key=lambda each: abs(each.up_s - phases.up_s))
        for name, value, truth in (
            ("one rise, s", phases.rise_s, rise.up_s - rise.lean_s),
            ("hips leave the seat, s", phases.off_s, rise.off_s),
        ):
            table.setdefault(name, Errors()).add(value, truth)
    said = result.assessment
    if len(counted) == len(true) >= 5:
        five = true[4].up_s - true[0].lean_s
        add(table, "five rises, s", said.measure(rise_kinds.TIME_FIVE), five)
    for kind, read in _MEDIANS:
        add(
            table, _named(kind), said.measure(kind), float(np.median([read(each) for each in true]))
        )


def _named(kind: MeasureKind) -> str:
    return f"{kind.label.lower()}, {kind.unit.replace('deg', '°')}"


_MEDIANS: tuple[tuple[MeasureKind, Callable[[TrueRise], float]], ...] = (
    (rise_kinds.TIME, lambda each: each.up_s - each.lean_s),
    (rise_kinds.HIP_END, lambda each: each.hip_deg),
    (rise_kinds.KNEE_END, lambda each: each.knee_deg),
    (rise_kinds.TRUNK_END, lambda each: each.trunk_deg),
    (rise_kinds.LEAN, lambda each: each.lean_deg),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rendered", type=Path)
    parser.add_argument("--captured", type=Path)
    given = parser.parse_args()
    holds(given.rendered)
    rises(given.rendered, given.captured)


if __name__ == "__main__":
    main()
