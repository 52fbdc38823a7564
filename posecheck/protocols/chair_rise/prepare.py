"""The first half of a chair rise's assessment: the movement over time, and the gates.

Everything is read from the points half-way between left and right, so it does not matter whether
the pose model exchanges them.

The weight tells a chair from a squat. Who stands carries the whole weight on the feet, however
the body moves, so the point of the floor under which it is carried (centre of pressure) lies
between heel and toe. It follows from the body's centre of mass x, z and its acceleration as
x − z·ẍ / (g + z̈) (inverted pendulum; Winter 1995, Gait Posture 3:193). Where it comes out behind
the heels, something else carries the body: a seat.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.gates import Gate
from posecheck.kinematics.geometry import leg_length, middle, shoulder_width
from posecheck.kinematics.quiet_stance import find_quiet_stance
from posecheck.kinematics.signals import clean, low_pass
from posecheck.kinematics.track import QuietStance, Track
from posecheck.kinematics.view import ViewEstimate, facing, find_view
from posecheck.landmarks import (
    ANKLE,
    EAR,
    ELBOW,
    FOOT_INDEX,
    HEEL,
    HIP,
    KNEE,
    NOSE,
    SHOULDER,
    SIDES,
    WRIST,
)
from posecheck.protocols.chair_rise import RiseOptions
from posecheck.protocols.chair_rise.thresholds import STAND, WEIGHT
from posecheck.quality import check_movement, check_nobody
from posecheck.quality.movement_gates import cut_off, stood_still, view_known
from posecheck.recording import Recording
from posecheck.thresholds import QUALITY

FloatArray = npt.NDArray[np.float64]

_GRAVITY = 9.81
# Share of the body's mass and where along the segment its centre lies, from the first point on:
# Winter 2009, Biomechanics and Motor Control of Human Movement, table 4.1; both sides together.
_SEGMENTS = (
    (0.497, HIP, SHOULDER, 0.5),
    (0.081, EAR, EAR, 0.5),
    (0.056, SHOULDER, ELBOW, 0.436),
    (0.044, ELBOW, WRIST, 0.682),
    (0.200, HIP, KNEE, 0.433),
    (0.093, KNEE, ANKLE, 0.433),
    (0.029, HEEL, FOOT_INDEX, 0.5),
)


@dataclass(frozen=True, eq=False)
class Motion:
    """A take of rising and sitting down, on the track's time grid.

    Attributes
    ----------
    t_s
        `(N,)` seconds.
    rate_hz
        samples per second.
    height
        `(N,)` of the hips over the lower ankle, 1 in quiet standing; a lifted foot does not lower
        it.
    trunk_deg, hip_deg, knee_deg
        `(N,)` lean of the trunk and bending of hips and knees, 0 in quiet standing, forward and
        bent positive. From the front the trunk's lean has no sign and the others are NaN.
    thigh_deg
        `(N,)` elevation of the thighs, 0 hanging, 90 level; NaN from the front.
    weight
        `(N,)` where the weight is carried, foot lengths before its place in quiet standing, about
        −0.45 at the heels; NaN from the front.
    foot
        `(N, 2)` middle of both feet, leg lengths.
    seat_weight
        a `weight` behind this is carried by a seat; nearer the front it reads more wrong, so it
        must be farther back.
    """

    t_s: FloatArray
    rate_hz: float
    height: FloatArray
    trunk_deg: FloatArray
    hip_deg: FloatArray
    knee_deg: FloatArray
    thigh_deg: FloatArray
    weight: FloatArray
    foot: FloatArray
    seat_weight: float


def motion_of(track: Track, rest: QuietStance, view: View, yaw_deg: float) -> Motion:
    """Return heights and angles over a take, against quiet standing; NaN where the track is."""
    xy, still = track.xy_px, rest.xy_px[None]
    leg_px = float(np.mean([leg_length(rest.xy_px, side) for side in SIDES]))
    nothing = np.full(len(xy), np.nan)
    feet = np.mean([middle(xy, joint) for joint in (ANKLE, HEEL, FOOT_INDEX)], axis=0)
    height = hips_over_feet(xy) / hips_over_feet(still)
    if view == "front":
        return Motion(
            track.t_s, track.rate_hz, height, _lean_from_the_front(xy, still),
            nothing, nothing, nothing, nothing, feet / leg_px, WEIGHT.behind,
        )  # fmt: skip
    forward = facing(rest.xy_px)
    spread = 1.0 if view in ("side-left", "side-right") else abs(np.sin(np.radians(yaw_deg)))
    across = forward / max(spread, WEIGHT.least_spread)
    angles = {
        name: _segment(xy, first, second, across, up) - _segment(still, first, second, across, up)
        for name, first, second, up in (
            ("trunk", HIP, SHOULDER, -1.0), ("thigh", HIP, KNEE, 1.0), ("shank", ANKLE, KNEE, -1.0),
        )
    }  # fmt: skip
    return Motion(
        t_s=track.t_s,
        rate_hz=track.rate_hz,
        height=height,
        trunk_deg=angles["trunk"],
        hip_deg=angles["trunk"] + angles["thigh"],
        knee_deg=angles["thigh"] + angles["shank"],
        thigh_deg=angles["thigh"],
        weight=_weight(track, rest, forward, leg_px),
        foot=np.asarray(feet / leg_px),
        seat_weight=WEIGHT.behind_oblique if view == "oblique" else WEIGHT.behind,
    )


def centre_of_mass(xy_px: FloatArray) -> FloatArray:
    """Return the body's centre of mass in the picture, `(…, 33, 2)` to `(…, 2)`."""
    total = np.zeros((*xy_px.shape[:-2], 2))
    for share, first, second, along in _SEGMENTS:
        total += share * ((1 - along) * middle(xy_px, first) + along * middle(xy_px, second))
    return total


def _weight(track: Track, rest: QuietStance, forward: int, leg_px: float) -> FloatArray:
    """Return where the weight is carried, foot lengths before its place in quiet standing."""
    xy = low_pass(track.xy_px, track.rate_hz, WEIGHT.cutoff)
    scale = WEIGHT.leg / leg_px
    mass, rest_mass = centre_of_mass(xy), centre_of_mass(rest.xy_px)
    heels = middle(rest.xy_px, HEEL)
    foot_m = scale * abs(float((middle(rest.xy_px, FOOT_INDEX) - heels)[0]))
    x = scale * forward * (mass[:, 0] - middle(xy, HEEL)[:, 0])
    z = scale * (heels[1] - mass[:, 1])
    step = 1.0 / track.rate_hz
    if len(x) < 3:
        return np.full(len(x), np.nan)
    faster_x, faster_z = (np.gradient(np.gradient(each, step), step) for each in (x, z))
    carried = x - z * faster_x / np.maximum(_GRAVITY + faster_z, _GRAVITY / 2)
    at_rest = scale * forward * float((rest_mass - heels)[0])
    return np.asarray((carried - at_rest) / max(foot_m, 1e-6))


def _drop(xy: FloatArray, upper: dict[str, int], lower: dict[str, int]) -> FloatArray:
    return np.asarray(middle(xy, lower)[:, 1] - middle(xy, upper)[:, 1])


def hips_over_feet(xy: FloatArray) -> FloatArray:
    """Return the height of the hips over the lower ankle in the picture, `(N,)` pixels."""
    lower = np.maximum(xy[:, ANKLE["left"], 1], xy[:, ANKLE["right"], 1])
    return np.asarray(lower - middle(xy, HIP)[:, 1])


def _segment(
    xy: FloatArray, first: dict[str, int], second: dict[str, int], across: float, down: float
) -> FloatArray:
    """Return the turn of a segment away from the vertical, forward positive, `(N,)` degrees.

    `down` is 1 where the segment hangs from its first point, −1 where it stands on it.
    """
    way = middle(xy, second) - middle(xy, first)
    return np.asarray(np.degrees(np.arctan2(across * way[:, 0], down * way[:, 1])))


def _lean_from_the_front(xy: FloatArray, still: FloatArray) -> FloatArray:
    """Return how far the trunk leans, from how short it looks over the shoulders' width."""

    def shape(points: FloatArray) -> FloatArray:
        width = np.abs(shoulder_width(points))
        return np.asarray(_drop(points, SHOULDER, HIP) / np.maximum(width, 1e-6))

    return np.asarray(np.degrees(np.arccos(np.clip(shape(xy) / shape(still), -1.0, 1.0))))


@dataclass(frozen=True, eq=False)
class Prepared:
    """A take, cleaned, with its quiet standing and its view.

    Attributes
    ----------
    track
        the cleaned movement.
    rest
        quiet standing, or the best there is.
    view
        as found, or as given by the user.
    seen
        what the view was found to be, with the evidence.
    options
        what the user said.
    """

    track: Track
    rest: QuietStance
    view: View
    seen: ViewEstimate
    options: RiseOptions


def prepare(recording: Recording, options: RiseOptions) -> Prepared | None:
    """Return a take ready for measuring; None if nobody can be measured anywhere in it."""
    track = clean(recording)
    rest = find_quiet_stance(track, _stands(track))
    if rest is None:
        return None
    seen = find_view(recording, rest)
    return Prepared(track, rest, seen.unless_said(options.view), seen, options)


def _stands(track: Track) -> npt.NDArray[np.bool_]:
    """Return where the hips are about as high over the feet as they ever are, `(N,)`."""
    height = hips_over_feet(track.xy_px)
    if track.excluded.all():
        return np.zeros(len(height), dtype=np.bool_)
    tallest = float(np.nanpercentile(height, STAND.tallest_percentile))
    with np.errstate(invalid="ignore"):
        return np.asarray(height >= STAND.upright * tallest)


_DO = "Stand still for two seconds, then sit down and rise from the chair five times"


def check_take(recording: Recording, prepared: Prepared | None) -> list[Gate]:
    """Return every gate's answer on a take, before its rises are looked at, in order.

    Parameters
    ----------
    prepared
        of the same recording; None if nobody can be measured anywhere in it.
    """
    if prepared is None:
        return check_nobody(recording)
    of_the_rise = [
        head_in_frame(prepared.track),
        view_shows(prepared.view, prepared.seen),
        stood_still(prepared.rest, "you sit down"),
    ]
    return check_movement(recording, prepared.track, _DO, of_the_rise)


def head_in_frame(track: Track) -> Gate:
    """Ask whether the head was inside the picture."""
    if cut_off(track, [NOSE]) <= QUALITY.cut_some:
        return Gate("head_in_frame")
    return Gate(
        "head_in_frame",
        "degraded",
        "Your head is cut off by the edge of the picture when you stand. Step back or tilt the "
        "camera up.",
    )


def view_shows(view: View, seen: ViewEstimate) -> Gate:
    """Ask from where the camera sees the person."""
    known = view_known(view, seen, "Turn your chair sideways to the camera, and record again.")
    if known.verdict != "ok":
        return known
    if view == "front":
        message = (
            "You face the camera, which shows the times only. Turn your chair sideways to see how "
            "upright you come."
        )
        return Gate(known.name, "degraded", message)
    if view == "oblique":
        message = (
            f"You sit about {abs(seen.yaw_deg):.0f}° turned away from the camera, so angles are "
            "less certain. Turn your chair sideways."
        )
        return Gate(known.name, "degraded", message)
    return known
