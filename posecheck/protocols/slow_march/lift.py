"""`Lift`: one departure of one foot, as found in the signal, before anything is measured on it."""

from dataclasses import dataclass
from typing import Literal

from posecheck.landmarks import Side


@dataclass(frozen=True)
class Lift:
    """One lift of one knee.

    Attributes
    ----------
    side : the lifted leg; "unknown" where left and right could not be told apart.
    start, peak, end : sample indices on the track's time grid, start ≤ peak ≤ end (inclusive).
    peaks : highest points within this one departure of the foot; 1 for a plain lift.
    valid : whether it counts in the statistics.
    reason : why it does not, as a sentence for the user; None if it does.
    """

    side: Side | Literal["unknown"]
    start: int
    peak: int
    end: int
    peaks: int = 1
    valid: bool = True
    reason: str | None = None
