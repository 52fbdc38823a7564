"""Everything that is computed of a march before it is summed up: the curve, the lifts, the body.

Page and report draw from the same `MarchAnalysis` from which the numbers come.

A march's lifts and curves as everybody else lists and draws them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from posecheck.analysis import Analysis, Band, Curve, Figure, Mark
from posecheck.assessment import Quantity, Repetition
from posecheck.gates import Gate
from posecheck.kinematics.calibration import Calibration, calibrate
from posecheck.kinematics.camera_moves import camera_moves
from posecheck.kinematics.elevation import Elevation, thigh_elevation
from posecheck.kinematics.geometry import near_side
from posecheck.kinematics.statistics import Z95
from posecheck.kinematics.top_features import shank_share
from posecheck.kinematics.track import QuietStance, Track
from posecheck.kinematics.view import ViewEstimate
from posecheck.landmarks import SIDES, Side
from posecheck.protocols.slow_march import MarchOptions, kinds
from posecheck.protocols.slow_march.body import (
    Body,
    StanceMove,
    body_during,
    stance_moves,
    with_standing_bounded,
)
from posecheck.protocols.slow_march.departures import Lift
from posecheck.protocols.slow_march.gates import (
    check_lifts,
    check_shanks,
    check_standing,
    slow_enough,
)
from posecheck.protocols.slow_march.pace import Pace
from posecheck.protocols.slow_march.phases import Phases, measure_lift
from posecheck.protocols.slow_march.prepare import Prepared
from posecheck.protocols.slow_march.repetitions import find_lifts
from posecheck.quality.movement_gates import camera_place
from posecheck.thresholds import ELEVATION

FloatArray = npt.NDArray[np.float64]


_LOST = "The leg was lost during this lift."
_RUNNING = "Running in place: too fast for this test."
_UNUSED = "What the phone showed is not used."


@dataclass(frozen=True)
class ScoredLift:
    """A lift with what was measured on it; phases and body are None where it could not be.

    `shank_hangs` is False where the shank is drawn so short that the height cannot be told.
    """

    lift: Lift
    phases: Phases | None = None
    body: Body | None = None
    shank_hangs: bool = True

    @property
    def counts(self) -> bool:
        """Whether it counts in the statistics."""
        return self.lift.valid and self.phases is not None

    @property
    def has_height(self) -> bool:
        """Whether it counts and its height can be told."""
        return self.counts and self.shank_hangs and self.lift.from_standing


def repetition_of(track: Track, elevation: Elevation, scored: ScoredLift) -> Repetition:
    """Return a lift as a repetition of the contract, with what was measured on it."""
    lift, phases, body = scored.lift, scored.phases, scored.body
    values = kinds.SUB_PEAKS.quantity(float(lift.peaks))
    if phases is not None and body is not None:
        if scored.shank_hangs and lift.from_standing:
            values |= _peak_of(elevation, lift, phases.peak_deg)
        values |= kinds.HOLD.quantity(phases.hold_s)
        values |= kinds.HOLD_SAG.quantity(phases.hold_sag_deg)
        values |= kinds.RAISING.quantity(phases.raising_s)
        values |= kinds.LOWERING.quantity(phases.lowering_s)
        values |= kinds.LOWERING_SPEED.quantity(phases.lowering_speed_deg_s)
        values |= kinds.DROP_RATIO.quantity(phases.drop_ratio)
        values |= kinds.SPARC.quantity(phases.sparc)
        values |= kinds.LANDING.quantity(None if body.landing == "unknown" else body.landing)
    return Repetition(
        side=lift.side,
        start_s=float(track.t_s[lift.start]),
        peak_s=float(track.t_s[lift.peak]),
        end_s=float(track.t_s[lift.end]),
        values=values,
        valid=scored.counts,
        reason=None if scored.counts else lift.reason or _LOST,
    )


def _peak_of(elevation: Elevation, lift: Lift, peak: float) -> dict[str, Quantity]:
    """Return the peak with its interval; nothing where it is too low for a number."""
    if lift.side == "unknown" or peak < elevation.least_deg[lift.side]:
        return {}
    error = elevation.error_at(peak)
    half = Z95 * float(np.sqrt(error.common**2 + error.side**2 + error.repetition**2))
    return kinds.PEAK.quantity(peak, peak - half, peak + half)


def elevation_curves(
    track: Track, elevation: Elevation, lifts: Sequence[ScoredLift], target_deg: float
) -> tuple[Curve, ...]:
    """Return the elevation of both thighs over time, with tops and holds."""
    curves = []
    for side in SIDES:
        own = [
            (each, each.phases)
            for each in lifts
            if each.lift.side == side and each.phases is not None
        ]
        marks = [
            Mark(float(track.t_s[each.lift.peak]), phases.peak_deg, each.has_height)
            for each, phases in own
        ]
        holds = [
            Band(phases.top_start_s, phases.top_end_s, "hold") for _, phases in own if phases.hold_s
        ]
        curves.append(
            Curve(
                label="Thigh elevation",
                unit=kinds.PEAK.unit,
                side=side,
                t_s=track.t_s,
                values=elevation.deg[side],
                target=target_deg,
                marks=tuple(marks),
                bands=tuple(holds),
            )
        )
    return tuple(curves)


_MOVED = "The camera moved between your quiet standing and this lift."


@dataclass(frozen=True, eq=False, kw_only=True)
class MarchAnalysis(Analysis):
    """One march, measured lift by lift.

    Attributes
    ----------
    options
        as the user gave them.
    track, rest
        the cleaned movement and its quiet standing.
    seen
        what the view was found to be.
    elevation
        of both thighs over the whole take; the leg stood on kept to what it can be.
    lifts
        every lift in order of time, with those that do not count.
    pace
        how fast the knees were lifted, before anything was judged.
    moves
        where a standing foot came to stand in another place.
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

    def peaks(self, side: Side) -> list[float]:
        """Return the peaks of the lifts of one side whose height can be told, in order of time."""
        return [
            scored.phases.peak_deg
            for scored in self.lifts
            if scored.lift.side == side and scored.has_height and scored.phases is not None
        ]


def analyse(prepared: Prepared) -> MarchAnalysis:
    """Return a march measured lift by lift."""
    track, rest, view = prepared.track, prepared.rest, prepared.view
    yaw = prepared.yaw_deg
    elevation = thigh_elevation(track, rest, view, prepared.camera, yaw, look=prepared.look)
    fast_track = replace(track, xy_px=track.fast_px)
    fast = thigh_elevation(fast_track, rest, view, prepared.camera, yaw, look=prepared.look)
    lifts = _before_any_move(find_lifts(track, rest, elevation, view), track, rest)
    if prepared.pace.too_fast:
        lifts = [replace(lift, side="unknown", valid=False, reason=_RUNNING) for lift in lifts]
    scored = tuple(_scored(prepared, elevation, fast.deg, lift) for lift in lifts)
    calibration, phone = read_phone(elevation, scored, prepared.options)
    if calibration is not None:
        elevation, fast = elevation.calibrated(calibration), fast.calibrated(calibration)
        scored = tuple(_scored(prepared, elevation, fast.deg, lift) for lift in lifts)
    bounded = with_standing_bounded(elevation, track, rest, lifts)
    return MarchAnalysis(
        view=view,
        gates=(
            slow_enough(prepared.pace),
            camera_place(elevation),
            phone,
            *([] if prepared.pace.too_fast else check_lifts(lifts, near_side(view) is None)),
            check_shanks([each.shank_hangs for each in scored if each.counts]),
            check_standing([each.lift.from_standing for each in scored if each.counts]),
        ),
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


def read_phone(
    elevation: Elevation, lifts: Sequence[ScoredLift], options: MarchOptions
) -> tuple[Calibration | None, Gate]:
    """Return what a phone beside the first lift of each leg puts right, and whether it could."""
    gate = "phone"
    said = {"left": options.phone_left_deg, "right": options.phone_right_deg}
    phone = {side: shown for side in SIDES if (shown := said[side]) is not None}
    if not phone:
        return None, Gate(gate)
    if len(phone) < len(SIDES):
        return None, Gate(gate, "degraded", f"{_UNUSED} It needs one lift of each leg.")
    tops = {side: _first_peak(lifts, side) for side in SIDES}
    read = {side: top for side, top in tops.items() if top is not None}
    if len(read) < len(SIDES):
        side = next(each for each in SIDES if each not in read)
        message = f"{_UNUSED} There is no first lift of the {side} knee whose height is told."
        return None, Gate(gate, "degraded", message)
    found = calibrate(read, phone, elevation.error_at)
    if found is None:
        showed = " and ".join(f"{phone[side]:.0f}° {side}" for side in SIDES)
        seen = " and ".join(f"{read[side]:.0f}° {side}" for side in SIDES)
        message = (
            f"{_UNUSED} It showed {showed} where the camera sees {seen}, which is more than either "
            "of them errs. It must lie along the thigh in the first lift of each leg."
        )
        return None, Gate(gate, "degraded", message)
    return found, Gate(gate)


def _first_peak(lifts: Sequence[ScoredLift], side: Side) -> float | None:
    """Return the peak of the first lift of a side that counts; None where it cannot be told."""
    first = next((each for each in lifts if each.lift.side == side and each.counts), None)
    if first is None or first.phases is None or not first.has_height:
        return None
    return first.phases.peak_deg


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
    prepared: Prepared, elevation: Elevation, fast_deg: Mapping[Side, FloatArray], lift: Lift
) -> ScoredLift:
    track, rest, view = prepared.track, prepared.rest, prepared.view
    if lift.side == "unknown":
        return ScoredLift(lift)
    deg = elevation.deg[lift.side]
    if not np.isfinite(deg[lift.start : lift.end + 1]).any():
        return ScoredLift(lift)
    phases = measure_lift(track.t_s, deg, fast_deg[lift.side], lift, front=view == "front")
    body = body_during(track, rest, view, lift, phases)
    start_s, end_s = track.t_s[lift.start], track.t_s[lift.end]
    if any(begin < end_s and end > start_s for begin, end in prepared.hidden_s):
        phases = phases.untimed()
    return ScoredLift(lift, phases, body, view != "front" or _hangs(track, rest, lift, phases))


def _hangs(track: Track, rest: QuietStance, lift: Lift, phases: Phases) -> bool:
    """Tell whether the shank is drawn about as long at the top of a lift as in standing."""
    assert lift.side != "unknown"
    top = (track.t_s >= phases.top_start_s) & (track.t_s <= phases.top_end_s)
    return bool(
        np.nanmedian(shank_share(track.xy_px[top], rest, lift.side)) >= ELEVATION.least_shank
    )
