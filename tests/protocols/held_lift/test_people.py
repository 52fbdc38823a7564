"""Holds of rendered people; real ones: `benchmarks/real_protocols.py`."""

import pytest

from posecheck import Station, Take, assess, open_take
from posecheck.protocols.held_lift import kinds
from tests.conftest import FIXTURES

RENDERED = FIXTURES / "holds"
# True values of the rendered holds, from their joints: time, elevation, sinking.
TRUE = [
    ("side", "left", 20.0, 76.1, 0.41),
    ("side", "right", 30.0, 92.5, 0.50),
    ("oblique", "right", 30.0, 94.1, 0.68),
]


@pytest.mark.parametrize(("name", "side", "held_s", "start_deg", "sag"), TRUE)
def test_rendered_people(name, side, held_s, start_deg, sag):
    said = assess(open_take(RENDERED / f"{name}.posecheck")).assessment
    for kind, true, within in (
        (kinds.HELD, held_s, 0.2),
        (kinds.START, start_deg, 5.0),
        (kinds.SAG_RATE, sag, 0.1),
    ):
        measure = said.measure(kind, side)
        assert measure.value == pytest.approx(true, abs=within), kind.name
        assert measure.low <= true <= measure.high, kind.name


def test_the_two_legs_of_one_take_are_compared():
    said = assess(open_take(RENDERED / "side.posecheck")).assessment
    held = said.measure(kinds.HELD_DIFFERENCE)
    assert held.value == pytest.approx(10.0, abs=0.3)
    assert held.low <= 10 <= held.high


def test_a_march_of_a_rendered_person_is_no_hold():
    for name in ("m08_sideL_f1_asymR10", "p_side_24", "m05_45L_f1_asymR10", "p_front_03"):
        take = open_take(FIXTURES / "recordings" / f"{name}.posecheck")
        for side in ("left", "right"):
            shown = Take((Station(take.stations[0].recording, side),), "held_lift")
            said = assess(shown).assessment
            assert said.quality.verdict == "unusable", name
            assert not any(each.valid for each in said.repetitions)
