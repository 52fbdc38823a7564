"""How often something is said of people who did nothing out of line, and how often it is missed.

    python -m benchmarks.false_alarms [--draws N]

Simulated takes go through the very functions that decide what a report says. Three tables: the
difference between left and right, a fall from lift to lift, and the manner of lifting.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.calibration import calibrate
from posecheck.kinematics.front_elevation import ElevationError, error_of
from posecheck.kinematics.statistics import Estimate, difference_estimate, slope_estimate
from posecheck.landmarks import SIDES, Side
from posecheck.protocols.slow_march.findings import declines, symmetry_grade
from posecheck.protocols.slow_march.measures_height import index_estimate, robinson_index
from posecheck.protocols.slow_march.thresholds import ERROR
from posecheck.result import assess
from posecheck.station import Station
from posecheck.take import Take
from posecheck.thresholds import REAL_PEOPLE
from tests.movements import Habits, Person
from tests.puppet import Scene

FloatArray = npt.NDArray[np.float64]

MEAN_DEG = 80.0
LIFT_SD_DEG = 3.0
LEG_PX = 142.0  # of a person 290 pixels high


def told_different(
    apart_deg: float, true_sd: float, assumed_sd: float, lifts: int, draws: int
) -> float:
    """Return the share of takes in which a difference between the sides is told.

    Parameters
    ----------
    apart_deg : how much higher the right knee truly comes.
    true_sd, assumed_sd : standard deviation of the error that the lifts of one side share, as it is
        and as the interval has it, degrees.
    """
    rng = np.random.default_rng(7)
    told = 0
    for _ in range(draws):
        tops = {
            side: rng.normal(
                MEAN_DEG + sign * apart_deg / 2 + rng.normal(0, true_sd), LIFT_SD_DEG, lifts
            )
            for side, sign in (("right", 1), ("left", -1))
        }  # fmt: skip
        apart = difference_estimate(tops["right"], tops["left"], ERROR.peak_scatter)
        apart = apart.widened(float(np.sqrt(2.0) * assumed_sd))
        mean = float(np.median(tops["right"]) + np.median(tops["left"])) / 2
        told += symmetry_grade(index_estimate(robinson_index, mean, apart)) != "none"
    return told / draws


def told_falling(fall_deg: float, alike: float, lifts: int, draws: int) -> float:
    """Return the share of takes in which a fall is told.

    On either side if nobody falls, of the left one if it falls by `fall_deg` over the take.
    Neighbouring lifts are correlated by `alike`.
    """
    rng = np.random.default_rng(8)
    told = 0
    for _ in range(draws):
        slopes: dict[Side, Estimate] = {}
        for side in SIDES:
            fall = fall_deg if side == "left" else 0.0
            tops = _correlated(rng, lifts, alike) - fall * np.arange(lifts) / (lifts - 1)
            slopes[side] = slope_estimate(np.arange(lifts), tops, ERROR.peak_scatter)
        falling = declines(slopes)
        told += "left" in falling if fall_deg else bool(falling)
    return told / draws


def _correlated(rng: np.random.Generator, count: int, alike: float) -> FloatArray:
    own = rng.normal(0, LIFT_SD_DEG, count)
    values = own.copy()
    for index in range(1, count):
        values[index] = alike * values[index - 1] + np.sqrt(1 - alike**2) * own[index]
    return MEAN_DEG + values


EVEN = {"rise_s": 1.0, "hold_s": 1.6, "lower_s": 1.3}

# What is wrong with every lift: how, turn of the body in degrees, beginning of the finding's code.
FAULTS: dict[str, tuple[dict[str, float], float, str]] = {
    "trunk leans 12° to the side": ({"side_deg": 12.0}, 0.0, "side_lean"),
    "trunk leans back by 12°": ({"lean_deg": -12.0}, 90.0, "back_lean"),
    "no hold": ({"hold_s": 0.0}, 0.0, "hold_"),
    "lowered in 0.4 s": ({"lower_s": 0.4}, 0.0, "lowering_fast"),
    "knee swings 30° outward": ({"out_deg": 30.0}, 0.0, "knee_outward"),
}


def told_of_manner(noise_px: float, takes: int, yaw_deg: float, **lift: float) -> list[list[str]]:
    """Return for each take every finding on the manner of ten lifts.

    They are even, held, upright and smooth but for what `lift` says.
    """
    said = []
    for seed in range(takes):
        rng = np.random.default_rng(seed)
        person = Person(height_m=float(rng.uniform(1.5, 1.9)))
        person.stand(2.5)
        for index in range(10):
            peak = float(rng.normal(MEAN_DEG, LIFT_SD_DEG))
            person.lift(SIDES[index % 2], peak, **(EVEN | lift))
            person.stand(float(rng.uniform(0.35, 0.45)))
        habits = Habits(jitter=noise_px / LEG_PX, seed=seed)
        recording = person.recording(Scene(yaw_deg=yaw_deg, seed=seed), habits)
        found = assess(Take((Station(recording),)), "slow_march").assessment
        manner = [each.code for each in found.findings if each.question in ("hold", "manner")]
        said.append([code for code in manner if not code.startswith("landing")])
    return said


def _rendered() -> ElevationError:
    """Return the error of level thighs on rendered people today."""
    return error_of("front-seen-in-depth", placed=False).at(MEAN_DEG)


def _side_error() -> float:
    """Return the error of one side that intervals of level thighs hold today, degrees."""
    return round(float(np.hypot(_rendered().side, REAL_PEOPLE.peak_side_seen_again)), 1)


def _side_error_with_a_phone() -> float:
    """Return what is left of it where a lift of each leg was held beside a phone, degrees."""
    error = replace(_rendered(), common=REAL_PEOPLE.peak_common, side=_side_error())
    read: dict[Side, float] = dict.fromkeys(SIDES, MEAN_DEG)
    found = calibrate(read, read, lambda _: error)
    assert found is not None
    return round(found.left_of(error, MEAN_DEG).side, 1)


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["", title, "", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=1000, help="simulated takes in each cell")
    parser.add_argument("--takes", type=int, default=20, help="simulated marches for the manner")
    said = parser.parse_args()

    def share(value: float) -> str:
        return f"{100 * value:.1f} %"

    rendered = round(_rendered().side, 1)
    now, with_phone = _side_error(), _side_error_with_a_phone()
    print(_table(
        f"Told of a difference, 10 lifts a side, SD {LIFT_SD_DEG:.0f}°",
        ["side error, true / assumed", "truly 0°", "truly 5°", "truly 10°", "truly 15°"],
        [
            [f"{true}° / {assumed}°",
             *(
                 share(told_different(apart, true, assumed, 10, said.draws))
                 for apart in (0, 5, 10, 15)
             )]
            for true, assumed in (
                (rendered, rendered), (2.5, rendered), (2.5, 2.5), (rendered, now), (2.5, now),
                (now, now), (with_phone, with_phone),
            )
        ],
    ))  # fmt: skip
    print(_table(
        f"Told of a fall from lift to lift, SD {LIFT_SD_DEG:.0f}°",
        ["lifts a side", "lifts correlated by", "no fall", "10° on one side", "15°"],
        [
            [str(lifts), f"{alike}",
             *(share(told_falling(fall, alike, lifts, said.draws // 2)) for fall in (0, 10, 15))]
            for lifts in (5, 10, 15) for alike in (0.0, 0.3)
        ],
    ))  # fmt: skip
    rows = []
    for yaw_deg in (0.0, 90.0):
        for noise_px in (0.7, 1.5, 2.5):
            takes = told_of_manner(noise_px, said.takes, yaw_deg)
            which = ", ".join(sorted({code.rsplit("_", 1)[0] for take in takes for code in take}))
            each = sum(map(len, takes)) / said.takes
            rows.append([f"{yaw_deg:.0f}°", f"{noise_px} px", f"{each:.2f}", which])
    head = ["view", "slow wander of every point", "findings a take", "which"]
    print(_table("False findings of manner, 10 lifts, person 290 px high", head, rows))
    rows = []
    for fault, (how, yaw_deg, code) in FAULTS.items():
        takes = told_of_manner(1.5, said.takes, yaw_deg, **how)
        told = sum(any(each.startswith(code) for each in take) for take in takes)
        rows.append([fault, share(told / said.takes)])
    print(_table("Told of what is so in every lift, 1.5 px", ["fault", "takes"], rows))


if __name__ == "__main__":
    main()
