"""Saving a result to the history and downloading it."""

from datetime import datetime

import streamlit as st

from posecheck.app.flow import Outcome
from posecheck.app.keep import forget
from posecheck.app.score import Scored
from posecheck.history.notes import make_notes
from posecheck.history.store import History
from posecheck.recording import SUFFIX


def show_save(scored: Scored, brought: Outcome) -> None:
    """Show the form that saves and the buttons that download."""
    st.subheader("Keep it")
    if "saved_as" in st.session_state:
        st.success(f"Saved in the history as take {st.session_state['saved_as']}.")
    else:
        _form(scored, brought)
    name = f"posecheck-{datetime.now():%Y-%m-%d-%H%M}"
    left, right = st.columns(2)
    left.download_button(
        "Download the result (JSON)",
        scored.assessment.to_json(),
        f"{name}.json",
        "application/json",
        width="stretch",
    )
    right.download_button(
        "Download the recording (landmarks, no video)",
        scored.recording.to_bytes(),
        f"{name}{SUFFIX}",
        "application/octet-stream",
        width="stretch",
    )


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
