"""Takes of one session from several views, read together."""

from dataclasses import replace

import numpy as np
import pytest

from posecheck.history import History, Notes
from posecheck.history.course import SEVERAL_VIEWS, course_of_take, courses
from posecheck.history.two_views import Reading, covariance_of, of_the_session, together
from posecheck.protocols.slow_march import SlowMarch, kinds
from posecheck.report.content import content_of
from posecheck.report.document import course_page
from posecheck.thresholds import REAL_PEOPLE, TWO_VIEWS
from tests.takes import a_march, no_measure

BOTH = SlowMarch.across_views
HOUR = 1 / 24
WHY = "From the side one leg is near and the other far."


def from_aside(view, left=84.0, right=78.0, **facts):
    """Return a march from a side, which compares no sides."""
    seen = a_march(left, right, view=view, **facts)
    measures = [
        kinds.DIFFERENCE.missing(WHY, view) if each.name == kinds.DIFFERENCE.name else each
        for each in seen.measures
    ]
    return seen.model_copy(update={"measures": tuple(measures)})


@pytest.fixture
def history(sqlite):
    with History(sqlite) as opened:
        yield opened


BERTA = Notes(person="Berta")


def kept(history, *assessments, notes=BERTA):
    numbers = [history.save(each, None, notes) for each in assessments]
    takes = {take.entry.id: take for take in history.all_kept(numbers)}
    return [takes[number] for number in numbers]


def test_front_and_side_say_together_what_each_says_alone_and_surer(history):
    takes = kept(history, a_march(84, 78, half=12), from_aside("side-left", 80, 60, half=12))
    found = together(takes, BOTH)
    assert [entry.id for entry in found.takes] == [1, 2]
    left = found.joined.each["left"]
    assert 80 < left.value < 84
    assert left.half_width < 11
    assert left.n == 2
    assert found.sentences == (
        "Together, take 1 (from the front) and take 2 (from the left side): "
        f"peak thigh elevation left {left.value:.0f}° ({left.low:.0f} to {left.high:.0f}), "
        f"right {found.joined.each['right'].value:.0f}° "
        f"({found.joined.each['right'].low:.0f} to {found.joined.each['right'].high:.0f}).",
    )


def test_from_a_side_only_the_near_leg_is_read(history):
    """The far leg's 60° would pull the right one down."""
    takes = kept(history, a_march(84, 78, half=12), from_aside("side-left", 84, 60, half=12))
    assert together(takes, BOTH).joined.each["right"].value == pytest.approx(78.0)


def test_the_front_compares_the_sides_by_itself(history):
    takes = kept(history, a_march(84, 78, half=12), from_aside("side-left", 84, half=12))
    assert together(takes, BOTH).joined.difference is None


def test_both_sides_without_the_front_compare_the_legs(history):
    takes = kept(
        history, from_aside("side-left", 84, 60, half=4), from_aside("side-right", 50, 64, half=4)
    )
    found = together(takes, BOTH)
    assert found.joined.each["left"].value == pytest.approx(84.0)
    assert found.joined.each["right"].value == pytest.approx(64.0)
    assert found.joined.difference.value == pytest.approx(-20.0)
    assert "right − left −20° (−" in found.sentences[0]
    assert found.sentences[1].startswith("The left knee comes higher, by over ")


def test_which_knee_is_higher_is_said_only_where_it_is_sure(history):
    takes = kept(
        history, from_aside("side-left", 84, half=12), from_aside("side-right", 84, 80, half=12)
    )
    assert together(takes, BOTH).sentences[1] == "Which knee comes higher cannot be told."


def test_sides_with_too_few_lifts_are_not_compared(history):
    few = from_aside("side-right", 84, 60, half=4)
    measures = tuple(
        each.model_copy(update={"n": 2}) if each.name == kinds.PEAK.name else each
        for each in few.measures
    )
    few = few.model_copy(update={"measures": measures})
    found = together(kept(history, from_aside("side-left", 84, half=4), few), BOTH)
    assert found.joined.difference is None
    assert len(found.sentences) == 1


def test_views_that_contradict_one_another_are_not_put_together(history):
    takes = kept(history, a_march(84, 78, half=6), from_aside("side-left", 50, half=6))
    found = together(takes, BOTH)
    assert found.joined is None
    assert found.sentences == (
        "Peak thigh elevation, left: 84° (78 to 90) in take 1 and 50° (44 to 56) in take 2. That "
        "is further apart than two views of the same lifts should be, so they are not put "
        "together. Perhaps the lifts were different; do both takes again.",
    )


def test_a_take_without_a_height_says_nothing_together(history):
    takes = kept(history, a_march(84, 78), no_measure(from_aside("side-left")))
    assert together(takes, BOTH) is None


def test_what_the_legs_of_a_take_share_is_what_their_difference_does_not_show():
    readings = [Reading(0, "left", 84, 36.0, 5), Reading(0, "right", 78, 36.0, 5)]
    covariance = covariance_of(readings, [12.0])
    assert covariance[0, 1] == pytest.approx(30.0)
    assert (np.diag(covariance) == 36.0).all()


def test_two_takes_share_a_part_of_what_real_people_add_and_of_neither_more_than_it_has():
    readings = [Reading(0, "left", 84, 36.0, 5), Reading(1, "left", 80, 4.0, 5)]
    assert covariance_of(readings, [None, None])[0, 1] == pytest.approx(TWO_VIEWS.shared * 4.0)
    readings[1] = replace(readings[1], variance=40.0)
    assert covariance_of(readings, [None, None])[0, 1] == pytest.approx(
        TWO_VIEWS.shared * REAL_PEOPLE.peak_common**2
    )


def test_legs_whose_difference_is_not_told_share_what_real_people_add():
    readings = [Reading(0, "left", 84, 36.0, 2), Reading(0, "right", 78, 36.0, 2)]
    assert covariance_of(readings, [None])[0, 1] == REAL_PEOPLE.peak_common**2


@pytest.mark.parametrize(
    ("facts", "notes"),
    [
        ({"day": 1.1 * HOUR}, {}),
        ({"target": 60}, {}),
        ({}, {"chair": True}),
        ({}, {"band": "red"}),
    ],
    ids=["later", "target", "chair", "band"],
)
def test_what_is_not_the_same_session(history, facts, notes):
    (take,) = kept(history, a_march())
    kept(history, from_aside("side-left", **facts), notes=Notes(person="Berta", **notes))
    assert of_the_session(take.entry, history.entries("Berta", "slow_march")) == []


def test_the_nearest_take_of_every_other_view_is_read(history):
    takes = kept(
        history,
        a_march(),
        from_aside("side-left", day=0.5 * HOUR),
        from_aside("side-left", day=0.2 * HOUR),
        from_aside("side-right", day=-0.3 * HOUR),
        a_march(view="oblique", day=0.1 * HOUR),
        a_march(day=0.1 * HOUR),
    )
    found = of_the_session(takes[0].entry, history.entries("Berta", "slow_march"))
    assert [entry.id for entry in found] == [4, 3]


def test_a_take_that_was_never_scored_or_could_not_be_measured_is_left_out(history):
    (take,) = kept(history, a_march())
    (unusable,) = kept(history, from_aside("side-left", day=0.1 * HOUR))
    entry = unusable.entry
    for verdict in (None, "unusable"):
        assert of_the_session(take.entry, [replace(entry, verdict=verdict)]) == []


@pytest.fixture
def session(history):
    """A take from the front and, ten minutes later, one from the left side."""
    return history, kept(
        history,
        a_march(84, 78, half=12),
        from_aside("side-left", 80, half=12, day=10 / 60 * HOUR),
    )


def test_the_course_of_either_take_tells_them_together(session):
    history, takes = session
    for take in takes:
        told = course_of_take(history, take.entry).views
        assert told.title == SEVERAL_VIEWS
        assert told.sentences[0].startswith(f"Together, take {take.entry.id} (from the ")


def test_a_take_that_is_told_together_with_another_is_not_left_out_as_well(session):
    history, takes = session
    kept(history, a_march(day=10, target=60))
    course = course_of_take(history, takes[1].entry)
    assert course.left_out == ()
    (course,) = courses(history, "Berta")
    assert [out.entry.id for out in course.left_out] == [1, 2]
    assert course.views is None


def test_course_page_and_report_show_it(session):
    history, takes = session
    (course,) = courses(history, "Berta")
    assert course.told[0] is course.views
    assert "Together, take 2" in course_page([course])
    content = content_of(takes[0].assessment, course=course_of_take(history, takes[0].entry))
    answer = next(each for each in content.answers if each.question == SEVERAL_VIEWS)
    assert answer.sentence.startswith("Together, take 1 (from the front) and take 2")


def test_without_another_view_there_is_nothing_to_tell(history):
    (take,) = kept(history, a_march())
    assert course_of_take(history, take.entry).views is None
