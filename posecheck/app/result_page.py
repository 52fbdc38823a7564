"""The result: the headline, what answers each question, the replay, what could not be measured."""

from collections.abc import Sequence

import streamlit as st

from posecheck import plain
from posecheck.app.corrections import ask_more, ask_place, ask_points
from posecheck.app.flow import Outcome, Step, go, leave, outcome, result
from posecheck.app.measures_shown import (
    repetition_bars,
    show_measure,
    show_numbers,
    show_repetitions,
)
from posecheck.app.replay import can_replay, show_replay
from posecheck.app.save import show_save
from posecheck.app.unfinished_takes import forget
from posecheck.assessment import Assessment, Finding, Measure
from posecheck.landmarks import SIDES
from posecheck.protocol import Question
from posecheck.result import Result
from posecheck.summary import VERDICTS, in_one_sentence, reasons_in_words, tested_in_words
from posecheck.wording import view_in_words

_SHOWN = 3  # measures of a question that are shown large


def show() -> None:
    """Show the page."""
    brought = outcome()
    if brought is None:
        go(Step.WELCOME)
        return
    if brought.take is None:
        st.title("Nothing was recorded")
        st.info(plain.markdown(brought.ending))
        _again(brought)
        return
    found = result()
    assessment = found.assessment
    st.title(found.protocol.title)
    st.caption(plain.markdown(brought.ending))
    _quality(assessment)
    if assessment.quality.verdict != "unusable":
        st.header(plain.markdown(in_one_sentence(assessment)))
        if can_replay(found):
            show_replay(found, f"replay-{assessment.provenance.recording_digest}")
        for question in found.protocol.questions:
            _answer(found, question)
        _other_findings(assessment.findings[1:], found)
        ask_place(found)
        ask_more(found)
        ask_points(found, brought.pictures)
    _missing(assessment)
    _tested(assessment)
    with st.expander("Every number, with its 95 % interval"):
        show_numbers(assessment)
        show_repetitions(assessment, found.protocol)
    show_save(found, brought)
    _again(brought)


def _quality(assessment: Assessment) -> None:
    """Say how good the take was, and why."""
    quality = assessment.quality
    text = f"**{VERDICTS[quality.verdict]}**, seen {view_in_words(assessment.view)}."
    text += "".join(f"\n- {plain.markdown(reason.message)}" for reason in quality.reasons)
    shown = {"ok": st.success, "degraded": st.warning, "unusable": st.error}[quality.verdict]
    shown(text)


def _answer(found: Result, question: Question) -> None:
    """Show what answers one question: its findings, its first measures, its repetitions."""
    assessment = found.assessment
    # The first finding of all is the page's headline already.
    said = [each for each in assessment.findings[1:] if each.question == question.name]
    rows = [row for kind in question.measures if (row := _values(assessment, kind.name))]
    if not said and not rows:
        return
    with st.container(border=True):
        st.subheader(question.title)
        for finding in said:
            st.markdown(f"- {plain.markdown(finding.text)}")
        for places in _rows(rows[:_SHOWN]):
            for column, measure in zip(st.columns(max(2, len(places))), places, strict=False):
                if measure is not None:
                    with column:
                        show_measure(measure)
        kinds = [k for k in found.protocol.repetition_measures if k in question.measures]
        charts = [(kind, side) for kind in kinds[:1] for side in SIDES]
        drawn = [repetition_bars(assessment.repetitions, kind, side) for kind, side in charts]
        if any(drawn):
            for column, chart in zip(st.columns(2), drawn, strict=False):
                if chart is not None:
                    column.altair_chart(chart, width="stretch")


def _rows(found: Sequence[list[Measure]]) -> list[list[Measure | None]]:
    """Return the two sides of a measure in a row of their own, and all others side by side.

    Where both sides have measures each stays in its column: one that is told of a single side
    leaves the other's place empty.
    """
    sided = [row for row in found if any(measure.side for measure in row)]
    both = {measure.side for row in sided for measure in row} >= set(SIDES)
    rows: list[list[Measure | None]] = [_in_columns(row) if both else [*row] for row in sided]
    others = [measure for row in found for measure in row if not measure.side]
    return [*rows, [*others]] if others else rows


def _in_columns(row: Sequence[Measure]) -> list[Measure | None]:
    of_side = {measure.side: measure for measure in row}
    return [of_side.get(side) for side in SIDES]


def _values(assessment: Assessment, name: str) -> list[Measure]:
    return [each for each in assessment.measures if each.name == name and each.is_told]


def _other_findings(findings: Sequence[Finding], found: Result) -> None:
    known = {question.name for question in found.protocol.questions}
    other = [finding.text for finding in findings if finding.question not in known]
    if other:
        st.subheader("Notes")
        st.markdown("\n".join(f"- {plain.markdown(text)}" for text in other))


def _missing(assessment: Assessment) -> None:
    lines = reasons_in_words(assessment.measures)
    if lines:
        with st.expander("What could not be measured, and why"):
            st.markdown("\n".join(f"- {plain.markdown(line)}" for line in lines))


def _tested(assessment: Assessment) -> None:
    lines = tested_in_words(assessment.measures)
    if lines:
        with st.expander("What the intervals were tested on"):
            st.markdown("\n".join(f"- {plain.markdown(line)}" for line in lines))


def _again(brought: Outcome) -> None:
    again, new = st.columns(2)
    if again.button("Do it again", width="stretch"):
        _leave(brought, Step.TAKE)
    if new.button("Back to the first page", width="stretch"):
        _leave(brought, Step.WELCOME)


def _leave(brought: Outcome, to: Step) -> None:
    """Leave the result; a take that was saved, or that the person leaves behind, is forgotten."""
    if brought.kept_as:
        forget(brought.kept_as)
    leave(to)
