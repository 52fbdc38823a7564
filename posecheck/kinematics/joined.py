"""Several readings of the two sides, joined into one value of each, with what tells them apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2

from posecheck.kinematics.statistics import Estimate
from posecheck.landmarks import SIDES, Side

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Joined:
    """What several readings of the sides say together.

    Attributes
    ----------
    each
        per side that was read its value with its 95 % interval; `n` is the number of readings.
    difference
        right − left; None where one side was not read.
    chance
        how often readings with these errors lie further apart than these do, 0 to 1; 1 where
        nothing was read twice.
    """

    each: Mapping[Side, Estimate]
    difference: Estimate | None
    chance: float


def join(sides: Sequence[Side], values: FloatArray, covariance: FloatArray) -> Joined:
    """Return the generalised least squares estimate of both sides.

    Readings that lie further apart than their errors allow widen every interval by the Birge ratio,
    the root of the misfit per degree of freedom (Birge 1932, Phys Rev 40:207); readings that agree
    narrow none further.

    Parameters
    ----------
    sides
        which side each reading is of; one at the least.
    values
        `(n,)` what was read, in any unit; no NaN.
    covariance
        `(n, n)` of the readings' errors, in that unit squared, positive definite.
    """
    known = [side for side in SIDES if side in sides]
    design = np.array([[float(side == one) for one in known] for side in sides])
    weighed = np.linalg.solve(covariance, design)
    spread = np.linalg.inv(design.T @ weighed)
    best = spread @ weighed.T @ values
    left_over = values - design @ best
    misfit = float(left_over @ np.linalg.solve(covariance, left_over))
    freedom = len(values) - len(known)
    chance = float(chi2.sf(misfit, freedom)) if freedom else 1.0
    spread = spread * max(1.0, misfit / freedom if freedom else 1.0)
    read = {side: sum(one == side for one in sides) for side in known}
    difference = None
    if len(known) == len(SIDES):
        apart = np.array([-1.0, 1.0])
        variance = float(apart @ spread @ apart)
        difference = Estimate.of_sd(float(apart @ best), variance**0.5, len(values))
    return Joined(
        each={
            side: Estimate.of_sd(float(best[place]), float(spread[place, place]) ** 0.5, read[side])
            for place, side in enumerate(known)
        },
        difference=difference,
        chance=chance,
    )
