"""One kept take opened, and two side by side, on the history page."""

from collections.abc import Sequence

import streamlit as st

from posecheck.history.compare import Comparison, compare, compare_with_last, takes_like
from posecheck.history.notes import Entry
from posecheck.history.store import History
from posecheck.report.content import content_of
from posecheck.report.html import to_html
from posecheck.report.pdf import to_pdf
from posecheck.wording import label, value_in_words


def show_open(history: History, entries: Sequence[Entry]) -> None:
    """Let one take be opened: what it said, and its report to download."""
    with st.expander("Open a take"):
        number = st.selectbox("Take to open", [entry.id for entry in entries])
        if number is None:
            return
        take = history.take(number)
        st.markdown(f"**{take.entry.headline}**")
        for reason in take.assessment.quality.reasons:
            st.caption(reason.message)
        for finding in take.assessment.findings:
            st.markdown(f"- {finding.text}")
        measured = [measure for measure in take.assessment.measures if measure.value is not None]
        st.dataframe(
            [
                {"measure": label(m.name), "side": m.side or "", "value": value_in_words(m)}
                for m in measured
            ],
            hide_index=True,
        )
        if st.button("Make its report"):
            _report(history, number)


def _report(history: History, number: int) -> None:
    take = history.take(number)
    content = content_of(
        take.assessment,
        history.recording(number),
        take.entry.notes,
        compare_with_last(history, number),
    )
    pdf, page = st.columns(2)
    name = f"posecheck-take-{number}"
    pdf.download_button(
        "Report (PDF)", to_pdf(content), f"{name}.pdf", "application/pdf", width="stretch"
    )
    page.download_button(
        "Report (page)", to_html(content), f"{name}.html", "text/html", width="stretch"
    )


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
        earlier, later = sorted(history.takes([one, other]), key=lambda take: take.entry.recorded)
        _changes(compare(earlier, later, takes_like(history, later.entry)))


def _changes(comparison: Comparison) -> None:
    if comparison.unlike:
        st.warning("These takes cannot be compared. " + " ".join(comparison.unlike))
        return
    for sentence in comparison.cautions:
        st.caption(sentence)
    st.dataframe(
        [
            {
                "measure": label(change.name),
                "side": change.side or "",
                f"take {comparison.earlier.entry.id}": value_in_words(change.earlier),
                f"take {comparison.later.entry.id}": value_in_words(change.later),
                "what it means": change.text,
            }
            for change in comparison.changes
            if change.earlier is not None
            and change.later is not None
            and (change.earlier.value is not None or change.later.value is not None)
        ],
        hide_index=True,
    )
