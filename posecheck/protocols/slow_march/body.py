"""What the rest of the body does while one knee is up: trunk, knee path, standing leg, landing."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.geometry import leg_length, middle
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, SHOULDER, SIDES, Side, other
from posecheck.protocols.slow_march.lift import Lift
from posecheck.protocols.slow_march.phases import Phases
from posecheck.protocols.slow_march.thresholds import BODY

FloatArray = npt.NDArray[np.float64]
Landing = Literal["toe-first", "heel-first", "flat", "unknown"]


@dataclass(frozen=True)
class Body:
    """The rest of the body during one lift; None where the view does not show it.

    Every angle is the median over the top of the lift minus that of quiet standing.

    Attributes
    ----------
    trunk_forward_deg : lean of the trunk, forward positive, back negative; from the side only.
    trunk_side_deg : lean of the trunk towards the lifted leg's side; from the front only.
    knee_outward_deg : turn of the thigh outward, away from the midline; from the front only.
    sway_percent : scatter of the hips over the standing ankle during the hold, in percent of the
        leg's length (RMS); from the front only.
    landing : what touched the floor first; from the side and for the near foot only.
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
    if view in ("side-left", "side-right"):
        near = "left" if view == "side-left" else "right"
        return Body(
            trunk_forward_deg=_forward(rest) * _lean_change(track, rest, top),
            landing=_landing(track, rest, lift) if lift.side == near else "unknown",
        )
    return Body()


def _towards(side: Side) -> float:
    """Return the direction in the picture of a side of a person who faces the camera."""
    return 1.0 if side == "left" else -1.0


def _forward(rest: QuietStance) -> float:
    """Return +1 where the person faces image right, −1 where image left: where the toes point."""
    toes = [rest.xy_px[FOOT_INDEX[side], 0] - rest.xy_px[HEEL[side], 0] for side in SIDES]
    return 1.0 if sum(toes) >= 0 else -1.0


def _lean_deg(xy_px: FloatArray) -> FloatArray:
    """Return the tilt of the line from hips to shoulders, image right positive, `(…)` degrees."""
    up = middle(xy_px, SHOULDER) - middle(xy_px, HIP)
    return np.degrees(np.arctan2(up[..., 0], -up[..., 1]))


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
    held = (track.t_s >= phases.top_start_s) & (track.t_s <= phases.top_end_s) & ~track.void
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
    rendered marches the toe's lead over the heel reads 0.05 s (SD 0.06 s) long.
    """
    assert lift.side != "unknown"
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
