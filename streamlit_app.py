"""Opens the page: `streamlit run streamlit_app.py`, guarded as by `posecheck app`."""

import streamlit as st

from posecheck.app.server import PAGE, guarded

app = st.App(PAGE, **guarded())
