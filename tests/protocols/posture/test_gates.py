from dataclasses import replace

import numpy as np
import pytest

from posecheck.landmarks import ANKLE, HIP, KNEE, SIDES
from posecheck.protocols.posture.gates import refuse_front, refuse_side
from posecheck.recording import Recording
from tests.conftest import FIXTURES
from tests.protocols.posture.people import mirrored, stand, with_points

SIDE_STANDS = ["upright", "tuck", "arch", "sway_back", "stoop", "facing_right"]


@pytest.mark.parametrize("name", SIDE_STANDS)
def test_good_side_views_pass(name):
    assert refuse_side(stand(name)) is None
    assert refuse_side(mirrored(stand(name))) is None


def test_a_good_front_view_passes():
    assert refuse_front(stand("shoulder_up")) is None


def gate(reason):
    assert reason is not None
    assert reason.message.endswith(".")
    return reason.gate


def an_oblique_stand():
    recording = Recording.load(FIXTURES / "recordings" / "p_45_20.posecheck")
    kept = slice(0, 40)
    return replace(
        stand("upright"),
        contour=None,
        recording=Recording(
            recording.t_s[kept],
            recording.landmarks_px[kept],
            recording.visibility[kept],
            recording.frame_size_px[kept],
            recording.body_yaw_deg[kept],
            recording.brightness[kept],
        ),
    )


def below_the_frame(points):
    for joint in (KNEE, ANKLE):
        for side in SIDES:
            points[:, joint[side], 1] += 400
    return points


def walking(points):
    steps = np.linspace(-60, 60, len(points))[:, None]
    points[:, :, 0] += steps
    return points


def lying(points):
    """The picture of someone standing, turned by a quarter: a phone held the other way."""
    return points[:, :, ::-1].copy()


def turned_head(points):
    """The nose behind the ears: the person looks back, or the feet were misread."""
    points[:, 0, 0] = 2 * points[:, [7, 8], 0].mean(axis=1) - points[:, 0, 0]
    return points


def hidden(given):
    visibility = given.recording.visibility.copy()
    visibility[:, [HIP[side] for side in SIDES]] = 0.1
    return replace(given, recording=replace(given.recording, visibility=visibility))


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("side_view", stand("shoulder_up")),  # a front view
        ("side_view", an_oblique_stand()),
        ("side_view", with_points(stand("upright"), turned_head)),
        ("one_person", replace(stand("upright"), people=2)),
        ("whole_body", with_points(stand("upright"), below_the_frame)),
        ("whole_body", hidden(stand("upright"))),
        ("upright", with_points(stand("upright"), lying)),
        ("still", with_points(stand("upright"), walking)),
        ("person", with_points(stand("upright"), lambda points: np.full_like(points, np.nan))),
    ],
)
def test_each_gate_of_the_side_view(name, given):
    assert gate(refuse_side(given)) == name


@pytest.mark.parametrize("given", [stand("upright"), an_oblique_stand()])
def test_a_side_or_oblique_view_is_no_front_view(given):
    assert gate(refuse_front(given)) == "front_view"


def test_the_sentence_names_the_file():
    reason = refuse_side(stand("shoulder_up"))
    assert reason is not None
    assert "s_shoulder_f1_+5.mp4" in reason.message
