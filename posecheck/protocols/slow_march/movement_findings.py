"""Statements on how the knees were lifted: hold, lowering, trunk, knee path, balance, rhythm."""

from collections.abc import Iterator, Sequence

from posecheck.assessment import Finding, Measure
from posecheck.kinematics.statistics import Estimate
from posecheck.landmarks import Side, other
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.thresholds import VERDICT
from posecheck.protocols.slow_march.wording import known, spread
from posecheck.wording import number

_LOWERING = tuple(
    kind.name for kind in (kinds.LOWERING, kinds.LOWERING_SPEED, kinds.DROP_RATIO, kinds.SPARC)
)


def movement_findings(measures: Sequence[Measure]) -> list[Finding]:
    """Return what stands out in the manner of lifting; nothing where nothing does."""
    found: list[Finding] = []
    for measure in measures:
        estimate = known(measure)
        if estimate is not None:
            found.extend(_of(measure, estimate))
    return found


def _of(measure: Measure, found: Estimate) -> Iterator[Finding]:
    side = measure.side
    if side is None:
        yield from _of_both(measure, found)
    elif measure.name in (kinds.HOLD.name, kinds.HOLD_SAG.name):
        yield from _hold(measure, found, side)
    elif measure.name in _LOWERING:
        yield from _lowering(measure, found, side)
    else:
        yield from _body(measure, found, side)


def _finding(code: str, side: Side | None, text: str, measure: Measure) -> Finding:
    held = measure.name in (*_LOWERING, kinds.HOLD.name, kinds.HOLD_SAG.name)
    return Finding(
        code=f"{code}_{side}" if side else code,
        text=text,
        measures=(measure.name,),
        question="hold" if held else "manner",
    )


def _hold(measure: Measure, found: Estimate, side: Side) -> Iterator[Finding]:
    value = found.value
    if measure.name == kinds.HOLD_SAG.name:
        if value > VERDICT.hold_sag:
            text = f"The {side} thigh sinks by {number(value, 'deg')} while it is held."
            yield _finding(measure.name, side, text, measure)
    elif value == 0:
        text = f"The {side} knee turns round at the top without a hold."
        yield _finding("hold_none", side, text, measure)
    elif value < VERDICT.held:
        text = f"The {side} knee stays at the top for only {spread(found, 's')}."
        yield _finding("hold_short", side, text, measure)


def _lowering(measure: Measure, found: Estimate, side: Side) -> Iterator[Finding]:
    value = found.value
    if measure.name == kinds.LOWERING.name and found.high < VERDICT.fast:
        text = f"The {side} leg comes down fast, in {number(value, 's')}. Lower it more slowly."
        yield _finding("lowering_fast", side, text, measure)
    if measure.name == kinds.DROP_RATIO.name and value > VERDICT.drop_ratio:
        text = f"The {side} leg is let fall at the end instead of being lowered."
        yield _finding("let_fall", side, text, measure)
    if measure.name == kinds.SPARC.name and value <= VERDICT.sparc:
        text = f"The {side} leg comes down in steps instead of one smooth movement."
        yield _finding("lowering_stepwise", side, text, measure)


def _body(measure: Measure, found: Estimate, side: Side) -> Iterator[Finding]:
    value = found.value
    surely = found.low if value > 0 else found.high
    if measure.name == kinds.SIDE_LEAN.name and abs(surely) > VERDICT.side_lean:
        if value * surely > 0:
            way = side if value > 0 else other(side)
            text = f"With the {side} knee up the trunk leans {_size(value)} to the {way}."
            yield _finding("side_lean", side, text, measure)
    elif measure.name == kinds.FORWARD_LEAN.name and value <= -VERDICT.back_lean:
        clear = value <= -VERDICT.clear_back_lean
        text = f"With the {side} knee up the trunk leans back by {_size(value)}."
        yield _finding("back_lean" if clear else "back_lean_slight", side, text, measure)
    elif measure.name == kinds.KNEE_OUTWARD.name:
        if found.low > VERDICT.knee_outward:
            text = f"The {side} knee swings {_size(value)} outward on its way up."
            yield _finding("knee_outward", side, text, measure)
        elif found.high < -VERDICT.knee_inward:
            text = f"The {side} knee swings {_size(value)} inward on its way up."
            yield _finding("knee_inward", side, text, measure)
    elif measure.name == kinds.STANCE_MOVES.name and value >= VERDICT.unsteady:
        text = (
            f"You lost your balance {value:.0f} times on the {side} leg. Stand next to a chair "
            "that you can hold, and stop if you feel unsafe."
        )
        yield _finding("unsteady", side, text, measure)
    elif measure.name == kinds.TOE_FIRST.name:
        text = f"The {side} foot lands toes first in {spread(found, '%')} of its landings."
        yield _finding("landing", side, text, measure)


def _of_both(measure: Measure, found: Estimate) -> Iterator[Finding]:
    value = found.value
    if measure.name == kinds.RHYTHM_VARIATION.name and value > VERDICT.rhythm:
        text = f"The rhythm varies by {number(value, '%')} from lift to lift."
        yield _finding("rhythm_irregular", None, text, measure)
    if measure.name == kinds.PHASE.name and abs(value - 0.5) > VERDICT.phase:
        text = "The pauses before left and right lifts are not of the same length."
        yield _finding("phase_uneven", None, text, measure)


def _size(value: float) -> str:
    return number(abs(value), "deg")
