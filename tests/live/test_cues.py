"""The words of every moment."""

import pytest

from posecheck.live.cues import ENDINGS, HINTS, cue, next_side
from posecheck.live.framing import Hint
from posecheck.live.plans import march_plan, posture_plan
from posecheck.live.session import Ending, Phase, State
from posecheck.live.tracker import Legs, LiveLift, Tracker
from tests.live.people import sight, standing

MARCH = march_plan(2)
LEFT_DONE = LiveLift("left", 80.0, 1.0, 5.0)

# The legs during a march and what is said.
MARCHING = [
    (Legs(), "Lift your right knee"),
    (Legs(counts=(0, 1), last=LiveLift("right", 80.0, 1.0, 5.0)), "Lift your left knee"),
    (Legs(counts=(1, 2), last=LEFT_DONE), "Lift your left knee"),
    (Legs(lifted="left", rising=True), "Up"),
    (Legs(lifted="left", hold_s=0.4, peak_deg=88), "Hold"),
    (Legs(lifted="left", hold_s=0.4, peak_deg=60), "A little higher"),
    (Legs(lifted="left", hold_s=1.1, peak_deg=88), "Slowly down"),
    (Legs(lifted="left", peak_deg=88), "Slowly down"),
]


@pytest.mark.parametrize(("legs", "words"), MARCHING)
def test_march(legs, words):
    assert cue(State(phase=Phase.MARCHING), legs, MARCH, 90).text == words


def test_countdown_counts_down():
    texts = [
        cue(State(phase=Phase.COUNTDOWN, now_s=t_s), Legs(), MARCH, 90).text
        for t_s in (0.0, 0.9, 1.1, 2.1, 2.99)
    ]
    assert texts == ["3", "3", "2", "1", "1"]


def test_breaks_between_stands():
    plan = posture_plan(own_range=True)
    said = [cue(State(phase=Phase.BREAK, station=n), Legs(), plan, 90).text for n in range(1, 6)]
    assert said == [
        "Now turn sideways",
        "Step on the spot",
        "Step on the spot",
        "Tuck your tail under",
        "Tip your tail up, gently",
    ]


def test_every_hint_and_every_ending_has_its_words():
    assert set(HINTS) == set(Hint)
    assert set(ENDINGS) == set(Ending)
    assert max(len(text) for text in HINTS.values()) <= 24


def test_the_side_that_has_its_lifts_is_not_called_again():
    assert next_side(Legs(counts=(2, 1), last=LiveLift("right", 80, 1, 5)), MARCH) == "right"


def test_the_first_knee_is_the_right_one():
    legs = Tracker(standing(), (640, 480)).see(sight(0.0, standing()))
    assert next_side(legs, MARCH) == "right"
