"""The drawings of a report: curves over time, repetitions, the body at chosen moments."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from posecheck.analysis import Analysis, Curve, Figure, Mark
from posecheck.charts import Chart, Dot, Series
from posecheck.charts.canvas import GREY, INK, Canvas, look
from posecheck.kinematics.statistics import usual_rate
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
    Side,
)  # fmt: skip
from posecheck.wording import number, unit_beside, view_in_words

_STRIP_S = 60.0
_SAMPLES_PER_S = 15.0  # a movement of the body takes several samples
_MOST_FIGURES = 6


@dataclass(frozen=True)
class Picture:
    """A drawing with the words under it; `told` says the same to those who cannot see it."""

    svg: str
    caption: str
    told: str


def overview_charts(analysis: Analysis) -> tuple[Chart, ...]:
    """Return every quantity over the whole take; of a long one its tops only."""
    charts = []
    for curves in _together(analysis):
        strips = list(_strips(curves))
        charts.append(strips[0] if len(strips) == 1 else _tops(curves, strips))
    return tuple(charts)


def curve_charts(analysis: Analysis) -> tuple[Chart, ...]:
    """Return every quantity of a long take a minute to a chart; none where one chart shows all."""
    every = (list(_strips(curves)) for curves in _together(analysis))
    return tuple(chart for strips in every if len(strips) > 1 for chart in strips)


def _together(analysis: Analysis) -> list[list[Curve]]:
    """Return the curves of the same quantity together, its sides in one list."""
    together: dict[tuple[str, str], list[Curve]] = {}
    for curve in analysis.curves:
        if len(curve.t_s) and np.isfinite(curve.values).any():
            together.setdefault((curve.label, curve.unit), []).append(curve)
    return list(together.values())


def _tops(curves: list[Curve], strips: list[Chart]) -> Chart:
    begin, end = strips[0].x_range[0], strips[-1].x_range[1]
    series = tuple(
        replace(_series(curve, begin, end), curve=(), strong=()) for curve in curves
    )  # fmt: skip
    return replace(
        strips[0],
        told=_told(curves, begin, end),
        x_range=(begin, end),
        series=series,
        reach=None,
    )


def _strips(curves: list[Curve]) -> Iterator[Chart]:
    values = np.concatenate([curve.values[np.isfinite(curve.values)] for curve in curves])
    reach = float(values.min()), float(values.max())
    for begin, end in pairwise(_edges(curves)):
        yield Chart(
            title=curves[0].label,
            told=_told(curves, begin, end),
            unit=unit_beside(curves[0].unit),
            x_kind="seconds",
            x_range=(begin, end),
            series=tuple(_series(curve, begin, end) for curve in curves),
            target=curves[0].target,
            target_label=curves[0].target_label,
            reach=reach,
        )


def _edges(curves: list[Curve]) -> list[float]:
    """Return where strips begin and the last one ends, seconds."""
    begin = float(np.floor(min(curve.t_s[0] for curve in curves)))
    last = float(max(curve.t_s[-1] for curve in curves))
    count = max(1, int(np.ceil((last - begin) / _STRIP_S)))
    if count == 1:
        return [begin, last]
    length = 10.0 * float(np.ceil((last - begin) / count / 10.0))
    return [begin + index * length for index in range(count + 1)]


def _series(curve: Curve, begin: float, end: float) -> Series:
    t_s, values = curve.t_s, curve.values
    inside = np.flatnonzero((t_s >= begin) & (t_s <= end))
    if len(inside) > 1:
        inside = inside[:: max(1, int(usual_rate(t_s) // _SAMPLES_PER_S))]
    return Series(
        label=curve.side or "",
        side=curve.side,
        curve=[(float(t_s[index]), float(values[index])) for index in inside],
        dots=tuple(
            Dot(mark.t_s, mark.value, kind="counted" if mark.counted else "void")
            for mark in curve.marks
            if begin <= mark.t_s <= end
        ),
        strong=tuple(
            (max(band.start_s, begin), min(band.end_s, end))
            for band in curve.bands
            if band.end_s > begin and band.start_s < end
        ),
        meaning=", ".join(dict.fromkeys(band.label for band in curve.bands)),
    )


def _told(curves: list[Curve], begin: float, end: float) -> str:
    parts = []
    for curve in curves:
        tops = [m.value for m in curve.marks if m.counted and begin <= m.t_s <= end]
        if tops:
            low, high = (number(value, curve.unit) for value in (min(tops), max(tops)))
            side = f"{curve.side}: " if curve.side else ""
            parts.append(f"{side}{len(tops)} tops from {low} to {high}")
    said = f" {'; '.join(parts)}." if parts else ""
    return f"{curves[0].label} from {begin:.0f} to {end:.0f} seconds.{said}"


def pictures(analysis: Analysis) -> Iterator[Picture]:
    """Yield the person at the highest counted moment of each side, or in each still figure."""
    drawn = 0
    for figure in analysis.figures:
        for t_s, side, words in _moments(figure, analysis):
            told = f"{words} Seen {view_in_words(figure.view)}."
            svg = body_svg(figure, t_s, told, side)
            if svg is not None and drawn < _MOST_FIGURES:
                drawn += 1
                yield Picture(svg, words, told)


def _moments(figure: Figure, analysis: Analysis) -> Iterator[tuple[float, Side | None, str]]:
    if len(figure.t_s) == 1:
        plumb = " The dashed line is the plumb line up from the ankle." if figure.plumb else ""
        yield float(figure.t_s[0]), None, f"{figure.title}.{plumb}"
        return
    for side in SIDES:
        tops: list[Mark] = [
            mark
            for curve in analysis.curves
            if curve.side == side and curve.station == figure.station
            for mark in curve.marks
            if mark.counted
        ]
        if tops:
            best = max(tops, key=lambda mark: mark.value)
            when = number(best.t_s, "s", digits=1)
            yield best.t_s, side, f"{side.capitalize()} at its highest, {when}."


_LIMBS = (
    (SHOULDER, ELBOW), (ELBOW, WRIST), (SHOULDER, HIP), (HIP, KNEE), (KNEE, ANKLE),
    (ANKLE, HEEL), (HEEL, FOOT_INDEX), (ANKLE, FOOT_INDEX),
)  # fmt: skip
_LEG = (HIP, KNEE, ANKLE, HEEL)

FloatArray = npt.NDArray[np.float64]


def body_svg(
    figure: Figure, t_s: float, told: str, strong: Side | None = None, height: float = 200.0
) -> str | None:
    """Return the person at one moment as SVG; None where too little of them may be drawn.

    Parameters
    ----------
    t_s
        the moment; the nearest one that can be drawn is taken.
    told
        what the picture shows, for those who cannot see it.
    strong
        the side whose leg is drawn strong; None for none.
    """
    drawable = np.isfinite(figure.xy_px[:, _needed()]).all(axis=(1, 2))
    if not drawable.any():
        return None
    known = np.flatnonzero(drawable)
    index = known[np.argmin(np.abs(figure.t_s[known] - t_s))]
    points = figure.xy_px[index].astype(float)
    low, high = np.nanmin(points, axis=0), np.nanmax(points, axis=0)
    scale = (height - 24) / max(high[1] - low[1], 1.0)
    width = max(90.0, (high[0] - low[0]) * scale + 24)
    at = (points - (low + high) / 2) * scale + (width / 2, height / 2)
    canvas = Canvas(width, height, told)
    if figure.plumb:
        _draw_plumb(canvas, at, figure)
    _draw_bones(canvas, at, strong)
    return canvas.svg()


def _needed() -> list[int]:
    return [joint[side] for joint in (SHOULDER, HIP, KNEE, ANKLE) for side in SIDES]


def _draw_plumb(canvas: Canvas, at: FloatArray, figure: Figure) -> None:
    """Draw the plumb line up from the ankles: the near one from the side, their middle else."""
    sides = {"side-left": ("left",), "side-right": ("right",)}.get(figure.view, SIDES)
    ankle = np.mean([at[ANKLE[side]] for side in sides], axis=0)
    canvas.line([(float(ankle[0]), canvas.height), (float(ankle[0]), 0.0)], GREY, 1.0, "4 3")


def _draw_bones(canvas: Canvas, at: FloatArray, strong: Side | None) -> None:
    def place(index: int) -> tuple[float, float]:
        return float(at[index, 0]), float(at[index, 1])

    def bone(start: int, end: int, colour: str, width: float, dash: str = "") -> None:
        if np.isfinite(at[[start, end]]).all():
            canvas.line([place(start), place(end)], colour, width, dash)

    for joint in (SHOULDER, HIP):
        bone(joint["left"], joint["right"], INK, 1.2)
    for side in SIDES:
        for start, end in _LIMBS:
            wide = 3.0 if start in _LEG and side == strong else 1.4
            bone(start[side], end[side], look(side).colour, wide, look(side).dash)
    head = [index for index in (EAR["left"], EAR["right"], NOSE) if np.isfinite(at[index]).all()]
    if head:
        x, y = np.mean(at[head], axis=0)
        trunk = np.linalg.norm(at[SHOULDER["left"]] - at[HIP["left"]])
        _ring(canvas, float(x), float(y), max(6.0, 0.2 * float(trunk)))
    for side in SIDES:
        for joint in (HIP, KNEE, ANKLE):
            canvas.mark(*place(joint[side]), look(side), 2.4)


def _ring(canvas: Canvas, x: float, y: float, radius: float) -> None:
    turns = np.linspace(0, 2 * np.pi, 33)
    canvas.line(
        [(x + radius * float(np.cos(a)), y + radius * float(np.sin(a))) for a in turns], INK, 1.2
    )
