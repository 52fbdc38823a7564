"""Saving a result to the history and downloading it."""

from datetime import datetime

import streamlit as st

from posecheck.app.flow import Outcome
from posecheck.app.score import Scored
from posecheck.app.unsaved_takes import forget
from posecheck.history.notes import Notes, make_notes
from posecheck.history.store import History
from posecheck.recording import SUFFIX
from posecheck.report.content import Content, content_of
from posecheck.report.html import to_html
from posecheck.report.pdf import to_pdf


def show_save(scored: Scored, brought: Outcome) -> None:
    """Show the form that saves and the buttons that download."""
    st.subheader("Keep it")
    if "saved_as" in st.session_state:
        st.success(f"Saved in the history as take {st.session_state['saved_as']}.")
    else:
        _form(scored, brought)
    _downloads(scored)


def _downloads(scored: Scored) -> None:
    """Offer the files; the reports are made once for each result."""
    name = f"posecheck-{datetime.now():%Y-%m-%d-%H%M}"
    made = st.session_state.get("reports")
    if made is None or made[0] is not scored:
        report = _content(scored)
        made = st.session_state["reports"] = (scored, to_pdf(report), to_html(report))
    _, pdf, page = made
    files: list[tuple[str, str | bytes, str, str]] = [
        ("Report (PDF)", pdf, f"{name}.pdf", "application/pdf"),
        ("Report (page)", page, f"{name}.html", "text/html"),
        ("Result (JSON)", scored.assessment.to_json(), f"{name}.json", "application/json"),
        ("Landmarks", scored.recording.to_bytes(), f"{name}{SUFFIX}", "application/octet-stream"),
    ]
    for column, (words, content, file, kind) in zip(st.columns(len(files)), files, strict=True):
        column.download_button(words, content, file, kind, width="stretch", on_click="ignore")


def _content(scored: Scored) -> Content:
    notes = Notes(band=scored.setup.band, chair=scored.setup.chair)
    return content_of(scored.assessment, scored.recording, notes)


def _form(scored: Scored, brought: Outcome) -> None:
    with st.form("save", border=True):
        who, pain, effort = st.columns([2, 1, 1])
        person = who.text_input("Name or initials (may stay empty)")
        after = pain.number_input("Pain now, 0 to 10", 0, 10, value=None)
        felt = effort.number_input("Effort, 0 to 10", 0, 10, value=None)
        text = st.text_input("Note: did you feel your back, hip or thigh?")
        sent = st.form_submit_button("Save", type="primary", width="stretch")
    if not sent:
        return
    notes = make_notes(
        person=person,
        pain_after=after,
        effort=felt,
        band=scored.setup.band,
        chair=scored.setup.chair,
        text=text,
    )
    with History() as history:
        st.session_state["saved_as"] = history.save(
            scored.assessment, recording=scored.recording, notes=notes
        )
    if brought.kept_as:
        forget(brought.kept_as)
    st.rerun()
