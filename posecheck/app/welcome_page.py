"""Welcome: what this is and what it is not."""

import streamlit as st

from posecheck.app.flow import Outcome, Step, choose, finish, go
from posecheck.app.unsaved_takes import Kept, forget, waiting
from posecheck.app.unsaved_takes import show as mark_shown


def show() -> None:
    """Show the page."""
    st.title("How do you lift your knees, and how do you stand?")
    st.markdown(
        "Stand in front of this computer's camera. posecheck measures **how high and how evenly "
        "you lift your knees** in a slow march, or **how you stand**, and tells you with every "
        "number how far it can be trusted."
    )
    does, does_not = st.columns(2)
    with does.container(border=True):
        st.subheader("What it is")
        st.markdown(
            "- a self-test for one person, alone, three metres away\n"
            "- hands free: start once, and it ends by itself\n"
            "- everything stays on this machine; the video is never kept"
        )
    with does_not.container(border=True):
        st.subheader("What it is not")
        st.markdown(
            "- not a diagnosis and not a medical device\n"
            "- it cannot measure the strength of a muscle\n"
            "- it does not replace a doctor or a physiotherapist"
        )
    if st.button("Begin", type="primary", width="stretch"):
        go(Step.SAFETY)
    for kept in waiting():
        _offer(kept)


def _offer(kept: Kept) -> None:
    """Offer a take that was interrupted."""
    with st.container(border=True):
        st.markdown(
            f"A take of {kept.when:%d %B, %H:%M} was not finished. {kept.how_it_ended} "
            "What was recorded is kept on this machine."
        )
        score_it, delete_it = st.columns(2)
        if score_it.button("Score it", key=f"score-{kept.name}", width="stretch"):
            mark_shown(kept.name)
            choose(kept.setup)
            finish(Outcome(kept.recordings, kept.how_it_ended, kept.name))
        if delete_it.button("Delete it", key=f"delete-{kept.name}", width="stretch"):
            forget(kept.name)
            st.rerun()
