"""The set-up, generated from what the protocol asks and from the conditions of any take."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, get_args

import streamlit as st

from posecheck import plain
from posecheck.app.flow import SOURCES, Setup, Source, Step, advice, choose, go, setup
from posecheck.options import Option
from posecheck.protocol import Facing
from posecheck.station import Clothing, Footwear
from posecheck.thresholds import OPTIONS

_TARGET = "target_deg"
_MOST_RADIO = 5


def ask(option: Option, now: Any, highest_deg: int | None = None, *, keyed: str = "") -> Any:
    """Show one option and return what is chosen.

    Parameters
    ----------
    now
        what is chosen so far.
    highest_deg
        greatest target that may be offered; None for no limit.
    keyed
        tells the fields of several forms apart.
    """
    key = f"option-{keyed}-{option.name}"
    if option.choices is not None:
        words = dict(option.choices)
        values = [value for value in words if _allowed(option, value, highest_deg)]
        start = values.index(now) if now in values else len(values) - 1
        asked: dict[str, Any] = {"format_func": words.__getitem__, "key": key, "help": option.help}
        if option.found_by_itself:
            asked["help"] = None  # its choices say it; the help names the command line's words
        if len(values) <= _MOST_RADIO:
            return st.radio(option.label, values, start, **asked)
        return st.selectbox(option.label, values, start, **asked)
    if option.kind is bool:
        return st.checkbox(option.label, value=bool(now), help=option.help, key=key)
    if _number_kind(option) is not None:
        return _number(option, now, key)
    return st.text_input(option.label, value=now or "", help=option.help, key=key)


def choices_in_words(setup: Setup) -> str:
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
    if option.found_by_itself and value == option.default:
        return None
    if option.choices is not None:
        return str(dict(option.choices)[value])
    if option.kind is bool:
        return option.label if value else None
    return f"{option.label}: {value}" if value not in (None, "") else None


def _allowed(option: Option, value: Any, highest_deg: int | None) -> bool:
    return option.name != _TARGET or highest_deg is None or value <= highest_deg


def _number_kind(option: Option) -> Any:
    """Return int or float where the option is such a number, or may be left open; else None."""
    kinds = [each for each in get_args(option.kind) or (option.kind,) if each is not type(None)]
    return kinds[0] if kinds in ([int], [float]) else None


def _number(option: Option, now: Any, key: str) -> Any:
    kind = _number_kind(option)
    least = None if option.least is None else kind(option.least)
    most = None if option.most is None else kind(option.most)
    given = st.number_input(
        option.label,
        least,
        most,
        None if now is None else kind(now),
        help=option.help,
        key=key,
        placeholder="not said",
    )
    return option.default if given is None else kind(given)


_FRONT = """
<path d="M470 96 q22 0 22 26 v50 l6 70 h-14 l-10 -66 h-8 l-10 66 h-14 l6 -70 v-50 q0 -26 22 -26z"/>
<circle cx="470" cy="76" r="16"/>
"""
_SIDE = """
<path d="M470 96 q14 0 14 24 v52 l2 70 h-14 l-6 -66 l-4 66 h-12 l4 -70 v-52 q0 -24 16 -24z"/>
<circle cx="472" cy="76" r="16"/><path d="M486 74 l8 4 l-8 4z"/>
"""


def set_up_drawing(facing: Facing) -> str:
    """Return the drawing as SVG: the laptop on a table, the person, distance and height."""
    person = _FRONT if facing == "front" else _SIDE
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 290"
 width="1200" height="580" font-family="sans-serif">
 <rect width="600" height="290" rx="14" fill="#f1f5f9"/>
 <line x1="20" y1="244" x2="580" y2="244" stroke="#64748b" stroke-width="3"/>
 <path d="M104 152 L466 60 L466 244 Z" fill="#56b4e9" opacity=".18"/>
 <path d="M40 172 h96 M52 172 v72 M124 172 v72" stroke="#475569" stroke-width="7" fill="none"/>
 <path d="M66 168 h52 l-8 0 M106 166 l12 -40" stroke="#0f172a" stroke-width="6" fill="none"
  stroke-linecap="round"/>
 <circle cx="111" cy="142" r="4" fill="#0072b2"/>
 <g fill="#0f172a">{person}</g>
 <path d="M540 152 h30 M555 152 v92 M548 163 l7 -11 l7 11 M548 233 l7 11 l7 -11"
  stroke="#0072b2" stroke-width="3" fill="none"/>
 <path d="M111 262 h359 M122 255 l-11 7 l11 7 M459 255 l11 7 l-11 7" stroke="#0072b2"
  stroke-width="3" fill="none"/>
 <g fill="#0f172a" font-size="17" font-weight="600">
  <text x="248" y="284">2.5 to 3.5 m</text>
  <text x="496" y="138">hip height</text>
  <text x="20" y="34">Lens at hip height, screen upright, light from the front</text>
 </g>
</svg>
"""


_CLOTHES = {"fitted": "Fitted", "loose": "Loose", "coat": "Coat, skirt or robe"}
_FOOTWEAR = {"barefoot": "Barefoot", "socks": "Socks", "shoes": "Shoes"}
_ADVICE = (
    "Table or chair at hip height for the laptop, screen upright. Fitted clothes, shoes off, light "
    "from the front, nobody else in the picture. **Keep a chair beside you.** Stop at once if it "
    "hurts or you feel dizzy; both hands above the head end the take from where you stand."
)


def show() -> None:
    """Show the page."""
    chosen = setup()
    if not chosen.protocol:
        go(Step.WELCOME)
        return
    st.title(f"Set up: {chosen.chosen.title.lower()}")
    left, right = st.columns([5, 6], gap="large")
    with left:
        chosen = _source(chosen)
        chosen = _options(chosen)
        height_cm = ask_length("Your height (cm)", "person_height", chosen.height_cm)
        chosen = replace(chosen, height_cm=height_cm)
    with right:
        stations = chosen.chosen.live_stations(chosen.chosen.options.said(chosen.options))
        facings = {station.facing for station in stations}
        st.image(set_up_drawing("side" if facings == {"side"} else "front"), width="stretch")
        st.markdown(_ADVICE)
        if chosen.chosen.advice:
            st.markdown(f"**{plain.markdown(chosen.chosen.advice)}**")
        if len(stations) > 1:
            st.markdown(f"In turn: {in_turn([each.label.lower() for each in stations])}.")
    chosen = _more(chosen)
    choose(chosen)
    back, onward = st.columns([1, 3])
    if back.button("Back", width="stretch"):
        go(Step.WELCOME)
    if onward.button("Continue", type="primary", width="stretch"):
        _ = chosen.setting  # refuses what cannot be before the camera opens
        go(Step.TAKE)


def in_turn(labels: Sequence[str]) -> str:
    """Return what comes after what, each label once for all of its times in a row."""
    times = ((label, len(list(row))) for label, row in groupby(labels))
    return ", ".join(label if n == 1 else f"{label} ({n} times)" for label, n in times)


def _source(chosen: Setup) -> Setup:
    kinds: tuple[Source, ...] = get_args(Source)
    if not chosen.chosen.sample:
        kinds = tuple(kind for kind in kinds if kind != "sample")
    if st.session_state.get("sample_only"):
        kinds = ("sample",)
    if not kinds:
        st.info("This test brings no sample.")
        return chosen
    start = kinds.index(chosen.source) if chosen.source in kinds else 0
    kind = st.radio("Pictures from", kinds, start, format_func=SOURCES.__getitem__)
    return replace(chosen, source=kind)


def _options(chosen: Setup) -> Setup:
    """Ask what the protocol wants to know, except what it finds by itself."""
    asked = [each for each in _asked(chosen) if not each.found_by_itself]
    return replace(chosen, options={**chosen.options, **_answers(asked, chosen)})


def _asked(chosen: Setup) -> list[Option]:
    live = chosen.source == "camera"
    asked = chosen.chosen.options.asked()
    return [each for each in asked if not each.afterwards and (live or not each.live_only)]


def _answers(asked: list[Option], chosen: Setup) -> Mapping[str, Any]:
    given = advice()
    highest = given.highest_target_deg if given is not None and given.test else None
    return {
        each.name: ask(
            each, chosen.options.get(each.name, each.default), highest, keyed=chosen.protocol
        )
        for each in asked
    }


def _more(chosen: Setup) -> Setup:
    """Ask what makes a result more exact, or is good to know with it."""
    with st.expander("More: where the camera stands, clothes, chair, band, sound"):
        st.caption("All of this may stay open. What you leave open is estimated, or not used.")
        left, middle, right = st.columns(3)
        with left:
            lens = ask_length("Lens above the floor (cm)", "lens_height", chosen.lens_cm)
            distance = ask_length("From the lens to you (cm)", "distance", chosen.distance_cm)
            own = [each for each in _asked(chosen) if each.found_by_itself]
            options = {**chosen.options, **_answers(own, chosen)}
        with middle:
            clothing = _pick("Clothes", get_args(Clothing), _CLOTHES, chosen.clothing)
            footwear = _pick("Feet", get_args(Footwear), _FOOTWEAR, chosen.footwear)
        with right:
            given = advice()
            wanted = chosen.chair or bool(given and given.chair)
            chair = st.checkbox("A hand on a chair", value=wanted)
            band = st.text_input("Elastic band, if you use one", chosen.band, max_chars=100)
            voice = st.toggle("Speak the cues aloud", value=chosen.voice)
            tones = st.toggle("Soft tones", value=chosen.tones)
    return replace(
        chosen,
        options=options,
        lens_cm=lens,
        distance_cm=distance,
        clothing=clothing,
        footwear=footwear,
        chair=chair,
        band=band,
        voice=voice,
        tones=tones,
    )


def _pick(label: str, values: tuple[Any, ...], words: Mapping[str, str], now: str | None) -> Any:
    start = values.index(now) if now in values else None
    return st.selectbox(label, values, start, format_func=words.__getitem__, placeholder="–")


def ask_length(label: str, name: str, now: float | None) -> float | None:
    """Ask for a length in centimetres, in the range of `name`; left empty it is not known."""
    least, most = (100 * getattr(OPTIONS, f"{name}_{end}") for end in ("min", "max"))
    return st.number_input(label, least, most, now, step=1.0, format="%.0f", placeholder="not said")
