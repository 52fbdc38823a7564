"""Everything that is computed of chair rises before it is summed up: the motion, the rises.

Page and report draw from the same `RiseAnalysis` from which the numbers come.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from posecheck.assessment import Quantity, Repetition, View
from posecheck.kinematics.geometry import runs
from posecheck.protocol import Analysis, Band, Curve, Figure, Mark
from posecheck.protocols.chair_rise import kinds
from posecheck.protocols.chair_rise.gates import check_rises
from posecheck.protocols.chair_rise.hands import HandUse, hand_use
from posecheck.protocols.chair_rise.motion import Motion, motion_of
from posecheck.protocols.chair_rise.options import RiseOptions
from posecheck.protocols.chair_rise.phases import Phases, measure_rise
from posecheck.protocols.chair_rise.prepare import Prepared
from posecheck.protocols.chair_rise.rises import STAYED_DOWN, Rise, find_rises
from posecheck.protocols.chair_rise.thresholds import FOOT
from posecheck.quality.camera import camera_moves

_MOVED = "The camera moved between your quiet standing and this rise."


@dataclass(frozen=True, eq=False)
class ScoredRise:
    """A rise with what was measured on it; phases are None where it does not count."""

    rise: Rise
    phases: Phases | None = None
    hands: HandUse | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class RiseAnalysis(Analysis):
    """One take, measured rise by rise.

    Attributes
    ----------
    options : as the user gave them.
    motion : heights and angles over the take.
    rises : every way up in order of time, with those that do not count.
    steps : how often a foot changed its place between the first and the last rise.
    restless : whether there is no quiet standing to compare with.
    stood_s : when the quiet standing ends.
    """

    options: RiseOptions
    motion: Motion
    rises: tuple[ScoredRise, ...]
    steps: int
    restless: bool
    stood_s: float

    @property
    def counted(self) -> list[tuple[Phases, HandUse | None]]:
        """What was measured on the rises that count, in order of time."""
        return [(each.phases, each.hands) for each in self.rises if each.phases is not None]


def analyse(prepared: Prepared) -> RiseAnalysis:
    """Return a take measured rise by rise."""
    track, rest, view = prepared.track, prepared.rest, prepared.view
    motion = motion_of(track, rest, view, prepared.seen.yaw_deg)
    moves = camera_moves(track)
    found = find_rises(motion, touched=prepared.options.seat == "touched")
    standing = (rest.start_s + rest.end_s) / 2
    scored = []
    for each in found:
        rise = _unmoved(each, motion, moves, standing)
        if rise.reason is not None:
            scored.append(ScoredRise(rise))
            continue
        phases = measure_rise(motion, rise)
        scored.append(ScoredRise(rise, phases, hand_use(track, rest, view, phases.off_s)))
    gate = check_rises([each.rise for each in scored], motion)
    return RiseAnalysis(
        view=view,
        gates=(gate,),
        repetitions=tuple(_repetition(motion, each, rest.restless) for each in scored),
        curves=_curves(motion, scored, view),
        figures=(Figure("The rises", view, track.t_s, track.xy_px, track.size_px),),
        options=prepared.options,
        motion=motion,
        rises=tuple(scored),
        steps=_steps(motion, scored),
        restless=rest.restless,
        stood_s=rest.end_s,
    )


def _unmoved(rise: Rise, motion: Motion, moves: Sequence[float], standing_s: float) -> Rise:
    """Return a rise, void where a moved camera parts it from the quiet standing."""
    start_s, end_s = motion.t_s[rise.low.start], motion.t_s[rise.up[1] - 1]
    first, last = min(start_s, standing_s), max(end_s, standing_s)
    parted = rise.reason is None and any(first < move < last for move in moves)
    return replace(rise, reason=_MOVED) if parted else rise


def _steps(motion: Motion, scored: Sequence[ScoredRise]) -> int:
    """Return how often the middle of the feet is somewhere else half a second later."""
    counted = [each for each in scored if each.phases is not None]
    if not counted:
        return 0
    first, last = counted[0].rise.low.start, counted[-1].rise.up[1]
    foot = motion.foot[first:last]
    half = max(1, round(FOOT.within / 2 * motion.rate_hz))
    if len(foot) <= 4 * half:
        return 0
    at = np.arange(half, len(foot) - half)
    before = np.stack([np.median(foot[i - half : i], axis=0) for i in at])
    after = np.stack([np.median(foot[i : i + half], axis=0) for i in at])
    moved = np.linalg.norm(after - before, axis=1) > FOOT.step
    return len(runs(np.asarray(moved)))


def _repetition(motion: Motion, scored: ScoredRise, restless: bool) -> Repetition:
    rise, phases = scored.rise, scored.phases
    if phases is None:
        return Repetition(
            side="both",
            start_s=float(motion.t_s[rise.low.start]),
            peak_s=float(motion.t_s[rise.up[0]]),
            end_s=float(motion.t_s[min(rise.up[1], len(motion.t_s)) - 1]),
            valid=False,
            reason=rise.reason or STAYED_DOWN,
        )
    end_s = phases.up_s if phases.seat_s is None else phases.seat_s
    return Repetition(
        side="both",
        start_s=phases.lean_s,
        peak_s=phases.up_s,
        end_s=end_s,
        values=_values(phases, scored.hands, restless),
        valid=True,
    )


def _values(phases: Phases, hands: HandUse | None, restless: bool) -> dict[str, Quantity]:
    found: dict[str, Quantity] = {}
    for kind, value in (
        (kinds.TIME, phases.rise_s),
        (kinds.LEANING, phases.leaning_s),
        (kinds.EXTENDING, phases.extending_s),
        (kinds.STANDING, phases.standing_s),
        (kinds.LOWERING, phases.lowering_s),
        (kinds.TRUNK_END, phases.trunk_deg),
        (kinds.HIP_END, phases.hip_deg),
        (kinds.KNEE_END, phases.knee_deg),
        (kinds.LEAN, phases.lean_deg),
        (kinds.DROP, phases.drop_ratio),
        (kinds.HAND_USE, hands),
    ):
        if not (restless and kind in kinds.AGAINST_STANDING):
            found |= kind.quantity(value)
    return found


def _curves(motion: Motion, scored: Sequence[ScoredRise], view: View) -> tuple[Curve, ...]:
    """Return the bending of hips and knees over time; from the front the height of the hips."""
    counted = [each.phases for each in scored if each.phases is not None]
    bands = tuple(Band(each.lean_s, each.up_s, "rise") for each in counted)
    if view == "front":
        marks = tuple(
            Mark(each.up_s, float(np.interp(each.up_s, motion.t_s, motion.height)), True)
            for each in counted
        )
        height = Curve("Height of the hips", "ratio", None, motion.t_s, motion.height, 1.0, marks)
        return (replace(height, bands=bands),)
    made = []
    for label, values in (
        ("Bending of the hips", motion.hip_deg),
        ("Bending of the knees", motion.knee_deg),
    ):
        marks = tuple(
            Mark(each.up_s, float(np.interp(each.up_s, motion.t_s, values)), True)
            for each in counted
        )
        made.append(Curve(label, "deg", None, motion.t_s, values, 0.0, marks, bands))
    return tuple(made)
