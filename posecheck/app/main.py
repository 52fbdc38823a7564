"""The pages: the self-test, step by step, and the history."""

import gc
import logging

import streamlit as st

from posecheck.app import (
    choose_page,
    history_page,
    result_page,
    safety_page,
    setup_page,
    take_page,
    welcome_page,
)
from posecheck.app.flow import Step, step
from posecheck.errors import PosecheckError
from posecheck.wording import NOT_A_DIAGNOSIS

_PAGES = {
    Step.WELCOME: welcome_page.show,
    Step.SAFETY: safety_page.show,
    Step.CHOOSE: choose_page.show,
    Step.SETUP: setup_page.show,
    Step.TAKE: take_page.show,
    Step.RESULT: result_page.show,
}

_STYLE = """
<style>
 .block-container { padding-top: 3.2rem; padding-bottom: 2rem; max-width: 1180px; }
 .stApp p, .stApp li, .stApp label { font-size: 1.08rem; }
 .stButton button, .stDownloadButton button { min-height: 3rem; font-size: 1.1rem; }
 /* The camera's picture as large as the window allows. */
 iframe[title*="webrtc"] {
   display: block; margin: 0 auto; max-width: calc((100vh - 15rem) * 4 / 3);
 }
 .number { font-size: 3.2rem; font-weight: 700; line-height: 1.1; }
 .number.word { font-size: 2rem; }
 .notice { color: #475569; font-size: .92rem !important; }
</style>
"""

log = logging.getLogger(__name__)


@st.cache_resource
def _spare_the_collector() -> None:
    """Take everything loaded so far out of the garbage collector's sight, once per process.

    Streamlit collects after every rerun, and the live page reruns a part of itself several times
    a second. With all libraries in sight each collection holds up the camera's thread for more
    than the time of a frame.
    """
    gc.collect()
    gc.freeze()


def main() -> None:
    """Show the page the person is on."""
    _spare_the_collector()
    st.set_page_config(page_title="posecheck", layout="wide", initial_sidebar_state="collapsed")
    st.html(_STYLE)
    pages = [
        st.Page(_self_test, title="Self-test", url_path="self-test", default=True),
        st.Page(history_page.show, title="History", url_path="history"),
    ]
    st.navigation(pages, position="top").run()
    st.html(f'<p class="notice">{NOT_A_DIAGNOSIS} Nothing leaves this machine.</p>')


def _self_test() -> None:
    try:
        _PAGES[step()]()
    except PosecheckError as error:
        st.error(str(error))
    except Exception:
        log.exception("the page failed")
        st.error(
            "Something went wrong on this page. Reload it to begin again; a take that had begun "
            "is kept and offered there."
        )
