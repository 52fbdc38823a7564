"""What a departure was, where each quantity is at its limit and just beyond it."""

from dataclasses import replace
from math import inf, nan, nextafter

import pytest

from posecheck.protocols.slow_march import movement
from posecheck.protocols.slow_march.movement import Movement, instead_of_a_lift
from posecheck.protocols.slow_march.pace import Pace
from posecheck.protocols.slow_march.thresholds import MOVEMENT, PACE, REPETITION

LIFT = Movement(
    lead=0.3,
    knee=0.3,
    foot=0.3,
    clearance=0.25,
    stirred=0.4,
    outward=0.0,
    sank=0.0,
    other_foot=0.0,
    other_hang=1.0,
    landed=0.0,
    travelled=0.0,
    grown=0.0,
    elevation_deg=80.0,
    floor=0.0,
    seconds=2.0,
    thigh=0.5,
)
M = MOVEMENT
FRONT, SIDE, OBLIQUE = "front", "side-right", "oblique"

# what else is so, the quantity, its limit, which way is beyond, the view, at the limit, beyond it
LIMITS = [
    ({"lead": 0.1}, "other_hang", M.hangs, -1, FRONT, None, movement.BOTH),
    ({"other_hang": 0.5}, "lead", M.rose_lead, -1, FRONT, None, movement.BOTH),
    ({"other_hang": 0.5}, "sank", M.lowered, -1, FRONT, movement.BOTH, None),
    ({"other_hang": 0.5}, "sank", -M.lowered, 1, FRONT, movement.BOTH, None),
    ({"lead": 0.1}, "sank", -M.rose, -1, FRONT, None, movement.ROSE),
    ({"seconds": 0.5}, "sank", -M.rose, -1, FRONT, None, movement.ROSE),
    ({"sank": -0.3}, "lead", M.rose_lead, -1, FRONT, None, movement.ROSE),
    ({"sank": -0.3}, "seconds", M.rose_for, -1, FRONT, None, movement.ROSE),
    (
        {"other_foot": -0.1, "knee": 0.2},
        "lead",
        M.together * 0.2,
        -1,
        FRONT,
        None,
        movement.OTHER_STEP,
    ),
    ({"lead": 0.1}, "other_foot", -M.other_foot_together, -1, FRONT, None, movement.OTHER_STEP),
    ({}, "other_foot", M.other_foot, 1, FRONT, None, movement.JUMP),
    ({}, "travelled", M.travelled, 1, FRONT, None, movement.WALK),
    ({}, "grown", M.grown, 1, FRONT, None, movement.WALK),
    ({"grown": 0.2}, "knee", M.walks, 1, FRONT, movement.WALK, None),
    ({"grown": 0.2, "knee": 0.5}, "landed", M.landed, -1, FRONT, movement.WALK, None),
    ({"travelled": 0.4}, "knee", 0.5, 1, FRONT, movement.WALK, movement.WALK),
    ({"knee": 0.03}, "foot", M.heel, 1, FRONT, movement.LOW, movement.HEEL_UP),
    ({"foot": 0.5}, "knee", M.heel_share * 0.5, -1, FRONT, None, movement.HEEL_UP),
    ({"knee": 0.2, "thigh": 0.9}, "foot", M.curl, 1, FRONT, None, movement.HEEL_UP),
    ({"knee": 0.2, "foot": 0.6}, "thigh", M.curl_flat, 1, FRONT, None, movement.HEEL_UP),
    (
        {"foot": 0.6, "thigh": 0.9},
        "knee",
        M.curl_share * 0.6,
        -1,
        FRONT,
        None,
        movement.HEEL_UP,
    ),
    ({}, "elevation_deg", M.least_side, -1, SIDE, None, movement.HEEL_UP),
    ({"foot": 0.1}, "elevation_deg", M.least_side, -1, "side-left", None, movement.LOW),
    ({"elevation_deg": 10.0}, "foot", M.heel, 1, SIDE, movement.LOW, movement.HEEL_UP),
    (
        {"knee": 0.2},
        "outward",
        M.outward + M.outward_share * 0.2,
        1,
        FRONT,
        None,
        movement.ASIDE,
    ),
    ({"thigh": 1.0}, "outward", M.flat_outward, 1, FRONT, None, movement.ASIDE),
    ({"outward": 0.3}, "thigh", M.flat, 1, FRONT, None, movement.ASIDE),
    ({"foot": 0.1, "knee": 0.0}, "sank", M.sank, 1, FRONT, movement.LOW, movement.LUNGE),
    ({"foot": 0.1, "knee": 0.1}, "sank", 0.1, 1, FRONT, None, movement.LUNGE),
    ({"knee": 0.1}, "clearance", M.clearance, -1, FRONT, None, movement.TAP),
    (
        {"knee": 0.1, "floor": 0.05},
        "clearance",
        M.clearance - M.ahead * 0.05,
        -1,
        FRONT,
        None,
        movement.TAP,
    ),
    (
        {"knee": 0.1, "floor": 0.05},
        "clearance",
        M.clearance - M.ahead_oblique * 0.05,
        -1,
        OBLIQUE,
        None,
        movement.TAP,
    ),
    ({"knee": 0.1}, "clearance", M.touches, 1, SIDE, movement.TAP, movement.LOW),
    (
        {"knee": 0.1, "clearance": 0.03},
        "landed",
        M.landed,
        -1,
        SIDE,
        movement.TAP,
        movement.LOW,
    ),
    ({}, "clearance", M.touches, -1, FRONT, None, movement.TAP),  # a pause on the way
    ({"clearance": 0.03}, "knee", REPETITION.sure, -1, FRONT, None, movement.TAP),
    ({}, "landed", M.landed + M.landed_share * 0.3, 1, FRONT, None, movement.STEP),
    (
        {"knee": 0.1, "clearance": 0.0},
        "landed",
        M.landed + M.landed_share * 0.1,
        1,
        FRONT,
        movement.TAP,
        movement.STEP,
    ),
    ({"foot": 0.1}, "knee", M.least_knee, -1, FRONT, None, movement.LOW),
    ({}, "other_foot", -M.other_foot_share * 0.3, -1, FRONT, None, movement.OTHER_STEP),
    ({}, "stirred", M.stirred, -1, FRONT, None, movement.TAP),
    ({}, "elevation_deg", M.least_seen, -1, FRONT, None, movement.LOW),
    ({}, "elevation_deg", M.least_seen, -1, OBLIQUE, None, movement.LOW),
]


@pytest.mark.parametrize(("also", "quantity", "limit", "way", "view", "at", "beyond"), LIMITS)
def test_a_lift_is_none_beyond_its_limits_only(also, quantity, limit, way, view, at, beyond):
    there = replace(LIFT, **also, **{quantity: limit})
    past = replace(LIFT, **also, **{quantity: nextafter(limit, way * inf)})
    assert instead_of_a_lift(there, view) == at
    assert instead_of_a_lift(past, view) == beyond


@pytest.mark.parametrize("view", ["front", "oblique", "side-left", "side-right", "unknown"])
def test_a_plain_lift_is_one_in_every_view(view):
    assert instead_of_a_lift(LIFT, view) is None


@pytest.mark.parametrize("view", [OBLIQUE, SIDE])
def test_only_a_camera_in_front_sees_a_leg_go_aside(view):
    assert instead_of_a_lift(replace(LIFT, outward=2.0), view) is None


@pytest.mark.parametrize(
    ("other_foot", "foot", "of_the_other"),
    [(0.2, 0.1, True), (0.2, 0.2, False), (0.1, 0.0, False), (M.other_foot, 0.0, False)],
)
def test_a_leg_stood_where_only_the_other_foot_was_up(other_foot, foot, of_the_other):
    assert replace(LIFT, other_foot=other_foot, foot=foot).of_the_other_leg == of_the_other


@pytest.mark.parametrize(
    ("deg", "clearance", "tried"),
    [(16, 0.03, True), (M.tried, 0.03, False), (16, M.touches, False)],
)
def test_a_thigh_that_rose_a_little_over_a_foot_clear_of_the_floor_tried(deg, clearance, tried):
    assert replace(LIFT, elevation_deg=float(deg), clearance=clearance).tried == tried


L, HIGH = int(PACE.least_lifts), PACE.flight + 0.01


@pytest.mark.parametrize(
    ("lifts", "interval", "flight", "travelled", "fast"),
    [
        (
            L,
            PACE.march_interval - 0.01,
            0.0,
            0.0,
            True,
        ),  # quicker than a march: whatever the feet do
        (L, PACE.march_interval, 0.0, 0.0, False),
        (L - 1, PACE.march_interval - 0.01, HIGH, 0.0, False),  # too few to say
        (L, PACE.run_interval - 0.01, HIGH, 0.0, True),
        (L, PACE.run_interval - 0.01, PACE.flight, 0.0, False),  # one foot is down
        (L, PACE.run_interval, HIGH, 0.0, False),
        (L, PACE.march_interval - 0.01, HIGH, PACE.travelled, True),
        (L, PACE.march_interval - 0.01, HIGH, PACE.travelled + 0.01, False),  # not in place
        (L, PACE.march_interval - 0.01, HIGH, nan, True),  # the hips were not seen
    ],
)
def test_when_a_march_is_a_run(lifts, interval, flight, travelled, fast):
    pace = Pace(lifts, interval, 100.0, flight, travelled, 0.0, steady=True)
    assert pace.too_fast == fast
    assert not replace(pace, steady=False).too_fast


@pytest.mark.parametrize(("grown", "fast"), [(PACE.grown, True), (PACE.grown + 0.01, False)])
def test_who_comes_nearer_does_not_run_in_place(grown, fast):
    pace = Pace(L, PACE.march_interval - 0.01, 100.0, HIGH, 0.0, grown, steady=True)
    assert pace.too_fast == fast


@pytest.mark.parametrize(
    ("seen", "sentence"),
    [
        ({}, None),
        ({"other_hang": 0.68}, None),  # the whole leg leans: elbow to the other knee
        ({"other_hang": 0.68, "sank": 0.3}, movement.BOTH),
        ({"other_hang": 0.68, "lead": 0.1}, movement.BOTH),
        ({"sank": -0.4}, None),
        ({"sank": -0.4, "lead": 0.1}, movement.ROSE),
        ({"sank": -0.4, "seconds": 0.6}, movement.ROSE),  # skipping
        ({"knee": 0.18, "lead": 0.08, "other_foot": -0.11}, movement.OTHER_STEP),  # after a lunge
        ({"knee": 0.21, "lead": 0.15, "other_foot": -0.28}, None),  # a low lift with a bounce
        ({"knee": 0.13, "lead": 0.07, "other_foot": 0.0}, None),  # the standing heel rises
        ({"knee": 0.23, "foot": 0.57, "thigh": 0.86}, movement.HEEL_UP),  # from a wide stance
        ({"knee": 0.21, "foot": 0.49, "thigh": 0.78}, None),  # a march, the foot back
        ({"knee": 0.15, "foot": 0.35, "thigh": 0.94}, None),  # a wide march
        ({"knee": 0.6, "foot": 0.57, "thigh": 1.1}, None),  # across the body
        ({"knee": 0.2, "outward": 0.35, "thigh": 0.97}, movement.ASIDE),
        ({"knee": 0.2, "outward": 0.35, "thigh": 0.6}, None),
        ({"knee": 0.2, "outward": 0.18, "thigh": 0.97}, None),  # a wide march
    ],
)
def test_what_the_body_did_decides(seen, sentence):
    assert instead_of_a_lift(replace(LIFT, **seen), "front") == sentence
