import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.protocols.slow_march.prepare import _widened, far_above
from tests.movements import Habits, Person
from tests.synthetic import (
    Lift,
    Scene,
    counted,
    finds,
    legs_exchanged,
    march,
    perform,
)


def wrongly_labelled(take, side):
    """Return the take's recording with every lift of one side given to the other leg."""
    recording = take.recording
    for lift in take.lifts:
        if lift.side == side:
            recording = legs_exchanged(recording, lift.start_s - 0.1, lift.end_s + 0.1)
    return recording


@pytest.mark.parametrize("yaw", [90, -90])
@pytest.mark.parametrize("side", ["left", "right"])
def test_lifts_given_to_the_wrong_leg_are_put_right(yaw, side):
    take = march(6, scene=Scene(yaw_deg=yaw))
    assert counted(finds(wrongly_labelled(take, side))[1]) == "RLRLRL"


@pytest.mark.parametrize("yaw", [90, -90])
def test_labels_wrong_throughout_are_put_right(yaw):
    recording = legs_exchanged(march(6, scene=Scene(yaw_deg=yaw)).recording, 0.0, 1e9)
    assert counted(finds(recording)[1]) == "RLRLRL"


@pytest.mark.parametrize("yaw", [90, -90])
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_series_of_one_leg_from_the_side(yaw, side):
    lifts = [Lift(side, 2.5 + 4 * i) for i in range(4)]
    take = perform(lifts, scene=Scene(yaw_deg=yaw))
    assert counted(finds(take.recording)[1]) == side[0].upper() * 4


@pytest.mark.parametrize("wrong", ["left", "right"])
def test_a_lens_on_the_floor_cannot_tell_which_leg_is_lifted_again_and_again(wrong):
    take = march(4, scene=Scene(yaw_deg=-90, lens_height_m=0.15))
    _, lifts = finds(wrongly_labelled(take, wrong))
    assert {lift.side for lift in lifts} == {"unknown"}
    why = "It cannot be told from this view which leg was lifted."
    assert sum(lift.reason == why for lift in lifts) == 4
    assert counted(lifts) == ""


def test_from_the_floor_labels_that_alternate_are_believed():
    take = march(6, scene=Scene(yaw_deg=-90, lens_height_m=0.15))
    assert counted(finds(take.recording)[1]) == "RLRLRL"


@pytest.mark.parametrize("yaw", [90, -90])
@pytest.mark.parametrize("gap_m", [0.06, 0.1])
def test_feet_close_together_never_exchange_the_legs(yaw, gap_m):
    for seed in range(8):
        person = Person(foot_gap_m=gap_m)
        person.stand(2.3)
        person.march(6)
        recording = person.recording(
            Scene(yaw_deg=yaw, seed=seed), Habits(foot_off=0.03, seed=seed)
        )
        found = counted(finds(recording)[1])
        assert found in ("RLRLRL", "")


@pytest.mark.parametrize(("start", "end"), [(3.4, 4.6), (2.3, 5.6), (6.0, 6.1)])
@pytest.mark.parametrize("body", [False, True], ids=["legs", "whole body"])
def test_from_the_front_a_stretch_with_sides_exchanged_is_put_right(start, end, body):
    recording = legs_exchanged(march(6).recording, start, end, body=body)
    assert counted(finds(recording)[1]) == "RLRLRL"


@settings(deadline=None, max_examples=40)
@given(
    yaw=st.floats(76, 104),
    towards=st.sampled_from([1, -1]),
    lens=st.floats(0.3, 1.3),
    peak=st.floats(45, 105),
    wrong=st.sets(st.integers(0, 3), max_size=3),  # labels that alternate are believed
    noise=st.floats(0.2, 1.0),
    seed=st.integers(0, 99),
)
def test_from_the_side_no_lift_is_ever_given_to_the_wrong_leg(
    yaw, towards, lens, peak, wrong, noise, seed
):
    scene = Scene(yaw_deg=towards * yaw, lens_height_m=lens, noise_px=noise, seed=seed)
    take = march(4, peak_deg=peak, scene=scene)
    recording = take.recording
    for index in wrong:
        lift = take.lifts[index]
        recording = legs_exchanged(recording, lift.start_s - 0.1, lift.end_s + 0.1)
    prepared, lifts = finds(recording)
    for lift in lifts:
        peak_s = prepared.track.t_s[lift.peak]
        true = [each.side for each in take.lifts if each.start_s < peak_s < each.end_s]
        assert not lift.valid or [lift.side] == true
    if lens > 0.8:
        assert counted(lifts) == "RLRL"


@pytest.mark.parametrize(
    ("heights", "gap", "split"),
    [
        ([0.0, 0.09, 0.01, 0.1], 0.075, 0.05),  # two groups: half way between them
        ([-0.01, 0.16, -0.02, 0.15], 0.06, 0.07),
        ([0.0, 0.01, 0.0], 0.075, 0.0375),  # all alike: half way between the standing feet
        ([0.09, 0.08], 0.075, 0.0375),
        ([0.0, 0.01, 0.0], 0.01, None),  # the feet stand level: a lens on the floor
        ([0.0, 0.01, 0.0], 0.19, None),  # too far apart for feet that stand: a lunge
        ([], 0.075, 0.0375),
    ],
)
def test_where_near_feet_end_and_far_ones_begin(heights, gap, split):
    found = far_above(np.array(heights), gap)
    assert found is None if split is None else found.height == pytest.approx(split, abs=0.006)


@pytest.mark.parametrize(
    ("open_legs", "stretch", "widened"),
    [
        ("oo--oo-", (2, 3), (0, 6)),
        ("-o--o--", (2, 3), (1, 5)),
        ("-------", (2, 3), (2, 4)),
        ("o--o", (1, 2), (0, 4)),
    ],
)
def test_a_stretch_is_widened_by_what_is_open_right_beside_it(open_legs, stretch, widened):
    legs = np.array([each == "o" for each in open_legs])
    assert _widened(legs, *stretch) == widened
