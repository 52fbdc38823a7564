"""How regularly the lifts follow each other, how many count, how the standing foot stays."""

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2

from posecheck.assessment import Measure
from posecheck.kinematics.statistics import (
    Estimate,
    median_estimate,
    resampled,
)
from posecheck.landmarks import SIDES, Side, other
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.analysis import MarchAnalysis
from posecheck.protocols.slow_march.thresholds import ERROR, REPETITION

FloatArray = npt.NDArray[np.float64]

_ONLY_LARGE = (
    "Only moves of more than about 7 cm can be told from the unrest of the picture; swaying, arm "
    "movements and touching a support are not looked for."
)


def rhythm_measures(analysis: MarchAnalysis) -> list[Measure]:
    """Return cadence, rhythm variation and phase, all from the onsets of the lifts that count."""
    view = analysis.view
    own = {side: _cycles(analysis, side) for side in SIDES}
    seconds = {side: np.array([end - begin for begin, end in own[side]]) for side in SIDES}
    cycles = np.concatenate([seconds[side] for side in SIDES])
    if not len(cycles):
        few = "It needs at least two lifts of one knee that count, one after the other."
        return [
            kind.missing(few, view) for kind in (kinds.CADENCE, kinds.RHYTHM_VARIATION, kinds.PHASE)
        ]
    feet = sum(len(seconds[side]) > 0 for side in SIDES)
    cycle = median_estimate(cycles, np.sqrt(2.0) * ERROR.onset)
    least = max(cycle.low, 0.5 * cycle.value)
    cadence = Estimate(
        60.0 * feet / cycle.value, 60.0 * feet / cycle.high, 60.0 * feet / least, cycle.n
    )
    return [
        kinds.CADENCE.of(cadence, view),
        _variation(analysis, seconds),
        _phase(analysis, own["right"]),
    ]


def _cycles(analysis: MarchAnalysis, side: Side) -> list[tuple[float, float]]:
    """Return the times from one onset of a knee's lifts to the next, begin and end, seconds.

    Only between lifts that follow each other: neither with one in between that was dropped or
    whose leg is unknown, nor across a stretch in which nothing was seen.
    """
    found, begin = [], None
    for scored in analysis.lifts:
        if scored.lift.side not in (side, "unknown"):
            continue
        if not scored.counts or scored.phases is None:
            begin = None
            continue
        end = scored.phases.onset_s
        if begin is not None and not _lost_between(analysis, begin, end):
            found.append((begin, end))
        begin = end
    return found


def _lost_between(analysis: MarchAnalysis, begin_s: float, end_s: float) -> bool:
    """Say whether a lift may have passed unseen between two moments."""
    return any(
        min(void.end_s, end_s) - max(void.start_s, begin_s) >= REPETITION.hidden_for
        for void in analysis.track.excluded_spans
    )


def _variation(analysis: MarchAnalysis, cycles: dict[Side, FloatArray]) -> Measure:
    """Return 1.4826 · MAD over the median of the intervals between lifts of one knee, percent."""
    ratios = [each / np.median(each) for each in cycles.values() if len(each) > 1]
    pooled = np.concatenate(ratios) if ratios else np.zeros(0)
    if len(pooled) < 4:
        few = "It needs at least three lifts of each knee that count."
        return kinds.RHYTHM_VARIATION.missing(few, analysis.view, n=len(pooled))

    def spread(x: FloatArray) -> FloatArray:
        middle = np.median(x, axis=-1, keepdims=True)
        return np.asarray(148.26 * np.median(np.abs(x - middle), axis=-1))

    value = float(spread(pooled))
    low, high = np.percentile(spread(resampled(pooled)), [2.5, 97.5])
    estimate = Estimate(value, min(float(low), value), max(float(high), value), len(pooled))
    cycle = float(np.median(np.concatenate(list(cycles.values()))))
    timing = 100.0 * np.sqrt(2.0) * ERROR.onset / cycle
    widened = estimate.widened(float(timing) / np.sqrt(len(pooled))).clipped(least=0.0)
    return kinds.RHYTHM_VARIATION.of(widened, analysis.view)


def _phase(analysis: MarchAnalysis, right: list[tuple[float, float]]) -> Measure:
    """Return where the left lift falls between two right ones: 0.5 is half way.

    Only where one lift of the left knee, which counts, lies between two of the right one.
    """
    shares = []
    for begin, end in right:
        between = [
            scored
            for scored in analysis.lifts
            if scored.lift.side == "left" and begin < analysis.track.t_s[scored.lift.peak] < end
        ]
        if len(between) == 1 and between[0].counts and between[0].phases is not None:
            shares.append((between[0].phases.onset_s - begin) / (end - begin))
    if not shares:
        few = "It needs a lift of the left knee between two of the right one."
        return kinds.PHASE.missing(few, analysis.view)
    cycle = float(np.median([end - begin for begin, end in right]))
    estimate = median_estimate(shares, ERROR.onset / cycle)
    return kinds.PHASE.of(estimate.clipped(0.0, 1.0), analysis.view)


def count_measures(analysis: MarchAnalysis) -> list[Measure]:
    """Return the lifts that count and the moves of the standing foot."""
    measures = []
    for side in SIDES:
        count = len(analysis.counted(side))
        seen = sum(scored.lift.side in (side, "unknown") for scored in analysis.lifts)
        estimate = Estimate(float(count), float(count), float(max(seen, count)), count)
        measures.append(kinds.COUNT.of(estimate, analysis.view, side))
    for side in SIDES:
        moves = sum(move.standing == side for move in analysis.moves)
        stands = len(analysis.counted(other(side)))
        if not stands:
            none = "You did not stand on this leg alone."
            measures.append(kinds.STANCE_MOVES.missing(none, analysis.view, side))
            continue
        estimate = _counted(moves, stands)
        measures.append(kinds.STANCE_MOVES.of(estimate, analysis.view, side, caution=_ONLY_LARGE))
    return measures


def _counted(events: int, n: int) -> Estimate:
    """Return a count with the exact (Garwood) 95 % interval of what such a take may show."""
    low = chi2.ppf(0.025, 2 * events) / 2 if events else 0.0
    return Estimate(float(events), float(low), float(chi2.ppf(0.975, 2 * events + 2) / 2), n)
