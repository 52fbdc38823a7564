"""The set-up: source, target, repetitions, and where camera and person stand."""

from dataclasses import replace
from typing import get_args

import streamlit as st

from posecheck.app.drawing import set_up_drawing
from posecheck.app.flow import Step, advice, choose, go, setup
from posecheck.app.setup import Setup, SourceKind
from posecheck.protocols.posture.pelvis import Clothing
from posecheck.protocols.slow_march.options import TARGETS_DEG

_SOURCES = {
    "camera": "This computer's camera",
    "video": "A video file",
    "sample": "The built-in sample",
}
_TARGETS = {
    45: "45°: half way",
    60: "60°",
    68: "68°: as high as in the step test for seniors",
    90: "90°: thigh level",
}
_CLOTHES = {"fitted": "Fitted", "loose": "Loose", "coat": "Coat, skirt or robe"}
_FACINGS = {
    "front": "Facing the camera: compares left and right",
    "side": "Sideways: trunk, landing, the near leg",
}


def show() -> None:
    """Show the page."""
    chosen = setup()
    march = chosen.protocol == "slow_march"
    st.title("Set up the march" if march else "Set up the posture check")
    left, right = st.columns([5, 6], gap="large")
    with left:
        chosen = _what(chosen) if march else _stands(chosen)
        chosen = _who(chosen)
    with right:
        st.image(set_up_drawing(chosen.facing if march else "side"), width="stretch")
        st.markdown(_ADVICE)
        if march:
            chosen = _camera_place(chosen)
    choose(chosen)
    back, onward = st.columns([1, 3])
    if back.button("Back", width="stretch"):
        go(Step.CHOOSE)
    if onward.button("Continue", type="primary", width="stretch"):
        go(Step.TAKE)


_ADVICE = (
    "Table or chair at hip height for the laptop, screen upright. Fitted clothes, shoes off, light "
    "from the front, nobody else in the picture. **Keep a chair beside you.** Stop at once if it "
    "hurts or you feel dizzy; both hands above the head end the take from where you stand."
)


def _source(chosen: Setup) -> Setup:
    kinds: tuple[SourceKind, ...] = get_args(SourceKind)
    if st.session_state.get("sample_only"):
        kinds = ("sample",)
    start = kinds.index(chosen.source) if chosen.source in kinds else 0
    kind = st.radio("Pictures from", kinds, start, format_func=_SOURCES.__getitem__)
    return replace(chosen, source=kind)


def _what(chosen: Setup) -> Setup:
    chosen = _source(chosen)
    given = advice()
    highest = given.highest_target_deg if given and given.march else 90
    targets = [target for target in TARGETS_DEG if target <= highest]
    target = st.radio(
        "Lift the thigh to",
        targets,
        targets.index(chosen.target_deg) if chosen.target_deg in targets else len(targets) - 1,
        format_func=_TARGETS.__getitem__,
    )
    lifts = st.number_input(
        "Repetitions per side",
        min_value=1,
        max_value=20,
        value=chosen.lifts_per_side,
        help="Ten show whether a side tires; from five on the two sides can be compared well.",
    )
    facing = st.radio("Stand", list(_FACINGS), format_func=_FACINGS.__getitem__)
    return replace(
        chosen,
        target_deg=target,
        lifts_per_side=int(lifts),
        facing="side" if facing == "side" else "front",
    )


def _stands(chosen: Setup) -> Setup:
    chosen = _source(chosen)
    own_range = st.checkbox(
        "Also show me where I stand between my own tuck and arch",
        value=chosen.own_range,
        help="Two more stands: tail tucked under, and tipped up. Leave it out if it hurts.",
    )
    kinds: tuple[Clothing, ...] = get_args(Clothing)
    clothing = st.radio(
        "Clothes",
        kinds,
        kinds.index(chosen.clothing),
        format_func=_CLOTHES.__getitem__,
        help="The pelvis is read from your outline; loose clothes hide it.",
    )
    return replace(chosen, own_range=own_range, clothing=clothing)


def _who(chosen: Setup) -> Setup:
    height = st.number_input(
        "Your height (cm)",
        min_value=100,
        max_value=230,
        value=round(100 * (chosen.camera.person_height_m or 1.7)),
    )
    given = advice()
    chair = st.checkbox("A hand on a chair", value=chosen.chair or bool(given and given.chair))
    band = st.text_input("Elastic band, if you use one", value=chosen.band, max_chars=100)
    voice = st.toggle("Speak the cues aloud", value=chosen.voice)
    return replace(
        chosen,
        camera=replace(chosen.camera, person_height_m=height / 100),
        chair=chair,
        band=band,
        voice=voice,
    )


def _camera_place(chosen: Setup) -> Setup:
    """Ask for the camera's place, or leave it to the standing baseline."""
    known = st.checkbox(
        "I know where the camera stands",
        value=chosen.camera.placed,
        help="Otherwise it is estimated from the picture while you stand still, and you can "
        "confirm it afterwards with one tap. A known place makes the result more exact.",
    )
    camera = chosen.camera
    if not known:
        return replace(chosen, camera=replace(camera, lens_height_m=None, distance_m=None))
    left, right = st.columns(2)
    lens = left.number_input(
        "Lens above the floor (cm)", 10, 250, round(100 * (camera.lens_height_m or 0.95))
    )
    distance = right.number_input(
        "From the lens to you (cm)", 100, 600, round(100 * (camera.distance_m or 2.8))
    )
    return chosen.placed(lens / 100, distance / 100)
