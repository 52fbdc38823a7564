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
from posecheck.protocol import Analysis, Figure
from posecheck.protocols.slow_march.body import Body, body_during
from posecheck.protocols.slow_march.gates import check_lifts
from posecheck.protocols.slow_march.lift import Lift
from posecheck.protocols.slow_march.listing import ScoredLift, elevation_curves, repetition_of
from posecheck.protocols.slow_march.options import MarchOptions
from posecheck.protocols.slow_march.pace import Pace, slow_enough
from posecheck.protocols.slow_march.phases import Phases, measure_lift
from posecheck.protocols.slow_march.prepare import Prepared
from posecheck.protocols.slow_march.repetitions import find_lifts
from posecheck.protocols.slow_march.stance_foot import StanceMove, stance_moves
from posecheck.protocols.slow_march.stance_leg import with_standing_bounded
from posecheck.quality.camera import camera_moves, camera_place

FloatArray = npt.NDArray[np.float64]

_MOVED = "The camera moved between your quiet standing and this lift."


@dataclass(frozen=True, eq=False, kw_only=True)
class MarchAnalysis(Analysis):
    """One march, measured lift by lift.

    Attributes
    ----------
    options : as the user gave them.
    track, rest : the cleaned movement and its quiet standing.
    seen : what the view was found to be.
    elevation : of both thighs over the whole take; the leg stood on kept to what it can be.
    lifts : every lift in order of time, with those that do not count.
    pace : how fast the knees were lifted, before anything was judged.
    moves : where a standing foot came to stand in another place.
    """

    options: MarchOptions
    track: Track
    rest: QuietStance
    seen: ViewEstimate
    elevation: Elevation
    lifts: tuple[ScoredLift, ...]
    pace: Pace
    moves: tuple[StanceMove, ...]

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


def analyse(prepared: Prepared) -> MarchAnalysis:
    """Return a march measured lift by lift."""
    track, rest, view = prepared.track, prepared.rest, prepared.view
    yaw = prepared.seen.yaw_deg if np.isfinite(prepared.seen.yaw_deg) else 0.0
    elevation = thigh_elevation(track, rest, view, prepared.camera, yaw)
    fast_track = replace(track, xy_px=track.fast_px)
    fast = thigh_elevation(fast_track, rest, view, prepared.camera, yaw)
    lifts = _before_any_move(find_lifts(track, rest, elevation, view), track, rest)
    scored = tuple(_scored(track, rest, view, elevation, fast.deg, lift) for lift in lifts)
    bounded = with_standing_bounded(elevation, track, rest, lifts)
    return MarchAnalysis(
        view=view,
        gates=(slow_enough(prepared.pace), camera_place(elevation), *check_lifts(lifts)),
        repetitions=tuple(repetition_of(track, elevation, each) for each in scored),
        curves=elevation_curves(track, bounded, scored, prepared.options.target_deg),
        figures=(Figure("The march", view, track.t_s, track.xy_px, track.size_px),),
        method=elevation.method,
        placement=elevation.placement,
        options=prepared.options,
        track=track,
        rest=rest,
        seen=prepared.seen,
        elevation=bounded,
        lifts=scored,
        pace=prepared.pace,
        moves=tuple(stance_moves(track, rest, lifts)),
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
    phases = measure_lift(track.t_s, deg, fast_deg[lift.side], lift, front=view == "front")
    return ScoredLift(lift, phases, body_during(track, rest, view, lift, phases))
