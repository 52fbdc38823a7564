import contextlib
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from posecheck.history import History, Notes
from posecheck.history.course import course_of_take, courses
from posecheck.history.notes import likely_same, with_details
from posecheck.report.document import course_page
from posecheck.summary import VERDICTS
from tests.history.builders import a_take
from tests.takes import START, a_march, a_posture, no_measure, one_end

EIGHT = (80.0, 81.0, 79.5, 80.4, 95.0, 79.9, 80.3, 84.9)

NOW = datetime.now(UTC)


@pytest.fixture
def history(sqlite):
    with History(sqlite) as opened:
        yield opened


@pytest.fixture
def weeks(history):
    """Eight weekly takes, the fifth of them odd, and four more that are not like them."""
    for week, value in enumerate(EIGHT):
        notes = Notes(person="Berta", pain_before=5 - week // 2, effort=6)
        history.save(a_march(value, 70.0, day=7 * week), None, notes)
    for assessment, more in (
        (a_march(day=10, view="side-left"), {}),
        (a_march(day=11), {"chair": True}),
        (a_march(day=12), {"band": "red"}),
        (no_measure(a_march(day=13)), {}),
    ):
        history.save(assessment, None, Notes(person="Berta", **more))
    return history


def test_one_sentence_and_one_chart_for_every_question(weeks):
    (course,) = courses(weeks, "Berta")
    titles = [told.title for told in course.questions]
    assert titles == ["How even?", "How high?", "How did it feel?"]
    height = course.questions[1]
    assert height.sentences[0].startswith(
        "Over 8 takes since 2 March 2026: left 80° → 85° "
        "(+5°, more than your minimal detectable change of ±"
    )
    assert [len(series.dots) for series in height.chart.series] == [8, 8]
    assert height.chart.unit == "°"
    assert course.questions[2].sentences == (
        "As noted, of 10: pain before 5 → 2; effort 6 → 6.",
    )  # fmt: skip


def test_an_odd_take_is_named_and_drawn_apart(weeks):
    height = courses(weeks, "Berta")[0].questions[1]
    assert "Take 5 (30 March 2026) stands apart (left 95°)" in height.sentences[1]
    assert [dot.kind for dot in height.chart.series[0].dots].count("odd") == 1


def with_ends(history, rights, person="Ann"):
    """Save weekly takes; of the right knee a number, or `low` or `high` alone."""
    for week, right in enumerate(rights):
        number = isinstance(right, float)
        march = a_march(80.0 + week % 3, right if number else 50.0, day=7 * week)
        march = march if number else one_end(march, "right", **right)
        history.save(march, None, Notes(person=person))
    (course,) = courses(history, person)
    return course, course.questions[1]


def test_a_take_without_a_number_says_what_is_sure_and_is_drawn(history):
    told = [60.0, {"high": 44.6}, 62.0, {"low": 48.3}, 59.0, 61.0]
    course, height = with_ends(history, told)
    assert "; right 60° → 61° (+1°" in height.brief
    assert height.brief.endswith("), take 2: under 45°, take 4: over 48°.")
    assert height.brief.removesuffix(".").partition(": ")[2] in height.chart.told
    assert "No number in takes 2 and 4: Too low to tell how high it is." in height.sentences
    assert not any("Not measured" in sentence for sentence in height.sentences)
    left, right = height.chart.series
    assert (len(left.dots), left.ends, len(right.dots)) == (6, (), 4)
    assert [(end.low, end.high) for end in right.ends] == [(None, 44.6), (48.3, None)]
    assert course_page([course]).count("surely below or above") >= 1


def test_an_end_has_no_say_in_the_minimal_detectable_change(history):
    numbers = [60.0, 62.0, 59.0, 61.0, 60.5]
    ends = [{"high": 45.0}, *numbers[:3], {"low": 30.0}, *numbers[3:], {"high": 20.0}]
    usual = [
        [zone for zone in with_ends(history, rights, person)[1].chart.zones if zone.side == "right"]
        for person, rights in (("Ann", ends), ("Bo", numbers))
    ]
    assert usual[0] == usual[1] != []


@pytest.mark.parametrize(
    ("rights", "words"),
    [
        ([{"high": 45.0}] * 2, "right no number, takes 1 and 2: under 45°"),
        ([{"high": 30.0 + n} for n in range(4)], "right no number, 4 takes: under 33°"),
        ([{"high": 30.0 + n} for n in range(4)] + [{"low": 70.0}, 75.0],
         "right 75°, 4 takes: under 33°, 1 take: over 70°"),
        ([{"high": 45.0}], "One take so far: left 80°; right no number, take 1: under 45°."),
    ],
)  # fmt: skip
def test_a_side_of_which_no_take_has_a_number_is_told_too(history, rights, words):
    course, height = with_ends(history, rights)
    assert words in height.sentences[0]
    assert "right" in {row.side for row in course.rows}
    assert (height.chart is None) == (len(rights) == 1)


def test_the_table_shows_ends_but_no_change_from_or_to_one(history):
    course, _ = with_ends(history, [60.0, 62.0, {"high": 45.0}])
    row = next(row for row in course.rows if row.side == "right")
    assert (row.takes, row.first, row.newest) == (3, "60° (56 to 64)", "under 45°")
    assert (row.change, row.meaning) == ("", "")


def test_takes_that_are_left_out_have_their_reason(weeks):
    course = courses(weeks, "Berta")[0]
    assert [(each.entry.id, each.reason) for each in course.left_out] == [
        (9, "seen from the left side"),
        (10, "holding a chair"),
        (11, "band: red"),
        (12, "it could not be measured"),
    ]


def test_dates_are_those_of_the_clock_beside_the_take(weeks):
    chart = courses(weeks, "Berta")[0].questions[1].chart
    first, last = (int(day) for day in chart.x_range)
    assert last - first == 49
    assert (START.replace(tzinfo=None) - timedelta(days=first)).year == 1970


def test_a_newer_posture_take_hides_no_march(weeks):
    weeks.save(a_posture(day=60), None, Notes(person="Berta"))
    assert {course.like.protocol for course in courses(weeks, "Berta")} == {"posture", "slow_march"}
    assert [c.like.protocol for c in courses(weeks, "Berta", "slow_march")] == ["slow_march"]


def test_takes_without_a_name_are_a_group_of_their_own(weeks):
    weeks.save(a_march(day=80), None, Notes())
    assert {course.like.notes.person for course in courses(weeks)} == {"Berta", ""}
    assert [course.like.notes.person for course in courses(weeks, "")] == [""]


def test_a_take_knows_nothing_of_those_after_it(weeks):
    course = course_of_take(weeks, weeks.kept(4).entry)
    assert [entry.id for entry in course.takes] == [1, 2, 3, 4]


def test_one_take_is_no_course(history):
    history.save(a_march(), None, Notes(person="Zoë"))
    (course,) = courses(history)
    assert course.questions[0].chart is None
    assert course.questions[0].sentences[0].startswith("One take so far:")


def test_a_take_that_is_not_scored_yet_hides_no_course_and_is_none(history):
    history.save_take(a_take(0.2), Notes(person="Ann"))
    assert courses(history) == []
    for day in (0, 7):
        history.save(a_march(day=day), None, Notes(person="Zoë"))
    unscored = history.save_take(replace(a_take(0.2), recorded=NOW), Notes(person="Zoë"))
    (course,) = courses(history)
    assert [entry.id for entry in course.takes] == [2, 3]
    assert [(out.entry.id, out.reason) for out in course.left_out] == [
        (unscored, "it has not been scored yet")
    ]
    assert "2 takes" in course_page([course])
    (newest, *_) = history.entries("Zoë")
    assert course_of_take(history, newest).takes == course.takes


def test_takes_whose_results_are_lost_have_no_course(history, sqlite):
    history.save(a_march(), None, Notes(person="Zoë"))
    with contextlib.closing(sqlite3.connect(sqlite)) as connection:
        connection.execute("DELETE FROM posecheck_assessments")
        connection.commit()
    assert courses(history) == []


def test_a_posture_has_its_course_too(history):
    for day in (0, 7):
        history.save(a_posture(day), None, Notes(person="Zoë"))
    (course,) = courses(history)
    assert course.questions[0].measure == "Lean of the whole body"


def test_the_page_holds_sentences_first_and_the_rest_behind_a_fold(weeks):
    page = course_page(courses(weeks))
    before, _, after = page.partition("<details>")
    assert "How high?" in before
    assert "Cadence" not in before
    assert "Cadence" in after
    assert "could not be measured" in before
    assert all(verdict not in page for verdict in VERDICTS.values())


def test_five_hundred_takes_make_no_endless_page(history):
    for day in range(0, 1000, 2):
        history.save(a_march(80.0 + day % 3, day=day), None, Notes(person="Zoë"))
    page = course_page(courses(history))
    assert len(page) < 2_000_000


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("berta", "Berta"), ("Berta ", "Berta"), ("Jose", "José"), ("ANNE-MARIE", "Anne Marie"),
        ("Berta", None), ("Bert", None), ("", None), ("王伟", None),
    ],
)  # fmt: skip
def test_a_slip_of_a_name_is_noticed(name, meant):
    assert likely_same(name, ["Berta", "José", "Anne Marie"]) == meant


def test_year_and_id_come_from_the_persons_newest_take(history):
    history.save(a_march(), None, Notes(person="Zoë", birth_year=1957, patient_id="4711"))
    notes = with_details(Notes(person="Zoë", effort=3), history.entries("Zoë"))
    assert (notes.birth_year, notes.patient_id, notes.effort) == (1957, "4711", 3)
    assert with_details(Notes(), history.entries("")) == Notes()
    assert with_details(Notes(person="Bob"), history.entries("Bob")) == Notes(person="Bob")
