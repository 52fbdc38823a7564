"""The march's coach: which knee to lift, how high, how long to hold it, and how many are done."""

from posecheck.coaching import Baseline, Coach, Counter, FrameObservation, Guidance, Tone
from posecheck.coaching.leg_tracker import Legs, Tracker
from posecheck.coaching.thresholds import LIVE_CUE
from posecheck.landmarks import SIDES, Side, other
from posecheck.protocols.slow_march import MarchOptions


class MarchCoach(Coach):
    """Guides a person through a slow march.

    Parameters
    ----------
    options
        target, number of lifts, and whether a phone is read in the first lift of each leg.
    """

    def __init__(self, options: MarchOptions) -> None:
        self._target_deg = float(options.target_deg)
        self._goal = options.lifts_per_side
        self._phone = options.phone
        self._sideways = options.facing == "side"
        self._tracker: Tracker | None = None

    def begin(self, baseline: Baseline) -> None:
        """Count anew, against this standing."""
        super().begin(baseline)
        self._tracker = Tracker(baseline.points_px, baseline.size_px)

    def see(self, observation: FrameObservation) -> Guidance:
        """Follow the legs and say what comes next."""
        assert self._tracker is not None  # `begin` comes first
        legs = self._tracker.see(observation)
        words, spoken, tone = self._cue(legs, observation.t_s)
        short_deg = self._target_deg - legs.peak_deg
        done = min(legs.counts) >= self._goal
        waits = legs.lifted is None and not done
        return Guidance(
            cue=words,
            spoken=spoken,
            tone=tone,
            counters=tuple(
                Counter(side, count, self._goal, side)
                for side, count in zip(SIDES, legs.counts, strict=True)
            ),
            target_y_px=self._target_y(observation, legs),
            reached=legs.lifted is not None and short_deg <= LIVE_CUE.short_of_target,
            ring_share=min(1.0, legs.hold_s / self._hold_s(legs)) if legs.lifted else None,
            leg=legs.lifted,
            exchanged=legs.exchanged,
            # From the side one knee hides the other, and a sign would point at both.
            coming=self.next_side(legs) if waits and not self._sideways else None,
            active=legs.lifted is not None,
            done=done,
        )

    def _cue(self, legs: Legs, now_s: float) -> tuple[str, bool, Tone | None]:
        """Return the words, whether they are spoken, and the tone."""
        if legs.lifted is None:
            just_counted = legs.last is not None and now_s - legs.last.end_s < LIVE_CUE.counted
            if min(legs.counts) >= self._goal:
                return "Stand still", True, Tone.COUNTED
            words = f"Lift your {self.next_side(legs)} knee"
            return words, True, Tone.COUNTED if just_counted else Tone.RISE
        if legs.hold_s >= self._hold_s(legs):
            return "Slowly down", True, Tone.HOLD
        if legs.rising:
            return "Up", False, None
        if legs.hold_s > 0:
            if self._reads_phone(legs):
                return "Read the phone", True, None
            short = self._target_deg - legs.peak_deg > LIVE_CUE.short_of_target
            return "A little higher" if short else "Hold", True, None
        return "Slowly down", False, Tone.LOWER

    def _reads_phone(self, legs: Legs) -> bool:
        """Tell whether the lift in progress is the one beside which a phone is read."""
        if not self._phone or legs.lifted is None:
            return False
        return legs.counts[SIDES.index(legs.lifted)] == 0

    def _hold_s(self, legs: Legs) -> float:
        return LIVE_CUE.phone_hold if self._reads_phone(legs) else LIVE_CUE.hold

    def next_side(self, legs: Legs) -> Side:
        """Return the knee to lift next: the other one than last, unless it has its lifts."""
        side: Side = "right" if legs.last is None else other(legs.last.side)
        done = {each: n >= self._goal for each, n in zip(SIDES, legs.counts, strict=True)}
        return other(side) if done[side] and not done[other(side)] else side

    def _target_y(self, observation: FrameObservation, legs: Legs) -> float | None:
        if self._tracker is None or not observation.found:
            return None
        side = legs.lifted or self.next_side(legs)
        return self._tracker.target_y_px(observation, side, self._target_deg)
