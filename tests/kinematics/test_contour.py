import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.kinematics.contour import median_contour, row_edges


@given(st.floats(5, 20), st.floats(30, 55))
def test_edges_are_found_to_a_fraction_of_a_pixel(left, right):
    """A soft mask that rises linearly through 0.5 over two pixels at both ends."""
    x = np.arange(64.0)
    row = np.clip((x - left) / 2 + 0.5, 0, 1) * np.clip((right - x) / 2 + 0.5, 0, 1)
    found = row_edges(np.tile(row, (3, 1)).astype(np.float32))
    np.testing.assert_allclose(found[0], left, atol=1e-4)
    np.testing.assert_allclose(found[1], right, atol=1e-4)


def test_the_longest_run_counts():
    mask = np.zeros((1, 20), np.float32)
    mask[0, 2:4] = 1
    mask[0, 8:16] = 1
    left, right = row_edges(mask)
    assert (left[0], right[0]) == (7.5, 15.5)


def test_what_is_as_much_background_as_person_is_no_person():
    mask = np.array([[0, 0.5, 0.5, 0.5, 0, 1, 1, 0], [0.5] * 8], np.float32)
    left, right = row_edges(mask)
    assert (left[0], right[0]) == (4.5, 6.5)
    assert np.isnan([left[1], right[1]]).all()


def test_a_row_without_a_person_and_an_edge_outside_the_picture_are_void():
    mask = np.zeros((3, 10), np.float32)
    mask[1, :6] = 1
    mask[2, 4:] = 1
    left, right = row_edges(mask)
    assert np.isnan(left[:2]).all()
    assert (left[2], np.isnan(right[2])) == (3.5, True)
    assert np.isnan(right[0])
    assert right[1] == 5.5


def test_the_median_ignores_a_bad_frame_and_the_spread_tells_an_unsteady_row():
    rows = np.arange(4.0)
    good = (np.full(4, 10.0), np.full(4, 20.0))
    bad = (np.array([10.0, 10.0, 0.0, np.nan]), np.full(4, 20.0))
    contour = median_contour(rows, [good, good, bad])
    assert contour is not None
    np.testing.assert_array_equal(contour.left_px, 10)
    assert contour.spread_px[0] == 0
    two = median_contour(rows, [good, bad])
    assert two is not None
    assert two.spread_px[2] == pytest.approx(1.4826 * 5)
    assert np.isnan(two.left_px[3])
    assert np.isnan(two.spread_px[3])


def test_no_masks_no_contour():
    assert median_contour(np.arange(3.0), []) is None
