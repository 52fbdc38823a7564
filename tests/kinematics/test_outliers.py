"""Which single frames are outliers, by how many frames a second there are."""

import numpy as np
import pytest

from posecheck.kinematics.signals import _without_outliers
from posecheck.landmarks import ANKLE


def wrist(values, rate_hz):
    """Return what is left of a wrist's way beside a leg of 300 px, at so many frames a second."""
    xy = np.zeros((len(values), 33, 2))
    xy[:, [ANKLE["left"], ANKLE["right"]], 1] = 300.0
    xy[:, 15, 0] = values
    return _without_outliers(xy, rate_hz)[:, 15, 0]


@pytest.mark.parametrize(
    # a turn of a quick movement is sharper the fewer frames there are of it
    ("rate", "coarse"), [(120.0, 1.0), (60.0, 1.0), (30.0, 1.0), (20.0, 2.25), (15.0, 4.0)],
)  # fmt: skip
def test_how_far_from_its_neighbours_a_frame_is_an_outlier(rate, coarse):
    least = 0.045 * 300 * coarse
    for off, left in ((0.99 * least, 0.99 * least), (1.01 * least, 0.0)):
        spike = np.zeros(30)
        spike[15] = off
        assert wrist(spike, rate)[15] == pytest.approx(left)


@pytest.mark.parametrize(("off", "replaced"), [(80.0, False), (100.0, True)])
def test_among_frames_that_scatter_only_what_is_far_beyond_them_is_an_outlier(off, replaced):
    restless = np.tile([-20.0, -10.0, 0.0, 10.0, 20.0], 20)
    restless[16] = off  # three times 1.4826 · 20 are 89
    assert (wrist(restless, 30.0)[16] != off) == replaced


@pytest.mark.parametrize(
    ("frames", "rate", "replaced"),
    [(6, 30.0, False), (7, 30.0, True), (4, 20.0, False), (5, 20.0, True)],
)
def test_fewer_frames_than_are_looked_at_have_no_outliers(frames, rate, replaced):  # fmt: skip
    spike = np.zeros(frames)
    spike[frames // 2] = 90.0
    assert (wrist(spike, rate).max() == 0.0) == replaced


def test_three_outliers_in_a_row_of_just_25_frames_a_second_are_replaced():
    spike = np.zeros(30)
    spike[10:13] = 90.0
    assert wrist(spike, 25.0).max() == 0.0
    assert wrist(spike, 24.9).max() == 90.0
