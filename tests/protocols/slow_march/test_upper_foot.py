"""What the pose model does to lifts from the side: labels that flicker, legs drawn as one."""

import json
from dataclasses import replace

import numpy as np
import pytest

from posecheck import assess, open_take
from posecheck.kinematics.label_swaps import LEGS_EXCHANGED
from posecheck.kinematics.quiet_stance import find_quiet_stance
from posecheck.kinematics.signals import clean
from posecheck.landmarks import LEG_PAIRS, other
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.pace import pace_of
from posecheck.protocols.slow_march.upper_foot import one_leg_a_lift
from tests.conftest import FIXTURES
from tests.puppet import Lift
from tests.synthetic import Scene, counted, during, edited, finds, march, perform


def held_up(take, recording, side, frames):
    """Return which frames of one leg's lifts, counted from each lift-off, `frames` chooses."""
    chosen = np.zeros(len(recording.t_s), dtype=bool)
    for lift in take.lifts:
        if lift.side == side:
            rise = lift.rise_s + lift.hold_s
            inside = during(recording, lift.start_s + 0.4 * lift.rise_s, lift.start_s + rise)
            places = np.flatnonzero(inside)
            chosen[places[frames(np.arange(len(places)))]] = True
    return chosen


def flickering(take, side, frames=lambda count: count % 2 == 0):
    """Return a take whose labels change, in some frames, while one leg is up."""
    wrong = held_up(take, take.recording, side, frames)

    def change(xy):
        xy[wrong] = xy[wrong][:, LEGS_EXCHANGED]

    return edited(take.recording, change)


def drawn_as_one(take, side, frames):
    """Return a take that shows both legs where the lifted one is, in some frames."""
    wrong = np.flatnonzero(held_up(take, take.recording, side, frames))
    lifted, standing = (
        [pair[place] for pair in LEG_PAIRS] for place in ((0, 1) if side == "left" else (1, 0))
    )

    def change(xy):
        xy[np.ix_(wrong, standing)] = xy[np.ix_(wrong, lifted)]

    return edited(take.recording, change)


def peaks(found):
    prepared, lifts = found
    return [
        (lift.side, float(prepared.track.xy_px[lift.peak, 25 if lift.side == "left" else 26, 1]))
        for lift in lifts
        if lift.valid
    ]


FLICKER = {
    "every other frame": lambda count: count % 2 == 0,
    "two of five": lambda count: count % 5 < 2,
    "most of the time": lambda count: count % 4 > 0,
    "at random": lambda count: np.random.default_rng(3).random(len(count)) < 0.5,
}


@pytest.mark.parametrize("fps", [15, 30])
@pytest.mark.parametrize("frames", FLICKER.values(), ids=FLICKER)
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("yaw", [90, -90])
def test_labels_that_flicker_while_a_leg_is_up_cost_no_lift(yaw, side, frames, fps):
    take = march(6, scene=Scene(yaw_deg=yaw, fps=fps))
    found = finds(flickering(take, side, frames))
    assert counted(found[1]) == "RLRLRL"
    for (one, seen), (other_one, as_it_is) in zip(
        peaks(found), peaks(finds(take.recording)), strict=True
    ):
        assert one == other_one
        assert seen == pytest.approx(as_it_is, abs=4.0)


AS_ONE = {
    "every third frame": lambda count: count % 3 == 0,
    "three of seven": lambda count: count % 7 < 3,
}


@pytest.mark.parametrize("frames", AS_ONE.values(), ids=AS_ONE)
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("yaw", [90, -90])
def test_legs_drawn_as_one_in_some_frames_cost_no_lift(yaw, side, frames):
    take = march(6, scene=Scene(yaw_deg=yaw))
    assert counted(finds(drawn_as_one(take, side, frames))[1]) == "RLRLRL"


def test_legs_drawn_as_one_are_no_run():
    take = march(6, scene=Scene(yaw_deg=90))
    prepared, _ = finds(drawn_as_one(take, "left", lambda count: count % 4 < 2))
    assert not prepared.pace.too_fast


FLICKERS = sorted((FIXTURES / "flickers").glob("*.posecheck"))


@pytest.mark.parametrize("path", FLICKERS, ids=lambda path: path.stem)
def test_what_the_model_makes_of_rendered_people_costs_no_lift(path):
    """Every one of these was called a run, or half of its lifts steps and taps."""
    truth = json.loads(path.with_suffix(".truth.json").read_text("utf-8"))
    prepared, lifts = finds(open_take(path).stations[0].recording)
    assert not prepared.pace.too_fast
    assert counted(lifts) == "".join(each["side"][0].upper() for each in truth["repetitions"])
    counting = [lift for lift in lifts if lift.valid]
    for lift, true in zip(counting, truth["repetitions"], strict=True):
        assert true["start_s"] < prepared.track.t_s[lift.peak] < true["end_s"]


def test_there_are_flickers_to_test():
    assert len(FLICKERS) == 3


def steadied(recording):
    track = clean(recording)
    return one_leg_a_lift(recording, track, find_quiet_stance(track))


def test_a_take_without_flicker_stays_as_it_is():
    recording = march(6, scene=Scene(yaw_deg=90)).recording
    assert steadied(recording).recording is recording


def test_a_run_stays_as_it_is():
    """One foot after the other, each too short to be held, is no flicker of one."""
    events, side, start = [], "right", 2.0
    for _ in range(24):
        events.append(Lift(side, start, peak_deg=80, rise_s=0.15, hold_s=0.02, lower_s=0.15))
        start, side = start + 0.3, other(side)
    recording = perform(events, scene=Scene(yaw_deg=90)).recording
    assert steadied(recording).recording is recording
    assert pace_of(recording).too_fast


def test_legs_of_a_body_that_goes_elsewhere_stay_as_they_are():
    """In steps to and fro one leg comes down while the other goes up."""
    take = march(4, scene=Scene(yaw_deg=90))
    wrong = flickering(take, "right")
    assert steadied(wrong).recording is not wrong
    ahead = np.sin(np.arange(len(wrong.t_s)) / 10.0) * 100.0
    stepping = edited(wrong, lambda xy: np.add(xy, ahead[:, None, None] * [1.0, 0.0], out=xy))
    track = clean(wrong)
    assert one_leg_a_lift(stepping, track, find_quiet_stance(track)).recording is stepping


def test_frames_of_another_size_are_left_alone():
    take = march(4, scene=Scene(yaw_deg=90))
    recording = flickering(take, "right")
    sizes = recording.frame_size_px.copy()
    sizes[: len(sizes) // 3] *= 2
    other_size = replace(recording, frame_size_px=sizes)
    mended = steadied(other_size).recording
    assert np.array_equal(
        mended.landmarks_px[: len(sizes) // 3], other_size.landmarks_px[: len(sizes) // 3]
    )


def test_nobody_in_the_picture_is_left_alone():
    take = march(4, scene=Scene(yaw_deg=90))
    track = clean(take.recording)
    rest = find_quiet_stance(track)
    empty = replace(
        take.recording,
        landmarks_px=np.full_like(take.recording.landmarks_px, np.nan),
        visibility=np.zeros_like(take.recording.visibility),
    )
    assert one_leg_a_lift(empty, track, rest).recording is empty


def test_of_lifts_in_which_one_leg_hid_the_other_no_times_are_told():
    path = next(each for each in FLICKERS if each.stem == "far_leg_to_and_fro")
    found = assess(open_take(path)).assessment
    for lift in found.repetitions:
        told = {kinds.HOLD.name, kinds.RAISING.name, kinds.LOWERING.name} & set(lift.values)
        assert kinds.PEAK.name in lift.values
        assert len(told) == (0 if lift.side == "left" else 3)
    missing = found.measure(kinds.LOWERING.name, "left")
    assert missing.value is None
    assert "one leg hid the other" in missing.reason
    assert found.measure(kinds.LOWERING.name, "right").value > 1.0


@pytest.mark.parametrize(("share", "timed"), [(0.35, True), (0.75, False)])
def test_labels_that_change_far_up_cost_a_lift_its_times(share, timed):
    """Low down, where the foot leaves the floor, they cost it nothing."""
    take = march(4, scene=Scene(yaw_deg=90))
    lift = next(each for each in take.lifts if each.side == "left")
    start = lift.start_s + share * lift.rise_s
    wrong = during(take.recording, start, start + 0.07)

    def change(xy):
        xy[wrong] = xy[wrong][:, LEGS_EXCHANGED]

    spans = steadied(edited(take.recording, change)).hidden_s
    assert (not spans) == timed
    assert timed or spans[0][0] < start < spans[0][1]
