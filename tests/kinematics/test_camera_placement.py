import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.kinematics.camera_placement import (
    Camera,
    ankles_seen,
    elevation_from_knee_height,
    foot_extent,
    place_camera,
)
from posecheck.kinematics.elevation import plain_elevation
from posecheck.landmarks import KNEE
from tests.kinematics.figure import SIZE_PX, Figure

HIGH_PX = (640, 560)  # holds the feet under a high lens as well


def solved(figure: Figure, truth_deg: float, camera: Camera, yaw_deg: float | None = None) -> float:
    rest = figure.rest()
    placement = place_camera(rest, SIZE_PX, camera, facing_camera=abs(figure.yaw_deg) <= 20)
    knee = figure.pixels((truth_deg, 0.0))[KNEE["left"], 1]
    yaw = figure.yaw_deg if yaw_deg is None else yaw_deg
    return float(elevation_from_knee_height(np.array([knee]), rest, "left", placement, yaw)[0])


def known(figure: Figure) -> Camera:
    return Camera(lens_height_m=figure.lens_height_m, distance_m=figure.distance_m)


@given(
    truth=st.floats(55, 110),
    lens=st.floats(0.6, 1.3),
    distance=st.floats(2.2, 4.0),
    yaw=st.floats(-60, 60),
)
def test_with_the_camera_known_the_elevation_is_exact(truth, lens, distance, yaw):
    # Both hips on the axis, so that the turn does not bring one of them nearer.
    figure = Figure(lens, distance, yaw, hip_half_m=0.0)
    assert solved(figure, truth, known(figure)) == pytest.approx(truth, abs=0.3)


@pytest.mark.parametrize(
    ("distance", "below_lens", "bias"),
    [
        # The uncorrected angle of a level thigh, by how far the hip is below the lens.
        (2.0, 0.5, -18.4),
        (2.5, 0.5, -13.9),
        (2.5, 0.2, -5.5),
        (2.5, 0.0, 0.0),
        (2.5, -0.2, 5.5),
        (4.0, 0.2, -3.2),
    ],
)
def test_the_bias_of_the_uncorrected_angle_is_the_known_one(distance, below_lens, bias):
    figure = Figure(0.522 * 1.70 + below_lens, distance, thigh_m=0.42)
    track = figure.track([90.0], [0.0])
    plain = plain_elevation(track, figure.rest(), "left")[0]
    assert plain - 90 == pytest.approx(bias, abs=1.6)
    assert solved(figure, 90.0, known(figure)) == pytest.approx(90, abs=0.6)


def test_a_true_difference_of_30_degrees_is_recovered():
    figure = Figure(lens_height_m=1.1, distance_m=2.5)
    high, low = (solved(figure, truth, known(figure)) for truth in (90.0, 60.0))
    assert high - low == pytest.approx(30, abs=2)


def test_ten_degrees_of_unseen_yaw_leave_a_level_thigh_level():
    assert solved(Figure(yaw_deg=10), 90.0, known(Figure()), yaw_deg=0.0) == pytest.approx(
        90, abs=1
    )


def test_an_unknown_camera_is_estimated_from_the_feet():
    found = []
    for lens in (0.6, 0.9, 1.2):
        rest = Figure(lens_height_m=lens).rest()
        placement = place_camera(rest, HIGH_PX, Camera(), facing_camera=True)
        assert placement.estimated
        assert placement.distance_m == pytest.approx(2.8, rel=0.1)
        # The pose model draws the toes a little lower than this figure has them.
        assert placement.lens_height_m == pytest.approx(lens - 0.1, abs=0.12)
        found.append(placement.lens_height_m)
    assert found == sorted(found)


def test_seen_at_an_angle_the_feet_say_nothing_of_the_lens():
    rest = Figure(lens_height_m=1.3).rest()
    placement = place_camera(rest, SIZE_PX, Camera(), facing_camera=False)
    assert placement.lens_height_m == pytest.approx(0.33 * placement.distance_m)


def test_what_is_given_is_not_estimated():
    placement = place_camera(
        Figure().rest(), SIZE_PX, Camera(lens_height_m=1.3, distance_m=3.3), facing_camera=True
    )
    assert (placement.lens_height_m, placement.distance_m) == (1.3, 3.3)
    assert not placement.estimated


def test_standing_reads_zero_and_a_missing_knee_stays_missing():
    figure = Figure(lens_height_m=1.4)
    rest = figure.rest()
    placement = place_camera(rest, SIZE_PX, known(figure), facing_camera=True)
    rows = np.array([rest.xy_px[KNEE["left"], 1], rest.xy_px[KNEE["left"], 1] + 9, np.nan])
    found = elevation_from_knee_height(rows, rest, "left", placement, 0.0)
    assert found[0] == pytest.approx(0, abs=0.1)
    assert found[1] == 0
    assert np.isnan(found[2])


def test_feet_at_the_edge_of_the_picture_are_not_seen():
    rest = Figure().rest()
    lowest = float(rest.xy_px[[29, 30, 31, 32], 1].max())
    assert np.isfinite(foot_extent(rest, (640, round(lowest) + 20)))
    assert np.isnan(foot_extent(rest, (640, round(lowest) + 2)))
    assert not ankles_seen(rest, (640, round(float(rest.xy_px[27, 1]))))
