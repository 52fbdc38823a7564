"""Rises of rendered people, and of real ones where their recordings are at hand."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from posecheck import Result, assess, open_take
from posecheck.protocols.chair_rise import kinds
from tests.conftest import FIXTURES

RENDERED = FIXTURES / "rises"
REAL = os.environ.get("POSECHECK_REAL_RECORDINGS", "")
needs_real = pytest.mark.skipif(
    not REAL,
    reason="no recordings of real people: name their folder in POSECHECK_REAL_RECORDINGS",
)
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


def of_real(name: str) -> Result:
    take = open_take(Path(REAL) / f"{name}.posecheck")
    return assess(replace(take, protocol="chair_rise", options={}, setting=take.setting))


@needs_real
def test_a_real_person_rises():
    said = of_real("sirona_sit_to_stand").assessment
    assert sum(each.valid for each in said.repetitions) == 2


@needs_real
def test_no_other_movement_of_real_people_is_a_rise():
    labels = json.loads((Path(REAL) / "labels.json").read_text())
    others = [name for name in labels if name != "sirona_sit_to_stand"]
    assert len(others) >= 10
    for name in others:
        said = of_real(name).assessment
        assert not any(each.valid for each in said.repetitions), name
