"""A stick figure in front of a camera of 640 by 480 pixels, for the tests of the live session."""

import numpy as np

from posecheck.coaching import FrameObservation
from posecheck.landmarks import ANKLE, COUNT, FOOT_INDEX, HEEL, HIP, KNEE, SHOULDER, WRIST

SIZE = (640, 480)
THIGH = 90.0
_ROWS = ((SHOULDER, 140, 40), (WRIST, 240, 55), (HIP, 230, 22), (KNEE, 320, 22))
_FEET = ((ANKLE, 405, 22), (HEEL, 412, 22), (FOOT_INDEX, 418, 25))


def standing() -> np.ndarray:
    """Points of a person who faces the camera; the person's left is at image right."""
    points = np.tile([320.0, 90.0], (COUNT, 1))
    for joint, row, half in (*_ROWS, *_FEET):
        points[joint["left"]] = (320 + half, row)
        points[joint["right"]] = (320 - half, row)
    return points


def lifted(side: str, degrees: float) -> np.ndarray:
    """The same person with one thigh at this elevation, the shank hanging from the knee."""
    points = standing()
    rise = THIGH * (1 - np.cos(np.radians(degrees)))
    for joint in (KNEE, ANKLE, HEEL, FOOT_INDEX):
        points[joint[side], 1] -= rise
    return points


def observation(
    t_s: float, points: np.ndarray | None = None, yaw: float = 0.0, grey: float = 120.0
):
    """One frame of that person; nobody where `points` is None."""
    shown = np.full((COUNT, 2), np.nan) if points is None else points
    return FrameObservation(t_s, shown, SIZE, yaw, grey)


def one_lift(side: str, top: float, start_s: float, rate_hz: float = 25.0):
    """Time and points of one slow lift: 1.2 s up, 1.2 s held, 1.2 s down, 0.4 s standing."""
    for step in range(int(4.0 * rate_hz)):
        t = step / rate_hz
        share = np.clip(min(t / 1.2, (3.6 - t) / 1.2), 0.0, 1.0)
        smooth = share * share * (3 - 2 * share)
        yield start_s + t, lifted(side, top * smooth)
