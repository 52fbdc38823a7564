import pytest

from posecheck.kinematics.statistics import Estimate
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.alignment import class_measure, class_of, side_angles
from posecheck.protocols.posture.back_profile import shape_of
from posecheck.protocols.posture.body_frame import figure_of
from tests.protocols.posture.people import TRUTH, trial

SIDE_STANDS = ["upright", "tuck", "arch", "sway_back", "stoop", "facing_right"]
ANGLES = (kinds.PELVIC_DISPLACEMENT.name, kinds.TRUNK_LEAN.name, kinds.BODY_LEAN.name)


def uncertain(value):
    return Estimate(value, value - 2.0, value + 2.0, 1)


@pytest.mark.parametrize("name", SIDE_STANDS)
@pytest.mark.parametrize("angle", [kinds.TRUNK_LEAN.name, kinds.FORWARD_HEAD.name])
def test_angles_of_rendered_people(name, angle):
    found = side_angles(figure_of(trial(name)))[angle]
    assert found is not None
    # The head of the stooping one lies further forward than any other body's of the fit.
    allowed = 9 if (name, angle) == ("stoop", kinds.FORWARD_HEAD.name) else 4
    assert found.value == pytest.approx(TRUTH[name][angle], abs=allowed)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("upright", "within_usual"),
        ("tuck", "within_usual"),
        ("arch", "within_usual"),  # an arched back moves the shoulders forward: no stoop
        ("sway_back", "sway_back"),
        ("stoop", "stoop"),
    ],
)
def test_the_class_of_rendered_people(name, expected):
    figure = figure_of(trial(name))
    assert class_of(side_angles(figure), shape_of(figure), 0.0) == expected


@pytest.mark.parametrize(
    ("hips", "trunk", "body", "expected"),
    [
        (1.3, 2.5, 1.5, "within_usual"),  # the centre
        (4.5, -2.0, 1.5, "sway_back"),  # hips forward, trunk back
        (4.5, 2.5, 3.5, "leaning_forward"),  # hips forward, trunk in line with the legs
        (1.3, -2.0, 0.5, "within_usual"),  # trunk back alone
        (-1.5, 9.0, 2.5, "stoop"),  # hips back, trunk forward
        (1.3, 9.0, 3.0, "within_usual"),  # trunk forward, upper back not seen to be inclined
    ],
)
def test_the_rules_of_the_classes(hips, trunk, body, expected):
    values = zip(ANGLES, (hips, trunk, body), strict=True)
    estimates = {name: uncertain(value) for name, value in values}
    assert class_of(estimates, None, 0.0) == expected


@pytest.mark.parametrize("turn", [-16.0, 16.0])
def test_no_class_of_a_turned_body(turn):
    angles = dict.fromkeys(ANGLES, uncertain(1.0))
    assert class_of(angles, None, turn) is None


def test_no_class_from_missing_angles():
    angles = dict.fromkeys(ANGLES, uncertain(1.0))
    assert class_of(angles, None, 0.0) is not None
    assert class_of({**angles, kinds.TRUNK_LEAN.name: None}, None, 0.0) is None


@pytest.mark.parametrize(
    ("classes", "value", "words"),
    [
        (["stoop"], "stoop", "one stand only"),
        (["stoop", "stoop", "stoop"], "stoop", None),
        (["stoop", "within_usual", "stoop"], "stoop", "2 of 3"),
        (["stoop", None, "stoop"], "stoop", None),
        (["stoop", "within_usual", "sway_back"], None, "differ"),
        (["stoop", "within_usual"], None, "differ"),
        ([None], None, "turned"),
    ],
)
def test_two_of_three_stands_decide(classes, value, words):
    measure = class_measure(classes, [figure_of(trial("upright"))])
    assert measure.value == value
    said = measure.caution if value else measure.reason
    assert words is None or words in said
    assert (said is None) == (words is None)
