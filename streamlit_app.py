"""Opens the page: `streamlit run streamlit_app.py`, guarded as by `posecheck app`."""

import streamlit as st

from posecheck.app.server import PAGE, guarded
from posecheck.environment import tame_environment

tame_environment()  # posecheck's own command has done so before it comes to the page
app = st.App(PAGE, **guarded())
