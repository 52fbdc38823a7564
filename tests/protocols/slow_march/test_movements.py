"""What is a lift is counted on its leg, what is none is not, and the sentence says what it was."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.protocols.slow_march import movement
from tests.conftest import assess_march as assess
from tests.movements import Habits, Person
from tests.synthetic import Scene, counted, finds, hidden, legs_exchanged, replaced_times

VIEWS = (0, 45, -45, 90, -90)
SIDES = ("right", "left")


def person(lead_s: float = 2.3) -> Person:
    """A person who stands and is about to move."""
    made = Person()
    made.stand(lead_s)
    return made


def alternating(made: Person, count: int = 6, gap_s: float = 0.0, **lift: float) -> Person:
    made.march(count, gap_s=gap_s, **lift)
    return made


def out_of_squats(made: Person, down_m: float = 0.3) -> Person:
    for side in (*SIDES, *SIDES):
        made.go(0.8, down=down_m, lean=20.0, **{f"thigh_{side}": 50.0, f"knee_{side}": 100.0})
        made.lift(side, 85.0)
        made.stand(0.3)
    return made


def of_one_leg(made: Person, count: int = 5, **lift: float) -> Person:
    for _ in range(count):
        made.lift("right", **lift)
    return made


def on_tiptoe(made: Person) -> Person:
    """Come up on the toes before each lift, and stay there or not."""
    for side in SIDES * 2:
        made.tiptoe(0.06)
        made.lift(side, 75.0)
        made.tiptoe(0.06 if side == "right" else 0.0)
        made.stand(0.3)
    return made


def with_pauses(made: Person, at_deg: float = 25.0) -> Person:
    """Wait on the way up, the foot just off the floor."""
    for side in SIDES * 2:
        made.lift_with_pause(side, at_deg, 2.0)
        made.stand(0.3)
    return made


LIFTS = {
    "a pause when the foot has left the floor": with_pauses,
    "on tiptoe": on_tiptoe,
    "a second each, without a pause": lambda p: alternating(p, rise_s=0.5, hold_s=0.0, lower_s=0.5),
    "held for three seconds": lambda p: alternating(p, 4, hold_s=3.0),
    "half a second each": lambda p: alternating(p, 10, rise_s=0.27, hold_s=0.0, lower_s=0.27),
    "one leg, a touch of the toe between": lambda p: of_one_leg(
        p, rise_s=0.5, hold_s=0.2, lower_s=0.5
    ),
    "straight legs": lambda p: alternating(p, peak_deg=60, knee_deg=5.0, lean_deg=-8.0),
    "across the body": lambda p: alternating(p, peak_deg=100, out_deg=-30.0, lean_deg=15.0),
    "outward": lambda p: alternating(p, peak_deg=85, out_deg=25.0),
    "low": lambda p: alternating(p, peak_deg=48.0, gap_s=0.3),
    "on a bent standing knee": lambda p: alternating(p, peak_deg=75, bend_m=0.04),
    "out of a squat": out_of_squats,
    "with the trunk leaning": lambda p: alternating(p, peak_deg=80, lean_deg=-15, side_deg=12.0),
}


@pytest.mark.parametrize("yaw", VIEWS)
@pytest.mark.parametrize("name", LIFTS)
def test_every_lift_is_found_on_its_leg(name, yaw):
    made = LIFTS[name](person())
    _, lifts = finds(made.recording(Scene(yaw_deg=yaw)))
    assert counted(lifts) == "".join(lift.side[0].upper() for lift in made.lifts)


@pytest.mark.parametrize("yaw", VIEWS)
def test_who_rises_on_tiptoe_has_not_moved_the_camera(yaw):
    made = on_tiptoe(person())
    found = assess(made.recording(Scene(yaw_deg=yaw)))
    assert [each.valid for each in found.repetitions] == [True] * 4
    assert "camera_still" not in [reason.gate for reason in found.quality.reasons]


def both(act: str, **how: float):
    def move(made: Person) -> None:
        for side in (*SIDES, *SIDES):
            getattr(made, act)(side, **how)
            made.stand(0.3)

    return move


def again(act: str, times: int = 3, **how: float):
    def move(made: Person) -> None:
        for _ in range(times):
            getattr(made, act)(**how)
            made.stand(0.3)

    return move


def turns(made: Person) -> None:
    for to_deg in (90.0, 180.0, 0.0):
        made.turn(to_deg)
        made.stand(0.5)


OTHER = {
    "heel to the buttock": both("heel_to_buttock"),
    "heel up, thigh a little": both("heel_to_buttock", thigh_deg=18.0),
    "toe taps": both("toe_tap", forward_m=0.3),
    "side taps": both("side_tap"),
    "steps back": both("step_back"),
    "lunges back": both("step_back", back_m=0.7, bend_m=0.2),
    "step touch": again("step_touch", count=2),
    "squats": again("squat"),
    "sitting down": again("sit", 2),
    "jumping jacks": again("jumping_jack", 5),
    "towards the camera": again("walk", 1, steps=7),
    "away from the camera": again("walk", 1, steps=5, stride_m=-0.5),
    "turning round": turns,
    "the feet are adjusted": both("adjust"),
    "bowing": again("bow", 2),
    "up on tiptoe and down": lambda p: [p.tiptoe(up) for up in (0.08, 0.0, 0.08, 0.0)],
}


@pytest.mark.parametrize("yaw", VIEWS)
@pytest.mark.parametrize("name", OTHER)
def test_what_is_no_lift_is_none(name, yaw):
    made = person()
    OTHER[name](made)
    made.stand(0.5)
    _, lifts = finds(made.recording(Scene(yaw_deg=yaw, distance_m=4.2)))
    assert counted(lifts) == ""


def bobbing(made: Person, down_m: float) -> None:
    """Shift the weight from foot to foot with bent knees, both feet on the floor."""
    for side in SIDES * 5:
        way = -0.1 if side == "right" else 0.1
        made.go(0.2, down=down_m, x=way, **{f"hike_{side}": 0.04})
        made.go(0.2, down=0.0, x=0.0, **{f"hike_{side}": 0.0})


@pytest.mark.parametrize("yaw", [0, 20])
@pytest.mark.parametrize("down_m", [0.03, 0.08])
@pytest.mark.parametrize("lens_m", [1.0, 1.4])
def test_bobbing_from_foot_to_foot_is_no_lift(lens_m, down_m, yaw):
    made = person()
    bobbing(made, down_m)
    made.stand(0.5)
    _, lifts = finds(made.recording(Scene(yaw_deg=yaw, lens_height_m=lens_m)))
    assert counted(lifts) == ""


@pytest.mark.parametrize("with_m", [0.06, 0.08])
@pytest.mark.parametrize("step_m", [0.08, 0.1])
def test_who_puts_the_feet_together_has_not_moved_the_camera(step_m, with_m):
    made = Person(foot_gap_m=0.3)
    made.stand(2.3)
    made.at(0.4, fx_right=step_m, x=with_m)
    made.go(0.2, fy_right=0.02)
    made.go(0.2, fy_right=0.0)
    made.stand(1.0)
    take = assess(alternating(made, 6, gap_s=0.3).recording())
    assert counted(take.repetitions) == "RLRLRL"
    assert "camera_still" not in {each.gate for each in take.quality.reasons}


def curls(made: Person, apart_m: float, out_deg: float, hike_m: float) -> None:
    """Bring the heels up behind by turns, feet apart, the weight and the pelvis going along."""
    made.go(0.5, fx_left=apart_m, fx_right=-apart_m)
    made.stand(1.0)
    for side in SIDES * 3:
        way = apart_m if side == "right" else -apart_m
        up = {f"knee_{side}": 80.0, f"out_{side}": out_deg, f"hike_{side}": hike_m}
        made.at(0.2, **{f"w_{side}": 1.0})
        made.go(0.6, **up, x=0.8 * way)
        made.at(0.6, **dict.fromkeys(up, 0.0), x=0.0)
        made.stand(0.4)
        made.go(0.2, **{f"w_{side}": 0.0})


@pytest.mark.parametrize("lens_m", [1.0, 1.4])
@pytest.mark.parametrize(
    ("apart_m", "out_deg", "hike_m"),
    [(0.25, 40.0, 0.0), (0.25, 25.0, 0.08), (0.25, 0.0, 0.12), (0.0, 0.0, 0.12)],
)
def test_heels_that_come_up_behind_are_no_lifts_where_the_pelvis_goes_along(
    apart_m, out_deg, hike_m, lens_m
):
    made = person(1.0)
    curls(made, apart_m, out_deg, hike_m)
    made.stand(0.5)
    _, lifts = finds(made.recording(Scene(lens_height_m=lens_m, distance_m=3.2)))
    assert counted(lifts) == ""


@pytest.mark.parametrize(("seconds", "heard"), [(0.8, "RLRLRL"), (1.4, "LRLRL")])
def test_a_trunk_that_twists_with_the_arms_is_no_turn(seconds, heard):
    made = alternating(person(), 6)
    recording = made.recording(Scene(yaw_deg=90))
    yaw = recording.body_yaw_deg.copy()
    yaw[np.abs(recording.t_s - made.lifts[0].top_s) < seconds / 2] -= 60.0
    _, lifts = finds(replace(recording, body_yaw_deg=yaw))
    assert counted(lifts) == heard


def test_a_lift_out_of_a_squat_counts_without_a_height():
    take = assess(out_of_squats(person()).recording())
    assert counted(take.repetitions) == "RLRL"
    assert not any("peak_thigh_elevation" in each.values for each in take.repetitions)
    assert "from_standing" in {each.gate for each in take.quality.reasons}


@pytest.mark.parametrize("yaw", [90, -90])
def test_the_leg_stood_on_is_not_listed_for_what_the_other_one_does(yaw):
    made = person()
    made.heel_to_buttock("right", knee_deg=115.0)
    made.stand(0.5)
    take = assess(made.recording(Scene(yaw_deg=yaw)))
    assert [each.side for each in take.repetitions] == ["right"]


@pytest.mark.parametrize("yaw", [90, -90])
def test_a_kick_back_is_told_from_the_side(yaw):
    made = person()
    both("heel_to_buttock", thigh_deg=-35.0, knee_deg=10.0)(made)
    take = assess(made.recording(Scene(yaw_deg=yaw)))
    assert {each.reason for each in take.repetitions} == {movement.HEEL_UP}


@pytest.mark.parametrize("name", ["towards the camera", "turning round", "the feet are adjusted"])
@pytest.mark.parametrize("yaw", [0, 90])
def test_what_comes_after_a_march_adds_nothing_to_it(name, yaw):
    made = alternating(person(), 6, gap_s=0.2)
    made.stand(0.5)
    OTHER[name](made)
    _, lifts = finds(made.recording(Scene(yaw_deg=yaw, distance_m=4.2)))
    assert counted(lifts) == "RLRLRL"


@pytest.mark.parametrize(
    ("name", "yaw", "sentence"),
    [
        ("heel to the buttock", 0, movement.HEEL_UP),
        ("heel to the buttock", 90, movement.HEEL_UP),
        ("heel up, thigh a little", 90, movement.HEEL_UP),
        ("toe taps", 90, movement.TAP),
        ("side taps", 0, movement.ASIDE),
        ("lunges back", 90, movement.LUNGE),
        ("towards the camera", 90, movement.WALK),
    ],
)
def test_the_sentence_says_what_was_seen_instead(name, yaw, sentence):
    made = person()
    OTHER[name](made)
    made.stand(0.5)
    take = assess(made.recording(Scene(yaw_deg=yaw, distance_m=4.2)))
    assert take.quality.verdict == "unusable"
    assert take.quality.reasons[0].gate == "repetitions"
    assert sentence in take.quality.reasons[0].message
    assert all(measure.value is None for measure in take.measures)


@settings(deadline=None, max_examples=40)
@given(
    yaw=st.sampled_from([0.0, 12.0, -12.0, 40.0, -50.0, 90.0, -85.0]),
    lens=st.floats(0.6, 1.1),
    distance=st.floats(2.4, 3.4),
    peak=st.floats(55, 110),
    each_s=st.floats(0.5, 1.4),
    hold_s=st.floats(0.0, 1.5),
    seed=st.integers(0, 99),
)
def test_a_march_is_counted_whatever_the_model_errs(
    yaw, lens, distance, peak, each_s, hold_s, seed
):
    made = alternating(person(), rise_s=each_s / 2, hold_s=hold_s, lower_s=each_s / 2,
                       peak_deg=peak)  # fmt: skip
    rng = np.random.default_rng(seed)
    habits = Habits(
        hip_climb=rng.uniform(0, 0.17),
        other_climb=rng.uniform(0, 0.1),
        foot_off=rng.uniform(0, 0.03),
        knee_low=rng.uniform(0, 0.06),
        jitter=rng.uniform(0.002, 0.005),
        seed=seed,
    )
    scene = Scene(yaw_deg=yaw, lens_height_m=lens, distance_m=distance, seed=seed)
    _, lifts = finds(made.recording(scene, habits))
    assert counted(lifts) == "RLRLRL"


@pytest.mark.parametrize("yaw", [0, 45, 90])
@pytest.mark.parametrize("each_s", [0.25, 0.35])
def test_running_in_place_is_too_fast_and_compares_nothing(yaw, each_s):
    made = person()
    made.run_in_place(20, each_s)
    take = assess(made.recording(Scene(yaw_deg=yaw, fps=30)))
    assert take.quality.verdict == "unusable"
    assert take.quality.reasons[0].gate == "slow_enough"
    told = int("".join(filter(str.isdigit, take.quality.reasons[0].message)))
    assert told == pytest.approx(60 / each_s, rel=0.1)
    assert take.findings == ()
    assert all(measure.value is None for measure in take.measures)
    assert not any(each.valid or each.values for each in take.repetitions)
    assert {each.side for each in take.repetitions} == {"unknown"}
    assert {each.reason for each in take.repetitions} == {
        "Running in place: too fast for this test."
    }
    assert "repetitions" not in {each.gate for each in take.quality.reasons}


def test_a_run_before_a_slow_camera_is_told_without_a_cadence():
    made = person()
    made.run_in_place(20, 0.35)
    message = assess(made.recording(Scene(fps=12))).quality.reasons[0].message
    assert message.startswith("This is running in place: too fast for this test.")


def test_a_run_that_hops_is_a_run_although_it_is_slower():
    made = person()
    made.run_in_place(12, 0.55, flight_m=0.2)
    assert assess(made.recording()).quality.reasons[0].gate == "slow_enough"
    march = alternating(person(), 10, rise_s=0.27, hold_s=0.0, lower_s=0.27)
    assert assess(march.recording()).quality.verdict != "unusable"


@pytest.mark.parametrize("yaw", [0, 45, 90])
@pytest.mark.parametrize("each_s", [0.3, 0.4])
def test_running_with_the_heels_behind_is_too_fast(yaw, each_s):
    made = person()
    made.run_in_place(24, each_s, peak_deg=0.0, knee_deg=80.0)
    take = assess(made.recording(Scene(yaw_deg=yaw)))
    assert take.quality.reasons[0].gate == "slow_enough"
    told = int("".join(filter(str.isdigit, take.quality.reasons[0].message)))
    assert told == pytest.approx(60 / each_s, rel=0.1)


@pytest.mark.parametrize("first", SIDES)
def test_walking_past_is_not_running_in_place(first):
    made = person()
    made.walk(9, 0.9, each_s=0.4, high_m=0.3, first=first)
    made.stand(0.5)
    take = assess(made.recording(Scene(yaw_deg=90, distance_m=5.0)))
    assert "slow_enough" not in {reason.gate for reason in take.quality.reasons}
    assert not any(each.valid for each in take.repetitions)


@pytest.mark.parametrize(("stride_m", "each_s"), [(0.4, 0.35), (0.6, 0.6)])
@pytest.mark.parametrize("lens_m", [1.0, 1.5])
def test_walking_to_the_camera_and_back_is_not_running_in_place(lens_m, stride_m, each_s):
    made = person()
    for way in (stride_m, -stride_m) * 2:
        made.walk(5, way, each_s=each_s, high_m=0.25)
    made.stand(0.5)
    take = assess(made.recording(Scene(distance_m=4.5, lens_height_m=lens_m)))
    assert "slow_enough" not in {reason.gate for reason in take.quality.reasons}


@pytest.mark.parametrize("yaw", [0, 45, 90])
def test_heels_that_come_up_behind_slowly_are_no_run(yaw):
    made = person()
    for side in SIDES * 4:
        made.heel_to_buttock(side, each_s=0.4, hold_s=0.1)
    take = assess(made.recording(Scene(yaw_deg=yaw)))
    assert "slow_enough" not in {reason.gate for reason in take.quality.reasons}
    assert not any(each.valid for each in take.repetitions)


@pytest.mark.parametrize("yaw", [0, 90])
def test_who_bows_for_most_of_the_take_is_not_told_to_turn_the_picture(yaw):
    made = person()
    for _ in range(4):
        made.go(0.4, lean=110.0, back=0.1)
        made.go(2.0)
        made.go(0.4, lean=0.0, back=0.0)
    take = assess(made.recording(Scene(yaw_deg=yaw)))
    assert "upright" not in {reason.gate for reason in take.quality.reasons}
    assert not any(each.valid for each in take.repetitions)


def test_running_is_told_although_the_legs_are_confused():
    made = person()
    made.run_in_place(24, 0.3)
    recording = made.recording(Scene(yaw_deg=40))
    for start_s in np.arange(2.5, 8.0, 0.7):
        recording = legs_exchanged(recording, start_s, start_s + 0.35)
    assert assess(recording).quality.reasons[0].gate == "slow_enough"


@pytest.mark.parametrize("yaw", [0, 45, 90])
@pytest.mark.parametrize(
    "scene",
    [
        {"size_px": (320, 240), "focal_px": 270.0},
        {"fps": 15.0},
        {"fps": 20.0, "noise_px": 1.2},
        {"fps": 60.0},
    ],
    ids=["320 by 240", "15 a second", "20 a second, noisy", "60 a second"],
)
def test_a_poor_picture_counts_as_well(scene, yaw):
    made = alternating(person(), 8, gap_s=0.2)
    _, lifts = finds(made.recording(Scene(yaw_deg=yaw, **scene)))
    assert counted(lifts) == "RLRLRLRL"


@pytest.mark.parametrize("yaw", [0, 45, 90])
def test_gaps_and_uneven_times_lose_no_lift(yaw):
    made = alternating(person(), 8, gap_s=0.2, hold_s=1.0)
    recording = replaced_times(made.recording(Scene(yaw_deg=yaw)), 0.4)
    for lift in made.lifts[::2]:
        recording = hidden(recording, lift.start_s + 0.2, lift.start_s + 0.6)
    for lift in made.lifts[1::2]:
        recording = hidden(recording, lift.top_s - 0.1, lift.top_s + 0.3)
    _, lifts = finds(recording)
    assert counted(lifts) == "RLRLRLRL"
