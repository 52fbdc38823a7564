import dataclasses

import numpy as np
import pytest

from posecheck.kinematics.quiet_stance import find_quiet_stance
from posecheck.kinematics.signals import clean
from posecheck.kinematics.track import QuietStance
from posecheck.kinematics.view import ViewEstimate, _named, facing, find_view, turned, without_turns
from posecheck.landmarks import EAR, FOOT_INDEX, HEEL, HIP, NOSE, SHOULDER, SIDES
from tests.synthetic import Scene, march, picked

# true yaw    the view
VIEWS = {
    0: "front",
    -15: "front",
    15: "front",
    30: "oblique",
    -45: "oblique",
    45: "oblique",
    60: "oblique",
    78: "side-right",
    90: "side-right",
    -90: "side-left",
    -100: "side-left",
    100: "side-right",
    150: "unknown",
    180: "unknown",
}


def seen(recording):
    rest = find_quiet_stance(clean(recording))
    assert rest is not None
    return find_view(recording, rest)


@pytest.mark.parametrize("yaw", VIEWS)
def test_the_view_by_the_turn_of_the_body(yaw):
    estimate = seen(march(2, scene=Scene(yaw_deg=yaw)).recording)
    assert estimate.view == VIEWS[yaw]
    assert abs(estimate.yaw_deg - yaw) < 12
    assert estimate.evidence


@pytest.mark.parametrize("yaw", [0, 90, -90, 45, -45])
def test_the_picture_alone_will_do(yaw):
    recording = march(2, scene=Scene(yaw_deg=yaw)).recording
    blind = dataclasses.replace(recording, body_yaw_deg=np.full(len(recording), np.nan))
    assert seen(blind).view == VIEWS[yaw]


def test_a_back_is_told_from_a_front():
    estimate = seen(march(2, scene=Scene(yaw_deg=180)).recording)
    assert estimate.away
    assert not seen(march(2).recording).away


def test_witnesses_that_contradict_each_other_are_unknown():
    recording = march(2).recording
    wrong = dataclasses.replace(recording, body_yaw_deg=np.full(len(recording), 80.0))
    assert seen(wrong).view == "unknown"


SHOULDERS_PX = 70.0  # wide over a trunk of 100: facing the camera


def standing(width=SHOULDERS_PX, nose=320.0, toes=0.0):
    """Quiet standing with shoulders so wide, the nose and the toes so far to the image's right."""
    xy = np.zeros((33, 2))
    xy[[SHOULDER["left"], SHOULDER["right"]]] = (320 + width / 2, 100), (320 - width / 2, 100)
    xy[[HIP["left"], HIP["right"]]] = (325, 200), (315, 200)
    xy[[EAR["left"], EAR["right"]], 0] = 330, 310
    xy[NOSE, 0] = nose
    for side in SIDES:
        xy[HEEL[side], 0], xy[FOOT_INDEX[side], 0] = 320, 320 + toes
    return QuietStance(0.0, 1.0, xy)


def turned_by(yaw, seconds=4.0):
    recording = march(1).recording
    kept = recording.t_s <= seconds
    yaws = np.broadcast_to(np.asarray(yaw, dtype=float), len(recording))
    return picked(dataclasses.replace(recording, body_yaw_deg=yaws), kept)


def wide(deg):
    return SHOULDERS_PX * np.cos(np.radians(deg))


# true turn by the model, by the shoulders, the view, the yaw
BY_BOTH = [
    (0.0, 0.0, "front", 0.0),
    (19.9, 19.9, "front", 19.9),
    (-20.1, 20.1, "oblique", -20.1),
    (20.0, 20.0, "front", 20.0),
    (44.0, 60.0, "oblique", 44.0),  # up to 45° the model alone
    (46.0, 60.0, "oblique", 53.0),  # beyond, their mean
    (-65.0, 77.0, "side-left", -71.0),
    (65.0, 74.0, "oblique", 69.5),
    (10.0, 46.0, "unknown", 10.0),  # they contradict each other by more than 35°
    (10.0, 44.0, "front", 10.0),
    (105.0, 80.0, "side-right", 102.5),
    (-105.0, 80.0, "side-left", -102.5),
    (150.0, 30.0, "unknown", 150.0),  # the back
]


@pytest.mark.parametrize(("world", "flat", "view", "yaw"), BY_BOTH)
def test_two_witnesses(world, flat, view, yaw):
    found = find_view(turned_by(world), standing(wide(flat), toes=world))
    assert found.view == view
    assert found.yaw_deg == pytest.approx(yaw, abs=0.1)
    assert found.away == (abs(world) > 110)


@pytest.mark.parametrize(
    ("flat", "nose", "view", "yaw", "away"),
    [
        (10, 321, "front", 10, False),
        (10, 320, "front", 10, False),  # right between the ears
        (10, 319, "front", -10, False),
        (30, 321, "oblique", 30, False),
        (80, 350, "side-right", 80, False),
        (80, 290, "side-left", -80, False),
        (180 - 10, 321, "unknown", 170, True),  # shoulders the other way round: the back
    ],
)
def test_the_shoulders_and_the_nose_alone(flat, nose, view, yaw, away):
    found = find_view(turned_by(np.nan), standing(wide(flat), nose, toes=nose - 320))
    assert (found.view, found.away) == (view, away)
    assert found.yaw_deg == pytest.approx(yaw, abs=0.1)
    assert len(found.evidence) == 1


@pytest.mark.parametrize(
    ("world", "toes", "view", "yaw"),
    [
        (80.0, 40.0, "side-right", 80.0),
        (80.0, -40.0, "side-left", -80.0),  # left and right exchanged by the model
        (-80.0, 40.0, "side-right", 80.0),
        (100.0, -40.0, "side-left", -100.0),
        (30.0, -40.0, "oblique", 30.0),  # a foot may be turned out
    ],
)
def test_from_the_side_the_toes_tell_which_side_is_near(world, toes, view, yaw):
    flat = min(abs(world), 180 - abs(world))
    found = find_view(turned_by(world), standing(wide(flat), toes=toes))
    assert (found.view, found.yaw_deg) == (view, pytest.approx(yaw, abs=0.1))
    assert ("the toes point the other way" in found.evidence[-1]) == (world * yaw < 0)


@pytest.mark.parametrize(
    ("said", "yaw", "view"),
    [
        ("auto", 30.0, "oblique"),
        ("side", 30.0, "side-right"),
        ("side", -30.0, "side-left"),
        ("side", 0.0, "side-left"),
        ("front", 30.0, "front"),
        ("side-left", 30.0, "side-left"),
    ],
)
def test_what_the_user_says_goes(said, yaw, view):
    assert ViewEstimate("oblique", yaw).unless_said(said) == view


@pytest.mark.parametrize(("toes", "way"), [(10, 1), (0, 1), (-10, -1)])
def test_where_the_toes_point(toes, way):
    assert facing(standing(toes=toes).xy_px) == way


@pytest.mark.parametrize(
    ("by", "frames", "void"),
    [
        (36, 31, True),
        (-36, 31, True),
        (34, 60, False),
        (36, 30, False),  # 29 steps are less than a second
        (129, 31, True),
        (131, 31, True),
        (131, 30, False),  # for a moment it is the model that mistakes back for front
    ],
)
def test_turning_away_voids_the_stretch(by, frames, void):
    yaw = np.full(len(march(1).recording), 5.0)
    yaw[60 : 60 + frames] += by
    recording = turned_by(yaw, 9.0)
    track = clean(recording)
    rest = standing()
    found = without_turns(track, recording, rest)
    expected = np.arange(60, 60 + frames) if void else np.zeros(0)
    assert np.flatnonzero(found.excluded).tolist() == expected.tolist()
    assert [each.kind for each in found.excluded_spans] == ["turned"] * void
    away = turned(recording, rest)
    assert away[[0, 60]] == pytest.approx([0, by])
    assert not track.excluded.any()


@pytest.mark.parametrize(
    ("size", "sign", "away", "view"),
    [
        (20.0, 1.0, False, "front"),
        (20.1, 1.0, False, "oblique"),
        (69.9, 1.0, False, "oblique"),
        (70.0, 1.0, False, "side-right"),
        (70.0, -1.0, False, "side-left"),
        (70.0, -1.0, True, "side-left"),  # turned away by a little more than a right angle
        (69.9, 1.0, True, "unknown"),
        (10.0, 1.0, True, "unknown"),
    ],
)
def test_front_up_to_20_degrees_side_from_70(size, sign, away, view):
    assert _named(size, sign, away) == view


def test_a_body_drawn_as_a_point_faces_the_camera():
    nothing = dataclasses.replace(standing(), xy_px=np.full((33, 2), 300.0))
    assert find_view(turned_by(np.nan), nothing).view == "front"
