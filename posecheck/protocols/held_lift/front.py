"""The height of a held thigh seen from the front, by the formulas of the march's tops.

They read a stretch in which the thigh hardly moves. Over half a minute it sinks, and the pose
model's error changes with its height; so a hold is read in several stretches from its beginning to
its end, of which the first and the last are those that stand for start and end. Between two of them
the course is that of the geometry.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.camera_placement import Camera
from posecheck.kinematics.elevation import Elevation, thigh_elevation
from posecheck.kinematics.statistics import known_median
from posecheck.landmarks import SIDES, Side
from posecheck.protocols.held_lift.prepare import PreparedStation
from posecheck.protocols.held_lift.thresholds import HOLD, STRETCH

FloatArray = npt.NDArray[np.float64]
Stretch = tuple[float, float]


def stretches(start_s: float, end_s: float) -> list[Stretch]:
    """Return first and last moment of the stretches in which a hold is read, in order of time."""
    long = min(HOLD.start, end_s - start_s)
    count = 2 + int((end_s - start_s - 2 * long) // STRETCH.every)
    return [(float(t), float(t) + long) for t in np.linspace(start_s, end_s - long, count)]


@dataclass(frozen=True, eq=False)
class FrontHeights:
    """What the formulas read of one hold.

    Attributes
    ----------
    side
        the lifted leg.
    read
        the heights of its stretches and their error.
    at_s
        `(n,)` the middle of each, seconds, n ≥ 1.
    """

    side: Side
    read: Elevation
    at_s: FloatArray

    @property
    def are_told(self) -> bool:
        """Whether the picture tells how high the thigh was at the start."""
        first = self.read.tops[self.side][0]
        return (
            first.shank_hangs and self.read.heights[self.side][0] >= self.read.least_deg[self.side]
        )

    def sd_at(self, deg: float) -> float:
        """Return the standard deviation of the error of one height, degrees."""
        error = self.read.error_at(deg)
        return float(np.linalg.norm([error.common, error.side, error.repetition]))

    def higher(self, t_s: FloatArray, deg: FloatArray) -> FloatArray:
        """Return by how much the thigh was higher than by geometry, `(N,)` degrees.

        Parameters
        ----------
        t_s
            `(N,)` seconds of the track.
        deg
            `(N,)` the elevation by geometry there.
        """
        drawn = np.array(
            [known_median(deg[top.run[0] : top.run[1] + 1]) for top in self.read.tops[self.side]]
        )
        off = self.read.heights[self.side] - drawn
        known = np.isfinite(off)
        if not known.any():
            return np.zeros(len(t_s))
        return np.asarray(np.interp(t_s, self.at_s[known], off[known]))


def heights_of_hold(
    station: PreparedStation, camera: Camera, start_s: float, end_s: float
) -> FrontHeights | None:
    """Return what the formulas read of one hold; None where the leg is not seen throughout."""
    side, track = station.side, station.track
    runs_s: dict[Side, Sequence[Stretch]] = dict.fromkeys(SIDES, ())
    runs_s[side] = stretches(start_s, end_s)
    yaw_deg = station.seen.yaw_deg if np.isfinite(station.seen.yaw_deg) else 0.0
    read = thigh_elevation(
        track, station.rest, "front", camera, yaw_deg, look=station.look, runs_s=runs_s
    )
    at_s = np.array([track.t_s[list(top.run)].mean() for top in read.tops[side]])
    return FrontHeights(side, read, at_s) if len(at_s) else None
