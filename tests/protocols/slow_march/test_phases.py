import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.kinematics.signals import sparc
from posecheck.protocols.slow_march.departures import Lift
from posecheck.protocols.slow_march.phases import measure_lift, peak_elevation
from posecheck.protocols.slow_march.thresholds import PHASES

RATE = 60.0


def stroke(share):
    """Minimum jerk from 0 to 1 over 0…1."""
    share = np.clip(share, 0, 1)
    return 10 * share**3 - 15 * share**4 + 6 * share**5


def lift(peak=90.0, up=2.0, hold=1.0, down=2.0, way_down=stroke, sag=0.0):
    """One lift from 1 s on, the time axis, and the samples it takes."""
    t_s = np.arange(0, 2 + up + hold + down, 1 / RATE)
    rise = stroke((t_s - 1) / up)
    fall = way_down((t_s - 1 - up - hold) / down)
    deg = peak * rise * (1 - fall) - sag * np.clip((t_s - 1 - up) / max(hold, 1e-9), 0, 1) * (
        1 - fall
    )
    first, last = np.searchsorted(t_s, [1.0, 1 + up + hold + down])
    return t_s, deg, Lift("right", int(first), int(np.argmax(deg)), int(last))


def phases(**shape):
    t_s, deg, where = lift(**shape)
    return measure_lift(t_s, deg, deg, where)


def test_the_phases_of_a_two_one_two_lift():
    found = phases()
    assert found.peak_deg == pytest.approx(90, abs=0.5)
    assert found.hold_s == pytest.approx(1, abs=0.03)
    assert found.hold_sag_deg == pytest.approx(0, abs=0.1)
    assert found.lowering_s == pytest.approx(2, abs=0.03)
    assert found.raising_s == pytest.approx(2, abs=0.03)
    assert found.onset_s == pytest.approx(2, abs=0.03)
    # the fastest moment of a minimum-jerk stroke: 1.875 · 90° / 2 s, a little less over 0.2 s
    assert found.lowering_speed_deg_s == pytest.approx(1.875 * 45, rel=0.03)
    assert 1.0 <= found.drop_ratio <= 1.6


@pytest.mark.parametrize("factor", [0.5, 1.0, 1.7])
def test_times_scale_with_the_pace(factor):
    plain, other = phases(), phases(up=2 * factor, hold=factor, down=2 * factor)
    assert other.hold_s == pytest.approx(factor * plain.hold_s, abs=0.05)
    assert other.lowering_s == pytest.approx(factor * plain.lowering_s, abs=0.04)
    assert other.drop_ratio == pytest.approx(plain.drop_ratio, abs=0.15)


@pytest.mark.parametrize(
    ("way_down", "let_fall"),
    [
        (stroke, False),
        (lambda x: np.clip(x, 0, 1), False),  # constant speed
        (lambda x: np.clip(np.where(x < 0.8, 0.25 * x, 0.2 + 4 * (x - 0.8)), 0, 1), True),
    ],
)
def test_the_drop_ratio_tells_a_leg_let_fall(way_down, let_fall):
    assert (phases(way_down=way_down).drop_ratio > 2.0) == let_fall


def test_nearer_zero_is_smoother():
    steps = phases(down=3.0, way_down=lambda x: (np.floor(3 * x) + stroke((3 * x) % 1 * 2)) / 3)
    smooth = phases(down=3.0)
    assert smooth.sparc > -2.0
    assert steps.sparc < smooth.sparc - 1.0


def test_sparc_of_one_stroke_does_not_depend_on_its_size():
    speed = np.gradient(stroke(np.linspace(0, 1, 60)))
    assert sparc(speed, RATE) == pytest.approx(sparc(50 * speed, RATE))
    assert -1.8 < sparc(speed, RATE) < -1.3
    assert np.isnan(sparc(np.zeros(30), RATE))


def test_a_leg_that_sinks_while_held_sags_by_that_much():
    found = phases(hold=3.0, sag=8.0)
    assert found.hold_sag_deg == pytest.approx(0.7 * 8, abs=1.5)  # the middle of it is read
    assert phases(hold=3.0).hold_sag_deg == pytest.approx(0, abs=0.2)


def test_a_turn_around_is_no_hold():
    quick = phases(peak=60, up=0.3, hold=0.0, down=0.3)
    assert quick.hold_s == 0
    assert quick.hold_sag_deg is None


def test_a_wobble_within_the_hold_does_not_end_it():
    t_s, deg, where = lift(hold=2.0)
    dip = deg - 8 * np.exp(-(((t_s - 4.0) / 0.1) ** 2))
    whole = measure_lift(t_s, deg, deg, where).hold_s
    assert measure_lift(t_s, dip, dip, where).hold_s == pytest.approx(whole, abs=0.02)


def test_the_peak_reads_the_top_and_not_the_noise():
    rng = np.random.default_rng(0)
    _, deg, where = lift(hold=1.0)
    noisy = deg + rng.normal(0, 1.5, len(deg))
    window = noisy[where.start : where.end + 1]
    assert abs(peak_elevation(window) - 90) < 1
    assert window.max() - 90 > 2


@settings(max_examples=30)
@given(st.floats(40, 110), st.floats(0.6, 2.5), st.floats(0.3, 2.5))
def test_a_monotone_stretch_of_the_angle_near_the_peak_hardly_moves_the_hold(peak, way, hold):
    t_s, deg, where = lift(peak=peak, up=way, hold=hold, down=way)
    stretched = deg * (0.95 + 0.05 * deg / peak)
    there = measure_lift(t_s, deg, deg, where)
    here = measure_lift(t_s, stretched, stretched, where)
    assert here.hold_s == pytest.approx(there.hold_s, abs=0.12)


def test_a_lift_cut_off_at_the_end_has_no_way_down():
    t_s, deg, where = lift()
    cut = int(np.searchsorted(t_s, 3.6))
    found = measure_lift(
        t_s[:cut], deg[:cut], deg[:cut], Lift("right", where.start, where.peak, cut - 1)
    )
    assert found.lowering_s is None
    assert found.drop_ratio is None
    assert found.sparc is None
    assert found.raising_s is not None


def trapezoid(peak=80.0, up=1.0, hold=1.0, down=2.0):
    """Straight ways from 1 s on."""
    t_s = np.arange(0, 3 + up + hold + down, 1 / RATE)
    deg = np.interp(t_s, 1 + np.array([0, up, up + hold, up + hold + down]), [0, peak, peak, 0])
    end = round((1 + up + hold + down) * RATE)
    return t_s, deg, Lift("right", round(RATE), round((1 + up + hold / 2) * RATE), end)


@pytest.mark.parametrize(
    ("peak", "share"),
    [
        (50.0, PHASES.way_front_low),
        (PHASES.way_front_from, PHASES.way_front_low),
        (70.0, (PHASES.way_front_low + PHASES.way_front_high) / 2),
        (PHASES.way_front_to, PHASES.way_front_high),
        (95.0, PHASES.way_front_high),
    ],
)
def test_from_the_front_the_steep_part_of_a_way_is_seen_shortened(peak, share):
    t_s, deg, where = trapezoid(peak, hold=2.0)
    seen, whole = (measure_lift(t_s, deg, deg, where, front=front) for front in (True, False))
    assert seen.raising_s == pytest.approx(whole.raising_s / share)
    assert seen.lowering_s == pytest.approx(whole.lowering_s / share)


@pytest.mark.parametrize("front", [False, True])
def test_straight_ways_are_timed_where_they_are_steep_and_drawn_out(front):
    t_s, deg, where = trapezoid(hold=2.0)
    found = measure_lift(t_s, deg, deg, where, front=front)
    share = PHASES.way_between * (PHASES.way_front_high if front else 1.0)
    part = PHASES.way_high - PHASES.way_low
    up, down = part * 1.0 / share, part * 2.0 / share
    assert found.peak_deg == 80
    assert found.raising_s == pytest.approx(up)
    assert found.lowering_s == pytest.approx(down)
    # the top is so far beyond the upper end of the steep part as its share of the way says
    top = 1 + PHASES.way_high + PHASES.way_beyond * up
    leaves = 6 - PHASES.way_high * 2 - PHASES.way_beyond * down
    assert found.hold_s == pytest.approx(leaves - top)
    assert found.onset_s == pytest.approx(top - up / 2)
    assert found.top_start_s == pytest.approx(2 - 1.0 * PHASES.top / 80)
    assert found.top_end_s == pytest.approx(4 + 2.0 * PHASES.top / 80)
    assert found.lowering_speed_deg_s == pytest.approx(40.0)
    assert found.hold_sag_deg == pytest.approx(0)
    # the knee's rise 1 − cos ε falls as sin ε from 75° to where a tenth of 1 − cos 80° is left,
    # 23.45°; its last two fifths begin at 44.1°
    mean = (np.cos(np.radians(23.45)) - np.cos(np.radians(75))) / np.radians(75 - 23.45)
    assert found.drop_ratio == pytest.approx(np.sin(np.radians(44.1)) / mean, rel=0.005)


def test_a_gap_hides_what_lies_in_it_and_nothing_else():
    t_s, deg, where = trapezoid()
    for begin, end, unseen in (
        (0.6, 0.8, set()),  # before it
        (1.4, 1.6, {"raising_s", "hold_s"}),
        (2.4, 2.6, set()),
        (4.0, 4.2, {"lowering_s", "hold_s", "lowering_speed_deg_s", "drop_ratio", "sparc"}),
    ):
        holed = np.where((t_s > begin) & (t_s < end), np.nan, deg)
        found = measure_lift(t_s, holed, holed, where)
        assert found.peak_deg == 80
        missing = {
            name
            for name in (
                "raising_s", "lowering_s", "hold_s", "lowering_speed_deg_s", "drop_ratio", "sparc",
            )
            if getattr(found, name) is None
        }  # fmt: skip
        assert missing >= unseen
        assert ("raising_s" in missing) == ("raising_s" in unseen)
        assert ("hold_s" in missing) == (begin > 1.0)
        assert ("lowering_s" in missing) == ("lowering_s" in unseen)


@pytest.mark.parametrize(
    ("down", "smooth", "timed"),
    # straight ways: from 75° to 23.45° takes 0.644 of them
    [(0.38, False, True), (0.40, True, True), (6.1, True, True), (6.3, False, True)],
)
def test_the_smoothness_of_very_quick_and_very_slow_lowerings_is_not_read(down, smooth, timed):
    t_s, deg, where = trapezoid(down=down)
    found = measure_lift(t_s, deg, deg, where)
    assert (found.sparc is not None) == smooth
    assert (found.drop_ratio is not None) == timed


@pytest.mark.parametrize(("depth", "one_hold"), [(14.5, True), (15.5, False)])
def test_a_dip_of_the_hold_belongs_to_it_and_a_deeper_one_parts_it(depth, one_hold):
    t_s, deg, where = trapezoid(hold=3.0)
    dip = deg - depth * np.maximum(1 - np.abs(t_s - 4.0) / 0.1, 0.0)
    found = measure_lift(t_s, dip, dip, where)
    assert found.top_start_s == pytest.approx(2 - PHASES.top / 80)
    whole = 5 + 2 * PHASES.top / 80
    until = 4.0 - 0.1 + 0.1 * PHASES.top / depth
    assert found.top_end_s == pytest.approx(whole if one_hold else until)


def test_the_sag_is_read_from_early_to_late_in_the_hold():
    """Even sinking by 9° in 3 s: from a fifth to four fifths of it are 5.4°."""
    t_s = np.arange(0, 9, 1 / RATE)
    deg = np.interp(t_s, [1, 2, 5, 7], [0, 84, 75, 0])
    found = measure_lift(t_s, deg, deg, Lift("right", 60, 120, 420))
    assert found.hold_sag_deg == pytest.approx(5.4, abs=0.2)
    quick = np.interp(t_s, [1, 2, 3, 7], [0, 84, 68, 0])  # 16° a second is no hold
    assert measure_lift(t_s, quick, quick, Lift("right", 60, 120, 420)).hold_sag_deg is None


def test_the_height_is_the_median_of_what_is_within_5_degrees_of_the_highest():
    assert peak_elevation(np.array([10.0, 74.9, 75.0, 80.0, np.nan])) == 77.5


def test_a_dip_of_just_15_degrees_belongs_to_the_hold():
    t_s, deg, where = trapezoid(hold=2.0)
    deg[180] = 65.0
    found = measure_lift(t_s, deg, deg, where)
    assert found.top_end_s > 4.0


@pytest.mark.parametrize("seen", [60, 150, 300])
def test_a_lift_of_which_one_moment_was_seen_has_a_height_and_no_ways(seen):
    t_s, deg, where = trapezoid()
    only = np.where(np.arange(len(deg)) == seen, 70.0, np.nan)
    found = measure_lift(t_s, only, only, where)
    assert found.peak_deg == 70.0
    assert (found.raising_s, found.lowering_s, found.hold_s, found.sparc) == (None,) * 4


def test_a_lift_that_begins_with_the_take_has_its_peak():
    t_s = np.arange(0, 5, 1 / RATE)
    deg = np.interp(t_s, [0, 1, 2, 4], [80, 60, 0, 0])
    found = measure_lift(t_s, deg, deg, Lift("left", 0, 0, 150))
    assert found.peak_deg == pytest.approx(77.5, abs=0.5)
    assert (found.top_start_s, found.onset_s) == (0.0, 0.0)
    assert found.raising_s is None
