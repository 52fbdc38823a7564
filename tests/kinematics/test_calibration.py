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


# What lasts in the mean of both sides has a variance of 25 + 9 / 2, in their difference of 18;
# one lift and the phone add 1.5² + 2² = 6.25 a side.
MEAN, APART = 29.5 / (29.5 + 6.25 / 2), 18 / (18 + 2 * 6.25)


@pytest.mark.parametrize(
    ("left", "right", "mean", "apart"),
    [(86.0, 86.0, 6.0, 0.0), (76.0, 84.0, 0.0, 8.0), (71.0, 77.0, -6.0, 6.0)],
)
def test_of_mean_and_difference_each_its_own_share_is_believed(left, right, mean, apart):
    found = calibrated(left, right)
    assert (found.mean_share, found.apart_share) == pytest.approx((MEAN, APART))
    assert found.shift_deg["left"] == pytest.approx(MEAN * mean - APART * apart / 2)
    assert found.shift_deg["right"] == pytest.approx(MEAN * mean + APART * apart / 2)
    assert found.at_deg == READ


@pytest.mark.parametrize(
    ("left", "right", "believed"),
    [
        # three standard deviations: of the mean √(29.5 + 3.125), of the difference √(18 + 12.5)
        (80.0 + 17.1, 80.0 + 17.1, True),
        (80.0 + 17.2, 80.0 + 17.2, False),
        (80.0 - 17.2, 80.0 - 17.2, False),
        (80.0 - 8.2, 80.0 + 8.2, True),
        (80.0 - 8.4, 80.0 + 8.4, False),
        (80.0 + 8.4, 80.0 - 8.4, False),
    ],
)
def test_more_than_three_standard_deviations_are_a_contradiction(left, right, believed):
    assert (calibrated(left, right) is not None) == believed


@pytest.mark.parametrize(("more", "believed"), [(10.0, True), (12.0, False), (-12.0, False)])
def test_no_shift_is_as_large_as_the_height_that_was_read(more, believed):
    low = dict.fromkeys(READ, 10.0)
    assert (calibrated(10.0 + more, 10.0 + more, low) is not None) == believed


def test_the_error_is_that_of_the_mean_height():
    asked = []
    calibrate({"left": 60.0, "right": 90.0}, {"left": 61.0, "right": 91.0},
              lambda deg: asked.append(deg) or ERROR)  # fmt: skip
    assert asked == [75.0]


def test_what_is_put_right_fades_with_the_distance_and_towards_hanging():
    found = calibrated(86.0, 86.0)
    shift, reach = found.shift_deg["left"], CALIBRATION.reach
    deg = np.array([80.0, 80.0 + reach, 80.0 - reach, 8.0, -5.0])
    share = np.array([1.0, np.exp(-1), np.exp(-1), np.exp(-72 / reach), 0.0])
    np.testing.assert_allclose(found.applied("left", deg) - deg, shift * share)
    steep = calibrated(36.0, 36.0, {"left": 30.0, "right": 30.0})
    shift = steep.shift_deg["right"]
    assert steep.applied("right", np.array([3.0]))[0] == pytest.approx(3.0 + 0.1 * shift)


def test_what_error_is_left_by_hand():
    found = calibrated(86.0, 86.0)
    at = 80.0 + found.shift_deg["left"]
    for away in (0.0, 10.0, -10.0):
        alike = np.exp(-2 * abs(away) / CALIBRATION.reach)
        left = found.left_of(ERROR, at + away)
        mean, side = 29.5 * (1 - alike * MEAN), 9 * (1 - alike * APART)
        assert left.side == pytest.approx(np.sqrt(side))
        assert left.common == pytest.approx(np.sqrt(max(mean - side / 2, 0.0)))
    sides = calibrated(84.0, 64.0, {"left": 82.0, "right": 62.0})
    near = [sides.left_of(ERROR, deg).side for deg in (64.0, 74.0, 84.0)]
    assert near[0] < near[1] > near[2]  # the nearer of the two that were read counts
