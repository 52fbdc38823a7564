"""What the rest of the body does while one knee is up: trunk, knee path, standing leg, landing.

Where a standing foot came to stand in another place while the other knee was up.

A foot has moved if it stands elsewhere at the end of a lift than at its beginning; a person who
watches can confirm it. Nothing is read in between: while the other knee is up, the pose model draws
the foot of a leg that stands perfectly still up to a tenth of the leg's length off, and a trunk may
lean or sway as much as it likes without a step. Largest change of place of feet that stood still,
in leg lengths: 0.03 on real people (60 lifts), 0.04 on rendered ones (306 lifts).

The curve of the leg stood on, kept to what the body allows.

While one leg is up, the pose model lets the knee of the other one climb by several per cent of the
thigh's length. So near to hanging the formula of the elevation turns that into up to 50°, on a leg
that stands. Two things bound the true angle, both cosines of one standing thigh:

* the leg's own hip and knee: the drop between them shortens with the angle, and a knee that climbs
  together with its hip has not turned about it;
* the body: who stands on a bent knee is lower by at least what the thigh's drop has shortened, so
  shoulders that have not come down stand on a straight leg.

On 35 rendered marches, in which standing thighs reach 8° at most, this takes the standing leg's
curve from a mean error of 10.4° (50° at worst) to 6.2° (21°).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.camera_moves import camera_moves
from posecheck.kinematics.camera_placement import thigh_px
from posecheck.kinematics.drawn_thigh import plain_elevation
from posecheck.kinematics.elevation import Elevation
from posecheck.kinematics.geometry import distance, leg_length, middle, near_side
from posecheck.kinematics.track import QuietStance, Track
from posecheck.kinematics.view import facing
from posecheck.landmarks import (
    ANKLE,
    FOOT,
    FOOT_INDEX,
    HEEL,
    HIP,
    KNEE,
    SHOULDER,
    SIDES,
    Side,
    other,
)
from posecheck.protocols.slow_march.departures import Lift, leg_scale_at, lift_lead
from posecheck.protocols.slow_march.phases import Phases
from posecheck.protocols.slow_march.thresholds import BODY, STANCE_FOOT

FloatArray = npt.NDArray[np.float64]


Landing = Literal["toe-first", "heel-first", "flat", "unknown"]


@dataclass(frozen=True)
class Body:
    """The rest of the body during one lift; None where the view does not show it.

    Every angle is the median over the top of the lift minus that of quiet standing.

    Attributes
    ----------
    trunk_forward_deg
        lean of the trunk, forward positive, back negative; from the side only.
    trunk_side_deg
        lean of the trunk towards the lifted leg's side; from the front only.
    knee_outward_deg
        turn of the thigh outward, away from the midline; from the front only.
    sway_percent
        scatter of the hips over the standing ankle during the hold, in percent of the leg's length
        (RMS); from the front only.
    landing
        what touched the floor first; from the side and for the near foot only.
    """

    trunk_forward_deg: float | None = None
    trunk_side_deg: float | None = None
    knee_outward_deg: float | None = None
    sway_percent: float | None = None
    landing: Landing = "unknown"


def body_during(track: Track, rest: QuietStance, view: View, lift: Lift, phases: Phases) -> Body:
    """Return what the body did during one lift of a known side, as far as the view shows it."""
    assert lift.side != "unknown"
    top = (track.t_s >= phases.top_start_s) & (track.t_s <= phases.top_end_s)
    top[lift.peak] = True
    if view == "front":
        return Body(
            trunk_side_deg=_towards(lift.side) * _lean_change(track, rest, top),
            knee_outward_deg=_knee_outward(track, rest, lift.side, top),
            sway_percent=_sway(track, rest, lift.side, phases),
        )
    near = near_side(view)
    if near is not None:
        return Body(
            trunk_forward_deg=facing(rest.xy_px) * _lean_change(track, rest, top),
            landing=_landing(track, rest, lift) if lift.side == near else "unknown",
        )
    return Body()


def _towards(side: Side) -> float:
    """Return the direction in the picture of a side of a person who faces the camera."""
    return 1.0 if side == "left" else -1.0


def _lean_deg(xy_px: FloatArray) -> FloatArray:
    """Return the tilt of the line from hips to shoulders, image right positive, `(…)` degrees."""
    up = middle(xy_px, SHOULDER) - middle(xy_px, HIP)
    return np.asarray(np.degrees(np.arctan2(up[..., 0], -up[..., 1])))


def _lean_change(track: Track, rest: QuietStance, top: npt.NDArray[np.bool_]) -> float:
    return float(np.nanmedian(_lean_deg(track.xy_px[top])) - _lean_deg(rest.xy_px))


def _knee_outward(track: Track, rest: QuietStance, side: Side, top: npt.NDArray[np.bool_]) -> float:
    """Return the sideways swing of the thigh, degrees.

    The raised knee is nearer the lens and drawn larger by about a fifth at the usual 2.5 m, which
    is divided out.
    """
    hip, knee = HIP[side], KNEE[side]
    thigh = float(np.linalg.norm(rest.xy_px[knee] - rest.xy_px[hip]))
    raised = float(np.nanmedian(track.xy_px[top, knee, 0] - track.xy_px[top, hip, 0]))
    standing = float(rest.xy_px[knee, 0] - rest.xy_px[hip, 0])
    shares = np.array([raised / BODY.magnified, standing]) / thigh
    angles = np.degrees(np.arcsin(np.clip(_towards(side) * shares, -1.0, 1.0)))
    return float(angles[0] - angles[1])


def _sway(track: Track, rest: QuietStance, side: Side, phases: Phases) -> float | None:
    """Return the sway of the hips over the standing ankle in the hold, percent of leg length."""
    held = (track.t_s >= phases.top_start_s) & (track.t_s <= phases.top_end_s) & ~track.excluded
    if np.count_nonzero(held) < BODY.sway_least * track.rate_hz:
        return None
    ankle = track.xy_px[held, ANKLE[other(side)], 0]
    offset = middle(track.xy_px[held], HIP)[:, 0] - ankle
    time = track.t_s[held]
    straight = np.polyval(np.polyfit(time - time[0], offset, 1), time - time[0])
    scale = float(leg_length(rest.xy_px, other(side)))
    return float(100.0 * np.sqrt(np.mean((offset - straight) ** 2)) / scale)


def _landing(track: Track, rest: QuietStance, lift: Lift) -> Landing:
    """Return what touched the floor first after the peak, by when heel and toe were down.

    A point is down when it stays within 1.5 % of the leg's length of its standing height. On
    rendered marches the toe's lead over the heel reads 0.05 s (SD 0.06 s) long. Unknown where the
    camera gave fewer pictures a second than the lead takes.
    """
    assert lift.side != "unknown"
    if track.camera_hz < BODY.landing_rate:
        return "unknown"
    ground = BODY.down * float(leg_length(rest.xy_px, lift.side))
    reach = round(BODY.landing_reach * track.rate_hz)
    after = slice(lift.peak, min(lift.end + reach, len(track.t_s)))
    landed = []
    for joint in (FOOT_INDEX[lift.side], HEEL[lift.side]):
        seen = float(np.mean(track.visibility[after, joint]))
        height = rest.xy_px[joint, 1] - track.fast_px[after, joint, 1]
        up = np.flatnonzero(height > ground)
        if seen < BODY.foot_seen or not len(up) or up[-1] == len(height) - 1:
            return "unknown"
        landed.append(float(track.t_s[lift.peak + up[-1]]))
    lead = landed[1] - landed[0]
    if abs(lead) < BODY.landing_lead:
        return "flat"
    return "toe-first" if lead > 0 else "heel-first"


@dataclass(frozen=True)
class StanceMove:
    """One move of a standing foot.

    Attributes
    ----------
    standing
        the leg stood on.
    time_s
        top of the lift during which it moved.
    """

    standing: Side
    time_s: float


def stance_moves(track: Track, rest: QuietStance, lifts: Sequence[Lift]) -> list[StanceMove]:
    """Return the moves of standing feet, at most one per lift that counts, in order of time."""
    knocks = np.array(camera_moves(track))
    found = []
    for lift in lifts:
        if (
            not lift.valid
            or lift.side == "unknown"
            or track.excluded[lift.start : lift.end + 1].any()
        ):
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
    foot = track.xy_px[:, FOOT[standing]].mean(axis=1)
    before, after = foot[up[:part]].mean(axis=0), foot[up[-part:]].mean(axis=0)
    return float(distance(before, after)) / leg_scale_at(rest)


def with_standing_bounded(
    elevation: Elevation, track: Track, rest: QuietStance, lifts: Sequence[Lift]
) -> Elevation:
    """Return the elevation with each leg bounded while only the other one is in a lift.

    A leg's own lifts stay as they are, so no number of a lift depends on this.

    Parameters
    ----------
    elevation, track, rest
        of one take.
    lifts
        those found in it, counted or not.
    """
    deg = {}
    for side in SIDES:
        stood_on = _during(lifts, other(side), len(track.t_s))
        stood_on &= ~_during(lifts, side, len(track.t_s))
        bound = np.fmin(plain_elevation(track, rest, side), _let_down(track, rest, side))
        deg[side] = np.where(stood_on & (elevation.deg[side] > bound), bound, elevation.deg[side])
    return replace(elevation, deg=deg)


def _during(lifts: Sequence[Lift], side: Side, count: int) -> npt.NDArray[np.bool_]:
    inside = np.zeros(count, dtype=np.bool_)
    for lift in lifts:
        if lift.side == side:
            inside[lift.start : lift.end + 1] = True
    return inside


def _let_down(track: Track, rest: QuietStance, side: Side) -> FloatArray:
    """Return the largest angle of a thigh stood on that lets the body down this far, degrees."""
    lower = middle(track.xy_px, SHOULDER)[:, 1] - middle(rest.xy_px, SHOULDER)[1]
    cosine = 1.0 - np.maximum(lower, 0.0) / thigh_px(rest, side)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))
