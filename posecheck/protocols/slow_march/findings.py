"""What the measures of a march mean, in plain words: no diagnosis, no muscle, no alarm.

Statements on how the knees were lifted: hold, lowering, trunk, knee path, standing foot, rhythm.

Judgements are decided together (`decisions.holm`), each on the near end of its interval. What was
merely counted or seen (moves of the standing foot, landings) is told as it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from posecheck.assessment import Finding, Measure
from posecheck.kinematics.statistics import Estimate
from posecheck.landmarks import SIDES, Side, other
from posecheck.measures import MeasureKind
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.decisions import (
    Asked,
    degrees,
    holm,
    known,
    reaches,
    spread,
    symmetry_grade,
    under,
)
from posecheck.protocols.slow_march.measures_height import declines, most_fall
from posecheck.protocols.slow_march.thresholds import VERDICT
from posecheck.thresholds import QUALITY
from posecheck.wording import number

_HELD = (kinds.HOLD, kinds.HOLD_SAG, kinds.LOWERING, kinds.DROP_RATIO, kinds.SPARC)


@dataclass(frozen=True)
class _Judgement:
    """A question with what is said where the answer is yes."""

    asked: Asked
    finding: Finding


def movement_findings(measures: Sequence[Measure]) -> list[Finding]:
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


LEVEL_DEG = 90.0


@dataclass(frozen=True)
class _Listed:
    """The measures of a take, by name and side."""

    measures: Sequence[Measure]

    def number(self, kind: MeasureKind, side: Side | None = None) -> Estimate | None:
        """Return the value and interval of a measure, None where it has none."""
        for measure in self.measures:
            if (measure.name, measure.side) == (kind.name, side):
                return known(measure)
        return None

    def bound(self, kind: MeasureKind, side: Side) -> float | None:
        """Return what a measure without a value is surely below, None where that is not known."""
        for measure in self.measures:
            if (measure.name, measure.side) == (kind.name, side) and measure.value is None:
                return measure.high
        return None


def march_findings(measures: Sequence[Measure], target_deg: float) -> list[Finding]:
    """Return the statements that the measures of a march bear, the most important first.

    Parameters
    ----------
    measures
        as `measures.march_measures` lists them.
    target_deg
        thigh elevation that was to be reached.
    """
    listed = _Listed(measures)
    return [
        *_symmetry(listed),
        *_height(listed, target_deg),
        *_fatigue(listed),
        *movement_findings(measures),
    ]


def _symmetry(listed: _Listed) -> Iterator[Finding]:
    apart = listed.number(kinds.DIFFERENCE)
    index = listed.number(kinds.SYMMETRY_INDEX)
    rests_on = (kinds.DIFFERENCE.name, kinds.SYMMETRY_INDEX.name)
    if apart is None or index is None:
        reason = next(m.reason for m in listed.measures if m.name == rests_on[0])
        text = f"Left and right are not compared. {reason}"
        yield Finding(code="symmetry_unknown", text=text, measures=rests_on, question="evenness")
        return
    grade = symmetry_grade(index)
    if grade == "none":
        text = (
            f"No difference between left and right could be shown: right − left is "
            f"{spread(apart, 'deg')}."
        )
        yield Finding(code="symmetry_none", text=text, measures=rests_on, question="evenness")
        return
    lower: Side = "right" if apart.value < 0 else "left"
    near, far = sorted((abs(apart.low), abs(apart.high)))
    fact = (
        f"The {lower} knee lifts {degrees(abs(apart.value))} lower than the {other(lower)} one "
        f"({degrees(near)} to {degrees(far)})."
    )
    counts = [listed.number(kinds.COUNT, side) for side in SIDES]
    fewest = min(count.n if count is not None else 0 for count in counts)
    if fewest < QUALITY.symmetry_good:
        text = f"{fact} With so few lifts this describes this take only."
        yield Finding(code="symmetry_described", text=text, measures=rests_on, question="evenness")
        return
    advice = {
        "small": "",
        "clear": "Repeat the take on another day.",
        "marked": "Repeat the take on another day; show it to a physiotherapist if it stays or "
        "you have symptoms.",
    }[grade]
    yield Finding(
        code=f"symmetry_{grade}",
        text=f"{fact} That is a {grade} difference.",
        advice=advice,
        measures=rests_on,
        question="evenness",
    )


def _height(listed: _Listed, target_deg: float) -> Iterator[Finding]:
    target = f"the target of {degrees(target_deg)}" + (
        ", a level thigh" if target_deg == LEVEL_DEG else ""
    )
    for side in SIDES:
        peak = listed.number(kinds.PEAK, side)
        if peak is None:
            yield from _low(listed, target_deg, target, side)
            continue
        text = f"The {side} thigh comes up to {spread(peak, 'deg')}"
        code, verdict = {
            True: ("height_reached", f", which reaches {target}."),
            False: ("height_below", f", below {target}."),
            None: ("height_borderline", f". Whether that reaches {target}, cannot be told."),
        }[reaches(peak, target_deg)]
        yield Finding(
            code=f"{code}_{side}",
            text=text + verdict,
            measures=(kinds.PEAK.name, kinds.AT_TARGET.name),
            question="height",
        )


def _low(listed: _Listed, target_deg: float, target: str, side: Side) -> Iterator[Finding]:
    """Yield what is known of a side whose lifts are too low for a number."""
    bound = listed.bound(kinds.PEAK, side)
    if bound is None:
        return
    below = bound < target_deg
    verdict = f"below {target}" if below else f"whether that reaches {target}, cannot be told"
    yield Finding(
        code=f"height_{'below' if below else 'borderline'}_{side}",
        text=f"The {side} thigh stays low, {under(bound)}: {verdict}.",
        measures=(kinds.PEAK.name, kinds.AT_TARGET.name),
        question="height",
    )


def _fatigue(listed: _Listed) -> Iterator[Finding]:
    known = {side: listed.number(kinds.TREND, side) for side in SIDES}
    slopes = {side: slope for side, slope in known.items() if slope is not None}
    falling = declines(slopes)
    for side in falling:
        slope = slopes[side]
        fall = slope.times(slope.n - 1)
        least, most = degrees(max(-fall.high, 0.0)), degrees(-fall.low)
        text = (
            f"The {side} knee came up lower from lift to lift, by {degrees(-fall.value)} "
            f"({least} to {most}) over {slope.n} lifts. Pace, interest or pain may be the cause as "
            "well as effort."
        )
        yield _trend(f"decline_{side}", text)
    if slopes and not falling:
        most = degrees(max(most_fall(slope) for slope in slopes.values()))
        text = (
            "No fall of the knees from lift to lift could be shown; one of up to "
            f"{most} over the take is possible."
        )
        yield _trend("decline_none", text)


def _trend(code: str, text: str) -> Finding:
    return Finding(code=code, text=text, measures=(kinds.TREND.name,), question="tiring")
