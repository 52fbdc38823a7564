"""The list of a held lift's measures, and what they mean in plain words.

No diagnosis, no muscle, no alarm.
"""

from collections.abc import Iterator, Sequence
from math import hypot

from posecheck.assessment import Finding, Measure, View
from posecheck.kinematics.statistics import Z95, Estimate
from posecheck.landmarks import SIDES, Side
from posecheck.measures import Listed, MeasureKind
from posecheck.protocols.held_lift import kinds
from posecheck.protocols.held_lift.analysis import (
    HoldAnalysis,
    ScoredHold,
    StationHolds,
    unlike_places,
)
from posecheck.protocols.held_lift.holds import by_view, drift_deg, time_at, time_within
from posecheck.protocols.held_lift.prepare import PreparedStation
from posecheck.protocols.held_lift.thresholds import ERROR, HOLD, VERDICT
from posecheck.thresholds import REAL_PEOPLE
from posecheck.wording import number, value_in_words

_NOT_RECORDED = "No recording of this leg is in the take."
_SHORT = f"A hold of {HOLD.sag_least:g} s and more shows whether the thigh sinks."
_NOT_FROM_THE_FRONT = "Not measurable from the front; stand sideways or at an angle for it."
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
    view, sd = station.view, elevation_sd(station, scored)
    return [
        kinds.HELD.of(_held(scored, view), view, side),
        kinds.WITHIN.of(_within(scored, view), view, side),
        kinds.AT_TARGET.of(_at_target(scored, analysis.options.target_deg, sd, view), view, side),
        kinds.ENDING.of_class(hold.ending, view, 1, side),
        kinds.START.of(Estimate.of_sd(hold.start_deg, sd), view, side),
        *_sag(scored, station),
        *_manner(scored, station),
    ]


def elevation_sd(station: PreparedStation, scored: ScoredHold) -> float:
    """Return the standard deviation of the elevation's error at the start of a hold, degrees.

    That on rendered people and what real ones are known to add, in quadrature.
    """
    if scored.heights is not None:
        return scored.heights.sd_at(scored.hold.start_deg)
    oblique = station.view == "oblique"
    sd = ERROR.elevation_oblique if oblique else ERROR.elevation_side
    rendered = sd if station.near else sd * ERROR.far_leg
    return hypot(rendered, REAL_PEOPLE.peak_common, REAL_PEOPLE.peak_side)


def _time_sd(view: View) -> float:
    return by_view(view, front=ERROR.time_front, oblique=ERROR.time_oblique, side=ERROR.time_side)


def _held(scored: ScoredHold, view: View) -> Estimate:
    estimate = Estimate.of_sd(scored.hold.held_s, _time_sd(view)).clipped(least=0.0)
    if scored.hold.ending != "stopped":
        return estimate
    caution = (
        "The recording ended, or you were no longer seen, with the leg still up, so it was held "
        "for at least this long."
    )
    return Estimate(estimate.value, estimate.low, estimate.high, estimate.n, caution)


def _within(scored: ScoredHold, view: View) -> Estimate:
    """Return the time within the band, and what it were if the elevation drifted either way."""
    hold = scored.hold
    off = Z95 * hypot(drift_deg(view), ERROR.sag_scale * HOLD.band)
    low, high = (
        time_within(scored.t_s, scored.deg, hold.start_deg, HOLD.band + each)
        for each in (-off, off)
    )
    return _with_time_error(Estimate(hold.within_s, low, high, 1), view)


def _with_time_error(estimate: Estimate, view: View) -> Estimate:
    return estimate.widened(_time_sd(view)).clipped(least=0.0)


def _at_target(scored: ScoredHold, target_deg: float, sd: float, view: View) -> Estimate:
    """Return the time at the target, and what it were if the elevation read too high or low."""
    times = [
        time_at(scored.t_s, scored.deg, target_deg + off) for off in (Z95 * sd, 0.0, -Z95 * sd)
    ]
    if times[2] == 0:
        return Estimate(0.0, 0.0, 0.0, 1)
    return _with_time_error(Estimate(times[1], times[0], times[2], 1), view)


def _sag(scored: ScoredHold, station: PreparedStation) -> list[Measure]:
    hold, view = scored.hold, station.view
    if hold.sag is None:
        return [kind.missing(_SHORT, view, hold.side, 1) for kind in (kinds.SAG_RATE, kinds.SAG)]
    sank = hold.start_deg - hold.last_deg
    over = Estimate.of_sd(sank, hypot(drift_deg(view), ERROR.sag_scale * sank))
    return [kinds.SAG_RATE.of(hold.sag, view, hold.side), kinds.SAG.of(over, view, hold.side)]


def _manner(scored: ScoredHold, station: PreparedStation) -> list[Measure]:
    body, side, view = scored.body, scored.hold.side, station.view
    forward_sd = ERROR.forward_oblique if view == "oblique" else ERROR.forward_side
    forward, aside, moves = body.forward_deg, body.aside_deg, body.foot_moves
    no_forward = _NOT_FROM_THE_FRONT if view == "front" else _LOST
    no_aside = _NOT_FROM_THE_SIDE if view in ("side-left", "side-right") else _LOST
    return [
        kinds.LEAN_FORWARD.missing(no_forward, view, side, 1)
        if forward is None
        else kinds.LEAN_FORWARD.of(Estimate.of_sd(forward, forward_sd), view, side),
        kinds.LEAN_SIDE.missing(no_aside, view, side, 1)
        if aside is None
        else kinds.LEAN_SIDE.of(Estimate.of_sd(aside, ERROR.aside), view, side),
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
    seen = (
        "recorded one after the other, whose errors are not taken to"
        if left.view == right.view == "front"
        else "seen from two sides of the camera, whose errors do not"
    )
    caution = (
        f"The legs were {seen} cancel: that alone leaves "
        f"±{number(cost, kind.unit, digits=kind.digits)} open."
    )
    return kind.of(Estimate(value, low, high, 2), analysis.view, caution=caution)


_ENDED = {
    "lowered": "then it was lowered",
    "touched": "then the foot touched the floor and was lifted again",
    "stopped": "and it was still up when the recording ended",
    "time_over": "which is the whole time of the test",
}


def hold_findings(measures: Sequence[Measure], target_deg: float) -> list[Finding]:
    """Return the statements that the measures of held lifts bear, the most important first.

    Parameters
    ----------
    measures
        as `measures.hold_measures` lists them.
    target_deg
        thigh elevation that was to be held.
    """
    listed = Listed(measures)
    return [
        *_time(listed),
        *_height(listed, target_deg),
        *_sinking(listed),
        *_sides(listed),
        *_manner_in_words(listed),
    ]


def _time(listed: Listed) -> Iterator[Finding]:
    for side in SIDES:
        held, within = listed.of(kinds.HELD, side), listed.of(kinds.WITHIN, side)
        ending = listed.of(kinds.ENDING, side)
        if held is None or within is None or ending is None:
            continue
        assert isinstance(within.value, float)
        text = (
            f"The {side} knee was held up for {value_in_words(held, kinds.HELD)}, "
            f"{_ENDED[str(ending.value)]}; it stayed within {HOLD.band:g}° of its start for "
            f"{number(within.value, 's', digits=kinds.WITHIN.digits)}."
        )
        names = (kinds.HELD.name, kinds.WITHIN.name, kinds.ENDING.name)
        yield Finding(code=f"held_{side}", text=text, measures=names, question="time")


def _height(listed: Listed, target_deg: float) -> Iterator[Finding]:
    for side in SIDES:
        start, at = listed.of(kinds.START, side), listed.of(kinds.AT_TARGET, side)
        if start is None or at is None:
            continue
        assert start.low is not None
        assert start.high is not None
        target = f"the target of {target_deg:g}°"
        code, verdict = "open", f". Whether that reaches {target} cannot be told"
        if start.low >= target_deg:
            code, verdict = "reached", f", which reaches {target}"
        elif start.high < target_deg:
            code, verdict = "below", f", below {target}"
        text = (
            f"The {side} thigh began at {value_in_words(start, kinds.START)}{verdict}; "
            f"{_at_target_in_words(at)}."
        )
        names = (kinds.START.name, kinds.AT_TARGET.name)
        yield Finding(code=f"height_{code}_{side}", text=text, measures=names, question="height")


def _at_target_in_words(at: Measure) -> str:
    """Return the time at the target in words, or that the error leaves it open."""
    assert isinstance(at.value, float)
    assert at.low is not None
    assert at.high is not None
    if at.high == 0:
        return "it was not at the target at any time"
    if at.low == 0 and at.high > 2 * at.value:
        most = number(at.high, "s", digits=kinds.AT_TARGET.digits)
        return f"it was at the target for {most} at the most"
    return f"it was at or above it for {value_in_words(at, kinds.AT_TARGET)}"


def _sinking(listed: Listed) -> Iterator[Finding]:
    for side in SIDES:
        rate, over = listed.of(kinds.SAG_RATE, side), listed.of(kinds.SAG, side)
        if rate is None or over is None or rate.low is None or rate.high is None:
            continue
        assert isinstance(rate.value, float)
        assert isinstance(over.value, float)
        names = (kinds.SAG_RATE.name, kinds.SAG.name)
        speed, in_all = value_in_words(rate, kinds.SAG_RATE), value_in_words(over, kinds.SAG)
        if rate.low > 0:
            code = f"sinks_{side}"
            text = f"The {side} thigh sank by {speed} while it was held, {in_all} in all."
        elif rate.high < 0:
            code = f"rises_{side}"
            text = f"The {side} thigh rose while it was held, {in_all} in all."
        else:
            code = f"level_{side}"
            text = f"No sinking of the {side} thigh was detected: {speed} while it was held."
        yield Finding(code=code, text=text, measures=names, question="sinking")


def _sides(listed: Listed) -> Iterator[Finding]:
    for kind, more, less in (
        (kinds.HELD_DIFFERENCE, "held longer", "held less long"),
        (kinds.START_DIFFERENCE, "held higher", "held lower"),
        (kinds.SAG_DIFFERENCE, "sinking faster", "sinking more slowly"),
    ):
        apart = listed.of(kind)
        if apart is None or apart.low is None or apart.high is None:
            continue
        assert isinstance(apart.value, float)
        certain = apart.low > 0 or apart.high < 0
        if certain:
            way = more if apart.value > 0 else less
            text = (
                f"The right leg was {way} than the left one: right − left is "
                f"{value_in_words(apart, kind)}. One hold of each leg describes this take only."
            )
        else:
            what = kind.label.removesuffix(", right − left").lower()
            text = f"No clear difference between the legs in {what}: {value_in_words(apart, kind)}."
        code = f"{kind.name}_{'clear' if certain else 'none'}"
        yield Finding(code=code, text=text, measures=(kind.name,), question="sides")


def _manner_in_words(listed: Listed) -> Iterator[Finding]:
    for side in SIDES:
        for kind, way, back in (
            (kinds.LEAN_FORWARD, "forward", "back"),
            (kinds.LEAN_SIDE, f"to the {side} side", "to the other side"),
        ):
            lean = listed.of(kind, side)
            if lean is None or lean.low is None or lean.high is None:
                continue
            if lean.low > VERDICT.lean or lean.high < -VERDICT.lean:
                where = way if lean.low > 0 else back
                text = (
                    f"The trunk leaned {where} while the {side} knee was up: "
                    f"{value_in_words(lean, kind)} against quiet standing."
                )
                code = f"{'lean' if kind is kinds.LEAN_FORWARD else 'lean_side'}_{side}"
                yield Finding(code=code, text=text, measures=(lean.name,), question="manner")
        moves = listed.of(kinds.FOOT_MOVES, side)
        if moves is not None and isinstance(moves.value, float) and moves.value > 0:
            times = "once" if moves.value == 1 else f"{moves.value:.0f} times"
            text = f"The foot stood on changed its place {times} while the {side} knee was up."
            names = (kinds.FOOT_MOVES.name,)
            yield Finding(code=f"foot_moved_{side}", text=text, measures=names, question="manner")
