"""Which stretch of a take is quiet standing, on a figure that moves as it is told."""

from dataclasses import replace

import numpy as np
import pytest

from posecheck.kinematics.quiet_stance import (
    both_feet_down,
    both_feet_on_the_floor,
    find_quiet_stance,
)
from posecheck.kinematics.signals import leg_scale
from posecheck.landmarks import ANKLE, ELBOW, HIP, KNEE, NOSE, SHOULDER, WRIST
from posecheck.thresholds import QUIET_STANCE
from tests.kinematics.figure import Figure

LEG = leg_scale(Figure().rest().xy_px[None])
THIGH = float(np.ptp(Figure().rest().xy_px[[HIP["left"], KNEE["left"]], 1]))


def track(*stretches):
    """A take of stretches: (samples, what), 30 a second.

    Standing ("s"), swaying ("w"), left thigh held at 60° ("l"), nobody there ("v").
    """
    what = np.repeat([each for _, each in stretches], [count for count, _ in stretches])
    made = Figure().track(np.where(what == "l", 60.0, 0.0), np.zeros(len(what)))
    made.xy_px[what == "w", :, 0] += 60 * np.sin(np.flatnonzero(what == "w"))[:, None]
    void = what == "v"
    made.xy_px[void] = np.nan
    return replace(made, excluded=void)


@pytest.mark.parametrize(
    ("stretches", "start", "stop"),
    [
        ([(90, "s"), (60, "l"), (120, "s")], 0, 90),  # the first that is long enough
        ([(40, "s"), (60, "l"), (120, "s")], 100, 220),
        ([(40, "s"), (60, "l"), (30, "s"), (60, "l")], 0, 40),  # else the longest
        ([(30, "s"), (60, "l"), (40, "s"), (60, "l")], 90, 130),
        ([(60, "l"), (90, "s")], 60, 150),
        ([(54, "s"), (60, "l"), (120, "s")], 0, 54),  # 1.8 s are long enough
        ([(53, "s"), (60, "l"), (120, "s")], 113, 233),
        ([(60, "w"), (90, "s"), (60, "w")], 60, 150),
        ([(20, "v"), (90, "s"), (20, "v")], 20, 110),
    ],
)
def test_the_best_quiet_stretch(stretches, start, stop):
    rest = find_quiet_stance(track(*stretches))
    assert not rest.restless
    assert rest.start_s == pytest.approx(start / 30)
    assert rest.end_s == pytest.approx((stop - 1) / 30)
    np.testing.assert_allclose(rest.xy_px, Figure().rest().xy_px, atol=1e-6)


def test_never_quiet_it_is_put_together_of_the_moments_on_both_feet():
    rest = find_quiet_stance(track((8, "s"), (20, "l"), (9, "s"), (20, "l"), (8, "s"), (20, "l")))
    assert rest.restless
    assert (rest.start_s, rest.end_s) == pytest.approx((28 / 30, 36 / 30))  # the longest of them
    np.testing.assert_allclose(rest.xy_px, Figure().rest().xy_px, atol=1e-6)


@pytest.mark.parametrize(("last", "together"), [(3, True), (2, False)])
def test_so_few_moments_on_both_feet_are_none(last, together):
    """Nine samples are three tenths of a second; with fewer the tallest moments must do."""
    rest = find_quiet_stance(track((20, "l"), (6, "s"), (20, "l"), (last, "s"), (20, "l")))
    assert rest.restless
    assert (rest.end_s - rest.start_s == pytest.approx(5 / 30)) == together


def test_never_on_both_feet_the_moments_in_which_the_thighs_hang_most_must_do():
    left = np.repeat([60.0, 45.0, 60.0], 40)
    made = Figure().track(left, np.zeros(120))
    made.xy_px[left == 60.0, :, 1] += 100.0  # nearer to the floor, and thighs that hang less
    rest = find_quiet_stance(made)
    assert rest.restless
    np.testing.assert_allclose(rest.xy_px, Figure().pixels((45.0, 0.0)), atol=1e-6)
    assert 40 <= 30 * rest.start_s < 30 * rest.end_s < 80


def test_who_stands_on_one_leg_throughout_has_a_posture_nevertheless():
    rest = find_quiet_stance(track((60, "l")))
    assert rest.restless
    np.testing.assert_allclose(rest.xy_px, Figure().pixels((60.0, 0.0)), atol=1e-6)


SEEN = [*SHOULDER.values(), *HIP.values(), *KNEE.values(), *ANKLE.values()]


@pytest.mark.parametrize("joint", [*SEEN, NOSE, *ELBOW.values(), *WRIST.values()])
def test_who_moves_a_joint_of_trunk_or_legs_does_not_stand_quietly(joint):
    for share, quiet in ((0.95, True), (1.05, joint not in SEEN)):
        made = track((120, "s"))
        made.xy_px[60:, joint, 0] += share * QUIET_STANCE.still * LEG
        rest = find_quiet_stance(made)
        assert (rest.end_s > 2.0) == quiet


def stands(knee=0.0, ankle=0.0, both=0.0):
    """Whether somebody stands on both feet whose left knee, left ankle or both knees are up.

    Shares of the leg, and of the thigh for both knees.
    """
    made = track((60, "s"))
    made.xy_px[30:34, KNEE["left"], 1] -= knee * LEG
    made.xy_px[30:34, ANKLE["left"], 1] -= ankle * LEG
    made.xy_px[30:34, list(KNEE.values()), 1] -= both * THIGH
    return both_feet_down(made)[[10, 31]].tolist()


def test_on_both_feet_knees_and_ankles_are_level_and_the_thighs_hang():
    level, straight = QUIET_STANCE.level, 1.0 - QUIET_STANCE.straight
    assert stands(ankle=0.98 * level) == [True, True]
    assert stands(ankle=1.02 * level) == [True, False]
    assert stands(ankle=-1.1 * level) == [True, False]
    assert stands(knee=-0.98 * level) == [True, True]  # lower only, so that the thigh still hangs
    assert stands(knee=-1.02 * level) == [True, False]
    assert stands(both=0.98 * straight) == [True, True]
    assert stands(both=1.02 * straight) == [True, False]


def test_who_walks_up_to_the_camera_stands_all_the_way():
    made = track((300, "s"))
    larger = np.linspace(1.0, 1.5, 300)[:, None, None]
    made.xy_px[:] = (made.xy_px - 240.0) * larger + 240.0
    assert both_feet_down(made).all()


@pytest.mark.parametrize(("up", "down"), [(0.95, True), (1.05, False)])
@pytest.mark.parametrize("side", ["left", "right"])
def test_each_foot_has_a_floor_of_its_own(side, up, down):
    made = track((60, "s"))
    made.xy_px[:, ANKLE["left"], 1] -= 40.0  # the far one, seen from the side
    made.xy_px[30:40, ANKLE[side], 1] -= up * QUIET_STANCE.on_floor * leg_scale(made.xy_px)
    found = both_feet_on_the_floor(made)
    assert found[:30].all()
    assert found[30:40].all() == down


def test_who_stands_on_both_feet():
    made = track((30, "s"), (30, "l"), (30, "s"), (10, "v"))
    assert both_feet_down(made).tolist() == (np.repeat([1, 0, 1, 0], [30, 30, 30, 10]) > 0).tolist()
    assert not both_feet_down(track((10, "v"))).any()
    assert find_quiet_stance(track((10, "v"))) is None
