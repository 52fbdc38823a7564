"""Which stretch of a take is quiet standing, on a figure that moves as it is told."""

from dataclasses import replace

import numpy as np
import pytest

from posecheck.kinematics.quiet_stance import both_feet_down, find_quiet_stance
from tests.kinematics.figure import Figure


def track(*stretches):
    """A take of stretches: (samples, what), 30 a second.

    Standing ("s"), swaying ("w"), left thigh held at 60° ("l"), nobody there ("v").
    """
    what = np.repeat([each for _, each in stretches], [count for count, _ in stretches])
    made = Figure().track(np.where(what == "l", 60.0, 0.0), np.zeros(len(what)))
    made.xy_px[what == "w", :, 0] += 60 * np.sin(np.flatnonzero(what == "w"))[:, None]
    void = what == "v"
    made.xy_px[void] = np.nan
    return replace(made, void=void)


@pytest.mark.parametrize(
    ("stretches", "start", "stop"),
    [
        ([(90, "s"), (60, "l"), (120, "s")], 0, 90),  # the first that is long enough
        ([(40, "s"), (60, "l"), (120, "s")], 100, 220),
        ([(40, "s"), (60, "l"), (30, "s"), (60, "l")], 0, 40),  # else the longest
        ([(30, "s"), (60, "l"), (40, "s"), (60, "l")], 90, 130),
        ([(60, "l"), (90, "s")], 60, 150),
        ([(60, "w"), (90, "s"), (60, "w")], 60, 150),
        ([(20, "v"), (90, "s"), (20, "v")], 20, 110),
    ],
)
def test_the_best_quiet_stretch(stretches, start, stop):
    rest = find_quiet_stance(track(*stretches))
    assert not rest.restless
    assert rest.start_s == pytest.approx(start / 30, abs=0.07)
    assert rest.end_s == pytest.approx((stop - 1) / 30, abs=0.07)
    np.testing.assert_allclose(rest.xy_px, Figure().rest().xy_px, atol=1e-6)


def test_never_quiet_it_is_put_together_of_the_moments_on_both_feet():
    rest = find_quiet_stance(track((8, "s"), (20, "l"), (9, "s"), (20, "l"), (8, "s"), (20, "l")))
    assert rest.restless
    np.testing.assert_allclose(rest.xy_px, Figure().rest().xy_px, atol=1e-6)


def test_who_stands_on_both_feet():
    made = track((30, "s"), (30, "l"), (30, "s"), (10, "v"))
    assert both_feet_down(made).tolist() == (np.repeat([1, 0, 1, 0], [30, 30, 30, 10]) > 0).tolist()
    assert not both_feet_down(track((10, "v"))).any()
    assert find_quiet_stance(track((10, "v"))) is None
