import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.synthetic import (
    HeelRaise,
    Hike,
    Lift,
    Scene,
    Whole,
    counted,
    finds,
    hidden,
    march,
    mirrored,
    perform,
    picked,
    resized,
)

QUICK = {"peak_deg": 60.0, "rise_s": 0.27, "hold_s": 0.0, "lower_s": 0.27, "gap_s": -0.04}


def test_a_plain_march_from_the_front():
    take = march(6)
    prepared, lifts = finds(take.recording)
    assert counted(lifts) == "RLRLRL"
    t_s = prepared.track.t_s
    for lift, true in zip(lifts, take.lifts, strict=True):
        assert lift.reason is None
        assert lift.peaks == 1
        assert abs(t_s[lift.start] - true.start_s) < 0.5
        assert true.start_s + 0.8 < t_s[lift.peak] < true.end_s - 0.8
        assert abs(t_s[lift.end] - true.end_s) < 0.5


# what happens                                              counted  dropped, peaks of each lift
CASES = {
    "three seconds of hold": (march(4, hold_s=3.0), "RLRL", 0),
    "low lifts": (march(4, peak_deg=42), "RLRL", 0),
    "only ever the right leg": (perform([Lift("right", 2.5 + 4 * i) for i in range(4)]), "RRRR", 0),
    "quick: a knee every 0.5 s": (march(12, **QUICK), "RL" * 6, 0),
    "broken off, then lifted at once": (
        perform([Lift("right", 2.5, 42, 0.4, 0.0, 0.4), Lift("right", 3.7), Lift("left", 7.5)]),
        "RL",
        1,
    ),
    "squats": (perform([Whole(3, 2, down_m=0.3), Whole(6, 2, down_m=0.4)]), "", 0),
    "hops": (perform([Whole(3, 0.5, up_m=0.2), Whole(4, 0.5, up_m=0.15)]), "", 0),
    "the pelvis hikes, the feet stay": (perform([Hike("left", 3, 2), Hike("right", 6, 2)]), "", 0),
    "heels raised, the toes stay": (perform([HeelRaise("left", 3), HeelRaise("right", 6)]), "", 0),
    "nothing at all": (perform([], end_s=8), "", 0),
    "fidgets of 20 degrees": (march(4, peak_deg=20), "", 0),
}


@pytest.mark.parametrize("name", CASES)
def test_what_counts(name):
    take, expected, dropped = CASES[name]
    _, lifts = finds(take.recording)
    assert counted(lifts) == expected
    assert sum(not lift.valid for lift in lifts) == dropped


@pytest.mark.parametrize(
    ("peak_deg", "lens_m", "distance_m", "counts", "traces"),
    [
        (40, 0.9, 2.9, "RLRL", ""),
        (40, 1.1, 2.5, "RLRL", ""),
        (40, 1.25, 2.2, "", "RLRL"),
        (25, 1.1, 2.5, "", "RLRL"),
    ],
)
def test_low_lifts_before_a_high_lens_are_listed_though_they_do_not_count(
    peak_deg, lens_m, distance_m, counts, traces
):
    scene = Scene(lens_height_m=lens_m, distance_m=distance_m)
    _, lifts = finds(march(4, peak_deg=peak_deg, scene=scene).recording)
    assert counted(lifts) == counts
    listed = [each for each in lifts if not each.valid]
    assert "".join(each.side[0].upper() for each in listed) == traces
    assert all("cannot be told whether the thigh rose" in each.reason for each in listed)


def test_two_feet_that_leave_the_floor_together_are_no_trace_of_a_lift():
    hops = perform(
        [Whole(3, 0.6, up_m=0.05), Whole(5, 0.6, up_m=0.05)], scene=Scene(lens_height_m=1.25)
    )
    assert finds(hops.recording)[1] == []


@pytest.mark.parametrize("yaw", [-90, -45, -20, 20, 45, 90])
@pytest.mark.parametrize("lift", [{}, QUICK], ids=["slow", "quick"])
def test_every_view_counts_every_lift(yaw, lift):
    _, lifts = finds(march(6, **lift, scene=Scene(yaw_deg=yaw)).recording)
    assert counted(lifts) == "RLRLRL"


@pytest.mark.parametrize("dips", [1, 2])
def test_one_departure_of_the_foot_is_one_lift(dips):
    take = perform([Lift("right", 2.5, dips=dips, dip_deg=22), Lift("left", 8.0)])
    _, lifts = finds(take.recording)
    assert [(lift.side, lift.peaks) for lift in lifts] == [("right", dips + 1), ("left", 1)]


def test_a_tap_of_the_foot_makes_two_lifts():
    take = perform([Lift("right", 2.5, 70, 0.6, 0.2, 0.6), Lift("right", 4.5, 80, 0.6, 0.2, 0.6)])
    assert counted(finds(take.recording)[1]) == "RR"


def test_a_long_gap_drops_the_lift_with_its_reason_and_a_short_one_does_not():
    recording = march(4).recording
    for start_s, end_s in ((3.4, 4.2), (2.9, 3.5)):  # too long; short, but the top is gone with it
        quick = march(4, hold_s=0.0, rise_s=0.6, lower_s=0.6).recording
        _, lifts = finds(hidden(recording if start_s > 3 else quick, start_s, end_s))
        assert counted(lifts) == "LRL"
        assert lifts[0].reason == "The leg was hidden or lost for part of this movement."
    for start_s in (2.7, 3.4, 3.7, 4.4):  # on the way up, while held, on the way down
        assert counted(finds(hidden(recording, start_s, start_s + 0.4))[1]) == "RLRL"


def test_an_unseen_knee_drops_the_lift():
    recording = march(4).recording
    visibility = np.where(
        (recording.t_s[:, None] > 3.0) & (recording.t_s[:, None] < 4.5), 0.1, recording.visibility
    )
    _, lifts = finds(dataclasses.replace(recording, visibility=visibility))
    assert counted(lifts) == "LRL"


def test_a_lift_that_the_take_cuts_through_does_not_count():
    recording = march(4, lead_s=0.0).recording
    _, lifts = finds(picked(recording, recording.t_s > 1.2))
    assert counted(lifts) == "LRL"
    assert lifts[0].reason == "The take begins or ends within this movement."


def test_sitting_with_one_knee_up_is_no_lift():
    take = perform([Whole(2.5, 6, down_m=0.45), Lift("right", 4.5, 110)])
    _, lifts = finds(take.recording)
    assert counted(lifts) == ""


@settings(deadline=None, max_examples=25)
@given(
    fps=st.sampled_from([15, 20, 24, 25, 29.97, 30, 50, 60, 120]),
    distance=st.floats(2.4, 3.6),
    height=st.floats(1.5, 1.95),
    noise=st.floats(0.0, 1.2),
    yaw=st.floats(-15, 15),
    lens=st.floats(0.7, 1.2),
    seed=st.integers(0, 99),
)
def test_the_count_depends_on_none_of_these(fps, distance, height, noise, yaw, lens, seed):
    scene = Scene(
        fps=fps,
        distance_m=distance,
        height_m=height,
        noise_px=noise,
        yaw_deg=yaw,
        lens_height_m=lens,
        seed=seed,
    )
    assert counted(finds(march(4, scene=scene).recording)[1]) == "RLRL"


@settings(deadline=None, max_examples=10)
@given(seed=st.integers(0, 99), late=st.floats(0.0, 100.0), shift=st.floats(-60, 60))
def test_time_and_place_shift_nothing(seed, late, shift):
    recording = march(4, scene=Scene(seed=seed)).recording
    _, before = finds(recording)
    moved = dataclasses.replace(
        recording, t_s=recording.t_s + late, landmarks_px=recording.landmarks_px + shift
    )
    _, after = finds(moved)
    assert [lift.side for lift in after] == [lift.side for lift in before]
    for one, two in zip(before, after, strict=True):
        assert abs(one.start - two.start) <= 1
        assert abs(one.end - two.end) <= 1


@settings(deadline=None, max_examples=10)
@given(seed=st.integers(0, 99), yaw=st.sampled_from([0.0, 10.0, 45.0, 90.0]))
def test_the_mirror_image_exchanges_the_sides(seed, yaw):
    recording = march(4, scene=Scene(seed=seed, yaw_deg=yaw)).recording
    assert counted(finds(mirrored(recording))[1]) == "LRLR"


def test_uneven_times_change_nothing():
    recording = march(6, scene=Scene(fps=60)).recording
    keep = np.random.default_rng(3).random(len(recording)) < 0.5
    keep[0] = True
    assert counted(finds(picked(recording, keep))[1]) == "RLRLRL"


def test_another_frame_size_in_mid_take_changes_nothing():
    recording = resized(march(6).recording, 5.0, 9.0, 0.5)
    assert counted(finds(recording)[1]) == "RLRLRL"
