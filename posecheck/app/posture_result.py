"""What a posture check brought: the pictures, the class, every measure, and the clicks."""

import streamlit as st

from posecheck.app.clicks import picture_to_click
from posecheck.app.measure_card import show_figure
from posecheck.app.score import Scored
from posecheck.assessment import Measure
from posecheck.capture.stand import Seen
from posecheck.report.posture_picture import draw_stands
from posecheck.take import Markers
from posecheck.wording import label

_MAIN = ("posture_class", "pelvic_tilt", "head_forward", "trunk_lean", "shoulder_level")
_EVIDENCE = {
    "markers": "from the two points you marked",
    "own_range": "from your own range between tuck and arch",
    "silhouette": "estimated from your outline",
}
_POINTS = {
    "asis": "the bony point at the front of the hip",
    "psis": "the dimple above the buttock",
}


def show_posture(scored: Scored) -> None:
    """Show a posture check that could be scored."""
    assessment = scored.assessment
    shown = [m for name in _MAIN if (m := assessment.measure(name)) and m.value is not None]
    for start in range(0, len(shown), 3):
        for column, measure in zip(st.columns(3), shown[start : start + 3], strict=False):
            with column.container(border=True):
                _card(measure)
    _pictures(scored)
    _marking(scored)


def _card(measure: Measure) -> None:
    st.markdown(f"**{label(measure.name)}**")
    show_figure(measure)
    if measure.evidence:
        st.caption(_EVIDENCE[measure.evidence])


def _pictures(scored: Scored) -> None:
    seen = list(scored.stands.seen.values()) if scored.stands else []
    if seen:
        st.subheader("What was seen")
        st.image(draw_stands(seen), width="stretch")
        st.caption("These pictures are shown now and never kept.")


def _marking(scored: Scored) -> None:
    """Let the person click the two points of the pelvis, the better grade of evidence."""
    seen = scored.stands.first_side if scored.stands else None
    if seen is None:
        return
    with st.expander("Mark your pelvis in the side picture: the more exact way"):
        st.markdown(
            "Click first the bony point at the front of the hip, then the dimple above the "
            "buttock. Two stickers put there before the picture make it easier."
        )
        clicks = picture_to_click(seen.picture.image, len(_POINTS))
        for (x, y), words in zip(clicks, _POINTS.values(), strict=False):
            st.caption(f"{words}: {x:.0f}, {y:.0f}")
        ready = len(clicks) == len(_POINTS)
        if st.button("Use these points", disabled=not ready, type="primary") and ready:
            asis, psis = (_true(seen, click) for click in clicks)
            st.session_state["markers"] = Markers(asis, psis)
            st.session_state.pop("scored")
            st.rerun()


def _true(seen: Seen, click: tuple[float, float]) -> tuple[float, float]:
    """Return a click on the shown picture in true pixels."""
    scale = seen.picture.true_size_px[0] / seen.picture.image.shape[1]
    return click[0] * scale, click[1] * scale
