"""A march's lifts and curves as everybody else lists and draws them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posecheck.assessment import Quantity, Repetition
from posecheck.kinematics.elevation import Elevation
from posecheck.kinematics.statistics import Z95
from posecheck.kinematics.track import Track
from posecheck.landmarks import SIDES
from posecheck.protocol import Band, Curve, Mark
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.body import Body
from posecheck.protocols.slow_march.lift import Lift
from posecheck.protocols.slow_march.phases import Phases

_LOST = "The leg was lost during this lift."


@dataclass(frozen=True)
class ScoredLift:
    """A lift with what was measured on it; phases and body are None where it could not be."""

    lift: Lift
    phases: Phases | None = None
    body: Body | None = None

    @property
    def counts(self) -> bool:
        """Whether it counts in the statistics."""
        return self.lift.valid and self.phases is not None


def repetition_of(track: Track, elevation: Elevation, scored: ScoredLift) -> Repetition:
    """Return a lift as a repetition of the contract, with what was measured on it."""
    lift, phases, body = scored.lift, scored.phases, scored.body
    values = kinds.SUB_PEAKS.quantity(float(lift.peaks))
    if phases is not None and body is not None:
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
        own = [each for each in lifts if each.lift.side == side and each.phases is not None]
        marks = [
            Mark(float(track.t_s[each.lift.peak]), each.phases.peak_deg, each.counts)
            for each in own
            if each.phases is not None
        ]
        holds = [
            Band(each.phases.top_start_s, each.phases.top_end_s, "hold")
            for each in own
            if each.phases is not None and each.phases.hold_s
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
