"""The second look: which frames, made ready, and what the height of a lift is read from."""

from dataclasses import replace

import numpy as np
import pytest

from posecheck.kinematics.elevation import Camera, seen_again, thigh_elevation, tops_before
from posecheck.kinematics.front_elevation import error_of
from posecheck.kinematics.geometry import leg_length
from posecheck.kinematics.label_swaps import LEGS_EXCHANGED, UPPER_EXCHANGED
from posecheck.kinematics.second_look import frames_to_look_at_again, second_look
from posecheck.landmarks import ANKLE, HIP, KNEE, SHOULDER, SIDES
from posecheck.recording import Recording, RecordingMeta
from posecheck.thresholds import REAL_PEOPLE, SECOND_LOOK
from tests.kinematics.figure import SIZE_PX, Figure, lifts
from tests.kinematics.test_elevation import plus

LEFT, RIGHT = lifts([80, 0, 84, 0]), lifts([0, 72, 0, 70])
KNOWN = Camera(lens_height_m=0.9, distance_m=2.8)


def look_at(t_s, points, size_px=SIZE_PX, depth_px=None) -> Recording:
    """A second look that found these points, `(K, 33, 2)`, at these depths, `(K, 33)`."""
    count = len(t_s)
    return Recording(
        t_s=np.asarray(t_s, float),
        landmarks_px=np.asarray(points, np.float32),
        visibility=np.ones((count, 33), np.float32),
        frame_size_px=np.tile(np.int32(size_px), (count, 1)),
        body_yaw_deg=np.zeros(count, np.float32),
        brightness=np.full(count, 120, np.float32),
        meta=RecordingMeta(source="clip.mp4", model_sha256="ab"),
        depth_px=depth_px,
    )


def a_march(shown=lambda points: points):
    """A march's track and standing, and a second look at its tops that saw `shown` of it."""
    figure = Figure()
    track, rest = figure.track(LEFT, RIGHT), figure.rest()
    tops = tops_before(track, rest, KNOWN, True, 0.0)
    runs_s = [tuple(track.t_s[list(top.run)]) for side in SIDES for top in tops[side]]
    frames = frames_to_look_at_again(track.t_s, rest, runs_s)
    return track, rest, look_at(track.t_s[frames], shown(track.xy_px[frames]))


def test_the_standing_and_every_top_are_looked_at_again():
    t_s = np.arange(300) / 30
    rest = Figure().rest()
    frames = frames_to_look_at_again(t_s, rest, [(3.0, 4.0), (5.0, 5.5)])
    assert t_s[frames] == pytest.approx(
        [0.0, 0.5, 1.0, 1.5, 2.0, 3.17, 3.5, 3.83, 5.08, 5.25, 5.42], abs=0.02
    )


@pytest.mark.parametrize(("tops", "of_each"), [(80, 3), (81, 2), (121, 1), (240, 1), (241, 0)])
def test_many_tops_are_looked_at_less_often_and_too_many_not_at_all(tops, of_each):
    t_s = np.arange(40 * 300) / 30
    runs_s = [(3.0 + each, 3.5 + each) for each in range(tops)]
    frames = frames_to_look_at_again(t_s, Figure().rest(), runs_s)
    assert len(frames) == (5 + tops * of_each if of_each else 0)


def test_a_take_without_tops_is_not_looked_at_again():
    assert not len(frames_to_look_at_again(np.arange(90) / 30, Figure().rest(), []))


def test_the_height_comes_from_the_second_look():
    """The first look draws every raised knee too low; the second one does not."""
    track, rest, look = a_march()
    low = track.xy_px.copy()
    for side, truth in (("left", LEFT), ("right", RIGHT)):
        low[:, KNEE[side], 1] += 9.0 * (truth > 60)
    drawn = replace(track, xy_px=low, fast_px=low)
    seen = second_look(look, drawn, rest)
    once = thigh_elevation(drawn, rest, "front", KNOWN, 0.0, plus(0.0))
    again = thigh_elevation(drawn, rest, "front", KNOWN, 0.0, plus(0.0), seen)
    assert (once.method, again.method) == ("front-corrected", "front-seen-again")
    right = thigh_elevation(track, rest, "front", KNOWN, 0.0, plus(0.0))
    for side in SIDES:
        top = np.nanmax(right.deg[side])
        assert np.nanmax(again.deg[side]) == pytest.approx(top, abs=0.5)
        assert np.nanmax(once.deg[side]) < top - 3


def test_a_second_look_of_another_picture_size_is_brought_to_the_tracks():
    track, rest, look = a_march(lambda points: points * 2.0)
    large = replace(look, frame_size_px=look.frame_size_px * 2)
    seen = second_look(large, track, rest)
    np.testing.assert_allclose(seen.rest.xy_px, rest.xy_px, atol=0.01)
    assert seen.size_px == track.size_px


def test_depth_is_scaled_and_labelled_as_the_points_are():
    track, rest, look = a_march(lambda points: 2.0 * points[:, LEGS_EXCHANGED])
    depth = np.tile(np.arange(33.0), (len(look), 1))
    large = replace(look, frame_size_px=look.frame_size_px * 2, depth_px=2.0 * depth)
    seen = second_look(large, track, rest)
    assert seen.depth_px[3, KNEE["left"]] == KNEE["right"]
    assert seen.rest_depth_px[KNEE["right"]] == KNEE["left"]
    assert np.isnan(second_look(replace(large, depth_px=None), track, rest).depth_px).all()


def test_what_lies_nearer_to_the_camera_is_ahead():
    """Depths in thigh lengths: hips 0, shoulders 0.1 ahead; in a lift the knee comes 0.8 ahead."""
    track, rest, look = a_march()
    thigh = np.mean([np.linalg.norm(rest.xy_px[KNEE[s]] - rest.xy_px[HIP[s]]) for s in SIDES])
    depth = np.zeros((len(look), 33))
    depth[:, [SHOULDER[side] for side in SIDES]] = -0.1
    depth[:, [HIP["left"], KNEE["left"], ANKLE["left"]]] += 0.02
    tops = tops_before(track, rest, KNOWN, True, 0.0)
    begin, end = (track.t_s[each] for each in tops["left"][0].run)
    in_lift = (look.t_s >= begin) & (look.t_s <= end)
    depth[in_lift, KNEE["left"]] = 0.02 - 0.8
    depth[in_lift, ANKLE["left"]] = 0.02 - 0.5
    depth[in_lift, KNEE["right"]] = -0.05
    depth[in_lift, ANKLE["right"]] = 0.03
    seen = second_look(replace(look, depth_px=thigh * depth), track, rest)
    found = seen_again(tops, track, seen, KNOWN, True, 0.0)["left"][0].features
    assert {name: found[name] for name in DEPTHS} == pytest.approx(DEPTHS, abs=0.01)


DEPTHS = {
    "knee_ahead": 0.8,
    "shoulders_ahead": 0.11,
    "knee_came_ahead": 0.8,
    "ankle_came_ahead": 0.5,
    "standing_knee_came_ahead": 0.05,
    "standing_ankle_came_ahead": -0.03,
}


def test_with_depth_the_method_and_the_errors_are_its_own():
    track, rest, look = a_march()
    flat, deep = (
        second_look(replace(look, depth_px=each), track, rest)
        for each in (None, np.zeros((len(look), 33)))
    )
    level = replace(plus(0.0).heights, features=("geometry", "knee_ahead"))
    formula = replace(plus(0.0), level=replace(level, intercept=level.intercept + 4.0))
    found = {
        seen.depth_px is deep.depth_px: thigh_elevation(
            track, rest, "front", KNOWN, 0.0, formula, seen
        )
        for seen in (flat, deep)
    }
    assert [found[each].method for each in (False, True)] == [
        "front-seen-again", "front-seen-in-depth",
    ]  # fmt: skip
    for side in SIDES:
        higher = np.nanmax(found[True].deg[side]) - np.nanmax(found[False].deg[side])
        assert higher == pytest.approx(4.0, abs=0.01)
    for is_deep, method in ((False, "front-seen-again"), (True, "front-seen-in-depth")):
        rendered = found[is_deep].rendered_error.at(90)
        assert rendered.side == pytest.approx(error_of(method, True).at(90).side, rel=0.01)
        side = np.hypot(rendered.side, REAL_PEOPLE.peak_side_seen_again)
        assert found[is_deep].error_at(90).side == pytest.approx(side)


@pytest.mark.parametrize(
    "order", [LEGS_EXCHANGED, UPPER_EXCHANGED, LEGS_EXCHANGED[UPPER_EXCHANGED]]
)
def test_exchanged_labels_are_put_right(order):
    track, rest, look = a_march(lambda points: points[:, order])
    _, _, right = a_march()
    one, other = (second_look(each, track, rest) for each in (look, right))
    np.testing.assert_allclose(one.xy_px, other.xy_px, atol=1e-6)


def test_a_point_that_lies_elsewhere_is_not_believed():
    leg_px = float(np.ptp(Figure().rest().xy_px[[HIP["left"], 27], 1]))

    def shown(points):
        moved = points.copy()
        moved[-1, KNEE["left"], 0] += 1.3 * SECOND_LOOK.astray * leg_px
        return moved

    track, rest, look = a_march(shown)
    seen = second_look(look, track, rest)
    assert np.isnan(seen.xy_px[-1, KNEE["left"]]).all()
    assert np.isfinite(seen.xy_px[:-1]).all()


@pytest.mark.parametrize(("standing", "enough"), [(5, True), (3, True), (2, False), (0, False)])
def test_without_enough_frames_of_the_standing_there_is_no_second_look(standing, enough):
    track, rest, look = a_march()
    kept = np.r_[np.arange(standing), np.arange(5, len(look.t_s))]
    some = look_at(look.t_s[kept], look.landmarks_px[kept])
    assert (second_look(some, track, rest) is not None) == enough


def test_no_second_look_is_none():
    track, rest, _ = a_march()
    assert second_look(None, track, rest) is None


def test_where_most_tops_were_not_seen_again_the_first_look_answers():
    track, rest, look = a_march()
    standing = look_at(look.t_s[:6], look.landmarks_px[:6])
    seen = second_look(standing, track, rest)
    found = thigh_elevation(track, rest, "front", KNOWN, 0.0, plus(0.0), seen)
    assert found.method == "front-corrected"


def at(track, moments, *, aside=0.0):
    """A second look at these moments that saw every point so many pixels aside."""
    frames = np.rint(np.asarray(moments) * track.rate_hz).astype(int).clip(0, len(track.t_s) - 1)
    return look_at(moments, track.xy_px[frames] + [aside, 0.0])


def test_each_top_is_read_from_the_frames_within_it_and_right_beside_it():
    figure = Figure()
    track, rest = figure.track(LEFT, RIGHT), figure.rest()
    tops = tops_before(track, rest, KNOWN, True, 0.0)
    first, *others = tops["left"]
    begin, end = (float(track.t_s[index]) for index in first.run)
    near, far = SECOND_LOOK.beside - 0.01, SECOND_LOOK.beside + 0.01
    for moments, seen in (
        ([begin - far, end + far], False),
        ([begin - near], True),
        ([end + near], True),
        ([(begin + end) / 2], True),
    ):
        look = second_look(at(track, [0.0, 0.5, 1.0, *moments]), track, rest)
        found = seen_again(tops, track, look, KNOWN, True, 0.0)["left"]
        assert (found[0] is not None) == seen
        assert found[1:] == [None] * len(others)
    assert found[0].geometry_deg == pytest.approx(first.geometry_deg, abs=0.5)
    assert found[0].features["own_hip_climb"] == pytest.approx(0.0, abs=1e-4)


def test_the_standing_of_a_second_look_ends_a_frame_beside_the_first_looks():
    track, rest, _ = a_march()
    late = replace(rest, start_s=0.5)
    seen = second_look(at(track, [0.46, 0.47, 1.0, 2.03, 2.04]), track, late)
    assert seen.standing.tolist() == [False, True, True, True, False]


@pytest.mark.parametrize(("share", "believed"), [(0.98, True), (1.02, False)])
def test_how_far_astray_a_point_may_lie(share, believed):
    track, rest, _ = a_march()
    leg_px = float(np.mean([leg_length(rest.xy_px, side) for side in SIDES]))
    look = at(track, [0.0, 0.5, 1.0, 1.5, 3.0])
    xy = look.landmarks_px.astype(float)
    xy[-1, HIP["left"], 0] += share * SECOND_LOOK.astray * leg_px
    seen = second_look(replace(look, landmarks_px=xy), track, rest)
    assert np.isfinite(seen.xy_px[-1, HIP["left"]]).all() == believed


def test_a_second_look_at_nothing_is_none():
    track, rest, _ = a_march()
    assert second_look(look_at([], np.zeros((0, 33, 2))), track, rest) is None
