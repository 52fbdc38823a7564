"""The replay: the person as a moving figure in step with the curves, never the video."""

import html
import json
from collections.abc import Sequence
from string import Template
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from posecheck.analysis import Analysis, Curve, Figure
from posecheck.app import asset
from posecheck.landmarks import (
    ANKLE,
    EAR,
    ELBOW,
    FOOT_INDEX,
    HEEL,
    HIP,
    KNEE,
    NOSE,
    SHOULDER,
    SIDES,
    WRIST,
)
from posecheck.registry import AnyProtocol
from posecheck.result import Result
from posecheck.summary import NOT_A_DIAGNOSIS
from posecheck.wording import in_a_sentence, with_unit

_RATE_HZ = 30.0  # of the figure; a screen shows no more
_SAMPLES = 2000  # of a curve
_PAIRS = {
    "ear": EAR, "shoulder": SHOULDER, "elbow": ELBOW, "wrist": WRIST, "hip": HIP, "knee": KNEE,
    "ankle": ANKLE, "heel": HEEL, "foot_index": FOOT_INDEX,
}  # fmt: skip
_JOINTS = {"nose": NOSE} | {
    f"{side}_{name}": pair[side] for name, pair in _PAIRS.items() for side in SIDES
}
_CHAIN = (
    ("shoulder", "elbow"), ("elbow", "wrist"), ("shoulder", "hip"), ("hip", "knee"),
    ("knee", "ankle"), ("ankle", "heel"), ("heel", "foot_index"), ("ankle", "foot_index"),
)  # fmt: skip
_BONES = [
    {"from": f"{side}_{one}", "to": f"{side}_{other}", "side": side}
    for one, other in _CHAIN
    for side in SIDES
] + [{"from": f"left_{name}", "to": f"right_{name}", "side": None} for name in ("shoulder", "hip")]

_replay: Any = st.components.v2.component(
    "posecheck_replay",
    html='<div class="replay-root"></div>',
    css=asset("replay.css"),
    js=asset("replay.js"),
)


def can_replay(result: Result) -> bool:
    """Tell whether there is anything to show."""
    return result.analysis is not None and bool(result.analysis.figures or result.analysis.curves)


def show_replay(result: Result, key: str) -> None:
    """Mount the replay of a result that has one."""
    if result.analysis is None:
        return
    data = replay_data(result)
    _replay(key=key, data={**data, "id": result.assessment.provenance.recording_digest})


def replay_page(result: Result) -> str:
    """Return the replay as one HTML file that needs no other and asks no network."""
    script = asset("replay.js").split("const mounted", 1)[0]
    data = json.dumps(replay_data(result), separators=(",", ":")).replace("<", "\\u003c")
    when = result.take.recorded
    return Template(asset("replay.html")).substitute(
        title=html.escape(result.protocol.title),
        when=html.escape(f"{when.astimezone():%d %B %Y, %H:%M}" if when else ""),
        note=html.escape(NOT_A_DIAGNOSIS),
        style=asset("replay.css"),
        script=script,
        data=data,
    )


def replay_data(result: Result) -> dict[str, Any]:
    """Return what the replay draws, ready for JSON."""
    analysis = result.analysis
    assert analysis is not None  # asked before by `can_replay`
    curves = [curve for curve in analysis.curves if len(curve.t_s)]
    first = curves[0] if curves else None
    shown = [curve for curve in curves if first is not None and curve.unit == first.unit]
    figures = [figure for figure in analysis.figures if len(figure.t_s)]
    times = [*(curve.t_s for curve in shown), *(figure.t_s for figure in figures)]
    low, high, ticks = _range(shown)
    return {
        "figures": [_figure(figure) for figure in figures],
        "bones": _BONES,
        "curves": [_curve(curve) for curve in shown],
        "axis": _axis(shown),
        "low": low,
        "high": high,
        "ticks": ticks,
        "start": round(min((float(t[0]) for t in times), default=0.0), 3),
        "end": round(max((float(t[-1]) for t in times), default=0.0), 3),
        "repetitions": _repetitions(result, analysis),
        "legend": _legend(result.protocol, shown, figures),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    t_s = figure.t_s
    step = max(1, round(float(len(t_s) / max(t_s[-1] - t_s[0], 1e-9)) / _RATE_HZ))
    xy = figure.xy_px[::step, list(_JOINTS.values())]
    flat = xy.reshape(-1, 2)
    known = flat[np.isfinite(flat).all(axis=1)]
    low, high = (known.min(axis=0), known.max(axis=0)) if len(known) else ([0, 0], figure.size_px)
    return {
        "title": figure.title,
        "plumb": figure.plumb,
        "joints": {name: place for place, name in enumerate(_JOINTS)},
        "t": np.round(t_s[::step], 3).tolist(),
        "xy": [[_pair(point) for point in frame] for frame in xy],
        "reach": {"low": [float(v) for v in low], "high": [float(v) for v in high]},
    }


def _pair(point: npt.NDArray[np.float64]) -> list[float] | None:
    if not np.isfinite(point).all():
        return None
    return [round(float(point[0]), 1), round(float(point[1]), 1)]


def _curve(curve: Curve) -> dict[str, Any]:
    step = max(1, len(curve.t_s) // _SAMPLES)
    values = np.round(curve.values[::step], 2).tolist()
    return {
        "label": curve.label,
        "side": curve.side,
        "t": np.round(curve.t_s[::step], 3).tolist(),
        "v": [None if value != value else value for value in values],
        "target": curve.target,
        "marks": [[mark.t_s, mark.value, mark.counted] for mark in curve.marks],
        "bands": [[band.start_s, band.end_s] for band in curve.bands],
    }


def _axis(curves: Sequence[Curve]) -> str:
    """Return what the curves show, with the unit that they share."""
    if not curves:
        return ""
    first, *others = dict.fromkeys(curve.label for curve in curves)
    axis = with_unit(first, curves[0].unit)
    return axis + "".join(f"; dashed: {in_a_sentence(each)}" for each in others)


def _range(curves: Sequence[Curve]) -> tuple[float, float, list[float]]:
    """Return the ends of the upright axis and where it has lines."""
    values = [curve.values[np.isfinite(curve.values)] for curve in curves]
    known = np.concatenate([*values, [c.target for c in curves if c.target is not None], [0.0]])
    low, high = float(known.min()), float(known.max())
    step = 10.0 ** np.floor(np.log10(max(high - low, 1e-6)))
    step = next(s for s in (step / 5, step / 2, step, 2 * step) if (high - low) / s <= 7)
    first, last = np.floor(low / step), np.ceil(high / step)
    ticks = [round(float(n * step), 6) for n in np.arange(first, last + 1)]
    return ticks[0], ticks[-1] if len(ticks) > 1 else ticks[0] + 1.0, ticks


def _repetitions(result: Result, analysis: Analysis) -> list[dict[str, Any]]:
    noun = (result.protocol.repetition or ("repetition", "repetitions"))[0]
    return [
        {
            "words": f"{noun} {number}" + (f", {each.side}" if each.side in SIDES else ""),
            "side": each.side if each.side in SIDES else None,
            "peak": each.peak_s,
            "valid": each.valid,
            "why": each.reason or "",
        }
        for number, each in enumerate(result.assessment.repetitions or analysis.repetitions, 1)
    ]


def _legend(protocol: AnyProtocol, curves: Sequence[Curve], figures: Sequence[Figure]) -> str:
    words = "Seen from the camera. Left is blue and solid, right is orange and dashed."
    nouns = (protocol.repetition or ("repetition", "repetitions"))[1]
    counted = {mark.counted for curve in curves for mark in curve.marks}
    if counted:
        words += f" Dots: {nouns} that count" + (
            "; crosses: those that do not." if False in counted else "."
        )
    bands = {band.label for curve in curves for band in curve.bands}
    if bands:
        words += f" Bands: {', '.join(sorted(bands))}."
    dotted = {curve.target_label for curve in curves if curve.target is not None}
    if dotted:
        words += f" Dotted line: {', '.join(sorted(dotted))}."
    if any(figure.plumb for figure in figures):
        words += " The dotted upright is the plumb line through the ankles."
    return words
