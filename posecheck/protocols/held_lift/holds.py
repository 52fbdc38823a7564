"""Each lift of one knee: whether it is held, for how long, and what the body does meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import hypot
from typing import Literal

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.gates import Gate
from posecheck.kinematics.geometry import middle, runs, trunk_length
from posecheck.kinematics.signals import low_pass
from posecheck.kinematics.statistics import Estimate, slope_estimate
from posecheck.kinematics.track import QuietStance, Track
from posecheck.kinematics.view import facing
from posecheck.landmarks import HIP, SHOULDER, Side, other
from posecheck.protocols.held_lift.prepare import Legs, Raised, standing_foot
from posecheck.protocols.held_lift.thresholds import ERROR, FOOT, HOLD, RAISED
from posecheck.thresholds import VIEW

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Ending = Literal["lowered", "touched", "stopped", "time_over"]


@dataclass(frozen=True)
class Hold:
    """One lift of one knee, held or not.

    Attributes
    ----------
    side
        the lifted leg.
    start_s, end_s
        from the thigh's coming to rest at the top to its being lowered.
    start_deg, last_deg
        elevation in the first and in the last second.
    within_s
        time within 10° of the start.
    sag
        how fast the thigh sinks, deg/s; None where the hold is too short to tell.
    ending
        what ended it.
    reason
        why it does not count, as a sentence for the user; None if it does.
    """

    side: Side
    start_s: float
    end_s: float
    start_deg: float
    last_deg: float
    within_s: float
    sag: Estimate | None
    ending: Ending
    reason: str | None = None

    @property
    def held_s(self) -> float:
        """Seconds held."""
        return self.end_s - self.start_s


@dataclass(frozen=True)
class Top:
    """The part of a lift in which the thigh is held; sample indices, both inclusive."""

    first: int
    last: int


def find_top(deg: FloatArray, rate_hz: float) -> Top | None:
    """Return the part of one lift in which the thigh rests at the top; None where there is none.

    Parameters
    ----------
    deg
        `(n,)` elevation over the lift alone; NaN where it is not known.
    rate_hz
        samples per second.

    The top begins where the thigh, high up, moves slower than a lowering does, and ends where it
    last did so; so what is lowered after a pause half-way is held until then.
    """
    slow = low_pass(deg, rate_hz, HOLD.speed_cutoff)
    speed = np.gradient(slow, 1.0 / rate_hz) if len(slow) > 1 else np.zeros(len(slow))
    with np.errstate(invalid="ignore"):
        still = np.abs(speed) <= HOLD.still
        high = deg >= max(HOLD.least, HOLD.reached * _highest(deg))
    begun = np.flatnonzero(still & high)
    if not begun.size:
        return None
    first = int(begun[0])
    with np.errstate(invalid="ignore"):
        kept = still & (deg >= max(HOLD.least, HOLD.left * deg[first]))
    return Top(first, int(np.flatnonzero(kept)[-1]))


def by_view(view: View, *, front: float, oblique: float, side: float) -> float:
    """Return which of three errors is that of a view."""
    return {"front": front, "oblique": oblique}.get(view, side)


def drift_deg(view: View) -> float:
    """Return what the elevation drifts by over a hold, a standard deviation."""
    return by_view(
        view, front=ERROR.drift_front, oblique=ERROR.drift_oblique, side=ERROR.drift_side
    )


def measure_top(t_s: FloatArray, deg: FloatArray, side: Side, ending: Ending, drift: float) -> Hold:
    """Return what one hold shows; `t_s`, `deg` `(n,)` are of the hold alone, n ≥ 2.

    `drift` is what the elevation drifts by over it, degrees.
    """
    start = float(np.nanmedian(deg[t_s <= t_s[0] + HOLD.start]))
    held_s = float(t_s[-1] - t_s[0])
    return Hold(
        side=side,
        start_s=float(t_s[0]),
        end_s=float(t_s[-1]),
        start_deg=start,
        last_deg=float(np.nanmedian(deg[t_s >= t_s[-1] - HOLD.start])),
        within_s=time_within(t_s, deg, start, HOLD.band),
        sag=_sag(t_s, deg, drift) if held_s >= HOLD.sag_least else None,
        ending=ending,
    )


def time_at(t_s: FloatArray, deg: FloatArray, least_deg: float) -> float:
    """Return how long the thigh is at or above an elevation, seconds.

    Moments at which the elevation is not known count as those at which it is.
    """
    known = deg[np.isfinite(deg)]
    if not known.size:
        return 0.0
    return float((known >= least_deg).mean() * (t_s[-1] - t_s[0]))


def _highest(deg: FloatArray) -> float:
    return float(np.nanmax(deg)) if np.isfinite(deg).any() else 0.0


def time_within(t_s: FloatArray, deg: FloatArray, start_deg: float, band_deg: float) -> float:
    """Return the time until the thigh leaves a band about its start for more than a moment."""
    with np.errstate(invalid="ignore"):
        out: BoolArray = np.abs(deg - start_deg) > band_deg
    for first, stop in runs(out):
        if t_s[stop - 1] - t_s[first] >= HOLD.band_left_for or stop == len(t_s):
            return float(t_s[first] - t_s[0])
    return float(t_s[-1] - t_s[0])


def _sag(t_s: FloatArray, deg: FloatArray, drift: float) -> Estimate:
    """Return the Theil–Sen slope downwards, with what a landmark's drift adds to its interval.

    It is of one hold, however many moments of it are read.
    """
    edges = np.arange(t_s[0], t_s[-1] + 1e-9, HOLD.sag_bin)
    which = np.searchsorted(edges, t_s, side="right")
    times, levels = [], []
    for number in range(1, len(edges)):
        inside = (which == number) & np.isfinite(deg)
        if inside.any():
            times.append(float(t_s[inside].mean()))
            levels.append(float(np.median(deg[inside])))
    down = slope_estimate(times, [-level for level in levels], ERROR.level)
    slope = drift / float(t_s[-1] - t_s[0])
    return replace(down.widened(hypot(slope, ERROR.sag_scale * down.value)), n=1)


def check_holds(side: Side, found: Sequence[Hold], lifts: Sequence[Raised], near: bool) -> Gate:
    """Ask whether the leg that was to be held was held in one recording.

    Parameters
    ----------
    side
        the leg that was to be held.
    found
        what was measured on its lifts.
    lifts
        every stretch with one knee up, of either leg.
    near
        whether the leg is the one nearer the camera.
    """
    gate = "repetitions"
    if is_march(found, lifts):
        message = (
            f"{len(lifts)} lifts were seen and none was held. This test asks for one knee to be "
            "lifted and held; for lifts in turn take the slow march."
        )
        return Gate(gate, "unusable", message)
    if any(each.reason is None for each in found):
        return Gate(gate) if near else Gate(gate, "degraded", _FAR.format(side=side))
    if not lifts:
        message = (
            f"No knee was lifted high enough to be seen. Lift your {side} knee as high as you can "
            "and hold it."
        )
        return Gate(gate, "unusable", message)
    if not found:
        message = (
            f"The {other(side)} knee was lifted, not the {side} one. Lift the {side} knee, or say "
            f"that this is the {other(side)} leg."
        )
        return Gate(gate, "unusable", message)
    longest = max(found, key=lambda each: each.held_s)
    return Gate(gate, "unusable", longest.reason or "")


MIXED = (
    "Your two legs could not be told apart while the knee was up. Record in brighter light, in "
    "clothes unlike the wall, or turn half-way to the camera."
)
_FAR = (
    "The {side} leg is away from the camera, so its angles are less certain. Turn round, so that "
    "the lifted leg is nearer the camera."
)


def flickers(lifts: Sequence[Raised]) -> bool:
    """Tell whether one knee comes down and up again faster than anybody steps, again and again."""
    gaps = [later.start_s - each.end_s for each, later in pairwise(lifts)]
    return sum(gap <= RAISED.again for gap in gaps) >= HOLD.march_lifts


def is_march(found: Sequence[Hold], lifts: Sequence[Raised]) -> bool:
    """Tell whether knees were lifted in turn, none of them held."""
    in_turn = len({each.side for each in lifts}) > 1
    many = in_turn and len(lifts) >= HOLD.march_lifts
    held = any(each.held_s >= HOLD.march for each in found)
    return many and not held


@dataclass(frozen=True)
class Body:
    """The rest of the body during one hold.

    Attributes
    ----------
    forward_deg
        lean of the trunk against quiet standing, forward positive; None where unknown, and from
        the front, which does not show it.
    aside_deg
        lean of the trunk to the side of the lifted leg; None where the view does not show it.
    foot_moves
        how often the foot stood on changed its place for certain; None where it is not seen
        throughout.
    """

    forward_deg: float | None
    aside_deg: float | None
    foot_moves: int | None


def body_during(
    track: Track, rest: QuietStance, view: View, yaw_deg: float, legs: Legs, side: Side,
    start_s: float, end_s: float,
) -> Body:  # fmt: skip
    """Return what the body did during one hold."""
    inside = (track.t_s >= start_s) & (track.t_s <= end_s) & ~track.excluded
    moves = _foot_moves(legs, side, start_s, end_s)
    if not inside.any():
        return Body(None, None, moves)
    xy = track.xy_px[inside]
    apparent = _apparent_lean(xy, rest)
    if view in ("side-left", "side-right"):
        return Body(float(np.median(apparent)), None, moves)
    left = float(np.median(_lean_left(xy, rest)))
    towards_right = 1.0 if side == "right" else -1.0
    if view == "front":
        return Body(None, -towards_right * left, moves)
    turn = np.radians(yaw_deg)
    # A person who faces the camera leans to image right with a lean to the left.
    in_picture = facing(rest.xy_px) * float(np.median(apparent))
    forward = (in_picture - left * np.cos(turn)) / np.sin(turn)
    return Body(float(forward), -towards_right * left, moves)


def _apparent_lean(xy: FloatArray, rest: QuietStance) -> FloatArray:
    """Return the turn of the trunk in the picture against quiet standing, `(n,)` degrees.

    Positive to where the toes point.
    """
    lean = _trunk_deg(xy) - _trunk_deg(rest.xy_px[None])
    return np.asarray(facing(rest.xy_px) * lean)


def _trunk_deg(xy: FloatArray) -> FloatArray:
    trunk = middle(xy, SHOULDER) - middle(xy, HIP)
    return np.asarray(np.degrees(np.arctan2(trunk[:, 0], -trunk[:, 1])))


def _lean_left(xy: FloatArray, rest: QuietStance) -> FloatArray:
    """Return the lean to the person's left from the line of the shoulders, `(n,)` degrees."""
    left, right = SHOULDER["left"], SHOULDER["right"]
    width = VIEW.shoulders * float(trunk_length(rest.xy_px))
    drop = (xy[:, left, 1] - xy[:, right, 1]) - (rest.xy_px[left, 1] - rest.xy_px[right, 1])
    return np.asarray(np.degrees(np.arcsin(np.clip(drop / width, -1.0, 1.0))))


def _foot_moves(legs: Legs, side: Side, start_s: float, end_s: float) -> int | None:
    """Return how often the standing foot is somewhere else half a second later."""
    inside = (legs.t_s >= start_s) & (legs.t_s <= end_s)
    foot, t_s = standing_foot(legs, side)[inside], legs.t_s[inside]
    known = np.asarray(np.isfinite(foot).all(axis=1)) & legs.parted[inside]
    if not len(known) or known.mean() < FOOT.seen:
        return None
    foot, t_s = foot[known], t_s[known]
    width = FOOT.within / 2
    before = np.stack([np.median(foot[(t_s >= t - width) & (t_s <= t)], axis=0) for t in t_s])
    after = np.stack([np.median(foot[(t_s >= t) & (t_s <= t + width)], axis=0) for t in t_s])
    moved = np.linalg.norm(after - before, axis=1) > FOOT.moved
    return len(runs(moved))
