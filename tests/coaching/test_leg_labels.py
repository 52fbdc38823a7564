"""From the side one leg's lift is counted once and on that leg, whatever the model calls it."""

import numpy as np
import pytest

from posecheck.coaching.leg_labels import HigherFoot, Unbroken, leg_labels
from posecheck.coaching.leg_tracker import Tracker
from posecheck.kinematics.label_swaps import LEGS_EXCHANGED
from posecheck.landmarks import FOOT, KNEE, LEG_PAIRS, LEGS, SIDES, other
from tests.live.people import SIZE, observation, one_lift, standing


def side_on(points: np.ndarray) -> np.ndarray:
    """The same person turned by a quarter, the far foot drawn a little higher than the near one."""
    turned = points.copy()
    turned[:, 0] = 320 + 0.05 * (points[:, 0] - 320)
    turned[FOOT["left"], 1] -= 8
    return turned


def labelled_otherwise(points, _):
    return points[LEGS_EXCHANGED]


def both_on_the_lifted(points, side):
    drawn = points.copy()
    drawn[LEGS] = points[[pair[SIDES.index(side)] for pair in LEG_PAIRS for _ in pair]]
    return drawn


def both_on_the_standing(points, side):
    return both_on_the_lifted(points, other(side))


def counts(lifts, mistake, when):
    """What is counted of lifts in which the model makes a mistake at some times of each."""
    tracker, legs, start_s = Tracker(side_on(standing()), SIZE), None, 0.0
    for side, top in lifts:
        for t_s, points in one_lift(side, top, start_s):
            shown = side_on(points)
            if when(t_s - start_s):
                shown = mistake(shown, side)
            legs = tracker.see(observation(t_s, shown))
        start_s += 4.0
    return legs.counts


# A lift leaves the floor at 0 s, is at its top from 1.2 to 2.4 s and down again at 3.6 s.
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    ("mistake", "when"),
    [
        (labelled_otherwise, lambda _: False),
        (labelled_otherwise, lambda t_s: 0.8 < t_s < 2.8),
        (labelled_otherwise, lambda t_s: 0.8 < t_s < 2.8 and round(t_s * 25) % 2),
        (labelled_otherwise, lambda t_s: t_s > 3.0),
        (labelled_otherwise, lambda t_s: t_s < 0.7),
        (both_on_the_lifted, lambda t_s: 0.8 < t_s < 2.8),
        (both_on_the_standing, lambda t_s: 1.5 < t_s < 1.55),
    ],
    ids=["none", "far-up", "every-other", "coming-back", "leaving", "lifted", "standing"],
)
def test_a_lift_counts_once_and_on_its_leg(side, mistake, when):
    last = (0, 1) if side == "right" else (1, 0)
    assert counts([(side, 80)], mistake, when) == last
    assert counts([(side, 80), (other(side), 70), (side, 60)], mistake, when) == (
        last[0] + 1,
        last[1] + 1,
    )


def test_a_foot_that_is_never_quite_down_has_been_down_between_two_lifts():
    labels = HigherFoot(side_on(standing()))
    floor = side_on(standing())
    for side in ("left", "right", "left"):
        for rise in (0, 20, 60, 90, 60, 20, 0):  # of feet that moved 12 px up in the picture
            points = floor.copy()
            points[:, 1] -= 12
            points[[*FOOT[side], KNEE[side]], 1] -= rise
            assert (labels.see(points, True) == points).all()
        assert labels.landing
        assert labels.lifted == side


def test_facing_the_camera_labels_go_on_unbroken():
    assert isinstance(leg_labels(standing()), Unbroken)
    assert isinstance(leg_labels(side_on(standing())), HigherFoot)
