"""A protocol's options as fields of a form, made from their own description."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from posecheck.app.setup import Setup
from posecheck.options import Option

_FOUND = "auto"  # the choice by which the program finds the answer itself
_TARGET = "target_deg"
_MOST_RADIO = 5


def ask(option: Option, now: Any, highest_deg: int | None = None, *, keyed: str = "") -> Any:
    """Show one option and return what is chosen.

    Parameters
    ----------
    now : what is chosen so far.
    highest_deg : greatest target that may be offered; None for no limit.
    keyed : tells the fields of several forms apart.
    """
    key = f"option-{keyed}-{option.name}"
    if option.choices is not None:
        words = dict(option.choices)
        values = [value for value in words if _allowed(option, value, highest_deg)]
        start = values.index(now) if now in values else len(values) - 1
        asked: dict[str, Any] = {"format_func": words.__getitem__, "key": key, "help": option.help}
        if len(values) <= _MOST_RADIO:
            return st.radio(option.label, values, start, **asked)
        return st.selectbox(option.label, values, start, **asked)
    if option.kind is bool:
        return st.checkbox(option.label, value=bool(now), help=option.help, key=key)
    if option.kind in (int, float):
        return _number(option, now, key)
    return st.text_input(option.label, value=now or "", help=option.help, key=key)


def found_by_itself(option: Option) -> bool:
    """Tell whether the program finds this option's value by itself, unless told otherwise."""
    return option.choices is not None and option.default == _FOUND


def in_words(setup: Setup) -> str:
    """Return the choices of a set-up in a few words."""
    parts = [
        part
        for option in setup.chosen.options.asked()
        if (part := _said(option, setup.options)) is not None
    ]
    if setup.height_cm:
        parts.append(f"you are {setup.height_cm:.0f} cm tall")
    if setup.lens_cm and setup.distance_cm:
        parts.append(f"lens at {setup.lens_cm:.0f} cm, {setup.distance_cm:.0f} cm away")
    if setup.chair:
        parts.append("a hand on a chair")
    if setup.band:
        parts.append(f"band: {setup.band}")
    return "; ".join(parts)


def _said(option: Option, options: Mapping[str, Any]) -> str | None:
    value = options.get(option.name, option.default)
    if found_by_itself(option) and value == option.default:
        return None
    if option.choices is not None:
        return str(dict(option.choices)[value])
    if option.kind is bool:
        return option.label if value else None
    return f"{option.label}: {value}" if value not in (None, "") else None


def _allowed(option: Option, value: Any, highest_deg: int | None) -> bool:
    return option.name != _TARGET or highest_deg is None or value <= highest_deg


def _number(option: Option, now: Any, key: str) -> Any:
    kind = option.kind
    least = None if option.least is None else kind(option.least)
    most = None if option.most is None else kind(option.most)
    given = st.number_input(
        option.label, least, most, None if now is None else kind(now), help=option.help, key=key
    )
    return option.default if given is None else kind(given)
