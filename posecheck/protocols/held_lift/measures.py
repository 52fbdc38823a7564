"""The list of a held lift's measures."""

from math import hypot

from posecheck.assessment import Measure
from posecheck.kinematics.geometry import trunk_length
from posecheck.kinematics.statistics import Z95, Estimate
from posecheck.landmarks import SIDES, Side
from posecheck.measures import MeasureKind
from posecheck.protocols.held_lift import kinds
from posecheck.protocols.held_lift.analysis import HoldAnalysis, ScoredHold, StationHolds
from posecheck.protocols.held_lift.hold import time_at, time_within
from posecheck.protocols.held_lift.prepare import PreparedStation
from posecheck.protocols.held_lift.thresholds import ERROR, HOLD, PLACE
from posecheck.wording import number

_NOT_RECORDED = "No recording of this leg is in the take."
_SHORT = f"A hold of {HOLD.sag_least:g} s and more shows whether the thigh sinks."
_NOT_FROM_THE_SIDE = "Not measurable from the side; stand at an angle of about 45° for it."
_LOST = "The trunk or the standing foot was not seen throughout the hold."


def hold_measures(analysis: HoldAnalysis) -> list[Measure]:
    """Return every measure of held lifts, those that could not be taken with their reason."""
    found: list[Measure] = []
    for side in SIDES:
        best = analysis.best(side)
        found += _missing(analysis, side) if best is None else _of_leg(analysis, side, *best)
    found += _differences(analysis)
    order = {kind.name: place for place, kind in enumerate(kinds.MEASURES)}
    return sorted(found, key=lambda each: order[each.name])


def _missing(analysis: HoldAnalysis, side: Side) -> list[Measure]:
    reason = analysis.why_not.get(side, _NOT_RECORDED)
    sided = [kind for kind in kinds.MEASURES if kind.per_side]
    return [kind.missing(reason, analysis.view, side) for kind in sided]


def _of_leg(
    analysis: HoldAnalysis, side: Side, found: StationHolds, scored: ScoredHold
) -> list[Measure]:
    station, hold = found.station, scored.hold
    view, sd = station.view, elevation_sd(station)
    return [
        kinds.HELD.of(_held(scored), view, side),
        kinds.WITHIN.of(_within(scored), view, side),
        kinds.AT_TARGET.of(_at_target(scored, analysis.options.target_deg, sd), view, side),
        kinds.ENDING.of_class(hold.ending, view, 1, side),
        kinds.START.of(Estimate.of_sd(hold.start_deg, sd), view, side),
        *_sag(scored, station),
        *_manner(scored, station),
    ]


def elevation_sd(station: PreparedStation) -> float:
    """Return the standard deviation of the elevation's error in one recording, degrees."""
    oblique = station.view == "oblique"
    sd = ERROR.elevation_oblique if oblique else ERROR.elevation_side
    return sd if station.near else sd * ERROR.far_leg


def _timed(seconds: float) -> Estimate:
    return Estimate.of_sd(seconds, ERROR.time).clipped(least=0.0)


def _held(scored: ScoredHold) -> Estimate:
    estimate = _timed(scored.hold.held_s)
    if scored.hold.ending != "stopped":
        return estimate
    caution = (
        "The recording ended, or you were no longer seen, with the leg still up, so it was held "
        "for at least this long."
    )
    return Estimate(estimate.value, estimate.low, estimate.high, estimate.n, caution)


def _within(scored: ScoredHold) -> Estimate:
    """Return the time within the band, and what it were if the elevation drifted either way."""
    hold = scored.hold
    off = Z95 * hypot(ERROR.drift, ERROR.sag_scale * HOLD.band)
    low, high = (
        time_within(scored.t_s, scored.deg, hold.start_deg, HOLD.band + each)
        for each in (-off, off)
    )
    return _with_time_error(Estimate(hold.within_s, low, high, 1))


def _with_time_error(estimate: Estimate) -> Estimate:
    return estimate.widened(ERROR.time).clipped(least=0.0)


def _at_target(scored: ScoredHold, target_deg: float, sd: float) -> Estimate:
    """Return the time at the target, and what it were if the elevation read too high or low."""
    times = [
        time_at(scored.t_s, scored.deg, target_deg + off) for off in (Z95 * sd, 0.0, -Z95 * sd)
    ]
    if times[2] == 0:
        return Estimate(0.0, 0.0, 0.0, 1)
    return _with_time_error(Estimate(times[1], times[0], times[2], 1))


def _sag(scored: ScoredHold, station: PreparedStation) -> list[Measure]:
    hold, view = scored.hold, station.view
    if hold.sag is None:
        return [kind.missing(_SHORT, view, hold.side, 1) for kind in (kinds.SAG_RATE, kinds.SAG)]
    sank = hold.start_deg - hold.last_deg
    over = Estimate.of_sd(sank, hypot(ERROR.drift, ERROR.sag_scale * sank))
    return [kinds.SAG_RATE.of(hold.sag, view, hold.side), kinds.SAG.of(over, view, hold.side)]


def _manner(scored: ScoredHold, station: PreparedStation) -> list[Measure]:
    body, side, view = scored.body, scored.hold.side, station.view
    oblique = view == "oblique"
    forward_sd = ERROR.forward_oblique if oblique else ERROR.forward_side
    forward, aside, moves = body.forward_deg, body.aside_deg, body.foot_moves
    unseen = _LOST if oblique else _NOT_FROM_THE_SIDE
    return [
        kinds.LEAN_FORWARD.missing(_LOST, view, side, 1)
        if forward is None
        else kinds.LEAN_FORWARD.of(Estimate.of_sd(forward, forward_sd), view, side),
        kinds.LEAN_SIDE.missing(unseen, view, side, 1)
        if aside is None
        else kinds.LEAN_SIDE.of(Estimate.of_sd(aside, ERROR.aside_oblique), view, side),
        kinds.FOOT_MOVES.missing(_LOST, view, side, 1)
        if moves is None
        else kinds.FOOT_MOVES.of(Estimate(float(moves), float(moves), float(moves), 1), view, side),
    ]


def _differences(analysis: HoldAnalysis) -> list[Measure]:
    left, right = analysis.best("left"), analysis.best("right")
    if left is None or right is None:
        side: Side = "left" if left is None else "right"
        reason = f"There is no hold of the {side} leg to compare with."
        return [kind.missing(reason, analysis.view) for kind in kinds.DIFFERENCES]
    unlike = unlike_places(left[0].station, right[0].station)
    if unlike is not None:
        return [kind.missing(unlike, analysis.view) for kind in kinds.DIFFERENCES]
    made = {
        side: {each.name: each for each in _of_leg(analysis, side, *best)}
        for side, best in (("left", left), ("right", right))
        if side in SIDES
    }
    return [
        _difference(analysis, kind, made["left"][of.name], made["right"][of.name])
        for kind, of in (
            (kinds.HELD_DIFFERENCE, kinds.HELD),
            (kinds.START_DIFFERENCE, kinds.START),
            (kinds.SAG_DIFFERENCE, kinds.SAG_RATE),
        )
    ]


def unlike_places(left: PreparedStation, right: PreparedStation) -> str | None:
    """Return why two recordings cannot be compared; None where the person stood alike in both."""
    turn = abs(abs(left.seen.yaw_deg) - abs(right.seen.yaw_deg))
    sizes = [float(trunk_length(each.rest.xy_px)) / each.track.size_px[1] for each in (left, right)]
    if turn <= PLACE.turn and max(sizes) <= min(sizes) * (1 + PLACE.size):
        return None
    return (
        "You stood nearer the camera, or turned otherwise, for one leg than for the other. Stand "
        "in the same place for both, each leg nearer the camera in its turn."
    )


def _difference(
    analysis: HoldAnalysis, kind: MeasureKind, left: Measure, right: Measure
) -> Measure:
    """Return right − left of one measure, with what the second camera side costs."""
    lacking = next((each.reason for each in (left, right) if each.value is None), None)
    if lacking is not None:
        return kind.missing(lacking, analysis.view)
    ends = [(float(each.value), each.low, each.high) for each in (left, right)]  # type: ignore[arg-type]
    (a, a_low, a_high), (b, b_low, b_high) = ends
    assert a_low is not None
    assert a_high is not None
    assert b_low is not None
    assert b_high is not None
    value = b - a
    low, high = value - hypot(b - b_low, a_high - a), value + hypot(b_high - b, a - a_low)
    cost = max(high - value, value - low)
    caution = (
        "The legs were seen from two sides of the camera, whose errors do not cancel: that alone "
        f"leaves ±{number(cost, kind.unit, digits=kind.digits)} open."
    )
    return kind.of(Estimate(value, low, high, 2), analysis.view, caution=caution)
