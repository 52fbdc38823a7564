"""Measures and repetitions as the pages show them: large, in a table, as bars."""

import html
from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from posecheck import plain
from posecheck.assessment import Assessment, Measure, Repetition
from posecheck.landmarks import SIDES, Side
from posecheck.measures import MeasureKind
from posecheck.plain import printable
from posecheck.registry import AnyProtocol, kind_of
from posecheck.wording import (
    number,
    quantity_in_words,
    span,
    unit_beside,
    value_in_words,
    with_unit,
)

# Blue and vermilion of a palette that colour-blind people tell apart (Okabe and Ito).
_COLOURS = dict(zip(SIDES, ("#0072b2", "#d55e00"), strict=True))
_INK = "#0f172a"


def show_measure(measure: Measure) -> None:
    """Show a measure that is told: large, with its interval in words."""
    kind = kind_of(measure)
    st.markdown(f"**{plain.markdown(kind.titled(measure.side))}**")
    if isinstance(measure.value, float):
        text = number(measure.value, measure.unit, digits=kind.digits)
        _show_large(text, "number")
        interval = span(measure.low, measure.high, kind)
        if interval:
            unit = unit_beside(measure.unit)
            st.markdown(plain.markdown(f"95 % interval: {interval}{unit}"))
    else:
        _show_large(value_in_words(measure, kind).capitalize(), "number word")
    if measure.caution:
        st.caption(plain.markdown(measure.caution))


def _show_large(words: str, kind: str) -> None:
    st.html(f'<span class="{kind}">{html.escape(printable(words))}</span>')


def show_numbers(assessment: Assessment) -> None:
    """Show every measure that is told as a table."""
    st.dataframe(
        [
            {
                "measure": kind_of(measure).label,
                "side": measure.side or "",
                "value": value_in_words(measure, kind_of(measure)),
                "from": measure.n,
                "note": measure.caution or "",
            }
            for measure in assessment.measures
            if measure.is_told
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


def repetition_bars(
    repetitions: Sequence[Repetition], kind: MeasureKind, side: Side
) -> alt.LayerChart | alt.FacetChart | None:
    """Return one measure of each repetition of one side that counts, in order.

    None where fewer than two have it: a single one is told as a number already.
    """
    rows: list[dict[str, float | None]] = []
    for each in repetitions:
        quantity = each.values.get(kind.name)
        if each.valid and each.side == side and quantity and isinstance(quantity.value, float):
            rows.append(
                {
                    "number": len(rows) + 1,
                    "value": quantity.value,
                    "low": quantity.low,
                    "high": quantity.high,
                    "top": max(quantity.value, quantity.high or quantity.value),
                }
            )
    if len(rows) < 2:
        return None
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("number:O", title=side, axis=alt.Axis(labelAngle=0))
    )
    height = alt.Y("value:Q", title=with_unit(kind.label, kind.unit))
    bars = base.mark_bar(opacity=0.85, color=_COLOURS[side]).encode(y=height)
    known = [row for row in rows if row["low"] is not None and row["high"] is not None]
    interval = (
        alt.Chart(pd.DataFrame(known, columns=["number", "value", "low", "high"]))
        .mark_rule(strokeWidth=2, color=_INK)
        .encode(x="number:O", y="low:Q", y2="high:Q")
    )
    text = base.mark_text(dy=-8, fontSize=14, baseline="bottom", color=_INK).encode(
        y="top:Q", text=alt.Text("value:Q", format=f".{kind.digits}f")
    )
    return alt.layer(*([bars, interval] if known else [bars]), text).properties(height=220)
