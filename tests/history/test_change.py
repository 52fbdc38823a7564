import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.history import History, Notes
from posecheck.history.change import compare, compare_with_last, personal_mdc, trends
from posecheck.history.notes import comparable, unlike
from tests.takes import a_march, a_posture, no_measure

ANN = Notes(person="Ann")
STEADY = [80.0, 80.5, 79.8, 80.2]


@pytest.fixture
def history(sqlite):
    with History(sqlite) as opened:
        yield opened


def takes_of(history, values, notes=ANN, **given):
    numbers = [
        history.save(a_march(value, day=day, **given), None, notes)
        for day, value in enumerate(values)
    ]
    return history.all_kept(numbers)


def peak(found, side="left"):
    return next(t for t in found if (t.name, t.side) == ("peak_thigh_elevation", side))


@pytest.mark.parametrize(
    ("assessment", "notes", "sentence"),
    [
        (a_march(), Notes(person="Bob"), "different people"),
        (a_posture(), ANN, "different tests"),
        (a_march(view="side-left"), ANN, "different sides"),
        (a_march(target=60), ANN, "different target heights"),
        (a_march(), Notes(person="Ann", band="red"), "different bands"),
        (a_march(), Notes(person="Ann", chair=True), "holding a chair"),
        (no_measure(a_march()), ANN, "not be measured"),
    ],
)
def test_like_is_compared_only_with_like(history, assessment, notes, sentence):
    first = history.kept(history.save(a_march(), None, ANN))
    other = history.kept(history.save(assessment, None, notes))
    assert any(sentence in reason for reason in unlike(first.entry, other.entry))
    assert comparable(first.entry, history.entries()) == [first.entry]
    comparison = compare(first, other)
    assert comparison.changes == ()
    assert any(sentence in reason for reason in comparison.unlike)
    assert compare_with_last(history, other.entry.id) is None


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
    assert "different thresholds" in compare(takes[0], takes[-1]).cautions[0]


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


@pytest.mark.parametrize(
    ("values", "half", "verdict", "sentence"),
    [
        # Nothing known of the person: within, and beyond the two intervals (√(4² + 4²) = 5.7)
        ([80.0, 85.0], 4.0, "unknown", "Cannot be told from chance yet"),
        ([80.0, 86.0], 4.0, "possible", "not known yet"),
        ([86.0, 80.0], 4.0, "possible", "Beyond both intervals"),
        # The person varies as much
        ([80.0, 86.0, 79.0, 87.0, 80.0], 1.0, "none", "Within your minimal detectable change"),
        # More than the person varies, though wide absolute intervals overlap: what all takes
        # share cancels in their difference
        ([*STEADY, 90.0], 1.0, "clear", "More than your minimal detectable change"),
        ([*STEADY, 90.0], 20.0, "clear", "More than your minimal detectable change"),
        ([*STEADY, 80.4], 0.1, "none", "Within your minimal detectable change"),
    ],
)
def test_a_change_is_judged_against_the_person(history, values, half, verdict, sentence):
    takes = takes_of(history, values, half=half)
    change = next(
        each
        for each in compare(takes[-2], takes[-1], takes).changes
        if (each.name, each.side) == ("peak_thigh_elevation", "left")
    )
    assert change.difference == pytest.approx(values[-1] - values[-2])
    assert (change.verdict, sentence in change.text) == (verdict, True), change.text


def test_compare_trend_and_course_speak_with_one_voice(history):
    from posecheck.history.course import course_of_take

    takes = takes_of(history, [80.0, 81.0, 79.5, 80.4, 80.8, 79.9, 80.3, 88.8], half=7.0)
    change = next(
        each for each in compare(takes[0], takes[-1], takes).changes if each.side == "left"
    )
    row = next(
        row
        for row in course_of_take(history, takes[-1].entry).rows
        if (row.measure, row.side) == ("Peak thigh elevation", "left")
    )
    trend = peak(trends(takes))
    assert change.verdict == "clear"
    assert row.meaning == "more than the MDC95"
    assert change.mdc == trend.mdc
    assert abs(change.difference) > trend.mdc.value


def test_a_sudden_change_does_not_hide_itself(history):
    assert peak(trends(takes_of(history, [*STEADY, 90.0], half=1.0))).mdc.value < 3.0


def test_what_one_take_could_not_measure_is_said(history):
    takes = takes_of(history, [80.0, 82.0])
    by_name = {change.name: change for change in compare(*takes).changes}
    assert by_name["toe_first_landing"].verdict == "unknown"
    assert "only one" in by_name["toe_first_landing"].text


def test_a_camera_that_stood_elsewhere_is_said(history):
    def placed(metres, day):
        setting = {"lens_height_m": {"value": metres, "given": True}, "footwear": "socks"}
        return history.kept(history.save(a_march(day=day, setting=setting), None, ANN))

    assert compare(placed(0.9, 0), placed(0.95, 1)).cautions == ()
    caution = compare(placed(0.9, 2), placed(1.3, 3)).cautions[0]
    assert "0.90 m and 1.30 m" in caution


def test_compared_with_the_last_like_it(history):
    first, second = takes_of(history, [80.0, 90.0])
    history.save(a_march(day=0.5, view="side-left"), None, ANN)
    comparison = compare_with_last(history, second.entry.id)
    assert comparison.earlier == first
    assert comparison.changes[1].difference == pytest.approx(10.0)
    assert compare_with_last(history, first.entry.id) is None
