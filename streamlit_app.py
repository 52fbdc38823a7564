"""Opens the page: `streamlit run streamlit_app.py`, the same as `posecheck app`."""

import streamlit as st

from posecheck.app.server import PAGE, ROUTES

app = st.App(PAGE, routes=ROUTES)
