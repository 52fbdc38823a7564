"""The elevation of the lifted thigh over a recording; from the front by geometry alone."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.camera_placement import Camera
from posecheck.kinematics.elevation import thigh_elevation
from posecheck.kinematics.geometry import distance
from posecheck.kinematics.signals import low_pass
from posecheck.kinematics.track import QuietStance
from posecheck.kinematics.view import facing
from posecheck.landmarks import HIP, KNEE, SHOULDER, SIDES, Side, other
from posecheck.protocols.held_lift.prepare import Legs, PreparedStation, smoothed
from posecheck.protocols.held_lift.thresholds import CLEAR, ERROR, RAISED
from posecheck.thresholds import SIGNALS

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


def elevation_of(station: PreparedStation, camera: Camera) -> FloatArray:
    """Return the elevation of the lifted thigh on the track's time grid, `(N,)` degrees.

    NaN where no frame shows the legs clearly for longer than a short gap. In stretches in which no
    knee is up it means nothing.
    """
    legs, track, rest = station.legs, station.track, station.rest
    view, side = station.view, station.side
    xy = legs.lifted_as(side)
    if view in ("side-left", "side-right"):
        deg = _elevation_from_the_side(xy, rest, side)
    else:
        standing = HIP[other(side)]
        xy[:, KNEE[side], 1] -= xy[:, standing, 1] - rest.xy_px[standing, 1]
        drawn = replace(track, t_s=legs.t_s, xy_px=xy)
        yaw_deg = station.seen.yaw_deg
        if view == "front":
            none = dict.fromkeys(SIDES, ())
            found = thigh_elevation(drawn, rest, "front", camera, yaw_deg, runs_s=none)
        else:
            found = thigh_elevation(drawn, rest, "oblique", camera, yaw_deg)
        deg = found.deg[side]
    good = clear_frames(legs, rest, view, side) & np.isfinite(deg)
    if good.sum() < 2:
        return np.full(len(track.t_s), np.nan)
    t_s, steady = legs.t_s[good], smoothed(legs.t_s[good], deg[good], RAISED.smooth)
    after = np.searchsorted(t_s, track.t_s).clip(1, len(t_s) - 1)
    near = np.minimum(np.abs(track.t_s - t_s[after - 1]), np.abs(track.t_s - t_s[after]))
    even = np.where(near <= SIGNALS.gap, np.interp(track.t_s, t_s, steady), np.nan)
    return low_pass(even, track.rate_hz, SIGNALS.cutoff)


def _elevation_from_the_side(xy: FloatArray, rest: QuietStance, side: Side) -> FloatArray:
    """Return the angle of the lifted thigh in the picture, `(T,)` degrees.

    While a knee is held up its hip climbs by some centimetres (pelvis hiked and tipped back), and
    the pose model draws it a little higher still; so its height is taken between the drawn one and
    that which moves with the shoulders. To and fro it moves with the standing leg's hip.
    """
    moved = xy - rest.xy_px
    shoulders = moved[:, [SHOULDER[each] for each in SIDES], 1].mean(axis=1)
    climbs = ERROR.hip_drawn * moved[:, HIP[side], 1] + (1 - ERROR.hip_drawn) * shoulders
    hip_x = rest.xy_px[HIP[side], 0] + moved[:, HIP[other(side)], 0]
    hip_y = rest.xy_px[HIP[side], 1] + climbs
    knee = xy[:, KNEE[side]]
    ahead = facing(rest.xy_px) * (knee[:, 0] - hip_x)
    return np.asarray(np.degrees(np.arctan2(ahead, knee[:, 1] - hip_y)))


def clear_frames(legs: Legs, rest: QuietStance, view: View, side: Side) -> BoolArray:
    """Return the frames in which each leg is drawn where it is, `(T,)`.

    One knee has risen clearly less than the other; and from the side, where a lifted thigh keeps
    its length, both thighs are drawn as long as they are.
    """
    found: BoolArray = np.isfinite(legs.lift) & legs.parted
    if view not in ("side-left", "side-right"):
        return found
    xy = legs.lifted_as(side)
    lifted, standing = (
        distance(xy[:, HIP[each]], xy[:, KNEE[each]])
        / distance(rest.xy_px[HIP[each]], rest.xy_px[KNEE[each]])
        for each in (side, other(side))
    )
    return found & (lifted >= CLEAR.thigh_least) & (standing >= CLEAR.standing_least)
