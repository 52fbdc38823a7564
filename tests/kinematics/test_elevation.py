import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.kinematics.camera_placement import least_resolved, place_camera
from posecheck.kinematics.elevation import Camera, _frontness, thigh_elevation
from posecheck.kinematics.front_elevation import (
    ElevationError,
    Formula,
    HeightError,
    error_of,
    fitted,
    way_to,
)
from posecheck.kinematics.regression import LinearModel
from posecheck.kinematics.tops import tops_of
from posecheck.landmarks import FOOT_INDEX, HIP, SIDES
from posecheck.thresholds import CAMERA, ELEVATION, REAL_PEOPLE, VIEW
from tests.kinematics.figure import Figure, lifts

LEFT, RIGHT = lifts([80, 0, 84, 0]), lifts([0, 72, 0, 70])
KNOWN = Camera(lens_height_m=0.9, distance_m=2.8)


def plus(degrees: float, widest: float = 1e9) -> Formula:
    """A formula that adds the same to every top's geometry, up to a leverage of `widest`.

    It reads the feet as well, but makes nothing of them.
    """
    return Formula(
        LinearModel(
            features=("geometry", "foot_extent"),
            mean=np.array([60.0 / ELEVATION.knee_says_little, 0.0]),
            scale=np.array([10.0 / ELEVATION.knee_says_little, 1.0]),
            intercept=60.0 + degrees,
            coefficients=np.array([10.0, 0.0]),
            spread=np.diag([1e-4, 1e-12]),
            residual=3.0,
            quantile=2.0,
            largest_leverage=widest,
        )
    )


def test_every_lift_of_every_view_has_its_true_peak():
    for yaw, view in ((0, "front"), (45, "oblique"), (90, "side-right"), (-90, "side-left")):
        figure = Figure(yaw_deg=yaw)
        track = figure.track(LEFT, RIGHT)
        elevation = thigh_elevation(track, figure.rest(), view, KNOWN, yaw, plus(0.0))
        for side, truth in (("left", LEFT), ("right", RIGHT)):
            up = truth > truth.max() - 5
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
    found = thigh_elevation(track, figure.rest(), view, camera, yaw_deg, plus(0.0))
    assert found.method == method
    if view != "front":
        assert found.rendered_error == error_of(view.partition("-")[0], camera.placed)
        return
    usual, doubted = error_of(method, camera.placed).at(80), found.rendered_error.at(80)
    assert usual.common < doubted.common < 1.05 * usual.common


def test_what_real_people_add_is_in_the_error():
    figure = Figure()
    found = thigh_elevation(figure.track(LEFT, RIGHT), figure.rest(), "front", KNOWN)
    for deg in (30.0, 60.0, 90.0):
        rendered, real = found.rendered_error.at(deg), found.error_at(deg)
        assert real.common == pytest.approx(np.hypot(rendered.common, REAL_PEOPLE.peak_common))
        assert real.side == pytest.approx(np.hypot(rendered.side, REAL_PEOPLE.peak_side))
        assert real.repetition == rendered.repetition


def test_the_error_changes_evenly_with_the_height():
    error = HeightError(ElevationError(8, 4, 2), ElevationError(4, 2, 1))
    middle = (ELEVATION.low_lift + ELEVATION.high_lift) / 2
    assert error.at(0) == error.low
    assert error.at(middle) == ElevationError(6, 3, 1.5)
    assert error.at(120) == error.high
    assert error.times(2).at(120) == ElevationError(8, 4, 2)


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


def test_the_formula_moves_the_tops_and_keeps_standing_still():
    figure = Figure()
    track = figure.track(LEFT, RIGHT)
    plain = thigh_elevation(track, figure.rest(), "front", KNOWN, 0.0, plus(0.0))
    raised = thigh_elevation(track, figure.rest(), "front", KNOWN, 0.0, plus(6.0))
    top = LEFT > 79
    assert np.median(raised.deg["left"][top] - plain.deg["left"][top]) == pytest.approx(6, abs=0.5)
    assert raised.deg["left"][:50].max() < 2


def test_a_stretch_that_is_asked_for_has_its_own_height():
    figure = Figure()
    track = figure.track(LEFT, RIGHT)
    whole = thigh_elevation(track, figure.rest(), "front", KNOWN, 0.0, plus(6.0))
    low, high = (track.t_s[list(top.run)].tolist() for top in whole.tops["left"])

    def heights(track):
        runs_s = {"left": [low, high], "right": ()}
        found = thigh_elevation(track, figure.rest(), "front", KNOWN, 0.0, plus(6.0), runs_s=runs_s)
        assert len(found.heights["right"]) == 0
        return found.heights["left"]

    assert heights(track) == pytest.approx(whole.heights["left"])
    hidden = track.xy_px.copy()
    hidden[int(whole.tops["left"][0].run[0])] = np.nan
    unseen = heights(dataclasses.replace(track, xy_px=hidden))
    assert unseen == pytest.approx(whole.heights["left"][1:])


def test_outside_the_fitted_range_geometry_answers_with_its_wider_error():
    figure = Figure()
    track = figure.track(LEFT, RIGHT)
    narrow = plus(6.0, widest=1e-9)
    elevation = thigh_elevation(track, figure.rest(), "front", KNOWN, 0.0, narrow)
    assert elevation.method == "geometry"
    assert elevation.rendered_error == error_of("front", placed=True)
    assert error_of("front", True).high.common > error_of("front-corrected", True).high.common


def test_one_odd_top_does_not_undo_the_formula():
    figure = Figure()
    track = figure.track(lifts([80, 0, 84, 0, 82, 0, 35]), lifts([0, 72, 0, 70, 0, 71, 0]))
    about_60 = plus(6.0, widest=3.0**2 * 1e-4 / 4).heights  # up to three deviations of 10°
    ranged = Formula(dataclasses.replace(about_60, mean=about_60.mean * [80 / 60, 1]))
    found = thigh_elevation(track, figure.rest(), "front", KNOWN, 0.0, ranged)
    assert found.method == "front-corrected"


def test_a_take_of_low_lifts_is_read_and_each_lift_has_its_top():
    figure = Figure(lens_height_m=0.6)
    left, right = lifts([38, 0, 42, 0]), lifts([0, 45, 0, 35])
    track = figure.track(left, right)
    placement = place_camera(figure.rest(), track.size_px, Camera(0.6, 2.8), True)
    tops = tops_of(track, figure.rest(), {side: np.zeros(len(left)) for side in SIDES}, placement)
    assert [len(tops[side]) for side in SIDES] == [2, 2]
    for side, truth in (("left", left), ("right", right)):
        heights = [truth[top.index] for top in tops[side]]
        found = way_to(track, figure.rest(), side, tops[side], np.array(heights))
        for top in tops[side]:
            assert found[top.index] == pytest.approx(truth[top.index], abs=0.5)
        assert found[:50].max() < 2


def test_a_camera_that_looks_down_sees_less_of_a_low_lift():
    least = []
    for lens_m in (0.6, 0.9, 1.2, 1.5):
        rest = Figure(lens_height_m=lens_m).rest()
        placement = place_camera(rest, (640, 480), Camera(lens_m, 2.8), True)
        least.append(least_resolved(rest, "left", placement, 0.0))
    assert least == sorted(least)
    assert 20 <= least[0] < least[-1] <= 60


def test_no_lift_is_told_that_is_lower_than_the_camera_can_tell():
    figure = Figure()
    found = thigh_elevation(figure.track(LEFT, RIGHT), figure.rest(), "front", KNOWN)
    assert min(found.least_deg.values()) >= ELEVATION.least_number
    aside = Figure(yaw_deg=90.0)
    seen = thigh_elevation(aside.track(LEFT, RIGHT), aside.rest(), "side-right", KNOWN, 90.0)
    assert set(seen.least_deg.values()) == {0.0}


def test_a_one_sided_take_is_measured():
    figure = Figure()
    track = figure.track(np.zeros_like(RIGHT), RIGHT)
    elevation = thigh_elevation(track, figure.rest(), "front", KNOWN, 0.0, plus(0.0))
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
    figure = Figure()
    straight = thigh_elevation(figure.track(LEFT, RIGHT), figure.rest(), "front", KNOWN).deg
    mirrored = thigh_elevation(figure.track(RIGHT, LEFT), figure.rest(), "front", KNOWN).deg
    np.testing.assert_allclose(straight["left"], mirrored["right"], atol=1e-6)
    np.testing.assert_allclose(straight["right"], mirrored["left"], atol=1e-6)


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("placed", [True, False])
def test_no_formula_for_feet_cut_off_reads_them(placed, again):
    whole, cut_off = (fitted(placed, again, feet) for feet in (True, False))
    assert "foot_extent" in whole.heights.features
    for model in (cut_off.heights, cut_off.level) if again else (cut_off.heights,):
        assert not any(name.startswith(("foot", "toe", "heel")) for name in model.features)


@pytest.mark.parametrize("camera", [KNOWN, Camera()])
def test_feet_at_the_edge_are_not_read(camera):
    """The toes are cut off: wherever they are guessed to be, the heights are the same."""
    figure, found = Figure(), []
    for guessed_px in (0.0, 9.0):
        track = dataclasses.replace(figure.track(LEFT, RIGHT), size_px=(640, 420))
        rest = figure.rest()
        toes = [FOOT_INDEX[side] for side in SIDES]
        rest.xy_px[toes, 1] += guessed_px
        track.xy_px[:, toes, 1] += guessed_px
        found.append(thigh_elevation(track, rest, "front", camera))
    one, other = found
    assert one.method == other.method == "front-corrected"
    for side in SIDES:
        np.testing.assert_allclose(one.heights[side], other.heights[side], atol=1e-6)
    usual = error_of("front-corrected", camera.placed, feet=False).high
    assert one.rendered_error.high.side / one.rendered_error.high.common == pytest.approx(
        usual.side / usual.common
    )


def test_the_climb_of_the_hips_is_seen():
    figure = Figure()
    track = figure.track(LEFT, RIGHT)
    rest = figure.rest()
    thigh_px = np.linalg.norm(np.diff(rest.xy_px[[23, 25]], axis=0))
    track.xy_px[LEFT > 75, HIP["left"], 1] -= 0.1 * thigh_px
    placement = place_camera(rest, track.size_px, KNOWN, True)
    first, *_ = tops_of(track, rest, {"left": LEFT, "right": RIGHT}, placement)["left"]
    assert first.features["own_hip_climb"] == pytest.approx(0.1, abs=0.01)
    assert first.features["standing_hip_climb"] == pytest.approx(0.0, abs=0.01)


# what is known of the camera, the picture     method             times the usual error
DOUBTS = [
    (KNOWN, (640, 480), "front-corrected", None),
    (Camera(lens_height_m=0.9), (640, 480), "front-corrected", None),
    (Camera(lens_height_m=0.45), (640, 480), "geometry", 2.0),
    (Camera(lens_height_m=0.9, distance_m=4.6), (640, 480), "geometry", 2.0),
    (KNOWN, (640, 420), "geometry", 1.0),  # the toes are cut off, and this formula asks for them
    (Camera(), (640, 420), "geometry", 2.0),  # they alone would say how far the lens looks down
    (KNOWN, (640, 405), "geometry", 2.0),  # the ankles too: there is no scale
]


@pytest.mark.parametrize(("camera", "size_px", "method", "times"), DOUBTS)
def test_what_cannot_be_trusted_widens_the_error(camera, size_px, method, times):
    figure = Figure()
    track = dataclasses.replace(figure.track(LEFT, RIGHT), size_px=size_px)
    elevation = thigh_elevation(track, figure.rest(), "front", camera, 0.0, plus(0.0))
    assert elevation.method == method
    if times is not None:
        placed = camera.placed and elevation.contradicted is None
        assert elevation.rendered_error == error_of("front", placed).times(times)


@pytest.mark.parametrize("camera", [Camera(distance_m=0.5), Camera(lens_height_m=3.0)])
def test_what_the_picture_contradicts_leaves_a_camera_of_which_nothing_is_known(camera):
    figure = Figure()
    track = figure.track(LEFT, RIGHT)
    told, alone = (
        thigh_elevation(track, figure.rest(), "front", each, 0.0, plus(0.0))
        for each in (camera, Camera())
    )
    assert told.contradicted is not None
    assert told.method == "front-corrected"
    np.testing.assert_array_equal(told.deg["left"], alone.deg["left"])
    assert told.rendered_error.high.side == pytest.approx(2.0 * alone.rendered_error.high.side)


def test_an_odd_guess_of_the_place_is_read_by_the_formula_with_a_wider_error(monkeypatch):
    figure = Figure()
    track = figure.track(LEFT, RIGHT)
    alone = thigh_elevation(track, figure.rest(), "front", Camera(), 0.0, plus(0.0))
    module = "posecheck.kinematics.elevation"
    monkeypatch.setattr(f"{module}.place_is_usual", lambda _place: False)
    odd = thigh_elevation(track, figure.rest(), "front", Camera(), 0.0, plus(0.0))
    assert (alone.place_usual, odd.place_usual) == (True, False)
    assert odd.method == "front-corrected"
    assert odd.rendered_error.high.side == pytest.approx(2.0 * alone.rendered_error.high.side)


def test_a_person_far_away_is_read_by_the_formula():
    """The lens height that the feet imply is then at its limit: the guess is odd, not the feet."""
    figure = Figure()
    track = dataclasses.replace(figure.track(LEFT, RIGHT), size_px=(1920, 1440))
    found = thigh_elevation(track, figure.rest(), "front", Camera())
    assert (found.placement.distance_m > 6, found.place_usual) == (True, False)
    assert found.placement.lens_height_m == CAMERA.most_lens_height
    assert found.method == "front-corrected"


@pytest.mark.parametrize("camera", [Camera(lens_height_m=0.9), Camera(distance_m=2.8)])
def test_half_a_place_is_an_estimate(camera):
    figure = Figure()
    track = figure.track(LEFT, RIGHT)
    elevation = thigh_elevation(track, figure.rest(), "front", camera)
    assert elevation.placement.estimated
    found, estimated = elevation.rendered_error.at(80), error_of("front-corrected", False).at(80)
    assert elevation.method == "front-corrected"
    assert found.common >= estimated.common


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
    error = found.error_at(84.0)
    half = 1.96 * np.hypot(error.common, error.side)
    # A lens told half a metre too high, the distance left out, moves a peak by 15°.
    assert abs(np.nanmax(found.deg["left"]) - 84.0) <= max(1.5 * half, 17.0)


@pytest.mark.parametrize(
    ("view", "yaw", "share"),
    [
        ("front", 50.0, 1.0),
        ("oblique", VIEW.front, 1.0),
        ("oblique", (VIEW.front + ELEVATION.correction_fades_until) / 2, 0.5),
        ("oblique", -(VIEW.front + ELEVATION.correction_fades_until) / 2, 0.5),
        ("oblique", ELEVATION.correction_fades_until, 0.0),
        ("oblique", 89.0, 0.0),
    ],
)
def test_the_fronts_correction_fades_with_the_turn(view, yaw, share):
    assert _frontness(view, yaw) == pytest.approx(share)
