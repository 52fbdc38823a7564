"""What the measures of a march mean, in plain words: no diagnosis, no muscle, no alarm."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from posecheck.assessment import Finding, Measure
from posecheck.kinematics.statistics import Estimate
from posecheck.landmarks import SIDES, Side, other
from posecheck.measures import MeasureKind
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.fatigue import declines
from posecheck.protocols.slow_march.movement_findings import movement_findings
from posecheck.protocols.slow_march.thresholds import SYMMETRY, VERDICT
from posecheck.protocols.slow_march.wording import degrees, known, spread
from posecheck.thresholds import QUALITY

SymmetryGrade = Literal["none", "small", "clear", "marked"]


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


def march_findings(measures: Sequence[Measure], target_deg: float) -> list[Finding]:
    """Return the statements that the measures of a march bear, the most important first.

    Parameters
    ----------
    measures : as `measures.march_measures` lists them.
    target_deg : thigh elevation that was to be reached.
    """
    listed = _Listed(measures)
    return [
        *_symmetry(listed),
        *_height(listed, target_deg),
        *_fatigue(listed),
        *movement_findings(measures),
    ]


def symmetry_grade(index: Estimate) -> SymmetryGrade:
    """Return how large a Robinson index is, its interval considered.

    None: below 5 %, or the interval holds 0. Clear: above 10 % and the interval beyond 5 %.
    Marked: above 15 % and the interval beyond 10 %. Small: whatever else.
    """
    size = abs(index.value)
    surely = 0.0 if index.low <= 0 <= index.high else min(abs(index.low), abs(index.high))
    small, clear, marked = SYMMETRY.small, SYMMETRY.clear, SYMMETRY.marked
    if size < small or surely == 0:
        return "none"
    if size > marked and surely > clear:
        return "marked"
    return "clear" if size > clear and surely > small else "small"


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
            f"No clear difference between left and right: right − left is {spread(apart, 'deg')}."
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
    for side in SIDES:
        peak = listed.number(kinds.PEAK, side)
        if peak is None:
            continue
        short = target_deg - peak.value
        if short <= VERDICT.reached:
            code, verdict = "height_reached", "which reaches"
        elif short <= VERDICT.borderline:
            code, verdict = "height_borderline", "just below"
        else:
            code, verdict = "height_below", "below"
        level = ", a level thigh" if target_deg == 90 else ""
        yield Finding(
            code=f"{code}_{side}",
            text=f"The {side} thigh comes up to {spread(peak, 'deg')}, {verdict} "
            f"the target of {degrees(target_deg)}{level}.",
            measures=(kinds.PEAK.name, kinds.AT_TARGET.name),
            question="height",
        )


def _fatigue(listed: _Listed) -> Iterator[Finding]:
    steady = []
    for side in SIDES:
        slope = listed.number(kinds.TREND, side)
        if slope is None:
            continue
        grade = declines(slope)
        if grade is None:
            steady.append(side)
            continue
        fall = degrees(-slope.value * (slope.n - 1))
        text = f"The {side} knee came up lower from lift to lift, by {fall} over {slope.n} lifts."
        if grade == "possible":
            text = f"Possibly the {side} knee came up lower from lift to lift ({fall} in all)."
        text += " Pace, interest or pain may be the cause as well as effort."
        yield Finding(
            code=f"decline_{grade}_{side}",
            text=text,
            measures=(kinds.TREND.name,),
            question="tiring",
        )
    if len(steady) == 2:
        text = "No decline from lift to lift was detected."
        yield Finding(
            code="decline_none", text=text, measures=(kinds.TREND.name,), question="tiring"
        )
