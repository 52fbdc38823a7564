import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.kinematics.elevation import Camera, peaks_of, thigh_elevation
from posecheck.kinematics.elevation_correction import (
    DIFFERENCE_FEATURES,
    LEVEL_FEATURES,
    Correction,
    ElevationError,
    Peak,
    Regression,
    fitted,
    geometry_error,
)
from posecheck.landmarks import HIP, other
from tests.kinematics.figure import Figure, lifts

LEFT, RIGHT = lifts([80, 0, 84, 0]), lifts([0, 72, 0, 70])
KNOWN = Camera(lens_height_m=0.9, distance_m=2.8)
ANYWHERE = dataclasses.replace(fitted(True), ranges={"foot_extent": (0.0, 1.0)})
A_PEAK = Peak(75.0, 75.0, 0.1, 0.0, 0.2)


def plus(degrees: float) -> Correction:
    """A correction that adds the same to every peak, wherever it lies."""
    return Correction(
        level=Regression(LEVEL_FEATURES, degrees, (1.0, 0.0, 0.0, 0.0, 0.0)),
        difference=Regression(DIFFERENCE_FEATURES, 0.0, (1.0, 0.0, 0.0, 0.0)),
        error=ElevationError(1.0, 1.0, 1.0),
        ranges={"geometry": (20.0, 120.0)},
    )


def test_every_lift_of_every_view_has_its_true_peak():
    for yaw, view in ((0, "front"), (45, "oblique"), (90, "side-right"), (-90, "side-left")):
        figure = Figure(yaw_deg=yaw)
        track = figure.track(LEFT, RIGHT)
        elevation = thigh_elevation(track, figure.rest(), view, KNOWN, yaw, correction=plus(0.0))
        for side, truth in (("left", LEFT), ("right", RIGHT)):
            up = truth > 60
            # From the front the level is shared by both sides, here up to the perspective.
            np.testing.assert_allclose(elevation.deg[side][up], truth[up], atol=4.0)


@pytest.mark.parametrize("camera", [KNOWN, Camera()])
@pytest.mark.parametrize(
    ("view", "yaw_deg", "method"),
    [
        ("front", 0, "front-corrected"),
        ("oblique", 45, "geometry"),
        ("side-left", -90, "side"),
        ("side-right", 90, "side"),
    ],
)
def test_every_view_has_its_method_and_its_own_error(camera, view, yaw_deg, method):
    figure = Figure(yaw_deg=yaw_deg)
    track = figure.track(LEFT, RIGHT)
    found = thigh_elevation(track, figure.rest(), view, camera, yaw_deg, correction_of(view))
    assert found.method == method
    if view == "front":
        assert found.error == ANYWHERE.error
    else:
        assert found.error == geometry_error(view.partition("-")[0], camera.placed)
        assert found.error != geometry_error("front", camera.placed)


def correction_of(view):
    return ANYWHERE if view == "front" else None


@pytest.mark.parametrize("view", ["side-left", "side-right"])
@pytest.mark.parametrize("shift_px", [(0.0, 25.0), (0.0, -25.0), (30.0, 0.0), (-30.0, 10.0)])
def test_from_the_side_a_body_that_moves_as_a_whole_lifts_nothing(view, shift_px):
    """The standing knee bends, or the person drifts: every point moves alike."""
    figure = Figure(yaw_deg=-90.0 if view == "side-left" else 90.0)
    track = figure.track(LEFT, RIGHT)
    before = thigh_elevation(track, figure.rest(), view, KNOWN).deg
    moved = dataclasses.replace(track, xy_px=track.xy_px + np.array(shift_px))
    after = thigh_elevation(moved, figure.rest(), view, KNOWN).deg
    for side in ("left", "right"):
        np.testing.assert_allclose(after[side], before[side], atol=1e-9)


def test_the_correction_moves_the_peaks_and_keeps_standing_still():
    figure = Figure()
    track = figure.track(LEFT, RIGHT)
    plain = thigh_elevation(track, figure.rest(), "front", KNOWN, correction=plus(0.0))
    raised = thigh_elevation(track, figure.rest(), "front", KNOWN, correction=plus(6.0))
    top = LEFT > 79
    assert np.median(raised.deg["left"][top] - plain.deg["left"][top]) == pytest.approx(6, abs=0.5)
    assert raised.deg["left"][:50].max() < 2


def test_outside_the_fitted_range_geometry_answers_with_its_wider_error():
    figure = Figure()
    track = figure.track(LEFT, RIGHT)
    narrow = dataclasses.replace(plus(6.0), ranges={"geometry": (85.0, 95.0)})
    elevation = thigh_elevation(track, figure.rest(), "front", KNOWN, correction=narrow)
    assert elevation.method == "geometry"
    assert elevation.error == geometry_error("front", placed=True)
    assert geometry_error("front", placed=True).common > fitted(placed=True).error.common


def test_one_odd_peak_does_not_undo_the_correction():
    left = lifts([80, 0, 84, 0, 82, 0, 35])
    right = lifts([0, 72, 0, 70, 0, 71, 0])
    figure = Figure()
    ranged = dataclasses.replace(plus(6.0), ranges={"geometry": (60.0, 95.0)})
    track = figure.track(left, right)
    elevation = thigh_elevation(track, figure.rest(), "front", KNOWN, correction=ranged)
    assert elevation.method == "front-corrected"


def test_a_one_sided_take_is_measured():
    figure = Figure()
    track = figure.track(np.zeros_like(RIGHT), RIGHT)
    elevation = thigh_elevation(track, figure.rest(), "front", KNOWN, correction=plus(0.0))
    assert np.nanmax(elevation.deg["right"]) == pytest.approx(72, abs=3)
    assert np.nanmax(elevation.deg["left"]) < 10


def test_a_gap_stays_a_gap():
    figure = Figure()
    track = figure.track(LEFT, RIGHT)
    track.xy_px[100:120] = np.nan
    for view in ("front", "side-left"):
        deg = thigh_elevation(track, figure.rest(), view, KNOWN).deg["left"]
        assert np.isnan(deg[100:120]).all()
        assert np.isfinite(deg[:100]).all()


def test_mirroring_the_person_exchanges_the_sides():
    peaks = {"left": [A_PEAK], "right": [dataclasses.replace(A_PEAK, plain=60.0, geometry=66.0)]}
    swapped = {other(side): of_side for side, of_side in peaks.items()}
    straight, mirrored = fitted(True).correct(peaks), fitted(True).correct(swapped)
    assert straight["left"] == pytest.approx(mirrored["right"])
    assert straight["right"] == pytest.approx(mirrored["left"])


def test_equal_sides_stay_equal():
    found = fitted(False).correct({"left": [A_PEAK], "right": [A_PEAK]})
    assert found["left"] == pytest.approx(found["right"])


def test_a_peak_without_feet_is_not_covered():
    assert fitted(True).covers(A_PEAK)
    assert not fitted(True).covers(dataclasses.replace(A_PEAK, foot_extent=np.nan))


def test_the_climb_of_the_hips_is_seen():
    figure = Figure()
    track = figure.track(LEFT, RIGHT)
    thigh_px = np.linalg.norm(np.diff(figure.rest().xy_px[[23, 25]], axis=0))
    track.xy_px[LEFT > 75, HIP["left"], 1] -= 0.1 * thigh_px
    raw = {"left": LEFT, "right": RIGHT}
    (_, first), *_ = peaks_of(track, figure.rest(), raw)["left"]
    assert first.own_hip_climb == pytest.approx(0.1, abs=0.01)
    assert first.standing_hip_climb == pytest.approx(0.0, abs=0.01)


# what is known of the camera, the picture     method             times the usual error
DOUBTS = [
    (KNOWN, (640, 480), "front-corrected", None),
    (Camera(lens_height_m=0.9), (640, 480), "front-corrected", None),
    (Camera(distance_m=0.5), (640, 480), "geometry", 1.5),
    (Camera(lens_height_m=3.0), (640, 480), "geometry", 1.5),
    (Camera(lens_height_m=0.9, distance_m=4.6), (640, 480), "geometry", 1.5),
    (KNOWN, (640, 420), "geometry", 1.0),  # the toes are cut off
    (KNOWN, (640, 405), "geometry", 1.5),  # the ankles too: there is no scale
]


@pytest.mark.parametrize(("camera", "size_px", "method", "times"), DOUBTS)
def test_what_cannot_be_trusted_widens_the_error(camera, size_px, method, times):
    figure = Figure()
    track = dataclasses.replace(figure.track(LEFT, RIGHT), size_px=size_px)
    elevation = thigh_elevation(track, figure.rest(), "front", camera, correction=ANYWHERE)
    assert elevation.method == method
    if times is not None:
        placed = camera.placed and elevation.contradicted is None
        usual = geometry_error("front", placed=placed).common
        assert elevation.error.common == pytest.approx(times * usual)


@pytest.mark.parametrize("camera", [Camera(lens_height_m=0.9), Camera(distance_m=2.8)])
def test_half_a_place_is_an_estimate(camera):
    figure = Figure()
    track = figure.track(LEFT, RIGHT)
    elevation = thigh_elevation(track, figure.rest(), "front", camera)
    assert elevation.placement.estimated
    estimated = (fitted(placed=False).error, geometry_error("front", placed=False))
    assert elevation.error in estimated


@settings(max_examples=60)
@given(
    lens=st.floats(0.05, 3.0),
    distance=st.floats(0.5, 15.0),
    height=st.floats(1.5, 2.0),
    given_lens=st.booleans(),
    given_distance=st.booleans(),
)
def test_no_camera_makes_an_absurd_height_look_certain(
    lens, distance, height, given_lens, given_distance
):
    camera = Camera(lens if given_lens else None, distance if given_distance else None, height)
    figure = Figure()
    found = thigh_elevation(figure.track(LEFT, RIGHT), figure.rest(), "front", camera)
    half = 1.96 * np.hypot(found.error.common, found.error.side)
    # A lens told half a metre too high, the distance left out, moves a peak by 15°.
    assert abs(np.nanmax(found.deg["left"]) - 84.0) <= max(1.5 * half, 17.0)
