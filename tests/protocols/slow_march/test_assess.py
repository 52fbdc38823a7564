import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from posecheck import Assessment, Recording
from posecheck.kinematics.elevation_correction import ElevationError
from posecheck.kinematics.statistics import Z95
from posecheck.landmarks import SIDES, other
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.measures import march_measures
from posecheck.take_file import from_bytes, to_bytes
from tests.conftest import FIXTURES, analyse_march, march_of, recorded_march
from tests.conftest import assess_march as assess
from tests.synthetic import (
    Lift,
    March,
    Scene,
    Whole,
    camera_shifted,
    hidden,
    march,
    mirrored,
    perform,
    picked,
)

FOLDER = FIXTURES / "recordings"
NAMES = sorted(path.stem for path in FOLDER.glob("*.posecheck"))
FRONT = "m02_front_m1_asymR15"
SIDE = "m10_sideL_f2_low"


recording = cache(recorded_march)


@cache
def result(name: str) -> Assessment:
    return assess(recording(name))


def truth(name: str) -> list[dict]:
    return json.loads((FOLDER / f"{name}.truth.json").read_text())["repetitions"]


def without_people(original: Recording, share: float = 1.0) -> Recording:
    return hidden(original, 0.0, share * (original.duration_s + 1))


@pytest.mark.parametrize("name", NAMES)
def test_every_lift_is_found_on_its_leg(name):
    sides = [repetition.side for repetition in result(name).repetitions if repetition.valid]
    assert sides == [lift["side"] for lift in truth(name)]


@pytest.mark.parametrize("name", NAMES)
def test_the_hold_is_right(name):
    lifts = zip(result(name).repetitions, truth(name), strict=True)
    off = [abs(found.number(kinds.HOLD) - true["hold_within_5deg_s"]) for found, true in lifts]
    assert np.mean(off) <= 0.2
    assert np.median(off) <= 0.1


def test_the_intervals_of_the_peaks_hold_the_truth():
    inside = [
        found.values[kinds.PEAK.name].low
        <= true["peak_thigh_elev"]
        <= found.values[kinds.PEAK.name].high
        for name in NAMES
        for found, true in zip(result(name).repetitions, truth(name), strict=True)
    ]
    assert len(inside) > 60
    assert np.mean(inside) >= 0.9


@pytest.mark.parametrize("name", NAMES)
def test_every_measure_has_an_interval_or_a_reason(name):
    for measure in result(name).measures:
        if measure.value is None:
            assert measure.reason.endswith(".")
            assert measure.low is None
        else:
            assert measure.low <= measure.value <= measure.high, measure.name
            assert measure.unit
            assert measure.view == result(name).view


def test_every_declared_measure_is_listed_on_its_sides_and_no_other():
    names = [(measure.name, measure.side) for measure in result(FRONT).measures]
    declared = [
        (kind.name, side)
        for kind in kinds.MEASURES
        for side in (("left", "right") if kind.per_side else (None,))
    ]
    assert sorted(names, key=str) == sorted(declared, key=str)


def test_a_difference_of_fifteen_degrees_is_found_on_its_side():
    difference = result(FRONT).measure(kinds.DIFFERENCE)
    peaks = {"left": [], "right": []}
    for lift in truth(FRONT):
        peaks[lift["side"]].append(lift["peak_thigh_elev"])
    true = np.median(peaks["right"]) - np.median(peaks["left"])
    assert difference.low <= true <= difference.high
    assert difference.high < 0
    finding = next(f for f in result(FRONT).findings if f.code.startswith("symmetry"))
    assert finding.code == "symmetry_described"  # three lifts a side describe, they do not grade
    assert "right knee lifts" in finding.text
    assert "lower than the left" in finding.text


def test_a_view_that_does_not_show_it_says_so():
    front, side = result(FRONT), result(SIDE)
    assert front.measure(kinds.TOE_FIRST, "left").reason == "Not measurable from the front."
    assert front.measure(kinds.FORWARD_LEAN, "left").value is None
    assert front.measure(kinds.SIDE_LEAN, "left").value is not None
    assert side.measure(kinds.SIDE_LEAN, "left").reason == "Not measurable from the side."
    assert side.measure(kinds.FORWARD_LEAN, "left").value is not None
    assert side.measure(kinds.TOE_FIRST, "left").value is not None
    assert "far foot" in side.measure(kinds.TOE_FIRST, "right").reason
    assert "second take" in side.measure(kinds.DIFFERENCE).reason
    for take in (front, side):
        assert take.measure(kinds.PELVIS, "left").value is None


def test_too_few_lifts_make_no_statement_on_symmetry():
    take = result("p_front_00")
    assert "at least 3 lifts" in take.measure(kinds.SYMMETRY_INDEX).reason
    assert take.quality.verdict == "degraded"
    assert [f.code for f in take.findings if f.code.startswith("symmetry")] == ["symmetry_unknown"]


# A ratio of right to left and a place in the left leg's cycle turn over in their own way.
UNMIRRORED = (kinds.PHASE.name, kinds.LIMB_SYMMETRY_INDEX.name)


@pytest.mark.parametrize("name", [FRONT, SIDE, "m01_front_f1_sym"])
def test_the_mirrored_person_has_the_mirrored_result(name):
    there, back = result(name), assess(mirrored(recording(name)))
    for measure in there.measures:
        twin = back.measure(measure.name, measure.side and other(measure.side))
        assert (twin.value is None) == (measure.value is None)
        if measure.value is None or measure.name in UNMIRRORED:
            continue
        signed = measure.side is None and measure.name.endswith(
            ("difference", "symmetry_index", "angle")
        )
        expected = -measure.value if signed else measure.value
        assert twin.value == pytest.approx(expected, abs=0.02 * abs(expected) + 0.02), measure.name


def test_a_take_played_slower_has_longer_times_and_the_same_heights():
    plain, slow = result(FRONT), assess(replace(recording(FRONT), t_s=1.5 * recording(FRONT).t_s))
    for side in ("left", "right"):
        peak, hold = kinds.PEAK, kinds.HOLD
        assert slow.measure(peak, side).value == pytest.approx(
            plain.measure(peak, side).value, abs=1.5
        )
        assert slow.measure(hold, side).value == pytest.approx(
            1.5 * plain.measure(hold, side).value, rel=0.1
        )
    assert slow.measure(kinds.CADENCE).value == pytest.approx(
        plain.measure(kinds.CADENCE).value / 1.5, rel=0.05
    )


def test_the_same_recording_gives_the_same_numbers():
    again = assess(from_bytes(to_bytes(march_of(recording(FRONT)))).stations[0].recording)
    assert again.measures == result(FRONT).measures
    assert again.repetitions == result(FRONT).repetitions
    assert again.provenance.recording_digest == recording(FRONT).digest()


def test_an_assessment_survives_its_file():
    assert Assessment.from_json(result(FRONT).to_json()) == result(FRONT)


def test_the_target_decides_what_is_reached():
    low = assess(recording(SIDE), target_deg=60)
    assert low.measure(kinds.AT_TARGET, "left").value == 100
    assert result(SIDE).measure(kinds.AT_TARGET, "left").value == 0
    assert "height_reached_left" in [finding.code for finding in low.findings]
    assert "height_below_left" in [finding.code for finding in result(SIDE).findings]


def test_where_it_came_from_is_complete():
    made = result(FRONT).provenance
    assert made.recording_digest
    assert made.frames == len(recording(FRONT))
    assert made.frames_per_s == pytest.approx(30, abs=0.5)
    assert made.frame_size_px == (640, 480)
    assert made.thresholds_version
    assert made.correction_version
    assert made.options["target_deg"] == 90


def test_a_take_of_nobody_is_unusable_and_raises_nothing():
    take = assess(without_people(recording(FRONT)))
    assert take.quality.verdict == "unusable"
    assert "Nobody was found" in take.quality.reasons[0].message
    assert {measure.reason for measure in take.measures} == {take.quality.reasons[0].message}
    assert take.repetitions == ()


def test_a_person_seen_for_a_moment_makes_an_unusable_take_and_no_error():
    take = assess(without_people(recording(FRONT), share=0.9))
    assert take.quality.verdict == "unusable"
    assert take.findings == ()
    assert take.repetitions == ()
    for measure in take.measures:
        assert measure.value is None
        assert measure.reason in [reason.message for reason in take.quality.reasons]


def test_one_side_alone_is_measured_without_a_comparison():
    first = truth("p_front_00")[0]
    whole = recording("p_front_00")
    cut = picked(whole, whole.t_s < first["end_s"] + 0.4)
    take = assess(cut)
    side = first["side"]
    assert take.measure(kinds.PEAK, side).value is not None
    assert take.measure(kinds.PEAK, other(side)).reason.startswith("No lift")
    assert take.measure(kinds.CADENCE).value is None
    assert take.measure(kinds.SYMMETRY_INDEX).value is None


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
        "unsteady",
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
    assert take.measure(kinds.DIFFERENCE).value == pytest.approx(-28, abs=5)


def test_a_side_that_tires_is_found_and_the_other_is_not():
    events = [
        Lift(side, 2.5 + 3.6 * index, peak_deg=88.0 - (1.5 * index if side == "left" else 0))
        for index, side in enumerate(["right", "left"] * 8)
    ]
    take = assess(perform(events).recording)
    codes = [finding.code for finding in take.findings]
    assert "decline_clear_left" in codes
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
    elevation = replace(analysis.elevation, error=error)
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


def test_a_hop_is_a_loss_of_balance_on_the_standing_leg():
    events = [
        *(Lift(side, 2.5 + 3.6 * index) for index, side in enumerate(["right", "left"] * 4)),
        Whole(3.6, 0.5, up_m=0.16),
        Whole(10.8, 0.5, up_m=0.16),
    ]
    take = assess(perform(events).recording)
    assert take.measure(kinds.BALANCE, "left").value == 2
    assert take.measure(kinds.BALANCE, "right").value == 0
    assert "unsteady_left" in [finding.code for finding in take.findings]


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
    assert Assessment.from_json(found.to_json()) == found
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


def test_a_take_that_a_gate_refuses_is_not_analysed():
    take = assess(march(6, scene=Scene(fps=12)).recording)
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
