"""Keeping a result: where that is, saving it to the history, downloading it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import streamlit as st

from posecheck import plain
from posecheck.app.flow import Outcome
from posecheck.app.replay import can_replay, replay_page
from posecheck.app.setup_page import ask
from posecheck.app.unfinished_takes import forget
from posecheck.errors import HistoryError
from posecheck.history.course import Course, course_of_take
from posecheck.history.notes import Notes, make_notes
from posecheck.history.place import VARIABLE, machine_of, url_of
from posecheck.history.store import History
from posecheck.result import Result, assess
from posecheck.take import SUFFIX, to_bytes


def stays_here(address: str | None = None) -> bool:
    """Tell whether everything that is kept stays on this machine.

    Parameters
    ----------
    address
        of the history; None for what the environment says.
    """
    try:
        return machine_of(url_of(address)) is None
    except HistoryError:
        return False


def place_in_words(address: str | None = None) -> str:
    """Return one sentence on what leaves this machine.

    Parameters
    ----------
    address
        of the history; None for what the environment says.
    """
    try:
        machine = machine_of(url_of(address))
    except HistoryError:
        return "Nothing can be kept: the history has no place."
    if machine is None:
        return "Nothing leaves this machine."
    return (
        f"The video never leaves this machine. What you save goes to the database on {machine}, "
        f"because {VARIABLE} says so."
    )


File = tuple[Callable[[], bytes], str, str]  # what makes it, its name, its kind


def show_save(result: Result, brought: Outcome) -> None:
    """Show the form that saves and the buttons that download."""
    st.subheader("Keep it")
    number = st.session_state.get("saved_as")
    if number is None:
        _form(result, brought)
        show_downloads(result)
        return
    st.success(f"Saved in the history as take {number}.")
    with History() as history:
        kept = history.kept(number)
        course = course_of_take(history, kept.entry)
    if course.views is not None:
        st.info(plain.markdown(" ".join(course.views.sentences)))
    shown = Result(result.take, kept.assessment, result.analysis)
    show_downloads(shown, kept.entry.notes, course=course)


def show_downloads(
    result: Result, notes: Notes | None = None, key: str = "", course: Course | None = None
) -> None:
    """Offer the files, each made when it is asked for; see `files_of`."""
    files = files_of(result, notes, course)
    for column, (words, (made, name, kind)) in zip(
        st.columns(len(files)), files.items(), strict=True
    ):
        column.download_button(
            words,
            made,
            name,
            kind,
            width="stretch",
            on_click="ignore",
            key=f"download-{key}-{words}",
        )


def files_of(
    result: Result, notes: Notes | None = None, course: Course | None = None
) -> Mapping[str, File]:
    """Return the files that can be made of a result, by the words on their buttons.

    Parameters
    ----------
    notes
        the person's own; None for what the take itself says.
    course
        of the takes like this one, for the reports; None where there is none.
    """
    said = notes or Notes(band=result.take.setting.band, chair=result.take.setting.chair)
    name = f"posecheck-{result.take.recorded or datetime.now():%Y-%m-%d-%H%M}"
    files: dict[str, File] = {
        "Report (PDF)": (
            partial(_report, result, said, course, ".pdf"),
            f"{name}.pdf",
            "application/pdf",
        ),
        "Report (page)": (
            partial(_report, result, said, course, ".html"),
            f"{name}.html",
            "text/html",
        ),
    }
    if can_replay(result):
        files["Replay (page)"] = (partial(_replay, result), f"{name}-replay.html", "text/html")
    json, binary = "application/json", "application/octet-stream"
    files["Result (JSON)"] = (partial(_json, result), f"{name}.json", json)
    files["Take (file)"] = (partial(to_bytes, result.take), f"{name}{SUFFIX}", binary)
    return files


def _report(result: Result, notes: Notes, course: Course | None, ending: str) -> bytes:
    # Imported late: fonts and the writer of PDF take a second to load.
    from posecheck.report import rendered
    from posecheck.report.content import content_of

    return rendered(content_of(result.assessment, result.analysis, notes, course), ending)


def _replay(result: Result) -> bytes:
    return replay_page(result).encode()


def _json(result: Result) -> bytes:
    return result.to_json().encode()


def _form(result: Result, brought: Outcome) -> None:
    with st.form("save", border=True):
        who, pain, effort = st.columns([2, 1, 1])
        person = who.text_input("Name or initials (may stay empty)")
        after = pain.number_input("Pain now, 0 to 10", 0, 10, value=None)
        felt = effort.number_input("Effort, 0 to 10", 0, 10, value=None)
        own = _afterwards(result)
        text = st.text_input("Note: did you feel your back, hip or thigh?")
        sent = st.form_submit_button("Save", type="primary", width="stretch")
        if not stays_here():
            st.caption(plain.markdown(place_in_words()))
    if not sent:
        return
    notes = make_notes(person=person, pain_after=after, effort=felt, text=text)
    if own:
        result = assess(replace(result.take, options={**result.take.options, **own}))
    with History() as history:
        st.session_state["saved_as"] = history.save(result.assessment, result.take, notes)
    if brought.kept_as:
        forget(brought.kept_as)
    st.rerun()


def _afterwards(result: Result) -> dict[str, Any]:
    """Ask what the test wants to know once it is over; return what was said."""
    asked = [each for each in result.protocol.options.asked() if each.afterwards == "note"]
    given = {}
    for each, column in zip(asked, st.columns(max(1, len(asked))), strict=False):
        with column:
            given[each.name] = ask(each, result.take.options.get(each.name), keyed="afterwards")
    return {name: value for name, value in given.items() if value is not None}
