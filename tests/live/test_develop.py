"""After the take: the same recording at any speed of the machine, and nothing on the disk."""

import builtins
import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from posecheck.capture import landmarker, second_look
from posecheck.live.develop import (
    Facts,
    Shot,
    StationShots,
    as_looked_at,
    develop,
    frames_to_look_at,
    thin,
)
from posecheck.protocol import StationKind
from posecheck.recording import Frame
from posecheck.station import Setting
from tests.live.marching import PICTURE, RATE, Clock, Drawn, march, march_take, run

FACTS = Facts(
    protocol="slow_march",
    options={"lifts_per_side": 2},
    setting=Setting(),
    recorded=datetime(2026, 3, 1, tzinfo=UTC),
    ending="The take is complete.",
    model=("drawn", "0" * 64),
)
LIFTS = [("right", 85), ("left", 80)] * 2


@pytest.fixture(autouse=True)
def no_second_model(monkeypatch):
    monkeypatch.setattr(second_look, "find_second_model", lambda: None)


def developed(every, **given):
    clock, figure = Clock(), march(LIFTS)
    first_s = every / RATE  # the session counts from the first frame that it looks at
    take = march_take(2, Drawn(lambda t_s: figure(t_s + first_s)), clock, **given)
    run(take, clock, 60, every=every)
    stations = take.recorded()
    start_s = stations[0].start_s
    again = Drawn(lambda t_s: figure(t_s + start_s))
    steps = []
    done = develop(
        stations, FACTS, lambda: again, Path("none"), lambda now, of: steps.append((now, of))
    )
    return done.take, steps, stations, start_s


@pytest.mark.parametrize("every", [2, 6])
def test_what_a_slow_machine_records_is_what_a_fast_one_does(every):
    fast, none, _, fast_start = developed(1)
    slow, steps, stations, slow_start = developed(every)
    assert none == []
    assert steps[-1][0] == steps[-1][1] > 0
    assert all(shot.coded is None for shot in stations[0].shots)
    one, other = fast.stations[0].recording, slow.stations[0].recording
    assert np.diff(other.t_s) == pytest.approx(np.diff(other.t_s)[0], abs=1e-6)
    shared = np.intersect1d(
        np.round((one.t_s + fast_start) * RATE), np.round((other.t_s + slow_start) * RATE)
    )
    assert len(shared) > 0.97 * len(one)
    mine = np.isin(np.round((one.t_s + fast_start) * RATE), shared)
    its = np.isin(np.round((other.t_s + slow_start) * RATE), shared)
    difference = one.landmarks_px[mine] - other.landmarks_px[its]
    assert np.abs(difference).max() == 0
    assert (slow.protocol, slow.dated_by, slow.recorded) == ("slow_march", "clock", FACTS.recorded)
    assert slow.ending == "The take is complete."


def test_whoever_goes_away_while_it_is_measured_finds_it_done_again():
    first, _, stations, _ = developed(6)
    again = develop(stations, FACTS, lambda: Drawn(march([])), Path("none")).take
    assert again.digest() == first.digest()


def test_what_was_looked_at_in_time_is_a_take_at_once():
    clock = Clock()
    take = march_take(2, Drawn(march(LIFTS)), clock)
    run(take, clock, 60, every=6)
    stations = take.recorded()
    quick = as_looked_at(stations, FACTS)
    assert len(quick.stations[0].recording) == pytest.approx(len(stations[0].shots) / 6, abs=1)
    assert as_looked_at((), FACTS) is None


def shots(count, looked_at=(), kept=None):
    made = []
    for number in range(count):
        shot = Shot(Frame(number / 30, PICTURE))
        shot.looked_at = number in looked_at
        if kept is None or number in kept:
            shot.coded = bytes(100_000)
        made.append(shot)
    return made


def test_a_skipped_frame_is_looked_at_with_those_before_it():
    assert frames_to_look_at(shots(100, looked_at=range(100))) == []
    one_skipped = [n for n in range(100) if n != 50]
    assert frames_to_look_at(shots(100, looked_at=one_skipped)) == list(range(40, 51))


def test_where_most_would_be_looked_at_again_all_of_it_is():
    every_third = range(0, 100, 3)
    assert frames_to_look_at(shots(100, looked_at=every_third)) == list(range(100))


def test_frames_that_are_gone_cannot_be_looked_at():
    some = frames_to_look_at(shots(100, looked_at=range(0, 100, 4), kept=range(0, 100, 2)))
    assert some == list(range(0, 100, 2))


@pytest.mark.parametrize(("budget_mb", "every"), [(10.0, 1), (6.0, 2), (2.5, 4), (2.4, 8)])
def test_memory_beyond_the_budget_is_given_up_evenly(budget_mb, every):
    reel = shots(100)
    assert thin(reel, budget_mb, 1) == every
    assert [n for n, shot in enumerate(reel) if shot.coded] == list(range(0, 100, every))
    assert thin(reel, budget_mb, every) == every


def test_a_take_that_was_thinned_says_so_and_stays_within_its_budget():
    clock = Clock()
    take = march_take(2, Drawn(march(LIFTS)), clock, budget_mb=0.05)
    run(take, clock, 60, every=2)
    assert take.every > 1
    held = sum(len(shot.coded or b"") for each in take.recorded() for shot in each.shots)
    assert held < 0.06e6
    facts = Facts(**{**FACTS.__dict__, "every": take.every})
    assert f"one in {take.every} was kept" in as_looked_at(take.recorded(), facts).ending


@pytest.mark.parametrize(("count", "words"), [(1, " 1 picture of"), (9, " 9 pictures of"), (0, "")])
def test_a_take_says_how_many_pictures_never_reached_the_program(count, words):
    clock = Clock()
    take = march_take(2, Drawn(march(LIFTS)), clock)
    run(take, clock, 60)
    facts = Facts(**{**FACTS.__dict__, "given_up": count})
    ending = as_looked_at(take.recorded(), facts).ending
    assert (
        (words + " the camera did not reach the program" in ending)
        if count
        else (ending == FACTS.ending)
    )


def test_a_coded_frame_comes_back_as_it_was():
    rows = np.linspace(0, 255, 48)[:, None, None]
    image = np.broadcast_to(rows, (48, 64, 3)).astype(np.uint8).copy()
    shot = Shot(Frame(3.5, image))
    assert shot.frame(3.0) is None
    shot.keep(image)
    back = shot.frame(3.0)
    assert back.t_s == 0.5
    assert np.abs(back.image.astype(int) - image).mean() < 2


def test_no_frame_is_ever_written_to_a_file(monkeypatch):
    written, opened = [], os.open

    def watched(path, flags, *rest, **named):
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            written.append(path)
        return opened(path, flags, *rest, **named)

    def refused(file, mode="r", *rest, **named):
        if set(mode) & set("wax+"):
            written.append(file)
        return builtin(file, mode, *rest, **named)

    builtin = builtins.open
    monkeypatch.setattr("os.open", watched)
    monkeypatch.setattr("io.open", refused)
    monkeypatch.setattr("builtins.open", refused)
    kind = StationKind("march", "The march", "", facing="front")
    made = []
    for number in range(20):
        frame = Frame(number / 30, PICTURE, (640, 480))
        shot = Shot(frame)
        shot.keep(frame.image)
        made.append(shot)
    made[0].looked_at = True
    station = StationShots(kind, 0.0, tuple(made))
    develop([station], FACTS, lambda: Drawn(march([])), Path("none"))
    assert written == []


@pytest.mark.parametrize("every", [1, 6])
def test_the_tops_are_looked_at_again_while_the_frames_are_in_memory(monkeypatch, every):
    clock, figure = Clock(), march(LIFTS)
    take = march_take(2, Drawn(lambda t_s: figure(t_s + every / RATE)), clock)
    run(take, clock, 60, every=every)
    stations = take.recorded()
    start_s = stations[0].start_s

    class Second(Drawn):
        name, sha256 = "heavy.task", "1" * 64

        def __init__(self, _path):
            super().__init__(lambda t_s: figure(t_s + start_s))

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

    monkeypatch.setattr(second_look, "find_second_model", lambda: "heavy.task")
    monkeypatch.setattr(second_look, "_agree", lambda *_: True)
    monkeypatch.setattr(landmarker, "SecondLandmarker", Second)
    steps = []
    done = develop(
        stations,
        FACTS,
        lambda: Drawn(lambda t_s: figure(t_s + start_s)),
        Path("none"),
        lambda now, of: steps.append((now, of)),
    ).take
    (station,) = done.stations
    look = station.second_look
    assert 5 + 4 * 2 <= len(look) <= 5 + 6 * 3
    assert np.isin(look.t_s, station.recording.t_s).all()
    assert look.meta.model_name == "heavy.task"
    assert steps[-1] == (len(look), len(look))
    assert all(shot.coded is None for shot in stations[0].shots)
