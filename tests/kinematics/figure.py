"""A stick figure before a pinhole camera: a march whose true elevations are known exactly."""

from dataclasses import dataclass

import numpy as np

from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import ANKLE, EAR, FOOT_INDEX, HEEL, HIP, KNEE, SHOULDER, SIDES

FOCAL_PX = 540.0
SIZE_PX = (640, 480)


@dataclass(frozen=True)
class Figure:
    """A person of 1.70 m, in metres: x to the person's left, y up, z forward."""

    lens_height_m: float = 0.9
    distance_m: float = 2.8
    yaw_deg: float = 0.0
    thigh_m: float = 0.41
    hip_half_m: float = 0.09

    def points(self, elevation_deg):
        """Return `(33, 3)` joints with the thighs at the given elevation, left and right."""
        joints = np.zeros((33, 3))
        hip_m = 0.522 * 1.70
        for side, sign, angle in zip(SIDES, (1, -1), np.radians(elevation_deg), strict=True):
            hip = np.array([sign * self.hip_half_m, hip_m, 0.0])
            knee = hip + self.thigh_m * np.array([0.0, -np.cos(angle), np.sin(angle)])
            ankle = knee - [0.0, hip_m - self.thigh_m - 0.045 * 1.70, 0.0]
            joints[HIP[side]], joints[KNEE[side]], joints[ANKLE[side]] = hip, knee, ankle
            joints[HEEL[side]] = ankle - [0, 0.04, 0.05]
            joints[FOOT_INDEX[side]] = ankle - [0, 0.05, -0.14]
            joints[SHOULDER[side]] = [sign * 0.18, 0.804 * 1.70, 0.0]
            joints[EAR[side]] = [sign * 0.07, 0.937 * 1.70, 0.0]
        return joints

    def pixels(self, elevation_deg):
        """Return `(33, 2)` image points of a level pinhole camera."""
        x, y, z = self.points(elevation_deg).T
        turn = np.radians(self.yaw_deg)
        right = x * np.cos(turn) + z * np.sin(turn)
        depth = self.distance_m - (z * np.cos(turn) - x * np.sin(turn))
        return np.stack(
            [320 + FOCAL_PX * right / depth, 240 + FOCAL_PX * (self.lens_height_m - y) / depth],
            axis=1,
        )

    def rest(self):
        return QuietStance(0.0, 2.0, self.pixels((0.0, 0.0)))

    def track(self, left_deg, right_deg):
        xy = np.array([self.pixels(pair) for pair in zip(left_deg, right_deg, strict=True)])
        count = len(xy)
        return Track(
            t_s=np.arange(count) / 30.0,
            rate_hz=30.0,
            xy_px=xy,
            fast_px=xy,
            visibility=np.ones((count, 33)),
            excluded=np.zeros(count, bool),
            size_px=SIZE_PX,
        )


def lifts(peaks_deg, hold=30, move=45, pause=15):
    """Return a curve of smooth lifts to each peak with a pause after each, degrees."""
    rise = (1 - np.cos(np.linspace(0, np.pi, move))) / 2
    pieces = [np.zeros(60)]
    for peak in peaks_deg:
        pieces += [peak * rise, np.full(hold, peak), peak * rise[::-1], np.zeros(pause)]
    return np.concatenate(pieces)
