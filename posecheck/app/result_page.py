"""The result: the headline, what answers each question, the replay, what could not be measured.

Measures are shown large, in a table, repetition by repetition, and as bars.
"""

import base64
import html
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import altair as alt
import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st
from PIL import Image

from posecheck import plain
from posecheck.app import asset
from posecheck.app.flow import Outcome, Step, correct, go, leave, outcome, result
from posecheck.app.replay import can_replay, show_replay
from posecheck.app.save import show_save
from posecheck.app.setup_page import ask
from posecheck.app.unfinished_takes import forget
from posecheck.assessment import Assessment, Finding, Measure, Repetition
from posecheck.landmarks import SIDES, Side
from posecheck.measures import MeasureKind
from posecheck.plain import printable
from posecheck.protocol import Question
from posecheck.recording import Frame
from posecheck.registry import AnyProtocol, kind_of
from posecheck.result import Result
from posecheck.station import Markers, Stated
from posecheck.summary import VERDICTS, in_one_sentence, reasons_in_words, tested_in_words
from posecheck.take import Take
from posecheck.thresholds import OPTIONS
from posecheck.wording import number, quantity_in_words, span, value_in_words, view_in_words

_SHOWN = 3  # measures of a question that are shown large
_POINTS = ("the bony point at the front of the hip", "the dimple above the buttock")
_EVIDENCE = {
    "markers": "from the two points that were marked",
    "own_range": "from your own range",
    "silhouette": "estimated from your outline",
}
# Blue and vermilion of a palette that colour-blind people tell apart (Okabe and Ito).
_COLOURS = dict(zip(SIDES, ("#0072b2", "#d55e00"), strict=True))
_INK = "#0f172a"

_HTML = '<div class="frame"><img alt="Click the points"><svg></svg></div>'

_clicks = st.components.v2.component(
    "posecheck_clicks", html=_HTML, css=asset("clicks.css"), js=asset("clicks.js")
)


def show() -> None:
    """Show the page."""
    brought = outcome()
    if brought is None:
        go(Step.WELCOME)
        return
    if brought.take is None:
        st.title("Nothing was recorded")
        st.info(plain.markdown(brought.ending))
        _again(brought)
        return
    found = result()
    assessment = found.assessment
    st.title(found.protocol.title)
    st.caption(plain.markdown(brought.ending))
    _quality(assessment)
    if assessment.quality.verdict != "unusable":
        st.header(plain.markdown(in_one_sentence(assessment)))
        if can_replay(found):
            show_replay(found, f"replay-{assessment.provenance.recording_digest}")
        for question in found.protocol.questions:
            _answer(found, question)
        _other_findings(assessment.findings[1:], found)
        _correct_place(found)
        _say_more(found)
        _mark(found, brought.pictures)
    _missing(assessment)
    _tested(assessment)
    with st.expander("Every number, with its 95 % interval"):
        show_numbers(assessment)
        show_repetitions(assessment, found.protocol)
    show_save(found, brought)
    _again(brought)


def _quality(assessment: Assessment) -> None:
    """Say how good the take was, and why."""
    quality = assessment.quality
    text = f"**{VERDICTS[quality.verdict]}**, seen {view_in_words(assessment.view)}."
    text += "".join(f"\n- {plain.markdown(reason.message)}" for reason in quality.reasons)
    shown = {"ok": st.success, "degraded": st.warning, "unusable": st.error}[quality.verdict]
    shown(text)


def _answer(found: Result, question: Question) -> None:
    """Show what answers one question: its findings, its first measures, its repetitions."""
    assessment = found.assessment
    # The first finding of all is the page's headline already.
    said = [each for each in assessment.findings[1:] if each.question == question.name]
    rows = [row for kind in question.measures if (row := _values(assessment, kind.name))]
    if not said and not rows:
        return
    with st.container(border=True):
        st.subheader(question.title)
        for finding in said:
            st.markdown(f"- {plain.markdown(finding.text)}")
        for places in _rows(rows[:_SHOWN]):
            for column, measure in zip(st.columns(max(2, len(places))), places, strict=False):
                if measure is not None:
                    with column:
                        show_measure(measure)
        kinds = [k for k in found.protocol.repetition_measures if k in question.measures]
        charts = [(kind, side) for kind in kinds[:1] for side in SIDES]
        drawn = [repetition_bars(assessment.repetitions, kind, side) for kind, side in charts]
        if any(drawn):
            for column, chart in zip(st.columns(2), drawn, strict=False):
                if chart is not None:
                    column.altair_chart(chart, width="stretch")


def _rows(found: Sequence[list[Measure]]) -> list[list[Measure | None]]:
    """Return the two sides of a measure in a row of their own, and all others side by side.

    Where both sides have measures each stays in its column: one that is told of a single side
    leaves the other's place empty.
    """
    sided = [row for row in found if any(measure.side for measure in row)]
    both = {measure.side for row in sided for measure in row} >= set(SIDES)
    rows: list[list[Measure | None]] = [_in_columns(row) if both else [*row] for row in sided]
    others = [measure for row in found for measure in row if not measure.side]
    return [*rows, [*others]] if others else rows


def _in_columns(row: Sequence[Measure]) -> list[Measure | None]:
    of_side = {measure.side: measure for measure in row}
    return [of_side.get(side) for side in SIDES]


def _values(assessment: Assessment, name: str) -> list[Measure]:
    return [each for each in assessment.measures if each.name == name and each.is_told]


def show_measure(measure: Measure) -> None:
    """Show a measure that is told: large, with its interval in words."""
    kind = kind_of(measure)
    st.markdown(f"**{plain.markdown(kind.titled(measure.side))}**")
    if isinstance(measure.value, float):
        text = number(measure.value, measure.unit, digits=kind.digits)
        _show_large(text, "number")
        interval = span(measure.low, measure.high, kind)
        if interval:
            st.markdown(plain.markdown(f"95 % interval: {interval}"))
    else:
        _show_large(value_in_words(measure, kind).capitalize(), "number word")
    for words in (_EVIDENCE.get(measure.evidence or ""), measure.caution):
        if words:
            st.caption(plain.markdown(words))


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
                }
            )
    if len(rows) < 2:
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


def _other_findings(findings: Sequence[Finding], found: Result) -> None:
    known = {question.name for question in found.protocol.questions}
    other = [finding.text for finding in findings if finding.question not in known]
    if other:
        st.subheader("Notes")
        st.markdown("\n".join(f"- {plain.markdown(text)}" for text in other))


def _missing(assessment: Assessment) -> None:
    lines = reasons_in_words(assessment.measures)
    if lines:
        with st.expander("What could not be measured, and why"):
            st.markdown("\n".join(f"- {plain.markdown(line)}" for line in lines))


def _tested(assessment: Assessment) -> None:
    lines = tested_in_words(assessment.measures)
    if lines:
        with st.expander("What the intervals were tested on"):
            st.markdown("\n".join(f"- {plain.markdown(line)}" for line in lines))


def _correct_place(found: Result) -> None:
    """Show where the camera was taken to stand, to be confirmed or put right."""
    placement = found.analysis.placement if found.analysis else None
    if placement is None or not placement.estimated:
        return
    setting = found.take.setting
    with st.form("place", border=True):
        st.markdown(
            "**Where did the camera stand?** This was estimated while you stood still. If you "
            "confirm it or put it right, the result becomes more exact."
        )
        person, lens, distance = st.columns(3)
        height = person.number_input(
            "Your height (cm)",
            *_reach("person_height"),
            value=_cm(setting.given("person_height_m")),
            placeholder="not said",
        )
        lens_cm = lens.number_input(
            "Lens above the floor (cm)",
            *_reach("lens_height"),
            value=round(100 * placement.lens_height_m) * 1.0,
        )
        distance_cm = distance.number_input(
            "From the lens to you (cm)",
            *_reach("distance"),
            value=round(100 * placement.distance_m) * 1.0,
        )
        if st.form_submit_button("That is right: measure again", width="stretch"):
            said = {
                "lens_height_m": Stated(value=lens_cm / 100),
                "distance_m": Stated(value=distance_cm / 100),
            }
            if height is not None:
                said["person_height_m"] = Stated(value=height / 100)
            correct(replace(found.take, setting=setting.model_copy(update=said)))


def _say_more(found: Result) -> None:
    """Ask what the person knows better than the camera, and measure again with it."""
    asked = [each for each in found.protocol.options.asked() if each.afterwards == "measure"]
    if not asked:
        return
    announced = any(found.take.options.get(each.announced_by) for each in asked)
    title = "Do you know it better than the camera?"
    with st.expander(title, expanded=announced), st.form("more", border=False):
        said = {}
        for each in asked:
            said[each.name] = ask(each, found.take.options.get(each.name), keyed="more")
            st.caption(each.help)
        if st.form_submit_button("Measure again with it", width="stretch"):
            known = {name: value for name, value in said.items() if value is not None}
            others = {k: v for k, v in found.take.options.items() if k not in said}
            correct(replace(found.take, options={**others, **known}))


def _reach(name: str) -> tuple[float, float]:
    return 100 * getattr(OPTIONS, f"{name}_min"), 100 * getattr(OPTIONS, f"{name}_max")


def _cm(metres: float | None) -> float | None:
    return None if metres is None else 100.0 * metres


def _mark(found: Result, pictures: Sequence[Frame | None]) -> None:
    """Let the person click the two points of the pelvis, the better grade of evidence."""
    for place, (station, picture) in enumerate(zip(found.take.stations, pictures, strict=False)):
        known = station.kind in {each.name for each in found.protocol.stations}
        if picture is None or not known:
            continue
        if "markers" in found.protocol.station(station.kind).needs:
            with st.expander("Mark your pelvis in the picture: the more exact way"):
                _click(found.take, place, picture)
            return


def _click(take: Take, place: int, picture: Frame) -> None:
    st.markdown(
        "Click first the bony point at the front of the hip, then the dimple above the buttock. "
        "Two stickers put there before the picture make it easier. The picture is shown now and "
        "never kept."
    )
    clicks = picture_to_click(picture.image, len(_POINTS))
    for (x, y), words in zip(clicks, _POINTS, strict=False):
        st.caption(f"{words}: {x:.0f}, {y:.0f}")
    ready = len(clicks) == len(_POINTS)
    if st.button("Use these points", disabled=not ready, type="primary") and ready:
        scale = picture.true_size_px[0] / picture.image.shape[1]
        asis, psis = ((x * scale, y * scale) for x, y in clicks)
        stations = list(take.stations)
        stations[place] = replace(stations[place], markers=Markers(asis, psis))
        correct(replace(take, stations=tuple(stations)))


def picture_to_click(picture: npt.NDArray[np.uint8], count: int) -> list[tuple[float, float]]:
    """Show a picture and return the points clicked so far, in its pixels, at most `count`.

    A click after the last point begins again.
    """
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=92)
    address = "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
    result: Any = _clicks(
        key="clicks", data={"picture": address, "count": count}, on_points_change=lambda: None
    )
    return [(float(x), float(y)) for x, y in result.get("points") or []]


def _again(brought: Outcome) -> None:
    again, new = st.columns(2)
    if again.button("Do it again", width="stretch"):
        _leave(brought, Step.TAKE)
    if new.button("Back to the first page", width="stretch"):
        _leave(brought, Step.WELCOME)


def _leave(brought: Outcome, to: Step) -> None:
    """Leave the result; a take that was saved, or that the person leaves behind, is forgotten."""
    if brought.kept_as:
        forget(brought.kept_as)
    leave(to)
