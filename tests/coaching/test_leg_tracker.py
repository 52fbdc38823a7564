"""The causal tracker counts and times lifts of a stick figure."""

import pytest

from posecheck.coaching.leg_tracker import Tracker
from posecheck.landmarks import LEG_PAIRS, WRIST
from tests.live.people import SIZE, THIGH, observation, one_lift, standing


def follow(lifts, change=lambda t_s, points: points):
    """Track a row of (side, top) lifts; return the states of the legs over time."""
    tracker, seen, start = Tracker(standing(), SIZE), [], 0.0
    for side, top in lifts:
        for t_s, points in one_lift(side, top, start):
            seen.append(tracker.see(observation(t_s, change(t_s, points))))
        start += 4.0
    return seen


def test_lifts_are_counted_on_their_side():
    seen = follow([("left", 90), ("right", 70), ("left", 50), ("right", 45), ("right", 90)])
    assert seen[-1].counts == (2, 3)
    assert [legs.lifted for legs in seen if legs.lifted][:3] == ["left"] * 3


def test_a_twitch_of_the_foot_is_no_lift():
    assert follow([("left", 20), ("right", 22)])[-1].counts == (0, 0)


@pytest.mark.parametrize("top", [45, 68, 90, 105])
def test_height_and_hold_of_a_lift(top):
    last = follow([("right", top)])[-1].last
    assert last.side == "right"
    assert last.peak_deg == pytest.approx(top, abs=2)
    assert last.hold_s == pytest.approx(1.3, abs=0.3)


def test_the_hold_grows_while_the_knee_is_up():
    holds = [legs.hold_s for legs in follow([("left", 90)]) if legs.lifted]
    assert max(holds) > 1.0
    assert holds[3] == 0.0


def test_legs_that_change_their_names_in_mid_lift_keep_the_count():
    changed = []

    def swap(t_s, points):
        changed.append(1.4 < t_s % 4 < 2.2)
        if not changed[-1]:
            return points
        crossed = points.copy()
        for left, right in LEG_PAIRS:
            crossed[[left, right]] = points[[right, left]]
        return crossed

    seen = follow([("left", 80), ("right", 80)], swap)
    assert seen[-1].counts == (1, 1)
    assert [legs.exchanged for legs in seen] == changed
    assert max(legs.elevation_deg[1] for legs in seen[:95]) < 20


def test_empty_frames_change_nothing():
    tracker = Tracker(standing(), SIZE)
    before = tracker.see(observation(0.0, standing()))
    assert tracker.see(observation(0.1, None)) == before


def test_the_target_line_stands_where_the_knee_must_be():
    tracker = Tracker(standing(), SIZE)
    hip_y = standing()[23, 1]
    assert tracker.target_y_px(observation(0, standing()), "left", 90) == pytest.approx(hip_y)
    assert tracker.target_y_px(observation(0, standing()), "left", 60) == pytest.approx(
        hip_y + THIGH / 2
    )


def test_frames_of_another_size_count_alike():
    tracker = Tracker(standing(), SIZE)
    legs = None
    for number, (t_s, points) in enumerate(one_lift("left", 80, 0.0)):
        scale = 2.0 if number > 30 else 1.0
        shown = observation(t_s, points * scale)
        size = (int(SIZE[0] * scale), int(SIZE[1] * scale))
        legs = tracker.see(type(shown)(t_s, points * scale, size, 0.0, 120.0))
    assert legs.counts == (1, 0)
    assert legs.last.peak_deg == pytest.approx(80, abs=2)


def test_both_hands_above_the_head_are_a_sign():
    points = standing()
    assert not observation(0, points).hands_up
    points[WRIST["left"], 1] = 40
    assert not observation(0, points).hands_up
    points[WRIST["right"], 1] = 40
    assert observation(0, points).hands_up
