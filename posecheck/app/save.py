"""Saving a result to the history and downloading it."""

from datetime import datetime

import streamlit as st

from posecheck.app import place
from posecheck.app.flow import Outcome
from posecheck.app.replay import can_replay, replay_page
from posecheck.app.unsaved_takes import forget
from posecheck.history.notes import Notes, make_notes
from posecheck.history.store import History
from posecheck.result import Result
from posecheck.take_file import SUFFIX, to_bytes


def show_save(result: Result, brought: Outcome) -> None:
    """Show the form that saves and the buttons that download."""
    st.subheader("Keep it")
    if "saved_as" in st.session_state:
        st.success(f"Saved in the history as take {st.session_state['saved_as']}.")
    else:
        _form(result, brought)
    show_downloads(result)


def show_downloads(result: Result, notes: Notes | None = None, key: str = "") -> None:
    """Offer the files, each made when it is asked for."""
    name = f"posecheck-{result.take.recorded or datetime.now():%Y-%m-%d-%H%M}"
    said = notes or Notes(band=result.take.setting.band, chair=result.take.setting.chair)

    def report(ending: str) -> bytes:
        from posecheck.report import rendered
        from posecheck.report.content import content_of

        return rendered(content_of(result.assessment, result.analysis, said), ending)

    files = [
        ("Report (PDF)", lambda: report(".pdf"), ".pdf", "application/pdf"),
        ("Report (page)", lambda: report(".html"), ".html", "text/html"),
        (
            "Result (JSON)",
            lambda: result.assessment.to_json().encode(),
            ".json",
            "application/json",
        ),
        ("Take (file)", lambda: to_bytes(result.take), SUFFIX, "application/octet-stream"),
    ]
    if can_replay(result):
        page = ("Replay (page)", lambda: replay_page(result).encode(), "-replay.html", "text/html")
        files.insert(2, page)
    for column, (words, made, ending, kind) in zip(st.columns(len(files)), files, strict=True):
        column.download_button(
            words, made, f"{name}{ending}", kind, width="stretch", on_click="ignore",
            key=f"download-{key}-{ending}",
        )  # fmt: skip


def _form(result: Result, brought: Outcome) -> None:
    with st.form("save", border=True):
        who, pain, effort = st.columns([2, 1, 1])
        person = who.text_input("Name or initials (may stay empty)")
        after = pain.number_input("Pain now, 0 to 10", 0, 10, value=None)
        felt = effort.number_input("Effort, 0 to 10", 0, 10, value=None)
        text = st.text_input("Note: did you feel your back, hip or thigh?")
        sent = st.form_submit_button("Save", type="primary", width="stretch")
        if not place.stays_here():
            st.caption(place.in_words())
    if not sent:
        return
    notes = make_notes(person=person, pain_after=after, effort=felt, text=text)
    with History() as history:
        st.session_state["saved_as"] = history.save(result.assessment, result.take, notes)
    if brought.kept_as:
        forget(brought.kept_as)
    st.rerun()
