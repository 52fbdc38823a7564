"""The page's own charts. They show what was measured and compute nothing."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from posecheck.assessment import Repetition
from posecheck.landmarks import SIDES, Side
from posecheck.measures import MeasureKind

# Blue and vermilion of a palette that colour-blind people tell apart (Okabe and Ito).
_COLOURS = dict(zip(SIDES, ("#0072b2", "#d55e00"), strict=True))
_INK = "#0f172a"


def repetition_bars(
    repetitions: Sequence[Repetition], kind: MeasureKind, side: Side
) -> alt.LayerChart | alt.FacetChart | None:
    """Return one measure of each repetition of one side that counts, in order; None for none."""
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
                }
            )
    if not rows:
        return None
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("number:O", title=side, axis=alt.Axis(labelAngle=0))
    )
    height = alt.Y("value:Q", title=f"{kind.label} ({kind.unit})")
    bars = base.mark_bar(opacity=0.85, color=_COLOURS[side]).encode(y=height)
    known = [row for row in rows if row["low"] is not None and row["high"] is not None]
    interval = (
        alt.Chart(pd.DataFrame(known, columns=["number", "value", "low", "high"]))
        .mark_rule(strokeWidth=2, color=_INK)
        .encode(x="number:O", y="low:Q", y2="high:Q")
    )
    text = base.mark_text(dy=-8, fontSize=14, baseline="bottom", color=_INK).encode(
        y="value:Q", text=alt.Text("value:Q", format=f".{kind.digits}f")
    )
    return alt.layer(*([bars, interval] if known else [bars]), text).properties(height=220)
