"""The coach of the hold: a timer that runs while the knee is up, and an end at half a minute."""

from dataclasses import replace

import numpy as np
import pytest

from posecheck.coaching import Baseline, Tone
from posecheck.landmarks import SIDES
from posecheck.protocols.held_lift import PROTOCOL, HoldOptions
from posecheck.protocols.held_lift.coach import HoldCoach
from tests.live.people import SIZE, lifted, observation, standing

RATE = 20.0


def course(hold_s, top=85.0, side="right"):
    """Yield time and points: a second of standing, up in a second, held, down in a second."""
    for step in range(int((hold_s + 5) * RATE)):
        t_s = step / RATE
        share = np.clip(min(t_s - 1, hold_s + 3 - t_s), 0, 1)
        yield t_s, lifted(side, top * share * share * (3 - 2 * share))


def guided(course, side="right", **options):
    coach = HoldCoach(side, HoldOptions(**options))
    coach.begin(Baseline(standing(), SIZE))
    return [(t_s, coach.see(observation(t_s, points))) for t_s, points in course]


def at(said, t_s):
    return next(guidance for moment, guidance in said if moment >= t_s)


def test_the_timer_runs_while_the_knee_is_up():
    said = guided(course(10))
    assert at(said, 0.5).cue == "Lift your right knee"
    assert at(said, 0.5).timer_s is None
    assert at(said, 8.0).cue == "Hold"
    assert at(said, 8.0).timer_s == pytest.approx(6.0, abs=0.6)
    assert said[-1][1].cue == "Stand still"
    assert said[-1][1].done
    assert not said[-1][1].active
    assert said[-1][1].timer_s == pytest.approx(10.0, abs=1.0)


@pytest.mark.parametrize("side", SIDES)
def test_the_leg_to_lift_is_marked_until_it_is_lifted_and_no_longer_after(side):
    said = [guidance for _, guidance in guided(course(6, side=side), side)]
    marked = [guidance.coming for guidance in said]
    assert all(mark == (side if said.cue.startswith("Lift") else None)
               for mark, said in zip(marked, said, strict=True))  # fmt: skip
    assert set(marked) == {side, None}
    assert not any(guidance.coming and guidance.leg for guidance in said)


def test_it_never_urges_on_and_stops_at_half_a_minute():
    said = guided(course(60))
    assert at(said, 20).cue == "Hold"
    over = at(said, 33.5)
    assert (over.cue, over.tone) == ("Slowly down", Tone.LOWER)
    assert over.timer_s == 30
    assert over.ring_share == 1
    assert not over.done
    late = at(said, 40)
    assert late.done
    assert not late.active
    words = {guidance.cue for moment, guidance in said if moment < 60}
    assert words <= {"Lift your right knee", "Up", "Hold", "Slowly down"}


def test_a_lift_that_comes_down_at_once_is_lifted_once_more():
    said = guided(course(0.6))
    assert said[-1][1].cue == "Lift your right knee"
    assert not said[-1][1].done


@pytest.mark.parametrize(("target_deg", "top", "reached"), [(90, 70, False), (60, 85, True)])
def test_the_line_stands_where_the_knee_must_be(target_deg, top, reached):
    said = guided(course(8, top), target_deg=target_deg)
    assert at(said, 6).reached == reached
    low = at(guided(course(8, top), target_deg=60), 6).target_y_px
    assert (at(said, 6).target_y_px < low) == (target_deg > 60)


def test_straighten_up_is_said_of_a_certain_lean_alone():
    def leaning(px):
        for t_s, points in course(10):
            if t_s > 4:
                points = points.copy()
                points[:13, 0] += px
            yield t_s, points

    assert "Straighten up" not in {each.cue for _, each in guided(leaning(10))}
    said = guided(leaning(45))
    assert at(said, 4.2).cue == "Hold"  # a moment's lean is a wobble
    assert at(said, 6).cue == "Straighten up"


def test_nobody_in_the_picture_changes_nothing():
    seen = [(t_s, None if 5 < t_s < 6 else points) for t_s, points in course(10)]
    coach = HoldCoach("right", HoldOptions())
    coach.begin(Baseline(standing(), SIZE))
    said = [(t_s, coach.see(observation(t_s, points))) for t_s, points in seen]
    assert at(said, 5.5).cue == "Hold"


@pytest.mark.parametrize(
    ("options", "legs"),
    [
        ({}, ["left", "right"]),
        ({"tries": 2}, ["left", "right", "left", "right"]),
        ({"legs": "right"}, ["right"]),
        ({"legs": "left", "tries": 2}, ["left", "left"]),
    ],
)
def test_a_place_for_every_hold(options, legs):
    said = HoldOptions(**options)
    stations = PROTOCOL.live_stations(said)
    assert [each.name for each in stations] == legs
    for station in stations:
        assert station.name in PROTOCOL.coach(station, said).prepare


def test_who_faces_the_camera_turns_no_side_to_it():
    said = HoldOptions(facing="front")
    for station, side in zip(PROTOCOL.live_stations(said), SIDES, strict=True):
        assert station.facing == "front"
        coach = PROTOCOL.coach(station, said)
        assert coach.prepare == "Face the screen"
        coach.begin(Baseline(standing(), SIZE))
        guidance = coach.see(observation(0.0, standing()))
        assert guidance.cue == f"Lift your {side} knee"
        assert not guidance.active


def test_at_an_angle_the_person_turns_half_way():
    said = HoldOptions(facing="angle")
    station = PROTOCOL.live_stations(said)[0]
    assert "half" in PROTOCOL.coach(station, said).prepare
    assert replace(station, facing="side") == PROTOCOL.live_stations(HoldOptions())[0]
