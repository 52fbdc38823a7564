from dataclasses import replace

import numpy as np
import pytest

from posecheck.landmarks import ANKLE, HIP, KNEE, SIDES
from posecheck.protocols.posture.figure import figure_of
from posecheck.protocols.posture.stand import cut_off, refuse_front, refuse_side
from tests.conftest import recorded_march
from tests.protocols.posture.people import cut, mirrored, stand, trial, with_points
from tests.synthetic import picked

SIDE_STANDS = ["upright", "tuck", "arch", "sway_back", "stoop", "facing_right"]


@pytest.mark.parametrize("name", SIDE_STANDS)
def test_good_side_views_pass(name):
    assert refuse_side(trial(name)) is None
    assert refuse_side(trial(mirrored(stand(name)))) is None


def test_a_good_front_view_passes():
    assert refuse_front(trial("shoulder_up")) is None


def gate(reason):
    assert reason is not None
    assert reason.message.endswith(".")
    assert reason.verdict == "unusable"
    return reason.name


def an_oblique_stand():
    recording = picked(recorded_march("p_45_20"), slice(0, 40))
    return replace(stand("upright"), contour=None, recording=recording)


def hips_below_the_frame(points):
    for joint in (HIP, KNEE, ANKLE):
        for side in SIDES:
            points[:, joint[side], 1] += 400
    return points


def squeezed_hips(points):
    """Hips that are cut off, as the model draws them just inside the lower border."""
    points[:, 23:25, 1] = 476.0
    return points


def squeezed_shoulders(points):
    """Shoulders that are cut off, as the model draws them just inside the upper border."""
    points[:, 11:13, 1] = 4.0
    return points


def seated(points):
    """The knees as far ahead of the hips as they were below them."""
    for joint in (KNEE, ANKLE):
        for side in SIDES:
            thigh = points[:, KNEE[side], 1] - points[:, HIP[side], 1]
            points[:, joint[side], 0] -= thigh
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
        ("trunk_in_picture", with_points(stand("upright"), hips_below_the_frame)),
        ("trunk_in_picture", hidden(stand("upright"))),
        ("trunk_in_picture", with_points(stand("upright"), squeezed_hips)),
        ("trunk_in_picture", with_points(stand("upright"), squeezed_shoulders)),
        ("upright", with_points(stand("upright"), seated)),
        ("upright", with_points(stand("upright"), lying)),
        ("still", with_points(stand("upright"), walking)),
        ("person", with_points(stand("upright"), lambda points: np.full_like(points, np.nan))),
    ],
)
def test_each_gate_of_the_side_view(name, given):
    assert gate(refuse_side(trial(given))) == name


@pytest.mark.parametrize("given", [stand("upright"), an_oblique_stand()])
def test_a_side_or_oblique_view_is_no_front_view(given):
    assert gate(refuse_front(trial(given))) == "front_view"


def with_turns(given, turns):
    """The stand with the turn of the body given for its first frames, NaN for unknown."""
    yaw = given.recording.body_yaw_deg.copy()
    yaw[: len(turns)] = turns
    return replace(given, recording=replace(given.recording, body_yaw_deg=yaw))


NONE_KNOWN = [np.nan] * len(stand("upright").recording)


@pytest.mark.parametrize(
    ("turns", "passes"),
    [
        ([np.nan], True),  # one unknown frame does not decide
        ([0.0] * 12, True),  # nor do many false ones: the median does, not the mean
        ([0.0] * 20, False),  # most frames show the front
        (NONE_KNOWN, False),  # what nobody knows is no side view
    ],
)
def test_the_turn_that_most_frames_show_decides(turns, passes):
    turned = with_turns(stand("upright"), turns)
    found = refuse_side(trial(turned))
    assert (found is None) == passes
    if not passes:
        assert gate(found) == "side_view"


def test_a_turn_that_nobody_knows_is_no_front_view():
    unknown = with_turns(stand("shoulder_up"), [np.nan] * len(stand("shoulder_up").recording))
    assert gate(refuse_front(trial(unknown))) == "front_view"


def test_the_sentence_names_the_file():
    reason = refuse_side(trial("shoulder_up"))
    assert reason is not None
    assert "s_shoulder_f1_+5.mp4" in reason.message


def invisible(given, *joints):
    visibility = given.recording.visibility.copy()
    visibility[:, [joint[side] for joint in joints for side in SIDES]] = 0.1
    return replace(given, recording=replace(given.recording, visibility=visibility))


def squeezed_head(points):
    """A head that is cut off, as the model squeezes it in between shoulders and border."""
    points[:, :11, 1] = 4.0
    return points


@pytest.mark.parametrize(
    ("given", "lacks"),
    [
        (stand("upright"), []),
        (cut(stand("upright"), "head"), ["head"]),
        (with_points(stand("upright"), squeezed_head), ["head"]),
        (cut(stand("upright"), "feet"), ["feet"]),
        (invisible(stand("upright"), ANKLE), ["feet"]),
        (cut(stand("upright"), "knees", "feet"), ["knees", "feet"]),
        (cut(stand("upright"), "head", "knees", "feet"), ["head", "knees", "feet"]),
    ],
)
def test_a_stand_without_head_or_legs_is_measured_and_says_what_it_lacks(given, lacks):
    assert refuse_side(trial(given)) is None
    gates = cut_off(trial(given))
    assert [each.name for each in gates] == [f"{part}_in_picture" for part in lacks]
    for each, part in zip(gates, lacks, strict=True):
        assert each.verdict == "degraded"
        assert part in each.message
        assert given.recording.meta.source in each.message


@pytest.mark.parametrize("lacks", [(), ("head",), ("feet",), ("head", "feet")])
@pytest.mark.parametrize("name", ["upright", "facing_right"])
def test_the_facing_is_known_without_feet_or_head(name, lacks):
    """Each witness alone tells it: the feet, the face, the turn of the body."""
    whole = figure_of(trial(name))
    other = figure_of(trial(mirrored(stand(name))))
    assert other.forward == -whole.forward
    assert figure_of(trial(cut(stand(name), *lacks))).forward == whole.forward
    assert figure_of(trial(cut(mirrored(stand(name)), *lacks))).forward == other.forward
