"""The session's state machine: every phase, every way on and every way out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.coaching.thresholds import LIVE_END
from posecheck.live.framing import Hint
from posecheck.live.session import Ending, Observation, Phase, State, Stop, advance, end

MARCH = (Stop("front", quiet=False),)
STANDS = (Stop("front", quiet=True), *[Stop("side", quiet=True)] * 5)
STEP = 0.05


def play(state, seconds, plan=MARCH, **shown):
    """Advance by so many seconds of frames that all show the same."""
    start = state.now_s
    for number in range(1, round(seconds / STEP) + 1):
        state = advance(state, Observation(start + number * STEP, **shown), plan)
    return state


def at_march(**shown):
    state = play(State(), 5.5, **shown)
    assert state.phase is Phase.TASK
    return state


def test_the_way_from_the_first_frame_to_the_end_of_the_set():
    state = play(State(), 0.1)
    assert state.phase is Phase.STILL
    state = play(state, 2.2)
    assert state.phase is Phase.COUNTDOWN
    state = play(state, 3.1)
    assert state.phase is Phase.TASK
    assert state.begun_s == pytest.approx(STEP)
    state = play(state, 3, active=True)
    state = play(state, 0.9, done=True)
    assert state.phase is Phase.TASK
    state = play(state, 0.3, done=True)
    assert (state.phase, state.ending) == (Phase.DONE, Ending.COMPLETE)


def test_framing_waits_for_the_hint_to_go():
    state = play(State(), 5, hint=Hint.FARTHER)
    assert (state.phase, state.hint) == (Phase.FRAMING, Hint.FARTHER)
    assert play(state, 0.1).phase is Phase.STILL


def test_a_movement_starts_the_standing_still_again():
    state = play(State(), 1.9)
    state = play(state, 0.1, moving=True)
    state = play(state, 1.9)
    assert state.phase is Phase.STILL
    state = play(state, 0.2)
    assert state.phase is Phase.COUNTDOWN
    assert state.begun_s == pytest.approx(2.0)


@pytest.mark.parametrize("wait", [1.0, 3.0])
def test_whoever_steps_out_of_the_frame_before_the_march_is_framed_again(wait):
    state = play(State(), wait)
    assert state.phase in (Phase.STILL, Phase.COUNTDOWN)
    state = play(state, 0.9, hint=Hint.TILT_DOWN)
    assert state.phase is Phase.FRAMING
    assert state.begun_s is None


def test_a_flicker_of_the_framing_does_not_matter():
    state = play(State(), 1.0)
    state = play(state, 0.3, hint=Hint.GO_LEFT)
    assert play(state, 1.0).phase is Phase.COUNTDOWN


def test_an_early_lift_goes_back_to_standing_still():
    state = play(State(), 3.0)
    assert state.phase is Phase.COUNTDOWN
    state = play(state, 0.05, active=True)
    assert state.phase is Phase.STILL
    assert state.begun_s == state.now_s


# What happens during the march, for how long, and how it ends.
WAYS_OUT = [
    ({"done": False}, LIVE_END.pause, Ending.PAUSE),
    ({"growth": 2.0, "active": True}, LIVE_END.near, Ending.WALKED_UP),
    ({"found": False, "hint": Hint.NOBODY, "active": True}, LIVE_END.gone, Ending.LEFT),
    ({"hands_up": True, "active": True}, LIVE_END.hands_up, Ending.HANDS_UP),
    ({"active": True}, LIVE_END.longest, Ending.TIME_UP),
]


@pytest.mark.parametrize(("shown", "lasting", "ending"), WAYS_OUT)
def test_ways_out_of_the_march(shown, lasting, ending):
    state = at_march()
    lasting_s = lasting - state.in_phase_s * (ending in (Ending.TIME_UP, Ending.PAUSE))
    state = play(state, lasting_s - 0.1, **shown)
    assert state.phase is Phase.TASK
    state = play(state, 0.25, **shown)
    assert (state.phase, state.ending) == (Phase.DONE, ending)


def test_being_badly_framed_does_not_end_a_march():
    state = play(at_march(), 10, hint=Hint.TILT_DOWN, active=True)
    assert state.phase is Phase.TASK


@pytest.mark.parametrize("seconds", [0.5, 2.5, 8.0])
def test_a_camera_that_falls_silent_ends_any_phase(seconds):
    state = play(State(), seconds)
    assert state.phase is not Phase.DONE
    state = play(state, 5, seen=False)
    assert state.phase is not Phase.DONE
    state = play(state, 1.2, seen=False)
    assert state.ending is Ending.CAMERA_LOST


def test_before_anything_is_recorded_a_silent_camera_is_given_more_time():
    state = play(State(), 0.5, hint=Hint.FARTHER)
    state = play(state, 20, seen=False)
    assert state.phase is Phase.FRAMING
    assert play(state, 6, seen=False).ending is Ending.CAMERA_LOST


def test_a_short_silence_of_the_camera_is_forgiven():
    state = play(at_march(), 4, seen=False)
    state = play(state, 1, active=True)
    state = play(state, 4, seen=False)
    assert state.phase is Phase.TASK


def test_nobody_well_framed_ends_after_a_while():
    state = play(State(), 179, found=False, hint=Hint.NOBODY)
    assert state.phase is Phase.FRAMING
    assert play(state, 2, found=False, hint=Hint.NOBODY).ending is Ending.NOT_FRAMED


def test_the_first_ending_stays():
    state = end(end(State(), Ending.STOPPED), Ending.PAUSE)
    assert state.ending is Ending.STOPPED
    assert advance(state, Observation(99.0), MARCH) is state


def test_the_posture_check_goes_through_its_stands():
    plan = STANDS
    state, visited = State(), []
    for _ in range(2000):
        state = play(state, STEP, plan)
        if not visited or visited[-1] != (state.station, state.phase):
            visited.append((state.station, state.phase))
        if state.phase is Phase.DONE:
            break
    stand = [Phase.STILL, Phase.TASK]
    expected = [(0, phase) for phase in stand]
    for station in range(1, len(plan)):
        expected += [(station, phase) for phase in (Phase.BREAK, Phase.FRAMING, *stand)]
    assert visited == [*expected, (5, Phase.DONE)]
    assert state.ending is Ending.COMPLETE


def test_a_movement_during_a_stand_starts_that_stand_again():
    plan = STANDS
    state = play(State(), 3.0, plan)
    assert state.phase is Phase.TASK
    state = play(state, 0.05, plan, moving=True)
    assert (state.phase, state.station) == (Phase.STILL, 0)


def test_a_movement_that_ends_one_station_leads_to_the_next():
    plan = (Stop("front", quiet=False), Stop("side", quiet=False))
    state = play(State(), 5.5, plan)
    state = play(state, 1.2, plan, done=True)
    assert (state.phase, state.station) == (Phase.BREAK, 1)
    state = play(state, 12, plan)
    assert (state.phase, state.station) == (Phase.TASK, 1)


GLIMPSES = st.builds(
    dict,
    seen=st.booleans(),
    found=st.booleans(),
    hint=st.sampled_from([None, *Hint]),
    moving=st.booleans(),
    active=st.booleans(),
    done=st.booleans(),
    growth=st.floats(0.2, 3.0),
    hands_up=st.booleans(),
)


@given(st.lists(st.tuples(st.floats(0.01, 2.0), GLIMPSES), max_size=60))
def test_whatever_happens_the_state_stays_sound(moments):
    state, t_s = State(), 0.0
    for step, shown in moments:
        t_s += step
        before, state = state, advance(state, Observation(t_s, **shown), MARCH)
        assert state.since_s <= state.now_s
        assert (state.ending is not None) == (state.phase is Phase.DONE)
        recording = state.phase in (Phase.STILL, Phase.COUNTDOWN, Phase.TASK)
        assert recording <= (state.begun_s is not None)
        if before.phase is Phase.FRAMING:
            assert state.phase in (Phase.FRAMING, Phase.STILL, Phase.DONE)
        if state.phase is Phase.TASK:
            assert before.phase in (Phase.COUNTDOWN, Phase.TASK)
