"""Where a standing foot came to stand in another place while the other knee was up.

A foot has moved if it stands elsewhere at the end of a lift than at its beginning; a person who
watches can confirm it. Nothing is read in between: while the other knee is up, the pose model draws
the foot of a leg that stands perfectly still up to a tenth of the leg's length off, and a trunk may
lean or sway as much as it likes without a step. Largest change of place of feet that stood still,
in leg lengths: 0.03 on real people (60 lifts), 0.04 on rendered ones (306 lifts).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.geometry import distance
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, Side, other
from posecheck.protocols.slow_march.knee_lead import leg_scale_at, lift_lead
from posecheck.protocols.slow_march.lift import Lift
from posecheck.protocols.slow_march.thresholds import STANCE_FOOT
from posecheck.quality.camera import camera_moves

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class StanceMove:
    """One move of a standing foot.

    Attributes
    ----------
    standing : the leg stood on.
    time_s : top of the lift during which it moved.
    """

    standing: Side
    time_s: float


def stance_moves(track: Track, rest: QuietStance, lifts: Sequence[Lift]) -> list[StanceMove]:
    """Return the moves of standing feet, at most one per lift that counts, in order of time."""
    knocks = np.array(camera_moves(track))
    found = []
    for lift in lifts:
        if not lift.valid or lift.side == "unknown" or track.void[lift.start : lift.end + 1].any():
            continue
        first, last = track.t_s[lift.start], track.t_s[lift.end]
        if ((knocks >= first) & (knocks <= last)).any():
            continue
        if _way(track, rest, lift, other(lift.side)) > STANCE_FOOT.moved:
            found.append(StanceMove(other(lift.side), float(track.t_s[lift.peak])))
    return found


def _way(track: Track, rest: QuietStance, lift: Lift, standing: Side) -> float:
    """Return how far the standing foot is at the end of a lift from where it was, leg lengths."""
    assert lift.side != "unknown"
    lead = lift_lead(track, rest, lift.side)[lift.start : lift.end + 1]
    up = np.flatnonzero(lead >= STANCE_FOOT.edge * np.nanmax(lead)) + lift.start
    part = max(2, round(STANCE_FOOT.part * len(up)))
    feet = [joint[standing] for joint in (ANKLE, HEEL, FOOT_INDEX)]
    foot = track.xy_px[:, feet].mean(axis=1)
    before, after = foot[up[:part]].mean(axis=0), foot[up[-part:]].mean(axis=0)
    return float(distance(before, after)) / leg_scale_at(rest)
