"""What one lift of each leg, held beside a phone, says about all lifts of a take.

A phone that lies along the thigh shows the thigh's elevation within its own error. The camera's
reading of the same lift differs from it by what the camera gets wrong in this person before this
camera, which is so in every lift, and by what is wrong in this one lift or with the phone. Of the
difference only the first part may be taken off: its expected share (linear Bayes estimate; Robinson
1991, Stat Sci 6:15, on best linear unbiased prediction).

Both legs are read, because part of the error is common to them. Their mean and their difference
are independent of each other, and each is shrunk by its own share.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.front_elevation import ElevationError
from posecheck.landmarks import SIDES, Side
from posecheck.thresholds import CALIBRATION

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Calibration:
    """What is added to the elevation of each side, and what error is left.

    Attributes
    ----------
    at_deg
        per side the height at which it was read, degrees as the camera has it.
    shift_deg
        per side what is added at that height; less, the farther from it.
    mean_share, apart_share
        of the mean of both sides and of their difference, the share of what was seen that is
        believed, 0 to 1.
    """

    at_deg: Mapping[Side, float]
    shift_deg: Mapping[Side, float]
    mean_share: float
    apart_share: float

    def applied(self, side: Side, deg: FloatArray) -> FloatArray:
        """Return elevations `(N,)` put right; a hanging thigh stays at 0. NaN stays NaN.

        What is higher stays higher, because no shift is as large as `calibration.reach` or the
        height at which it was read.
        """
        at = self.at_deg[side]
        alike = np.exp(-np.abs(deg - at) / CALIBRATION.reach)
        share = np.minimum(np.clip(deg / at, 0.0, 1.0), alike)
        return np.asarray(deg + self.shift_deg[side] * share)

    def left_of(self, error: ElevationError, deg: float) -> ElevationError:
        """Return what is left of the error of a peak of so many degrees, put right.

        Away from the height that was read more is left: what is wrong there is only in part what
        was wrong here.
        """
        away = min(abs(deg - self.at_deg[side] - self.shift_deg[side]) for side in SIDES)
        alike = float(np.exp(-2.0 * away / CALIBRATION.reach))
        mean = _mean_variance(error) * (1.0 - alike * self.mean_share)
        side = error.side**2 * (1.0 - alike * self.apart_share)
        return ElevationError(
            common=float(np.sqrt(max(mean - side / 2.0, 0.0))),
            side=float(np.sqrt(side)),
            repetition=error.repetition,
        )


def calibrate(
    read_deg: Mapping[Side, float],
    phone_deg: Mapping[Side, float],
    error_at: Callable[[float], ElevationError],
) -> Calibration | None:
    """Return the correction of a take; None where phone and camera contradict each other.

    Parameters
    ----------
    read_deg, phone_deg
        of both sides, the peak of one lift by camera and by phone, degrees above 0.
    error_at
        the error of a peak of so many degrees.
    """
    error = error_at((read_deg["left"] + read_deg["right"]) / 2.0)
    own = error.repetition**2 + CALIBRATION.phone**2
    seen = {side: phone_deg[side] - read_deg[side] for side in read_deg}
    mean, apart = (seen["left"] + seen["right"]) / 2.0, seen["right"] - seen["left"]
    known_mean, known_apart = _mean_variance(error), 2.0 * error.side**2
    odd = CALIBRATION.odd
    if abs(mean) > odd * np.sqrt(known_mean + own / 2.0):
        return None
    if abs(apart) > odd * np.sqrt(known_apart + 2.0 * own):
        return None
    mean_share = known_mean / (known_mean + own / 2.0)
    apart_share = known_apart / (known_apart + 2.0 * own)
    half = apart_share * apart / 2.0
    shift: dict[Side, float] = {
        "left": mean_share * mean - half,
        "right": mean_share * mean + half,
    }
    if any(abs(shift[side]) >= min(CALIBRATION.reach, read_deg[side]) for side in shift):
        return None
    return Calibration(dict(read_deg), shift, mean_share, apart_share)


def _mean_variance(error: ElevationError) -> float:
    """Return the variance of the mean of both sides' lasting errors."""
    return error.common**2 + error.side**2 / 2.0
