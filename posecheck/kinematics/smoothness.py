"""SPARC, the spectral arc length of a speed profile: how smooth a movement is."""

import numpy as np
import numpy.typing as npt

from posecheck.thresholds import SMOOTHNESS

FloatArray = npt.NDArray[np.float64]


def sparc(speed: FloatArray, rate_hz: float) -> float:
    """Return the spectral arc length of a speed profile `(n,)`, n ≥ 2, not all zero.

    Dimensionless and negative; **nearer 0 is smoother**. Independent of the movement's size and,
    for one smooth stroke, of its duration. Balasubramanian 2015, J NeuroEng Rehabil 12:112: arc
    length of the normalised amplitude spectrum up to the last frequency below the cut-off that
    still holds 5 % of the largest amplitude.

    NaN where there is no movement at all.
    """
    length = 2 ** (int(np.ceil(np.log2(len(speed)))) + int(SMOOTHNESS.padding))
    amplitude = np.abs(np.fft.rfft(speed, length))
    if not amplitude.max() > 0:
        return float("nan")
    amplitude /= amplitude.max()
    frequency = np.fft.rfftfreq(length, 1 / rate_hz)
    below = frequency <= SMOOTHNESS.cutoff
    loud = np.flatnonzero(amplitude[below] >= SMOOTHNESS.amplitude)
    used = slice(loud[0], loud[-1] + 1)
    frequency, amplitude = frequency[used], amplitude[used]
    if len(frequency) < 2:
        return 0.0
    steps = np.diff(frequency) / (frequency[-1] - frequency[0])
    return float(-np.hypot(steps, np.diff(amplitude)).sum())
