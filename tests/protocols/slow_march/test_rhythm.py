"""Cycles, phase and variation of lifts whose onsets are given."""

from types import SimpleNamespace

import numpy as np
import pytest

from posecheck.protocols.slow_march import MarchOptions, kinds
from posecheck.protocols.slow_march.analysis import read_phone
from posecheck.protocols.slow_march.measures_body import body_measures
from posecheck.protocols.slow_march.measures_rhythm import _cycles, rhythm_measures
from posecheck.protocols.slow_march.thresholds import REPETITION


def scored(side, onset_s, counts=True, seen=True, deg=80.0):
    return SimpleNamespace(
        lift=SimpleNamespace(side=side, peak=round(10 * onset_s) + 5),
        counts=counts,
        has_height=counts,
        phases=SimpleNamespace(onset_s=onset_s, peak_deg=deg) if seen else None,
    )


def take(*lifts, excluded_spans=(), view="front"):
    track = SimpleNamespace(
        t_s=np.arange(0, 100, 0.1),
        camera_hz=30.0,
        excluded_spans=[SimpleNamespace(start_s=a, end_s=b) for a, b in excluded_spans],
    )
    return SimpleNamespace(
        lifts=lifts,
        track=track,
        view=view,
        counted=lambda side: [(each.phases, None) for each in lifts if each.lift.side == side],
    )


R, L, U = "right", "left", "unknown"
H = REPETITION.hidden_for


@pytest.mark.parametrize(
    ("lifts", "excluded_spans", "cycles"),
    [
        ([scored(R, 1.0), scored(L, 2.0), scored(R, 4.0), scored(R, 6.0)], [], [(1, 4), (4, 6)]),
        ([scored(R, 1.0), scored(R, 2.0, counts=False), scored(R, 4.0)], [], []),
        ([scored(R, 1.0), scored(U, 2.0, counts=False), scored(R, 4.0)], [], []),
        ([scored(R, 1.0), scored(L, 2.0, counts=False), scored(R, 4.0)], [], [(1, 4)]),
        (
            [scored(R, 1.0), scored(R, 2.0, seen=False), scored(R, 4.0), scored(R, 5.0)],
            [],
            [(4, 5)],
        ),
        ([scored(R, 1.0), scored(R, 4.0)], [(2.0, 2.0 + H)], []),  # one may have passed unseen
        ([scored(R, 1.0), scored(R, 4.0)], [(2.0, 1.9 + H)], [(1, 4)]),
        ([scored(R, 1.0), scored(R, 4.0)], [(0.0, 0.9 + H), (4.1 - H, 9.0)], [(1, 4)]),
        ([scored(R, 1.0)], [], []),
    ],
)
def test_cycles_are_between_lifts_that_follow_each_other(lifts, excluded_spans, cycles):
    assert _cycles(take(*lifts, excluded_spans=excluded_spans), R) == cycles


def rhythm(*lifts):
    return {measure.name: measure for measure in rhythm_measures(take(*lifts))}


def even(count, period=4.0, side=R, begin=1.0):
    return [scored(side, begin + period * index) for index in range(count)]


def ordered(*lifts):
    return sorted(lifts, key=lambda each: each.phases.onset_s)


@pytest.mark.parametrize(
    ("lifts", "per_min"),
    [
        (even(4), 15.0),  # one knee every four seconds
        (ordered(*even(4), *even(4, side=L, begin=3.0)), 30.0),
        (ordered(*even(4), *even(1, side=L, begin=3.0)), 15.0),  # one lift shows no cycle
    ],
)
def test_the_cadence_counts_the_knees_that_show_it(lifts, per_min):
    cadence = rhythm(*lifts)[kinds.CADENCE.name]
    assert cadence.value == pytest.approx(per_min)
    assert cadence.low < per_min < cadence.high <= 2 * per_min


@pytest.mark.parametrize(
    ("right", "left", "n"), [(3, 3, 4), (3, 2, None), (5, 1, 4), (4, 2, None), (5, 2, 4)]
)
def test_the_variation_needs_two_cycles_of_a_knee(right, left, n):
    lifts = ordered(*even(right), *even(left, side=L, begin=3.0))
    found = rhythm(*lifts)[kinds.RHYTHM_VARIATION.name]
    assert (None if found.value is None else found.n) == n


def test_the_variation_is_the_scatter_of_the_cycles_over_their_median():
    onsets = np.cumsum([1.0, 4.0, 4.4, 4.0, 3.6, 4.0, 4.4, 3.6])  # deviations 0 and a tenth
    found = rhythm(*(scored(R, float(each)) for each in onsets))[kinds.RHYTHM_VARIATION.name]
    assert found.value == pytest.approx(14.826)
    assert found.low >= 0
    assert found.high > found.value


@pytest.mark.parametrize("begin", [2.0, 3.0, 4.0])
def test_the_phase_is_where_the_left_lift_falls_between_two_right_ones(begin):
    phase = rhythm(*ordered(*even(4), *even(3, side=L, begin=begin)))[kinds.PHASE.name]
    assert phase.value == pytest.approx((begin - 1.0) / 4.0)


@pytest.mark.parametrize(
    ("left", "low", "high"),
    [((1.5, 11.5, 30.0), 0.0, None), ((10.4, 20.4, 22.0), None, 1.0)],
)
def test_no_phase_is_before_or_after_its_cycle(left, low, high):
    lifts = ordered(*even(4, period=10.0), *(scored(L, each) for each in left))
    phase = rhythm(*lifts)[kinds.PHASE.name]
    assert 0.0 <= phase.low < phase.value < phase.high <= 1.0
    assert low is None or phase.low == low
    assert high is None or phase.high == high


def test_two_left_lifts_between_two_right_ones_have_no_phase():
    lifts = ordered(*even(2), scored(L, 2.0), scored(L, 3.0))
    assert rhythm(*lifts)[kinds.PHASE.name].value is None


@pytest.mark.parametrize(
    ("view", "said"),
    [
        ("front", "when the pelvis tilts"),
        ("side-left", "Not measurable from the side."),
        ("oblique", "Not measurable from an oblique view."),
    ],
)
def test_the_pelvis_is_never_a_number_and_says_why(view, said):
    found = [each for each in body_measures(take(view=view)) if each.name == kinds.PELVIS.name]
    assert [each.side for each in found] == ["left", "right"]
    assert all(each.value is None and said in each.reason for each in found)


@pytest.mark.parametrize(
    ("left", "right", "lifts", "message"),
    [
        (None, None, [], None),
        (80.0, None, [], "It needs one lift of each leg."),
        (80.0, 80.0, [scored(R, 1.0)], "no first lift of the left knee"),
        (80.0, 80.0, [scored(L, 1.0), scored(R, 2.0, counts=False)], "of the right knee"),
    ],
)
def test_a_phone_needs_the_first_lift_of_each_leg(left, right, lifts, message):
    found, gate = read_phone(None, lifts, MarchOptions(phone_left_deg=left, phone_right_deg=right))
    assert found is None
    assert (gate.verdict == "ok") == (message is None)
    assert message is None or message in gate.message
