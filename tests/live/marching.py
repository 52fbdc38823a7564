"""A slow march before a camera that draws a stick figure, for the tests of the live session."""

import numpy as np

from posecheck.capture.pose import Pose
from posecheck.live.develop import Shot
from posecheck.live.live_take import LiveTake
from posecheck.live.session import Phase
from posecheck.recording import Frame
from posecheck.registry import protocol
from tests.live.people import one_lift, standing

PICTURE = np.full((48, 64, 3), 120, np.uint8)
RATE = 25.0


class Drawn:
    """A pose model that returns what it is told for each time."""

    name, sha256 = "drawn", "0" * 64

    def __init__(self, figure):
        self.figure, self.closed, self.asked = figure, 0, []

    def detect(self, frame):
        self.asked.append(frame.t_s)
        points, yaw = self.figure(frame.t_s)
        if points is None:
            return None
        return Pose(points.astype(np.float32), np.ones(33, np.float32), yaw)

    def close(self):
        self.closed += 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def take_of(name, model, clock, **given):
    """A take of one protocol with its own coaches; `options` go to the protocol."""
    found = protocol(name)
    options = found.options.said(given.pop("options", {}))
    stations = found.live_stations(options)
    coaches = [found.coach(each, options) for each in stations]
    return LiveTake(stations, coaches, model, clock=clock, **given)


def march_take(lifts, model, clock, **given):
    return take_of("slow_march", model, clock, options={"lifts_per_side": lifts}, **given)


def run(take, clock, seconds, start=0.0, every=1):
    """Feed frames of 640 by 480 until the time is up or the session is done.

    Of `every` frames one is looked at in time; all of them are kept. Returns the scenes.
    """
    scenes, waiting = [], []
    for number in range(1, int(seconds * RATE)):
        clock.now += 1 / RATE
        frame = Frame(start + number / RATE, PICTURE, (640, 480))
        shot = Shot(frame)
        shot.keep(frame.image)
        if number % every:
            waiting.append(shot)
            continue
        scenes.append(take.see(frame, shot, waiting))
        waiting = []
        if take.state.phase is Phase.DONE:
            break
    return scenes


def march(lifts, before_s=6.0):
    """A figure that stands and then does these lifts, as a function of time."""
    moves = {}
    for number, (side, top) in enumerate(lifts):
        for t_s, points in one_lift(side, top, before_s + 4 * number, RATE):
            moves[round(t_s * RATE)] = points
    return lambda t_s: (moves.get(round(t_s * RATE), standing()), 0.0)
