import pytest

from posecheck.protocols.posture.alignment import class_measure, class_of, side_angles
from posecheck.protocols.posture.back_profile import shape_of
from posecheck.protocols.posture.body_frame import figure_of
from posecheck.protocols.posture.regression import Estimate
from tests.protocols.posture.people import TRUTH, stand

SIDE_STANDS = ["upright", "tuck", "arch", "sway_back", "stoop", "facing_right"]


@pytest.mark.parametrize("name", SIDE_STANDS)
@pytest.mark.parametrize("angle", ["trunk_lean", "head_forward"])
def test_angles_of_rendered_people(name, angle):
    found = side_angles(figure_of(stand(name)))[angle]
    assert found is not None
    # The head of the stooping one lies further forward than any other body's of the fit.
    allowed = 9 if (name, angle) == ("stoop", "head_forward") else 4
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
    figure = figure_of(stand(name))
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
    angles = {"pelvic_displacement": hips, "trunk_lean": trunk, "body_lean": body}
    estimates = {name: Estimate(value, 2.0) for name, value in angles.items()}
    assert class_of(estimates, None, 0.0) == expected


@pytest.mark.parametrize("turn", [-16.0, 16.0])
def test_no_class_of_a_turned_body(turn):
    angles = dict.fromkeys(("pelvic_displacement", "trunk_lean", "body_lean"), Estimate(1.0, 2.0))
    assert class_of(angles, None, turn) is None


def test_no_class_from_missing_angles():
    angles = dict.fromkeys(("pelvic_displacement", "trunk_lean", "body_lean"), Estimate(1.0, 2.0))
    assert class_of(angles, None, 0.0) is not None
    assert class_of({**angles, "trunk_lean": None}, None, 0.0) is None


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
    measure = class_measure(classes, [figure_of(stand("upright"))])
    assert measure.value == value
    assert (words or "") in (measure.reason or "")
