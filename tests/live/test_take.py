"""A take from frames to recordings, with a pose model that draws a stick figure."""

import numpy as np
import pytest

from posecheck.capture.pose import Pose
from posecheck.live.plans import march_plan, posture_plan
from posecheck.live.session import Ending, Phase
from posecheck.live.take import Take
from posecheck.recording import Frame
from tests.live.people import one_lift, standing

PICTURE = np.full((48, 64, 3), 120, np.uint8)
RATE = 25.0


class Drawn:
    """A pose model that returns what it is told for each time."""

    name, sha256 = "drawn", "0" * 64

    def __init__(self, figure):
        self.figure, self.closed = figure, 0

    def detect(self, frame):
        points, yaw = self.figure(frame.t_s)
        if points is None:
            return None
        return Pose(points.astype(np.float32), np.ones(33, np.float32), yaw)

    def close(self):
        self.closed += 1


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def run(take, clock, seconds, start=0.0):
    """Feed frames of 640 by 480 until the time is up or the session is done; return the scenes."""
    scenes = []
    for number in range(1, int(seconds * RATE)):
        clock.now += 1 / RATE
        scenes.append(take.see(Frame(start + number / RATE, PICTURE, (640, 480))))
        if take.tick().state.phase is Phase.DONE:
            break
    return [scene for scene in scenes if scene]


def march(lifts, before_s=6.0):
    moves = {}
    for number, (side, top) in enumerate(lifts):
        for t_s, points in one_lift(side, top, before_s + 4 * number, RATE):
            moves[round(t_s * RATE)] = points
    return lambda t_s: (moves.get(round(t_s * RATE), standing()), 0.0)


def test_a_march_is_counted_ended_and_recorded():
    lifts = [("right", 85), ("left", 80)] * 2
    clock, model = Clock(), Drawn(march(lifts))
    take = Take(march_plan(2), model, clock=clock)
    scenes = run(take, clock, 60)
    status = take.tick()
    assert status.state.ending is Ending.COMPLETE
    assert status.counts == (2, 2)
    assert status.rate_hz == pytest.approx(RATE, rel=0.05)
    recording = take.recordings()["march"]
    assert recording.t_s[0] == 0.0
    assert recording.duration_s == pytest.approx(21.7, abs=0.3)
    assert recording.meta.source == "camera"
    assert tuple(recording.frame_size_px[0]) == (640, 480)
    assert max(scene.hold_share for scene in scenes) == 1.0
    assert any(scene.reached for scene in scenes)
    assert scenes[-2].target_y_px == pytest.approx(230, abs=2)
    take.close()
    assert model.closed == 1


def test_a_stopped_march_keeps_what_was_recorded():
    clock = Clock()
    take = Take(march_plan(5), Drawn(march([("right", 80)] * 2)), clock=clock)
    run(take, clock, 12)
    take.stop()
    assert take.recordings()["march"].duration_s == pytest.approx(11.4, abs=0.2)
    assert take.tick().state.ending is Ending.STOPPED


def test_closing_in_mid_take_keeps_what_was_recorded_and_closes_once():
    clock, model = Clock(), Drawn(march([("right", 80)]))
    take = Take(march_plan(5), model, clock=clock)
    run(take, clock, 9)
    take.close()
    take.close()
    assert model.closed == 1
    assert "march" in take.recordings()
    assert take.see(Frame(99.0, PICTURE, (640, 480))) is None


def test_nothing_is_kept_of_a_take_that_never_got_to_the_march():
    clock = Clock()
    take = Take(march_plan(5), Drawn(march([])), clock=clock)
    run(take, clock, 3)
    take.stop()
    assert take.recordings() == {}


def test_a_camera_that_falls_silent_is_noticed_by_the_clock():
    clock = Clock()
    take = Take(march_plan(5), Drawn(march([("right", 80)])), clock=clock)
    run(take, clock, 9)
    clock.now += 7
    assert take.tick().state.ending is Ending.CAMERA_LOST
    assert "march" in take.recordings()


def test_old_frames_are_refused_and_dropped_ones_are_told():
    clock = Clock()
    take = Take(march_plan(5), Drawn(march([])), clock=clock)
    assert take.see(Frame(1.0, PICTURE, (640, 480)), dropped=2)
    assert take.see(Frame(1.0, PICTURE, (640, 480))) is None
    status = take.tick()
    assert (status.processed, status.dropped) == (1, 2)


def test_a_failure_carries_its_sentence():
    take = Take(march_plan(5), Drawn(march([])), clock=Clock())
    take.fail("The model is gone.")
    assert take.tick().failure == "The model is gone."
    assert take.tick().state.phase is Phase.DONE


def test_posture_stands_are_recorded_one_by_one():
    def figure(t_s):
        return standing(), 0.0 if t_s < 9 else 90.0

    clock = Clock()
    take = Take(posture_plan(own_range=True), Drawn(figure), clock=clock)
    run(take, clock, 120)
    assert take.tick().state.ending is Ending.COMPLETE
    stands = take.recordings()
    assert list(stands) == ["front", "side-1", "side-2", "side-3", "tuck", "arch"]
    for recording in stands.values():
        assert recording.duration_s == pytest.approx(5, abs=1)


def test_twenty_takes_one_after_the_other_leave_nothing_behind():
    models = []
    for _ in range(20):
        clock, model = Clock(), Drawn(march([("right", 80), ("left", 80)]))
        with_take = Take(march_plan(1), model, clock=clock)
        run(with_take, clock, 30)
        with_take.close()
        models.append(model)
        assert with_take.tick().counts == (1, 1)
    assert [model.closed for model in models] == [1] * 20
