"""A shank that is drawn too short leaves the height of its lift untold, and nothing else."""

import numpy as np

from posecheck.landmarks import ANKLE, KNEE
from posecheck.protocols.slow_march import kinds
from tests.conftest import assess_march
from tests.synthetic import during, edited, march

MARCH = march(12, peak_deg=80.0)


def with_low_knee(side, numbers, share=0.35):
    """Return the march with the knee drawn part of the way down the shank in some lifts."""
    lifts = [lift for lift in MARCH.lifts if lift.side == side]

    def change(landmarks):
        for number in numbers:
            lift = lifts[number]
            rows = during(MARCH.recording, lift.start_s, lift.end_s)
            knee, ankle = landmarks[rows, KNEE[side]], landmarks[rows, ANKLE[side]]
            rise = knee[0, 1] - knee[:, 1:]  # so that it goes up and comes down with the lift
            grown = np.clip(rise / rise.max(), 0.0, 1.0)
            landmarks[rows, KNEE[side]] = knee + share * grown * (ankle - knee)

    return edited(MARCH.recording, change)


def test_one_such_lift_counts_and_has_no_height():
    plain = assess_march(MARCH.recording)
    odd = assess_march(with_low_knee("left", [2]))
    assert [rep.valid for rep in odd.repetitions] == [rep.valid for rep in plain.repetitions]
    third = [rep for rep in odd.repetitions if rep.side == "left"][2]
    assert kinds.PEAK.name not in third.values
    assert odd.measure(kinds.PEAK, "left").n == plain.measure(kinds.PEAK, "left").n - 1
    before, after = (each.measure(kinds.DIFFERENCE).value for each in (plain, odd))
    assert abs(after - before) < 1.5
    (reason,) = [each for each in odd.quality.reasons if each.gate == "shank"]
    assert reason.message.startswith("In 1 of 12 lifts the lower leg is drawn too short")


def test_a_side_of_such_lifts_only_says_why_it_has_no_height():
    odd = assess_march(with_low_knee("left", range(6)))
    height = odd.measure(kinds.PEAK, "left")
    assert height.value is None
    assert "the foot went back under the thigh, or the knee was hidden" in height.reason
    assert "whose height is told" in odd.measure(kinds.DIFFERENCE).reason
    assert odd.measure(kinds.HOLD, "left").value is not None


def test_a_march_with_hanging_shanks_is_not_asked():
    assert "shank" not in {each.gate for each in assess_march(MARCH.recording).quality.reasons}
