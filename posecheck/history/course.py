"""The course over weeks: for every question one sentence and one chart, then everything else.

Report, page and terminal show the same `Course`. It knows a protocol only by its questions, so the
course of any installed protocol is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from posecheck.history.change import Trend, trends
from posecheck.history.notes import Entry, KeptTake, comparable, why_left_out
from posecheck.history.store import History
from posecheck.history.telling import Row, Told, notes_told, row_of, told_of
from posecheck.history.two_views import Together, seen_together
from posecheck.protocol import Question
from posecheck.registry import installed
from posecheck.wording import view_in_words

SEVERAL_VIEWS = "What do several views say?"


class LeftOut(NamedTuple):
    """A take of the same person and test that is not among those compared, and why."""

    entry: Entry
    reason: str


@dataclass(frozen=True)
class Course:
    """The takes of one person that are like one another, oldest first.

    Attributes
    ----------
    like
        the take that the others are like; the newest of them, or the one that was asked for.
    about
        which test, how seen, under which conditions, in words.
    takes
        those that are compared.
    left_out
        the others of this person and test, each with the reason; none that `views` tells of.
    questions
        one entry per question that has values, then pain and effort where noted.
    rows
        every numeric measure, those of the questions first.
    views
        what `like` says together with takes of its session from other views; None where there are
        none.
    """

    like: Entry
    about: str
    takes: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]
    questions: tuple[Told, ...]
    rows: tuple[Row, ...]
    views: Told | None = None

    @property
    def told(self) -> tuple[Told, ...]:
        """Everything that is told of them, in order."""
        return (*([self.views] if self.views else []), *self.questions)


def course_of_take(history: History, take: Entry) -> Course:
    """Return the course of the takes that are like one, up to that take.

    Where it could not be measured, of those that are like the last one before it that could.
    """
    listed = history.entries(take.notes.person, take.protocol)
    until = [each for each in listed if (each.recorded, each.id) <= (take.recorded, take.id)]
    course = _course(history, next(filter(_is_measured, until), take), until)
    return _with_views(course, seen_together(history, take, listed))


def courses(
    history: History, person: str | None = None, protocol: str | None = None
) -> list[Course]:
    """Return a course for every person and protocol, each like the newest take that was measured.

    Parameters
    ----------
    person
        only of this one; ``""`` for takes without a name, None for everybody.
    protocol
        only of this one, by name.
    """
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in history.entries(person, protocol):
        groups.setdefault((entry.notes.person, entry.protocol), []).append(entry)
    found = []
    for listed in groups.values():
        like = next(filter(_is_measured, listed), None)
        if like is not None:
            course = _course(history, like, listed)
            found.append(_with_views(course, seen_together(history, like, listed)))
    return [course for course in found if course.takes]  # damaged ones are none


def _is_measured(entry: Entry) -> bool:
    """Say whether a take was scored and could answer."""
    return entry.verdict not in ("unusable", None)


def _course(history: History, like: Entry, listed: Sequence[Entry]) -> Course:
    fit = comparable(like, listed)
    return tell(like, history.all_kept((each.id for each in fit), measures_only=True), listed)


def _with_views(course: Course, found: Together | None) -> Course:
    """Return a course with what the takes of one session say together, if they say anything."""
    if found is None:
        return course
    told = {entry.id for entry in found.takes}
    return replace(
        course,
        views=Told(SEVERAL_VIEWS, SEVERAL_VIEWS, found.sentences[0], found.sentences, None),
        left_out=tuple(each for each in course.left_out if each.entry.id not in told),
    )


def tell(like: Entry, kept: Sequence[KeptTake], listed: Sequence[Entry]) -> Course:
    """Return the course of some takes.

    Parameters
    ----------
    like
        the take that the others are like.
    kept
        the comparable takes, oldest first.
    listed
        every take of the same person and protocol.
    """
    found = trends(kept)
    questions = _questions(like)
    told = [each for question in questions if (each := _question(question, found))]
    noted = notes_told([take.entry for take in kept])
    first = [kind.name for question in questions for kind in question.measures]
    order = {name: place for place, name in enumerate(dict.fromkeys(first))}
    rows = sorted(found, key=lambda trend: order.get(trend.name, len(order)))
    inside = {take.entry.id for take in kept}
    return Course(
        like=like,
        about=_about(like),
        takes=tuple(take.entry for take in kept),
        left_out=tuple(
            LeftOut(each, why_left_out(like, each))
            for each in sorted(listed, key=lambda each: (each.recorded, each.id))
            if each.id not in inside
        ),
        questions=(*told, *noted),
        rows=tuple(row_of(trend) for trend in rows),
    )


def _questions(like: Entry) -> Sequence[Question]:
    known = installed().get(like.protocol)
    return known.questions if known is not None else ()


def _about(like: Entry) -> str:
    known = installed().get(like.protocol)
    title = known.title if known is not None else like.protocol.replace("_", " ").capitalize()
    said = [title, f"seen {view_in_words(like.view)}"]
    if like.target_deg is not None:
        said.append(f"target {like.target_deg:g}°")
    if like.notes.band:
        said.append(f"band: {like.notes.band}")
    said.append("holding a chair" if like.notes.chair else "")
    return ", ".join(each for each in said if each)


def _question(question: Question, found: Sequence[Trend]) -> Told | None:
    """Return the course of the question's first measure that has numbers; None for none.

    Where none has, the first of which something sure is known in their place.
    """
    told = [
        (kind, own)
        for kind in question.measures
        if (own := [trend for trend in found if trend.name == kind.name])
    ]
    numbers = (each for each in told if any(trend.points for trend in each[1]))
    kind, own = next(numbers, told[0] if told else (None, []))
    return told_of(own, kind, question.title) if kind is not None else None
