import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.history.change import personal_mdc, trends
from tests.history.series import STEADY, peak, takes_of


def test_a_trend_per_measure_and_side_with_what_is_missing(history):
    found = trends(takes_of(history, [80.0, 82.0]))
    assert [(t.name, t.side) for t in found] == [
        ("peak_thigh_elevation_difference", None), ("peak_thigh_elevation", "left"),
        ("peak_thigh_elevation", "right"), ("cadence", None),
    ]  # fmt: skip
    trend = peak(found)
    assert [(p.measure.value, p.measure.low) for p in trend.points] == [(80.0, 76.0), (82.0, 78.0)]
    assert trend.mdc is None
    assert "after 4 comparable takes; there are 2" in trend.mdc_reason


def test_the_mdc_comes_with_the_fourth_take(history):
    three, four = peak(trends(takes_of(history, STEADY[:3]))), peak(trends(
        takes_of(history, STEADY)))  # fmt: skip
    assert three.mdc is None
    assert four.mdc.takes == 4
    assert four.mdc_reason is None


def test_different_thresholds_are_no_common_ground(history):
    takes = takes_of(history, STEADY[:3]) + takes_of(history, [80.3], thresholds="3+2")
    trend = peak(trends(takes))
    assert trend.mdc is None
    assert "rescore" in trend.mdc_reason


def test_the_mdc_by_hand():
    # Differences 2, −2, 2: mean 2/3, squares about it 2·(4/3)² + (8/3)² = 32/3; the expectation
    # for a unit error is 2(n² − 1)/n = 16/3 with n = 3, so SEM² = 2.
    mdc = personal_mdc([80.0, 82.0, 80.0, 82.0])
    assert mdc.sem == pytest.approx(np.sqrt(2))


def test_steady_progress_is_no_error():
    noise = [0.3, -0.5, 0.1, 0.6, -0.2]
    gained = [value + 5.0 * take for take, value in enumerate(noise)]
    assert personal_mdc(gained).sem == pytest.approx(personal_mdc(noise).sem)


def test_a_long_series_comes_near_the_textbook_factor():
    values = list(np.random.default_rng(1).normal(80, 3, 400))
    mdc = personal_mdc(values)
    assert mdc.sem == pytest.approx(3.0, rel=0.1)
    assert mdc.value == pytest.approx(2.77 * mdc.sem, rel=0.01)


@pytest.mark.parametrize("takes", [4, 5, 6, 10])
def test_chance_exceeds_it_in_at_most_5_percent(takes):
    rng = np.random.default_rng(takes)
    exceeded, odd = [], []
    for _ in range(2000):
        values = rng.normal(80, 3, takes + 1)
        mdc = personal_mdc(list(values[:-1]))
        exceeded.append(abs(values[-1] - values[-2]) > mdc.value)
        odd.append(bool(mdc.odd))
    assert 0.02 < np.mean(exceeded) <= 0.055
    assert np.mean(odd) < 0.02


@given(st.lists(st.floats(-100, 100), min_size=4, max_size=12), st.floats(-50, 50))
def test_the_mdc_does_not_depend_on_where_zero_is(values, shift):
    here, there = personal_mdc(values), personal_mdc([value + shift for value in values])
    if here is not None and there is not None and here.odd == there.odd:
        assert there.value == pytest.approx(here.value, rel=1e-3, abs=1e-6)


@pytest.mark.parametrize("place", [0, 3, 6])
def test_one_odd_take_does_not_widen_it_and_is_named(place):
    values = [60.0, 61.0, 60.5, 59.8, 60.2, 61.1, 60.4]
    usual = personal_mdc(values).value
    values[place] = 90.0
    mdc = personal_mdc(values)
    assert mdc.odd == (place,)
    assert mdc.value < 2 * usual


def test_a_step_that_stays_is_no_odd_take():
    assert personal_mdc([60.0, 61.0, 60.5, 70.0, 70.6, 69.9, 70.3]).odd == ()


def test_values_that_do_not_scatter_give_no_mdc(history):
    trend = peak(trends(takes_of(history, [80.0] * 4)))
    assert trend.mdc is None
    assert "do not scatter" in trend.mdc_reason


def test_a_sudden_change_does_not_hide_itself(history):
    assert peak(trends(takes_of(history, [*STEADY, 90.0], half=1.0))).mdc.value < 3.0
