"""Measures as the page shows them: one large, all of them in a table, repetition by repetition."""

import html

import streamlit as st

from posecheck.app import plain
from posecheck.assessment import Assessment, Measure
from posecheck.measures import kind_of
from posecheck.plain import printable
from posecheck.protocols import AnyProtocol
from posecheck.wording import number, quantity_in_words, span, value_in_words

_EVIDENCE = {
    "markers": "from the two points that were marked",
    "own_range": "from your own range",
    "silhouette": "estimated from your outline",
}


def show_measure(measure: Measure) -> None:
    """Show a measure that has a value: large, with its interval in words."""
    kind = kind_of(measure)
    st.markdown(f"**{plain.text(kind.titled(measure.side))}**")
    if isinstance(measure.value, str):
        _show_large(value_in_words(measure).capitalize(), "number word")
    elif measure.value is not None:
        text = number(measure.value, measure.unit, digits=kind.digits)
        _show_large(text, "number")
        interval = span(measure.low, measure.high, kind)
        if interval:
            st.markdown(plain.text(f"with 95 % certainty {interval}"))
    for words in (_EVIDENCE.get(measure.evidence or ""), measure.caution):
        if words:
            st.caption(plain.text(words))


def _show_large(words: str, kind: str) -> None:
    st.html(f'<span class="{kind}">{html.escape(printable(words))}</span>')


def show_numbers(assessment: Assessment) -> None:
    """Show every measure that has a value as a table."""
    st.dataframe(
        [
            {
                "measure": kind_of(measure).label,
                "side": measure.side or "",
                "value": value_in_words(measure),
                "from": measure.n,
                "note": measure.caution or "",
            }
            for measure in assessment.measures
            if measure.value is not None
        ],
        hide_index=True,
    )


def show_repetitions(assessment: Assessment, protocol: AnyProtocol | None) -> None:
    """Show every repetition, those that do not count with the reason."""
    if not assessment.repetitions:
        return
    shown = {name for each in assessment.repetitions for name in each.values}
    declared = protocol.repetition_measures if protocol else tuple(map(kind_of, sorted(shown)))
    kinds = [kind for kind in declared if kind.name in shown]
    rows = []
    for place, each in enumerate(assessment.repetitions, 1):
        row = {"": str(place), "side": each.side, "at": f"{each.peak_s:.1f} s"}
        for kind in kinds:
            value = each.values.get(kind.name)
            row[kind.label] = quantity_in_words(kind, value.value if value else None)
        row["does not count because"] = each.reason or ""
        rows.append(row)
    st.dataframe(rows, hide_index=True)
