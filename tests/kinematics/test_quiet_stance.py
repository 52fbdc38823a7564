import numpy as np
import pytest

from posecheck.kinematics.quiet_stance import find_quiet_stance
from posecheck.kinematics.signals import clean
from tests.synthetic import Lift, Scene, Whole, hidden, march, perform, picked


@pytest.mark.parametrize("yaw", [0, 45, 90])
def test_the_standing_before_the_first_lift(yaw):
    rest = find_quiet_stance(clean(march(4, lead_s=3.0, scene=Scene(yaw_deg=yaw)).recording))
    assert rest.start_s < 0.1
    assert 2.5 < rest.end_s < 3.6
    assert not rest.restless


def test_a_held_lift_is_no_rest():
    take = perform([Lift("right", 0.2, hold_s=4.0), Lift("left", 9.5)])
    rest = find_quiet_stance(clean(take.recording))
    assert rest.start_s > 5.5
    assert rest.end_s < 10.2
    assert rest.seconds > 2.0


def test_sitting_still_is_no_rest():
    take = perform(
        [Whole(0.0, 0.1, down_m=0.4, stays=True), Whole(4, 1, down_m=-0.4, stays=True)], end_s=9
    )
    rest = find_quiet_stance(clean(take.recording))
    assert rest.start_s > 4.5


def test_a_later_pause_if_there_is_none_before():
    recording = march(4, lead_s=0.0, gap_s=2.5).recording
    rest = find_quiet_stance(clean(recording))
    assert rest.start_s > 2.0
    assert rest.seconds >= 2.0


def test_the_longest_short_pause_if_there_is_no_long_one():
    rest = find_quiet_stance(clean(march(4, lead_s=0.0, gap_s=0.6).recording))
    assert 0.3 < rest.seconds < 1.8
    assert not rest.restless


def test_a_take_without_any_rest_says_so():
    recording = march(2, lead_s=0.0).recording
    rest = find_quiet_stance(clean(picked(recording, slice(20, 60))))
    assert rest.restless
    assert np.isfinite(rest.xy_px).all()


def test_nobody_has_no_rest():
    assert find_quiet_stance(clean(hidden(march(2).recording, 0.0, 1e9))) is None
