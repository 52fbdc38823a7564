"""The history: the takes that were kept, how they change, and their deletion."""

from collections.abc import Sequence
from dataclasses import asdict

import streamlit as st

from posecheck.app.history_detail import show_compare, show_edit, show_open, title_of
from posecheck.app.place import in_words
from posecheck.charts import chart_svg
from posecheck.errors import PosecheckError
from posecheck.history.course import courses
from posecheck.history.notes import Entry
from posecheck.history.store import History

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
        st.error(str(error))


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
    st.caption(f"Kept in {history.where}. {in_words()}")


def _course(history: History, person: str) -> None:
    """Show what became of each question over the takes that are like the newest measured one."""
    for course in courses(history, person):
        if len(course.takes) < 2:
            continue
        st.subheader(f"How did it change? {course.about}")
        for told in course.questions:
            with st.container(border=True):
                st.markdown(f"**{told.title}** {told.brief}")
                if told.measure != told.title:
                    st.caption(told.measure)
                if told.chart is not None:
                    st.html(chart_svg(told.chart, *_CHART_PX, letter=_LETTER_PX))
                for sentence in told.sentences:
                    st.caption(sentence)
        with st.expander("Every measure, from the first take to the newest"):
            st.dataframe([asdict(row) for row in course.rows], hide_index=True)
        for out in course.left_out:
            st.caption(f"Take {out.entry.id} is left out. {out.reason}")


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
