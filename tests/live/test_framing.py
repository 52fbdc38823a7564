"""One hint at a time, the most useful first."""

import numpy as np
import pytest

from posecheck.live.framing import Hint, Stillness, hint
from tests.live.people import lifted, observation, standing


def placed(scale=1.0, right=0.0, down=0.0):
    """The standing person scaled about the middle of the frame, then moved by pixels."""
    middle = np.array([320.0, 250.0])
    return middle + scale * (standing() - middle) + [right, down]


# Where the person stands in the un-mirrored frame, and the one thing to change.
PLACES = [
    (placed(), None),
    (placed(scale=1.5), Hint.FARTHER),
    (placed(scale=0.5), Hint.CLOSER),
    (placed(down=60), Hint.TILT_DOWN),
    (placed(down=-80), Hint.TILT_UP),
    (placed(right=150), Hint.GO_RIGHT),
    (placed(right=-150), Hint.GO_LEFT),
    (placed(scale=1.5, right=150), Hint.FARTHER),
    (None, Hint.NOBODY),
]


@pytest.mark.parametrize(("points", "expected"), PLACES)
def test_place(points, expected):
    assert hint(observation(0.0, points), "front") is expected


# Turn of the body, wanted facing, hint.
TURNS = [
    (0, "front", None),
    (-25, "front", None),
    (50, "front", Hint.FACE_CAMERA),
    (180, "front", Hint.FACE_CAMERA),
    (90, "side", None),
    (-80, "side", None),
    (0, "side", Hint.TURN_SIDE),
    (175, "side", Hint.TURN_SIDE),
    (float("nan"), "front", None),
    (float("nan"), "side", None),
    (50, "any", None),
]


@pytest.mark.parametrize(("yaw", "facing", "expected"), TURNS)
def test_turn(yaw, facing, expected):
    assert hint(observation(0.0, standing(), yaw), facing) is expected


# A person who stands side-on crosses the picture by steps forward and back, not sideways.
ASIDE = [
    (90, 150, Hint.GO_BACKWARD),
    (90, -150, Hint.GO_FORWARD),
    (-90, 150, Hint.GO_FORWARD),
    (-90, -150, Hint.GO_BACKWARD),
    (90, 0, None),
]


@pytest.mark.parametrize(("yaw", "right", "expected"), ASIDE)
def test_side_on_the_way_to_the_middle_is_forward_or_back(yaw, right, expected):
    assert hint(observation(0.0, placed(right=right), yaw), "side") is expected
    assert hint(observation(0.0, placed(right=right), yaw), "any") is expected


def test_whoever_looks_away_has_their_left_on_the_other_side():
    assert hint(observation(0.0, placed(right=150), 175.0), "any") is Hint.GO_LEFT
    assert hint(observation(0.0, placed(right=150), 5.0), "any") is Hint.GO_RIGHT


def test_the_dark_comes_first():
    assert hint(observation(0.0, None, grey=10), "front") is Hint.DARK


def test_stillness_needs_a_full_window_without_movement():
    watch, rate = Stillness(), 20
    noise = np.random.default_rng(1).normal(0, 0.7, (40, 33, 2))
    moving = [watch.moving(observation(i / rate, standing() + noise[i])) for i in range(40)]
    assert all(moving[:11])
    assert not any(moving[14:])
    assert watch.moving(observation(2.0, lifted("left", 60)))
    assert watch.moving(observation(2.05, None))
