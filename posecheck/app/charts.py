"""The charts of the result page. They show what was measured and compute nothing."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from posecheck.assessment import Repetition
from posecheck.landmarks import SIDES, Side
from posecheck.protocols.slow_march.analysis import MarchAnalysis

LayerChart = alt.LayerChart | alt.FacetChart

_HIGHEST_DEG = 130
_SAMPLES = 1500

# Blue and vermilion of a palette that colour-blind people tell apart; the right leg is dashed too.
_COLOURS = ["#0072b2", "#d55e00"]
_SIDE_COLOUR = alt.Scale(domain=list(SIDES), range=_COLOURS)
_SIDE_DASH = alt.Scale(domain=list(SIDES), range=[[1, 0], [6, 3]])
_LEGEND = alt.Legend(title=None, orient="top", labelFontSize=15, symbolSize=300)


def elevation_chart(
    analysis: MarchAnalysis, repetitions: Sequence[Repetition]
) -> alt.LayerChart | alt.FacetChart:
    """Return the elevation of both thighs over the take, with lifts, holds and the target."""
    target = analysis.options.target_deg
    x = alt.X("time:Q", title="seconds")
    y = alt.Y("degrees:Q", title="thigh elevation (°)", scale=alt.Scale(domain=[-5, _HIGHEST_DEG]))
    lines = (
        alt.Chart(_curves(analysis))
        .mark_line(strokeWidth=2.5, clip=True)
        .encode(
            x=x,
            y=y,
            color=alt.Color("side:N", scale=_SIDE_COLOUR, legend=_LEGEND),
            strokeDash=alt.StrokeDash("side:N", scale=_SIDE_DASH, legend=None),
        )
    )
    goal = (
        alt.Chart(pd.DataFrame({"degrees": [float(target)]}))
        .mark_rule(strokeDash=[3, 3], color="#475569", strokeWidth=1.5)
        .encode(y=y)
    )
    label = (
        alt.Chart(pd.DataFrame({"degrees": [float(target)], "text": [f"target {target}°"]}))
        .mark_text(align="left", dx=4, dy=-8, fontSize=13, color="#475569")
        .encode(x=alt.value(0), y=y, text="text:N")
    )
    peaks = (
        alt.Chart(_peaks(repetitions))
        .mark_point(size=110, filled=True, opacity=1)
        .encode(
            x=x,
            y=y,
            color=alt.Color("side:N", scale=_SIDE_COLOUR, legend=None),
            shape=alt.Shape(
                "counts:N",
                scale=alt.Scale(domain=["counts", "void"], range=["circle", "cross"]),
                legend=None,
            ),
            tooltip=["number:Q", "side:N", "degrees:Q", "counts:N", "why:N"],
        )
    )
    layers = alt.layer(_holds(analysis), goal, label, lines, peaks)
    return layers.properties(height=330)


def repetition_bars(repetitions: Sequence[Repetition], side: Side, target: int) -> LayerChart:
    """Return the height of each counted lift of one side with its interval, in order."""
    base = alt.Chart(_bars(repetitions, side)).encode(
        x=alt.X("number:O", title=f"{side} lifts", axis=alt.Axis(labelAngle=0))
    )
    height = alt.Y("degrees:Q", title="height (°)", scale=alt.Scale(domain=[0, _HIGHEST_DEG]))
    colour = _COLOURS[SIDES.index(side)]
    bars = base.mark_bar(opacity=0.85, color=colour).encode(
        y=height, tooltip=["number:O", "degrees:Q", "hold:Q", "lowering:Q"]
    )
    errors = base.mark_rule(strokeWidth=2, color="#0f172a").encode(y="low:Q", y2="high:Q")
    text = base.mark_text(dy=-6, fontSize=14, baseline="bottom").encode(
        y="high:Q", text=alt.Text("degrees:Q", format=".0f")
    )
    goal = (
        alt.Chart(pd.DataFrame({"degrees": [float(target)]}))
        .mark_rule(strokeDash=[3, 3], color="#475569")
        .encode(y=height)
    )
    return alt.layer(bars, errors, goal, text).properties(height=240)


def _curves(analysis: MarchAnalysis) -> pd.DataFrame:
    t_s = analysis.track.t_s
    step = max(1, len(t_s) // _SAMPLES)
    parts = [
        pd.DataFrame(
            {
                "time": np.round(t_s[::step], 2),
                "degrees": np.round(analysis.elevation.deg[side][::step], 1),
                "side": side,
            }
        )
        for side in SIDES
    ]
    return pd.concat(parts)


def _holds(analysis: MarchAnalysis) -> alt.Chart:
    """Return the time at the top of each lift as a pale band."""
    rows = [
        {"start": s.phases.top_start_s, "stop": s.phases.top_end_s, "side": s.lift.side}
        for s in analysis.lifts
        if s.phases is not None and s.lift.valid
    ]
    frame = pd.DataFrame(rows, columns=["start", "stop", "side"])
    bands: alt.Chart = (
        alt.Chart(frame)
        .mark_rect(opacity=0.16)
        .encode(
            x=alt.X("start:Q", title="seconds"),
            x2="stop:Q",
            color=alt.Color("side:N", scale=_SIDE_COLOUR, legend=None),
        )
    )
    return bands


def _peaks(repetitions: Sequence[Repetition]) -> pd.DataFrame:
    rows = [
        {
            "number": number,
            "time": rep.peak_s,
            "degrees": rep.peak_elevation_deg,
            "side": rep.side,
            "counts": "counts" if rep.valid else "void",
            "why": rep.reason or "",
        }
        for number, rep in enumerate(repetitions, 1)
        if rep.peak_elevation_deg is not None
    ]
    return pd.DataFrame(rows, columns=["number", "time", "degrees", "side", "counts", "why"])


def _bars(repetitions: Sequence[Repetition], side: Side) -> pd.DataFrame:
    counted = [rep for rep in repetitions if rep.valid and rep.side == side]
    rows = [
        {
            "number": number,
            "degrees": rep.peak_elevation_deg,
            "low": rep.peak_elevation_low_deg,
            "high": rep.peak_elevation_high_deg,
            "hold": rep.hold_s,
            "lowering": rep.lowering_s,
        }
        for number, rep in enumerate(counted, 1)
    ]
    return pd.DataFrame(rows, columns=["number", "degrees", "low", "high", "hold", "lowering"])
