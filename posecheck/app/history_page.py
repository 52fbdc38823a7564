"""The history: the takes that were kept, how they change, and their deletion."""

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from posecheck.app.history_detail import show_compare, show_edit, show_open, title_of
from posecheck.app.place import in_words
from posecheck.errors import PosecheckError
from posecheck.history.notes import Entry
from posecheck.history.store import History
from posecheck.history.trends import Trend, comparable, trends
from posecheck.measures import kind_of
from posecheck.wording import number

_NOBODY = "no name given"


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
    show_open(history, entries)
    _course(history, entries)
    show_compare(history, entries)
    show_edit(history, entries)
    _delete(history, entries, person or "")
    st.caption(f"Kept in {history.where}. {in_words()}")


def _course(history: History, entries: Sequence[Entry]) -> None:
    """Show how one measure changes over takes alike; the newest one that can be followed leads."""
    groups: dict[tuple[int, ...], str] = {}
    for entry in entries:
        if entry.verdict == "unusable":
            continue
        like = comparable(entry, entries)
        if len(like) > 1:
            words = f"{title_of(entry.protocol)}, {len(like)} takes, the last one {entry.id}"
            groups.setdefault(tuple(each.id for each in like), words)
    if not groups:
        st.info("From the second take of the same kind on you see here how the numbers change.")
        return
    st.subheader("How did it change?")
    chosen = st.selectbox("Takes alike", list(groups), format_func=groups.__getitem__)
    found = trends(history.all_kept(chosen or ()))
    trend = st.selectbox("Measure", found, format_func=_name)
    if trend is None:
        return
    st.altair_chart(_chart(trend), width="stretch")
    if trend.mdc is not None:
        usual = number(trend.mdc.value, trend.unit)
        st.caption(f"Changes of less than {usual} are within your own usual variation.")
    elif trend.mdc_reason:
        st.caption(trend.mdc_reason)


def _name(trend: Trend) -> str:
    return kind_of(trend.name, trend.unit).titled(trend.side)


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
        whose = "of this person" if person else "without a name"
        sure = everything.checkbox(f"I want to delete all {len(entries)} takes {whose}")
        pressed = everything.button("Delete them all", disabled=not sure, width="stretch")
        if pressed and sure:
            history.delete_person(person)
            st.rerun()
