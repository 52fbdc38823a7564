"""The list of a chair rise's measures."""

from collections.abc import Callable

import numpy as np
from scipy.stats import chi2

from posecheck.assessment import Measure
from posecheck.kinematics.statistics import Estimate, median_estimate, wilson
from posecheck.measures import MeasureKind
from posecheck.protocols.chair_rise import kinds
from posecheck.protocols.chair_rise.analysis import RiseAnalysis
from posecheck.protocols.chair_rise.phases import Phases
from posecheck.protocols.chair_rise.thresholds import ERROR, TEST

_FRONT = "Not measurable from the front. Turn your chair sideways."
_RESTLESS = (
    "There is no quiet standing in this take to compare with. Stand still for two seconds before "
    "you sit down."
)
_NO_WAY_DOWN = "No way down to the seat was seen after a rise that counts."
_NO_HANDS = "The hand nearer the camera was not seen well enough."
_TOUCHED = "You said that you only touched the seat, so a squat would count as well."


def rise_measures(analysis: RiseAnalysis) -> list[Measure]:
    """Return every measure of chair rises, those that could not be taken with their reason."""
    angle = ERROR.posture * (ERROR.oblique if analysis.view == "oblique" else 1.0)
    lean = ERROR.lean * (ERROR.oblique if analysis.view == "oblique" else 1.0)
    time = ERROR.time_front if analysis.view == "front" else ERROR.time
    made = [
        _time_of_five(analysis, time),
        _median(analysis, kinds.TIME, lambda each: each.rise_s, time, least=0.0),
        _evenness(analysis),
        _count(analysis),
    ]
    for kind, read in (
        (kinds.LEANING, lambda each: each.leaning_s),
        (kinds.EXTENDING, lambda each: each.extending_s),
        (kinds.STANDING, lambda each: each.standing_s),
        (kinds.LOWERING, lambda each: each.lowering_s),
    ):
        made.append(_median(analysis, kind, read, time, least=0.0))
    for kind, read in (
        (kinds.HIP_END, lambda each: each.hip_deg),
        (kinds.KNEE_END, lambda each: each.knee_deg),
        (kinds.TRUNK_END, lambda each: each.trunk_deg),
    ):
        made.append(_median(analysis, kind, read, angle))
    made.append(_median(analysis, kinds.LEAN, lambda each: each.lean_deg, lean))
    made.append(_hands(analysis))
    made += _drops(analysis)
    made.append(_steps(analysis))
    return made


def _median(
    analysis: RiseAnalysis,
    kind: MeasureKind,
    read: Callable[[Phases], float | None],
    sd: float,
    *,
    least: float = float("-inf"),
) -> Measure:
    """Return the median of one quantity over the rises that show it, with its interval."""
    view = analysis.view
    if view not in kind.views:
        return kind.missing(_FRONT, view, n=len(analysis.counted))
    if analysis.restless and kind in kinds.AGAINST_STANDING:
        return kind.missing(_RESTLESS, view, n=len(analysis.counted))
    values = [value for each, _ in analysis.counted if (value := read(each)) is not None]
    if not values:
        return kind.missing(_NO_WAY_DOWN, view, n=len(analysis.counted))
    return kind.of(median_estimate(values, sd).widened(sd).clipped(least=least), view)


def _time_of_five(analysis: RiseAnalysis, sd: float) -> Measure:
    """Return the time of the first five rises, where nothing that does not count is amid them."""
    kind, view, needed = kinds.TIME_FIVE, analysis.view, int(TEST.rises)
    # Whoever began on the chair stood up once before standing still.
    after = [each for each in analysis.counted if each[0].lean_s >= analysis.stood_s]
    five = (after if len(after) >= needed else analysis.counted)[:needed]
    if len(five) < needed:
        reason = f"Only {len(five)} rises count; this needs {needed}."
        return kind.missing(reason, view, n=len(five))
    first_s, last_s = five[0][0].lean_s, five[-1][0].up_s
    void = [
        each for each in analysis.repetitions if not each.valid and first_s < each.peak_s < last_s
    ]
    if void:
        reason = "A rise between them does not count, so no five follow each other."
        return kind.missing(reason, view, n=len(five))
    caution = _TOUCHED if analysis.options.seat == "touched" else None
    spread = float(np.sqrt(2)) * sd
    return kind.of(Estimate.of_sd(last_s - first_s, spread, needed), view, caution=caution)


def _evenness(analysis: RiseAnalysis) -> Measure:
    """Return the coefficient of variation; its interval is that of a standard deviation."""
    kind, view = kinds.EVENNESS, analysis.view
    times = np.array([each.rise_s for each, _ in analysis.counted])
    count = len(times)
    if count < TEST.least_scatter:
        reason = f"The scatter of {count} rises says nothing; it needs {TEST.least_scatter:.0f}."
        return kind.missing(reason, view, n=count)
    scatter = 100 * float(times.std(ddof=1) / times.mean())
    low, high = (
        scatter * float(np.sqrt((count - 1) / chi2.ppf(end, count - 1))) for end in (0.975, 0.025)
    )
    return kind.of(
        Estimate(scatter, low, high, count).widened(ERROR.evenness).clipped(least=0.0), view
    )


def _count(analysis: RiseAnalysis) -> Measure:
    count = float(len(analysis.counted))
    caution = _TOUCHED if analysis.options.seat == "touched" else None
    return kinds.COUNT.of(Estimate(count, count, count, int(count)), analysis.view, caution=caution)


def _hands(analysis: RiseAnalysis) -> Measure:
    view = analysis.view
    if view not in kinds.HANDS.views:
        return kinds.HANDS.missing(_FRONT, view)
    known = [hands for _, hands in analysis.counted if hands is not None]
    if not known:
        return kinds.HANDS.missing(_NO_HANDS, view, n=0)
    used = sum(each != "free" for each in known)
    return kinds.HANDS.of(wilson(used, len(known)).times(100.0), view)


def _drops(analysis: RiseAnalysis) -> list[Measure]:
    view, sd = analysis.view, ERROR.drop_ratio
    ratios = [each.drop_ratio for each, _ in analysis.counted if each.drop_ratio is not None]
    every = _median(analysis, kinds.DROP, lambda each: each.drop_ratio, sd, least=0.0)
    if not ratios:
        return [every, kinds.LAST_DROP.missing(_NO_WAY_DOWN, view)]
    last = Estimate.of_sd(ratios[-1], sd).clipped(least=0.0)
    return [every, kinds.LAST_DROP.of(last, view)]


def _steps(analysis: RiseAnalysis) -> Measure:
    steps = float(analysis.steps)
    return kinds.STEPS.of(Estimate(steps, steps, steps, len(analysis.counted)), analysis.view)
