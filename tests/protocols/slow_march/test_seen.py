"""What a departure looks like and how fast knees follow each other, on points moved by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from posecheck import Recording, RecordingMeta
from posecheck.landmarks import (
    ANKLE,
    FOOT_INDEX,
    HEEL,
    HIP,
    KNEE,
    SHOULDER,
    SIDES,
    other,
)
from posecheck.protocols.slow_march.departures import Departure, leg_scale_at
from posecheck.protocols.slow_march.movement import _bounds, movement_of
from posecheck.protocols.slow_march.pace import NO_PACE, _steady, pace_of
from posecheck.protocols.slow_march.thresholds import PACE
from tests.kinematics.figure import Figure

REST = Figure().rest()
LEG = leg_scale_at(REST)
LEAD = np.repeat([0.0, 0.4, 0.0], [20, 21, 19])  # up from sample 20 to 40, at 30 a second
UP, AFTER = slice(20, 41), slice(41, 60)


def departure(side, lead=LEAD):
    return Departure(side, 0, int(lead.argmax()), len(lead) - 1, lead)


@pytest.mark.parametrize("side", SIDES)
def test_everything_that_is_seen_of_a_departure(side):
    foil, out = other(side), 1.0 if side == "left" else -1.0
    track = Figure().track(np.zeros(60), np.zeros(60))
    xy = track.xy_px
    trunk = REST.xy_px[HIP[side], 1] - REST.xy_px[SHOULDER[side], 1]
    thigh = REST.xy_px[KNEE[side], 1] - REST.xy_px[HIP[side], 1]

    def move(when, points, aside=0.0, up=0.0):
        xy[when, points] += LEG * np.array([out * aside, -up])

    foot = [joint[side] for joint in (ANKLE, HEEL, FOOT_INDEX)]
    move(UP, KNEE[side], aside=0.10, up=0.40)
    for point in foot:
        move(UP, point, aside=0.15, up=0.50)
        move(AFTER, point, aside=0.06, up=0.04)  # it comes down elsewhere
    move(26, FOOT_INDEX[side], up=-0.40)  # and touches down on the way
    move([25, 35], FOOT_INDEX[side], up=-0.49)  # outside the middle of the departure
    move(UP, ANKLE[foil], up=0.07)
    move(UP, KNEE[foil], up=0.10)
    for joint in SIDES:
        move(UP, SHOULDER[joint], up=-0.05)
        move(AFTER, SHOULDER[joint], up=-0.02)
        move(AFTER, HIP[joint], aside=-0.20)
    place = SimpleNamespace(lens_height_m=0.9, distance_m=3.0, estimated=True)
    angles = {side: np.where(LEAD > 0, 50.0, 0.0), foil: np.full(60, 7.0)}
    found = movement_of(track, REST, departure(side), SimpleNamespace(deg=angles, placement=place))
    expected = {
        "lead": 0.4,
        "knee": 0.40,
        "foot": 0.50 - 0.02,
        "clearance": 0.10 - 0.02,
        "stirred": np.hypot(0.15 - 0.03, 0.50 - 0.02),
        "outward": 0.15 - 0.03,
        "sank": 0.05 - 0.01,
        "other_foot": 0.07,
        "other_hang": (thigh - 0.10 * LEG) / thigh,
        "landed": np.hypot(0.06, 0.04),
        "travelled": 0.20,
        "grown": 1.0 - np.hypot(0.20 * LEG, trunk - 0.02 * LEG) / trunk,
        "elevation_deg": 50.0,
        "floor": 0.3,
        "seconds": 20 / 30,
        "thigh": np.hypot(0.10 * LEG, thigh - 0.40 * LEG) / thigh,
    }
    assert vars(found) == pytest.approx({**expected, "grown": abs(expected["grown"])})
    beside = SimpleNamespace(deg=angles, placement=None)  # from the side no camera is placed
    assert movement_of(track, REST, departure(side), beside).floor == 0.0


@pytest.mark.parametrize(
    ("restless", "estimated", "floor"),
    [(False, True, 0.5), (True, False, 0.5), (True, True, 0.0)],
)
def test_where_nobody_stood_quietly_the_lens_is_not_known_unless_it_was_said(
    restless, estimated, floor
):
    track = Figure().track(np.zeros(60), np.zeros(60))
    place = SimpleNamespace(lens_height_m=1.5, distance_m=3.0, estimated=estimated)
    elevation = SimpleNamespace(deg=dict.fromkeys(SIDES, np.zeros(60)), placement=place)
    rest = replace(REST, restless=restless)
    assert movement_of(track, rest, departure("left"), elevation).floor == floor


@pytest.mark.parametrize(
    ("void", "lead", "bounds"),
    [
        ((), LEAD, (12, 48)),  # a quarter of a second before and after
        ((12,), LEAD, (11, 48)),
        ((10, 11, 12, 48, 49), LEAD, (13, 47)),  # the nearest that was seen
        ((), np.repeat([0.0, 0.4, 0.0], [3, 54, 3]), (0, 59)),
        ((0, 59), np.repeat([0.0, 0.4, 0.0], [3, 54, 3]), (1, 58)),
    ],
)
def test_a_leg_is_compared_with_where_it_stood_just_before_and_after(void, lead, bounds):
    track = Figure().track(np.zeros(60), np.zeros(60))
    track.excluded[list(void)] = True
    assert _bounds(track, departure("left", lead)) == bounds


def knees(curve_px, flight_px=0.0, fps=30.0):
    """A recording whose knees are so far apart in height, both feet so far up; legs of 300 px."""
    curve = np.asarray(curve_px, dtype=float)
    count = len(curve)
    xy = np.zeros((count, 33, 2))
    for side in SIDES:
        xy[:, HIP[side], 1], xy[:, ANKLE[side], 1] = 100.0, 400.0
        xy[:, [HEEL[side], FOOT_INDEX[side]], 1] = (
            420.0 - np.broadcast_to(flight_px, count)[:, None]
        )
    xy[:, KNEE["left"], 1], xy[:, KNEE["right"], 1] = 250.0, 250.0 + curve
    return Recording(
        t_s=np.arange(count) / fps,
        landmarks_px=xy,
        visibility=np.ones((count, 33)),
        frame_size_px=np.tile((640, 480), (count, 1)),
        body_yaw_deg=np.zeros(count),
        brightness=np.full(count, 120.0),
        meta=RecordingMeta(source="synthetic"),
    )


def alternating(period_s, seconds=8.0, px=80.0):
    return px * np.sin(np.pi * np.arange(0, seconds, 1 / 30) / period_s)


@pytest.mark.parametrize("period_s", [0.4, 0.6, 1.0])
def test_the_pace_has_a_lift_wherever_one_knee_is_highest_above_the_other(period_s):
    pace = pace_of(knees(alternating(period_s)))
    assert abs(pace.lifts - 8.0 / period_s) <= 1
    assert pace.interval_s == pytest.approx(period_s, abs=0.02)
    assert pace.per_min == pytest.approx(60 / period_s, rel=0.01)
    assert pace.flight == pytest.approx(0.0, abs=1e-6)


def feet(apart, fps=30.0):
    """A recording whose knees stay side by side, the feet so far apart in height, leg lengths."""
    recording = knees(np.zeros(len(apart)), fps=fps)
    xy = recording.landmarks_px.astype(float)
    xy[:, ANKLE["left"], 1] += 300.0 * np.asarray(apart)
    return replace(recording, landmarks_px=xy)


@pytest.mark.parametrize(
    ("times", "lifts"),
    [(1.4, 20), (0.9, 0)],
)
def test_of_knees_side_by_side_the_feet_tell_the_pace(times, lifts):
    pace = pace_of(feet(alternating(0.4, px=times * PACE.foot)))
    assert pace.lifts == lifts
    if lifts:
        assert pace.interval_s == pytest.approx(0.4, abs=0.02)
        assert pace.per_min == pytest.approx(150, rel=0.01)


def test_feet_that_come_up_unevenly_have_no_pace():
    pair = alternating(0.35, 0.7, px=0.5)
    assert pace_of(feet(np.concatenate([pair, np.zeros(45)] * 4))).lifts == 0


def test_knees_that_tell_a_pace_are_believed_more_than_feet():
    recording = feet(alternating(0.4, px=0.5))
    xy = recording.landmarks_px.astype(float)
    xy[:, KNEE["right"], 1] += alternating(0.8)
    pace = pace_of(replace(recording, landmarks_px=xy))
    assert pace.interval_s == pytest.approx(0.8, abs=0.02)
    xy[:, [HEEL["left"], HEEL["right"], FOOT_INDEX["left"], FOOT_INDEX["right"]], 1] -= (
        60 * np.cos(np.pi * recording.t_s / 0.7) ** 2
    )[:, None]  # both feet in the air between the lifts: a run, whose feet say how fast
    xy[:, KNEE["right"], 1] += alternating(0.7) - alternating(0.8)
    pace = pace_of(replace(recording, landmarks_px=xy))
    assert pace.interval_s == pytest.approx(0.4, abs=0.02)


def test_of_a_run_that_shows_every_other_knee_the_feet_tell_the_pace():
    recording = feet(alternating(0.48, px=0.5))
    xy = recording.landmarks_px.astype(float)
    xy[:, KNEE["right"], 1] += alternating(0.96)
    assert not pace_of(replace(recording, landmarks_px=xy)).too_fast
    xy[:, [HEEL["left"], HEEL["right"], FOOT_INDEX["left"], FOOT_INDEX["right"]], 1] -= (
        80 * np.cos(np.pi * recording.t_s / 0.48) ** 2
    )[:, None]  # both feet in the air between the lifts
    pace = pace_of(replace(recording, landmarks_px=xy))
    assert pace.too_fast
    assert pace.interval_s == pytest.approx(0.48, abs=0.02)


@pytest.mark.parametrize(
    ("seconds", "steady"),
    [
        ([0.4] * 6, True),
        ([0.4] * 6 + [2.0], True),  # a pause
        ([0.4] * 6 + [2.4], False),  # half of the time
        ([0.4] * 6 + [1.4] * 5, False),  # one leg, taken for the other now and then
        ([], False),
    ],
)
def test_what_an_even_pace_is(seconds, steady):
    assert _steady(np.array(seconds)) == steady


def test_the_flight_is_how_far_the_lower_foot_is_up_between_two_lifts():
    t_s = np.arange(0, 8, 1 / 30)
    up = 60 * np.cos(np.pi * t_s / 0.6) ** 2  # highest in the middle between two lifts
    recording = knees(alternating(0.6), up)
    floor = 60 * np.sin(np.radians(9)) ** 2  # a foot is lower than that a tenth of the time
    assert pace_of(recording).flight == pytest.approx((60 - floor) / 300, abs=0.01)
    one = recording.landmarks_px.astype(float)
    one[:, [HEEL["left"], FOOT_INDEX["left"]], 1] = 420.0  # one foot stays down
    assert pace_of(replace(recording, landmarks_px=one)).flight == pytest.approx(0.0, abs=1e-6)


def test_the_way_of_the_hips_is_read_from_one_lift_to_the_next_but_one():
    recording = knees(alternating(0.6))
    assert pace_of(recording).travelled == pytest.approx(0.0, abs=1e-6)
    xy = recording.landmarks_px.astype(float)
    xy[..., 0] += 50.0 * recording.t_s[:, None]  # 50 px a second, legs of 300
    found = pace_of(replace(recording, landmarks_px=xy))
    assert found.travelled == pytest.approx(50 * 1.2 / 300, abs=0.01)
    sway = 100.0 * np.sin(np.pi * recording.t_s / 0.6)  # to one side and back
    xy[..., 0] = sway[:, None]
    assert pace_of(replace(recording, landmarks_px=xy)).travelled == pytest.approx(0.0, abs=0.02)


def test_a_pause_does_not_slow_the_pace_down():
    lifted = alternating(0.6, 4.8)
    pace = pace_of(knees(np.concatenate([lifted, np.zeros(90), lifted])))
    assert pace.lifts == 16
    assert pace.interval_s == pytest.approx(0.6, abs=0.02)
    assert pace.per_min == pytest.approx(100.0, rel=0.03)


def test_a_take_of_two_seconds_has_a_pace():
    assert pace_of(knees(alternating(0.5)[:61])).lifts >= 3
    assert pace_of(knees(alternating(0.5)[:60])) == NO_PACE


def test_knees_that_hardly_part_have_no_pace():
    assert pace_of(knees(alternating(0.6, px=0.9 * PACE.least * 300))).lifts == 0
    assert pace_of(knees(alternating(0.6, px=1.1 * PACE.least * 300))).lifts > 10


@pytest.mark.parametrize(("fall", "lifts"), [(0.3, 1), (0.5, 2)])
def test_two_lifts_have_a_fall_between_them(fall, lifts):
    knee = np.interp(np.arange(120), [0, 30, 45, 60, 120], [0, 90, 90 * (1 - fall), 90, 0])
    found = pace_of(knees(knee))
    assert found.lifts == lifts
    assert np.isnan(found.interval_s) == (lifts < 2)


def test_hardly_a_take_has_no_pace():
    for count in (0, 1, 59):
        assert pace_of(knees(np.zeros(count))) == NO_PACE
    assert pace_of(knees(np.zeros(90))).lifts == 0


def test_a_lift_in_a_short_gap_is_bridged():
    recording = knees(80 * np.sin(np.pi * np.arange(90) / 30))
    xy = recording.landmarks_px.astype(float)
    xy[41:48] = np.nan  # about the top of the second of three lifts
    assert pace_of(replace(recording, landmarks_px=xy)).lifts == 3
