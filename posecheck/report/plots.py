"""The plots of a report: lifts and trends. They show numbers and measure none."""

from collections.abc import Iterable, Sequence

from posecheck.assessment import Repetition
from posecheck.history.trends import Trend
from posecheck.landmarks import SIDES, Side
from posecheck.report.axes import COLOURS, Axes, axes, cross, mark
from posecheck.report.drawing import GREY, INK, PALE, Drawing, Line, Shape
from posecheck.report.drawing import Text as Label
from posecheck.wording import label, number

WIDTH = 500.0


def height_plot(repetitions: Sequence[Repetition], target_deg: float | None) -> Drawing | None:
    """Draw the height of every lift with its interval over time; None without any height."""
    shown = [r for r in repetitions if r.peak_elevation_deg is not None]
    if not shown:
        return None
    drawing = Drawing(WIDTH, 190, "Height of every lift over time, with 95 % intervals")
    values = [v for r in shown for v in _ends(r)] + ([] if target_deg is None else [target_deg])
    frame = axes(drawing, _span(repetitions), (min(values), max(values)), "s", "°")
    if target_deg is not None:
        y = frame.y(target_deg)
        frame.shapes.append(Line([(40, y), (WIDTH - 8, y)], GREY, 0.8, (1.5, 2.5)))
        frame.shapes.append(Label((WIDTH - 8, y - 3), f"target {target_deg:g}°", 7, "end", GREY))
    for repetition in shown:
        _add_lift(frame, repetition)
    _add_key(frame.shapes, any(not r.valid for r in shown))
    drawing.shapes = frame.shapes
    return drawing


def hold_plot(repetitions: Sequence[Repetition]) -> Drawing | None:
    """Draw how long every counted lift was held; None where no hold was measured."""
    shown = [r for r in repetitions if r.valid and r.hold_s is not None]
    if not shown:
        return None
    drawing = Drawing(WIDTH, 130, "Hold of every counted lift over time")
    holds = [r.hold_s or 0.0 for r in shown]
    frame = axes(drawing, _span(repetitions), (0.0, max(holds)), "s", " s")
    for repetition, hold in zip(shown, holds, strict=True):
        place = frame.x(repetition.peak_s), frame.y(hold)
        frame.shapes.append(Line([(place[0], frame.y(0.0)), place], PALE, 0.8))
        frame.shapes.append(mark(place, repetition.side))
    drawing.shapes = frame.shapes
    return drawing


def trend_plot(trend: Trend) -> Drawing:
    """Draw a measure over the takes with its intervals, and the usual change where known."""
    name = f"{label(trend.name)}{f', {trend.side}' if trend.side else ''}"
    drawing = Drawing(WIDTH, 150, f"{name} over the takes, with 95 % intervals")
    days = [(p.recorded - trend.points[0].recorded).total_seconds() / 86400 for p in trend.points]
    values = [float(p.measure.value or 0.0) for p in trend.points]
    bars = [(p.measure.low, p.measure.high) for p in trend.points]
    reach = [end for bar in bars for end in bar if end is not None] + values
    if trend.mdc is not None:
        reach += [values[0] - trend.mdc.value, values[0] + trend.mdc.value]
    frame = axes(drawing, (0.0, days[-1]), (min(reach), max(reach)), " days", "")
    if trend.mdc is not None:
        for end in (values[0] - trend.mdc.value, values[0] + trend.mdc.value):
            y = frame.y(end)
            frame.shapes.append(Line([(40, y), (WIDTH - 8, y)], GREY, 0.8, (1.5, 2.5)))
        text = f"usual change ±{number(trend.mdc.value, trend.unit)} about the first take"
        y = frame.y(values[0] + trend.mdc.value)
        frame.shapes.append(Label((WIDTH - 8, y - 3), text, 7, "end", GREY))
    places = [(frame.x(day), frame.y(value)) for day, value in zip(days, values, strict=True)]
    frame.shapes.append(Line(places, PALE, 1.0))
    for place, (low, high) in zip(places, bars, strict=True):
        if low is not None and high is not None:
            frame.shapes.append(
                Line([(place[0], frame.y(low)), (place[0], frame.y(high))], INK, 0.8)
            )
        frame.shapes.append(mark(place, trend.side or "unknown"))
    drawing.shapes = frame.shapes
    return drawing


def _span(repetitions: Sequence[Repetition]) -> tuple[float, float]:
    """Return the time that every plot of a take shows, so that they can be read together."""
    return 0.0, max(repetition.end_s for repetition in repetitions)


def _ends(repetition: Repetition) -> list[float]:
    ends = (
        repetition.peak_elevation_deg,
        repetition.peak_elevation_low_deg,
        repetition.peak_elevation_high_deg,
    )
    return [end for end in ends if end is not None]


def _add_lift(frame: Axes, repetition: Repetition) -> None:
    x = frame.x(repetition.peak_s)
    y = frame.y(repetition.peak_elevation_deg or 0.0)
    if not repetition.valid:
        frame.shapes.extend(cross((x, y)))
        return
    low, high = repetition.peak_elevation_low_deg, repetition.peak_elevation_high_deg
    if low is not None and high is not None:
        bar = [(x, frame.y(low)), (x, frame.y(high))]
        frame.shapes.append(Line(bar, COLOURS[repetition.side], 0.8))
    frame.shapes.append(mark((x, y), repetition.side))


def _add_key(shapes: list[Shape], with_void: bool) -> None:
    """Put the key above the plot: a filled disc for left, a hollow square for right."""
    shapes += [mark((46, 8), "left"), Label((52, 10.5), "left", 7.5)]
    shapes += [mark((86, 8), "right"), Label((92, 10.5), "right", 7.5)]
    if with_void:
        shapes += [*cross((132, 8)), Label((138, 10.5), "not counted", 7.5)]


def best_lifts(repetitions: Iterable[Repetition]) -> dict[Side, Repetition]:
    """Return each side's counted lift with the highest peak; a side without one is left out."""
    found: dict[Side, Repetition] = {}
    for side in SIDES:
        counted = [
            r
            for r in repetitions
            if r.side == side and r.valid and r.peak_elevation_deg is not None
        ]
        if counted:
            found[side] = max(counted, key=lambda r: r.peak_elevation_deg or 0.0)
    return found
