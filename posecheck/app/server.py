"""What serves the page: Streamlit, and the camera's way to the program."""

import streamlit as st

from posecheck.app.camera_link import ROUTES

app = st.App("page.py", routes=ROUTES)
