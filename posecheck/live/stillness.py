"""Tells standing still from moving, from the last moments of the take."""

from collections import deque

import numpy as np
import numpy.typing as npt

from posecheck.landmarks import ANKLE, HIP, KNEE, SHOULDER
from posecheck.live.frame_observation import FrameObservation
from posecheck.thresholds import LIVE_STILL

_WATCHED = [*SHOULDER.values(), *HIP.values(), *KNEE.values(), *ANKLE.values()]


class Stillness:
    """Watches shoulders, hips, knees and ankles over a short window of time."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, npt.NDArray[np.float64]]] = deque()

    def moving(self, sight: FrameObservation) -> bool:
        """Add one frame and return whether the person moved within the window.

        The largest spread of any watched point, in shares of the body's length, against the
        threshold. A window not yet full counts as moving; so does an empty frame.
        """
        if not sight.found:
            self._seen.clear()
            return True
        self._seen.append((sight.t_s, sight.points_px[_WATCHED] / sight.body_px))
        window_s = LIVE_STILL.window
        full = sight.t_s - self._seen[0][0] >= window_s
        while len(self._seen) > 1 and sight.t_s - self._seen[1][0] >= window_s:
            self._seen.popleft()
        spread = np.ptp(np.array([points for _, points in self._seen]), axis=0).max()
        return not full or bool(spread > LIVE_STILL.spread)
