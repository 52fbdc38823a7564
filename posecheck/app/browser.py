"""Tells in the browser when the program behind the page is gone."""

from typing import Any

import streamlit as st

from posecheck.app.assets import read

_watch: Any = st.components.v2.component("posecheck_watch", js=read("watch.js"))


def watch_server() -> None:
    """Mount the watch, which has no picture of its own."""
    _watch(key="watch", height=1)
