"""What the measures of a march mean, in plain words, and when it is said: no diagnosis, no alarm.

No muscle is named either. A value that lies beyond a limit says little if its interval does not; so
each question ("does the trunk lean back by more than 5°?") is answered yes only if the near end of
the interval is beyond the limit. A take asks some twenty such questions about the manner of lifting
alone. At one false yes in forty for each, every third person who does nothing out of line would be
told of something. Holm's procedure (1979, Scand J Stat 6:65) keeps the chance of a single false yes
in the whole family at one in forty, whatever the questions have to do with each other: the surest
answer must stand against all questions, the next against one less, and so on until one does not.

What was merely counted or seen (moves of the standing foot, landings) is told as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Literal

import numpy as np
from scipy.stats import t as student

from posecheck.assessment import Finding, Measure
from posecheck.kinematics.statistics import Estimate
from posecheck.landmarks import SIDES, Side, other
from posecheck.measures import Listed
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.thresholds import DECISION, FATIGUE, SYMMETRY, VERDICT
from posecheck.thresholds import QUALITY, STATISTICS
from posecheck.wording import number, under

SymmetryGrade = Literal["none", "small", "clear", "marked"]

LEVEL_DEG = 90.0
_HELD = (kinds.HOLD, kinds.HOLD_SAG, kinds.LOWERING, kinds.DROP_RATIO, kinds.SPARC)


def known(measure: Measure | None) -> Estimate | None:
    """Return value, interval and n of a measure that has them, else None."""
    if measure is None or not isinstance(measure.value, float):
        return None
    if measure.low is None or measure.high is None:
        return None
    return Estimate(measure.value, measure.low, measure.high, measure.n)


def spread(estimate: Estimate, unit: str) -> str:
    """Return value and 95 % interval in words: ``−8° (−12° to −4°)``."""
    low, value, high = (number(x, unit) for x in (estimate.low, estimate.value, estimate.high))
    return f"{value} ({low} to {high})"


def degrees(value: float) -> str:
    """Return degrees without decimals."""
    return number(value, "deg")


@dataclass(frozen=True)
class Asked:
    """One question: whether a quantity is beyond a limit.

    Attributes
    ----------
    estimate
        the quantity with its 95 % interval.
    limit
        what it must be beyond, in its unit.
    above
        whether beyond means above; below otherwise.
    """

    estimate: Estimate
    limit: float
    above: bool = True

    @property
    def p_value(self) -> float:
        """How often an interval would lie so far beyond if the quantity were at the limit.

        0.025 where the near end of the interval is at the limit. The distribution is Student's,
        with the freedom that `median_estimate` gives so many observations.
        """
        freedom = max(self.estimate.n - 1, 0) + STATISTICS.prior
        near = self.estimate.low if self.above else self.estimate.high
        reach = abs(self.estimate.value - near)
        beyond = self.estimate.value - self.limit
        beyond = beyond if self.above else -beyond
        if reach == 0:
            return 0.0 if beyond > 0 else 1.0
        return float(student.sf(beyond / reach * student.ppf(0.975, freedom), freedom))


def holm(questions: Sequence[Asked]) -> list[bool]:
    """Return for each question of a family whether the answer is yes."""
    values = np.array([each.p_value for each in questions])
    answers = [False] * len(questions)
    for rank, index in enumerate(np.argsort(values, kind="stable").tolist()):
        if values[index] > DECISION.family / (len(questions) - rank):
            break
        answers[index] = True
    return answers


def symmetry_grade(index: Estimate) -> SymmetryGrade:
    """Return how large a Robinson index surely is.

    None: the interval holds 0, or lies within ±5 %. Clear: its near end is beyond 5 %. Marked: its
    near end is beyond 10 %. Small: whatever else.
    """
    near, far = sorted((abs(index.low), abs(index.high)))
    if index.low <= 0 <= index.high or far < SYMMETRY.small:
        return "none"
    if near > SYMMETRY.clear:
        return "marked"
    return "clear" if near > SYMMETRY.small else "small"


def reaches(peak: Estimate, target_deg: float) -> bool | None:
    """Return whether a thigh comes up to the target; None where the interval holds the target."""
    if peak.low >= target_deg:
        return True
    return False if peak.high < target_deg else None


def beyond(measure: Measure | None) -> Estimate | None:
    """Return the end of the interval that is known of a measure without a value, as its value.

    The other end is infinite. None where neither is known, or the measure has a value.
    """
    if measure is None or measure.value is not None:
        return None
    if measure.high is not None:
        return Estimate(measure.high, -np.inf, measure.high, measure.n)
    return None if measure.low is None else Estimate(measure.low, measure.low, np.inf, measure.n)


def march_findings(measures: Sequence[Measure], target_deg: float) -> list[Finding]:
    """Return the statements that the measures of a march bear, the most important first.

    Parameters
    ----------
    measures
        as `measures.march_measures` lists them.
    target_deg
        thigh elevation that was to be reached.
    """
    listed = Listed(measures)
    return [
        *_symmetry(listed),
        *_height(listed, target_deg),
        *_fatigue(listed),
        *movement_findings(measures),
    ]


def _symmetry(listed: Listed) -> Iterator[Finding]:
    apart, index = _apart(listed)
    if apart is None or index is None:
        difference = listed.find(kinds.DIFFERENCE)
        assert difference is not None  # every march lists it
        text = f"Left and right are not compared. {difference.reason}"
        yield _of_symmetry("unknown", text)
        return
    grade = symmetry_grade(index)
    if grade == "none":
        shown = spread(apart, "deg")
        text = f"No difference between left and right could be shown: right − left is {shown}."
        yield _of_symmetry(grade, text)
        return
    fact = _lower(apart)
    counts = [known(listed.of(kinds.COUNT, side)) for side in SIDES]
    fewest = min(count.n if count is not None else 0 for count in counts)
    if fewest < QUALITY.symmetry_good:
        text = f"{fact} With so few lifts this describes this take only."
        yield _of_symmetry("described", text)
        return
    advice = {
        "small": "",
        "clear": "Repeat the take on another day.",
        "marked": "Repeat the take on another day; show it to a physiotherapist if it stays or "
        "you have symptoms.",
    }[grade]
    least = "" if np.isfinite([apart.low, apart.high]).all() else "at least "
    yield _of_symmetry(grade, f"{fact} That is {least}a {grade} difference.", advice)


def _apart(listed: Listed) -> tuple[Estimate | None, Estimate | None]:
    """Return right − left and its index; by how much at least where one leg has no number."""
    wanted = (listed.find(kind) for kind in (kinds.DIFFERENCE, kinds.SYMMETRY_INDEX))
    apart, index = (known(measure) or beyond(measure) for measure in wanted)
    return apart, index


def _lower(apart: Estimate) -> str:
    """Return the sentence that one knee lifts lower, and by how much."""
    lower: Side = "right" if apart.value < 0 else "left"
    near, far = sorted((abs(apart.low), abs(apart.high)))
    if not np.isfinite(far):
        return (
            f"The {lower} knee lifts at least {degrees(floor(near))} lower than the "
            f"{other(lower)} one; it stays too low to say by how much."
        )
    return (
        f"The {lower} knee lifts {degrees(abs(apart.value))} lower than the {other(lower)} one "
        f"({degrees(near)} to {degrees(far)})."
    )


def _of_symmetry(code: str, text: str, advice: str = "") -> Finding:
    return Finding(
        code=f"symmetry_{code}",
        text=text,
        advice=advice,
        measures=(kinds.DIFFERENCE.name, kinds.SYMMETRY_INDEX.name),
        question="evenness",
    )


def _height(listed: Listed, target_deg: float) -> Iterator[Finding]:
    target = f"the target of {degrees(target_deg)}" + (
        ", a level thigh" if target_deg == LEVEL_DEG else ""
    )
    for side in SIDES:
        peak = known(listed.of(kinds.PEAK, side))
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


def _low(listed: Listed, target_deg: float, target: str, side: Side) -> Iterator[Finding]:
    """Yield what is known of a side whose lifts are too low for a number."""
    bound = beyond(listed.find(kinds.PEAK, side))
    if bound is None:
        return
    below = bound.high < target_deg
    verdict = f"below {target}" if below else f"whether that reaches {target}, cannot be told"
    yield Finding(
        code=f"height_{'below' if below else 'borderline'}_{side}",
        text=f"The {side} thigh stays low, {under(bound.high, 'deg')}: {verdict}.",
        measures=(kinds.PEAK.name, kinds.AT_TARGET.name),
        question="height",
    )


def _fatigue(listed: Listed) -> Iterator[Finding]:
    found = {side: known(listed.of(kinds.TREND, side)) for side in SIDES}
    slopes = {side: slope for side, slope in found.items() if slope is not None}
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
        knees = "knees" if len(slopes) > 1 else f"{next(iter(slopes))} knee"
        text = (
            f"No fall of the {knees} from lift to lift could be shown; one of up to "
            f"{most} over the take is possible."
        )
        yield _trend("decline_none", text)


def declines(slopes: Mapping[Side, Estimate]) -> list[Side]:
    """Return the sides whose knee surely came up lower from lift to lift.

    The intervals lie below 0, as corrected for the number of sides (`holm`), and hold a fall over
    the take that is worth a word.
    """
    sides = list(slopes)
    falls = holm([Asked(slopes[side], 0.0, above=False) for side in sides])
    return [
        side
        for side, falling in zip(sides, falls, strict=True)
        if falling and most_fall(slopes[side]) >= FATIGUE.total
    ]


def most_fall(slope: Estimate) -> float:
    """Return the largest fall from the first to the last lift that the interval holds, degrees."""
    return max(-slope.low, 0.0) * (slope.n - 1)


def _trend(code: str, text: str) -> Finding:
    return Finding(code=code, text=text, measures=(kinds.TREND.name,), question="tiring")


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
