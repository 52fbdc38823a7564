"""The elevation of both thighs over a take, in strips that print well whatever its length."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from posecheck import __version__
from posecheck.assessment import Assessment, Repetition
from posecheck.errors import PosecheckError
from posecheck.history.scoring import options_of
from posecheck.landmarks import SIDES, Side
from posecheck.protocols.slow_march.analysis import MarchAnalysis, analyse
from posecheck.recording import Recording
from posecheck.report.axes import COLOURS, DASHES, Axes, axes, cross, mark
from posecheck.report.drawing import GREY, Drawing, Line, Text
from posecheck.thresholds import SHARED

CAPTION = (
    "Thigh elevation over time: 0° hanging, 90° level. Solid line and discs: left; dashed line "
    "and squares: right. The thick stretch at the top of a lift is its hold; × marks a lift that "
    "does not count. The numbers are those of the table."
)

_WIDTH = 500.0
_STRIP_S = 60.0
_SAMPLES_PER_S = 15.0  # the curve is smooth: its fastest movements take several samples
_NUMBER_ROOM = 11.0

FloatArray = npt.NDArray[np.float64]


class OverTime(NamedTuple):
    """The strips with the text under them, and why there are none where there ought to be."""

    strips: tuple[Drawing, ...] = ()
    note: str = ""
    missing: tuple[str, ...] = ()


def over_time(assessment: Assessment, recording: Recording | None) -> OverTime:
    """Return the curves of an assessment, drawn anew from the landmarks behind it.

    A standing check has none, nor has a take whose landmarks were not kept or hold nobody. Where
    an earlier version gave the numbers, the note says that the curve is today's.
    """
    if recording is None or assessment.protocol != "slow_march":
        return OverTime()
    try:
        analysis = analyse(recording, options_of(assessment))
    except PosecheckError as error:
        return OverTime(missing=(f"The curve over time: {error}",))
    strips = () if analysis is None else curves(analysis, assessment.repetitions)
    then = assessment.posecheck_version, assessment.provenance.thresholds_version
    if not strips or then == (__version__, SHARED.version):
        return OverTime(strips, CAPTION if strips else "")
    return OverTime(
        strips,
        f"{CAPTION} The curve is drawn by posecheck {__version__}, thresholds "
        f"{SHARED.version}; the numbers are by posecheck {then[0]}, thresholds "
        f"{then[1] or 'unknown'}. 'posecheck rescore --write' brings both up to date.",
    )


def curves(analysis: MarchAnalysis, repetitions: Sequence[Repetition]) -> tuple[Drawing, ...]:
    """Draw both legs' elevation with lifts, holds and target, at most a minute to a strip.

    Parameters
    ----------
    analysis : the march from which the numbers came.
    repetitions : the lifts as the report lists them, for the marks and their numbers.

    Returns
    -------
    Strips of one scale in order of time; none where no angle is known.
    """
    deg = analysis.elevation.deg
    known = np.concatenate([deg[side][np.isfinite(deg[side])] for side in SIDES])
    if not known.size:
        return ()
    target = float(analysis.options.target_deg)
    peaks = [r.peak_elevation_deg for r in repetitions if r.peak_elevation_deg is not None]
    highest = max(float(known.max()), target, *peaks)
    y_range = min(0.0, float(known.min())), highest
    edges = _edges(analysis.track.t_s)
    height = 180.0 if len(edges) == 2 else 125.0
    return tuple(
        _strip(analysis, repetitions, (begin, end), y_range, height)
        for begin, end in pairwise(edges)
    )


def _edges(t_s: FloatArray) -> list[float]:
    """Return where strips begin and the last one ends, seconds."""
    begin = float(np.floor(t_s[0]))
    span = float(t_s[-1]) - begin
    count = max(1, int(np.ceil(span / _STRIP_S)))
    if count == 1:
        return [begin, float(t_s[-1])]
    length = 10.0 * np.ceil(span / count / 10.0)
    return [begin + index * float(length) for index in range(count + 1)]


def _strip(
    analysis: MarchAnalysis,
    repetitions: Sequence[Repetition],
    within: tuple[float, float],
    y_range: tuple[float, float],
    height: float,
) -> Drawing:
    begin, end = within
    drawing = Drawing(_WIDTH, height, f"Elevation of both thighs, {begin:g} to {end:.0f} s")
    frame = axes(drawing, within, y_range, "s", "°")
    target = analysis.options.target_deg
    y = frame.y(float(target))
    frame.shapes.append(Line([(40, y), (_WIDTH - 8, y)], GREY, 0.8, (1.5, 2.5)))
    frame.shapes.append(Text((_WIDTH - 8, 7), f"dotted: target {target:g}°", 7, "end", GREY))
    for side in SIDES:
        _add_lines(frame, analysis, side, begin, end, 1.0)
        for scored in analysis.lifts:
            phases = scored.phases
            if scored.lift.side == side and scored.lift.valid and phases and phases.hold_s > 0:
                top = max(phases.top_start_s, begin), min(phases.top_end_s, end)
                _add_lines(frame, analysis, side, *top, 2.6)
    _add_peaks(frame, repetitions, within)
    drawing.shapes = frame.shapes
    return drawing


def _add_lines(
    frame: Axes, analysis: MarchAnalysis, side: Side, begin: float, end: float, width: float
) -> None:
    for run in _runs(analysis, side, begin, end):
        points = [(frame.x(t), frame.y(deg)) for t, deg in run]
        frame.shapes.append(Line(points, COLOURS[side], width, DASHES[side]))


def _runs(
    analysis: MarchAnalysis, side: Side, begin: float, end: float
) -> Iterator[list[tuple[float, float]]]:
    """Yield the unbroken stretches of a curve, thinned, without those of a single sample."""
    t_s, deg = analysis.track.t_s, analysis.elevation.deg[side]
    step = max(1, round(analysis.track.rate_hz / _SAMPLES_PER_S))
    at = np.flatnonzero((t_s >= begin) & (t_s <= end))[::step]
    gaps = np.flatnonzero(~np.isfinite(deg[at]))
    for run in np.split(at, gaps):
        kept = run[np.isfinite(deg[run])]
        if len(kept) > 1:
            yield list(zip(t_s[kept].tolist(), deg[kept].tolist(), strict=True))


def _add_peaks(frame: Axes, repetitions: Sequence[Repetition], within: tuple[float, float]) -> None:
    """Mark every lift at its peak and number it where there is room."""
    begin, end = within
    free = -np.inf
    for number, lift in enumerate(repetitions, 1):
        if lift.peak_elevation_deg is None or not begin <= lift.peak_s < end:
            continue
        x, y = frame.x(lift.peak_s), frame.y(lift.peak_elevation_deg)
        frame.shapes.extend([mark((x, y), lift.side)] if lift.valid else cross((x, y)))
        if x >= free:
            frame.shapes.append(Text((x, y - 5), str(number), 6.5, "middle"))
            free = x + _NUMBER_ROOM
