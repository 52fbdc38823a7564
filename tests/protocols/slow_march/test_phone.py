"""A march whose first lift of each leg was held beside a phone."""

import pytest

from posecheck.landmarks import SIDES
from posecheck.protocols.slow_march import kinds
from tests.conftest import assess_march
from tests.synthetic import Lift, march, perform

MARCH = march(10, peak_deg=70.0)


def said(left, right):
    return assess_march(MARCH.recording, phone_left_deg=left, phone_right_deg=right)


def width(measure):
    return measure.high - measure.low


def test_every_height_moves_towards_the_phone_and_is_more_certain():
    plain, phone = assess_march(MARCH.recording), said(80.0, 80.0)
    assert phone.quality.verdict == "ok"
    for side in SIDES:
        before, after = (each.measure(kinds.PEAK, side) for each in (plain, phone))
        first = next(rep for rep in plain.repetitions if rep.side == side)
        assert before.value + 0.7 * (80.0 - first.number(kinds.PEAK)) < after.value < 80.5
        assert width(after) < 0.7 * width(before)
    before, after = (each.measure(kinds.DIFFERENCE) for each in (plain, phone))
    assert width(after) < 0.8 * width(before)
    assert phone.provenance.method.endswith("set right by a phone")


def test_legs_that_only_the_phone_tells_apart_are_told_apart():
    difference = said(78.0, 70.0).measure(kinds.DIFFERENCE)
    assert -8.0 < difference.value < -3.0


@pytest.mark.parametrize(
    ("left", "right", "sentence"),
    [
        (80.0, None, "It needs one lift of each leg."),
        (20.0, 120.0, "It showed 20° left and 120° right where the camera sees"),
    ],
)
def test_what_cannot_be_used_is_said_and_changes_nothing(left, right, sentence):
    plain, phone = assess_march(MARCH.recording), said(left, right)
    (reason,) = [each for each in phone.quality.reasons if each.gate == "phone"]
    assert sentence in reason.message
    assert phone.measure(kinds.PEAK, "left") == plain.measure(kinds.PEAK, "left")


def test_a_leg_without_a_lift_is_named():
    take = perform([Lift("left", 2.5 + 4.0 * index, peak_deg=80.0) for index in range(4)])
    phone = assess_march(take.recording, phone_left_deg=80.0, phone_right_deg=80.0)
    said_of_it = " ".join(reason.message for reason in phone.quality.reasons)
    assert "There is no first lift of the right knee whose height is told." in said_of_it
