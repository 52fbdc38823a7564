"""Moments in which balance was lost: a step of the standing foot, a hop, a sudden side lean."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.geometry import leg_length, middle
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, SHOULDER, Side, other
from posecheck.protocols.slow_march.lift import Lift
from posecheck.protocols.slow_march.thresholds import BALANCE

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class BalanceEvent:
    """One loss of balance.

    Attributes
    ----------
    standing : the leg stood on.
    time_s : when it was seen.
    kind : the standing foot stepped, it left the floor, or the trunk leaned far to the side.
    """

    standing: Side
    time_s: float
    kind: Literal["step", "hop", "lean"]


def balance_events(
    track: Track, rest: QuietStance, view: View, lifts: Sequence[Lift]
) -> list[BalanceEvent]:
    """Return the losses of balance of a take, at most one per lift, in order of time.

    Only large ones: while the other knee is up, the model draws the foot of a leg that stands
    perfectly still up to a tenth of the leg's length off. Arm movements and touching a support are
    not looked for.
    """
    found = []
    for lift in lifts:
        if lift.side == "unknown":
            continue
        event = _event(track, rest, view, lift, other(lift.side))
        if event is not None:
            found.append(event)
    return found


def _event(
    track: Track, rest: QuietStance, view: View, lift: Lift, standing: Side
) -> BalanceEvent | None:
    inside = slice(lift.start, lift.end + 1)
    if track.void[inside].any():
        return None
    scale = float(leg_length(rest.xy_px, standing))
    feet = [joint[standing] for joint in (ANKLE, HEEL, FOOT_INDEX)]
    foot = track.xy_px[inside, feet].mean(axis=1) / scale
    up = rest.xy_px[feet, 1].mean() / scale - foot[:, 1]
    span = round(BALANCE.step_within * track.rate_hz)
    moved = np.linalg.norm(foot[span:] - foot[:-span], axis=1) if len(foot) > span else np.zeros(1)
    kind: Literal["step", "hop", "lean"]
    if up.max() > BALANCE.hop:
        kind, at = "hop", int(up.argmax())
    elif moved.max() > BALANCE.step:
        kind, at = "step", int(moved.argmax())
    else:
        if view != "front":
            return None
        trunk = middle(track.xy_px[inside], SHOULDER) - middle(track.xy_px[inside], HIP)
        lean = np.abs(np.degrees(np.arctan2(trunk[:, 0], -trunk[:, 1])))
        if lean.max() <= BALANCE.lean:
            return None
        kind, at = "lean", int(lean.argmax())
    return BalanceEvent(standing, float(track.t_s[lift.start + at]), kind)
