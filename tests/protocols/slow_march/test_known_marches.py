"""Synthetic marches of which one thing is known exactly, assessed as a whole."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from posecheck.assessment_file import read_assessment
from posecheck.kinematics.front_elevation import ElevationError, HeightError
from posecheck.kinematics.statistics import Z95
from posecheck.landmarks import SIDES
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.measures import march_measures
from tests.conftest import analyse_march
from tests.conftest import assess_march as assess
from tests.movements import Habits, Person
from tests.synthetic import (
    Lift,
    March,
    Scene,
    camera_shifted,
    counted,
    finds,
    hidden,
    march,
    perform,
    picked,
)


@cache
def even_march() -> March:
    return march(12, peak_deg=80.0)


def test_an_even_march_has_no_difference_and_no_faults():
    take = assess(even_march().recording)
    codes = [finding.code for finding in take.findings]
    assert take.quality.verdict == "ok"
    assert "symmetry_none" in codes
    assert "decline_none" in codes
    index = take.measure(kinds.SYMMETRY_INDEX)
    assert abs(index.value) < 2
    assert index.low < 0 < index.high
    faults = (
        "foot_moved",
        "side_lean",
        "hold_sag",
        "let_fall",
        "lowering_stepwise",
        "knee_",
        "rhythm",
    )
    assert not [code for code in codes if code.startswith(faults)]


def test_a_march_with_one_low_side_says_which_side_is_lower():
    events = [
        Lift(side, 2.5 + 3.6 * index, peak_deg=90.0 if side == "left" else 62.0)
        for index, side in enumerate(["right", "left"] * 6)
    ]
    take = assess(perform(events).recording)
    finding = next(f for f in take.findings if f.code.startswith("symmetry"))
    assert finding.code == "symmetry_marked"
    assert finding.text.startswith("The right knee lifts")
    assert take.measure(kinds.DIFFERENCE).value == pytest.approx(-28, abs=7)


def test_a_side_that_tires_is_found_and_the_other_is_not():
    events = [
        Lift(side, 2.5 + 3.6 * index, peak_deg=88.0 - (1.5 * index if side == "left" else 0))
        for index, side in enumerate(["right", "left"] * 8)
    ]
    take = assess(perform(events).recording)
    codes = [finding.code for finding in take.findings]
    assert "decline_left" in codes
    assert not [code for code in codes if code.startswith("decline") and code.endswith("right")]
    assert take.measure(kinds.TREND, "left").value == pytest.approx(-3.0, abs=0.8)
    assert take.measure(kinds.TREND_DIFFERENCE).low > 0


def test_the_rhythm_of_an_even_march():
    take = assess(even_march().recording)
    period = 3.0 + 0.6  # up, hold, down, pause
    assert take.measure(kinds.CADENCE).value == pytest.approx(60 / period, rel=0.02)
    assert take.measure(kinds.PHASE).value == pytest.approx(0.5, abs=0.02)
    assert take.measure(kinds.RHYTHM_VARIATION).value < 3
    assert take.measure(kinds.COUNT, "left").value == 6


@pytest.mark.parametrize("place", [0.35, 0.65])
def test_the_phase_is_the_place_of_a_left_lift_between_two_right_ones(place):
    short = {"rise_s": 0.4, "hold_s": 0.3, "lower_s": 0.4}
    events = []
    for cycle in range(5):
        begin = 2.5 + 4.0 * cycle
        events += [Lift("right", begin, **short), Lift("left", begin + 4.0 * place, **short)]
    phase = assess(perform(events).recording).measure(kinds.PHASE)
    assert phase.value == pytest.approx(place, abs=0.02)
    assert phase.low <= place <= phase.high
    assert phase.high - phase.low < 0.2


def intervals_with(error: ElevationError):
    """Half the width of the intervals of both peaks and of their difference."""
    analysis = analyse_march(even_march().recording)
    elevation = replace(analysis.elevation, rendered_error=HeightError(error, error))
    measures = march_measures(replace(analysis, elevation=elevation))
    found = {(measure.name, measure.side): measure for measure in measures}
    return [
        found[kinds.PEAK.name, side].high - found[kinds.PEAK.name, side].value for side in SIDES
    ], (found[kinds.DIFFERENCE.name, None].high - found[kinds.DIFFERENCE.name, None].value)


def test_each_part_of_the_error_of_a_peak_is_in_the_intervals_that_it_blurs():
    """What both sides share cancels in their difference; what each side has of its own does not."""
    peaks, difference = intervals_with(ElevationError(0.0, 0.0, 1.0))
    shared_peaks, shared = intervals_with(ElevationError(6.0, 0.0, 1.0))
    own_peaks, own = intervals_with(ElevationError(0.0, 4.0, 1.0))
    assert shared == pytest.approx(difference)
    assert own == pytest.approx(np.hypot(difference, Z95 * np.sqrt(2) * 4.0))
    for plain, common, side in zip(peaks, shared_peaks, own_peaks, strict=True):
        assert common == pytest.approx(np.hypot(plain, Z95 * 6.0))
        assert side == pytest.approx(np.hypot(plain, Z95 * 4.0))


def test_marching_fast_has_no_hold():
    quick = march(16, peak_deg=70.0, rise_s=0.25, hold_s=0.0, lower_s=0.25, gap_s=0.1)
    take = assess(quick.recording)
    holds = [take.measure(kinds.HOLD, side) for side in ("left", "right")]
    assert [hold.value for hold in holds if hold.value is not None] == [0.0, 0.0]
    assert "hold_none_left" in [finding.code for finding in take.findings]


def test_a_standing_foot_that_is_put_elsewhere_has_moved():
    person = Person()
    person.stand(2.5)
    for index in range(8):
        step_m = {0: 0.12, 4: -0.12}.get(index, 0.0)
        person.lift(("right", "left")[index % 2], 80, hold_s=0.8, step_m=step_m)
        person.stand(0.4)
    take = assess(person.recording())
    assert take.measure(kinds.STANCE_MOVES, "left").value == 2
    assert take.measure(kinds.STANCE_MOVES, "right").value == 0
    said = {finding.code: finding.text for finding in take.findings}
    assert said["foot_moved_left"] == "Your left foot moved twice while you stood on it."


@pytest.mark.parametrize("habit", [{"foot_off": 0.1}, {"other_climb": 0.2}, {"jitter": 0.008}])
@pytest.mark.parametrize("sway_deg", [0.0, 18.0])
def test_no_foot_moves_because_the_model_errs_or_the_trunk_leans(habit, sway_deg):
    person = Person()
    person.stand(2.5)
    person.march(8, 80, hold_s=0.6, gap_s=0.1, side_deg=sway_deg)
    take = assess(person.recording(habits=Habits(**habit)))
    for side in ("left", "right"):
        assert take.measure(kinds.STANCE_MOVES, side).value == 0
        assert take.measure(kinds.COUNT, side).value == 4


@pytest.mark.parametrize("yaw_deg", [90.0, -90.0])
def test_a_take_from_the_side_measures_what_it_shows(yaw_deg):
    take = assess(march(6, scene=Scene(yaw_deg=yaw_deg)).recording)
    assert take.view == ("side-right" if yaw_deg > 0 else "side-left")
    lean = take.measure(kinds.FORWARD_LEAN, "left")
    assert lean.low <= 0 <= lean.high
    assert take.measure(kinds.CADENCE).value is not None


@pytest.mark.parametrize("yaw_deg", [0.0, 45.0, 90.0])
@pytest.mark.parametrize("seed", range(8))
def test_gaps_anywhere_raise_nothing(yaw_deg, seed):
    rng = np.random.default_rng(seed)
    take = march(6, scene=Scene(yaw_deg=yaw_deg, noise_px=3.0)).recording
    for start in rng.uniform(0, take.duration_s, 5):
        take = hidden(take, start, start + rng.uniform(0.1, 1.5))
    found = assess(take)
    assert read_assessment(found.to_json()) == found
    assert found.quality.verdict != "ok"


@pytest.mark.parametrize("frames", [1, 2, 5, 30, 90])
def test_a_very_short_take_is_unusable_and_raises_nothing(frames):
    short = picked(even_march().recording, slice(0, frames))
    assert assess(short).quality.verdict == "unusable"


def test_lifts_that_a_moved_camera_parts_from_the_standing_do_not_count():
    whole = perform([Lift("right", 2.5 + 5 * i) for i in range(4)])
    take = assess(camera_shifted(whole.recording, 11.5, (40.0, 20.0)))
    assert [lift.valid for lift in take.repetitions] == [True, True, False, False]
    assert "The camera moved between" in take.repetitions[2].reason
    assert "camera_still" in [reason.gate for reason in take.quality.reasons]


@pytest.mark.parametrize("each_s", [0.55, 0.66, 0.78])
@pytest.mark.parametrize("fps", [10.0, 15.0])
def test_quick_lifts_from_the_side_keep_their_legs_before_a_slow_camera(fps, each_s):
    """One foot that comes down while the other goes up looks like labels that change."""
    way = {"peak_deg": 90.0, "rise_s": 0.4 * each_s, "hold_s": 0.1 * each_s}
    shown = march(
        10, gap_s=0.1 * each_s, lower_s=0.4 * each_s, scene=Scene(fps=fps, yaw_deg=90.0), **way
    )
    assert counted(finds(shown.recording)[1]) == "RLRLRLRLRL"


@pytest.mark.parametrize("yaw_deg", [0.0, 45.0, 90.0])
def test_ten_pictures_a_second_show_a_slow_march_as_thirty_do(yaw_deg):
    many, few = (
        assess(march(6, scene=Scene(fps=fps, yaw_deg=yaw_deg)).recording) for fps in (30.0, 10.0)
    )
    assert [each.side for each in few.repetitions] == [each.side for each in many.repetitions]
    for kind, within in ((kinds.PEAK, 2.0), (kinds.HOLD, 0.1), (kinds.LOWERING, 0.2)):
        for side in SIDES:
            before, now = (found.measure(kind, side) for found in (many, few))
            assert now.value == pytest.approx(before.value, abs=within), (kind.name, side)
    if yaw_deg == 90.0:
        reason = few.measure(kinds.TOE_FIRST, "right").reason
        assert reason.endswith(
            "pictures a second to tell what touches the floor first; it needs 15."
        )


def test_a_take_that_a_gate_refuses_is_not_analysed():
    take = assess(march(6, scene=Scene(fps=8)).recording)
    assert take.quality.verdict == "unusable"
    assert take.repetitions == ()


def test_a_take_in_which_no_lift_counts_lists_them_without_numbers():
    whole = perform([Lift("right", 3.0 + 5 * i) for i in range(4)])
    take = assess(camera_shifted(whole.recording, 2.4, (40.0, 20.0)))
    assert take.quality.verdict == "unusable"
    assert take.quality.reasons[0].gate == "repetitions"
    assert len(take.repetitions) == 4
    for lift in take.repetitions:
        assert (lift.valid, lift.values) == (False, {})
        assert "The camera moved between" in lift.reason
