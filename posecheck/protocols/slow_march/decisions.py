"""When something is said of a measured value: on the near end of its interval, corrected.

A value that lies beyond a limit says little if its interval does not; so each question ("does the
trunk lean back by more than 5°?") is answered yes only if the near end of the interval is beyond
the limit. A take asks some twenty such questions about the manner of lifting alone. At one false
yes in forty for each, every third person who does nothing out of line would be told of something.
Holm's procedure (1979, Scand J Stat 6:65) keeps the chance of a single false yes in the whole
family at one in forty, whatever the questions have to do with each other: the surest answer must
stand against all questions, the next against one less, and so on until one does not.

Measures as the findings read and say them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import t as student

from posecheck.assessment import Measure
from posecheck.kinematics.statistics import Estimate
from posecheck.protocols.slow_march.thresholds import DECISION, SYMMETRY
from posecheck.thresholds import STATISTICS
from posecheck.wording import number

_STEP_DEG = 5


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


def under(high: float) -> str:
    """Return what a low thigh is surely under, in steps of 5°: ``under 45°``."""
    return f"under {degrees(_STEP_DEG * math.ceil(high / _STEP_DEG))}"


def degrees(value: float) -> str:
    """Return degrees without decimals."""
    return number(value, "deg")


SymmetryGrade = Literal["none", "small", "clear", "marked"]


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
