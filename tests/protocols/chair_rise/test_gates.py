"""What keeps rises from being measured is said in a sentence, and what only limits them as well."""

from dataclasses import replace

import numpy as np
import pytest

from posecheck import assess
from posecheck.gates import quality_of
from posecheck.protocols.chair_rise import PROTOCOL
from tests.protocols.chair_rise.sitter import SIDEWAYS, Round, Sitting, sitting
from tests.puppet import Scene
from tests.synthetic import camera_shifted, edited, hidden, picked, somebody_else

PLAIN = sitting().recording
SLOW = sitting(stand_s=2.5)


def shifted(by):
    def change(xy):
        xy += by

    return edited(PLAIN, change)


def reasons(recording, **options):
    said = assess(Sitting(recording, []).take(**options)).assessment
    return said, {each.gate: each.message for each in said.quality.reasons}


REFUSED = {
    "nobody": (hidden(PLAIN, 0, 1e9), "person_found", ""),
    "short": (picked(PLAIN, PLAIN.t_s < 3), "long_enough", "record again"),
    "few frames": (picked(PLAIN, np.arange(len(PLAIN)) % 5 == 0), "frame_rate", "pictures a s"),
    "back": (
        replace(PLAIN, body_yaw_deg=np.full(len(PLAIN), 178.0)),
        "view",
        "",
    ),
    "no lift-off": (
        sitting([Round(stays_down=True, stand_s=5)]).recording,
        "repetitions",
        "never left the seat",
    ),
    "nobody sat": (sitting([], first_s=8).recording, "repetitions", "Nobody sat down"),
}
LIMITED = {
    "dark": (replace(PLAIN, brightness=np.full(len(PLAIN), 25.0)), "light", "dark"),
    "feet cut": (shifted([0.0, 95.0]), "in_frame", "feet are cut off"),
    "head cut": (shifted([0.0, -110.0]), "head_in_frame", "head is cut off"),
    "front": (sitting(scene=Scene(yaw_deg=3)).recording, "view", "times only"),
    "angle": (sitting(scene=Scene(yaw_deg=45)).recording, "view", "less certain"),
    "two people": (somebody_else(PLAIN, 8.0, 10.0), "one_person", "Be alone"),
    "four rises": (sitting([Round()] * 4).recording, "repetitions", "Only 4 rises count"),
    "left": (
        hidden(PLAIN, PLAIN.t_s[-1] - 8.5, 1e9), "repetitions", "Only 3 rises count",
    ),
    "camera moved": (
        camera_shifted(SLOW.recording, SLOW.true[2].up_s + 1.2, (30.0, 10.0)),
        "camera_still", "camera",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    recording, gate, words = REFUSED[name]
    said, messages = reasons(recording)
    assert said.quality.verdict == "unusable"
    assert words in messages[gate]
    assert not any(each.valid for each in said.repetitions)
    assert said.findings == ()


@pytest.mark.parametrize("name", LIMITED)
def test_limited(name):
    recording, gate, words = LIMITED[name]
    said, messages = reasons(recording)
    assert said.quality.verdict == "degraded"
    assert words in messages[gate]
    assert any(each.valid for each in said.repetitions)


def test_a_plain_take_passes_every_gate():
    check = PROTOCOL.check(Sitting(PLAIN, []).take())
    assert quality_of(check.gates).verdict == "ok"


def test_the_view_can_be_said():
    turned = replace(PLAIN, body_yaw_deg=np.full(len(PLAIN), np.nan))
    assert assess(Sitting(turned, []).take(view="side")).assessment.view == "side-right"
    small = sitting(scene=replace(SIDEWAYS, distance_m=4.5)).recording
    assert assess(Sitting(small, []).take(view="front")).assessment.view == "front"
