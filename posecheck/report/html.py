"""The report, and the course of several takes, as pages that need no other file."""

import base64
from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from posecheck.charts import Chart
from posecheck.charts.svg import chart_svg
from posecheck.history.course import Course
from posecheck.plain import printable
from posecheck.report.content import NO_NAME, Content, texts_of
from posecheck.report.fonts import faces, shown
from posecheck.report.tables import Table
from posecheck.summary import NOT_A_DIAGNOSIS
from posecheck.wording import day_in_words

_LETTER_PX = 13.0
_WIDE_PX, _NARROW_PX = 680.0, 344.0


def to_html(content: Content) -> str:
    """Return the report of a take as a page."""
    return page("report.html.j2", texts_of(content), content=content)


def page(template: str, letters: str, **values: Any) -> str:
    """Return a page of a template; every value is escaped, and none turns or steers the text.

    Parameters
    ----------
    letters
        what the page shows, to find the letters that it must carry along.
    """
    fonts = [
        {"family": face.family, "data": base64.b64encode(face.data).decode()}
        for face in faces(shown(letters))
    ]
    families = ", ".join(f'"{font["family"]}"' for font in fonts)
    made = _templates().get_template(template).render(fonts=fonts, families=families, **values)
    return printable(made)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("posecheck.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["chart"] = _drawn
    environment.filters["inline"] = Markup
    environment.filters["parts"] = _unbroken
    return environment


def _drawn(chart: Chart, height: float = 240.0) -> Markup:
    """Return a chart twice, for a desk and for a phone; the page shows the one that fits."""
    sizes = (("wide", _WIDE_PX, height), ("narrow", _NARROW_PX, 0.85 * height))
    return Markup().join(
        Markup('<div class="{}">{}</div>').format(
            name, Markup(chart_svg(chart, width, tall, _LETTER_PX))
        )
        for name, width, tall in sizes
    )


def _unbroken(text: str) -> Markup:
    """Return a cell whose numbers are not broken from their units: ``76°`` | ``(73 to 79)``."""
    value, bracket, rest = text.partition(" (")
    pieces = [value, f"({rest}"] if bracket else [value]
    return Markup(" ").join(
        Markup('<span class="n">{}</span>').format(piece)
        if len(piece) < 24
        else Markup("{}").format(piece)
        for piece in pieces
    )


_HEAD = ("Measure", "Side", "Takes", "First", "Newest", "Change", "Your MDC95", "Meaning")


def course_page(courses: Sequence[Course]) -> str:
    """Return a page with every course: per question a sentence and a chart, then all measures.

    Parameters
    ----------
    courses
        one for every person and test.
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
            row.mdc95,
            row.meaning,
        )
        for row in course.rows
    ]
