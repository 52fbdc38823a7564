"""The history: takes kept on this machine, how they change, and their deletion."""

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from posecheck.app.history_detail import show_compare, show_open
from posecheck.errors import PosecheckError
from posecheck.history.notes import Entry
from posecheck.history.store import History
from posecheck.history.trends import Trend, comparable, trends
from posecheck.wording import label, number

_TESTS = {"slow_march": "Slow march", "standing_posture": "Standing posture"}


def show() -> None:
    """Show the page."""
    st.title("History")
    try:
        with History() as history:
            _show(history)
    except PosecheckError as error:
        st.error(str(error))


def _show(history: History) -> None:
    people = history.people()
    if not people:
        st.info("Nothing is kept yet. Do a self-test and save its result.")
        return
    person = st.selectbox("Whose", people, format_func=lambda name: name or "no name given")
    entries = [entry for entry in history.entries() if entry.notes.person == person]
    st.dataframe(
        [
            {
                "take": entry.id,
                "when": f"{entry.recorded.astimezone():%Y-%m-%d %H:%M}",
                "test": _TESTS[entry.protocol],
                "result": entry.headline,
                "note": entry.notes.text,
            }
            for entry in entries
        ],
        hide_index=True,
    )
    show_open(history, entries)
    show_compare(history, entries)
    _trends(history, entries)
    _delete(history, entries, person)
    st.caption(f"Kept in {history.where}, on this machine only.")


def _trends(history: History, entries: Sequence[Entry]) -> None:
    """Show how one measure changes over takes that may be compared with the newest."""
    like = comparable(entries[0], entries)
    if len(like) < 2:
        st.info("From the second take of the same kind on you see here how the numbers change.")
        return
    found = trends(history.takes(entry.id for entry in like))
    chosen = st.selectbox("How did it change?", found, format_func=_name)
    if chosen is not None:
        st.altair_chart(_chart(chosen), width="stretch")
        if chosen.mdc is not None:
            usual = number(chosen.mdc.value, chosen.unit)
            st.caption(f"Changes of less than {usual} are within your own usual variation.")
        elif chosen.mdc_reason:
            st.caption(chosen.mdc_reason)


def _name(trend: Trend) -> str:
    return f"{label(trend.name)}, {trend.side}" if trend.side else label(trend.name)


def _chart(trend: Trend) -> alt.LayerChart | alt.FacetChart:
    rows = [
        {
            "when": point.recorded,
            "value": point.measure.value,
            "low": point.measure.low,
            "high": point.measure.high,
        }
        for point in trend.points
    ]
    base = alt.Chart(pd.DataFrame(rows)).encode(x=alt.X("when:T", title=None))
    title = alt.Y("value:Q", title=f"{_name(trend)} ({trend.unit})", scale=alt.Scale(zero=False))
    line = base.mark_line(point=alt.OverlayMarkDef(size=90), color="#0072b2").encode(y=title)
    interval = base.mark_rule(color="#0072b2", strokeWidth=2).encode(y="low:Q", y2="high:Q")
    return alt.layer(interval, line).properties(height=300)


def _delete(history: History, entries: Sequence[Entry], person: str) -> None:
    with st.expander("Delete"):
        one, everything = st.columns(2, vertical_alignment="bottom")
        take = one.selectbox("Take", [entry.id for entry in entries])
        if one.button("Delete this take", width="stretch") and take is not None:
            history.delete(take)
            st.rerun()
        sure = everything.checkbox(f"I want to delete all {len(entries)} takes of this person")
        pressed = everything.button("Delete them all", disabled=not sure, width="stretch")
        if pressed and sure:
            history.delete_person(person)
            st.rerun()
