"""Rises of rendered people; real ones: `benchmarks/real_protocols.py`."""

import pytest

from posecheck import assess, open_take
from posecheck.protocols.chair_rise import kinds
from tests.conftest import FIXTURES

RENDERED = FIXTURES / "rises"
# Of the take whose picture is rendered after the captured movement of a person: true values, from
# its joints by the benchmarks' definitions.
TRUE = [
    (kinds.TIME_FIVE, 14.6, 0.15),
    (kinds.HIP_END, -12.6, 3),
    (kinds.KNEE_END, 0.5, 3),
    (kinds.TRUNK_END, -8.3, 3),
]


def test_a_rendered_person_seen_from_the_side():
    said = assess(open_take(RENDERED / "side.posecheck")).assessment
    assert [each.valid for each in said.repetitions] == [True] * 5
    for kind, true, within in TRUE:
        measure = said.measure(kind)
        assert measure.value == pytest.approx(true, abs=within)
        assert measure.low <= true <= measure.high


def test_a_rendered_person_seen_from_the_front_gives_times_alone():
    said = assess(open_take(RENDERED / "front.posecheck")).assessment
    assert said.view == "front"
    assert said.measure(kinds.TIME_FIVE).value is not None
    assert "Turn your chair sideways" in said.measure(kinds.HIP_END).reason
