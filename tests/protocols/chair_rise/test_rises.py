"""What is a rise, when its parts begin and end, and how upright it ends."""

from dataclasses import replace

import numpy as np
import pytest

from posecheck import Result, Take, assess
from posecheck.landmarks import SIDES
from posecheck.protocols.chair_rise import kinds
from posecheck.protocols.chair_rise.analysis import RiseAnalysis
from tests.protocols.chair_rise.sitter import SIDEWAYS, Round, Sitting, sitting
from tests.puppet import Scene
from tests.synthetic import during, edited, hidden, march, mirrored


def measured(shown: Sitting, **options) -> RiseAnalysis:
    analysis = assess(shown.take(**options)).analysis
    assert isinstance(analysis, RiseAnalysis)
    return analysis


def value(result: Result, kind):
    return result.assessment.measure(kind).value


# How the person rises and is filmed; a view from the front tells times only, and less well.
MANNERS = [
    {},
    {"bent_deg": 12.0},
    {"seat_m": 0.38},
    {"seat_m": 0.52, "lean_deg": 25.0},
    {"down_s": 0.8, "seated_s": 0.3, "lean_s": 0.4, "up_s": 0.7, "stand_s": 0.5},
    {"down_s": 2.5, "seated_s": 2.0, "lean_s": 1.5, "up_s": 2.5, "stand_s": 2.0},
    {"scene": Scene(yaw_deg=-90.0, height_m=1.55)},
    {"scene": Scene(yaw_deg=90.0, fps=15.0)},
    {"scene": Scene(yaw_deg=90.0, lens_height_m=1.3, distance_m=2.5)},
    {"scene": Scene(yaw_deg=48.0)},
    {"scene": Scene(yaw_deg=3.0)},
]


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_every_rise_is_timed_and_its_end_is_measured(manner):
    shown = sitting(**manner)
    analysis = measured(shown)
    front = analysis.view == "front"
    assert len(analysis.counted) == len(shown.true) == 5
    for (phases, _), true in zip(analysis.counted, shown.true, strict=True):
        assert phases.rise_s == pytest.approx(true.up_s - true.lean_s, abs=0.2 if front else 0.1)
        assert phases.off_s == pytest.approx(true.off_s, abs=0.1)
        if front:
            assert phases.hip_deg is None
        else:
            ends = [phases.hip_deg, phases.knee_deg, phases.trunk_deg, phases.lean_deg]
            true_ends = [true.hip_deg, true.knee_deg, true.trunk_deg, true.lean_deg]
            assert ends == pytest.approx(true_ends, abs=3)


@pytest.mark.parametrize("manner", MANNERS, ids=str)
def test_the_time_for_five_lies_within_its_interval(manner):
    shown = sitting(**manner)
    five = assess(shown.take()).assessment.measure(kinds.TIME_FIVE)
    assert five.low <= shown.true[4].up_s - shown.true[0].lean_s <= five.high


def test_who_straightens_up_later_has_risen_before():
    last = Round(bent_deg=14, stand_s=2.5, straightens_s=4)
    analysis = measured(sitting([Round()] * 4 + [last]))
    times = [phases.rise_s for phases, _ in analysis.counted]
    assert times[-1] == pytest.approx(times[0], abs=0.15)
    assert analysis.counted[-1][0].trunk_deg == pytest.approx(14, abs=3)


def test_the_mirror_image_gives_the_same_rises():
    shown = sitting(bent_deg=10)
    turned = Sitting(mirrored(shown.recording), shown.true)
    here, there = measured(shown), measured(turned)
    for (one, _), (other, _) in zip(here.counted, there.counted, strict=True):
        assert one.rise_s == pytest.approx(other.rise_s)
        assert one.hip_deg == pytest.approx(other.hip_deg)


def test_who_begins_on_the_chair_is_measured_as_well():
    shown = sitting([replace(Round(), stand_s=3.0)] * 5, first_s=0.5)
    late = shown.recording.t_s >= 2.2  # sitting already
    cut = edited(shown.recording, lambda xy: None)
    cut = replace(
        cut,
        **{
            name: getattr(cut, name)[late]
            for name in (
                "t_s", "landmarks_px", "visibility", "frame_size_px", "body_yaw_deg", "brightness",
            )
        },
    )  # fmt: skip
    analysis = measured(Sitting(cut, shown.true))
    assert len(analysis.counted) == 5
    assert not analysis.restless
    assert analysis.counted[0][0].hip_deg == pytest.approx(0, abs=3)


def test_without_quiet_standing_no_posture_is_measured_and_the_times_are():
    shown = sitting(first_s=0.2, stand_s=0.15, last_s=0.1)
    swing = 12.0 * np.sin(2 * np.pi * 1.1 * shown.recording.t_s)

    def change(xy):
        xy[:, :25, 0] += swing[:, None]

    result = assess(Sitting(edited(shown.recording, change), shown.true).take())
    assert value(result, kinds.TIME_FIVE) is not None
    for kind in kinds.AGAINST_STANDING:
        measure = result.assessment.measure(kind)
        assert measure.value is None
        assert "no quiet standing" in measure.reason
    assert all(kinds.HIP_END.name not in each.values for each in result.assessment.repetitions)


# Movements that are no rise from a chair, and the words that say why.
NEGATIVE = {
    "squats": (sitting([Round(seat="squat", seated_s=0.1)] * 5).recording, "as in a squat"),
    "slow squats": (sitting([Round(seat="squat", seated_s=0.8)] * 5).recording, "as in a squat"),
    "seat only touched": (
        sitting([Round(seat="touch", seated_s=0.1)] * 5).recording,
        "say that you only touch the seat",
    ),
    "squats from the front": (
        sitting([Round(seat="squat", seated_s=0.1)] * 5, scene=Scene(yaw_deg=2)).recording,
        "look alike",
    ),
    "march from the side": (march(6, scene=SIDEWAYS).recording, "Nobody sat down"),
    "march from the front": (march(6).recording, "Nobody sat down"),
    "march at an angle": (march(6, scene=Scene(yaw_deg=45)).recording, "Nobody sat down"),
    "standing": (sitting([], first_s=8).recording, "Nobody sat down"),
    "sitting": (sitting([Round(stays_down=True, stand_s=6)]).recording, "never left the seat"),
}


@pytest.mark.parametrize("name", NEGATIVE)
def test_what_is_no_rise_is_not_counted_and_the_reason_is_said(name):
    recording, words = NEGATIVE[name]
    said = assess(Sitting(recording, []).take()).assessment
    assert said.quality.verdict == "unusable"
    assert any(words in reason.message for reason in said.quality.reasons)
    assert not any(each.valid for each in said.repetitions)
    assert all(each.value is None for each in said.measures)


def walked(recording, to_px):
    """Return the person walking to another place and growing, as on the way to the camera."""

    def change(xy):
        share = np.clip((recording.t_s - 1) / (recording.t_s[-1] - 2), 0, 1)[:, None, None]
        centre = xy.mean(axis=(0, 1))
        xy[:] = (xy - centre) * (1 + 0.6 * share) + centre + share * np.array([to_px, 0.0])

    return edited(recording, change)


@pytest.mark.parametrize("yaw_deg", [0.0, 90.0])
def test_walking_to_the_camera_is_no_rise(yaw_deg):
    recording = walked(march(8, scene=Scene(yaw_deg=yaw_deg), peak_deg=35).recording, 60.0)
    said = assess(Sitting(recording, []).take()).assessment
    assert not any(each.valid for each in said.repetitions)


def test_a_seat_that_is_only_touched_counts_where_that_is_said():
    result = assess(sitting([Round(seat="touch", seated_s=0.1)] * 5).take(seat="touched"))
    measure = result.assessment.measure(kinds.TIME_FIVE)
    assert measure.value is not None
    assert "a squat would count as well" in measure.caution


def test_one_squat_amid_the_rises_takes_the_time_for_five_away():
    rounds = [Round()] * 3 + [Round(seat="squat", seat_m=0.62)] + [Round()] * 3
    result = assess(sitting(rounds).take())
    assert sum(each.valid for each in result.assessment.repetitions) == 6
    five = result.assessment.measure(kinds.TIME_FIVE)
    assert five.value is None
    assert "does not count" in five.reason


def test_nobody_seen_during_one_rise_voids_that_rise_alone():
    shown = sitting()
    gone = shown.true[2]
    lost = hidden(shown.recording, gone.off_s + 0.1, gone.off_s + 0.5)
    said = assess(Sitting(lost, shown.true).take()).assessment
    assert [each.valid for each in said.repetitions].count(True) == 4
    assert any("not seen" in (each.reason or "") for each in said.repetitions)


@pytest.mark.parametrize("hands", ["free", "knees", "chair"])
def test_hands(hands):
    analysis = measured(sitting(hands=hands))
    assert {each for _, each in analysis.counted} == {hands}


def test_of_a_hidden_hand_nothing_is_said():
    shown = sitting(hands="knees")
    unseen = shown.recording.visibility.copy()
    unseen[:, 15:17] = 0.2
    result = assess(Sitting(replace(shown.recording, visibility=unseen), []).take())
    assert value(result, kinds.HANDS) is None


def test_a_step_is_counted_and_still_feet_are_not():
    shown = sitting()
    assert value(assess(shown.take()), kinds.STEPS) == 0
    after = during(shown.recording, shown.true[2].up_s + 0.3, 1e9)

    def change(xy):
        for side in SIDES:
            for joint in (27, 29, 31):
                xy[after, joint + (side == "right"), 0] += 22.0

    stepped = edited(shown.recording, change)
    assert value(assess(Take((Sitting(stepped, []).take().stations[0],), "chair_rise")),
                 kinds.STEPS) == 1  # fmt: skip


def test_dropping_into_the_chair_is_told_from_an_even_way_down():
    gentle = assess(sitting().take())
    assert not any(each.code.startswith("drops") for each in gentle.assessment.findings)
    dropped = assess(sitting(drops=True).take())
    assert any(each.code == "drops" for each in dropped.assessment.findings)
    assert value(gentle, kinds.DROP) < 1 < value(dropped, kinds.DROP)
