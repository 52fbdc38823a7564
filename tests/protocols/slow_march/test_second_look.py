"""Which frames of a march are worth a second look."""

import numpy as np
import pytest

from posecheck import Station, Take
from posecheck.protocols.slow_march import PROTOCOL
from tests.synthetic import Scene, march

QUICK = {"peak_deg": 60.0, "rise_s": 0.12, "hold_s": 0.0, "lower_s": 0.12, "gap_s": -0.02}


def asked(taken) -> dict:
    take = Take((Station(taken.recording),), protocol="slow_march")
    return dict(PROTOCOL.frames_to_look_at_again(take))


def test_of_a_march_from_the_front_the_standing_and_the_tops():
    taken = march(4, peak_deg=80.0, hold_s=1.0)
    (station, frames) = next(iter(asked(taken).items()))
    assert station == 0
    t_s = taken.recording.t_s[frames]
    begin_s = min(lift.start_s for lift in taken.lifts)
    assert np.count_nonzero(t_s < begin_s + 0.5) == 5
    for lift in taken.lifts:
        middle_s = (lift.start_s + lift.end_s) / 2
        assert np.count_nonzero(np.abs(t_s - middle_s) < 0.8) == 3
    assert len(frames) == 5 + 3 * len(taken.lifts)


@pytest.mark.parametrize(
    "taken",
    [march(4, scene=Scene(yaw_deg=90)), march(4, scene=Scene(yaw_deg=45))],
    ids=["side", "turned"],
)
def test_from_elsewhere_none(taken):
    assert asked(taken) == {}


def test_of_running_in_place_none():
    assert asked(march(24, **QUICK)) == {}
