from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from posecheck import assess
from posecheck.kinematics.label_swaps import LEGS_EXCHANGED, SIDES_EXCHANGED
from posecheck.kinematics.track import QuietStance
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE
from posecheck.protocols.slow_march import PROTOCOL
from posecheck.protocols.slow_march.departures import leg_scale_at
from posecheck.protocols.slow_march.prepare import (
    Split,
    _apart,
    _lifted,
    _widened,
    far_above,
    on_frames,
    side_evidence,
)
from posecheck.protocols.slow_march.thresholds import SIDE_EVIDENCE
from tests.conftest import march_of
from tests.kinematics.figure import Figure
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
from tests.takes import recorded


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


LABELS_OF = {"legs": LEGS_EXCHANGED, "whole body": SIDES_EXCHANGED}


@pytest.mark.parametrize("turn", [1, -1], ids=["turn known", "turn the wrong way"])
@pytest.mark.parametrize("labels", LABELS_OF)
@pytest.mark.parametrize("name", ["m08_sideL_f1_asymR10", "p_side_25"])
def test_a_take_measures_the_same_with_labels_wrong_throughout(name, labels, turn):
    """Standing too: against a standing of exchanged legs, landings read the wrong way round."""
    take = recorded(name)
    recording = take.stations[0].recording
    order = LABELS_OF[labels]
    wrong = replace(
        recording,
        landmarks_px=recording.landmarks_px[:, order],
        visibility=recording.visibility[:, order],
        body_yaw_deg=turn * recording.body_yaw_deg,
    )
    stations = (replace(take.stations[0], recording=wrong),)
    right, found = (march_in_short(each) for each in (take, replace(take, stations=stations)))
    assert found == pytest.approx(right, abs=0.5, nan_ok=True)


def march_in_short(take):
    """Return the sides of the lifts, `±2` counted, `±1` not, and the value of every measure."""
    found = assess(take).assessment
    measures = {
        f"{each.name} {each.side}": np.nan if each.value is None else each.value
        for each in found.measures
        if not isinstance(each.value, str)
    }
    sides = {"left": 1, "right": -1, "unknown": 0}
    lifts = [sides[each.side] * (1 + each.valid) for each in found.repetitions]
    return measures | {f"lift {index}": side for index, side in enumerate(lifts)}


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


@example(  # labels change while the feet stand so far apart that no one lies upon the other
    yaw=76.0, towards=-1, lens=1.28, peak=45.0, wrong={1, 2, 3}, noise=0.2, seed=0
)
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


@pytest.mark.parametrize("early_s", [0.05, 0.15, 0.25])
@pytest.mark.parametrize("late_s", [0.05, 0.15, 0.25])
def test_labels_that_change_while_the_feet_stand_apart_are_followed(early_s, late_s):
    take = march(4, peak_deg=50, scene=Scene(yaw_deg=-76, lens_height_m=1.25))
    wrong = take.lifts[2]
    recording = legs_exchanged(take.recording, wrong.start_s - early_s, wrong.end_s + late_s)
    (prepared, lifts), (true, _) = finds(recording), finds(take.recording)
    assert counted(lifts) == "RLRL"
    # The feet stand 15 px apart; the frame in which the labels change may be drawn between them.
    np.testing.assert_allclose(prepared.track.xy_px, true.track.xy_px, atol=2)


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
        ([0.0, 0.035], 0.075, 0.0175),  # so far apart are two groups, and two standing feet
        ([0.0, 0.034], 0.075, 0.0375),
        ([0.0, 0.005, 0.01, 0.1], 0.02, 0.0525),  # groups need not be alike in size
        ([0.1, 0.095, 0.0, np.nan], 0.02, 0.04875),
        ([0.0, 0.01], 0.035, 0.0175),
        ([0.0, 0.01], 0.034, None),
        ([0.0, 0.01], 0.18, 0.09),
        ([0.0, 0.01], 0.181, None),
        # evenly spread: two halves, and they lie far enough apart
        ([0.0, 0.02, 0.04, 0.06], 0.01, 0.03),
        ([0.0, 0.0175, 0.035], 0.01, None),  # two groups, but too near to each other
    ],
)
def test_where_near_feet_end_and_far_ones_begin(heights, gap, split):
    found = far_above(np.array(heights), gap)
    assert found is None if split is None else found.height == pytest.approx(split, abs=1e-9)


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


@pytest.mark.parametrize(
    ("height", "lifted"),
    [
        (0.05 + 0.02, "right"),  # the far place: the near leg is up
        (0.05 - 0.02, "left"),
        (0.05 + 0.019, None),  # nearer to half way between the two is neither
        (0.05 - 0.019, None),
        (np.nan, None),
    ],
)
def test_the_standing_foots_place_tells_which_leg_is_up(height, lifted):
    split = Split(0.05, 0.1 * 0.2 / SIDE_EVIDENCE.clear * (1 - 1e-9))
    assert _lifted(height, split, "right") == lifted
    assert _lifted(height, None, "right") is None


def test_flags_go_to_the_frames_nearest_in_time():
    track = Figure().track(np.zeros(6), np.zeros(6))
    track = replace(track, t_s=5.0 + np.arange(6) / 30)
    flags = np.array([False, True, False, False, True, True])
    t_s = 5.0 + np.array([-1.0, 0.4, 0.6, 1.4, 1.6, 4.0, 9.0]) / 30
    assert on_frames(flags, track, t_s).tolist() == [False, False, True, True, False, True, True]


def stood(gap):
    """Quiet standing from the right side, the left, far foot so far above the near one."""
    xy = Figure(yaw_deg=90.0).rest().xy_px.copy()
    leg = leg_scale_at(QuietStance(0.0, 2.0, xy))
    for joint in (ANKLE, HEEL, FOOT_INDEX):
        xy[joint["left"]] = xy[joint["right"]] - [0.0, gap * leg]
    for joint in (HIP, KNEE):
        xy[joint["left"]] = xy[joint["right"]]
    return QuietStance(0.0, 2.0, xy)


def lifted_in_turn(rest, turns):
    """Each turn: the leg that is up, and the label that it has."""
    count = 60 * len(turns) + 30
    track = Figure(yaw_deg=90.0).track(np.zeros(count), np.zeros(count))
    track.xy_px[:] = rest.xy_px
    leg = leg_scale_at(rest)
    for index, (up, label) in enumerate(turns):
        shape = np.interp(np.arange(count) - 60 * index, [30, 40, 60, 70], [0, 1, 1, 0])[:, None]
        for joint, rise in ((KNEE, 0.4), (ANKLE, 0.35), (HEEL, 0.35), (FOOT_INDEX, 0.35)):
            aside = 0.3 if joint is KNEE else 0.1
            track.xy_px[:, joint[up]] += leg * shape * np.array([aside, -rise])
        if label != up:
            part = slice(60 * index + 25, 60 * index + 75)
            legs = [[joint[side] for joint in (HIP, KNEE, ANKLE, HEEL, FOOT_INDEX)]
                    for side in ("left", "right")]  # fmt: skip
            track.xy_px[part, legs[0] + legs[1]] = track.xy_px[part, legs[1] + legs[0]]
    return track


L, R = "left", "right"


@pytest.mark.parametrize(
    ("gap", "turns", "swapped", "unknown"),
    [
        (0.1, [(R, R), (L, L)], [], []),
        (0.1, [(R, R), (L, R)], [1], []),
        (0.1, [(R, L), (L, R)], [0, 1], []),
        (0.1, [(L, L), (L, R), (L, L)], [1], []),
        (0.01, [(R, R), (L, L)], [], []),  # a lens on the floor: labels that alternate
        (0.01, [(R, R), (L, R)], [], [0, 1]),
        (0.01, [(R, R)], [], [0]),  # one alone does not alternate
        (0.05, [(R, R), (L, L)], [], []),  # feet close together
        (0.05, [(R, L), (L, R)], [], [0, 1]),  # which contradict every label
        (0.05, [(R, R), (R, L)], [], []),  # where they alternate they are believed
        (0.1, [(R, R), (R, L)], [1], []),
    ],
)
def test_what_the_standing_feet_say_of_the_labels(gap, turns, swapped, unknown):
    rest = stood(gap)
    found = side_evidence(lifted_in_turn(rest, turns), rest, "side-right")
    tops = 60 * np.arange(len(turns)) + 50
    assert np.flatnonzero(found.swapped[tops]).tolist() == swapped
    assert np.flatnonzero(~found.known[tops]).tolist() == unknown
    between = 60 * np.arange(len(turns) + 1) + 15
    assert not found.swapped[between].any()
    assert found.known[between].all()


def test_only_from_the_side_labels_are_asked():
    rest = stood(0.1)
    wrong = lifted_in_turn(rest, [(R, L), (L, R)])
    for view in ("front", "oblique", "unknown"):
        found = side_evidence(wrong, rest, view)
        assert not found.swapped.any()
        assert found.known.all()
    # from the left the far leg is the right one: the labels of the standing contradict the feet
    found = side_evidence(wrong, rest, "side-left")
    assert not found.swapped[[50, 110]].any()
    assert found.swapped[[15, 135]].all()


def test_of_each_top_seen_from_the_front_three_frames_are_worth_a_second_look():
    made = march(4)
    ((station, frames),) = PROTOCOL.frames_to_look_at_again(march_of(made.recording)).items()
    assert station == 0
    t_s = made.recording.t_s[frames]
    assert np.count_nonzero(t_s < made.lifts[0].start_s + 0.5) == 5  # of the standing
    for lift in made.lifts:
        of_top = t_s[(t_s > lift.start_s + 0.8) & (t_s < lift.end_s - 0.8)]
        assert len(of_top) == 3
        assert 0.5 < of_top[-1] - of_top[0] < 1.0  # well within a hold of a second
    assert len(frames) == 5 + 3 * 4


@pytest.mark.parametrize(
    "take", [march(4, scene=Scene(yaw_deg=90)), march(4, scene=Scene(yaw_deg=45)),
             march(16, peak_deg=60, rise_s=0.15, hold_s=0.0, lower_s=0.15, gap_s=0.0),
             march(24, peak_deg=60, rise_s=0.12, hold_s=0.0, lower_s=0.12, gap_s=-0.02)],
    ids=["side", "oblique", "running", "running without a pause"],
)  # fmt: skip
def test_nothing_else_is_looked_at_again(take):
    assert PROTOCOL.frames_to_look_at_again(march_of(take.recording)) == {}


def test_how_far_apart_the_legs_are_drawn():
    track = Figure().track(np.zeros(3), np.zeros(3))
    for joint in (HIP, KNEE, ANKLE, HEEL, FOOT_INDEX):
        track.xy_px[:, joint["left"]] = track.xy_px[:, joint["right"]] + [3.0, 4.0]
    track.xy_px[1, HIP["left"], 0] -= 3.0
    assert _apart(track) == pytest.approx([5.0, (4 * 5 + 4) / 5, 5.0])
