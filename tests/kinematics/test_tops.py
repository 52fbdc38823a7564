"""The tops of lifts and what is seen there, on points that are moved by so much and no more."""

from dataclasses import replace

import numpy as np
import pytest

from posecheck.kinematics.camera_placement import Placement, foot_extent
from posecheck.kinematics.front_elevation import Formula, heights_of, way_to
from posecheck.kinematics.regression import LinearModel
from posecheck.kinematics.top_features import shank_share
from posecheck.kinematics.tops import Top, _windows, toes_way, tops_of, way_of
from posecheck.landmarks import (
    ANKLE,
    EAR,
    FOOT_INDEX,
    HEEL,
    HIP,
    KNEE,
    SHOULDER,
    SIDES,
    other,
)
from posecheck.thresholds import ELEVATION
from tests.kinematics.figure import Figure

REST = Figure().rest()
THIGH = float(np.linalg.norm(REST.xy_px[KNEE["left"]] - REST.xy_px[HIP["left"]]))
SHANK = float(np.linalg.norm(REST.xy_px[ANKLE["left"]] - REST.xy_px[KNEE["left"]])) / THIGH
PLACE = Placement(0.9, 3.0, 200.0, 240.0, False)
LEG = (KNEE, ANKLE, HEEL, FOOT_INDEX)


def moved(side, moves, shares):
    """A track in which points of a body go so far outward and up, thigh lengths, by shares."""
    track = Figure().track(np.zeros(len(shares)), np.zeros(len(shares)))
    out = 1.0 if side == "left" else -1.0
    for joint, (aside, up) in moves.items():
        way = THIGH * np.array([out * aside, -up])
        track.xy_px[:, joint] += np.asarray(shares)[:, None] * way
    return track


def features(side, moves, deg):
    shares = np.repeat([0.0, 1.0, 0.0], [20, 10, 20])
    track = moved(side, moves, shares)
    raw = dict.fromkeys(SIDES, np.full(50, deg))
    (top,) = tops_of(track, REST, raw, PLACE)[side]
    return top.features, top.geometry_deg


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("deg", [30.0, 60.0])
def test_what_is_seen_at_a_top_is_told_in_thigh_lengths_up_and_outward(side, deg):
    foil = other(side)
    found, geometry = features(
        side,
        {
            KNEE[side]: (0.20, 0.50),
            ANKLE[side]: (0.30, 0.45),
            HEEL[side]: (0.25, 0.40),
            FOOT_INDEX[side]: (0.35, 0.55),
            HIP[side]: (0.05, 0.10),
            HIP[foil]: (-0.02, 0.04),
            KNEE[foil]: (0.00, 0.07),
            SHOULDER[side]: (0.03, 0.06),
            SHOULDER[foil]: (0.01, 0.02),
            EAR[side]: (0.09, 0.08),
        },
        deg,
    )
    stood = REST.xy_px / THIGH
    width = abs(stood[HIP["left"], 0] - stood[HIP["right"], 0])
    foot = np.abs(stood[FOOT_INDEX[side]] - stood[HEEL[side]])
    height = deg / ELEVATION.knee_says_little
    low = max(1.0 - height, 0.0)
    share = np.hypot(0.10, SHANK + 0.05) / SHANK
    expected = {
        "geometry": height,
        "geometry_squared": height**2,
        "own_hip_climb": 0.10,
        "own_hip_climb_high": 0.10 * height,
        "standing_hip_climb": 0.04,
        "standing_knee_climb": 0.07,
        "shoulder_climb": 0.04,
        "shoulder_climb_high": 0.04 * height,
        "ankle_climb": 0.45,
        "ankle_climb_low": 0.45 * low,
        "shank_share": share,
        "shank_share_low": share * low,
        "knee_outward": 0.15,
        "knee_outward_low": 0.15 * low,
        "ankle_outward": 0.10,
        "ankle_outward_low": 0.10 * low,
        "foot_length": np.hypot(foot[0] + 0.10, foot[1] - 0.15),
        "thigh_length": np.hypot(0.15, 0.60),
        "hip_width": np.hypot(width + 0.07, 0.06),
        "toe_climb": 0.55,
        "heel_climb": 0.40,
        "toe_aside": 0.35,
        "heel_aside": 0.25,
        "hip_aside": 0.05,
        "standing_hip_aside": -0.02,
        "own_shoulder_climb": 0.06,
        "own_shoulder_aside": 0.03,
        "far_shoulder_climb": 0.02,
        "far_shoulder_aside": 0.01,
        "ear_climb": 0.08,
        "foot_extent": foot_extent(REST, (640, 480)),
        "lens_slope": 0.3,
        "lens_slope_low": 0.3 * low,
    }
    assert found == pytest.approx(expected)
    assert geometry == deg


@pytest.mark.parametrize("side", SIDES)
def test_a_knee_goes_outward_from_where_it_stood(side):
    """Of somebody who stands on bowed legs: the knees a tenth of the thigh outward of the hips."""
    out = 1.0 if side == "left" else -1.0
    shares = np.repeat([0.0, 1.0, 0.0], [20, 10, 20])
    leg = [joint[side] for joint in LEG]
    track = moved(side, dict.fromkeys(leg, (0.25, 0.5)), shares)
    xy = REST.xy_px.copy()
    for points in (track.xy_px, xy[None]):
        points[:, leg, 0] += 0.10 * THIGH * out
    bowed = replace(REST, xy_px=xy)
    (top,) = tops_of(track, bowed, dict.fromkeys(SIDES, np.zeros(50)), PLACE)[side]
    length = (np.hypot(1.0, 0.1) + 1.0) / 2  # of one thigh as it stands, of the other one upright
    assert top.features["knee_outward"] == pytest.approx(0.25 / length)
    assert top.features["ankle_outward"] == pytest.approx(0.0, abs=1e-9)


def test_a_foot_off_its_place_is_on_its_way():
    track = moved("left", dict.fromkeys((joint["left"] for joint in LEG), (0.3, 0.4)), [0, 0.5, 1])
    assert way_of(track, REST, "left") == pytest.approx([0, 0.25, 0.5])
    assert way_of(track, REST, "right") == pytest.approx([0, 0, 0])
    assert toes_way(track, REST, "left") == pytest.approx([0, 0.25, 0.5])
    one = moved("left", {HEEL["left"]: (0.3, 0.4)}, [1])
    assert way_of(one, REST, "left") == pytest.approx([0.125])  # the mean of knee and foot
    assert toes_way(one, REST, "left") == pytest.approx([0])
    short = moved("left", {KNEE["left"]: (0.0, -0.5 * SHANK)}, [0, 1])
    assert shank_share(short.xy_px, REST, "left") == pytest.approx([1, 0.5])


@pytest.mark.parametrize(
    ("lead", "windows"),
    [
        # at ten samples a second tops are three samples apart at least
        ([0, 0.1, 0.2, 0.1, 0.02, 0, 0.1, 0.2, 0.3, 0.2, 0], [(2, 0, 4), (8, 5, 10)]),
        ([0, 0.1, 0.3, 0.1, 0.2, 0, 0, 0], [(2, 0, 7)]),  # so near only the higher is one
        ([0, 0.1, 0.3, 0.1, 0, 0.2, 0, 0], [(2, 0, 3), (5, 4, 7)]),
        ([0.3, 0.1, 0, 0, 0], [(0, 0, 4)]),  # at the very beginning and end
        ([0, 0, 0, 0.1, 0.3], [(4, 0, 4)]),
        ([0, 0, 0.02, 0, 0], []),  # hardly off the floor
        ([0, 0.2, 0.2, 0.16, 0.2, 0.3, 0], [(5, 0, 6)]),  # not clear of the higher one
        ([0, 0.2, 0, float("nan"), 0, 0, 0.2, 0], [(1, 0, 2), (6, 3, 7)]),
        ([], []),
    ],
)
def test_each_top_has_the_samples_up_to_where_the_lead_is_least(lead, windows):
    assert _windows(np.array(lead, dtype=float), 10.0) == windows


def test_a_top_is_the_unbroken_run_of_samples_that_are_nearly_as_far():
    shares = np.zeros(60)
    shares[20:31] = [0.5, 0.92, 0.94, 0.9, 0.94, 1.0, 0.95, 0.93, 0.92, 0.96, 0.5]
    track = moved("left", dict.fromkeys((joint["left"] for joint in LEG), (0.0, 0.5)), shares)
    (top,) = tops_of(track, REST, dict.fromkeys(SIDES, np.arange(60.0)), PLACE)["left"]
    assert (top.index, top.first, top.last) == (25, 0, 59)
    assert top.run in ((24, 26), (24, 27))  # 0.93 itself to a rounding
    assert top.way == pytest.approx(np.median(0.5 * shares[top.run[0] : top.run[1] + 1]))
    assert top.geometry_deg == np.median(np.arange(top.run[0], top.run[1] + 1))


@pytest.mark.parametrize(
    ("farthest", "shares", "run"),
    [
        (0.5, [0.5, 1.0, 0.5, 0.94, 0.95, 0.96, 0.94, 0.5], (23, 26)),  # not the moment before it
        (0.5, [0.5, 0.95, 0.94, 0.92, 1.0, 0.99, 0.98, 0.5], (24, 26)),
        (0.1, [0.5, 0.95, 0.94, 0.92, 1.0, 0.99, 0.98, 0.5], (21, 26)),  # 0.008 of a thigh is none
        (0.1, [0.5, 0.95, 0.94, 0.88, 1.0, 0.99, 0.98, 0.5], (24, 26)),
        (0.5, [0.5, 0.95, 0.94, 0.5, 0.94, 1.0, 0.5, 0.5], (21, 22)),  # of two as long the first
    ],
)
def test_a_top_is_the_longest_run_and_not_the_farthest_moment(farthest, shares, run):
    whole = np.zeros(60)
    whole[20:28] = shares
    track = moved("left", dict.fromkeys((joint["left"] for joint in LEG), (0.0, farthest)), whole)
    (top,) = tops_of(track, REST, dict.fromkeys(SIDES, np.arange(60.0)), PLACE)["left"]
    assert top.run == run
    assert top.index == 20 + int(np.argmax(shares))
    assert top.geometry_deg == np.median(np.arange(run[0], run[1] + 1))


MODEL = LinearModel(
    features=("geometry",),
    mean=np.array([1.0]),
    scale=np.array([1.0]),
    intercept=50.0,
    coefficients=np.array([50.0]),
    spread=np.array([[0.25]]),
    residual=3.0,
    quantile=2.0,
    largest_leverage=100.0,
)


def top(geometry, shank=1.0):
    return Top(0, 0, 0, (0, 0), 1.0, {"geometry": geometry, "shank_share": shank}, 10.0)


def heights(left, right=(), seen=None):
    tops = {"left": list(left), "right": list(right)}
    return heights_of(tops, tops if seen is None else seen, Formula(MODEL))


def test_the_formula_reads_every_top_and_no_height_is_absurd():
    found = heights([top(1.2), top(-1.0)], [top(4.0)])
    assert found.deg["left"].tolist() == [pytest.approx(60.0), 0.0]
    assert found.deg["right"].tolist() == [150.0]


def test_the_doubt_is_how_much_wider_than_usual_the_intervals_are():
    # a leverage of 0.25 · (geometry − 1)²
    found = heights([top(1.0), top(2.0), top(3.0)])
    assert found.doubt == pytest.approx(np.sqrt(1.25))
    assert heights([top(1.0)]).doubt == pytest.approx(1.0)


@pytest.mark.parametrize(("unseen", "read"), [(0, True), (1, True), (2, False), (5, False)])
def test_a_take_is_read_where_four_of_five_tops_can_be(unseen, read):
    tops = {"left": [top(1.0)] * 5, "right": []}
    seen = {"left": [None] * unseen + [top(1.0)] * (5 - unseen), "right": []}
    found = heights_of(tops, seen, Formula(MODEL))
    assert (found is not None) == read
    if found is not None:
        assert found.deg["left"].tolist() == [10.0] * unseen + [50.0] * (5 - unseen)


def test_a_shank_that_does_not_hang_is_not_asked():
    folded = top(1.0, ELEVATION.least_shank - 0.01)
    tops = {"left": [folded, folded, top(1.0, ELEVATION.least_shank)], "right": []}
    seen = {"left": [None, None, top(1.0)], "right": []}
    assert heights_of(tops, seen, Formula(MODEL)).deg["left"].tolist() == [10.0, 10.0, 50.0]
    assert heights([folded]) is None
    assert heights([]) is None


# Reads 20° more than `MODEL` where the knee is one thigh length ahead, 10° more with it beside.
DEEP = replace(
    MODEL,
    features=("geometry", "knee_ahead"),
    mean=np.array([1.0, 0.0]),
    scale=np.ones(2),
    intercept=60.0,
    coefficients=np.array([50.0, 10.0]),
    spread=np.diag([0.25, 1.0]),
    largest_leverage=1.0,
)


def deep(geometry, ahead, shank=1.0):
    found = top(geometry, shank)
    return replace(found, features=found.features | {"knee_ahead": ahead})


def put_right(left, right=()):
    tops = {"left": list(left), "right": list(right)}
    return heights_of(tops, tops, Formula(MODEL, DEEP))


def test_depth_moves_all_tops_of_a_take_alike():
    flat = heights([top(1.0), top(0.8)], [top(1.1)])
    found = put_right([deep(1.0, 0.0), deep(0.8, 0.5)], [deep(1.1, 0.9)])
    for side in SIDES:
        assert found.deg[side] == pytest.approx(flat.deg[side] + 15.0)
    assert found.in_depth
    assert not flat.in_depth


def test_a_top_whose_shank_does_not_hang_has_no_say_in_the_level():
    folded = deep(1.0, 0.9, ELEVATION.least_shank - 0.01)
    found = put_right([deep(1.0, 0.0), folded, folded])
    assert found.deg["left"] == pytest.approx([60.0, 60.0, 60.0])


@pytest.mark.parametrize("ahead", [np.nan, 1e3])
def test_depth_that_is_unknown_or_impossible_is_not_used(ahead):
    found = put_right([deep(1.0, ahead)], [deep(1.1, ahead)])
    assert found.deg["left"] == pytest.approx([50.0])
    assert not found.in_depth
    assert found.doubt == heights([top(1.0)], [top(1.1)]).doubt


def test_depth_of_a_few_tops_says_nothing_of_the_others():
    known, unknown = deep(1.0, 0.5), deep(1.0, np.nan)
    found = put_right([known, known, unknown], [unknown])
    assert found.deg["left"] == pytest.approx([50.0, 50.0, 50.0])
    assert not found.in_depth
    assert put_right([known] * 4, [unknown]).in_depth


def test_odd_depth_widens_the_interval():
    usual, odd = put_right([deep(1.0, 0.0)]), put_right([deep(1.0, 1.5)])
    assert usual.doubt == pytest.approx(1.0)
    assert odd.doubt == pytest.approx(np.sqrt(1 + 1.5**2) * 1.5)


@pytest.mark.parametrize(
    ("deg", "steep"),
    [
        (30.0, ELEVATION.steep_low),
        (ELEVATION.high_lift, ELEVATION.steep_high),
        (57.5, (ELEVATION.steep_low + ELEVATION.steep_high) / 2),
    ],
)
def test_a_leg_goes_its_way_with_a_power_of_the_knees_rise(deg, steep):
    shares = [0.0, 0.03, 0.2, 0.5, 0.9, 1.0, 0.5]
    track = moved("right", dict.fromkeys((joint["right"] for joint in LEG), (0.3, 0.4)), shares)
    track.xy_px[6] = np.nan
    there = Top(5, 1, 6, (5, 5), 0.5, {}, 0.0)
    found = way_to(track, REST, "right", [there], np.array([deg]))
    still = ELEVATION.still_share
    gone = (np.maximum(np.array(shares[1:6]) - still, 0.0) / (1 - still)) ** (1 / steep)
    rise = 1 - np.cos(np.radians(found[1:6]))
    assert rise == pytest.approx((1 - np.cos(np.radians(deg))) * gone)
    assert found[[0, 5]] == pytest.approx([0.0, deg])
    assert np.isnan(found[6])
