import dataclasses

import numpy as np
import pytest

from posecheck.kinematics.quiet_stance import find_quiet_stance
from posecheck.kinematics.signals import clean
from posecheck.kinematics.view import find_view
from tests.synthetic import Scene, march

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
