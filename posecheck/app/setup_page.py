"""The set-up, generated from what the protocol asks and from the conditions of any take."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

import streamlit as st

from posecheck.app.drawing import set_up_drawing
from posecheck.app.flow import Step, advice, choose, go, setup
from posecheck.app.option_widgets import ask, found_by_itself
from posecheck.app.setup import SOURCES, Setup, Source
from posecheck.options import Option
from posecheck.take import Clothing, Footwear
from posecheck.thresholds import OPTIONS

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
        chosen = replace(chosen, height_cm=_length("Your height (cm)", chosen.height_cm, "person"))
    with right:
        stations = chosen.chosen.live_stations(chosen.chosen.options.said(chosen.options))
        facings = {station.facing for station in stations}
        st.image(set_up_drawing("side" if facings == {"side"} else "front"), width="stretch")
        st.markdown(_ADVICE)
        if len(stations) > 1:
            st.markdown("In turn: " + ", ".join(each.label.lower() for each in stations) + ".")
    chosen = _more(chosen)
    choose(chosen)
    back, onward = st.columns([1, 3])
    if back.button("Back", width="stretch"):
        go(Step.WELCOME)
    if onward.button("Continue", type="primary", width="stretch"):
        _ = chosen.setting  # refuses what cannot be before the camera opens
        go(Step.TAKE)


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
    asked = [each for each in _asked(chosen) if not found_by_itself(each)]
    return replace(chosen, options={**chosen.options, **_answers(asked, chosen)})


def _asked(chosen: Setup) -> list[Option]:
    live = chosen.source == "camera"
    return [each for each in chosen.chosen.options.asked() if live or not each.live_only]


def _answers(asked: list[Option], chosen: Setup) -> Mapping[str, Any]:
    given = advice()
    highest = given.highest_target_deg if given is not None and given.march else None
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
            lens = _length("Lens above the floor (cm)", chosen.lens_cm, "lens")
            distance = _length("From the lens to you (cm)", chosen.distance_cm, "distance")
            own = [each for each in _asked(chosen) if found_by_itself(each)]
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


def _length(label: str, now: float | None, kind: str) -> float | None:
    """Ask for a length; left empty it is not known."""
    name = {"person": "person_height", "lens": "lens_height", "distance": "distance"}[kind]
    least, most = (100 * getattr(OPTIONS, f"{name}_{end}") for end in ("min", "max"))
    return st.number_input(label, least, most, now, step=1.0, format="%.0f", placeholder="not said")
