import pytest

from posecheck.kinematics.statistics import Estimate
from posecheck.protocols.slow_march.decisions import (
    Asked,
    holm,
    known,
    reaches,
    spread,
    symmetry_grade,
    under,
)
from posecheck.protocols.slow_march.measures import _counted
from posecheck.protocols.slow_march.measures_height import _risen, declines, most_fall


@pytest.mark.parametrize(
    ("limit", "above", "p"),
    [
        (8.0, True, 0.025),  # the near end lies at the limit
        (12.0, False, 0.025),
        (10.0, True, 0.5),  # the value itself does
        (10.0, False, 0.5),
        (12.0, True, 0.975),
        (8.0, False, 0.975),
    ],
)
def test_how_often_an_interval_lies_so_far_beyond(limit, above, p):
    assert Asked(Estimate(10.0, 8.0, 12.0, 6), limit, above).p_value == pytest.approx(p)


@pytest.mark.parametrize("n", [0, 1, 2, 30])
def test_the_near_end_decides_with_any_number_of_observations(n):
    assert Asked(Estimate(10.0, 8.0, 99.0, n), 8.0).p_value == pytest.approx(0.025)
    # t(4) and so on have longer tails the fewer there are
    freedom = max(n - 1, 0) + 4
    further = Asked(Estimate(10.0, 8.0, 99.0, n), 6.0).p_value
    assert further == pytest.approx({4: 0.0025, 5: 0.0018, 33: 0.00012}[freedom], rel=0.4)


@pytest.mark.parametrize(
    ("limit", "above", "p"),
    [(9.0, True, 0.0), (10.0, True, 1.0), (11.0, True, 1.0), (11.0, False, 0.0)],
)
def test_a_value_without_doubt(limit, above, p):
    assert Asked(Estimate(10.0, 10.0, 10.0, 3), limit, above).p_value == p


def asked(near):
    """A question whose near end is so far above its limit, and whose value is 2 above that."""
    return Asked(Estimate(near + 2.0, near, near + 4.0, 50), 0.0)


def test_the_surest_stands_against_all_and_the_next_against_one_less():
    assert holm([asked(0.001)]) == [True]
    assert holm([asked(0.001), asked(0.001)]) == [False, False]
    assert holm([asked(0.001), asked(9.0)]) == [True, True]
    assert holm([asked(0.001), asked(9.0), asked(-1.0)]) == [False, True, False]
    assert holm([]) == []


@pytest.mark.parametrize(
    ("low", "high", "grade"),
    [
        (1.0, 4.999, "none"),
        (1.0, 5.0, "small"),
        (5.0, 9.0, "small"),
        (5.001, 9.0, "clear"),
        (10.0, 20.0, "clear"),
        (10.001, 20.0, "marked"),
        (0.0, 20.0, "none"),
        (-20.0, 0.0, "none"),
    ],
)
def test_grades_at_their_limits(low, high, grade):
    assert symmetry_grade(Estimate((low + high) / 2, low, high, 10)) == grade


@pytest.mark.parametrize(
    ("low", "high", "answer"),
    [(90, 95, True), (89.9, 95, None), (85, 90, None), (85, 89.9, False)],
)
def test_whether_a_thigh_comes_up_to_the_target(low, high, answer):
    assert reaches(Estimate((low + high) / 2, low, high, 5), 90.0) is answer


def test_in_words():
    assert under(41.0) == under(45.0) == "under 45°"
    assert under(45.1) == "under 50°"
    assert spread(Estimate(-8.0, -12.0, -4.0, 5), "deg") == "−8° (−12° to −4°)"
    assert known(None) is None


@pytest.mark.parametrize(
    ("events", "low", "high"),
    # Garwood 1936, Biometrika 28:437, 95 %
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (2, 0.242, 7.225), (10, 4.795, 18.390)],
)
def test_a_count_has_the_exact_interval(events, low, high):
    found = _counted(events, 12)
    assert (found.value, found.n) == (events, 12)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))


def test_the_rise_of_a_knee_in_thigh_lengths():
    found = _risen(Estimate(90.0, 60.0, 190.0, 4))
    assert (found.low, found.value, found.high) == pytest.approx((0.5, 1.0, 2.0))
    assert _risen(Estimate(1.0, -10.0, 5.0, 4)).low == 0
    assert found.n == 4


@pytest.mark.parametrize(
    ("low", "n", "fall"), [(-2.0, 6, 10.0), (-0.5, 3, 1.0), (0.0, 6, 0.0), (1.0, 6, 0.0)]
)
def test_the_largest_fall_that_a_slope_holds(low, n, fall):
    assert most_fall(Estimate(low + 1, low, low + 2, n)) == pytest.approx(fall)


@pytest.mark.parametrize(("low", "falling"), [(-2.0, ["left"]), (-1.99, [])])
def test_a_fall_of_8_degrees_over_the_take_is_worth_a_word(low, falling):
    assert declines({"left": Estimate(-1.5, low, -1.0, 5)}) == falling
