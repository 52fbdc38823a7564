"""How high, how long, how steadily a knee is held: what was done is what is measured."""

from dataclasses import replace

import pytest

from posecheck import Result, assess
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, SIDES, other
from posecheck.protocols.held_lift import kinds
from tests.protocols.held_lift.holder import LEAD_S, facing, holding, take, take_of
from tests.puppet import Lift, Scene
from tests.synthetic import during, edited, legs_exchanged, march, mirrored, perform


def found(result: Result, kind, side=None):
    return result.assessment.measure(kind, side)


# Side, seconds held, elevation, sinking in all, and how the camera sees it.
HOLDS = [
    ("right", 8.0, 85.0, 0.0, facing("right")),
    ("left", 12.0, 70.0, 6.0, facing("left")),
    ("right", 30.0, 95.0, 25.0, facing("right")),
    ("left", 20.0, 60.0, 10.0, facing("left", 47.0)),
    ("right", 6.0, 105.0, 4.0, facing("right", 45.0)),
    ("left", 3.5, 90.0, 0.0, facing("left", fps=15.0)),
    ("right", 10.0, 80.0, 10.0, facing("right", lens_height_m=1.3, distance_m=2.5)),
    ("right", 15.0, 45.0, 3.0, facing("right", height_m=1.55)),
]


@pytest.mark.parametrize(("side", "hold_s", "peak_deg", "sag_deg", "scene"), HOLDS, ids=str)
def test_what_was_done_is_measured(side, hold_s, peak_deg, sag_deg, scene):
    shown = holding(side, hold_s, peak_deg=peak_deg, sag_deg=sag_deg, scene=scene)
    result = assess(take(shown, side))
    first_second = peak_deg - sag_deg / hold_s / 2
    for kind, true, within in (
        (kinds.HELD, hold_s, 0.2),
        (kinds.START, first_second, 3.0),
        (kinds.SAG_RATE, sag_deg / hold_s, 0.1),
        (kinds.SAG, sag_deg * (1 - 1 / hold_s), 3.0),
        (kinds.LEAN_FORWARD, 0.0, 3.0),
        (kinds.FOOT_MOVES, 0, 0),
    ):
        measure = found(result, kind, side)
        assert measure.value == pytest.approx(true, abs=within), kind.name
        assert measure.low <= true <= measure.high, kind.name
    assert [each.side for each in result.assessment.repetitions] == [side]


@pytest.mark.parametrize("side", SIDES)
def test_the_mirror_image_is_the_other_leg(side):
    shown = holding(side, sag_deg=6)
    here = assess(take(shown, side))
    there = assess(take(replace(shown, recording=mirrored(shown.recording)), other(side)))
    for kind in (kinds.HELD, kinds.START, kinds.SAG_RATE):
        there_value = found(there, kind, other(side)).value
        assert there_value == pytest.approx(found(here, kind, side).value, abs=0.05)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("turn_deg", [90.0, 45.0])
def test_the_leg_is_found_where_nobody_says_it(side, turn_deg):
    shown = holding(side, scene=facing(side, turn_deg))
    result = assess(take(shown, ""))
    assert found(result, kinds.HELD, side).value == pytest.approx(8.0, abs=0.2)
    assert found(result, kinds.HELD, other(side)).value is None


@pytest.mark.parametrize(("start_s", "end_s"), [(4.0, 6.0), (5.0, 30.0), (2.0, 30.0)])
def test_legs_that_the_model_exchanges_amid_the_hold_change_nothing(start_s, end_s):
    shown = holding("right", sag_deg=6, scene=facing("right", 47.0))
    plain = assess(take(shown))
    wrong = assess(take(replace(shown, recording=legs_exchanged(shown.recording, start_s, end_s))))
    for kind in (kinds.HELD, kinds.START, kinds.SAG_RATE):
        value = found(wrong, kind, "right").value
        assert value == pytest.approx(found(plain, kind, "right").value, rel=0.03, abs=0.05)


def test_the_time_near_the_start_and_the_time_at_the_target():
    # 100 to 70 degrees in 20 s: 10 degrees less after 6.7 s, below 90 after as long.
    result = assess(take(holding("right", 20.0, peak_deg=100, sag_deg=30)))
    within, at = (found(result, kind, "right") for kind in (kinds.WITHIN, kinds.AT_TARGET))
    assert within.value == pytest.approx(7.0, abs=0.5)
    assert at.value == pytest.approx(6.7, abs=1.5)
    assert at.low < 6.7 < at.high
    assert within.low < 6.7 < within.high
    lower = assess(take(holding("right", 20.0, peak_deg=100, sag_deg=30), target_deg=70))
    assert found(lower, kinds.AT_TARGET, "right").value > 18


ENDINGS = {
    "lowered": holding(),
    "time_over": holding(hold_s=30.5),
    "touched": perform(
        [Lift("right", 2.5, hold_s=5, lower_s=0.5), Lift("right", 9.3, hold_s=2, rise_s=0.5)],
        scene=facing("right"),
    ),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_how_it_ended(name):
    assert found(assess(take(ENDINGS[name])), kinds.ENDING, "right").value == name


def test_a_recording_that_stops_with_the_leg_up_was_held_for_at_least_so_long():
    shown = holding(hold_s=10)
    early = shown.recording.t_s < 9.5
    cut = replace(
        shown.recording,
        **{
            name: getattr(shown.recording, name)[early]
            for name in (
                "t_s", "landmarks_px", "visibility", "frame_size_px", "body_yaw_deg", "brightness",
            )
        },
    )  # fmt: skip
    result = assess(take(replace(shown, recording=cut)))
    assert found(result, kinds.ENDING, "right").value == "stopped"
    held = found(result, kinds.HELD, "right")
    assert "at least" in held.caution
    assert held.value == pytest.approx(6.0, abs=0.2)


def leaning(shown, forward_px=0.0, aside_px=0.0):
    """Move head and shoulders while the knee is up."""
    up = during(shown.recording, LEAD_S + 0.8, LEAD_S + 9.5)

    def change(xy):
        xy[up, :13, 0] += forward_px
        xy[up, 11, 1] += aside_px
        xy[up, 12, 1] -= aside_px

    return replace(shown, recording=edited(shown.recording, change))


def test_leaning_back_is_measured_and_told():
    shown = leaning(holding(), forward_px=-25.0)
    result = assess(take(shown))
    lean = found(result, kinds.LEAN_FORWARD, "right")
    assert -18 < lean.value < -10
    assert "lean_right" in [each.code for each in result.assessment.findings]
    upright = assess(take(holding()))
    assert "lean_right" not in [each.code for each in upright.assessment.findings]
    assert found(upright, kinds.LEAN_SIDE, "right").value is None  # not seen from the side


def test_leaning_aside_is_seen_at_an_angle():
    shown = leaning(holding(scene=facing("right", 45.0)), aside_px=10.0)
    lean = found(assess(take(shown)), kinds.LEAN_SIDE, "right")
    assert abs(lean.value) > 8


@pytest.mark.parametrize(("moves", "counted"), [((), 0), ((7.0,), 1), ((6.0, 9.0), 2)])
def test_movements_of_the_standing_foot_are_counted(moves, counted):
    shown = holding(hold_s=10)

    def change(xy):
        for moment in moves:
            later = shown.recording.t_s >= moment
            for joint in (ANKLE, HEEL, FOOT_INDEX):
                xy[later, joint["left"], 0] += 20.0

    result = assess(take(replace(shown, recording=edited(shown.recording, change))))
    assert found(result, kinds.FOOT_MOVES, "right").value == counted
    told = "foot_moved_right" in [each.code for each in result.assessment.findings]
    assert told == (counted > 0)


def test_two_legs_are_compared_with_what_a_second_side_costs():
    left, right = holding("left", 6.0, peak_deg=80), holding("right", 12.0, peak_deg=80)
    result = assess(take_of((left.recording, "left"), (right.recording, "right")))
    held = found(result, kinds.HELD_DIFFERENCE)
    assert held.value == pytest.approx(6.0, abs=0.2)
    height = found(result, kinds.START_DIFFERENCE)
    assert height.low < 0 < height.high
    assert "two sides of the camera" in height.caution
    assert "±18°" in height.caution
    text = {each.code: each.text for each in result.assessment.findings}
    assert "held longer" in text["held_time_difference_clear"]
    assert "No clear difference" in text["held_elevation_difference_none"]


def test_unlike_places_are_not_compared():
    left = holding("left", scene=facing("left", distance_m=2.4))
    right = holding("right", scene=facing("right", distance_m=3.4))
    result = assess(take_of((left.recording, "left"), (right.recording, "right")))
    assert "same place" in found(result, kinds.START_DIFFERENCE).reason


def test_of_two_holds_of_a_leg_the_longer_one_counts():
    short, long = holding(hold_s=4.0), holding(hold_s=9.0)
    result = assess(take_of((short.recording, "right"), (long.recording, "right")))
    assert found(result, kinds.HELD, "right").value == pytest.approx(9.0, abs=0.2)
    assert len(result.assessment.repetitions) == 2


NEGATIVE = {
    "march": (march(6, scene=facing("right")), "none was held"),
    "slow march": (march(4, hold_s=3.0, scene=facing("right")), "none was held"),
    "march at an angle": (march(6, scene=facing("right", 45.0)), "none was held"),
    "other leg": (holding("left", scene=facing("right")), "The left knee was lifted"),
    "dropped at once": (holding(hold_s=0.1), "came down at once"),
    "short": (holding(hold_s=1.0), "came down after 1.0 s"),
    "no lift": (perform([], scene=facing("right"), end_s=10), "No knee was lifted"),
    "low": (holding(peak_deg=15), "No knee was lifted"),
    "march from the front": (march(6, scene=Scene(yaw_deg=0)), "none was held"),
}


@pytest.mark.parametrize("name", NEGATIVE)
def test_what_is_no_hold_is_not_measured_and_the_reason_is_said(name):
    shown, words = NEGATIVE[name]
    said = assess(take(shown)).assessment
    assert said.quality.verdict == "unusable"
    assert any(words in each.message for each in said.quality.reasons)
    assert not any(each.valid for each in said.repetitions)
    assert all(each.value is None for each in said.measures)


def test_a_hold_of_one_leg_is_kept_where_the_other_cannot_be_measured():
    good, bad = holding("left"), holding("right", hold_s=0.1)
    result = assess(take_of((good.recording, "left"), (bad.recording, "right")))
    assert result.assessment.quality.verdict == "degraded"
    assert found(result, kinds.HELD, "left").value == pytest.approx(8.0, abs=0.2)
    assert "at once" in found(result, kinds.HELD, "right").reason
    assert "no hold of the right leg" in found(result, kinds.HELD_DIFFERENCE).reason


def test_the_leg_away_from_the_camera_is_less_certain():
    far = assess(take(holding("left", scene=facing("right")), "left"))
    near = assess(take(holding("left"), "left"))
    width = [found(each, kinds.START, "left").high - found(each, kinds.START, "left").low
             for each in (far, near)]  # fmt: skip
    assert width[0] > 2 * width[1]
    assert any("away from the camera" in each.message for each in far.assessment.quality.reasons)


@pytest.mark.parametrize(("peak_deg", "code"), [(105, "reached"), (95, "open"), (70, "below")])
def test_the_target_is_reached_or_not_on_the_end_of_the_interval(peak_deg, code):
    result = assess(take(holding(peak_deg=peak_deg)))
    assert f"height_{code}_right" in [each.code for each in result.assessment.findings]
