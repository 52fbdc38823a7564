"""How far one knee and foot are ahead of the other ones: what tells a lift."""

import numpy as np
import numpy.typing as npt

from posecheck.kinematics.geometry import leg_length
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, KNEE, SIDES, Side, other
from posecheck.protocols.slow_march.thresholds import DEPARTURE

FloatArray = npt.NDArray[np.float64]


def leg_scale_at(rest: QuietStance) -> float:
    """Return the mean leg length in quiet standing, pixels."""
    return float(np.mean([leg_length(rest.xy_px, side) for side in SIDES]))


def knee_lead(track: Track, rest: QuietStance, side: Side) -> FloatArray:
    """Return how far one knee is above the other, `(N,)` leg lengths, 0 in quiet standing."""
    scale = leg_scale_at(rest)
    own, foil = KNEE[side], KNEE[other(side)]
    apart = track.xy_px[:, foil, 1] - track.xy_px[:, own, 1]
    return np.asarray((apart - (rest.xy_px[foil, 1] - rest.xy_px[own, 1])) / scale)


def lift_lead(track: Track, rest: QuietStance, side: Side) -> FloatArray:
    """Return the knee's lead, helped by the foot where it is weak, `(N,)` leg lengths.

    A knee that comes towards a lens above it hardly rises in the picture. Where its foot has left
    its place by more than the other foot has, a small lead counts for more, up to a share of the
    foot's way. A foot that moves under a knee that does not lead counts for nothing, unless it
    comes up so far that it is told what was seen instead of a lift.
    """
    lead = knee_lead(track, rest, side)
    way = foot_way(track, rest, side) - foot_way(track, rest, other(side))
    boosted = np.minimum(DEPARTURE.foot_boost * lead, DEPARTURE.foot_share * way)
    own, foil = ANKLE[side], ANKLE[other(side)]
    apart = track.xy_px[:, foil, 1] - track.xy_px[:, own, 1]
    risen = (apart - (rest.xy_px[foil, 1] - rest.xy_px[own, 1])) / leg_scale_at(rest)
    return np.asarray(np.maximum(np.maximum(lead, boosted), DEPARTURE.foot_alone * risen))


def foot_way(track: Track, rest: QuietStance, side: Side) -> FloatArray:
    """Return how far the foot is from its place in quiet standing, `(N,)` leg lengths."""
    foot = [joint[side] for joint in (ANKLE, HEEL, FOOT_INDEX)]
    away = np.linalg.norm(track.xy_px[:, foot] - rest.xy_px[foot], axis=-1)
    return np.asarray(away.mean(axis=1) / leg_scale_at(rest))


def feet_apart(track: Track, rest: QuietStance) -> FloatArray:
    """Return how far the feet lie from where they lie to each other in quiet standing.

    `(N,)` leg lengths. Whoever stands elsewhere, or whose camera was moved, has it near 0 again as
    soon as both feet are on the floor.
    """
    places = []
    for side in SIDES:
        foot = [joint[side] for joint in (ANKLE, HEEL, FOOT_INDEX)]
        places.append((track.xy_px[:, foot] - rest.xy_px[foot]).mean(axis=1))
    return np.asarray(np.linalg.norm(places[0] - places[1], axis=-1) / leg_scale_at(rest))
