"""Where the person is in the self-test, kept per browser tab."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

import streamlit as st

from posecheck.app.safety import Advice
from posecheck.app.setup import Setup
from posecheck.live.stands import Stands
from posecheck.recording import Recording


class Step(StrEnum):
    """The pages of the self-test, in their order."""

    WELCOME = "welcome"
    SAFETY = "safety"
    CHOOSE = "choose"
    SETUP = "setup"
    TAKE = "take"
    RESULT = "result"


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a take brought.

    Attributes
    ----------
    recordings : by station; empty where nothing was recorded.
    how_it_ended : one sentence.
    stands : of a posture check, where its silhouettes are read already.
    kept_as : name under which the take is kept until it is saved or thrown away; None if it is
        not.
    """

    recordings: Mapping[str, Recording]
    how_it_ended: str
    kept_as: str | None = None
    stands: Stands | None = None


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
    st.session_state["outcome"] = brought
    st.session_state.pop("scored", None)
    go(Step.RESULT)
