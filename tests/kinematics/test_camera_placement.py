import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.kinematics.camera_placement import (
    Camera,
    Placement,
    ankles_seen,
    camera_contradicts,
    elevation_from_knee_height,
    foot_extent,
    least_resolved,
    place_camera,
    place_is_usual,
)
from posecheck.kinematics.drawn_thigh import plain_elevation
from posecheck.kinematics.track import QuietStance
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, SIDES
from posecheck.thresholds import CAMERA
from tests.kinematics.figure import FOCAL_PX, SIZE_PX, Figure

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


@pytest.mark.parametrize(("lens", "distance"), [(0.6, 2.2), (0.9, 2.8), (1.3, 4.0)])
def test_a_camera_that_is_known_has_its_true_scale_and_horizon(lens, distance):
    placement = place_camera(
        Figure(lens, distance).rest(), SIZE_PX, Camera(lens, distance), facing_camera=True
    )
    assert placement.px_per_m == pytest.approx(FOCAL_PX / distance)
    assert placement.horizon_px == pytest.approx(SIZE_PX[1] / 2)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("height", [1.70, 1.87])
def test_the_distance_follows_from_the_height_and_a_usual_field_of_view(height, turned):
    size = SIZE_PX[::-1] if turned else SIZE_PX  # the larger side has the usual field
    placement = place_camera(Figure().rest(), size, Camera(person_height_m=height), False)
    usual_focal = 320 / np.tan(np.radians(CAMERA.usual_field_of_view / 2))
    assert placement.distance_m == pytest.approx(2.8 * usual_focal / FOCAL_PX * height / 1.70)
    assert placement.px_per_m == pytest.approx(FOCAL_PX / 2.8 * 1.70 / height)
    assert placement.estimated


def feet(extent: float, thigh_px: float = 100.0) -> QuietStance:
    """Quiet standing whose toes are drawn so many thigh lengths below the heels."""
    xy = Figure().rest().xy_px.copy()
    for side in SIDES:
        xy[KNEE[side]] = xy[HIP[side]] + [0.6 * thigh_px, 0.8 * thigh_px]
        xy[FOOT_INDEX[side], 1] = xy[HEEL[side], 1] + extent * thigh_px
    return QuietStance(0.0, 2.0, xy)


@pytest.mark.parametrize("slope", [0.2, 0.33, 0.4])
def test_how_far_the_lens_looks_down_on_the_feet_tells_its_height(slope):
    extent = CAMERA.foot_extent_level + CAMERA.foot_length * slope
    rest = feet(extent)
    assert foot_extent(rest, HIGH_PX) == pytest.approx(extent)
    placement = place_camera(rest, HIGH_PX, Camera(distance_m=3.0), facing_camera=True)
    usual = CAMERA.usual_height_over_distance
    drawn = usual + CAMERA.trust_in_foot_extent * (slope - usual)
    assert placement.lens_height_m == pytest.approx(3.0 * drawn)


@pytest.mark.parametrize(("extent", "lens"), [(-1.0, "least"), (2.0, "most")])
def test_no_lens_is_taken_to_stand_where_none_does(extent, lens):
    placement = place_camera(feet(extent, 20.0), HIGH_PX, Camera(distance_m=3.0), True)
    expected = {"least": CAMERA.least_lens_height, "most": CAMERA.most_lens_height}[lens]
    assert placement.lens_height_m == expected


@pytest.mark.parametrize(
    ("off", "facing", "contradicts"),
    [(0.29, True, False), (0.31, True, True), (-0.31, True, True), (0.31, False, False)],
)
@pytest.mark.parametrize("distance", [2.5, None])
def test_a_lens_height_that_the_feet_contradict(off, facing, contradicts, distance):
    rest = feet(CAMERA.foot_extent_level + CAMERA.foot_length * 0.5)
    far = distance or place_camera(rest, HIGH_PX, Camera(), False).distance_m
    lens = (0.5 + off) * far
    said = camera_contradicts(rest, HIGH_PX, Camera(lens, distance), facing)
    assert said == (f"lens height of {100 * lens:.0f} cm" if contradicts else None)


@pytest.mark.parametrize(
    ("view_deg", "contradicts"), [(24.9, True), (25.1, False), (109.0, False), (111.0, True)]
)
def test_a_distance_that_the_size_in_the_picture_contradicts(view_deg, contradicts):
    rest = Figure().rest()
    usual = np.tan(np.radians(CAMERA.usual_field_of_view / 2))
    seen = place_camera(rest, SIZE_PX, Camera(), False).distance_m
    distance = seen * usual / np.tan(np.radians(view_deg / 2))
    said = camera_contradicts(rest, SIZE_PX, Camera(distance_m=distance), True)
    assert said == (f"distance of {100 * distance:.0f} cm" if contradicts else None)


def test_where_the_formulas_were_tried_is_usual_ends_included():
    ends = (CAMERA.tried_distance_min, CAMERA.tried_distance_max)
    heights = (CAMERA.tried_lens_min, CAMERA.tried_lens_max)
    for distance in ends:
        for lens in heights:
            assert place_is_usual(Placement(lens, distance, 200.0, 240.0, True))
    for distance, lens in ((1.69, 0.9), (4.26, 0.9), (2.8, 0.49), (2.8, 1.47)):
        assert not place_is_usual(Placement(lens, distance, 200.0, 240.0, True))


@pytest.mark.parametrize(
    ("x", "y", "seen"),
    [(10.0, 300.0, False), (10.5, 300.0, True), (990.0, 300.0, False), (989.5, 300.0, True),
     (500.0, 10.0, False), (500.0, 10.5, True), (500.0, 490.0, False), (500.0, 489.5, True)],
)  # fmt: skip
def test_a_hundredth_of_the_picture_is_its_edge(x, y, seen):
    xy = np.full((33, 2), 300.0)
    xy[ANKLE["right"]] = x, y
    assert ankles_seen(QuietStance(0.0, 1.0, xy), (1000, 500)) == seen


@given(
    lens=st.floats(0.2, 2.0),
    distance=st.floats(1.5, 5.0),
    yaw=st.floats(-60, 60),
)
def test_a_knee_drawn_higher_is_a_thigh_lifted_higher(lens, distance, yaw):
    rest = Figure().rest()
    placement = place_camera(rest, SIZE_PX, Camera(lens, distance), facing_camera=True)
    stood = rest.xy_px[KNEE["left"], 1]
    rows = np.linspace(stood + 40, stood - 250, 300)
    found = elevation_from_knee_height(rows, rest, "left", placement, yaw)
    assert (np.diff(found) >= 0).all()
    assert found[0] == 0
    least = least_resolved(rest, "left", placement, yaw)
    assert 20.0 <= least <= found[-1] or least == 149.75


def test_before_a_low_lens_a_knee_is_clearly_up_from_20_degrees_on():
    rest = Figure(lens_height_m=0.3).rest()
    placement = place_camera(rest, SIZE_PX, Camera(0.3, 2.8), facing_camera=True)
    assert least_resolved(rest, "left", placement, 0.0) == CAMERA.least_resolved_elevation


def test_a_lens_far_above_sees_no_knee_rise():
    rest = Figure().rest()
    placement = Placement(9.0, 1.0, 200.0, -1000.0, True)
    assert least_resolved(rest, "left", placement, 0.0) == 149.75  # no angle is resolved
    rows = np.array([rest.xy_px[KNEE["left"], 1] - 50.0])
    assert elevation_from_knee_height(rows, rest, "left", placement, 0.0).tolist() == [0.0]
