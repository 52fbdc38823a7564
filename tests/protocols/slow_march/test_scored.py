"""What becomes of a lift: its numbers, what counts, and what a moved camera parts."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from posecheck.kinematics.front_elevation import ElevationError
from posecheck.kinematics.statistics import Z95
from posecheck.landmarks import ANKLE, KNEE, SIDES
from posecheck.protocols.slow_march import MarchOptions, analysis, kinds
from posecheck.protocols.slow_march.analysis import (
    MarchAnalysis,
    ScoredLift,
    elevation_curves,
    read_phone,
    repetition_of,
)
from posecheck.protocols.slow_march.body import Body
from posecheck.protocols.slow_march.departures import Lift
from posecheck.protocols.slow_march.phases import Phases
from posecheck.thresholds import ELEVATION
from tests.kinematics.figure import Figure

PHASES = Phases(
    peak_deg=80.0,
    onset_s=1.0,
    top_start_s=1.5,
    top_end_s=2.5,
    hold_s=0.8,
    hold_sag_deg=1.0,
    raising_s=1.1,
    lowering_s=1.2,
    lowering_speed_deg_s=90.0,
    drop_ratio=1.3,
    sparc=-1.6,
)
LIFT = Lift("left", 30, 60, 90)
WHOLE = ScoredLift(LIFT, PHASES, Body())
TRACK = Figure().track(np.zeros(120), np.zeros(120))


def elevation(least=30.0):
    return SimpleNamespace(
        deg=dict.fromkeys(SIDES, np.zeros(120)),
        least_deg=dict.fromkeys(SIDES, least),
        error_at=lambda deg: ElevationError(2.0, 3.0, deg / 80.0 * 6.0),
    )


def values(scored, least=30.0):
    return repetition_of(TRACK, elevation(least), scored).values


@pytest.mark.parametrize(
    ("scored", "counts", "height"),
    [
        (WHOLE, True, True),
        (ScoredLift(replace(LIFT, valid=False), PHASES, Body()), False, False),
        (ScoredLift(LIFT), False, False),
        (replace(WHOLE, shank_hangs=False), True, False),
        (ScoredLift(replace(LIFT, from_standing=False), PHASES, Body()), True, False),
    ],
)
def test_what_counts_and_whose_height_is_told(scored, counts, height):
    assert (scored.counts, scored.has_height) == (counts, height)
    listed = MarchAnalysis.counted(SimpleNamespace(lifts=[scored]), "left")
    assert len(listed) == counts
    assert MarchAnalysis.peaks(SimpleNamespace(lifts=[scored]), "left") == [80.0] * height
    assert MarchAnalysis.counted(SimpleNamespace(lifts=[scored]), "right") == []


def test_a_repetition_has_its_times_and_the_error_of_its_height():
    found = repetition_of(TRACK, elevation(), WHOLE)
    assert (found.side, found.valid, found.reason) == ("left", True, None)
    assert (found.start_s, found.peak_s, found.end_s) == pytest.approx((1.0, 2.0, 3.0))
    peak = found.values[kinds.PEAK.name]
    assert (peak.value, peak.low, peak.high) == pytest.approx((80, 80 - 7 * Z95, 80 + 7 * Z95))
    assert found.number(kinds.SUB_PEAKS) == 1


@pytest.mark.parametrize(
    ("scored", "least", "told"),
    [
        (WHOLE, 80.0, True),
        (WHOLE, 80.1, False),
        (replace(WHOLE, shank_hangs=False), 30.0, False),
        (ScoredLift(replace(LIFT, from_standing=False), PHASES, Body()), 30.0, False),
    ],
)
def test_a_height_that_cannot_be_told_is_not_listed_and_the_rest_is(scored, least, told):
    found = values(scored, least)
    assert (kinds.PEAK.name in found) == told
    assert found[kinds.HOLD.name].value == 0.8


def test_a_lift_without_numbers_says_that_it_was_lost():
    lost = repetition_of(TRACK, elevation(), ScoredLift(LIFT))
    assert (lost.valid, lost.reason) == (False, "The leg was lost during this lift.")
    assert list(lost.values) == [kinds.SUB_PEAKS.name]
    why = ScoredLift(replace(LIFT, valid=False, reason="A step."), PHASES, Body())
    assert repetition_of(TRACK, elevation(), why).reason == "A step."


def test_a_curve_bands_the_holds_and_not_the_turns():
    turned = ScoredLift(replace(LIFT, peak=100), replace(PHASES, hold_s=0.0), Body())
    unseen = ScoredLift(replace(LIFT, peak=110), replace(PHASES, hold_s=None), Body())
    other = ScoredLift(replace(LIFT, side="right", peak=20), PHASES, Body())
    lifts = [WHOLE, turned, unseen, other, ScoredLift(LIFT)]
    left, right = elevation_curves(TRACK, elevation(), lifts, 90.0)
    assert [mark.t_s for mark in left.marks] == pytest.approx([2.0, 100 / 30, 110 / 30])
    assert [(band.start_s, band.end_s) for band in left.bands] == [(1.5, 2.5)]
    assert [mark.t_s for mark in right.marks] == pytest.approx([20 / 30])


@pytest.mark.parametrize(
    ("moves", "parted"),
    [
        ([], False),
        ([1.5], True),  # between the standing, 1.0 s in its middle, and the end of the lift
        ([2.5], True),  # during the lift
        ([1.0], False),  # the standing is of before and after alike
        ([3.5], False),
    ],
)
def test_a_camera_that_moves_between_the_standing_and_a_lift_parts_them(monkeypatch, moves, parted):
    monkeypatch.setattr(analysis, "camera_moves", lambda _: moves)
    lift, rest = replace(LIFT, start=60, end=90), Figure().rest()
    (found,) = analysis._before_any_move([lift], TRACK, rest)
    assert found.valid != parted
    assert (found.reason or "").startswith("The camera moved") == parted
    late = replace(rest, start_s=3.5, end_s=4.5)
    (found,) = analysis._before_any_move([lift], TRACK, late)
    assert found.valid == (moves not in ([2.5], [3.5]))
    why = replace(lift, valid=False, reason="A step.")
    assert analysis._before_any_move([why], TRACK, rest) == [why]


@pytest.mark.parametrize(("share", "hangs"), [(1.01, True), (0.99, False)])
def test_a_shank_drawn_too_short_at_the_top_does_not_hang(share, hangs):
    rest = Figure().rest()
    track = Figure().track(np.zeros(120), np.zeros(120))
    knee, ankle = KNEE["left"], ANKLE["left"]
    short = 1.0 - share * ELEVATION.least_shank
    track.xy_px[45:76, ankle] += short * (rest.xy_px[knee] - rest.xy_px[ankle])
    assert analysis._hangs(track, rest, LIFT, PHASES) == hangs


def phone(*lifts, left=80.0, right=80.0):
    options = MarchOptions(phone_left_deg=left, phone_right_deg=right)
    return read_phone(elevation(), lifts, options)


def scored(side, peak_deg=80.0, **lift):
    return ScoredLift(replace(LIFT, side=side, **lift), replace(PHASES, peak_deg=peak_deg), Body())


def test_a_phone_is_held_beside_the_first_lift_of_each_leg_that_counts():
    found, gate = phone(
        scored("left", 40.0, valid=False), scored("right", 76.0), scored("left", 78.0),
        scored("right", 50.0), scored("left", 50.0),
    )  # fmt: skip
    assert gate.verdict == "ok"
    assert found.at_deg == {"left": 78.0, "right": 76.0}
    assert 0 < found.shift_deg["left"] < 2.0
    assert 0 < found.shift_deg["right"] < 4.0


def test_a_first_lift_without_a_height_has_nothing_to_be_held_beside():
    found, gate = phone(scored("left", from_standing=False), scored("left"), scored("right"))
    assert found is None
    assert "no first lift of the left knee" in gate.message


def test_a_phone_that_contradicts_both_is_told_with_what_was_seen():
    found, gate = phone(scored("left", 80.4), scored("right", 61.0), left=20.0, right=120.0)
    assert (found, gate.verdict) == (None, "degraded")
    assert "It showed 20° left and 120° right" in gate.message
    assert "the camera sees 80° left and 61° right" in gate.message


def prepared(*hidden_s):
    return SimpleNamespace(track=TRACK, rest=Figure().rest(), view="oblique", hidden_s=hidden_s)


@pytest.mark.parametrize(
    ("hidden_s", "timed"),
    [((0.5, 1.01), False), ((2.99, 4.0), False), ((1.5, 2.0), False), ((0.0, 1.0), True)],
)
def test_a_lift_of_which_one_leg_hid_a_part_has_a_height_and_no_times(hidden_s, timed):
    t_s = TRACK.t_s
    both = dict.fromkeys(SIDES, np.interp(t_s, [1.0, 1.5, 2.5, 3.0], [0.0, 80.0, 80.0, 0.0]))
    found = analysis._scored(prepared(hidden_s), SimpleNamespace(deg=both), both, LIFT).phases
    assert found.peak_deg == pytest.approx(80.0, abs=1.0)
    assert (found.timed, found.hold_s is not None, found.lowering_s is not None) == (timed,) * 3


@pytest.mark.parametrize(
    ("seen", "measured"), [(range(30, 91), True), ([90], True), ([30], True), ([29, 91], False)]
)
def test_a_lift_of_which_a_moment_was_seen_is_measured(seen, measured):
    deg = np.full(120, np.nan)
    deg[list(seen)] = 60.0
    both = dict.fromkeys(SIDES, deg)
    found = analysis._scored(prepared(), SimpleNamespace(deg=both), both, LIFT)
    assert (found.phases is not None) == (found.body is not None) == measured
    assert not measured or found.phases.peak_deg == 60.0
