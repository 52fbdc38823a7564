"""What the measures of a march mean, in plain words: no diagnosis, no muscle, no alarm."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from posecheck.assessment import Finding, Measure
from posecheck.kinematics.statistics import Estimate
from posecheck.landmarks import SIDES, Side, other
from posecheck.measures import MeasureKind
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.decisions import reaches, symmetry_grade
from posecheck.protocols.slow_march.fatigue import declines, most_fall
from posecheck.protocols.slow_march.movement_findings import movement_findings
from posecheck.protocols.slow_march.wording import degrees, known, spread, under
from posecheck.thresholds import QUALITY

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
