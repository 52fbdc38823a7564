"""The pages: the self-test, step by step, and the history."""

import gc
import html
import logging
from typing import Any

import streamlit as st

from posecheck import plain
from posecheck.app import (
    asset,
    history_page,
    result_page,
    setup_page,
    take_page,
    welcome_page,
)
from posecheck.app.flow import Step, setup, step
from posecheck.app.save import place_in_words
from posecheck.errors import PosecheckError
from posecheck.summary import NOT_A_DIAGNOSIS

_SOURCES = {
    "camera": take_page.show_camera,
    "file": take_page.show_upload,
    "sample": take_page.show_sample,
}
_PAGES = {
    Step.WELCOME: welcome_page.show_welcome,
    Step.SAFETY: welcome_page.show_safety,
    Step.SETUP: setup_page.show,
    Step.TAKE: lambda: _SOURCES[setup().source](),
    Step.RESULT: result_page.show,
}

_STYLE = """
<style>
 .block-container { padding-top: 3.2rem; padding-bottom: 2rem; max-width: 1180px; }
 .stApp p, .stApp li, .stApp label { font-size: 1.08rem; }
 .stButton button, .stDownloadButton button { min-height: 3rem; font-size: 1.1rem; }
 .number { font-size: 2.6rem; font-weight: 700; line-height: 1.1; }
 .number.word { font-size: 1.6rem; }
 .notice { color: #475569; font-size: .92rem !important; }
</style>
"""

log = logging.getLogger(__name__)


@st.cache_resource
def _spare_the_collector() -> None:
    """Take everything loaded so far out of the garbage collector's sight, once per process.

    Streamlit collects after every rerun; with all libraries in sight each collection holds up the
    camera's thread for more than the time of a frame.
    """
    gc.collect()
    gc.freeze()


def main() -> None:
    """Show the page the person is on."""
    _spare_the_collector()
    st.set_page_config(page_title="posecheck", layout="wide", initial_sidebar_state="collapsed")
    st.html(_STYLE)
    watch_server()
    pages = [
        st.Page(_self_test, title="Self-test", url_path="self-test", default=True),
        st.Page(history_page.show, title="History", url_path="history"),
    ]
    st.navigation(pages, position="top").run()
    st.html(f'<p class="notice">{NOT_A_DIAGNOSIS} {html.escape(place_in_words())}</p>')


def _self_test() -> None:
    try:
        _PAGES[step()]()
    except PosecheckError as error:
        st.error(plain.markdown(error))
        if step() is not Step.WELCOME and st.button("Back to the first page"):
            st.session_state["step"] = Step.WELCOME
            st.rerun()
    except Exception:
        log.exception("the page failed")
        st.error(
            "Something went wrong on this page. Reload it to begin again; a take that had begun "
            "is kept and offered there."
        )


_watch: Any = st.components.v2.component("posecheck_watch", js=asset("watch.js"))


def watch_server() -> None:
    """Mount the watch, which has no picture of its own."""
    _watch(key="watch", height=1)
