"""Everything that is computed of held lifts before it is summed up: the curve, the holds, the body.

Page and report draw from the same `HoldAnalysis` from which the numbers come.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import numpy.typing as npt

from posecheck.analysis import Analysis, Band, Curve, Figure, Mark
from posecheck.assessment import Repetition
from posecheck.gates import Gate
from posecheck.kinematics.camera_moves import camera_moves
from posecheck.kinematics.camera_placement import Camera
from posecheck.kinematics.geometry import trunk_length
from posecheck.kinematics.second_look import frames_to_look_at_again
from posecheck.landmarks import Side
from posecheck.protocols.held_lift import HoldOptions, kinds
from posecheck.protocols.held_lift.elevation import clear_frames, elevation_of
from posecheck.protocols.held_lift.front import FrontHeights, heights_of_hold, stretches
from posecheck.protocols.held_lift.holds import (
    MIXED,
    Body,
    Ending,
    Hold,
    body_during,
    check_holds,
    drift_deg,
    find_top,
    flickers,
    is_march,
    measure_top,
)
from posecheck.protocols.held_lift.prepare import (
    PreparedHolds,
    PreparedStation,
    Raised,
    assigned,
    prepare,
    smoothed,
)
from posecheck.protocols.held_lift.thresholds import CLEAR, HOLD, PLACE, RAISED
from posecheck.take import Take

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_MOVED = "The camera moved between your quiet standing and this hold."
_UNTOLD = (
    "From the front it cannot be told how high this thigh was held: the knee was low, or the foot "
    "went back under it. Turn sideways, or half-way, the lifted leg nearer the camera."
)
_MARCH = "Knees were lifted in turn and not held."


@dataclass(frozen=True, eq=False)
class ScoredHold:
    """One hold with the body during it and the elevation over it, `deg` `(n,)` at `t_s`.

    `heights` is what the formulas of the front read of it; None from elsewhere.
    """

    hold: Hold
    body: Body
    t_s: FloatArray
    deg: FloatArray
    heights: FrontHeights | None = None


@dataclass(frozen=True, eq=False)
class StationHolds:
    """One recording with its holds.

    Attributes
    ----------
    station
        the recording.
    deg
        `(N,)` elevation of the leg that was to be held, on the track's grid.
    holds
        the lifts of that leg, in order of time, with those that do not count.
    """

    station: PreparedStation
    deg: FloatArray
    holds: tuple[ScoredHold, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class HoldAnalysis(Analysis):
    """Held lifts of one take.

    Attributes
    ----------
    options
        as the user gave them.
    stations
        the recordings that could be measured.
    why_not
        for a leg without a hold that counts, the sentence why.
    """

    options: HoldOptions
    stations: tuple[StationHolds, ...]
    why_not: dict[Side, str]

    def best(self, side: Side) -> tuple[StationHolds, ScoredHold] | None:
        """Return the longest hold of a leg that counts; None where there is none."""
        counted = [
            (station, scored)
            for station in self.stations
            for scored in station.holds
            if station.station.side == side and scored.hold.reason is None
        ]
        return max(counted, key=lambda each: each[1].hold.held_s, default=None)


def analyse(prepared: PreparedHolds) -> HoldAnalysis:
    """Return the holds of every recording of a take."""
    stations, gates, why_not = [], [], dict(prepared.why_not)
    for each in prepared.stations:
        found = _holds_of(each, prepared.camera)
        holds = [scored.hold for scored in found.holds]
        gate = check_holds(each.side, holds, each.raised, each.near)
        stations.append(found)
        gates.append(gate)
        if gate.verdict == "unusable":
            why_not.setdefault(each.side, gate.message)
    several = len(stations) > 1 or bool(prepared.why_not)
    if several and any(gate.verdict != "unusable" for gate in gates):
        gates = [_softened(gate) for gate in gates]
    for station in stations:
        if any(scored.hold.reason is None for scored in station.holds):
            why_not.pop(station.station.side, None)
    return HoldAnalysis(
        view=prepared.stations[0].view,
        method=_method(stations),
        gates=tuple(gates),
        repetitions=tuple(_repetition(scored) for each in stations for scored in each.holds),
        curves=tuple(
            replace(_curve(each, prepared.options.target_deg), station=place)
            for place, each in enumerate(stations)
        ),
        figures=tuple(
            replace(_figure(each.station), station=place) for place, each in enumerate(stations)
        ),
        options=prepared.options,
        stations=tuple(stations),
        why_not=why_not,
    )


def _method(stations: Sequence[StationHolds]) -> str | None:
    """Return by which formula the first hold from the front was read; None where there is none."""
    read = [scored.heights for each in stations for scored in each.holds]
    return next((each.read.method for each in read if each is not None), None)


def holds_to_look_at_again(take: Take) -> Mapping[int, npt.NDArray[np.intp]]:
    """Return the frames of the holds and of standing that are worth a second look, by station.

    Only from the front: from elsewhere the better model reads a held thigh no better.
    """
    options, camera = HoldOptions.said(take.options), Camera.of(take.setting)
    wanted = {}
    for at, station in enumerate(assigned(take).stations):
        prepared = prepare(station.recording, cast("Side", station.kind), options.view)
        if prepared is None or prepared.view != "front":
            continue
        holds = [each.hold for each in _holds_of(prepared, camera).holds]
        runs_s = [
            run
            for hold in holds
            if hold.reason in (None, _UNTOLD)
            for run in stretches(hold.start_s, hold.end_s)
        ]
        wanted[at] = frames_to_look_at_again(station.recording.t_s, prepared.rest, runs_s)
    return wanted


def _holds_of(station: PreparedStation, camera: Camera) -> StationHolds:
    track, side = station.track, station.side
    deg = elevation_of(station, camera)
    clear = clear_frames(station.legs, station.rest, station.view, side)
    moves = camera_moves(track)
    own = [each for each in station.raised if each.side == side]
    scored = []
    for lift in own:
        inside = (track.t_s >= lift.start_s) & (track.t_s <= lift.end_s)
        top = find_top(deg[inside], track.rate_hz) if inside.any() else None
        if top is None:
            continue
        first = int(np.flatnonzero(inside)[0])
        span = slice(first + top.first, first + top.last + 1)
        if span.stop - span.start < 2:
            continue
        t_s, heights = track.t_s[span], None
        if station.view == "front":
            heights = heights_of_hold(station, camera, float(t_s[0]), float(t_s[-1]))
            deg = _put_right(deg, track.t_s, inside, span, heights)
        level = deg[span]
        ending = _ending(lift, own, station)
        hold = measure_top(t_s, level, side, ending, drift_deg(station.view))
        frames = (station.legs.t_s >= t_s[0]) & (station.legs.t_s <= t_s[-1])
        hold = replace(hold, reason=_reason(hold, level, clear[frames], moves, station, heights))
        body = body_during(
            track, station.rest, station.view, station.seen.yaw_deg, station.legs, side,
            hold.start_s, hold.end_s,
        )  # fmt: skip
        scored.append(ScoredHold(hold, body, t_s, level, heights))
    none = None
    if is_march([each.hold for each in scored], station.raised):
        none = _MARCH
    elif flickers(own):
        none = MIXED
    if none is not None:
        scored = [replace(each, hold=replace(each.hold, reason=none)) for each in scored]
    return StationHolds(station, deg, tuple(scored))


def _put_right(
    deg: FloatArray, t_s: FloatArray, lift: BoolArray, hold: slice, heights: FrontHeights | None
) -> FloatArray:
    """Return the elevation by geometry with one lift of it as high as the formulas read its hold.

    On its way up and down it is put right in proportion to how high it is.
    """
    if heights is None:
        return deg
    level = np.interp(t_s[lift], t_s[hold], deg[hold])
    share = np.clip(deg[lift] / level, 0.0, 1.0)
    higher = deg.copy()
    higher[lift] += share * heights.higher(t_s[lift], deg)
    return higher


def unrest_deg(t_s: FloatArray, deg: FloatArray) -> float:
    """Return how far single moments lie from their neighbours, a robust standard deviation."""
    off = np.abs(deg - smoothed(t_s, deg, CLEAR.outlier_window))
    return 1.4826 * float(np.nanmedian(off)) if np.isfinite(off).any() else float("inf")


def _ending(lift: Raised, own: Sequence[Raised], station: PreparedStation) -> Ending:
    known = station.legs.t_s[np.isfinite(station.legs.lift)]
    if lift.end_s - lift.start_s >= HOLD.longest - HOLD.longest_slack:
        return "time_over"
    if lift.end_s >= float(known[-1]) - RAISED.smooth:
        return "stopped"
    gaps = [each.start_s - lift.end_s for each in own if each.start_s > lift.end_s]
    return "touched" if gaps and min(gaps) <= RAISED.again else "lowered"


def _reason(
    hold: Hold, deg: FloatArray, clear: npt.NDArray[np.bool_], moves: Sequence[float],
    station: PreparedStation, heights: FrontHeights | None,
) -> str | None:  # fmt: skip
    """Return why a hold does not count; None if it does."""
    if clear.mean() < CLEAR.frames_least:
        return MIXED
    t_s = np.arange(len(deg)) / station.track.rate_hz
    if unrest_deg(t_s, deg) > CLEAR.unrest:
        return MIXED
    standing = (station.rest.start_s + station.rest.end_s) / 2
    first, last = min(hold.start_s, standing), max(hold.end_s, standing)
    if any(first < move < last for move in moves):
        return _MOVED
    if station.view == "front" and (heights is None or not heights.are_told):
        return _UNTOLD
    if hold.held_s < HOLD.shortest:
        when = "at once" if hold.held_s < HOLD.at_once else f"after {hold.held_s:.1f} s"
        return (
            f"The {hold.side} knee came down {when}. Lift it and keep it up for as long as it is "
            "comfortable, at most half a minute."
        )
    return None


def _softened(gate: Gate) -> Gate:
    return replace(gate, verdict="degraded") if gate.verdict == "unusable" else gate


def _repetition(scored: ScoredHold) -> Repetition:
    hold = scored.hold
    values = {
        **kinds.HELD.quantity(hold.held_s),
        **kinds.START.quantity(hold.start_deg),
        **kinds.WITHIN.quantity(hold.within_s),
        **kinds.SAG_RATE.quantity(None if hold.sag is None else hold.sag.value),
        **kinds.SAG.quantity(hold.start_deg - hold.last_deg),
        **kinds.ENDING.quantity(hold.ending),
    }
    return Repetition(
        side=hold.side,
        start_s=hold.start_s,
        peak_s=float(scored.t_s[int(np.nanargmax(scored.deg))]),
        end_s=hold.end_s,
        values=values,
        valid=hold.reason is None,
        reason=hold.reason,
    )


def _curve(found: StationHolds, target_deg: float) -> Curve:
    marks = tuple(
        Mark(each.hold.start_s, each.hold.start_deg, each.hold.reason is None)
        for each in found.holds
    )
    return Curve(
        label="Elevation of the lifted thigh",
        unit=kinds.START.unit,
        side=found.station.side,
        t_s=found.station.track.t_s,
        values=found.deg,
        target=float(target_deg),
        marks=marks,
        bands=tuple(Band(each.hold.start_s, each.hold.end_s, "hold") for each in found.holds),
    )


def _figure(station: PreparedStation) -> Figure:
    track = station.track
    title = f"Holding the {station.side} knee"
    return Figure(title, station.view, track.t_s, track.xy_px, track.size_px)


def unlike_places(left: PreparedStation, right: PreparedStation) -> str | None:
    """Return why two recordings cannot be compared; None where the person stood alike in both."""
    turn = abs(abs(left.seen.yaw_deg) - abs(right.seen.yaw_deg))
    sizes = [float(trunk_length(each.rest.xy_px)) / each.track.size_px[1] for each in (left, right)]
    if turn <= PLACE.turn and max(sizes) <= min(sizes) * (1 + PLACE.size):
        return None
    return (
        "You stood nearer the camera, or turned otherwise, for one leg than for the other. Stand "
        "in the same place for both, turned as far; seen from the side or at an angle each leg "
        "nearer the camera in its turn."
    )
