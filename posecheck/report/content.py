"""What a report says, in order and in words, before it becomes a page or a PDF.

It knows a protocol only by its contract, so every installed protocol has a full report.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from posecheck.analysis import Analysis
from posecheck.assessment import Assessment, Finding
from posecheck.charts import Chart
from posecheck.history.course import Course
from posecheck.history.notes import Notes, recorded
from posecheck.protocol import Question
from posecheck.registry import AnyProtocol, installed, kind_of
from posecheck.report.drawings import Picture, curve_charts, overview_charts, pictures
from posecheck.report.tables import (
    Table,
    conditions_of,
    dated_in_words,
    main_measures,
    method_of,
    other_measures,
    repetition_table,
)
from posecheck.summary import (
    NO_STATEMENT,
    NOT_A_DIAGNOSIS,
    VERDICTS,
    reasons_in_words,
    tested_in_words,
)
from posecheck.wording import moment_in_words, value_in_words, view_in_words

NO_NAME = "No name given"
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Answer:
    """One question with what this take says to it, and what has become of it over the takes."""

    question: str
    sentence: str
    course: str = ""


@dataclass(frozen=True)
class Content:
    """Everything a report says.

    Attributes
    ----------
    test, person, who, when, seen
        the heading; `who` is year of birth and ID, where given.
    number
        of the take in the history, in words; empty where it is in none.
    note
        what the person noted.
    verdict, limits
        the quality, and a sentence for everything that limits it.
    answers
        one for every question of the protocol.
    measures
        the main measures, left and right side by side.
    pictures
        the person at moments that matter.
    overview
        over the time of the take, one chart for each quantity.
    curves
        the same enlarged, a minute to a chart; empty where the overview shows it all.
    curve_note
        by what they are drawn, where not by the version that gave the numbers.
    course
        charts of the first questions over the takes, with their sentences.
    left_out
        takes that are not in the course, each with its reason.
    repetitions, repetition_notes
        every one, and why some do not count.
    others, cautions, missing
        the other measures, what to keep in mind, what there is not.
    conditions, definitions, method
        label and text.
    tested_on
        what the intervals were tested on, one line.
    disclaimer
        what the report is not.
    """

    test: str
    person: str
    who: str
    when: str
    seen: str
    number: str
    note: str
    verdict: str
    limits: tuple[str, ...]
    answers: tuple[Answer, ...]
    measures: Table
    pictures: tuple[Picture, ...]
    overview: tuple[Chart, ...]
    curves: tuple[Chart, ...]
    curve_note: str
    course: tuple[tuple[Chart, str], ...]
    left_out: tuple[str, ...]
    repetitions: Table
    repetition_notes: tuple[str, ...]
    others: Table
    cautions: tuple[str, ...]
    missing: tuple[str, ...]
    conditions: Pairs
    definitions: Pairs
    method: Pairs
    tested_on: str
    disclaimer: str = NOT_A_DIAGNOSIS


def content_of(
    assessment: Assessment,
    analysis: Analysis | None = None,
    notes: Notes | None = None,
    course: Course | None = None,
    number: int | None = None,
    undrawn: str = "",
) -> Content:
    """Return what the report of an assessment says.

    Parameters
    ----------
    assessment
        the result; nothing is measured here.
    analysis
        the curves and figures behind it; None leaves them out.
    notes
        the person's own notes; None for none.
    course
        of the takes like this one, up to it; None where it is in no history.
    number
        of the take in the history.
    undrawn
        why there is no analysis, a sentence.
    """
    notes = notes or Notes()
    protocol = installed().get(assessment.protocol)
    unusable = assessment.quality.verdict == "unusable"
    main = main_measures(assessment, protocol)
    others = other_measures(assessment, main.names)
    drawn = None if unusable else analysis
    table, void = repetition_table(assessment, protocol)
    return Content(
        test=protocol.title if protocol else assessment.protocol.replace("_", " ").capitalize(),
        person=notes.person or NO_NAME,
        who=_who(notes),
        when=_when(assessment, notes),
        seen=f"Seen {view_in_words(assessment.view)}",
        number="" if number is None else f"Take {number}",
        note=notes.text,
        verdict=VERDICTS[assessment.quality.verdict],
        limits=tuple(reason.message for reason in assessment.quality.reasons),
        answers=tuple(_answers(assessment, protocol, course)),
        measures=main.table,
        pictures=tuple(pictures(drawn)) if drawn else (),
        overview=overview_charts(drawn) if drawn else (),
        curves=curve_charts(drawn) if drawn else (),
        curve_note=_curve_note(assessment, drawn),
        course=_course(course),
        left_out=_left_out(course),
        repetitions=table,
        repetition_notes=void,
        others=others.table,
        cautions=_cautions(assessment),
        missing=() if unusable else tuple(_missing(assessment, undrawn)),
        conditions=tuple(conditions_of(assessment, protocol, notes)),
        definitions=tuple(_definitions((*main.names, *others.names, *table.names))),
        method=tuple(method_of(assessment)),
        tested_on=" ".join(
            tested_in_words(each for each in assessment.measures if each.name in main.names)
        ),
    )


def _who(notes: Notes) -> str:
    said = (
        f"born {notes.birth_year}" if notes.birth_year is not None else "",
        f"ID {notes.patient_id}" if notes.patient_id else "",
    )
    return ", ".join(each for each in said if each)


def _when(assessment: Assessment, notes: Notes) -> str:
    moment: datetime = notes.recorded or recorded(assessment)
    how = "given" if notes.recorded else assessment.provenance.dated_by
    known = assessment.provenance.recorded is not None or notes.recorded is not None
    remark = dated_in_words(how) if known else "when it was assessed"
    return moment_in_words(moment) + (f", {remark}" if remark else "")


def _answers(
    assessment: Assessment, protocol: AnyProtocol | None, course: Course | None
) -> Iterable[Answer]:
    """Yield every question's answer, then what belongs to none of them."""
    if assessment.quality.verdict == "unusable":
        return
    questions = protocol.questions if protocol else ()
    asked = {question.name for question in questions}
    told = {each.title: each for each in course.questions} if course else {}
    for question in questions:
        own = [each for each in assessment.findings if each.question == question.name]
        over = told.get(question.title)
        compared = over if course is not None and len(course.takes) > 1 else None
        sentence = _sentence(own, compared is not None) or _values(assessment, question)
        yield Answer(question.title, sentence, compared.brief if compared else "")
    if course is not None and course.views is not None:
        yield Answer(course.views.title, " ".join(course.views.sentences))
    rest = [each for each in assessment.findings if each.question not in asked]
    if rest:
        yield Answer("What else?", _sentence(rest, False))
    elif not questions and not assessment.findings:
        yield Answer("What was found?", NO_STATEMENT)


def _sentence(findings: Sequence[Finding], has_course: bool) -> str:
    """Return the findings' texts; advice to repeat the take only where nothing was repeated yet."""
    parts = []
    for finding in findings:
        parts.append(finding.text)
        if finding.advice and not has_course:
            parts.append(finding.advice)
    return " ".join(parts)


def _values(assessment: Assessment, question: Question) -> str:
    """Return the values of a question to which there is no finding, or why there are none."""
    reason = ""
    for kind in question.measures:
        own = [each for each in assessment.measures if each.name == kind.name]
        known = [each for each in own if each.is_told]
        if known:
            said = ", ".join(
                f"{each.side or ''} {value_in_words(each, kind)}".lstrip() for each in known
            )
            return f"{kind.label}: {said}."
        reason = reason or next((each.reason or "" for each in own), "")
    return f"Not measured. {reason}" if reason else "Not measured in this take."


def _curve_note(assessment: Assessment, analysis: Analysis | None) -> str:
    if analysis is None or not analysis.curves:
        return ""
    made = assessment.posecheck_version
    now = version("posecheck")
    if made == now:
        return ""
    return (
        f"The curve is drawn by posecheck {now}, the numbers are by {made}. "
        "'posecheck rescore --write' brings both up to date."
    )


def _course(course: Course | None) -> tuple[tuple[Chart, str], ...]:
    if course is None or len(course.takes) < 2:
        return ()
    charts = [(each.chart, " ".join(each.sentences[1:])) for each in course.questions if each.chart]
    return tuple(charts[:2])


def _left_out(course: Course | None) -> tuple[str, ...]:
    if course is None:
        return ()
    return tuple(
        f"take {each.entry.id} ({moment_in_words(each.entry.recorded).split(', ', 1)[1]}): "
        f"{each.reason}"
        for each in course.left_out
        if each.reason
    )


def _cautions(assessment: Assessment) -> tuple[str, ...]:
    """Return every caution once, with the measures that it belongs to."""
    found: dict[str, list[str]] = {}
    for measure in assessment.measures:
        if measure.value is not None and measure.caution:
            labels = found.setdefault(measure.caution, [])
            if (label := kind_of(measure).label) not in labels:
                labels.append(label)
    return tuple(f"{', '.join(labels)}: {caution}" for caution, labels in found.items())


def _missing(assessment: Assessment, undrawn: str) -> Iterable[str]:
    yield from reasons_in_words(assessment.measures)
    if undrawn:
        yield f"The curve over the take: {undrawn}"


def _definitions(names: Iterable[str]) -> Iterable[tuple[str, str]]:
    for name in dict.fromkeys(names):
        kind = kind_of(name)
        sign = f" Positive: {kind.sign}." if kind.sign else ""
        yield kind.label, f"{kind.definition}{sign}"


def texts_of(content: Content) -> str:
    """Return every letter that a report shows, to find the fonts it needs."""
    found: list[str] = []
    _collect(vars(content), found)
    return "".join(found)


def _collect(value: object, found: list[str]) -> None:
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, Mapping):
        for each in value.values():
            _collect(each, found)
    elif isinstance(value, (tuple, list, frozenset)):
        for each in value:
            _collect(each, found)
    elif hasattr(value, "__dict__"):
        _collect(vars(value), found)
