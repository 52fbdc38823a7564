"""How a departure becomes a lift that counts: its ends, gaps, stumbles, and what is beside it."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from posecheck.kinematics.tops import Top
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE
from posecheck.protocols.slow_march import movement
from posecheck.protocols.slow_march.departures import Departure, Lift
from posecheck.protocols.slow_march.repetitions import (
    _as_the_others,
    _faint,
    _hidden,
    _Judged,
    _lift,
    _Signals,
    _stumbles,
)
from posecheck.protocols.slow_march.thresholds import MOVEMENT, REPETITION
from tests.kinematics.figure import Figure
from tests.protocols.slow_march.test_instead_of_a_lift import LIFT

RATE = 20.0  # half a second is ten samples
REST = Figure().rest()


def signals(count=100, way=None, deg=None, void=(), unseen=()):
    """A take of so many samples: the left foot's way, the left thigh, what was lost."""
    track = replace(Figure().track(np.zeros(count), np.zeros(count)), rate_hz=RATE)
    track.excluded[list(void)] = True
    track.visibility[list(unseen), KNEE["left"]] = REPETITION.hidden - 0.01
    deg = np.zeros(count) if deg is None else np.asarray(deg, dtype=float)
    way = np.zeros(count) if way is None else np.asarray(way, dtype=float)
    elevation = SimpleNamespace(deg={"left": deg, "right": deg})
    return _Signals(track, REST, elevation, "front", {"left": way, "right": way})


def departure(lead, start=0, stop=None):
    lead = np.asarray(lead, dtype=float)
    return Departure("left", start, int(lead.argmax()), stop or len(lead) - 1, lead)


HELD = np.interp(np.arange(100), [29.5, 40, 60, 70.5], [0, 1, 1, 0])  # above a half from 35 to 65
TURNED = np.interp(np.arange(100), [30, 50, 70], [0, 1, 0])  # above nine tenths from 48 to 52


@pytest.mark.parametrize(
    ("lead", "lost", "hidden"),
    [
        (HELD, range(36, 46), True),  # half a second
        (HELD, range(36, 45), False),
        (HELD, range(20, 35), False),  # while the knee is not up
        (HELD, range(66, 90), False),
        (HELD, range(48, 52), False),  # it was held at that height beside the gap
        (TURNED, range(47, 54), True),  # it turned round in the gap
        (TURNED, range(51, 54), True),  # or right beside it: seen at its height for 0.15 s
        (TURNED, range(54, 58), False),  # the top is 0.2 s away
        (TURNED, range(43, 47), False),
        (TURNED, range(44, 48), False),  # seen at its height for a quarter of a second
        (TURNED, range(45, 49), True),
    ],
)
def test_a_lift_is_lost_where_its_knee_was_for_long_or_at_the_top(lead, lost, hidden):
    assert _hidden(signals(void=lost), departure(lead)) == hidden


@pytest.mark.parametrize(("frames", "hidden"), [(9, False), (10, True)])
def test_a_knee_that_is_there_and_not_seen_is_lost(frames, hidden):
    assert _hidden(signals(unseen=range(42, 42 + frames)), departure(HELD)) == hidden
    plain = signals()
    plain.track.visibility[42:62, KNEE["left"]] = REPETITION.hidden  # just seen
    plain.track.visibility[42:62, KNEE["right"]] = 0.0
    assert not _hidden(plain, departure(HELD))


def foot(*points):
    return np.interp(np.arange(100), *zip(*points, strict=True))


SLOW = REPETITION.foot_moves / RATE  # leg lengths a sample


@pytest.mark.parametrize(
    ("way", "start", "end"),
    [
        (foot((0, 0)), 31, 69),  # where the knee leads by a tenth
        (foot((24, 0), (40, 1), (60, 1), (76, 0)), 24, 76),  # the foot moves before and after
        (foot((0, 0), (40, 1), (60, 1), (99, 0)), 11, 89),  # for a second at most
        (foot((0, 0), (20, 20 * 0.9 * SLOW), (25, 1), (75, 1), (80, 0)), 31, 69),  # at rest there
        (foot((26, 0), (40, 14 * 1.1 * SLOW), (60, 14 * 1.1 * SLOW), (74, 0)), 26, 74),
        (foot((26, 0), (40, 14 * 0.9 * SLOW), (60, 14 * 0.9 * SLOW), (74, 0)), 31, 69),
    ],
)
def test_a_lift_begins_and_ends_with_its_knee_or_farther_out_with_its_foot(way, start, end):
    lift = _lift(signals(way=way, deg=80 * HELD), departure(HELD))
    assert (lift.side, lift.start, lift.end, lift.peaks) == ("left", start, end, 1)
    assert 40 <= lift.peak <= 60


def test_a_lift_ends_where_its_leg_turns_round():
    way = foot((0, 0), (50, 1), (99, 0))
    lift = _lift(signals(way=way, deg=80 * HELD), departure(HELD, start=25, stop=72))
    assert (lift.start, lift.end) == (25, 72)


def test_the_peak_is_the_highest_thigh_while_the_knee_leads_by_half():
    deg = 80 * HELD
    deg[[33, 45, 67]] = 99, 90, 99  # a jump of the model on the way
    assert _lift(signals(deg=deg), departure(HELD)).peak == 45
    deg[45] = np.nan
    assert _lift(signals(deg=deg), departure(HELD)).peak == 40
    lead = np.array([0.0, 0.25, 0.5, 1.0, 0.5, 0.25, 0.0])
    exact = signals(7, deg=[0, 99, 10, 20, 30, 99, 0])
    assert _lift(exact, departure(lead)).peak == 4  # just half belongs to it
    lost = np.full(100, np.nan)
    assert _lift(signals(deg=lost), departure(TURNED)).peak == 50


def judged(start, end, reason=None, *, side="left", height=0.3, **seen):
    lift = Lift(side, start, (start + end) // 2, end, valid=reason is None, reason=reason)
    place = SimpleNamespace(height=height)
    return _Judged(lift, place, replace(LIFT, **{"knee": 0.1, **seen}))


def reasons(found):
    return [each.lift.reason for each in found]


TAP, STEP, WALK, LOW = movement.TAP, movement.STEP, movement.WALK, movement.LOW
OTHER = movement.OTHER_STEP
SOON = round(REPETITION.stumble_gap * RATE)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        # as many others as lifts: low ones are more of the same
        ([judged(0, 9), judged(50, 59, TAP)], [TAP, TAP]),
        ([judged(0, 9), judged(50, 59), judged(100, 109, TAP)], [None, None, TAP]),
        ([judged(0, 9, knee=REPETITION.sure), judged(50, 59, TAP)], [None, TAP]),
        ([judged(0, 9), judged(50, 59, LOW)], [None, LOW]),  # a low lift is no other movement
        (
            [judged(0, 9), judged(50, 59, WALK), judged(100, 109, TAP), judged(150, 159, TAP)],
            [TAP, WALK, TAP, TAP],  # the commonest
        ),
        # what is not worth a line is not counted
        ([judged(0, 9), judged(50, 59, TAP, height=0.05, foot=0.1)], [None, TAP]),
        # right beside a step
        ([judged(0, 9), judged(50, 59), judged(59 + SOON - 1, 100, STEP)], [None, STEP, STEP]),
        ([judged(0, 9), judged(50, 59), judged(59 + SOON, 100, STEP)], [None, None, STEP]),
        ([judged(0, 9, WALK), judged(9 + SOON - 1, 60), judged(150, 159)], [WALK, WALK, None]),
        ([judged(0, 9, STEP, height=0.05, foot=0.1), judged(12, 60)], [STEP, STEP]),  # a small one
        ([judged(0, 9, TAP), judged(12, 60), judged(150, 159)], [TAP, None, None]),
        # between steps
        ([judged(0, 9, WALK), judged(12, 20, knee=0.3), judged(23, 60, STEP)], [WALK, WALK, STEP]),
        (
            [judged(0, 9, OTHER), judged(12, 20, knee=0.3), judged(23, 60, STEP)],
            [OTHER, STEP, STEP],
        ),
        (
            [judged(0, 9, OTHER), judged(12, 20, knee=0.3), judged(23, 60, OTHER)],
            [OTHER, None, OTHER],
        ),
        (
            [
                judged(0, 9, WALK),
                judged(10, 11, TAP, height=0.05, foot=0.1),
                judged(12, 20, knee=0.3),
            ],
            [WALK, TAP, WALK],  # a trifle between
        ),
        ([judged(0, 9, WALK), judged(12, 20, knee=MOVEMENT.walks)], [WALK, None]),
        ([judged(0, 9, WALK), judged(12, 20, knee=0.3)], [WALK, WALK]),  # and the take ends
        (
            [judged(0, 9, WALK), judged(12, 20, knee=0.3), judged(23, 30, knee=0.3)],
            [WALK, None, None],
        ),
        (
            [judged(0, 9, WALK), judged(12, 20, knee=0.3), judged(20 + SOON, 90, WALK)],
            [WALK, None, WALK],
        ),
        ([judged(0, 9)], [None]),
        ([], []),
    ],
)
def test_a_low_lift_beside_other_movements_is_more_of_the_same(found, expected):
    assert reasons(_as_the_others(found, signals())) == expected


@pytest.mark.parametrize(
    ("first", "second", "broken_off"),
    [
        (judged(0, 9, height=0.05), judged(9 + SOON - 1, 60, height=0.3), True),
        (judged(0, 9, height=0.05), judged(9 + SOON, 60, height=0.3), False),
        (judged(0, 9, height=0.09), judged(20, 60, height=0.3), False),
        (judged(0, 9, height=0.05), judged(20, 60, height=0.3, side="right"), False),
        (judged(0, 9, TAP, height=0.05), judged(20, 60, height=0.3), False),
    ],
)
def test_an_attempt_broken_off_is_low_and_the_same_knee_is_lifted_again_at_once(
    first, second, broken_off
):
    found = _stumbles([first, second], signals())
    assert found[0].lift.valid == (first.lift.valid and not broken_off)
    assert (found[0].lift.reason or "").startswith("Broken off") == broken_off
    assert found[1] is second


def test_of_legs_that_cannot_be_told_apart_none_is_broken_off():
    pair = [judged(0, 9, height=0.05, side="unknown"), judged(12, 60, side="unknown")]
    assert reasons(_stumbles(pair, signals())) == [None, None]


@pytest.mark.parametrize(
    ("each", "notable"),
    [
        (judged(0, 9, height=0.01, foot=0.0), True),  # it counts
        (judged(0, 9, TAP, height=REPETITION.notable, foot=0.0), True),
        (judged(0, 9, TAP, height=0.05, foot=MOVEMENT.heel), True),
        (judged(0, 9, TAP, height=0.05, foot=0.1), False),
        (judged(0, 9, LOW, height=0.05, foot=0.1), True),  # a try
        (judged(0, 9, LOW, height=0.05, foot=0.1, clearance=0.0), False),
        (judged(0, 9, TAP, other_foot=0.2, foot=0.1), False),  # of the other leg
    ],
)
def test_what_is_worth_a_line(each, notable):
    assert each.notable == notable


LEG = (KNEE, ANKLE, HEEL, FOOT_INDEX)
THIGH = float(np.linalg.norm(REST.xy_px[KNEE["left"]] - REST.xy_px[HIP["left"]]))
FAINT = REPETITION.faint


def faint(own, foil=(), toes=None, lifts=()):
    """What is listed of a left leg that goes so far off its place, the right one so far."""
    count = len(own)
    track = Figure().track(np.zeros(count), np.zeros(count))
    for side, way in (("left", own), ("right", foil or np.zeros(count))):
        for joint in LEG:
            track.xy_px[:, joint[side], 1] -= THIGH * np.asarray(way)
    if toes is not None:
        track.xy_px[:, FOOT_INDEX["left"], 1] += THIGH * (np.asarray(own) - np.asarray(toes))
    index = int(np.argmax(own))
    top = Top(index, 0, count - 1, (index, index), float(max(own)), {}, 0.0)
    elevation = SimpleNamespace(tops={"left": [top], "right": []})
    return _faint(_Signals(track, REST, elevation, "front", {}), lifts)


F = 1.01 * FAINT
SHAPE = [0, 0, F / 4, 0.6 * F, F, 0.6 * F, F / 4, 0, 0]


def test_a_leg_that_moved_a_little_while_the_other_one_stood_may_have_been_lifted():
    (found,) = faint(SHAPE)
    assert (found.side, found.start, found.peak, found.end) == ("left", 3, 4, 5)
    assert (found.valid, "cannot be told whether the thigh rose" in found.reason) == (False, True)


@pytest.mark.parametrize(
    ("own", "how", "listed"),
    [
        ([0.98 * each for each in SHAPE], {}, False),  # too little
        (SHAPE, {"toes": [0.98 * each for each in SHAPE]}, False),  # the toes stayed
        (SHAPE, {"foil": [0.49 * F] * 9}, True),
        (SHAPE, {"foil": [0.51 * F] * 9}, False),  # both legs moved
        (SHAPE[3:], {}, False),  # the take begins within it
        (SHAPE[2:], {}, True),
        (SHAPE[:6], {}, False),  # or ends
        (SHAPE[:7], {}, True),
        (SHAPE, {"lifts": [Lift("left", 0, 1, 3)]}, False),  # it is listed already
        (SHAPE, {"lifts": [Lift("left", 5, 6, 8)]}, False),
        (SHAPE, {"lifts": [Lift("right", 0, 1, 2), Lift("left", 6, 7, 8)]}, True),
    ],
)
def test_what_is_no_such_lift(own, how, listed):
    assert bool(faint(own, **how)) == listed
