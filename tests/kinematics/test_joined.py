"""Readings of both sides joined: weights, intervals, agreement."""

import numpy as np
import pytest

from posecheck.kinematics.joined import join
from posecheck.kinematics.statistics import Z95


def test_one_reading_stays_as_it_is():
    joined = join(["left"], np.array([80.0]), np.array([[4.0]]))
    assert joined.each["left"].value == 80.0
    assert joined.each["left"].half_width == pytest.approx(2 * Z95)
    assert joined.difference is None
    assert joined.chance == 1.0


def test_two_readings_that_agree_are_surer_than_one():
    joined = join(["left", "left"], np.array([80.0, 81.0]), np.diag([4.0, 4.0]))
    assert joined.each["left"].value == pytest.approx(80.5)
    assert joined.each["left"].half_width == pytest.approx(Z95 * 2 / np.sqrt(2))
    assert joined.each["left"].n == 2


def test_the_surer_reading_weighs_more():
    joined = join(["left", "left"], np.array([80.0, 90.0]), np.diag([1.0, 81.0]))
    assert joined.each["left"].value == pytest.approx((80 * 81 + 90) / 82)


def test_readings_that_share_their_error_add_little():
    shared = np.array([[4.0, 3.9], [3.9, 4.0]])
    joined = join(["left", "left"], np.array([80.0, 80.0]), shared)
    assert joined.each["left"].half_width == pytest.approx(Z95 * np.sqrt(3.95))


def test_readings_that_do_not_agree_widen_the_interval():
    joined = join(["left", "left"], np.array([80.0, 92.0]), np.diag([4.0, 4.0]))
    assert joined.chance < 0.001
    assert joined.each["left"].half_width == pytest.approx(Z95 * np.sqrt(2) * 12 / np.sqrt(8))


def test_a_second_reading_of_one_leg_tells_of_the_other_what_both_share():
    """The front reads both 8° too high; the side says so of the left leg."""
    covariance = np.array([[17.0, 16.0, 0.0], [16.0, 17.0, 0.0], [0.0, 0.0, 1.0]])
    joined = join(["left", "right", "left"], np.array([88.0, 78.0, 80.0]), covariance)
    assert joined.each["left"].value == pytest.approx(80.4, abs=0.1)
    assert joined.each["right"].value == pytest.approx(70.8, abs=0.1)
    assert joined.each["right"].half_width < Z95 * np.sqrt(17.0) * 2
    assert joined.difference.value == pytest.approx(-9.6, abs=0.2)


def test_the_difference_is_right_minus_left_and_loses_what_both_share():
    covariance = np.array([[17.0, 16.0], [16.0, 17.0]])
    joined = join(["left", "right"], np.array([88.0, 78.0]), covariance)
    assert joined.difference.value == pytest.approx(-10.0)
    assert joined.difference.half_width == pytest.approx(Z95 * np.sqrt(2.0))


def test_intervals_hold_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(1)
    covariance = np.array([[40.0, 30.0, 12.0], [30.0, 40.0, 12.0], [12.0, 12.0, 34.0]])
    errors = rng.multivariate_normal(np.zeros(3), covariance, 2000)
    truth = np.array([80.0, 70.0, 80.0])
    held = [
        abs(join(["left", "right", "left"], truth + each, covariance).each["left"].value - 80.0)
        <= join(["left", "right", "left"], truth + each, covariance).each["left"].half_width
        for each in errors
    ]
    assert 0.94 < np.mean(held) < 0.99
