"""All that is computed of chair rises before it is summed up: rises, hands, feet, curves.

Page and report draw from the same `RiseAnalysis` from which the numbers come.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from posecheck.analysis import Analysis, Band, Curve, Figure, Mark
from posecheck.assessment import Quantity, Repetition, View
from posecheck.gates import Gate
from posecheck.kinematics.camera_moves import camera_moves
from posecheck.kinematics.geometry import leg_length, middle, near_side, runs
from posecheck.kinematics.track import QuietStance, Track
from posecheck.landmarks import HIP, KNEE, SIDES, WRIST, Side
from posecheck.protocols.chair_rise import RiseOptions, kinds
from posecheck.protocols.chair_rise.prepare import Motion, Prepared, motion_of
from posecheck.protocols.chair_rise.rises import STAYED_DOWN, Phases, Rise, find_rises, measure_rise
from posecheck.protocols.chair_rise.thresholds import FOOT, HANDS, RISE, TEST

FloatArray = npt.NDArray[np.float64]
HandUse = Literal["free", "knees", "chair"]


def hand_use(track: Track, rest: QuietStance, view: View, off_s: float) -> HandUse | None:
    """Return where the hands are as the hips leave the seat; None where no hand is seen well.

    Of the hand away from the camera nothing is said. A hand counts as resting only if it stays on
    the thigh, or in its place beside the hips, until the hips have clearly left the seat.
    """
    inside = (track.t_s >= off_s) & (track.t_s <= off_s + HANDS.after_off)
    xy = track.xy_px[inside]
    if len(xy) < 2 or not np.isfinite(xy).all():
        return None
    leg_px = float(np.mean([leg_length(rest.xy_px, side) for side in SIDES]))
    seen = [
        side
        for side in _sides(view)
        if float(np.median(track.visibility[inside, WRIST[side]])) >= HANDS.seen
    ]
    if not seen:
        return None
    found = [_of_hand(xy[:, WRIST[side]], xy, leg_px) for side in seen]
    return next((each for each in found if each != "free"), "free")


def _sides(view: View) -> tuple[Side, ...]:
    near = near_side(view)
    return SIDES if near is None else (near,)


def _of_hand(wrist: FloatArray, xy: FloatArray, leg_px: float) -> HandUse:
    hips, knees = middle(xy, HIP), middle(xy, KNEE)
    if float(np.max(_to_thigh(wrist, hips, knees))) <= HANDS.near * leg_px:
        return "knees"
    beside = np.linalg.norm(wrist[0] - hips[0]) <= 2 * HANDS.near * leg_px
    hand, body = (float(np.linalg.norm(each[-1] - each[0])) for each in (wrist, hips))
    below = wrist[0, 1] >= hips[0, 1] - HANDS.near * leg_px
    return "chair" if beside and below and hand <= HANDS.stays * body else "free"


def _to_thigh(wrist: FloatArray, hips: FloatArray, knees: FloatArray) -> FloatArray:
    """Return the distance of the wrist from the front half of the thigh, `(n,)` pixels."""
    start = (hips + knees) / 2
    way = knees - start
    along = np.sum((wrist - start) * way, axis=1) / np.maximum(np.sum(way * way, axis=1), 1e-9)
    nearest = start + np.clip(along, 0.0, 1.0)[:, None] * way
    return np.asarray(np.linalg.norm(wrist - nearest, axis=1))


def check_rises(rises: Sequence[Rise], motion: Motion) -> Gate:
    """Ask how many rises count."""
    gate = "repetitions"
    counted = sum(each.reason is None for each in rises)
    if counted >= TEST.rises:
        return Gate(gate)
    reasons = Counter(each.reason for each in rises if each.reason)
    why = f" {reasons.most_common(1)[0][0]}" if reasons else ""
    if counted:
        were = "1 rise counts" if counted == 1 else f"{counted} rises count"
        message = f"Only {were}, so there is no time for {TEST.rises:.0f}.{why}"
        return Gate(gate, "degraded", message)
    if rises:
        return Gate(gate, "unusable", f"No rise could be counted.{why}")
    low = motion.height <= RISE.low
    if low.any():
        message = (
            "The hips never left the seat for standing. Rise until you stand, and sit down again, "
            "five times."
        )
        return Gate(gate, "unusable", message)
    message = "Nobody sat down in this take. Sit down on a chair and rise from it five times."
    return Gate(gate, "unusable", message)


_STANDING = "quiet standing"
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
    options
        as the user gave them.
    motion
        heights and angles over the take.
    rises
        every way up in order of time, with those that do not count.
    steps
        how often a foot changed its place between the first and the last rise.
    restless
        whether there is no quiet standing to compare with.
    stood_s
        when the quiet standing ends.
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
        return (replace(height, bands=bands, target_label=_STANDING),)
    made = []
    for label, values in (
        ("Bending of the hips", motion.hip_deg),
        ("Bending of the knees", motion.knee_deg),
    ):
        marks = tuple(
            Mark(each.up_s, float(np.interp(each.up_s, motion.t_s, values)), True)
            for each in counted
        )
        made.append(Curve(label, "deg", None, motion.t_s, values, 0.0, marks, bands, _STANDING))
    return tuple(made)
