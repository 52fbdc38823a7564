"""What the measures of a march mean, in plain words, and when it is said: no diagnosis, no alarm.

No muscle is named either. What is said rests on interval ends (`questions`).
"""

from collections.abc import Iterator, Mapping, Sequence
from math import floor
from typing import Literal

import numpy as np

from posecheck.assessment import Finding, Measure
from posecheck.kinematics.statistics import Estimate
from posecheck.landmarks import SIDES, Side, other
from posecheck.measures import Listed
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.estimates import beyond, degrees, known, spread
from posecheck.protocols.slow_march.findings_manner import manner_findings
from posecheck.protocols.slow_march.questions import Asked, holm
from posecheck.protocols.slow_march.thresholds import FATIGUE, SYMMETRY
from posecheck.thresholds import QUALITY
from posecheck.wording import under

SymmetryGrade = Literal["none", "small", "clear", "marked"]

LEVEL_DEG = 90.0


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
        *manner_findings(measures),
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
        " (a level thigh)" if target_deg == LEVEL_DEG else ""
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
            None: ("height_borderline", f". Whether that reaches {target} cannot be told."),
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
    verdict = f"below {target}" if below else f"whether that reaches {target} cannot be told"
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
