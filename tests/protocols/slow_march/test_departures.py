"""One knee ahead of the other: where it leads, for how long, and what parts two leads."""

import numpy as np
import pytest

from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE
from posecheck.protocols.slow_march.departures import (
    Departure,
    Lift,
    _standing_clear,
    bridged,
    departures,
    feet_apart,
    foot_way,
    knee_lead,
    lift_lead,
)
from posecheck.protocols.slow_march.repetitions import _cut, _sub_peaks
from posecheck.protocols.slow_march.thresholds import DEPARTURE
from tests.kinematics.figure import Figure, lifts

NAN = float("nan")


def of(lead, start, peak, stop):
    return Departure("left", start, peak, stop, np.array(lead, dtype=float))


@pytest.mark.parametrize(
    ("share", "first", "last"),
    [
        (0.5, 2, 6),  # exactly half belongs to it; the dip at 7 ends it though 8 is higher
        (0.51, 3, 5),
        (1.0, 4, 4),
        (0.0, 1, 9),  # never beyond its own ends
    ],
)
def test_how_far_a_departure_stays_above_a_share_of_its_lead(share, first, last):
    lead = [9, 0.5, 1, 1.5, 2, 1.5, 1, 0.9, 1.5, 0, 9]
    assert of(lead, 1, 4, 9).above(share) == (first, last)


def test_its_height_is_its_lead_at_the_peak_and_its_top_most_of_that():
    found = of([0, 1, 2, 1.6, 1.59, 1.7, 2, 1, 0.9], 0, 2, 8)
    assert found.height == 2
    assert found.top.tolist() == [2, 3, 5, 6]  # four fifths


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, NAN, NAN, 4], [1, 2, 3, 4]),
        ([NAN, 2, 3, NAN], [2, 2, 3, 3]),
        ([NAN, NAN], []),
        ([], []),
    ],
)
def test_gaps_are_bridged_by_straight_lines(values, expected):
    assert bridged(np.array(values, dtype=float)).tolist() == expected


STANDING = np.zeros(8)


def test_leads_are_counted_from_quiet_standing_in_leg_lengths():
    rest = Figure().rest()
    track = Figure().track(STANDING, STANDING)
    xy = track.xy_px
    leg = np.mean(
        [
            np.linalg.norm(rest.xy_px[HIP[s]] - rest.xy_px[KNEE[s]])
            + np.linalg.norm(rest.xy_px[KNEE[s]] - rest.xy_px[ANKLE[s]])
            for s in ("left", "right")
        ]
    )
    for each in (knee_lead, lift_lead, foot_way):
        assert each(track, rest, "left") == pytest.approx(0, abs=1e-12)
    assert feet_apart(track, rest) == pytest.approx(0, abs=1e-12)
    xy[:, KNEE["left"], 1] -= 0.2 * leg
    assert knee_lead(track, rest, "left") == pytest.approx(0.2)
    assert knee_lead(track, rest, "right") == pytest.approx(-0.2)
    foot = [joint["left"] for joint in (ANKLE, HEEL, FOOT_INDEX)]
    xy[:, foot] += leg * np.array([0.3, -0.4])
    assert foot_way(track, rest, "left") == pytest.approx(0.5)
    assert foot_way(track, rest, "right") == pytest.approx(0, abs=1e-12)
    assert feet_apart(track, rest) == pytest.approx(0.5)
    # the lead counts for more where its foot is away, up to a share of the foot's way
    assert lift_lead(track, rest, "left") == pytest.approx(
        min(DEPARTURE.foot_boost * 0.2, DEPARTURE.foot_share * 0.5)
    )
    # a foot that comes up under a knee that does not lead counts for little
    xy[:, KNEE["left"], 1] += 0.2 * leg
    assert lift_lead(track, rest, "left") == pytest.approx(DEPARTURE.foot_alone * 0.4)
    assert lift_lead(track, rest, "right") == pytest.approx(-DEPARTURE.foot_alone * 0.4, abs=0.41)


def test_one_departure_for_every_lift_of_either_leg():
    left, right = lifts([80, 60, 0, 0]), lifts([0, 0, 70, 50])
    found = departures(Figure().track(left, right), Figure().rest())
    assert [each.side for each in found] == ["left", "left", "right", "right"]
    # a lift begins at 60 and takes 45 + 30 + 45 + 15 samples
    for number, each in enumerate(found):
        begin = 60 + 135 * number
        assert begin + 40 <= each.peak <= begin + 80
        assert begin - 20 < each.above(0.05)[0] < begin + 25
        assert begin + 95 < each.above(0.05)[1] < begin + 125
    for first, second in ((found[0], found[1]), (found[2], found[3])):
        assert first.stop <= second.start
    assert found[0].start == found[2].start == 0
    assert found[1].stop == found[3].stop == len(left) - 1


def test_a_knee_that_leads_for_a_moment_only_is_no_departure():
    for samples, expected in ((1, 0), (2, 0), (3, 1), (6, 1)):
        left = np.zeros(60)
        left[30 : 30 + samples] = 80.0  # at 30 samples a second
        assert len(departures(Figure().track(left, np.zeros(60)), Figure().rest())) == expected


@pytest.mark.parametrize(
    ("deg", "peaks"),
    [
        ([0, 80, 0], 1),
        ([0, 80, 65, 80, 0], 2),  # a fall of 15° and as much up again
        ([0, 80, 65.1, 80, 0], 1),
        ([0, 80, 60, 74.9, 0], 1),
        ([0, 80, 60, 75, 0], 2),
        ([0, 70, 80, 60, 50, 65, 90, 74, 89, 0], 3),
        ([0, 80, NAN, 60, NAN, 80, 0], 2),
        ([NAN], 1),
    ],
)
def test_sub_peaks_stand_out_on_both_sides(deg, peaks):
    assert _sub_peaks(np.array(deg, dtype=float)) == peaks


@pytest.mark.parametrize(
    ("lead", "start", "peak", "stop", "cut"),
    [
        ([0.34, 0.8, 1, 0.5, 0], 0, 2, 4, True),  # the take begins with the knee a third up
        ([0.33, 0.8, 1, 0.5, 0], 0, 2, 4, False),
        ([0, 0.8, 1, 0.34], 0, 2, 3, True),
        ([0, 0.8, 1, 0.33], 0, 2, 3, False),
        ([0.1, 0.6, 1, 0.5, 0.6, 0.1], 1, 2, 4, False),  # others are beside it
        ([0.6, 0.2, 1, 0.2, 0.6], 0, 2, 4, False),  # it was down in between
    ],
)
def test_what_the_ends_of_a_take_cut_through(lead, start, peak, stop, cut):
    assert _cut(of(lead, start, peak, stop)) == cut


def test_a_plain_lift_has_one_peak_and_counts():
    plain = Lift("left", 0, 1, 2)
    assert (plain.peaks, plain.valid, plain.reason, plain.from_standing) == (1, True, None, True)


LEAST = DEPARTURE.least


@pytest.mark.parametrize(
    ("lead", "apart", "tops"),
    [
        ([0, 1, 0], [0, 1, 0], [1]),
        ([0, LEAST, 0], [0, 1, 0], [1]),
        ([0, LEAST - 0.001, 0], [0, 1, 0], []),
        ([0, 1, 1, 0], [0, 1, 1, 0], [2]),  # level: its last sample
        ([1, 0, 0, 0, 1], [1, 0, 0, 0, 1], [0, 4]),  # at the ends of a take
        # down to 0.35 of the lower one, the feet to half of how far they were apart
        ([0, 2, 0.9, 0.35, 0.4, 1, 0], [0, 2, 2, 0.5, 2, 1, 0], [1, 5]),
        ([0, 1, 0.9, 0.35, 0.4, 2, 0], [0, 1, 2, 0.5, 2, 2, 0], [1, 5]),
        ([0, 2, 0.9, 0.36, 0.4, 1, 0], [0, 2, 2, 0.5, 2, 1, 0], [1]),
        ([0, 2, 0.9, 0.35, 0.4, 1, 0], [0, 2, 2, 0.51, 2, 1, 0], [1]),
        ([0, 2, 0.9, 0.35, 0.4, 1, 0], [0, 2, 0.4, 0.9, 0.4, 1, 0], [1]),  # not at once
        ([0, 1, 0, 0.8, 0], [0, 1, 0, 0.8, 0], [1]),  # within three samples
        ([0, 1, 0, 0, 0.8, 0], [0, 1, 0, 0, 0.8, 0], [1, 4]),
        ([0, 1, 0, 0, 0.05, 0], [0, 1, 0, 0, 1, 0], [1, 4]),
        ([0, 1, 0, 0.02, 0.05, 0], [0, 1, 1, 0, 1, 0], [1]),  # a low one must fall by 0.035
        ([0, 1, 0, 0.015, 0.05, 0], [0, 1, 1, 0, 1, 0], [1, 4]),
    ],
)
def test_peaks_of_the_lead_with_knee_and_foot_down_between_them(lead, apart, tops):
    lead, apart = (np.array(each, dtype=float) for each in (lead, apart))
    assert _standing_clear(lead, apart, 3) == tops
