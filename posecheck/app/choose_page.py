"""What to do: the slow march or the standing posture."""

from dataclasses import replace

import streamlit as st

from posecheck.app.flow import Step, choose, go, setup


def show() -> None:
    """Show the page."""
    st.title("What would you like to do?")
    march, posture = st.columns(2)
    with march.container(border=True):
        st.subheader("Slow march")
        st.markdown(
            "Lift one knee after the other, slowly, hold each for a second, and lower it slowly. "
            "About two minutes. You learn how high each knee comes, how even the two sides are, "
            "how long you hold, and whether one side tires."
        )
        if st.button("Slow march", type="primary", width="stretch"):
            choose(replace(setup(), protocol="slow_march"))
            go(Step.SETUP)
    with posture.container(border=True):
        st.subheader("Standing posture")
        st.markdown(
            "Stand quietly, once facing the camera and three times sideways. About one minute. "
            "You learn how trunk, head, shoulders and pelvis stand over your feet, and what a "
            "camera cannot tell."
        )
        if st.button("Standing posture", type="primary", width="stretch"):
            choose(replace(setup(), protocol="standing_posture"))
            go(Step.SETUP)
    if st.button("Back"):
        go(Step.WELCOME)
