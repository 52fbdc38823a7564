"""Takes whose tops were looked at a second time, against what the rendered people really did."""

import json
from dataclasses import replace

import numpy as np
import pytest

import posecheck
from posecheck.landmarks import other
from posecheck.protocols.slow_march import kinds
from tests.conftest import FIXTURES
from tests.synthetic import mirrored

TAKES = ("m02_front_m1_asymR15", "uneven_high")


def opened(name):
    return posecheck.open_take(FIXTURES / "seen_again" / f"{name}.posecheck")


def peaks(take):
    """Return how the take was read, and side, value and interval of each counted lift's peak."""
    assessment = posecheck.assess(take).assessment
    lifts = [each for each in assessment.repetitions if each.valid]
    return assessment.provenance.method, [
        (each.side, each.values[kinds.PEAK.name]) for each in lifts
    ]


def without_depth(take):
    (station,) = take.stations
    look = replace(station.second_look, depth_px=None)
    return replace(take, stations=(replace(station, second_look=look),))


@pytest.mark.parametrize("name", TAKES)
def test_every_peak_is_near_its_true_height_and_within_its_interval(name):
    path = FIXTURES / "seen_again" / f"{name}.truth.json"
    truth = json.loads(path.read_text("utf-8"))["repetitions"]
    method, found = peaks(opened(name))
    assert method == "front-seen-in-depth"
    assert [side for side, _ in found] == [each["side"] for each in truth]
    errors = []
    for (side, peak), true in zip(found, truth, strict=True):
        assert peak.low < true["peak_thigh_elev"] < peak.high, side
        errors.append(peak.value - true["peak_thigh_elev"])
    assert np.abs(errors).max() < 7
    assert np.abs(errors).mean() < 4


@pytest.mark.parametrize("name", TAKES)
def test_depth_has_no_say_in_what_differs_between_lifts(name):
    _, deep = peaks(opened(name))
    method, flat = peaks(without_depth(opened(name)))
    assert method == "front-seen-again"
    moved = [one.value - two.value for (_, one), (_, two) in zip(deep, flat, strict=True)]
    assert np.ptp(moved) < 0.05
    assert 0.1 < abs(np.mean(moved)) < 6


@pytest.mark.parametrize("name", TAKES)
def test_the_mirror_image_gives_the_same_heights_on_the_other_side(name):
    take = opened(name)
    (station,) = take.stations
    look = mirrored(station.second_look)
    turned = replace(station, recording=mirrored(station.recording), second_look=look)
    _, plain = peaks(take)
    _, other_way = peaks(replace(take, stations=(turned,)))
    assert [side for side, _ in other_way] == [other(side) for side, _ in plain]
    for (_, one), (_, two) in zip(plain, other_way, strict=True):
        assert one.value == pytest.approx(two.value, abs=0.1)


def test_the_leg_that_is_lower_is_told():
    found = posecheck.assess(opened("m02_front_m1_asymR15")).assessment
    assert found.measure(kinds.DIFFERENCE.name).high < 0
    assert "The right knee lifts 17° lower than the left one" in found.findings[0].text
