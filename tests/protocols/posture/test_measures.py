import numpy as np
import pytest

from posecheck.kinematics.regression import LinearModel
from posecheck.landmarks import ANKLE, HIP, KNEE, SHOULDER, SIDES
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.figure import figure_of
from posecheck.protocols.posture.fitted_models import MODELS, PART_OF, models_of
from posecheck.protocols.posture.measures import angle_measures, front_measures, side_angles
from tests.protocols.posture.people import TRUTH, cut, mirrored, stand, trial, with_points

SIDE_STANDS = ["upright", "tuck", "arch", "sway_back", "stoop", "facing_right"]


@pytest.mark.parametrize("name", SIDE_STANDS)
@pytest.mark.parametrize("kind", [kinds.TRUNK_LEAN, kinds.FORWARD_HEAD])
def test_angles_of_rendered_people(name, kind):
    found = side_angles(figure_of(trial(name)))[kind.name]
    assert found is not None
    # The heads of the stooping one and of the one that faces right lie farthest off.
    head = 9 if name == "stoop" else 6
    allowed = head if kind is kinds.FORWARD_HEAD else 4
    assert found.value == pytest.approx(TRUTH[name][kind.name], abs=allowed)


def needs(model: LinearModel) -> set[str]:
    return {PART_OF[feature] for feature in model.features if feature in PART_OF}


@pytest.mark.parametrize("part", ["head", "knees", "feet"])
def test_what_is_not_seen_leaves_out_what_needs_it_and_nothing_else(part):
    figure = figure_of(trial(cut(stand("upright"), part)))
    assert figure.unseen == {part}
    for measure, kind in zip(angle_measures([figure]), kinds.ANGLES, strict=True):
        lacks = all(part in needs(MODELS[name]) for name in models_of(kind))
        assert (measure.value is None) == lacks, kind.name
        if lacks:
            assert part in measure.reason


def test_the_trunk_needs_no_legs():
    """It leans as before, less certainly."""
    whole, cropped = (
        side_angles(figure_of(trial(each)))[kinds.TRUNK_LEAN.name]
        for each in (stand("upright"), cut(stand("upright"), "knees", "feet"))
    )
    assert cropped.value == pytest.approx(whole.value, abs=whole.half_width)
    assert cropped.half_width > whole.half_width


def test_a_stand_that_shows_more_answers_for_one_that_shows_less():
    figures = [figure_of(trial(each)) for each in (cut(stand("upright"), "feet"), stand("upright"))]
    measures = {measure.name: measure for measure in angle_measures(figures)}
    assert measures[kinds.PELVIC_DISPLACEMENT.name].n == 1
    assert measures[kinds.TRUNK_LEAN.name].n == 2


def test_intervals_leave_room_for_real_people():
    """The fit knows rendered people only; what is reported is wider than its own interval."""
    figure = figure_of(trial("upright"))
    fitted = side_angles(figure)
    for measure in angle_measures([figure]):
        assert measure.high - measure.low > 2 * fitted[measure.name].half_width


TO_THE_VERTICAL = [
    kind.name for kind in (kinds.SHOULDER_LEVEL, kinds.LATERAL_SHIFT, kinds.HIP_SHIFT)
]


def straight(points):
    """A person squarely before the camera, as a drawing; left is at image right."""
    for side, right in zip(SIDES, (1, -1), strict=True):
        points[:, SHOULDER[side]] = 320 + 40 * right, 150
        points[:, HIP[side]] = 320 + 20 * right, 260
        points[:, KNEE[side]] = 320 + 20 * right, 340
        points[:, ANKLE[side]] = 320 + 20 * right, 420
    return points


def measures(change=lambda points: points, roll_deg=None):
    given = with_points(stand("shoulder_up"), lambda points: change(straight(points)))
    found = front_measures([trial(given, roll_deg)])
    return {(m.name, m.side): m for m in found}


def moved(joint, by, sides=SIDES):
    def change(points):
        for side in sides:
            points[:, joint[side]] += np.float32(by)
        return points

    return change


def value(kind, change=lambda points: points, side=None):
    return measures(change)[kind.name, side].value


def test_straight_is_zero():
    for (name, _), measure in measures().items():
        if name not in (kinds.PELVIS_LEVEL.name, kinds.SHOULDER_LEVEL.name):
            assert measure.value == pytest.approx(0, abs=0.01), name


def test_the_shoulder_that_stands_higher():
    level = value(kinds.SHOULDER_LEVEL)
    up = moved(SHOULDER, (0, -8), ["left"])
    # 8 px on 80 px are 5.7°, of which the points show about 0.8.
    assert value(kinds.SHOULDER_LEVEL, up) - level == pytest.approx(5.7 / 0.8, abs=0.7)
    assert value(kinds.SHOULDER_LEVEL, moved(SHOULDER, (0, -8), ["right"])) < level - 5


def test_shifts_towards_the_left_are_positive():
    # 8 px of 40 px hip width; the person's left is at image right.
    assert value(kinds.LATERAL_SHIFT, moved(SHOULDER, (8, 0))) == pytest.approx(20)
    assert value(kinds.HIP_SHIFT, moved(ANKLE, (-8, 0))) == pytest.approx(20)


def test_the_longer_trunk_side():
    assert value(kinds.TRUNK_SIDES, moved(SHOULDER, (0, -11), ["left"])) > 8
    assert value(kinds.TRUNK_SIDES, moved(SHOULDER, (0, -11), ["right"])) < -7


@pytest.mark.parametrize("side", SIDES)
def test_a_knee_outside_its_line_is_positive(side):
    outward = 10 if side == "left" else -10
    out = value(kinds.KNEE_ALIGNMENT, moved(KNEE, (outward, 0), [side]), side=side)
    # 10 px beside the middle of two segments of 80 px: twice atan(1/8).
    assert out == pytest.approx(2 * np.degrees(np.arctan(1 / 8)), abs=0.1)
    assert value(kinds.KNEE_ALIGNMENT, moved(KNEE, (-outward, 0), [side]), side=side) < -10


def test_the_level_of_the_pelvis_is_never_given():
    for change in (moved(HIP, (0, -15), ["left"]), moved(HIP, (0, 15), ["left"])):
        measure = measures(change)[kinds.PELVIS_LEVEL.name, None]
        assert measure.value is None
        assert "hip points" in (measure.reason or "")


def rolled(points):
    turn = np.radians(4.0)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return (points - [320, 240]) @ matrix.T + [320, 240]


def test_a_known_roll_is_taken_out():
    plain = measures()
    for name in TO_THE_VERTICAL:
        found = measures(rolled, roll_deg=4.0)[name, None]
        assert found.value == pytest.approx(plain[name, None].value, abs=1.0)
        known = (found.high or 0) - (found.low or 0)
        unknown = (plain[name, None].high or 0) - (plain[name, None].low or 0)
        assert known < unknown


def test_an_unknown_roll_is_said_of_what_it_blurs():
    unknown, known = measures(), measures(roll_deg=0.0)
    for name in TO_THE_VERTICAL:
        assert "level is not known" in unknown[name, None].caution
        assert known[name, None].caution is None
    # These compare the body with itself.
    assert unknown[kinds.TRUNK_SIDES.name, None].caution is None


def test_the_rendered_person():
    found = front_measures([trial("shoulder_up")])[0]
    assert (found.low or 0) < TRUTH["shoulder_up"]["shoulder_level"] < (found.high or 0)
    other = front_measures([trial(mirrored(stand("shoulder_up")))])[0]
    assert isinstance(found.value, float)
    assert isinstance(other.value, float)
    assert other.value < 0 < found.value
