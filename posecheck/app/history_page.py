"""The history: the takes that were kept, how they change, and their deletion."""

from collections.abc import Sequence
from dataclasses import asdict, astuple

import streamlit as st

from posecheck import plain
from posecheck.app.measures_shown import show_numbers, show_repetitions
from posecheck.app.replay import can_replay, show_replay
from posecheck.app.save import place_in_words, show_downloads
from posecheck.charts.svg import chart_svg
from posecheck.errors import PosecheckError
from posecheck.history.comparison import Comparison, compare, rows, takes_like
from posecheck.history.course import course_of_take, courses
from posecheck.history.notes import Entry, KeptTake, make_notes
from posecheck.history.store import History
from posecheck.registry import installed
from posecheck.result import Result, assess


def title_of(protocol: str) -> str:
    """Return the title of a protocol; its name where it is not installed here."""
    found = installed().get(protocol)
    return found.title if found is not None else protocol.replace("_", " ")


def show_open(history: History, entries: Sequence[Entry]) -> None:
    """Let one take be opened: what it said, its replay, and its files to download."""
    with st.expander("Open a take"):
        number = st.selectbox("Take to open", [entry.id for entry in entries])
        if number is None:
            return
        kept = history.kept(number)
        st.markdown(f"**{plain.markdown(kept.entry.headline)}**")
        for reason in kept.assessment.quality.reasons:
            st.caption(plain.markdown(reason.message))
        for finding in kept.assessment.findings[1:]:
            st.markdown(f"- {plain.markdown(finding.text)}")
        _replay(history, kept)
        show_numbers(kept.assessment)
        show_repetitions(kept.assessment, installed().get(kept.assessment.protocol))


def _replay(history: History, kept: KeptTake) -> None:
    """Show the replay and the files of a take whose landmarks are kept and can be worked out."""
    if not kept.entry.has_recording or kept.assessment.protocol not in installed():
        st.caption("The landmarks of this take are not kept here, so there is no replay.")
        return
    try:
        result = _worked_out(history, kept)
    except PosecheckError as error:
        st.warning(plain.markdown(error))
        return
    if can_replay(result):
        show_replay(result, f"kept-{kept.entry.uid}")
    shown = Result(result.take, kept.assessment, result.analysis)
    course = course_of_take(history, kept.entry)
    show_downloads(shown, kept.entry.notes, key=kept.entry.uid, course=course)


def _worked_out(history: History, kept: KeptTake) -> Result:
    """Return the analysis of a kept take, done once for each take and version in this tab."""
    done: dict[tuple[str, int], Result] = st.session_state.setdefault("kept_results", {})
    key = (kept.entry.uid, kept.entry.versions)
    if key not in done:
        take = history.take(kept.entry.id)
        assert take is not None  # asked before: the take has a recording
        done.clear()  # one at a time is looked at; landmarks are large
        done[key] = assess(take)
    return done[key]


def show_edit(history: History, entries: Sequence[Entry]) -> None:
    """Let the notes of a take be put right."""
    with st.expander("Put notes right"):
        number = st.selectbox("Take with the notes", [entry.id for entry in entries])
        entry = next((each for each in entries if each.id == number), None)
        if entry is None:
            return
        notes = entry.notes
        with st.form(f"notes-{number}", border=False):
            person = st.text_input("Name or initials", notes.person)
            columns = st.columns(3)
            before = columns[0].number_input("Pain before, 0 to 10", 0, 10, notes.pain_before)
            after = columns[1].number_input("Pain after, 0 to 10", 0, 10, notes.pain_after)
            effort = columns[2].number_input("Effort, 0 to 10", 0, 10, notes.effort)
            text = st.text_input("Note", notes.text)
            if st.form_submit_button("Keep these notes"):
                changed = make_notes(
                    **notes.model_dump()
                    | {
                        "person": person,
                        "pain_before": before,
                        "pain_after": after,
                        "effort": effort,
                        "text": text,
                    }
                )
                history.change_notes(entry.id, changed)
                st.rerun()


def show_compare(history: History, entries: Sequence[Entry]) -> None:
    """Let two takes be compared side by side; like is compared only with like."""
    if len(entries) < 2:
        return
    with st.expander("Compare two takes"):
        numbers = [entry.id for entry in entries]
        left, right = st.columns(2)
        one = left.selectbox("First take", numbers, index=1)
        other = right.selectbox("Second take", numbers, index=0)
        if one is None or other is None or one == other:
            st.info("Choose two different takes.")
            return
        kept = history.all_kept([one, other])
        earlier, later = sorted(kept, key=lambda each: each.entry.recorded)
        _changes(compare(earlier, later, takes_like(history, later.entry)))


def _changes(comparison: Comparison) -> None:
    if comparison.unlike:
        st.warning("These takes cannot be compared. " + plain.markdown(" ".join(comparison.unlike)))
        return
    for sentence in comparison.cautions:
        st.caption(plain.markdown(sentence))
    first, second = (f"take {take.entry.id}" for take in (comparison.earlier, comparison.later))
    headings = ("measure", "side", first, second, "change", "what it means")
    cells = ([plain.markdown(cell) for cell in astuple(row)] for row in rows(comparison))
    st.table([dict(zip(headings, row, strict=True)) for row in cells], hide_index=True)


_NOBODY = "no name given"
_CHART_PX = (1000.0, 260.0)
_LETTER_PX = 14.0


def show() -> None:
    """Show the page."""
    st.title("History")
    try:
        with History() as history:
            _show(history)
    except PosecheckError as error:
        st.error(plain.markdown(error))


def _show(history: History) -> None:
    everything = history.entries()
    if not everything:
        st.info("Nothing is kept yet. Do a self-test and save its result.")
        return
    people = sorted({entry.notes.person for entry in everything}, key=lambda name: (not name, name))
    person = st.selectbox("Person", people, format_func=lambda name: name or _NOBODY)
    entries = [entry for entry in everything if entry.notes.person == person]
    st.dataframe(
        [
            {
                "take": entry.id,
                "when": f"{entry.recorded.astimezone():%Y-%m-%d %H:%M}",
                "test": title_of(entry.protocol),
                "result": entry.headline,
                "note": entry.notes.text,
            }
            for entry in entries
        ],
        hide_index=True,
    )
    if len(entries) < 2:
        st.info("From the second take of the same kind on you see here how the numbers change.")
    show_open(history, entries)
    _course(history, person or "")
    show_compare(history, entries)
    show_edit(history, entries)
    _delete(history, entries, person or "")
    st.caption(plain.markdown(f"Kept in {history.where}. {place_in_words()}"))


def _course(history: History, person: str) -> None:
    """Show what became of each question over the takes that are like the newest measured one."""
    for course in courses(history, person):
        if len(course.takes) < 2 and course.views is None:
            continue
        several = len(course.takes) > 1
        asked = "How did it change? " if several else ""
        st.subheader(f"{asked}{plain.markdown(course.about)}")
        for told in course.told if several else filter(None, [course.views]):
            with st.container(border=True):
                st.markdown(f"**{plain.markdown(told.title)}** {plain.markdown(told.brief)}")
                if told.measure != told.title:
                    st.caption(plain.markdown(told.measure))
                if told.chart is not None:
                    st.html(chart_svg(told.chart, *_CHART_PX, letter=_LETTER_PX))
                for sentence in (each for each in told.sentences if each != told.brief):
                    st.caption(plain.markdown(sentence))
        with st.expander("Every measure, from the first take to the newest"):
            st.dataframe([asdict(row) for row in course.rows], hide_index=True)
        for out in course.left_out:
            said = ", ".join(filter(None, (f"take {out.entry.id}", out.reason)))
            st.caption(f"Not compared: {plain.markdown(said)}.")


def _delete(history: History, entries: Sequence[Entry], person: str) -> None:
    with st.expander("Delete"):
        one, everything = st.columns(2, vertical_alignment="bottom")
        take = one.selectbox("Take", [entry.id for entry in entries])
        if one.button("Delete this take", width="stretch") and take is not None:
            history.delete(take)
            st.rerun()
        whose = "of this person" if person else "without a name"
        sure = everything.checkbox(f"I want to delete all {len(entries)} takes {whose}")
        pressed = everything.button("Delete them all", disabled=not sure, width="stretch")
        if pressed and sure:
            history.delete_person(person)
            st.rerun()
