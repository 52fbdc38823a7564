"""A lift beside a phone: what it puts right, and what error it leaves."""

import numpy as np
import pytest

from posecheck.kinematics.calibration import calibrate
from posecheck.kinematics.front_elevation import ElevationError
from posecheck.thresholds import CALIBRATION

ERROR = ElevationError(common=5.0, side=3.0, repetition=1.5)
READ = {"left": 80.0, "right": 80.0}


def calibrated(phone_left, phone_right, read=READ):
    return calibrate(read, {"left": phone_left, "right": phone_right}, lambda _: ERROR)


def test_a_phone_that_agrees_changes_nothing():
    found = calibrated(80.0, 80.0)
    assert found.shift_deg == {"left": 0.0, "right": 0.0}


def test_standing_stays_standing_and_nothing_turns_round():
    found = calibrated(72.0, 88.0)
    deg = np.array([-3.0, 0.0, *range(1, 131), np.nan])
    for side in READ:
        applied = found.applied(side, deg)
        assert applied[:2] == pytest.approx(deg[:2])
        assert applied[deg == 80.0] - 80.0 == pytest.approx(found.shift_deg[side])
        assert (np.diff(applied[:-1]) > 0).all()
        assert np.isnan(applied[-1])


def test_it_is_the_best_guess_and_says_how_far_it_may_be_off():
    """Many people drawn from the very errors that are assumed."""
    rng = np.random.default_rng(7)
    off = {"common": [], "apart": []}
    for _ in range(4000):
        common = rng.normal(0, ERROR.common)
        lasting = {side: common + rng.normal(0, ERROR.side) for side in READ}
        read = {s: 80.0 + lasting[s] + rng.normal(0, ERROR.repetition) for s in READ}
        phone = {s: 80.0 + rng.normal(0, CALIBRATION.phone) for s in READ}
        found = calibrate(read, phone, lambda _: ERROR)
        if found is None:
            continue
        rest = {side: lasting[side] + found.shift_deg[side] for side in READ}
        off["common"].append((rest["left"] + rest["right"]) / 2)
        off["apart"].append(rest["right"] - rest["left"])
    assert len(off["common"]) > 3950
    left = found.left_of(ERROR, found.at_deg["left"] + found.shift_deg["left"])
    assert np.std(off["apart"]) == pytest.approx(np.sqrt(2) * left.side, rel=0.05)
    mean = np.sqrt(left.common**2 + left.side**2 / 2)
    assert np.std(off["common"]) == pytest.approx(mean, rel=0.05)
    assert np.std(off["common"]) < 0.4 * np.hypot(ERROR.common, ERROR.side / np.sqrt(2))


def test_the_farther_from_the_lift_that_was_read_the_less_is_known():
    found = calibrated(84.0, 78.0, {"left": 82.0, "right": 80.0})
    sides = [found.left_of(ERROR, deg).side for deg in (82.0, 60.0, 30.0)]
    assert sides == sorted(sides)
    assert sides[0] < 0.7 * ERROR.side
    assert found.left_of(ERROR, 82.0).repetition == ERROR.repetition


@pytest.mark.parametrize(("left", "right"), [(110.0, 110.0), (80.0, 110.0), (60.0, 95.0)])
def test_a_phone_that_contradicts_the_camera_is_not_believed(left, right):
    assert calibrated(left, right) is None
