"""What the march's coach says of every moment of a lift."""

import pytest

from posecheck.coaching import Baseline, Tone
from posecheck.coaching.leg_tracker import Legs, LiveLift
from posecheck.protocols.slow_march import MarchOptions
from posecheck.protocols.slow_march.coach import MarchCoach
from tests.live.people import SIZE, observation, standing

OPTIONS = MarchOptions(lifts_per_side=2)
LEFT_DONE = LiveLift("left", 80.0, 1.0, 5.0)
RIGHT_DONE = LiveLift("right", 80.0, 1.0, 5.0)

# The legs during a march, what is said, and the tone that belongs to it.
MOMENTS = [
    (Legs(), "Lift your right knee", Tone.RISE),
    (Legs(counts=(0, 1), last=RIGHT_DONE), "Lift your left knee", Tone.RISE),
    (Legs(counts=(1, 2), last=LEFT_DONE), "Lift your left knee", Tone.RISE),
    (Legs(lifted="left", rising=True), "Up", None),
    (Legs(lifted="left", hold_s=0.4, peak_deg=88), "Hold", None),
    (Legs(lifted="left", hold_s=0.4, peak_deg=60), "A little higher", None),
    (Legs(lifted="left", hold_s=1.1, peak_deg=88), "Slowly down", Tone.HOLD),
    (Legs(lifted="left", peak_deg=88), "Slowly down", Tone.LOWER),
    (Legs(counts=(2, 2), last=LEFT_DONE), "Stand still", Tone.COUNTED),
]


class Following:
    """A tracker that follows legs of its own."""

    def __init__(self, legs):
        self.legs = legs

    def see(self, _):
        return self.legs

    def target_y_px(self, *_):
        return 200.0


def guided(legs, t_s=60.0, options=OPTIONS):
    coach = MarchCoach(options)
    coach.begin(Baseline(standing(), SIZE))
    coach._tracker = Following(legs)
    return coach.see(observation(t_s, standing()))


@pytest.mark.parametrize(("legs", "words", "tone"), MOMENTS)
def test_moment(legs, words, tone):
    said = guided(legs)
    assert (said.cue, said.tone) == (words, tone)
    assert said.active == (legs.lifted is not None)
    assert said.done == (min(legs.counts) >= 2)


@pytest.mark.parametrize(("legs", "words", "tone"), MOMENTS)
def test_the_knee_to_come_is_marked_until_it_is_lifted(legs, words, tone):
    asked = words.split()[2] if words.startswith("Lift your") else None
    assert guided(legs).coming == asked
    assert guided(legs, options=MarchOptions(lifts_per_side=2, facing="side")).coming is None


def test_a_counted_lift_sounds_before_the_next_is_called():
    legs = Legs(counts=(0, 1), last=RIGHT_DONE)
    assert guided(legs, 5.2).tone is Tone.COUNTED
    assert guided(legs, 5.8).tone is Tone.RISE


def test_the_side_that_has_its_lifts_is_not_called_again():
    assert guided(Legs(counts=(2, 1), last=RIGHT_DONE)).cue == "Lift your right knee"


def test_counters_name_the_sides():
    left, right = guided(Legs(counts=(1, 2))).counters
    assert (left.label, left.count, left.goal, left.side) == ("left", 1, 2, "left")
    assert (right.label, right.count, right.goal, right.side) == ("right", 2, 2, "right")


def test_nobody_in_the_picture_leaves_no_target():
    coach = MarchCoach(OPTIONS)
    coach.begin(Baseline(standing(), SIZE))
    assert coach.see(observation(0.0)).target_y_px is None


@pytest.mark.parametrize(
    ("counts", "hold_s", "words"),
    [
        ((0, 1), 1.1, "Read the phone"),
        ((0, 1), 4.1, "Slowly down"),
        ((1, 0), 1.1, "Slowly down"),
    ],
)
def test_the_first_lift_of_each_leg_is_held_until_the_phone_is_read(counts, hold_s, words):
    options = MarchOptions(lifts_per_side=2, phone=True)
    legs = Legs(lifted="left", hold_s=hold_s, peak_deg=88, counts=counts)
    said = guided(legs, options=options)
    assert said.cue == words
    assert said.ring_share == min(1.0, hold_s / (1.0 if counts[0] else 4.0))
