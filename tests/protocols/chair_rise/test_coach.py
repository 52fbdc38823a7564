"""The coach of the rises follows the hips: down, up, counted, and over by itself."""

import numpy as np
import pytest

from posecheck.coaching import Baseline, FrameObservation
from posecheck.protocols.chair_rise.coach import RiseCoach
from posecheck.recording import Recording
from tests.protocols.chair_rise.sitter import Round, sitting
from tests.puppet import Scene
from tests.synthetic import hidden


def guided(recording: Recording, from_s: float, coach: RiseCoach | None = None):
    """Return the guidance at every frame after a second's baseline that ends at `from_s`."""
    coach = coach or RiseCoach()
    size = tuple(recording.frame_size_px[0].tolist())
    before = (recording.t_s >= from_s - 1) & (recording.t_s < from_s)
    coach.begin(Baseline(np.median(recording.landmarks_px[before], axis=0).astype(float), size))
    return [
        coach.see(FrameObservation(t_s, points.astype(float), size, yaw, 120.0))
        for t_s, points, yaw in zip(
            recording.t_s, recording.landmarks_px, recording.body_yaw_deg, strict=True
        )
        if t_s >= from_s
    ]


def words(said):
    """Return the different cues in their order."""
    cues = [each.cue for each in said]
    return [cue for cue, before in zip(cues, [None, *cues], strict=False) if cue != before]


@pytest.mark.parametrize("yaw_deg", [90.0, -45.0, 0.0])
def test_five_rises_are_counted_and_the_take_ends_by_itself(yaw_deg):
    seen = sitting([Round()] * 6, scene=Scene(yaw_deg=yaw_deg))
    said = guided(seen.recording, 2.0)
    assert words(said)[:4] == [
        "Sit down, arms crossed",
        "Up and down at your pace",
        "And sit down",
        "Done. Stay as you are",
    ]
    first_done = next(each for each in said if each.done)
    assert first_done.counters[0].count == 5
    assert first_done.ring_share == 1


def test_who_stays_standing_after_the_fifth_is_done_as_well():
    said = guided(sitting(last_s=6.0).recording, 2.0)
    assert said[-1].done
    assert not said[-1].active


def test_who_sits_at_first_stands_up_and_still_before_the_five():
    rounds = [Round(down_s=1.2, seated_s=3.0, stand_s=5.0)] + [Round()] * 5
    said = guided(sitting(rounds, last_s=5).recording, 6.0)
    assert words(said)[:4] == [
        "Stand up",
        "Stand still",
        "Sit down, arms crossed",
        "Up and down at your pace",
    ]
    assert said[-1].counters[0].count == 5
    assert said[-1].done


def test_nobody_in_the_picture_changes_nothing():
    seen = sitting()
    gap = hidden(seen.recording, 4.0, 4.4)
    assert guided(gap, 2.0)[-1].counters == guided(seen.recording, 2.0)[-1].counters


def test_it_begins_anew_for_a_second_attempt():
    coach = RiseCoach()
    guided(sitting().recording, 2.0, coach)
    assert guided(sitting().recording, 2.0, coach)[0].counters[0].count == 0
