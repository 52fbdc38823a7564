"""The questions that come before a take."""

import streamlit as st

from posecheck.app.flow import Step, advice, go
from posecheck.app.safety import QUESTIONS, Advice, advise

NONE = "None of these applies to me today"
SOME = "Continue with what I ticked"


def show() -> None:
    """Show the page."""
    given = advice()
    if given is not None and not given.march:
        _refuse(given)
    elif given is not None and given.sentences:
        _caution(given)
    else:
        _ask()


def _ask() -> None:
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
        if found.march and not found.sentences:
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
        _forget()
    if sample.button("Show me the sample", width="stretch"):
        st.session_state["sample_only"] = True
        go(Step.SETUP)


def _caution(given: Advice) -> None:
    st.title("Yes, with care")
    for sentence in given.sentences:
        st.info(sentence)
    again, onward = st.columns(2)
    if again.button("Answer again", width="stretch"):
        _forget()
    if onward.button("I will take care: continue", type="primary", width="stretch"):
        go(Step.SETUP)


def _forget() -> None:
    """Ask everything again; what the answers had closed is open again."""
    st.session_state.pop("advice", None)
    st.session_state["sample_only"] = False
    st.rerun()
