"""The course over weeks as one page that needs nothing else."""

from collections.abc import Sequence

from posecheck.history.course import Course
from posecheck.report.content import NO_NAME
from posecheck.report.html import page
from posecheck.report.tables import Table
from posecheck.wording import NOT_A_DIAGNOSIS, day_in_words

_HEAD = ("Measure", "Side", "Takes", "First", "Newest", "Change", "Your usual", "Meaning")


def course_page(courses: Sequence[Course]) -> str:
    """Return a page with every course: per question a sentence and a chart, then all measures.

    Parameters
    ----------
    courses : one for every person and test.
    """
    shown = [
        {
            "person": course.like.notes.person or NO_NAME,
            "about": course.about,
            "span": _span(course),
            "questions": course.questions,
            "left_out": _left_out(course),
            "rows": Table("All measures", _HEAD, tuple(_cells(course))),
        }
        for course in courses
    ]
    letters = "".join(
        (
            *(str(each["person"]) + str(each["about"]) for each in shown),
            *(reason for course in courses for reason in _left_out(course)),
        )
    )
    people = dict.fromkeys(str(each["person"]) for each in shown)
    return page(
        "course.html.j2",
        letters,
        courses=shown,
        title=", ".join(people) or NO_NAME,
        disclaimer=NOT_A_DIAGNOSIS,
    )


def _span(course: Course) -> str:
    count = len(course.takes)
    if count == 1:
        return f"1 take, {day_in_words(course.takes[0].recorded)}"
    first, last = (day_in_words(course.takes[at].recorded) for at in (0, -1))
    return f"{count} takes, {first} to {last}"


def _left_out(course: Course) -> list[str]:
    return [
        f"Take {each.entry.id}, {day_in_words(each.entry.recorded)}: {each.reason}"
        for each in course.left_out
    ]


def _cells(course: Course) -> list[tuple[str, ...]]:
    return [
        (
            row.measure,
            row.side,
            str(row.takes),
            row.first,
            row.newest,
            row.change,
            row.usual,
            row.meaning,
        )
        for row in course.rows
    ]
