from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.landmarks import ELBOW, WRIST
from posecheck.protocols.posture.figure import figure_of
from posecheck.protocols.posture.fitted_models import landmark_features, outline_features
from posecheck.protocols.posture.shape import lower_back_of, seen_share, shape_of
from tests.protocols.posture.people import (
    mirrored,
    rolled,
    scaled,
    stand,
    to_pixels,
    trial,
    with_back,
    with_points,
)


def features(given_stand, roll_deg=None):
    figure = figure_of(trial(given_stand, roll_deg))
    back = lower_back_of(figure)
    assert back is not None
    return {**landmark_features(figure), **outline_features(back)}


@pytest.mark.parametrize("name", ["upright", "sway_back", "facing_right"])
def test_which_way_the_person_faces_does_not_matter(name):
    assert features(mirrored(stand(name))) == pytest.approx(features(stand(name)), abs=0.02)


def test_the_near_side_is_named():
    assert figure_of(trial(stand("facing_right"))).view == "side-right"
    assert figure_of(trial(mirrored(stand("facing_right")))).view == "side-left"


@given(st.floats(0.5, 4), st.floats(0, 100), st.floats(0, 100))
def test_size_and_place_in_the_picture_do_not_matter(factor, right, down):
    there = features(scaled(stand("upright"), factor, (right, down)))
    assert there == pytest.approx(features(stand("upright")), abs=0.02)


@given(st.floats(-6, 6))
def test_a_known_roll_is_taken_out(degrees):
    expected = features(stand("upright"))
    for name, value in features(rolled(stand("upright"), degrees), degrees).items():
        assert value == pytest.approx(expected[name], abs=1.0), name


def test_pixels_there_and_back():
    figure = figure_of(trial(mirrored(stand("upright"))))
    pixels = np.array([[310.0, 200.0], [330.0, 260.0]])
    np.testing.assert_allclose(to_pixels(figure, figure.to_frame(pixels)), pixels)


def test_a_chair_behind_the_back_voids_the_outline():
    behind = with_back(stand("upright"), lambda u, x: np.where((u > -0.5) & (u < 0.1), x - 0.2, x))
    outline = figure_of(trial(behind)).outline
    assert seen_share(outline) < 0.6
    assert shape_of(figure_of(trial(behind))) is None
    assert lower_back_of(figure_of(trial(behind))) is None


def test_hair_on_the_upper_back_leaves_the_lower_back():
    hair = with_back(stand("upright"), lambda u, x: np.where(u < -0.62, x - 0.2, x))
    whole, bare = shape_of(figure_of(trial(hair))), shape_of(figure_of(trial("upright")))
    assert whole.lordosis_deg > bare.lordosis_deg + 20
    found, plain = (
        outline_features(lower_back_of(figure_of(trial(each)))) for each in (hair, "upright")
    )
    assert found == pytest.approx(plain, abs=1.5)


def test_rows_that_flicker_are_void():
    given_stand = stand("upright")
    c = given_stand.contour
    flicker = np.where(np.arange(len(c.y_px)) % 2 == 0, 20.0, 0.0)
    unsteady = replace(given_stand, contour=replace(c, spread_px=flicker))
    assert seen_share(figure_of(trial(unsteady)).outline) == pytest.approx(0.5, abs=0.02)


def test_an_arm_that_hangs_behind_the_back_voids_its_rows():
    given_stand = stand("upright")
    figure = figure_of(trial(given_stand))

    def behind(points):
        for joint in (ELBOW, WRIST):
            points[:, joint[figure.near], 0] -= figure.forward * 0.3 * figure.trunk_px
        return points

    outline = figure_of(trial(with_points(given_stand, behind))).outline
    assert seen_share(outline) < seen_share(figure.outline) - 0.2
