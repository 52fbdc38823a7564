"""What stands out in the manner of lifting, in plain words.

What was merely counted or seen (moves of the standing foot, landings) is told as it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from posecheck.assessment import Finding, Measure
from posecheck.kinematics.statistics import Estimate
from posecheck.landmarks import Side, other
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.estimates import known, spread
from posecheck.protocols.slow_march.questions import Asked, holm
from posecheck.protocols.slow_march.thresholds import VERDICT
from posecheck.wording import number

_HELD = (kinds.HOLD, kinds.HOLD_SAG, kinds.LOWERING, kinds.DROP_RATIO, kinds.SPARC)


@dataclass(frozen=True)
class _Judgement:
    """A question with what is said where the answer is yes."""

    asked: Asked
    finding: Finding


def manner_findings(measures: Sequence[Measure]) -> list[Finding]:
    """Return what stands out in the manner of lifting; nothing where nothing does."""
    judgements: list[_Judgement] = []
    facts: list[Finding] = []
    for measure in measures:
        estimate = known(measure)
        if estimate is not None:
            judgements += _judgements(measure, estimate)
            facts += _facts(measure, estimate)
    answers = holm([each.asked for each in judgements])
    said = [each.finding for each, yes in zip(judgements, answers, strict=True) if yes]
    return [*said, *facts]


def _judgements(measure: Measure, found: Estimate) -> Iterator[_Judgement]:
    """Yield what is asked of one measure."""
    if measure.side is None:
        yield from _of_both(measure, found)
    elif measure.name in [kind.name for kind in _HELD]:
        yield from _of_hold(measure, found, measure.side)
    else:
        yield from _of_body(measure, found, measure.side)


def _of_hold(measure: Measure, found: Estimate, side: Side) -> Iterator[_Judgement]:
    if measure.name == kinds.HOLD_SAG.name:
        text = f"The {side} thigh sinks by {number(found.value, 'deg')} while it is held."
        yield _asks(measure, found, VERDICT.hold_sag, True, measure.name, text)
    elif measure.name == kinds.HOLD.name and found.value == 0:
        text = f"The {side} knee turns round at the top without a hold."
        yield _asks(measure, found, VERDICT.held, False, "hold_none", text)
    elif measure.name == kinds.HOLD.name:
        text = f"The {side} knee stays at the top for only {spread(found, 's')}."
        yield _asks(measure, found, VERDICT.held, False, "hold_short", text)
    elif measure.name == kinds.LOWERING.name:
        text = f"The {side} leg comes down fast, in {spread(found, 's')}. Lower it more slowly."
        yield _asks(measure, found, VERDICT.fast, False, "lowering_fast", text)
    elif measure.name == kinds.DROP_RATIO.name:
        text = f"The {side} leg is let fall at the end instead of being lowered."
        yield _asks(measure, found, VERDICT.drop_ratio, True, "let_fall", text)
    elif measure.name == kinds.SPARC.name:
        text = f"The {side} leg comes down in steps instead of one smooth movement."
        yield _asks(measure, found, VERDICT.sparc, False, "lowering_stepwise", text)


def _of_body(measure: Measure, found: Estimate, side: Side) -> Iterator[_Judgement]:
    size = number(abs(found.value), "deg")
    if measure.name == kinds.SIDE_LEAN.name:
        for way, above in ((side, True), (other(side), False)):
            limit = VERDICT.side_lean if above else -VERDICT.side_lean
            text = f"With the {side} knee up the trunk leans {size} to the {way}."
            yield _asks(measure, found, limit, above, "side_lean", text)
    elif measure.name == kinds.FORWARD_LEAN.name:
        text = f"With the {side} knee up the trunk leans back by {size}."
        code = "back_lean" if found.high < -VERDICT.clear_back_lean else "back_lean_slight"
        yield _asks(measure, found, -VERDICT.back_lean, False, code, text)
    elif measure.name == kinds.KNEE_OUTWARD.name:
        text = f"The {side} knee swings {size} outward on its way up."
        yield _asks(measure, found, VERDICT.knee_outward, True, "knee_outward", text)
        text = f"The {side} knee swings {size} inward on its way up."
        yield _asks(measure, found, -VERDICT.knee_inward, False, "knee_inward", text)


def _of_both(measure: Measure, found: Estimate) -> Iterator[_Judgement]:
    if measure.name == kinds.RHYTHM_VARIATION.name:
        text = f"The rhythm varies by {spread(found, '%')} from lift to lift."
        yield _asks(measure, found, VERDICT.rhythm, True, "rhythm_irregular", text)
    elif measure.name == kinds.PHASE.name:
        text = "The pauses before left and right lifts are not of the same length."
        for above in (True, False):
            limit = 0.5 + VERDICT.phase if above else 0.5 - VERDICT.phase
            yield _asks(measure, found, limit, above, "phase_uneven", text)


def _facts(measure: Measure, found: Estimate) -> Iterator[Finding]:
    """Yield what was seen, without a judgement."""
    side = measure.side
    if side is not None and measure.name == kinds.STANCE_MOVES.name and found.value >= 1:
        often = {1.0: "once", 2.0: "twice"}.get(found.value, f"{found.value:.0f} times")
        text = f"Your {side} foot moved {often} while you stood on it."
        advice = "Stand next to a chair that you can hold, and stop if you feel unsafe."
        yield _finding(measure, "foot_moved", text, advice)
    elif measure.name == kinds.TOE_FIRST.name:
        text = f"The {side} foot lands toes first in {spread(found, '%')} of its landings."
        yield _finding(measure, "landing", text)


def _asks(
    measure: Measure, found: Estimate, limit: float, above: bool, code: str, text: str
) -> _Judgement:
    return _Judgement(Asked(found, limit, above), _finding(measure, code, text))


def _finding(measure: Measure, code: str, text: str, advice: str = "") -> Finding:
    held = measure.name in [kind.name for kind in _HELD]
    return Finding(
        code=f"{code}_{measure.side}" if measure.side else code,
        text=text,
        advice=advice,
        measures=(measure.name,),
        question="hold" if held else "manner",
    )
