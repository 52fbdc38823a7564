"""One hint at a time, the most useful first."""

import numpy as np
import pytest

from posecheck.live.framing import Hint, hint
from tests.live.people import sight, standing


def placed(scale=1.0, right=0.0, down=0.0):
    """The standing person scaled about the middle of the frame, then moved by pixels."""
    middle = np.array([320.0, 250.0])
    return middle + scale * (standing() - middle) + [right, down]


# Where the person stands in the un-mirrored frame, and the one thing to change.
PLACES = [
    (placed(), None),
    (placed(scale=1.5), Hint.STEP_BACK),
    (placed(scale=0.5), Hint.STEP_CLOSER),
    (placed(down=60), Hint.FEET_CUT_OFF),
    (placed(down=-80), Hint.HEAD_CUT_OFF),
    (placed(right=150), Hint.GO_RIGHT),
    (placed(right=-150), Hint.GO_LEFT),
    (placed(scale=1.5, right=150), Hint.STEP_BACK),
    (None, Hint.NOBODY),
]


@pytest.mark.parametrize(("points", "expected"), PLACES)
def test_place(points, expected):
    assert hint(sight(0.0, points), "front") is expected


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
]


@pytest.mark.parametrize(("yaw", "facing", "expected"), TURNS)
def test_turn(yaw, facing, expected):
    assert hint(sight(0.0, standing(), yaw), facing) is expected


def test_the_dark_comes_first():
    assert hint(sight(0.0, None, grey=10), "front") is Hint.DARK
