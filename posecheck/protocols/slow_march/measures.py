"""The list of a march's measures, and how the knees were held, lowered and timed.

Also what the rest of the body did: trunk, knee path, pelvis, sway, landing. How high the knees came
stands in `measures_height`.
"""

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2

from posecheck.assessment import Measure, View
from posecheck.kinematics.geometry import near_side
from posecheck.kinematics.statistics import (
    Estimate,
    difference_estimate,
    median_estimate,
    resampled,
    wilson,
)
from posecheck.landmarks import SIDES, Side, other
from posecheck.measures import MeasureKind
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.analysis import MarchAnalysis
from posecheck.protocols.slow_march.body import Body
from posecheck.protocols.slow_march.measures_height import (
    NO_LIFTS,
    fatigue_measures,
    height_measures,
    why_not_compared,
)
from posecheck.protocols.slow_march.phases import Phases
from posecheck.protocols.slow_march.thresholds import BODY, ERROR, REPETITION, VERDICT
from posecheck.thresholds import ELEVATION

FloatArray = npt.NDArray[np.float64]

_WHERE: dict[View, str] = {
    "front": "from the front",
    "side-left": "from the side",
    "side-right": "from the side",
    "oblique": "from an oblique view",
    "unknown": "while the view is unknown",
}
_HIPS_HIDE_IT = (
    "Not measurable from the front: when the pelvis tilts, the points that the model draws at the "
    "hips follow by less than a third, and they climb with every lift even if it does not."
)
_NOT_FOLLOWED = "The foot could not be followed to the floor."
_TOO_FEW_PICTURES = (
    "The camera gave too few pictures a second to tell what touches the floor first; it needs "
    f"{math.ceil(BODY.landing_rate)}."
)
_ONLY_LARGE = (
    "Only moves of more than about 7 cm can be told from the unrest of the picture; swaying, arm "
    "movements and touching a support are not looked for."
)


def march_measures(analysis: MarchAnalysis) -> list[Measure]:
    """Return every measure of a march, those that could not be taken with their reason."""
    return [
        *height_measures(analysis),
        *time_measures(analysis),
        *fatigue_measures(analysis),
        *body_measures(analysis),
    ]


def time_measures(analysis: MarchAnalysis) -> list[Measure]:
    """Return hold, droop, ways up and down with their smoothness, and the rhythm."""
    hold_sd = {side: _hold_sd(analysis, side) for side in SIDES}
    up_sd, down_sd = (
        {side: _way_sd(analysis, field, side) for side in SIDES}
        for field in ("raising_s", "lowering_s")
    )
    return [
        *per_side(analysis, kinds.HOLD, lambda p, _: p.hold_s, hold_sd, least=0.0),
        *per_side(
            analysis,
            kinds.HOLD_SAG,
            lambda p, _: p.hold_sag_deg,
            ERROR.hold_sag,
            absent="The knee was not held long enough to sink.",
        ),
        *per_side(analysis, kinds.RAISING, lambda p, _: p.raising_s, up_sd, least=0.0),
        *per_side(analysis, kinds.LOWERING, lambda p, _: p.lowering_s, down_sd, least=0.0),
        *per_side(
            analysis,
            kinds.LOWERING_SPEED,
            lambda p, _: p.lowering_speed_deg_s,
            ERROR.speed,
            relative=True,
            least=0.0,
        ),
        *per_side(
            analysis,
            kinds.DROP_RATIO,
            lambda p, _: p.drop_ratio,
            ERROR.drop_ratio,
            least=0.0,
        ),
        *per_side(analysis, kinds.SPARC, lambda p, _: p.sparc, ERROR.sparc),
        _difference(analysis, kinds.HOLD_DIFFERENCE, "hold_s", hold_sd),
        _difference(analysis, kinds.LOWERING_DIFFERENCE, "lowering_s", down_sd),
        *_rhythm(analysis),
        *_counts(analysis),
    ]


def _hold_sd(analysis: MarchAnalysis, side: Side) -> float:
    """Return the error of the holds of one side, seconds; from the front low ones have more."""
    if analysis.view != "front":
        return ERROR.hold_other
    return ERROR.hold_front_low if _lifts_low(analysis, side) else ERROR.hold_front


def _way_sd(analysis: MarchAnalysis, field: str, side: Side) -> float:
    """Return the error of the ways up or down of one side, seconds.

    A share of what they take; low ones have as much however short they are read.
    """
    front = analysis.view == "front"
    if _lifts_low(analysis, side):
        return ERROR.phase_front_low if front else ERROR.phase_other_low
    seen = _times(analysis, field, side)
    share = ERROR.phase_front if front else ERROR.phase_other
    return share * float(np.median(seen)) if seen else 0.0


def _lifts_low(analysis: MarchAnalysis, side: Side) -> bool:
    """Return whether a side's lifts are nearer to the low ones than to the high ones."""
    own = analysis.peaks(side)
    return bool(own) and float(np.median(own)) < (ELEVATION.low_lift + ELEVATION.high_lift) / 2


def _difference(
    analysis: MarchAnalysis, kind: MeasureKind, field: str, sd: Mapping[Side, float]
) -> Measure:
    """Return right − left of a time that both sides show; it and `sd`, its error, in seconds."""
    reason = why_not_compared(analysis)
    x, y = (_times(analysis, field, side) for side in ("right", "left"))
    if reason is None and not (x and y):
        reason = "One of the sides does not show it."
    if reason is not None:
        return kind.missing(reason, analysis.view, n=len(x) + len(y))
    estimate = difference_estimate(x, y, max(sd.values())).widened(math.hypot(*sd.values()))
    return kind.of(estimate, analysis.view)


def _times(analysis: MarchAnalysis, field: str, side: Side) -> list[float]:
    """Return one of the times of every lift of a side that counts and shows it."""
    found = (getattr(phases, field) for phases, _ in analysis.counted(side))
    return [float(value) for value in found if value is not None]


def _rhythm(analysis: MarchAnalysis) -> list[Measure]:
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


def _counts(analysis: MarchAnalysis) -> list[Measure]:
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


def body_measures(analysis: MarchAnalysis) -> list[Measure]:
    """Return lean, knee path, pelvis, sway and landing, each only from a view that shows it."""
    return [
        *_front(analysis),
        *_pelvis(analysis),
        *_side(analysis),
        *_landing(analysis),
    ]


def _front(analysis: MarchAnalysis) -> list[Measure]:
    return [
        *per_side(analysis, kinds.SIDE_LEAN, lambda _, b: b.trunk_side_deg, ERROR.trunk_side),
        *per_side(
            analysis, kinds.KNEE_OUTWARD, lambda _, b: b.knee_outward_deg, ERROR.knee_outward
        ),
        *per_side(
            analysis,
            kinds.SWAY,
            lambda _, b: b.sway_percent,
            ERROR.sway,
            least=0.0,
            absent="The knee was not held long enough to read the sway.",
        ),
    ]


def _side(analysis: MarchAnalysis) -> list[Measure]:
    sd = ERROR.trunk_forward
    return per_side(analysis, kinds.FORWARD_LEAN, lambda _, b: b.trunk_forward_deg, sd)


def _pelvis(analysis: MarchAnalysis) -> list[Measure]:
    """Return the change of the pelvis' slope: never a number.

    Tried on the rendered front marches (true SD 2.4°), with every person left out of the fit in
    turn: the hip line follows with 0.3° per degree (residual 2.1°); with the shoulder line 0.3;
    standing hip against its ankle and knee 0. Only together with the trunk's side lean does a
    fit seem to follow (0.6), and only because the renderer coupled the two.
    """
    if analysis.view != "front":
        return unseen(kinds.PELVIS, analysis.view)
    return [kinds.PELVIS.missing(_HIPS_HIDE_IT, analysis.view, side) for side in SIDES]


def _landing(analysis: MarchAnalysis) -> list[Measure]:
    """Return the share of landings toe first, percent, of the near foot."""
    kind, view = kinds.TOE_FIRST, analysis.view
    if view not in kind.views:
        return unseen(kind, view)
    near = near_side(view)
    measures = []
    for side in SIDES:
        if side != near:
            hidden = "Not measurable on the far foot: the near leg hides it."
            measures.append(kind.missing(hidden, view, side))
            continue
        counted = analysis.counted(side)
        landings = [body.landing for _, body in counted if body.landing != "unknown"]
        if not landings:
            slow = analysis.track.camera_hz < BODY.landing_rate
            unseen_landing = _TOO_FEW_PICTURES if slow else _NOT_FOLLOWED
            reason = unseen_landing if counted else NO_LIFTS
            measures.append(kind.missing(reason, view, side))
            continue
        share = wilson(landings.count("toe-first"), len(landings)).times(100.0)
        few = len(landings) < VERDICT.few_landings
        caution = "Few landings: record more lifts for a habit." if few else None
        measures.append(kind.of(share, view, side, caution=caution))
    return measures


def unseen(kind: MeasureKind, view: View) -> list[Measure]:
    """Return the measures of both sides that this view does not show."""
    return [kind.missing(f"Not measurable {_WHERE[view]}.", view, side) for side in SIDES]


_HIDDEN = "From the side one leg hid the other in every lift of this knee: its times are not told."


def _why_absent(counted: Sequence[tuple[Phases, Body]], absent: str) -> str:
    """Return why no lift of a side shows a quantity; `absent` where nothing else is known."""
    if not counted:
        return NO_LIFTS
    return absent if any(phases.timed for phases, _ in counted) else _HIDDEN


def per_side(
    analysis: MarchAnalysis,
    kind: MeasureKind,
    read: Callable[[Phases, Body], float | None],
    sd: float | Mapping[Side, float],
    *,
    relative: bool = False,
    least: float = float("-inf"),
    absent: str = "No lift of this knee shows it.",
) -> list[Measure]:
    """Return the median of one quantity over the lifts of each side, with its interval.

    Parameters
    ----------
    read
        takes the quantity from one lift; None where that lift does not show it.
    sd
        standard deviation of the reading's error. All lifts of a side may share it, and single
        lifts scatter by as much; per side where it differs.
    relative
        whether `sd` is a share of the value.
    least
        what the quantity cannot be below.
    absent
        the sentence where no lift shows the quantity.
    """
    if analysis.view not in (*kind.views, "unknown"):
        return unseen(kind, analysis.view)
    measures = []
    for side in SIDES:
        counted = analysis.counted(side)
        values = [value for lift in counted if (value := read(*lift)) is not None]
        if not values:
            reason = _why_absent(counted, absent)
            measures.append(kind.missing(reason, analysis.view, side))
            continue
        error = sd if isinstance(sd, float) else sd[side]
        if relative:
            error *= abs(float(np.median(values)))
        estimate = median_estimate(values, error).widened(error).clipped(least=least)
        measures.append(kind.of(estimate, analysis.view, side))
    return measures
