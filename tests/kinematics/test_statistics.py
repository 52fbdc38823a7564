import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.kinematics.statistics import (
    Estimate,
    _resamples,
    _slope_half_width,
    difference_estimate,
    median_estimate,
    resampled,
    slope_difference_estimate,
    slope_estimate,
    theil_sen,
    wilson,
)

values = st.lists(st.floats(-200, 200), min_size=1, max_size=15)


@pytest.mark.parametrize(
    ("order", "y", "slope"),
    [
        ([0, 1, 2, 3], [5, 7, 9, 11], 2.0),  # a line
        ([0, 1, 2, 3, 4], [0, 1, 2, 3, 100], 1.0),  # one wild repetition changes nothing
        ([0, 2, 3], [10, 8, 10], 0.0),  # pairs: −1, 0, 2
        ([0, 1], [3, 3], 0.0),  # level
    ],
)
def test_theil_sen_by_hand(order, y, slope):
    assert theil_sen(order, y) == pytest.approx(slope)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # Newcombe 1998, Stat Med 17:857, table of Wilson's method without correction
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_matches_the_published_table(successes, n, low, high):
    share = wilson(successes, n)
    assert (share.low, share.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert share.value == successes / n


def test_a_single_value_rests_on_the_usual_scatter_alone():
    one = median_estimate([80.0], 1.5)  # t(4) = 2.7764
    assert one.low == pytest.approx(80 - 2.7764 * 1.5, abs=1e-3)
    assert one.high == pytest.approx(80 + 2.7764 * 1.5, abs=1e-3)
    assert one.n == 1


def test_three_values_get_a_moderated_interval():
    # (4 · 2² + 2 · 1²) / 6 = 3; t(6) = 2.4469; √(π/2) = 1.2533
    three = median_estimate([79.0, 80.0, 81.0], 2.0)
    assert three.high - three.value == pytest.approx(2.4469 * 1.2533, rel=1e-3)


def test_two_sides_share_their_scatter():
    # squares: 2 + 2; (4 · 1² + 4) / 8 = 1; t(8) = 2.3060; per side √(π/2) / √3
    apart = difference_estimate([79.0, 80.0, 81.0], [69.0, 70.0, 71.0], 1.0)
    assert apart.value == 10
    assert apart.high - apart.value == pytest.approx(2.3060 * 1.2533 * (2 / 3) ** 0.5, rel=1e-3)


def test_values_that_agree_by_chance_do_not_look_certain():
    same = median_estimate([80.0, 80.0, 80.0, 80.0], 2.0)
    assert same.high - same.value > 1.0


@pytest.mark.parametrize("n", [3, 5, 10])
def test_the_interval_of_a_median_holds_the_truth_as_often_as_it_says(n):
    rng = np.random.default_rng(n)
    takes = [median_estimate(rng.normal(80, 3, n), 2.5) for _ in range(300)]
    covered = np.mean([take.low <= 80 <= take.high for take in takes])
    assert 0.9 <= covered <= 0.995


@pytest.mark.parametrize("n", [3, 5, 10])
def test_the_interval_of_a_difference_holds_the_truth_as_often_as_it_says(n):
    rng = np.random.default_rng(n)
    covered = []
    for _ in range(300):
        both = difference_estimate(rng.normal(70, 3, n), rng.normal(80, 3, n), 2.5)
        covered.append(both.low <= -10 <= both.high)
    assert 0.9 <= np.mean(covered) <= 0.999


@given(values, values, st.floats(0.1, 5))
def test_a_difference_turns_its_sign_with_the_sides(right, left, sd):
    there, back = difference_estimate(right, left, sd), difference_estimate(left, right, sd)
    assert there.value == pytest.approx(-back.value)
    assert there.low <= there.value <= there.high


@given(values, st.floats(0.1, 5), st.floats(-50, 50))
def test_a_median_moves_with_its_values(x, sd, shift):
    here, there = median_estimate(x, sd), median_estimate(np.array(x) + shift, sd)
    assert there.value == pytest.approx(here.value + shift, abs=1e-9)
    assert there.low == pytest.approx(here.low + shift, abs=1e-6)


def test_a_further_error_adds_in_quadrature():
    wide = Estimate(10.0, 7.0, 14.0, 5).widened(4 / 1.959963984540054)
    assert (wide.low, wide.high) == (pytest.approx(5.0), pytest.approx(10 + 32**0.5))


def test_units_and_bounds():
    estimate = Estimate(0.5, -0.1, 1.2, 4)
    assert estimate.clipped(0.0, 1.0) == Estimate(0.5, 0.0, 1.0, 4)
    assert estimate.times(100).high == pytest.approx(120)


def test_a_declining_side_has_a_negative_slope_and_a_steady_one_holds_zero():
    rng = np.random.default_rng(1)
    order = np.arange(12)
    tired = slope_estimate(order, 85 - 1.5 * order + rng.normal(0, 1, 12), 1.0)
    steady = slope_estimate(order, 85 + rng.normal(0, 1, 12), 1.0)
    assert tired.high < 0
    assert tired.low <= -1.5 <= tired.high
    assert steady.low <= 0 <= steady.high


def test_the_difference_of_slopes_is_right_minus_left():
    rng = np.random.default_rng(2)
    order = np.arange(12)
    right, left = 85 - 2 * order + rng.normal(0, 1, 12), 85 + rng.normal(0, 1, 12)
    estimate = slope_difference_estimate((order, right), (order, left), 1.0)
    assert estimate.high < 0
    assert estimate.n == 24


def test_the_same_values_give_the_same_interval_every_time():
    x = [80.0, 82.0, 85.0, 79.0]
    assert median_estimate(x, 1.0) == median_estimate(x, 1.0)
    assert slope_estimate([0, 1, 2, 3], x, 1.0) == slope_estimate([0, 1, 2, 3], x, 1.0)


@pytest.mark.parametrize("alike", [0.0, 0.3])
@pytest.mark.parametrize("n", [5, 10, 15])
def test_a_slope_that_is_none_is_rarely_shown(n, alike):
    """Repetitions that resemble their neighbours drift up and down, which is no trend."""
    rng = np.random.default_rng(5)
    shown = 0
    for _ in range(200):
        values = np.zeros(n)
        for index, own in enumerate(rng.normal(0, 3.0, n)):
            before = values[index - 1] if index else 0.0
            values[index] = alike * before + np.sqrt(1 - alike**2) * own
        estimate = slope_estimate(np.arange(n), values, 3.0)
        shown += estimate.high < 0 or estimate.low > 0
    assert shown <= 200 * 0.13


@pytest.mark.parametrize(("right", "left"), [(46, 45), (45, 46), (60, 3), (200, 199)])
def test_slopes_of_takes_of_any_length_can_be_compared(right, left):
    """Longer takes draw fewer samples; the two sides of one take may differ in that."""
    rng = np.random.default_rng(0)
    sides = [(np.arange(n), 80 - 0.1 * np.arange(n) + rng.normal(0, 1, n)) for n in (right, left)]
    difference = slope_difference_estimate(*sides, 1.0)
    assert difference.low <= difference.value <= difference.high
    assert difference.n == right + left


@pytest.mark.parametrize(
    ("order", "rest", "sd", "half"),
    [
        # t(4 + n − 2) · growth · √((4 sd² + Σ rest²) / (4 + n − 2) / Σ(x − mean)²)
        # neighbours that differ: no growth; t(7) = 2.3646, 8 / 7 and 10
        ([0, 1, 2, 3, 4], [1, -1, 0, -1, 1], 1.0, 2.3646 * (8 / 7 / 10) ** 0.5),
        # no scatter of its own: the usual one alone; t(5) = 2.5706 and 8
        ([0, 2, 4], [0, 0, 0], 1.0, 2.5706 * (4 / 5 / 8) ** 0.5),
    ],
)
def test_the_t_interval_of_a_slope_by_hand(order, rest, sd, half):
    slope = _slope_half_width(order, 3.0 * np.array(order) + np.array(rest), 3.0, sd)
    assert slope == pytest.approx(half, rel=1e-4)


def test_the_t_interval_of_a_slope_grows_where_neighbours_resemble_each_other():
    # residuals 1 1 0 −1 −1 0: (1 + 0 + 0 + 1 + 0) / 4 = 0.5, · (1 + 4 / 6) = 0.833, 0.6 at most
    x, rest = np.arange(6), np.array([1.0, 1, 0, -1, -1, 0])
    plain = 2.3060 * (8 / 8 / 17.5) ** 0.5  # t(8)
    assert _slope_half_width(x, rest, 0.0, 1.0) == pytest.approx(2 * plain, rel=1e-4)
    # 1 1 −1 −1 1 −1: (1 − 1 + 1 − 1 − 1) / 6 < 0
    rest = np.array([1.0, 1, -1, -1, 1, -1])
    plain = 2.3060 * (10 / 8 / 17.5) ** 0.5
    assert _slope_half_width(x, rest, 0.0, 1.0) == pytest.approx(plain, rel=1e-4)
    # 2 1 −1 0 −1 −1: a little alike
    rest = np.array([2.0, 1, -1, 0, -1, -1])
    alike = (2 - 1 + 0 + 0 + 1) / 8 * (1 + 4 / 6)
    grown = ((1 + alike) / (1 - alike)) ** 0.5
    plain = 2.3060 * (12 / 8 / 17.5) ** 0.5
    assert _slope_half_width(x, rest, 0.0, 1.0) == pytest.approx(grown * plain, rel=1e-4)


def test_a_slopes_interval_is_the_wider_of_both():
    x, line = np.arange(6), 2.0 * np.arange(6)
    slope = slope_estimate(x, line, 1.0)  # every resample gives 2: the t interval is wider
    half = _slope_half_width(x, line, 2.0, 1.0)
    assert (slope.low, slope.value, slope.high) == pytest.approx((2 - half, 2.0, 2 + half))
    both = slope_difference_estimate((x, line), (x, -line), 1.0)
    assert (both.low, both.value, both.high) == pytest.approx(
        (4 - 2**0.5 * half, 4.0, 4 + 2**0.5 * half)
    )
    wild = np.array([0.0, 50, 2, 3, -40, 5])  # resampled slopes reach farther than ± half
    drawn = slope_estimate(x, wild, 1.0)
    half = _slope_half_width(x, wild, drawn.value, 1.0)
    assert drawn.high - drawn.low > 2 * half
    # sides that scatter alike do so each by itself
    both = slope_difference_estimate((x, wild), (x, wild), 1.0)
    assert both.value == 0
    assert both.high > 2**0.5 * half
    assert both.low < -(2**0.5) * half


def test_a_median_of_wild_values_takes_the_resampled_ends_where_they_are_wider():
    skewed = median_estimate([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1000.0, 1000.0, 1000.0], 1.0)
    assert skewed.value == 0
    assert skewed.high == 1000
    back = median_estimate([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -1000.0, -1000.0, -1000.0], 1.0)
    assert back.low == -1000


def test_an_estimate_from_a_standard_deviation():
    assert Estimate.of_sd(10.0, 2.0).high == pytest.approx(13.92, abs=1e-3)
    assert Estimate.of_sd(10.0, 2.0).low == pytest.approx(6.08, abs=1e-3)
    assert Estimate.of_sd(10.0, 2.0).half_width == pytest.approx(3.92, abs=1e-3)
    assert Estimate.of_sd(10.0, 2.0).n == 1


def test_longer_takes_afford_fewer_draws():
    # a million cells: 1000 draws up to 1000 cells each, never fewer than 200
    for cells, draws in ((1, 1000), (1000, 1000), (2000, 500), (10_000, 200)):
        assert _resamples(7, 0, cells).shape == (draws, 7)
    assert set(np.unique(_resamples(3))) == {0, 1, 2}
    assert resampled([4.0, 5.0]).shape == (1000, 2)
