import pytest

from posecheck.history import Notes
from posecheck.history.change import trends
from posecheck.history.comparison import compare, compare_with_last, rows
from posecheck.history.notes import comparable, unlike
from posecheck.protocols.slow_march import kinds
from tests.history.series import ANN, STEADY, UNDER_38, between, peak, takes_of, with_peak
from tests.takes import a_march, a_posture, no_measure

LABEL = kinds.PEAK.label


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


def test_what_one_take_could_not_measure_is_said(history):
    takes = takes_of(history, [80.0, 82.0])
    by_name = {change.name: change for change in compare(*takes).changes}
    assert by_name["toe_first_landing"].verdict == "unknown"
    assert "neither take" in by_name["toe_first_landing"].text


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


def test_different_thresholds_are_a_caution(history):
    takes = takes_of(history, STEADY[:3]) + takes_of(history, [80.3], thresholds="3+2")
    assert "different thresholds" in compare(takes[0], takes[-1]).cautions[0]


UNDER_41 = UNDER_38 | {"high": 40.2}
OVER_60 = UNDER_38 | {"low": 60.0, "high": None}
NOTHING = UNDER_38 | {"high": None}


def compared(history, first, second, before=(), **facts):
    """Return the row of the left peak of two marches that come after some others."""
    peaks = [*map(between, before), first, second]
    numbers = [
        history.save(with_peak(a_march(day=day), given), None, ANN)
        for day, given in enumerate(peaks[:-1])
    ]
    last = with_peak(a_march(day=len(peaks), **facts), second)
    numbers.append(history.save(last, None, ANN))
    takes = history.all_kept(numbers)
    comparison = compare(takes[-2], takes[-1], takes)
    found = [row for row in rows(comparison) if (row.measure, row.side) == (LABEL, "left")]
    return peak(comparison.changes), found[0] if found else None


BEYOND, OF_NO = "Beyond both intervals", "No change can be told: "


@pytest.mark.parametrize(
    ("first", "second", "cells", "change", "meaning"),
    [
        # The person's own scatter is not known: the intervals must be apart.
        (UNDER_38, between(52.0), ("under 38°", "52° (48 to 56)"), "over +10°", BEYOND),
        (between(52.0), UNDER_38, ("52° (48 to 56)", "under 38°"), "under −10°", BEYOND),
        (UNDER_38, between(42.0), ("under 38°", "42° (38 to 46)"), "", OF_NO + "only one"),
        (UNDER_41, between(52.3), ("under 41°", "52° (48 to 56)"), "over +8°", BEYOND),
        (OVER_60, between(50.0), ("over 60°", "50° (46 to 54)"), "under −6°", BEYOND),
        (OVER_60, between(70.0), ("over 60°", "70° (66 to 74)"), "", OF_NO + "only one"),
        (UNDER_38, OVER_60, ("under 38°", "over 60°"), "over +22°", BEYOND),
        (UNDER_38, UNDER_41, ("under 38°", "under 41°"), "", OF_NO + "neither"),
        (UNDER_38, NOTHING, ("under 38°", "–"), "", "Measured in only one of the two takes."),
        (NOTHING, between(52.0), ("–", "52° (48 to 56)"), "", "Measured in only one"),
    ],
)
def test_a_change_is_told_as_far_as_it_is_sure(history, first, second, cells, change, meaning):
    found, row = compared(history, first, second)
    assert (row.earlier, row.later, row.change) == (*cells, change)
    assert row.meaning.startswith(meaning), row.meaning
    assert (found.verdict == "possible") == (meaning == BEYOND)
    assert found.difference is None


def test_what_neither_take_tells_has_no_row(history):
    assert compared(history, NOTHING, NOTHING)[1] is None


@pytest.mark.parametrize(
    ("first", "second", "change", "verdict"),
    [
        # What was read is below 38° and the scatter of the person 2.6°: intervals have no say.
        (UNDER_38, between(42.0), "over +1°", "clear"),
        (between(42.0), UNDER_38, "under −1°", "clear"),
        (UNDER_38, between(40.0), "", "unknown"),
        (UNDER_38, OVER_60, "over +19°", "clear"),
        (UNDER_38, UNDER_41, "", "unknown"),
    ],
)
def test_a_known_mdc_decides_on_a_take_without_a_number_too(
    history, first, second, change, verdict
):
    found, row = compared(history, first, second, STEADY)
    assert (row.change, found.verdict) == (change, verdict), found
    assert ("More than your minimal detectable change" in row.meaning) == (verdict == "clear")


def test_the_mdc_of_other_scoring_does_not_decide(history):
    found, row = compared(history, UNDER_38, OVER_60 | {"low": 39.5}, STEADY, thresholds="3+2")
    assert (found.verdict, row.change) == ("possible", "over +1°")


def test_at_first_only_what_answers_the_questions_is_shown(history):
    first, second = takes_of(history, [80.0, 82.0])
    comparison = compare(first, second)
    few = [row.measure for row in rows(comparison, every=False)]
    assert few == ["Difference right − left", LABEL, LABEL]
    assert [row.measure for row in rows(comparison)] == [*few, "Cadence"]
