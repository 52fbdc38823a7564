import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.kinematics.geometry import (
    about,
    leg_length,
    middle,
    runs,
    shoulder_width,
    trunk_centre,
    trunk_length,
    wrapped_deg,
)
from posecheck.landmarks import ANKLE, HIP, KNEE, SHOULDER

# angle     wrapped
WRAPPED = {0: 0, 179: 179, 181: -179, -181: 179, 360: 0, 540: -180, -90: -90}


@pytest.mark.parametrize("angle", WRAPPED)
def test_wrapped(angle):
    assert wrapped_deg(angle) == WRAPPED[angle]


# mask                 runs
RUNS = {
    "": [],
    "000": [],
    "111": [(0, 3)],
    "0110100": [(1, 3), (4, 5)],
    "1001": [(0, 1), (3, 4)],
}


@pytest.mark.parametrize("mask", RUNS)
def test_runs(mask):
    assert runs(np.array([each == "1" for each in mask], dtype=bool)) == RUNS[mask]


@given(st.lists(st.booleans(), max_size=40))
def test_runs_cover_exactly_the_mask(mask):
    again = np.zeros(len(mask), dtype=bool)
    for start, stop in runs(np.array(mask, dtype=bool)):
        assert stop > start
        again[start:stop] = True
    assert again.tolist() == mask


def test_lengths_of_a_known_body():
    body = np.zeros((33, 2))
    body[SHOULDER["left"]], body[SHOULDER["right"]] = (60, 0), (40, 0)
    body[HIP["left"]], body[HIP["right"]] = (56, 50), (44, 50)
    body[KNEE["left"]], body[ANKLE["left"]] = (56, 90), (86, 130)
    assert trunk_length(body) == 50
    assert trunk_centre(body).tolist() == [50, 25]
    assert middle(body, HIP).tolist() == [50, 50]
    assert leg_length(body, "left") == 40 + 50
    assert shoulder_width(body) == 20  # facing the camera, the person's left is at image right


def test_how_far_about_a_peak_a_curve_is_at_a_level():
    values = np.array([9, 0.4, 0.5, 0.7, 1.0, 0.6, 0.5, 0.4, 9])
    assert about(values, 4, 0.5, (1, 7)) == (2, 6)
    assert about(values, 4, 0.0, (1, 7)) == (1, 7)
    assert about(values, 4, 0.9, (1, 7)) == (4, 4)
    values[3] = np.nan
    assert about(values, 4, 0.5, (1, 7)) == (4, 6)
