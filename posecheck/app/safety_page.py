"""The questions that come before the first take."""

import streamlit as st

from posecheck.app.flow import Step, advice, go
from posecheck.app.safety import QUESTIONS, Advice, advise


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
    st.markdown("Answer for today. Your answers are not kept.")
    with st.form("safety", border=False):
        answers = {
            index: st.radio(
                question.text, ["No", "Yes"], index=None, horizontal=True, key=f"safe-{index}"
            )
            for index, question in enumerate(QUESTIONS)
        }
        sent = st.form_submit_button("Continue", type="primary", width="stretch")
    if not sent:
        return
    if None in answers.values():
        st.warning("Please answer every question; the test begins after that.")
        return
    found = advise({index: answer == "Yes" for index, answer in answers.items()})
    st.session_state["advice"] = found
    if found.march and not found.sentences:
        go(Step.CHOOSE)
    st.rerun()


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
        go(Step.CHOOSE)


def _caution(given: Advice) -> None:
    st.title("Yes, with care")
    for sentence in given.sentences:
        st.info(sentence)
    again, onward = st.columns(2)
    if again.button("Answer again", width="stretch"):
        _forget()
    if onward.button("I will take care: continue", type="primary", width="stretch"):
        go(Step.CHOOSE)


def _forget() -> None:
    st.session_state.pop("advice", None)
    st.rerun()
