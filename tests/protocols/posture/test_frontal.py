from dataclasses import replace

import numpy as np
import pytest

from posecheck.landmarks import ANKLE, HIP, KNEE, SHOULDER, SIDES
from posecheck.protocols.posture.frontal import front_measures
from tests.protocols.posture.people import TRUTH, mirrored, stand, with_points


def straight(points):
    """A person squarely before the camera, as a drawing; left is at image right."""
    for side, right in zip(SIDES, (1, -1), strict=True):
        points[:, SHOULDER[side]] = 320 + 40 * right, 150
        points[:, HIP[side]] = 320 + 20 * right, 260
        points[:, KNEE[side]] = 320 + 20 * right, 340
        points[:, ANKLE[side]] = 320 + 20 * right, 420
    return points


def measures(change=lambda points: points, **more):
    given = with_points(stand("shoulder_up"), lambda points: change(straight(points)))
    found = front_measures([replace(given, **more)])
    return {(m.name, m.side): m for m in found}


def moved(joint, by, sides=SIDES):
    def change(points):
        for side in sides:
            points[:, joint[side]] += np.float32(by)
        return points

    return change


def value(name, change=lambda points: points, side=None, **more):
    return measures(change, **more)[name, side].value


def test_straight_is_zero():
    for (name, _), measure in measures().items():
        if name not in ("pelvis_level", "shoulder_level"):
            assert measure.value == pytest.approx(0, abs=0.01), name


def test_the_shoulder_that_stands_higher():
    level = value("shoulder_level")
    up = moved(SHOULDER, (0, -8), ["left"])
    # 8 px on 80 px are 5.7°, of which the points show about 0.8.
    assert value("shoulder_level", up) - level == pytest.approx(5.7 / 0.8, abs=0.7)
    assert value("shoulder_level", moved(SHOULDER, (0, -8), ["right"])) < level - 5


def test_shifts_towards_the_left_are_positive():
    # 8 px of 40 px hip width; the person's left is at image right.
    assert value("lateral_shift", moved(SHOULDER, (8, 0))) == pytest.approx(20)
    assert value("hip_shift", moved(ANKLE, (-8, 0))) == pytest.approx(20)


def test_the_longer_trunk_side():
    assert value("trunk_side_ratio", moved(SHOULDER, (0, -11), ["left"])) > 8
    assert value("trunk_side_ratio", moved(SHOULDER, (0, -11), ["right"])) < -7


@pytest.mark.parametrize("side", SIDES)
def test_a_knee_outside_its_line_is_positive(side):
    outward = 10 if side == "left" else -10
    out = value("knee_alignment", moved(KNEE, (outward, 0), [side]), side=side)
    # 10 px beside the middle of two segments of 80 px: twice atan(1/8).
    assert out == pytest.approx(2 * np.degrees(np.arctan(1 / 8)), abs=0.1)
    assert value("knee_alignment", moved(KNEE, (-outward, 0), [side]), side=side) < -10


def test_the_level_of_the_pelvis_is_never_given():
    for change in (moved(HIP, (0, -15), ["left"]), moved(HIP, (0, 15), ["left"])):
        measure = measures(change)["pelvis_level", None]
        assert measure.value is None
        assert "hip points" in (measure.reason or "")


def rolled(points):
    turn = np.radians(4.0)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return (points - [320, 240]) @ matrix.T + [320, 240]


def test_a_known_roll_is_taken_out():
    plain = measures()
    for name in ("shoulder_level", "lateral_shift", "hip_shift"):
        found = measures(rolled, roll_deg=4.0, roll_sd_deg=0.5)[name, None]
        assert found.value == pytest.approx(plain[name, None].value, abs=1.0)
        known = (found.high or 0) - (found.low or 0)
        unknown = (plain[name, None].high or 0) - (plain[name, None].low or 0)
        assert known < unknown


def test_an_unknown_roll_is_said_of_what_it_blurs():
    unknown, known = measures(), measures(roll_deg=0.0, roll_sd_deg=0.5)
    for name in ("shoulder_level", "lateral_shift", "hip_shift"):
        assert "level is not known" in (unknown[name, None].reason or "")
        assert known[name, None].reason is None
    # These compare the body with itself.
    assert unknown["trunk_side_ratio", None].reason is None


def test_the_rendered_person():
    found = front_measures([stand("shoulder_up")])[0]
    assert (found.low or 0) < TRUTH["shoulder_up"]["shoulder_level"] < (found.high or 0)
    other = front_measures([mirrored(stand("shoulder_up"))])[0]
    assert isinstance(found.value, float)
    assert isinstance(other.value, float)
    assert other.value < 0 < found.value
