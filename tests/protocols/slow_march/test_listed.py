"""The list of a march's measures, of lifts whose numbers are given."""

import math
from types import SimpleNamespace

import pytest

from posecheck.kinematics.front_elevation import ElevationError
from posecheck.kinematics.statistics import (
    Z95,
    difference_estimate,
    median_estimate,
    slope_difference_estimate,
    slope_estimate,
    wilson,
)
from posecheck.landmarks import SIDES
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.measures_body import body_measures
from posecheck.protocols.slow_march.measures_height import (
    NO_LIFTS,
    fatigue_measures,
    height_measures,
)
from posecheck.protocols.slow_march.measures_rhythm import _counted, count_measures
from posecheck.protocols.slow_march.measures_time import time_measures
from posecheck.protocols.slow_march.per_side import per_side
from posecheck.protocols.slow_march.thresholds import ERROR, FATIGUE, VERDICT

R, L, U = "right", "left", "unknown"
TIMES = (
    "onset_s", "hold_s", "hold_sag_deg", "raising_s", "lowering_s", "lowering_speed_deg_s",
    "drop_ratio", "sparc",
)  # fmt: skip
PARTS = ("trunk_side_deg", "trunk_forward_deg", "knee_outward_deg", "sway_percent")


def scored(side, peak_deg=80.0, *, counts=True, height=True, standing=True, landing="flat", **seen):
    times = {name: seen.get(name) for name in TIMES}
    phases = SimpleNamespace(peak_deg=peak_deg, timed=seen.get("timed", True), **times)
    body = SimpleNamespace(landing=landing, **{name: seen.get(name) for name in PARTS})
    return SimpleNamespace(
        lift=SimpleNamespace(side=side, peak=0, from_standing=standing),
        counts=counts,
        has_height=counts and height,
        phases=phases,
        body=body,
    )


def error_at(deg):
    """An error that grows with the height, so that it matters where it is read."""
    return ElevationError(common=0.0, side=deg / 80.0, repetition=1.5)


def take(*lifts, view="front", target=90.0, least=30.0, moves=(), camera_hz=30.0):
    return SimpleNamespace(
        lifts=lifts,
        view=view,
        options=SimpleNamespace(target_deg=target),
        elevation=SimpleNamespace(error_at=error_at, least_deg=dict.fromkeys(SIDES, least)),
        track=SimpleNamespace(excluded_spans=(), t_s=[0.0], camera_hz=camera_hz),
        moves=[SimpleNamespace(standing=side) for side in moves],
        counted=lambda side: [
            (each.phases, each.body) for each in lifts if each.counts and each.lift.side == side
        ],
        peaks=lambda side: [
            each.phases.peak_deg for each in lifts if each.has_height and each.lift.side == side
        ],
    )


def of(measures, kind, side=None):
    (found,) = [each for each in measures if each.name == kind.name and each.side == side]
    return found


def has(measure, estimate):
    found = (measure.value, measure.low, measure.high, measure.n)
    expected = (estimate.value, estimate.low, estimate.high, estimate.n)
    return found == pytest.approx(expected)


def sways(analysis, sd, kind=kinds.SWAY, **how):
    return per_side(analysis, kind, lambda _, body: body.sway_percent, sd, **how)


def test_the_error_of_a_quantity_is_in_each_lift_and_shared_by_all_of_a_side():
    march = take(scored(R, sway_percent=2.0), scored(R, sway_percent=6.0), scored(R))
    found = sways(march, 0.5)
    assert has(of(found, kinds.SWAY, R), median_estimate([2.0, 6.0], 0.5).widened(0.5))
    share = sways(march, 0.5, relative=True)  # of the median
    assert has(of(share, kinds.SWAY, R), median_estimate([2.0, 6.0], 2.0).widened(2.0))
    own = sways(march, {R: 0.7, L: 0.1})
    assert has(of(own, kinds.SWAY, R), median_estimate([2.0, 6.0], 0.7).widened(0.7))
    below = sways(march, 9.0, least=0.0)
    assert of(below, kinds.SWAY, R).low == 0.0
    negative = sways(take(scored(R, sway_percent=-4.0)), 0.5, relative=True)
    assert has(of(negative, kinds.SWAY, R), median_estimate([-4.0], 2.0).widened(2.0))


@pytest.mark.parametrize(
    ("view", "reason"),
    [
        ("front", "never"),
        ("unknown", "never"),
        ("oblique", "Not measurable from an oblique view."),
        ("side-left", "Not measurable from the side."),
    ],
)
def test_what_no_lift_shows_says_why(view, reason):
    found = sways(take(scored(R), view=view), 0.5, absent="never")
    assert of(found, kinds.SWAY, R).reason == reason
    assert of(found, kinds.SWAY, L).reason == (NO_LIFTS if reason == "never" else reason)


def test_a_side_of_whose_lifts_one_leg_hid_a_part_says_so():
    hidden, seen = scored(R, timed=False), scored(R, hold_s=1.0)
    for lifts, told in (([hidden, hidden], False), ([hidden, seen], True)):
        hold = of(time_measures(take(*lifts, view="side-right")), kinds.HOLD, R)
        assert (hold.value is not None) == told
        assert told or hold.reason.startswith("From the side one leg hid the other")


@pytest.mark.parametrize(("view", "near", "far"), [("side-right", R, L), ("side-left", L, R)])
def test_landings_are_shared_out_for_the_near_foot(view, near, far):
    lands = ["toe-first", "toe-first", "heel-first", "flat", "unknown"]
    found = body_measures(take(*(scored(near, landing=each) for each in lands), view=view))
    few = of(found, kinds.TOE_FIRST, near)
    assert has(few, wilson(2, 4).times(100.0))
    assert few.caution.startswith("Few landings")
    assert "far foot" in of(found, kinds.TOE_FIRST, far).reason
    many = body_measures(
        take(*(scored(near, landing=each) for each in [*lands, "flat"]), view=view)
    )
    assert of(many, kinds.TOE_FIRST, near).caution is None
    unseen = body_measures(take(scored(near, landing="unknown"), view=view))
    assert "could not be followed" in of(unseen, kinds.TOE_FIRST, near).reason
    slow = body_measures(take(scored(near, landing="unknown"), view=view, camera_hz=10.0))
    assert "too few pictures a second" in of(slow, kinds.TOE_FIRST, near).reason
    assert of(body_measures(take(view=view)), kinds.TOE_FIRST, near).reason == NO_LIFTS


def test_every_part_of_the_body_has_its_own_error():
    seen = {"trunk_side_deg": 5.0, "knee_outward_deg": 6.0, "sway_percent": 1.0}
    front = body_measures(take(scored(R, **seen)))
    for kind, name, sd in (
        (kinds.SIDE_LEAN, "trunk_side_deg", ERROR.trunk_side),
        (kinds.KNEE_OUTWARD, "knee_outward_deg", ERROR.knee_outward),
        (kinds.SWAY, "sway_percent", ERROR.sway),
    ):
        assert has(of(front, kind, R), median_estimate([seen[name]], sd).widened(sd))
    side = body_measures(take(scored(R, trunk_forward_deg=-7.0), view="side-right"))
    sd = ERROR.trunk_forward
    assert has(of(side, kinds.FORWARD_LEAN, R), median_estimate([-7.0], sd).widened(sd))


@pytest.mark.parametrize(
    ("view", "peak", "sd"),
    [
        ("front", 80.0, ERROR.hold_front),
        ("front", 57.5, ERROR.hold_front),
        ("front", 57.4, ERROR.hold_front_low),  # half way between low and high lifts
        ("oblique", 40.0, ERROR.hold_other),
    ],
)
def test_the_error_of_a_hold_by_view_and_height(view, peak, sd):
    march = take(*(scored(R, each, hold_s=3.0) for each in (peak, peak, 10.0)), view=view)
    expected = median_estimate([3.0, 3.0, 3.0], sd).widened(sd)
    assert has(of(time_measures(march), kinds.HOLD, R), expected)


def test_a_hold_without_a_height_has_the_usual_error():
    march = take(scored(R, 40.0, height=False, hold_s=3.0))
    sd = ERROR.hold_front
    expected = median_estimate([3.0], sd).widened(sd)
    assert has(of(time_measures(march), kinds.HOLD, R), expected)


@pytest.mark.parametrize(
    ("view", "share"), [("front", ERROR.phase_front), ("oblique", ERROR.phase_other)]
)
def test_the_error_of_ways_and_speeds_is_a_share_of_them(view, share):
    seen = {"raising_s": 2.0, "lowering_s": 1.5, "lowering_speed_deg_s": 60.0, "drop_ratio": 1.5,
            "sparc": -1.6, "hold_sag_deg": 2.0}  # fmt: skip
    found = time_measures(take(scored(R, **seen), view=view))
    for kind, name, sd in (
        (kinds.RAISING, "raising_s", 2.0 * share),
        (kinds.LOWERING, "lowering_s", 1.5 * share),
        (kinds.LOWERING_SPEED, "lowering_speed_deg_s", 60.0 * ERROR.speed),
        (kinds.DROP_RATIO, "drop_ratio", ERROR.drop_ratio),
        (kinds.SPARC, "sparc", ERROR.sparc),
        (kinds.HOLD_SAG, "hold_sag_deg", ERROR.hold_sag),
    ):
        expected = median_estimate([seen[name]], sd).widened(sd)
        if kind not in (kinds.SPARC, kinds.HOLD_SAG):
            expected = expected.clipped(least=0.0)
        assert has(of(found, kind, R), expected), kind.name


@pytest.mark.parametrize(("peak", "view", "low"), [
    (57.4, "front", True), (57.5, "front", False), (57.4, "oblique", True),
    (57.5, "oblique", False),
])  # fmt: skip
def test_ways_of_low_lifts_have_as_much_error_however_short_they_are(peak, view, low):
    seen = {"raising_s": 0.8, "lowering_s": 0.3}
    march = take(scored(R, peak, **seen), scored(L, peak, **seen), view=view)
    front = view == "front"
    share = ERROR.phase_front if front else ERROR.phase_other
    of_low = ERROR.phase_front_low if front else ERROR.phase_other_low
    for kind, name in ((kinds.RAISING, "raising_s"), (kinds.LOWERING, "lowering_s")):
        sd = of_low if low else share * seen[name]
        expected = median_estimate([seen[name]], sd).widened(sd).clipped(least=0.0)
        assert has(of(time_measures(march), kind, R), expected)
    assert (of(time_measures(march), kinds.LOWERING, R).high > VERDICT.fast) == low


def three(side, *peaks, **seen):
    return [scored(side, each, **seen) for each in peaks or (80.0, 80.0, 80.0)]


def test_times_of_the_sides_are_compared_right_less_left():
    march = take(*three(R, hold_s=3.0, lowering_s=2.0), *three(L, hold_s=1.0, lowering_s=1.0))
    found = time_measures(march)
    sd = ERROR.hold_front
    hold = difference_estimate([3.0] * 3, [1.0] * 3, sd).widened(math.hypot(sd, sd))
    assert has(of(found, kinds.HOLD_DIFFERENCE), hold)
    errors = 2.0 * ERROR.phase_front, 1.0 * ERROR.phase_front
    lowered = difference_estimate([2.0] * 3, [1.0] * 3, errors[0]).widened(math.hypot(*errors))
    assert has(of(found, kinds.LOWERING_DIFFERENCE), lowered)


def test_a_side_that_does_not_show_it_is_not_compared():
    one = of(time_measures(take(*three(R, hold_s=3.0), *three(L))), kinds.HOLD_DIFFERENCE)
    assert (one.reason, one.n) == ("One of the sides does not show it.", 3)
    few = of(time_measures(take(*three(R, hold_s=3.0), scored(L, hold_s=1.0))),
             kinds.HOLD_DIFFERENCE)  # fmt: skip
    assert "the take has 1 on the left and 3 on the right" in few.reason
    assert few.n == 4


def test_lifts_are_counted_of_those_that_were_seen():
    lifts = [scored(R), scored(R), scored(R, counts=False), scored(U, counts=False), scored(L)]
    found = count_measures(take(*lifts, moves=[L, L]))
    counted = {side: of(found, kinds.COUNT, side) for side in SIDES}
    assert [(each.value, each.low, each.high, each.n) for each in counted.values()] == [
        (1, 1, 2, 1), (2, 2, 4, 2),
    ]  # fmt: skip
    moved = {side: of(found, kinds.STANCE_MOVES, side) for side in SIDES}
    assert [(each.value, each.n) for each in moved.values()] == [(2, 2), (0, 1)]
    alone = count_measures(take(scored(R)))
    assert of(alone, kinds.STANCE_MOVES, R).reason == "You did not stand on this leg alone."


def test_a_height_has_the_scatter_of_lifts_and_what_they_share():
    found = height_measures(take(*three(R, 78.0, 80.0, 84.0)))
    peak = median_estimate([78.0, 80.0, 84.0], math.hypot(ERROR.peak_scatter, 1.5)).widened(1.0)
    assert has(of(found, kinds.PEAK, R), peak)
    rise = of(found, kinds.KNEE_HEIGHT, R)
    for seen, deg in ((rise.low, peak.low), (rise.value, 80.0), (rise.high, peak.high)):
        assert seen == pytest.approx(1 - math.cos(math.radians(deg)))


@pytest.mark.parametrize(("peak", "told"), [(45.0, True), (44.9, False)])
def test_a_height_below_what_the_camera_can_tell_is_only_surely_under_something(peak, told):
    found = height_measures(take(*three(R, peak, peak, peak), least=45.0))
    for kind in (kinds.PEAK, kinds.KNEE_HEIGHT):
        measure = of(found, kind, R)
        assert (measure.value is not None) == told
        assert measure.high is not None
        assert told or (measure.low is None and measure.reason.startswith("Low (under 49°)"))
    assert of(found, kinds.AT_TARGET, R).value == 0


@pytest.mark.parametrize(
    ("peaks", "target", "low", "value", "high"),
    [
        ((90.0, 70.0, 110.0, 70.0), 90.0, 1, 2, 2),  # at the target is reached
        ((90.0, 88.1, 95.0), 90.0, 1, 2, 3),  # all may be 2.2° higher or lower
        ((80.0, 80.0), 85.0, 0, 0, 0),
    ],
)
def test_the_share_at_the_target_holds_the_error_that_all_lifts_share(
    peaks, target, low, value, high
):
    n = len(peaks)
    shared = error_at(sorted(peaks)[n // 2]).side if n % 2 else error_at(80.0).side
    assert 1.9 < Z95 * shared < 2.3
    share = of(height_measures(take(*three(R, *peaks), target=target)), kinds.AT_TARGET, R)
    assert share.value == pytest.approx(100 * value / n)
    assert share.low == pytest.approx(100 * wilson(low, n).low)
    assert share.high == pytest.approx(100 * wilson(high, n).high)


@pytest.mark.parametrize("peaks", [(89.0, 88.5, 89.5), (91.0, 90.0, 91.5)])
def test_no_share_is_given_where_the_error_may_carry_every_lift_over_the_target_and_none(peaks):
    share = of(height_measures(take(*three(R, *peaks), target=90.0)), kinds.AT_TARGET, R)
    assert (share.value, share.low, share.high, share.n) == (None, None, None, 3)
    assert share.reason.startswith("Whether these lifts reach 90° cannot be told")


def test_heights_of_the_sides_are_compared_right_less_left():
    right, left = [80.0, 82.0, 84.0], [70.0, 72.0, 74.0]
    found = height_measures(take(*three(R, *right), *three(L, *left)))
    usual = math.hypot(ERROR.peak_scatter, 1.5)
    apart = difference_estimate(right, left, usual).widened(math.hypot(82 / 80, 72 / 80))
    assert has(of(found, kinds.DIFFERENCE), apart)
    index = of(found, kinds.SYMMETRY_INDEX)
    assert index.value == pytest.approx(100 * 10 / 77)
    assert index.high == pytest.approx(100 * apart.high / 77)
    few = of(height_measures(take(*three(R), scored(L), scored(L))), kinds.DIFFERENCE)
    assert (few.value, few.n) == (None, 5)


def test_below_the_lowest_number_nothing_is_told_apart():
    found = height_measures(take(*three(R, 20.0, 20.0, 20.0), least=45.0))
    assert of(found, kinds.PEAK, R).high == 45.0
    assert of(found, kinds.PEAK, R).reason.startswith("Low (under 45°)")
    assert of(found, kinds.KNEE_HEIGHT, R).high == pytest.approx(1 - math.cos(math.radians(45)))


LOWER = [40.0, 41.0, 42.0]
HIGHER = [70.0, 72.0, 74.0]


def compared(right, left, least=45.0):
    """Right − left and its interval, as if either leg had a number, and what is listed of them.

    A leg that is too low for one is taken as high as the lowest that has one.
    """
    usual = math.hypot(ERROR.peak_scatter, 1.5)
    whole = difference_estimate(right, left, usual)
    whole = whole.shifted(max(least - sorted(right)[1], 0.0) - max(least - sorted(left)[1], 0.0))
    own = [error_at(sorted(each)[1]).side for each in (right, left)]
    return whole.widened(math.hypot(*own)), height_measures(
        take(*three(R, *right), *three(L, *left), least=least)
    )


def test_a_leg_without_a_number_is_lower_by_so_much_at_least():
    whole, found = compared(HIGHER, LOWER)
    apart, index = (of(found, kind) for kind in (kinds.DIFFERENCE, kinds.SYMMETRY_INDEX))
    assert (apart.value, apart.high, apart.n) == (None, None, 6)
    assert apart.low == pytest.approx(whole.low)
    assert index.low == pytest.approx(100 * whole.low / 58.5)
    assert index.high is None
    said = f"it comes up at least {math.floor(whole.low)}° lower than the other one."
    assert apart.reason == f"The left thigh stays too low for a number; {said}"
    whole, found = compared(LOWER, HIGHER)
    apart = of(found, kinds.DIFFERENCE)
    assert (apart.value, apart.low) == (None, None)
    assert apart.high == pytest.approx(whole.high)
    assert whole.high < 0
    said = f"it comes up at least {math.floor(-whole.high)}° lower than the other one."
    assert apart.reason == f"The right thigh stays too low for a number; {said}"
    assert {of(found, kind).value for kind in kinds.INDICES} == {None}


def test_a_leg_without_a_number_may_be_as_high_as_the_other_one():
    _, found = compared([45.0, 46.0, 47.0], LOWER)
    apart = of(found, kinds.DIFFERENCE)
    assert (apart.value, apart.low, apart.high) == (None, None, None)
    assert apart.reason == "The left thigh stays too low for a number, so there is none to compare."


def test_two_legs_without_a_number_are_not_compared():
    _, found = compared(HIGHER, LOWER, least=80.0)
    apart = of(found, kinds.DIFFERENCE)
    assert (apart.value, apart.low, apart.high) == (None, None, None)
    assert apart.reason == "Both thighs stay too low for a number."


def test_a_leg_without_a_number_has_no_course():
    low, high = [42.0, 41.0, 40.0, 39.0, 38.0, 37.0], [80.0] * 6
    found = fatigue_measures(take(*three(R, *high), *three(L, *low), least=45.0))
    assert of(found, kinds.TREND, R).value == pytest.approx(0.0)
    assert of(found, kinds.TREND, L).reason == "The left thigh stays too low for a number."
    assert of(found, kinds.TREND_DIFFERENCE).value is None


@pytest.mark.parametrize(
    ("lifts", "reason"),
    [
        ([], NO_LIFTS),
        ([scored(R, counts=False)], NO_LIFTS),
        ([scored(L)], NO_LIFTS),
        ([scored(R, height=False)], "drawn too short"),
        ([scored(R, height=False), scored(R, height=False, standing=False)], "drawn too short"),
        ([scored(R, height=False, standing=False)], "from a squat or a lunge"),
    ],
)
def test_why_no_lift_has_a_height(lifts, reason):
    assert reason in of(height_measures(take(*lifts)), kinds.PEAK, R).reason


def test_a_trend_needs_so_many_lifts_of_its_knee():
    least = int(FATIGUE.least_lifts)
    right, left = [80.0 - 2.0 * each for each in range(least)], [70.0] * (least - 1)
    found = fatigue_measures(take(*three(R, *right), *three(L, *left)))
    usual = math.hypot(ERROR.peak_scatter, 1.5)
    assert has(of(found, kinds.TREND, R), slope_estimate(range(least), right, usual))
    assert of(found, kinds.TREND, R).value == pytest.approx(-2.0)
    assert of(found, kinds.TREND, L).n == least - 1
    assert of(found, kinds.TREND, L).value is None
    assert of(found, kinds.TREND_DIFFERENCE).value is None
    both = fatigue_measures(take(*three(R, *right), *three(L, *left, 70.0)))
    order = range(least)
    expected = slope_difference_estimate((order, right), (order, [*left, 70.0]), usual)
    assert has(of(both, kinds.TREND_DIFFERENCE), expected)
    assert expected.value == pytest.approx(-2.0)


@pytest.mark.parametrize(
    ("events", "low", "high"),
    # Garwood 1936, Biometrika 28:437, 95 %
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (2, 0.242, 7.225), (10, 4.795, 18.390)],
)
def test_a_count_has_the_exact_interval(events, low, high):
    found = _counted(events, 12)
    assert (found.value, found.n) == (events, 12)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))
