"""The session of a take before the camera: a pure state machine.

framing → still → countdown → task → done.

`advance` takes the state, what was just observed and the plan, and returns the next state. It
knows no camera, no clock, no page and no protocol. A take of several stations goes through all of
them, with a short break in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from posecheck.coaching.thresholds import LIVE_COUNTDOWN, LIVE_END, LIVE_STAND, LIVE_STILL
from posecheck.live.framing import Hint
from posecheck.protocol import Facing


class Phase(StrEnum):
    """Where the session stands."""

    FRAMING = "framing"
    STILL = "still"
    COUNTDOWN = "countdown"
    TASK = "task"
    BREAK = "break"
    DONE = "done"


class Ending(StrEnum):
    """Why the session ended."""

    COMPLETE = "complete"
    PAUSE = "pause"
    WALKED_UP = "walked_up"
    LEFT = "left"
    HANDS_UP = "hands_up"
    CAMERA_LOST = "camera_lost"
    STOPPED = "stopped"
    TIME_UP = "time_up"
    NOT_FRAMED = "not_framed"


@dataclass(frozen=True)
class Stop:
    """One station of the plan, as far as the session knows it.

    Attributes
    ----------
    facing
        how to stand to the camera.
    quiet
        the task is to keep standing still.
    """

    facing: Facing
    quiet: bool


Plan = Sequence[Stop]


@dataclass(frozen=True)
class Observation:
    """What one moment shows; `seen` is false for a tick of the clock without a new frame.

    Attributes
    ----------
    t_s
        seconds since the camera started.
    found
        somebody is in the picture.
    hint
        what is wrong with the framing; None where nothing is.
    moving
        the person moved within the last moments.
    active
        the movement of the task is going on.
    done
        the goal of the task is reached.
    growth
        trunk length over that of the baseline; 1 before there is one.
    hands_up
        both hands above the head.
    second_person
        a second person is in the picture.
    """

    t_s: float
    seen: bool = True
    found: bool = True
    hint: Hint | None = None
    moving: bool = False
    active: bool = False
    done: bool = False
    growth: float = 1.0
    hands_up: bool = False
    second_person: bool = False


@dataclass(frozen=True)
class State:
    """The session at one moment; times are seconds since the camera started.

    Attributes
    ----------
    phase, since_s
        the phase and when it began.
    station
        index into the plan.
    now_s, frame_s
        this moment; the last frame's time.
    hint
        what keeps the person from being well framed.
    begun_s
        since when the current station's recording runs; None while it does not.
    active_s
        the last moment of movement in a task.
    bad_s, hands_s, near_s, gone_s, second_person_s
        since when the person is badly framed, has both hands up, is close to the camera, is gone,
        is not alone; None while not.
    ending
        why it ended, once done.
    """

    phase: Phase = Phase.FRAMING
    since_s: float = 0.0
    station: int = 0
    now_s: float = 0.0
    frame_s: float = 0.0
    hint: Hint | None = Hint.NOBODY
    begun_s: float | None = None
    active_s: float = 0.0
    bad_s: float | None = None
    hands_s: float | None = None
    near_s: float | None = None
    gone_s: float | None = None
    second_person_s: float | None = None
    ending: Ending | None = None

    @property
    def in_phase_s(self) -> float:
        """Seconds since the phase began."""
        return self.now_s - self.since_s


def advance(state: State, seen: Observation, plan: Plan) -> State:
    """Return the state after one moment. A session that is done stays as it is."""
    if state.phase is Phase.DONE:
        return state
    state = _observe(state, seen)
    ending = _way_out(state, plan)
    if ending is not None:
        return end(state, ending)
    if not seen.seen:
        return state
    return _STEPS[state.phase](state, seen, plan)


def end(state: State, ending: Ending) -> State:
    """Return the state of a session that ended for this reason, once and for all."""
    if state.phase is Phase.DONE:
        return state
    return replace(state, phase=Phase.DONE, since_s=state.now_s, ending=ending)


def _enter(state: State, phase: Phase, begun_s: float | None) -> State:
    return replace(state, phase=phase, since_s=state.now_s, begun_s=begun_s, bad_s=None)


def _since(before: float | None, holds: bool, now_s: float) -> float | None:
    """Return since when a condition holds without a break; None while it does not."""
    if not holds:
        return None
    return now_s if before is None else before


def _observe(state: State, seen: Observation) -> State:
    """Note what the moment shows, whatever the phase."""
    if not seen.seen:
        return replace(state, now_s=max(state.now_s, seen.t_s))
    now_s = seen.t_s
    return replace(
        state,
        now_s=now_s,
        frame_s=now_s,
        hint=seen.hint,
        active_s=now_s if seen.active else state.active_s,
        bad_s=_since(state.bad_s, seen.hint is not None, now_s),
        hands_s=_since(state.hands_s, seen.hands_up, now_s),
        near_s=_since(state.near_s, seen.growth > LIVE_END.growth, now_s),
        gone_s=_since(state.gone_s, not seen.found, now_s),
        second_person_s=_since(state.second_person_s, seen.second_person, now_s),
    )


def _lasted(since_s: float | None, now_s: float, seconds: float) -> bool:
    return since_s is not None and now_s - since_s >= seconds


def _way_out(state: State, plan: Plan) -> Ending | None:
    """Return the reason to end that holds in this phase, if any."""
    now_s = state.now_s
    patience = LIVE_END.no_frames if state.begun_s is not None else LIVE_END.no_frames_yet
    if _lasted(state.frame_s, now_s, patience):
        return Ending.CAMERA_LOST
    if _lasted(state.hands_s, now_s, LIVE_END.hands_up):
        return Ending.HANDS_UP
    if state.phase is Phase.TASK and not plan[state.station].quiet:
        return _way_out_of_movement(state)
    waits = Phase.FRAMING, Phase.STILL
    if state.phase in waits and _lasted(state.since_s, now_s, LIVE_END.not_framed):
        return Ending.NOT_FRAMED
    return None


def _way_out_of_movement(state: State) -> Ending | None:
    now_s = state.now_s
    if _lasted(state.near_s, now_s, LIVE_END.near):
        return Ending.WALKED_UP
    if _lasted(state.gone_s, now_s, LIVE_END.gone):
        return Ending.LEFT
    if _lasted(max(state.active_s, state.since_s), now_s, LIVE_END.pause):
        return Ending.PAUSE
    if _lasted(state.since_s, now_s, LIVE_END.longest):
        return Ending.TIME_UP
    return None


def _framing(state: State, _seen: Observation, _plan: Plan) -> State:
    """Well framed leads to standing still, which is recorded from its first moment."""
    return state if state.hint is not None else _enter(state, Phase.STILL, state.now_s)


def _still(state: State, seen: Observation, plan: Plan) -> State:
    """Two unbroken seconds of standing still; a movement starts them again."""
    if _lasted(state.bad_s, state.now_s, LIVE_STILL.unframed):
        return _enter(state, Phase.FRAMING, None)
    if seen.moving:
        return replace(state, since_s=state.now_s, begun_s=state.now_s)
    if state.in_phase_s < LIVE_STILL.seconds:
        return state
    following = Phase.TASK if plan[state.station].quiet else Phase.COUNTDOWN
    return _enter(state, following, state.begun_s)


def _countdown(state: State, seen: Observation, _plan: Plan) -> State:
    """Three, two, one; whoever walks off or starts early goes back to standing still."""
    if _lasted(state.bad_s, state.now_s, LIVE_STILL.unframed):
        return _enter(state, Phase.FRAMING, None)
    if seen.active:
        return _enter(state, Phase.STILL, state.now_s)
    if state.in_phase_s < LIVE_COUNTDOWN.seconds:
        return state
    return _enter(state, Phase.TASK, state.begun_s)


def _task(state: State, seen: Observation, plan: Plan) -> State:
    """Go on until the goal is reached and the person is at rest, or has stood long enough."""
    if not plan[state.station].quiet:
        settled_s = state.now_s - max(state.active_s, state.since_s)
        over = seen.done and not seen.active and settled_s >= LIVE_END.settle
        return _next(state, plan) if over else state
    if _lasted(state.bad_s, state.now_s, LIVE_STILL.unframed):
        return _enter(state, Phase.FRAMING, None)
    if seen.moving:
        return _enter(state, Phase.STILL, state.now_s)
    return _next(state, plan) if state.in_phase_s >= LIVE_STAND.seconds else state


def _next(state: State, plan: Plan) -> State:
    if state.station + 1 == len(plan):
        return end(state, Ending.COMPLETE)
    return replace(_enter(state, Phase.BREAK, None), station=state.station + 1)


def _break(state: State, _seen: Observation, _plan: Plan) -> State:
    """Step off and on again between two stations."""
    if state.in_phase_s < LIVE_STAND.pause:
        return state
    return _enter(state, Phase.FRAMING, None)


_STEPS = {
    Phase.FRAMING: _framing,
    Phase.STILL: _still,
    Phase.COUNTDOWN: _countdown,
    Phase.TASK: _task,
    Phase.BREAK: _break,
}
