"""What keeps a hold from being measured is said in a sentence, and what only limits it as well."""

from dataclasses import replace

import numpy as np
import pytest

from posecheck import assess
from posecheck.gates import quality_of
from posecheck.protocols.held_lift import PROTOCOL
from tests.protocols.held_lift.holder import holding, take
from tests.synthetic import camera_shifted, edited, hidden, picked, somebody_else

SHOWN = holding(hold_s=10)
PLAIN = SHOWN.recording


def shifted(by):
    def change(xy):
        xy += by

    return edited(PLAIN, change)


def swaying(px):
    """Return the hold of somebody who never stands still."""
    swing = px * np.sin(2 * np.pi * 1.1 * PLAIN.t_s)

    def change(xy):
        xy[:, :25, 0] += swing[:, None]

    return edited(PLAIN, change)


def exchanged_at_random(share):
    """Return the hold with the knees drawn between the legs in so many of its frames."""
    rng = np.random.default_rng(1)
    wrong = (PLAIN.t_s > 3) & (PLAIN.t_s < 14) & (rng.random(len(PLAIN)) < share)

    def change(xy):
        for left in (25, 27, 29, 31):
            xy[wrong, left : left + 2] = xy[wrong, left : left + 2].mean(axis=1, keepdims=True)

    return edited(PLAIN, change)


def reasons(recording):
    said = assess(take(replace(SHOWN, recording=recording))).assessment
    return said, {each.gate: each.message for each in said.quality.reasons}


REFUSED = {
    "nobody": (hidden(PLAIN, 0, 1e9), "person_found", ""),
    "short": (picked(PLAIN, PLAIN.t_s < 3), "long_enough", "lift one knee and hold it up"),
    "few frames": (picked(PLAIN, np.arange(len(PLAIN)) % 5 == 0), "frame_rate", "pictures a s"),
    "back": (replace(PLAIN, body_yaw_deg=np.full(len(PLAIN), 178.0)), "view", ""),
    "never still": (swaying(14.0), "stood_still", "for two seconds before you lift"),
    "left": (hidden(PLAIN, 3.4, 1e9), "person_found", "now and then"),
    "legs mixed up": (exchanged_at_random(0.36), "repetitions", "could not be told apart"),
    "legs mixed up more": (exchanged_at_random(0.4), "repetitions", "could not be told apart"),
}
LIMITED = {
    "dark": (replace(PLAIN, brightness=np.full(len(PLAIN), 25.0)), "light", "dark"),
    "feet cut": (shifted([0.0, 85.0]), "in_frame", "feet are cut off"),
    "two people": (somebody_else(PLAIN, 14.6, 15.0), "one_person", "Be alone"),
    "camera moved": (camera_shifted(PLAIN, 9.0), "camera_still", "camera"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    recording, gate, words = REFUSED[name]
    said, messages = reasons(recording)
    assert said.quality.verdict == "unusable"
    assert words in messages[gate]
    assert said.findings == ()


@pytest.mark.parametrize("name", LIMITED)
def test_told(name):
    recording, gate, words = LIMITED[name]
    _, messages = reasons(recording)
    assert words in messages[gate]


def test_a_hold_after_the_camera_moved_does_not_count():
    recording = camera_shifted(PLAIN, 9.0)
    said, messages = reasons(recording)
    assert said.quality.verdict == "unusable"
    assert "moved between your quiet standing and this hold" in messages["repetitions"]


def test_a_plain_take_passes_every_gate():
    assert quality_of(PROTOCOL.check(take(SHOWN)).gates).verdict == "ok"
