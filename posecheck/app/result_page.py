"""The result: the headline, both sides, the curve, what could not be measured, and what next."""

from typing import cast

import streamlit as st

from posecheck.app.flow import Outcome, Step, go, outcome, setup
from posecheck.app.march_result import show_march
from posecheck.app.posture_result import show_posture
from posecheck.app.save import show_save
from posecheck.app.score import Scored, score
from posecheck.app.unsaved_takes import forget
from posecheck.assessment import Assessment
from posecheck.wording import NOT_A_DIAGNOSIS, label, value_in_words, view_in_words

_VERDICTS = {
    "ok": "Quality of the take: good.",
    "degraded": "Quality of the take: usable, with limits.",
    "unusable": "This take cannot be scored.",
}


def show() -> None:
    """Show the page."""
    brought = outcome()
    if brought is None:
        go(Step.WELCOME)
        return
    if not brought.recordings:
        _nothing(brought)
        return
    scored = _scored(brought)
    st.title("Your march" if scored.assessment.protocol == "slow_march" else "How you stand")
    st.caption(brought.how_it_ended)
    _quality(scored.assessment)
    if scored.assessment.quality.verdict != "unusable":
        if scored.stands is None:
            show_march(scored)
        else:
            show_posture(scored)
        _findings(scored.assessment)
    _not_measured(scored.assessment)
    _everything(scored.assessment)
    show_save(scored, brought)
    _again(brought)


def _scored(brought: Outcome) -> Scored:
    scored = st.session_state.get("scored")
    if scored is None:
        with st.spinner("Measuring …"):
            scored = st.session_state["scored"] = score(
                brought, setup(), st.session_state.get("markers")
            )
    return cast("Scored", scored)


def _nothing(brought: Outcome) -> None:
    st.title("Nothing was recorded")
    st.info(brought.how_it_ended)
    _again(brought)


def _quality(assessment: Assessment) -> None:
    """Say how good the take was, and why."""
    quality = assessment.quality
    text = f"**{_VERDICTS[quality.verdict]}** Seen {view_in_words(assessment.view)}."
    text += "".join(f"\n- {reason.message}" for reason in quality.reasons)
    shown = {"ok": st.success, "degraded": st.warning, "unusable": st.error}[quality.verdict]
    shown(text)


def _findings(assessment: Assessment) -> None:
    st.subheader("What stands out")
    texts = [finding.text for finding in assessment.findings if finding.text != NOT_A_DIAGNOSIS]
    for text in texts or ["Nothing stands out in this take."]:
        st.markdown(f"- {text}")


def _not_measured(assessment: Assessment) -> None:
    """List what has no value, with the reason."""
    missing = [measure for measure in assessment.measures if measure.value is None]
    if not missing:
        return
    with st.expander(f"What could not be measured, and why ({len(missing)})"):
        for measure in missing:
            side = f", {measure.side}" if measure.side else ""
            st.markdown(f"- **{label(measure.name)}{side}**: {measure.reason}")


def _everything(assessment: Assessment) -> None:
    with st.expander("Every number, with its 95 % interval"):
        st.dataframe(
            [
                {
                    "measure": label(measure.name),
                    "side": measure.side or "",
                    "value": value_in_words(measure),
                    "from": measure.n,
                    "note": measure.reason or "",
                }
                for measure in assessment.measures
                if measure.value is not None
            ],
            hide_index=True,
        )
        void = [rep for rep in assessment.repetitions if not rep.valid]
        for rep in void:
            st.markdown(f"- Lift at {rep.start_s:.0f} s ({rep.side}) does not count: {rep.reason}")


def _again(brought: Outcome) -> None:
    again, new = st.columns(2)
    if again.button("Do it again", width="stretch"):
        _leave(brought, Step.TAKE)
    if new.button("Start over", width="stretch"):
        _leave(brought, Step.WELCOME)


def _leave(brought: Outcome, to: Step) -> None:
    if brought.kept_as:
        forget(brought.kept_as)
    for name in ("outcome", "scored", "saved_as", "markers"):
        st.session_state.pop(name, None)
    go(to)
