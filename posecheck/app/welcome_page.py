"""The first pages: what this is, as last time, what to do, and whether it is safe today."""

from dataclasses import replace

import streamlit as st

from posecheck import plain
from posecheck.app.flow import (
    Outcome,
    Setup,
    Step,
    advice,
    choose,
    finish,
    forget_last_time,
    go,
    last_time,
    setup,
)
from posecheck.app.safety import QUESTIONS, Advice, advise
from posecheck.app.save import stays_here
from posecheck.app.setup_page import choices_in_words
from posecheck.app.unfinished_takes import Unsaved, finish_left, forget, waiting
from posecheck.errors import PosecheckError
from posecheck.registry import AnyProtocol, installed, protocol

NONE = "None of these applies to me today"
SOME = "Continue with what I ticked"


def show_welcome() -> None:
    """Show the first page."""
    st.title("How do you move, and how do you stand?")
    st.markdown(
        "Stand in front of this computer's camera. posecheck measures one of the tests below and "
        "tells you with every number how far it can be trusted."
    )
    finish_left()
    for unsaved in waiting():
        _offer(unsaved)
    before = last_time()
    if before is not None:
        _again(before)
    _tests()
    _what_it_is()


def _tests() -> None:
    protocols = list(installed().values())
    for start in range(0, len(protocols), 2):
        for column, each in zip(st.columns(2), protocols[start : start + 2], strict=False):
            with column.container(border=True):
                _test(each)


def _test(each: AnyProtocol) -> None:
    st.subheader(each.title)
    st.markdown(each.about)
    if st.button(each.title, type="primary", width="stretch", key=f"test-{each.name}"):
        kept = setup()
        options = kept.options if kept.protocol == each.name else {}
        choose(replace(kept, protocol=each.name, options=options))
        go(Step.SETUP if advice() is not None else Step.SAFETY)


def _again(before: Setup) -> None:
    """Offer the last take's choices with one tap, and one honest question."""
    with st.container(border=True):
        st.subheader("As last time")
        said = choices_in_words(before)
        st.markdown(f"**{before.chosen.title}**" + (f": {said}." if said else "."))
        with st.expander("None of these applies to me today: the list", expanded=True):
            st.markdown("\n".join(f"- {question.text}" for question in QUESTIONS))
        same, other, away = st.columns([3, 2, 1])
        if same.button("None of these today: as last time", type="primary", width="stretch"):
            st.session_state["advice"] = advise({})
            st.session_state["sample_only"] = False
            st.session_state["start"] = True
            choose(before)
            go(Step.TAKE)
        if other.button("One of these applies today", width="stretch"):
            choose(before)
            st.session_state.pop("advice", None)
            go(Step.SAFETY)
        if away.button("Forget it", width="stretch"):
            forget_last_time()
            st.rerun()


def _what_it_is() -> None:
    does, does_not = st.columns(2)
    with does.container(border=True):
        st.subheader("What it is")
        kept = "on this machine" if stays_here() else "where your history is kept"
        st.markdown(
            "- a self-test for one person, alone, three metres away\n"
            "- hands free: start once, and it ends by itself\n"
            f"- what you save stays {kept}; the video is never kept"
        )
    with does_not.container(border=True):
        st.subheader("What it is not")
        st.markdown(
            "- not a diagnosis and not a medical device\n"
            "- it cannot measure the strength of a muscle\n"
            "- it does not replace a doctor or a physiotherapist"
        )


def _offer(unsaved: Unsaved) -> None:
    """Offer a take that was not saved."""
    with st.container(border=True):
        take = unsaved.take
        if take is None or not take.protocol:
            st.markdown(
                f"A take of {unsaved.when:%d %B, %H:%M} was not saved, and its file is damaged: "
                "nothing can be measured on it."
            )
        else:
            when = take.recorded.astimezone() if take.recorded else unsaved.when
            st.markdown(
                plain.markdown(
                    f"A take of {when:%d %B, %H:%M} was not saved: {_title(take.protocol)}. "
                    f"{take.ending} It is kept on this machine until you decide."
                )
            )
        show_it, delete_it = st.columns(2)
        if take is not None and take.protocol:
            pressed = show_it.button("Show it", key=f"show-{unsaved.name}", width="stretch")
            if pressed:
                finish(Outcome(take, take.ending, unsaved.name))
        if delete_it.button("Delete it", key=f"delete-{unsaved.name}", width="stretch"):
            forget(unsaved.name)
            st.rerun()


def _title(name: str) -> str:
    try:
        return protocol(name).title
    except PosecheckError:
        return f"a test that is not installed here ({name})"


def show_safety() -> None:
    """Show the safety questions, or what follows from their answers."""
    given = advice()
    if given is not None and not given.test:
        _refuse(given)
    elif given is not None and given.sentences:
        _caution(given)
    else:
        _ask_all()


def _ask_all() -> None:
    st.title("Is it safe for you today?")
    st.markdown("Read all of it and tick what applies **today**. Your answers are not kept.")
    answers = {
        index: st.checkbox(question.text, key=f"safe-{index}")
        for index, question in enumerate(QUESTIONS)
    }
    some = any(answers.values())
    if st.button(SOME if some else NONE, type="primary", width="stretch", key="safe"):
        st.session_state["advice"] = found = advise(answers)
        st.session_state["sample_only"] = False
        if found.test and not found.sentences:
            go(Step.SETUP)
        st.rerun()
    if st.button("Back"):
        go(Step.WELCOME)


def _refuse(given: Advice) -> None:
    st.title("Not today")
    for sentence in given.sentences:
        st.info(sentence)
    st.markdown("You can still look at what posecheck does with the built-in sample.")
    again, sample = st.columns(2)
    if again.button("Answer again", width="stretch"):
        _ask_again()
    if sample.button("Show me the sample", width="stretch"):
        st.session_state["sample_only"] = True
        go(Step.SETUP)


def _caution(given: Advice) -> None:
    st.title("Yes, with care")
    for sentence in given.sentences:
        st.info(sentence)
    again, onward = st.columns(2)
    if again.button("Answer again", width="stretch"):
        _ask_again()
    if onward.button("I will take care: continue", type="primary", width="stretch"):
        go(Step.SETUP)


def _ask_again() -> None:
    """Ask everything again; what the answers had closed is open again."""
    st.session_state.pop("advice", None)
    st.session_state["sample_only"] = False
    st.rerun()
