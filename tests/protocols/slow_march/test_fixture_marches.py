"""The lifts found in real landmarks of rendered people, against what they really did."""

import json

import pytest

from tests.conftest import FIXTURES, recorded_march
from tests.synthetic import counted, finds

MARCHES = sorted((FIXTURES / "recordings").glob("*.posecheck"))


@pytest.mark.parametrize("path", MARCHES, ids=lambda path: path.stem)
def test_every_lift_is_found_on_its_side_and_no_other(path):
    truth = json.loads(path.with_suffix("").with_suffix(".truth.json").read_text("utf-8"))
    prepared, lifts = finds(recorded_march(path.stem))
    assert counted(lifts) == "".join(each["side"][0].upper() for each in truth["repetitions"])
    for lift, true in zip(
        [each for each in lifts if each.valid], truth["repetitions"], strict=True
    ):
        start, peak, end = (prepared.track.t_s[i] for i in (lift.start, lift.peak, lift.end))
        assert true["start_s"] - 0.5 < start < true["rise_end_s"]
        assert true["rise_end_s"] - 0.3 < peak < true["hold_end_s"] + 0.3
        assert true["hold_end_s"] < end < true["end_s"] + 0.5


def test_there_are_marches_to_test():
    assert len(MARCHES) >= 8
