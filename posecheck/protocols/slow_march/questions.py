"""Whether a quantity is beyond a limit: asked of interval ends, of many quantities at once.

A value that lies beyond a limit says little if its interval does not; so each question ("does the
trunk lean back by more than 5°?") is answered yes only if the near end of the interval is beyond
the limit. A take asks some twenty such questions about the manner of lifting alone. At one false
yes in forty for each, every third person who does nothing out of line would be told of something.
Holm's procedure (1979, Scand J Stat 6:65) keeps the chance of a single false yes in the whole
family at one in forty, whatever the questions have to do with each other: the surest answer must
stand against all questions, the next against one less, and so on until one does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from posecheck.kinematics.statistics import Estimate
from posecheck.protocols.slow_march.thresholds import DECISION
from posecheck.thresholds import STATISTICS


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
