"""`Track` and `QuietStance`: cleaned movement and the standing it is compared with."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


ExclusionKind = Literal["nobody", "another", "reshaped", "swapped", "turned", "stalled", "short"]


@dataclass(frozen=True)
class ExcludedSpan:
    """A stretch of a take on which no statement may rest.

    Attributes
    ----------
    start_s, end_s
        from the first to the last frame of the stretch.
    kind
        why, by name: nobody found, another person, another shape of the picture, left and right
        unresolved, the body turned, no new picture came, too short between gaps.
    reason
        why, as a sentence for the user.
    """

    start_s: float
    end_s: float
    kind: ExclusionKind
    reason: str


@dataclass(frozen=True, eq=False)
class Track:
    """Landmarks of one take after cleaning, on an even time grid.

    Attributes
    ----------
    t_s
        `(N,)` seconds, evenly spaced.
    rate_hz
        samples per second of that grid.
    xy_px
        `(N, 33, 2)` pixels, x right, y down, scaled to `size_px`; left/right swaps repaired, jumps
        removed, short gaps filled, zero-lag low-pass at the scoring cut-off; NaN in long gaps.
    fast_px
        the same with the higher cut-off that foot contacts and speeds need.
    visibility
        `(N, 33)`, 0 to 1.
    excluded
        `(N,)`, true where no statement may rest on the sample (long gap, another person, unresolved
        swap).
    size_px
        width and height of the frame, in pixels.
    excluded_spans
        the excluded stretches with their reasons, in order of time.
    side_known
        `(N,)`, false where a leg is up and the evidence does not say which one; None where nothing
        is in doubt.
    camera_hz
        pictures a second that the camera gave, by the median time from one to the next.
    """

    t_s: FloatArray
    rate_hz: float
    xy_px: FloatArray
    fast_px: FloatArray
    visibility: FloatArray
    excluded: BoolArray
    size_px: tuple[int, int]
    excluded_spans: tuple[ExcludedSpan, ...] = ()
    side_known: BoolArray | None = None
    camera_hz: float = float("inf")


@dataclass(frozen=True, eq=False)
class QuietStance:
    """Quiet standing: the posture every dynamic angle is compared with.

    Attributes
    ----------
    start_s, end_s
        the stretch it was taken from.
    xy_px
        `(33, 2)` median landmarks over that stretch, pixels, x right, y down.
    seconds
        length of the stretch.
    restless
        true where nothing quiet was found and this is the best there is.
    """

    start_s: float
    end_s: float
    xy_px: FloatArray
    restless: bool = False

    @property
    def seconds(self) -> float:
        """Length of the stretch in seconds."""
        return self.end_s - self.start_s
