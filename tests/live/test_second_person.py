"""A second person: looked for now and then, believed when seen twice."""

import numpy as np
import pytest

from posecheck.capture.pose import Pose
from posecheck.live.framing import Hint, SecondPerson, hint
from posecheck.live.session import Phase
from posecheck.recording import Frame
from tests.live.marching import PICTURE, RATE, Clock, Drawn, march, march_take, run
from tests.live.people import observation, standing

POSE = Pose(standing().astype(np.float32), np.ones(33, np.float32), 0.0)


class Search:
    """Finds somebody in one part of the picture during one span of time."""

    parts = 3

    def __init__(self, part=0, start_s=0.0, stop_s=0.0):
        self.part, self.start_s, self.stop_s = part, start_s, stop_s
        self.asked, self.closed = [], 0

    def find(self, frame, landmarks_px, part):
        assert landmarks_px.shape == (33, 2)
        self.asked.append(frame.t_s)
        return part == self.part and self.start_s <= frame.t_s < self.stop_s

    def close(self):
        self.closed += 1


def presence(search, seconds, pose=POSE):
    """Return the times at which a second person counts as present."""
    second_person, times = SecondPerson(search), []
    for number in range(int(seconds * RATE)):
        second_person.look(Frame(number / RATE, PICTURE, (640, 480)), pose)
        if second_person.present:
            times.append(number / RATE)
    return times


@pytest.mark.parametrize("part", [0, 1, 2])
def test_whoever_comes_in_is_noticed_within_three_seconds_and_forgotten_after(part):
    times = presence(Search(part, 5.0, 12.0), 20)
    assert 5.0 < times[0] < 8.5
    assert 12.0 < times[-1] < 15.0
    assert len(times) == round((times[-1] - times[0]) * RATE) + 1


def test_one_look_is_not_believed():
    assert presence(Search(0, 2.0, 2.75), 10) == []


def test_the_looks_are_spread_over_the_frames():
    search = Search()
    presence(search, 10)
    assert len(search.asked) <= 10 / 0.7 + 1
    assert min(np.diff(search.asked)) > 0.6


def test_nobody_is_looked_for_beside_nobody():
    search = Search()
    presence(search, 3, pose=None)
    assert search.asked == []


def test_the_march_does_not_begin_with_two():
    search = Search(0, 0.0, 8.0)
    clock = Clock()
    take = march_take(3, Drawn(march([])), clock, second_person=SecondPerson(search))
    scenes = run(take, clock, 7.9)
    assert (take.state.phase, take.state.hint) == (Phase.FRAMING, Hint.SECOND_PERSON)
    assert scenes[-1].cue.text == "Someone else is there"
    run(take, clock, 10, start=8.0)
    assert take.state.phase is Phase.TASK
    assert take.state.second_person_s is None
    take.close()
    take.close()
    assert search.closed == 1


def test_who_enters_a_march_is_told_and_the_march_goes_on():
    clock = Clock()
    second_person = SecondPerson(Search(1, 6.5, 20.0))
    model = Drawn(march([("right", 85), ("left", 85)]))
    take = march_take(1, model, clock, second_person=second_person)
    scenes = run(take, clock, 16)
    told = [scene.cue.text for scene in scenes].count("Someone else is there")
    assert told == pytest.approx(4 * RATE, abs=3)
    assert len(take.recorded()) == 1


def test_being_alone_comes_before_the_place():
    beside = standing() - [250, 0]
    assert hint(observation(0.0, beside), "front", second_person=True) is Hint.SECOND_PERSON
    assert hint(observation(0.0, None), "front", second_person=True) is Hint.NOBODY
