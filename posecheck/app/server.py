"""What serves the page: Streamlit, and the camera's way to the program."""

from importlib.resources import files

import streamlit as st

from posecheck.app.camera_link import ROUTES

__all__ = ["PAGE", "ROUTES", "app"]

PAGE = str(files("posecheck.app").joinpath("page.py"))

app = st.App(PAGE, routes=ROUTES)
