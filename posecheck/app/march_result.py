"""What a march brought: both sides, the curve, the lifts, the camera's place."""

import streamlit as st

from posecheck.app.charts import elevation_chart, repetition_bars
from posecheck.app.flow import choose
from posecheck.app.measure_card import show_figure
from posecheck.app.score import Scored
from posecheck.assessment import Assessment
from posecheck.landmarks import SIDES, Side
from posecheck.wording import headline, value_in_words

_CARD = (
    ("target_share", "reach the target"),
    ("hold_time", "hold at the top"),
    ("lowering_time", "way down"),
    ("fatigue_slope", "change from lift to lift"),
)


def show_march(scored: Scored) -> None:
    """Show a march that could be scored."""
    assessment = scored.assessment
    difference = assessment.measure("thigh_elevation_difference")
    if difference is not None:
        st.header(headline(difference))
    for column, side in zip(st.columns(2), SIDES, strict=True):
        with column.container(border=True):
            _card(assessment, side)
    if scored.analysis is not None:
        st.subheader("Both knees over time")
        st.altair_chart(elevation_chart(scored.analysis, assessment.repetitions), width="stretch")
        st.caption("Dots are the tops that count, crosses the ones that do not; bands are holds.")
        st.subheader("Lift by lift")
        for column, side in zip(st.columns(2), SIDES, strict=True):
            column.altair_chart(
                repetition_bars(assessment.repetitions, side, scored.setup.target_deg),
                width="stretch",
            )
        _camera_place(scored)


def _card(assessment: Assessment, side: Side) -> None:
    """Show one side: its height large, the rest below it."""
    counted = [rep for rep in assessment.repetitions if rep.valid and rep.side == side]
    lifts = "1 lift" if len(counted) == 1 else f"{len(counted)} lifts"
    st.markdown(f"**{side.capitalize()} leg, {lifts}**")
    peak = assessment.measure("thigh_elevation_peak", side)
    if peak is not None and peak.value is not None:
        st.markdown("Height of the thigh at the top")
        show_figure(peak)
    elif peak is not None:
        st.markdown(f"Height not measurable: {peak.reason}")
    for name, words in _CARD:
        measure = assessment.measure(name, side)
        if measure is not None and measure.value is not None:
            st.markdown(f"{value_in_words(measure)} {words}")


def _camera_place(scored: Scored) -> None:
    """Show where the camera was taken to stand, to be confirmed or put right with one tap."""
    placement = scored.analysis.elevation.placement if scored.analysis else None
    if placement is None or not placement.estimated:
        return
    with st.container(border=True):
        st.markdown(
            "**Where did the camera stand?** This was estimated while you stood still. If you "
            "confirm it or put it right, the heights become more exact."
        )
        left, right, go = st.columns([2, 2, 2], vertical_alignment="bottom")
        lens = left.number_input(
            "Lens above the floor (cm)", 10, 250, round(100 * placement.lens_height_m)
        )
        distance = right.number_input(
            "From the lens to you (cm)", 100, 600, round(100 * placement.distance_m)
        )
        if go.button("That is right: score again", width="stretch"):
            choose(scored.setup.placed(lens / 100, distance / 100))
            st.session_state.pop("scored")
            st.rerun()
