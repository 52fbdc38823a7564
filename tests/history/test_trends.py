from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck import Quality
from posecheck.assessment import QualityReason
from posecheck.history import History, Notes
from posecheck.history.compare import compare, compare_with_last
from posecheck.history.trends import comparable, personal_mdc, trends, unlike
from tests.history.builders import a_march, a_posture


@pytest.fixture
def history(sqlite):
    with History(sqlite) as opened:
        yield opened


def takes_of(history, values, notes=Notes(person="Ann"), **given):  # noqa: B008
    numbers = [
        history.save(a_march(left_deg=value, day=day, **given), None, notes)
        for day, value in enumerate(values)
    ]
    return history.takes(numbers)


UNUSABLE = Quality(verdict="unusable", reasons=(QualityReason(gate="person", message="Nobody."),))


@pytest.mark.parametrize(
    ("assessment", "notes", "sentence"),
    [
        (a_march(), Notes(person="Bob"), "different people"),
        (a_posture(), Notes(person="Ann"), "different tests"),
        (a_march(view="side-left"), Notes(person="Ann"), "different sides"),
        (a_march(target_deg=60.0), Notes(person="Ann"), "different target heights"),
        (a_march(target_deg=None), Notes(person="Ann"), "different target heights"),
        (a_march(), Notes(person="Ann", band="red"), "different bands"),
        (a_march(), Notes(person="Ann", chair=True), "holding a chair"),
        (
            a_march().model_copy(update={"quality": UNUSABLE}),
            Notes(person="Ann"),
            "not be measured",
        ),
    ],
)
def test_like_is_compared_only_with_like(history, assessment, notes, sentence):
    first = history.take(history.save(a_march(), None, Notes(person="Ann")))
    other = history.take(history.save(assessment, None, notes))
    assert any(sentence in reason for reason in unlike(first.entry, other.entry))
    assert comparable(first.entry, history.entries()) == [first.entry]
    comparison = compare(first, other)
    assert comparison.changes == ()
    assert any(sentence in reason for reason in comparison.unlike)
    assert compare_with_last(history, other.entry.id) is None


def test_a_trend_per_measure_and_side(history):
    found = {(t.name, t.side): t for t in trends(takes_of(history, [80.0, 82.0]))}
    assert set(found) == {
        ("peak_elevation", "left"), ("peak_elevation", "right"), ("cadence", None),
    }  # fmt: skip
    trend = found["peak_elevation", "left"]
    assert [(p.measure.value, p.measure.low) for p in trend.points] == [(80.0, 76.0), (82.0, 78.0)]
    assert trend.mdc is None
    assert "after 4 comparable takes; there are 2" in trend.mdc_reason


def test_the_mdc_comes_with_the_fourth_take(history):
    three = trends(takes_of(history, [80, 82, 81]))[0]
    four = trends(takes_of(history, [80, 82, 81, 83]))[0]
    assert three.mdc is None
    assert four.mdc.takes == 4
    assert four.mdc_reason is None


def test_different_thresholds_are_no_common_ground(history):
    takes = takes_of(history, [80, 82, 81, 83])
    provenance = takes[0].assessment.provenance.model_copy(update={"thresholds_version": "2"})
    changed = takes[0].assessment.model_copy(update={"provenance": provenance})
    takes[0] = replace(takes[0], assessment=changed)
    trend = trends(takes)[0]
    assert trend.mdc is None
    assert "rescore" in trend.mdc_reason
    assert "different thresholds" in compare(*takes[:2]).cautions[0]


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


@pytest.mark.parametrize("takes", [4, 6, 10])
def test_chance_exceeds_it_in_at_most_5_percent(takes):
    rng = np.random.default_rng(takes)
    exceeded = []
    for _ in range(2000):
        values = rng.normal(80, 3, takes + 1)
        mdc = personal_mdc(list(values[:-1]))
        exceeded.append(abs(values[-1] - values[-2]) > mdc.value)
    assert 0.02 < np.mean(exceeded) <= 0.05


@given(st.lists(st.floats(-100, 100), min_size=4, max_size=12), st.floats(-50, 50))
def test_the_mdc_does_not_depend_on_where_zero_is(values, shift):
    here, there = personal_mdc(values), personal_mdc([value + shift for value in values])
    if here is not None and there is not None:
        assert there.value == pytest.approx(here.value, rel=1e-3, abs=1e-6)


def test_values_that_do_not_scatter_give_no_mdc(history):
    trend = trends(takes_of(history, [80.0] * 4))[0]
    assert trend.mdc is None
    assert "do not scatter" in trend.mdc_reason


@pytest.mark.parametrize(
    ("values", "half_width", "verdict", "sentence"),
    [
        # Within the two intervals: √(4² + 4²) = 5.7
        ([80.0, 85.0], 4.0, "none", "own uncertainty"),
        # Beyond them, nothing known of the person
        ([80.0, 86.0], 4.0, "possible", "not known yet"),
        ([86.0, 80.0], 4.0, "possible", "Lower"),
        # Beyond them, but the person varies as much
        ([80.0, 86.0, 79.0, 87.0, 80.0], 1.0, "none", "usual change"),
        # Beyond both
        ([80.0, 80.5, 79.8, 80.2, 90.0], 1.0, "clear", "Higher by more"),
        # Exactly nothing
        ([80.0, 80.0], 4.0, "none", "own uncertainty"),
    ],
)
def test_a_change_is_judged_against_both(history, values, half_width, verdict, sentence):
    takes = takes_of(history, values, half_width_deg=half_width)
    change = compare(takes[-2], takes[-1], takes).changes[0]
    assert change.difference == pytest.approx(values[-1] - values[-2])
    assert (change.verdict, sentence in change.text) == (verdict, True), change.text
    reach = np.hypot(half_width, half_width)
    assert change.high - change.difference == pytest.approx(reach)


def test_a_sudden_change_does_not_hide_itself(history):
    takes = takes_of(history, [80.0, 80.5, 79.8, 80.2, 90.0], half_width_deg=1.0)
    assert trends(takes)[0].mdc.value > 10.0
    assert compare(takes[-2], takes[-1], takes).changes[0].mdc.value < 3.0


def test_what_one_take_could_not_measure_is_said(history):
    takes = takes_of(history, [80.0, 82.0])
    by_name = {change.name: change for change in compare(*takes).changes}
    assert by_name["toe_first"].verdict == "unknown"
    assert "only one" in by_name["toe_first"].text
    assert by_name["horizontal"].text == "The same."


def test_compared_with_the_last_like_it(history):
    first, second = takes_of(history, [80.0, 90.0])
    history.save(a_march(day=0.5, view="side-left"), None, Notes(person="Ann"))
    comparison = compare_with_last(history, second.entry.id)
    assert comparison.earlier == first
    assert comparison.changes[0].difference == pytest.approx(10.0)
    assert compare_with_last(history, first.entry.id) is None
