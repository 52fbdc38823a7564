import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.kinematics.statistics import Estimate
from posecheck.protocols.slow_march.measures_height import (
    _risen,
    index_estimate,
    limb_symmetry_index,
    robinson_index,
    symmetry_angle,
    symmetry_ratio,
)

angle = st.floats(20, 120)


@pytest.mark.parametrize(
    ("right", "left", "si", "ratio", "lsi", "sa"),
    [
        (90.0, 90.0, 0.0, 1.0, 100.0, 0.0),  # alike
        # the table of the ratios 0.95, 0.90, 0.85, 0.80, right side higher
        (1.0, 0.95, 5.128, 0.95, 105.263, 1.632),
        (1.0, 0.90, 10.526, 0.90, 111.111, 3.348),
        (1.0, 0.85, 16.216, 0.85, 117.647, 5.151),
        (1.0, 0.80, 22.222, 0.80, 125.0, 7.045),
        # left side higher
        (0.9, 1.0, -10.526, 0.90, 90.0, -3.348),
        # one side does nothing at all: the ends of the scales
        (80.0, 0.0, 200.0, 0.0, None, 50.0),
    ],
)
def test_the_indices_by_hand(right, left, si, ratio, lsi, sa):
    assert robinson_index(right, left) == pytest.approx(si, abs=1e-3)
    assert symmetry_ratio(right, left) == pytest.approx(ratio)
    if lsi is not None:
        assert limb_symmetry_index(right, left) == pytest.approx(lsi, abs=1e-3)
    assert symmetry_angle(right, left) == pytest.approx(sa, abs=1e-3)


@given(angle, angle)
def test_changing_the_sides_changes_the_sign(right, left):
    for index in (robinson_index, symmetry_angle):
        assert index(right, left) == pytest.approx(-index(left, right))
    assert symmetry_ratio(right, left) == symmetry_ratio(left, right)


@given(angle, angle, st.floats(0.1, 10))
def test_the_unit_does_not_matter(right, left, factor):
    for index in (robinson_index, symmetry_ratio, limb_symmetry_index, symmetry_angle):
        assert index(factor * right, factor * left) == pytest.approx(index(right, left))


def test_nothing_at_all_has_no_index():
    assert robinson_index(0.0, 0.0) != robinson_index(0.0, 0.0)  # NaN
    assert symmetry_ratio(0.0, 0.0) != symmetry_ratio(0.0, 0.0)


def test_the_interval_follows_the_difference():
    si = index_estimate(robinson_index, 80.0, Estimate(-8.0, -12.0, -4.0, 10))
    assert (si.low, si.value, si.high) == pytest.approx((-15.0, -10.0, -5.0))
    assert si.n == 10


def test_the_ratio_reaches_one_where_the_difference_may_be_zero():
    ratio = index_estimate(symmetry_ratio, 80.0, Estimate(2.0, -4.0, 8.0, 10))
    assert ratio.high == 1.0
    assert ratio.low == pytest.approx(76 / 84)


def test_a_hopelessly_wide_interval_stays_finite():
    wide = Estimate(5.0, -400.0, 400.0, 4)
    for index in (robinson_index, symmetry_ratio, limb_symmetry_index, symmetry_angle):
        found = index_estimate(index, 60.0, wide)
        assert found.low <= found.value <= found.high
        assert abs(found.low) < 1e5
        assert abs(found.high) < 1e5


def test_the_rise_of_a_knee_in_thigh_lengths():
    found = _risen(Estimate(90.0, 60.0, 190.0, 4))
    assert (found.low, found.value, found.high) == pytest.approx((0.5, 1.0, 2.0))
    assert _risen(Estimate(1.0, -10.0, 5.0, 4)).low == 0
    assert found.n == 4
