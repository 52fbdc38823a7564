"""Where the person is in the self-test, kept per browser tab."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import cast

import streamlit as st

from posecheck.app.safety import Advice
from posecheck.app.setup import Setup
from posecheck.recording import Frame
from posecheck.result import Result, assess
from posecheck.take import Take


class Step(StrEnum):
    """The pages of the self-test, in their order."""

    WELCOME = "welcome"
    SAFETY = "safety"
    SETUP = "setup"
    TAKE = "take"
    RESULT = "result"


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a take brought.

    Attributes
    ----------
    take : what was recorded; None where nothing was.
    ending : how it ended, one sentence.
    kept_as : name under which it is kept until it is saved or thrown away; None if it is not.
    pictures : for each station the first picture that shows somebody, where there is one; they are
        shown now and never kept.
    """

    take: Take | None
    ending: str
    kept_as: str | None = None
    pictures: tuple[Frame | None, ...] = ()


def step() -> Step:
    """Return the page that is shown."""
    return cast("Step", st.session_state.get("step", Step.WELCOME))


def go(to: Step) -> None:
    """Show another page."""
    st.session_state["step"] = to
    st.rerun()


def setup() -> Setup:
    """Return the person's choices so far."""
    return cast("Setup", st.session_state.get("setup", Setup()))


def choose(chosen: Setup) -> None:
    """Remember the person's choices."""
    st.session_state["setup"] = chosen


def advice() -> Advice | None:
    """Return what followed from the safety questions; None before they are answered."""
    return cast("Advice | None", st.session_state.get("advice"))


def outcome() -> Outcome | None:
    """Return what the last take brought; None before one."""
    return cast("Outcome | None", st.session_state.get("outcome"))


def finish(brought: Outcome) -> None:
    """Remember what a take brought and show it."""
    _forget_result()
    st.session_state["outcome"] = brought
    go(Step.RESULT)


def result() -> Result:
    """Return what the take says, worked out once for each take and what is known of it."""
    found = st.session_state.get("result")
    if found is None:
        brought = outcome()
        assert brought is not None
        assert brought.take is not None
        with st.spinner("Measuring …"):
            found = st.session_state["result"] = assess(brought.take)
    return cast("Result", found)


def correct(take: Take) -> None:
    """Take over what the person put right about the take, and have it worked out anew."""
    brought = outcome()
    assert brought is not None
    _forget_result()
    st.session_state["outcome"] = replace(brought, take=take)
    st.rerun()


def leave(to: Step) -> None:
    """Leave the result for another page."""
    _forget_result()
    st.session_state.pop("outcome", None)
    go(to)


def _forget_result() -> None:
    for name in ("result", "saved_as", "reports"):
        st.session_state.pop(name, None)
