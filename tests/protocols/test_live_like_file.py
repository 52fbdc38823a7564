"""What the live session records of a hold or of rises gives what a file of the same gives."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from posecheck import Take, assess
from posecheck.live.develop import Facts, develop
from posecheck.live.session import Ending, Phase
from posecheck.protocols.chair_rise import kinds as rise_kinds
from posecheck.protocols.held_lift import kinds as hold_kinds
from posecheck.station import Setting
from tests.live.marching import Clock, Drawn, run, take_of
from tests.protocols.chair_rise.sitter import Round, Sitting, sitting
from tests.protocols.held_lift.holder import facing
from tests.puppet import Lift, Scene
from tests.synthetic import perform

STANDS_S = 8.0  # framing, two seconds of standing still, and the countdown


def recorded(name, options, recording, seconds):
    """Return the take of a live session before a camera that shows a recording, and its end."""

    def figure(t_s):
        at = int(np.searchsorted(recording.t_s, t_s).clip(0, len(recording) - 1))
        return recording.landmarks_px[at].astype(float), float(recording.body_yaw_deg[at])

    clock = Clock()
    live = take_of(name, Drawn(figure), clock, options=options)
    run(live, clock, seconds)
    facts = Facts(
        protocol=name,
        options=options,
        setting=Setting(),
        recorded=datetime(2026, 3, 1, tzinfo=UTC),
        ending="",
        model=("drawn", "0" * 64),
    )
    done = develop(live.recorded(), facts, lambda: Drawn(figure), Path("none"), lambda *_: None)
    return done.take, live.state


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_hold(side):
    shown = perform([Lift(side, STANDS_S, peak_deg=85, hold_s=9, sag_deg=6)], scene=facing(side))
    take, state = recorded("held_lift", {"legs": side}, shown.recording, 60)
    assert (state.phase, state.ending) == (Phase.DONE, Ending.COMPLETE)
    said = assess(take).assessment
    for kind, true, within in (
        (hold_kinds.HELD, 9.0, 0.2),
        (hold_kinds.START, 84.7, 3.0),
        (hold_kinds.SAG_RATE, 0.67, 0.1),
    ):
        assert said.measure(kind, side).value == pytest.approx(true, abs=within)


def test_a_hold_beyond_half_a_minute_ends_by_itself():
    scene = facing("left", tail_s=30)
    shown = perform([Lift("left", STANDS_S, hold_s=60)], scene=scene)
    take, state = recorded("held_lift", {"legs": "left"}, shown.recording, 100)
    assert state.ending is Ending.COMPLETE
    assert state.now_s < STANDS_S + 40
    said = assess(take).assessment
    assert said.measure(hold_kinds.ENDING, "left").value == "time_over"


@pytest.mark.parametrize("yaw_deg", [90.0, -90.0])
def test_five_rises(yaw_deg):
    shown = sitting(scene=Scene(yaw_deg=yaw_deg), first_s=STANDS_S, last_s=6)
    take, state = recorded("chair_rise", {}, shown.recording, 60)
    assert (state.phase, state.ending) == (Phase.DONE, Ending.COMPLETE)
    live, file = assess(take).assessment, assess(shown.take()).assessment
    assert sum(each.valid for each in live.repetitions) == 5
    for kind in (rise_kinds.TIME_FIVE, rise_kinds.TIME, rise_kinds.HIP_END, rise_kinds.LEAN):
        same = pytest.approx(file.measure(kind).value, abs=0.1 if kind.unit == "s" else 2)
        assert live.measure(kind).value == same


def test_five_rises_of_who_begins_on_the_chair():
    rounds = [Round(down_s=0.8, seated_s=8.0, stand_s=5.0)] + [Round()] * 5
    shown = sitting(rounds, first_s=0.2, last_s=6)
    take, state = recorded("chair_rise", {}, shown.recording, 80)
    assert state.ending is Ending.COMPLETE
    assert isinstance(take, Take)
    said = assess(take).assessment
    true = sitting().true  # the same five rounds
    five = said.measure(rise_kinds.TIME_FIVE)
    assert five.value == pytest.approx(true[4].up_s - true[0].lean_s, abs=0.15)
    assert said.measure(rise_kinds.HIP_END).value == pytest.approx(0, abs=3)


def test_somebody_who_only_stands_there_is_not_kept_for_ever():
    shown = sitting([], first_s=60)
    _, state = recorded("chair_rise", {}, Sitting(shown.recording, []).recording, 60)
    assert state.ending is Ending.PAUSE
