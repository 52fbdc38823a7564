"""Where the person is in the self-test and what they chose, kept per browser tab."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, cast

import streamlit as st
from platformdirs import user_data_path

from posecheck.app.safety import Advice
from posecheck.errors import PosecheckError
from posecheck.files import write_atomic
from posecheck.recording import Frame
from posecheck.registry import AnyProtocol, protocol
from posecheck.result import Result, assess
from posecheck.station import Clothing, Footwear, Setting, Stated
from posecheck.take import Take

Source = Literal["camera", "file", "sample"]
SOURCES: Mapping[Source, str] = {
    "camera": "This computer's camera",
    "file": "A video file",
    "sample": "The built-in sample",
}
ASSUMED_HEIGHT_M = 1.70


@dataclass(frozen=True)
class Setup:
    """The choices of one take.

    Attributes
    ----------
    protocol
        name of what is to be done; empty before the choice.
    source
        where the pictures come from.
    options
        the protocol's, as said.
    height_cm, lens_cm, distance_cm
        as the person said them; None where they did not.
    clothing, footwear, chair, band
        as asked.
    voice, tones
        what is to be heard.
    """

    protocol: str = ""
    source: Source = "camera"
    options: Mapping[str, Any] = field(default_factory=dict)
    height_cm: float | None = None
    lens_cm: float | None = None
    distance_cm: float | None = None
    clothing: Clothing | None = None
    footwear: Footwear | None = None
    chair: bool = False
    band: str = ""
    voice: bool = True
    tones: bool = True

    @property
    def chosen(self) -> AnyProtocol:
        """The protocol."""
        return protocol(self.protocol)

    @property
    def setting(self) -> Setting:
        """The conditions, each with whether it was given or only assumed.

        Raises
        ------
        OptionError
            one of them is not possible.
        """
        height = _metres(self.height_cm) or Stated(value=ASSUMED_HEIGHT_M, given=False)
        setting = Setting(
            person_height_m=height,
            lens_height_m=_metres(self.lens_cm),
            distance_m=_metres(self.distance_cm),
            chair=self.chair,
            band=self.band,
            clothing=self.clothing,
            footwear=self.footwear,
        )
        setting.refuse_nonsense()
        return setting


def _metres(centimetres: float | None) -> Stated | None:
    return None if centimetres is None else Stated(value=centimetres / 100.0)


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
    take
        what was recorded; None where nothing was.
    ending
        how it ended, one sentence.
    kept_as
        name under which it is kept until it is saved or thrown away; None if it is not.
    pictures
        for each station the first picture that shows somebody, where there is one; they are shown
        now and never kept.
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
    """Take over what the person put right about the take, and have it worked out again."""
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


def remember(setup: Setup) -> None:
    """Keep the choices of a take that begins now; a full disk is no reason not to begin."""
    with suppress(OSError, PosecheckError, TypeError):
        _file().parent.mkdir(0o700, parents=True, exist_ok=True)
        write_atomic(_file(), json.dumps(asdict(setup)).encode())


def last_time() -> Setup | None:
    """Return the choices of the last take; None where there are none that still make sense."""
    try:
        given = json.loads(_file().read_text("utf-8"))
        known = {field.name for field in fields(Setup)}
        setup = Setup(**{name: value for name, value in given.items() if name in known})
        setup.chosen.options.said(setup.options)
        _ = setup.setting
    except (OSError, ValueError, TypeError, AttributeError, PosecheckError):
        return None
    return setup


def forget_last_time() -> None:
    """Delete what is kept."""
    with suppress(OSError):
        _file().unlink(missing_ok=True)


def _file() -> Path:
    return user_data_path("posecheck", appauthor=False) / "last_time.json"
