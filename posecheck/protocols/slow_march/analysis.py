"""Everything that is computed of a march before it is summed up: the curve, the lifts, the body.

Page and report draw from the same `MarchAnalysis` from which the numbers come.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from posecheck.assessment import View
from posecheck.kinematics.elevation import Elevation, thigh_elevation
from posecheck.kinematics.track import QuietStance, Track
from posecheck.kinematics.view import ViewEstimate
from posecheck.landmarks import Side
from posecheck.protocols.slow_march.balance import BalanceEvent, balance_events
from posecheck.protocols.slow_march.body import Body, body_during
from posecheck.protocols.slow_march.lift import Lift
from posecheck.protocols.slow_march.options import MarchOptions
from posecheck.protocols.slow_march.phases import Phases, measure_lift
from posecheck.protocols.slow_march.prepare import prepare
from posecheck.protocols.slow_march.repetitions import find_lifts
from posecheck.protocols.slow_march.stance_leg import with_standing_bounded
from posecheck.quality.camera import camera_moves
from posecheck.recording import Recording

FloatArray = npt.NDArray[np.float64]

_MOVED = "The camera moved between your quiet standing and this lift."


@dataclass(frozen=True)
class ScoredLift:
    """A lift with what was measured on it; phases and body are None where it could not be."""

    lift: Lift
    phases: Phases | None = None
    body: Body | None = None


@dataclass(frozen=True, eq=False)
class MarchAnalysis:
    """One march, measured lift by lift.

    Attributes
    ----------
    options : as the user gave them.
    track, rest : the cleaned movement and its quiet standing.
    view : as found or as given.
    seen : what the view was found to be.
    elevation : of both thighs over the whole take; the leg stood on kept to what it can be.
    lifts : every lift in order of time, with those that do not count.
    events : losses of balance.
    """

    options: MarchOptions
    track: Track
    rest: QuietStance
    view: View
    seen: ViewEstimate
    elevation: Elevation
    lifts: tuple[ScoredLift, ...]
    events: tuple[BalanceEvent, ...]

    def counted(self, side: Side) -> list[tuple[Phases, Body]]:
        """Return what was measured on the lifts of one side that count, in order of time."""
        return [
            (scored.phases, scored.body)
            for scored in self.lifts
            if scored.lift.side == side
            and scored.lift.valid
            and scored.phases is not None
            and scored.body is not None
        ]


def analyse(recording: Recording, options: MarchOptions) -> MarchAnalysis | None:
    """Return a march measured lift by lift; None if nobody can be measured anywhere in it."""
    given: View | None = None if options.view == "auto" else options.view
    prepared = prepare(recording, given)
    if prepared is None:
        return None
    track, rest, view = prepared.track, prepared.rest, prepared.view
    yaw = prepared.seen.yaw_deg if np.isfinite(prepared.seen.yaw_deg) else 0.0
    elevation = thigh_elevation(track, rest, view, options.camera, yaw)
    fast = thigh_elevation(replace(track, xy_px=track.fast_px), rest, view, options.camera, yaw)
    lifts = _before_any_move(find_lifts(track, rest, elevation), track, rest)
    return MarchAnalysis(
        options=options,
        track=track,
        rest=rest,
        view=view,
        seen=prepared.seen,
        elevation=with_standing_bounded(elevation, track, rest, lifts),
        lifts=tuple(_scored(track, rest, view, elevation, fast.deg, lift) for lift in lifts),
        events=tuple(balance_events(track, rest, view, lifts)),
    )


def _before_any_move(lifts: list[Lift], track: Track, rest: QuietStance) -> list[Lift]:
    """Return the lifts with those void that a moved camera parts from the quiet standing.

    Every angle is read against where the joints were drawn in quiet standing.
    """
    moves = np.array(camera_moves(track))
    standing = float(rest.start_s + rest.end_s) / 2
    kept = []
    for lift in lifts:
        start, end = track.t_s[lift.start], track.t_s[lift.end]
        parted = ((moves > min(start, standing)) & (moves < max(end, standing))).any()
        void = replace(lift, valid=False, reason=_MOVED) if parted and lift.valid else lift
        kept.append(void)
    return kept


def _scored(
    track: Track,
    rest: QuietStance,
    view: View,
    elevation: Elevation,
    fast_deg: Mapping[Side, FloatArray],
    lift: Lift,
) -> ScoredLift:
    if lift.side == "unknown":
        return ScoredLift(lift)
    deg = elevation.deg[lift.side]
    if not np.isfinite(deg[lift.start : lift.end + 1]).any():
        return ScoredLift(lift)
    phases = measure_lift(track.t_s, deg, fast_deg[lift.side], lift)
    return ScoredLift(lift, phases, body_during(track, rest, view, lift, phases))
