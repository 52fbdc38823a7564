"""Who is who, on points placed by hand."""

import numpy as np
import pytest

from posecheck.kinematics.label_swaps import (
    LEGS_EXCHANGED,
    UPPER_EXCHANGED,
    _unexplained,
    exchanged,
    hips_agree,
    other_person,
)
from posecheck.landmarks import HIP, SHOULDER

RATE = 30.0


def test_the_exchanges_are_the_models_pairs():
    """Left and right of the 33 landmarks as BlazePose numbers them."""
    mirrored = [
        0,
        4,
        5,
        6,
        1,
        2,
        3,
        8,
        7,
        10,
        9,
        *(i + 1 - 2 * (i % 2 == 0) for i in range(11, 33)),
    ]
    assert UPPER_EXCHANGED[:23].tolist() == mirrored[:23]
    assert UPPER_EXCHANGED[23:].tolist() == list(range(23, 33))
    assert LEGS_EXCHANGED[:23].tolist() == list(range(23))
    assert LEGS_EXCHANGED[23:].tolist() == mirrored[23:]


def people(*stretches):
    """Frames of a trunk: (frames, centre x, trunk length), in stretches that follow each other."""
    frames = []
    for count, x, size in stretches:
        body = np.zeros((33, 2))
        for side, half in (("left", 10), ("right", -10)):
            body[SHOULDER[side]] = (x + half, 200 - size / 2)
            body[HIP[side]] = (x + half, 200 + size / 2)
        frames += [body] * count
    xy = np.array(frames)
    return np.arange(len(xy)) / RATE, xy


# a trunk of 100 px; a jump of more than 33 px from frame to frame is none of the same person
@pytest.mark.parametrize(
    ("stretches", "others"),
    [
        ([(40, 300, 100), (20, 330, 100)], []),  # no jump that no person makes
        ([(40, 300, 100), (20, 390, 100)], []),  # a jump, but as near as before
        ([(40, 300, 100), (20, 400, 100)], []),
        ([(40, 300, 100), (20, 410, 100)], [1]),
        ([(40, 300, 100), (20, 340, 125)], []),
        ([(1, 300, 100), (1, 500, 100)], [1]),
        ([(40, 300, 100), (20, 340, 124)], []),
        ([(40, 300, 100), (20, 340, 126)], [1]),
        ([(40, 300, 100), (20, 340, 81)], []),
        ([(40, 300, 100), (20, 340, 79)], [1]),
        ([(40, 300, 100), (20, 500, 100), (20, 310, 100)], [1]),  # and back
        ([(10, 500, 100), (40, 300, 100)], [0]),  # the first for a second or more is the person
        ([(31, 500, 100), (40, 300, 100)], [1]),
        ([(30, 500, 100), (40, 300, 100)], [0]),  # 29 steps are less than a second
        ([(10, 500, 100), (20, 300, 100)], [0]),  # nobody for a second: the longest
        # each stretch that is the person's leads to where the next one may begin
        ([(40, 300, 100), (20, 380, 100), (20, 460, 100), (20, 300, 100)], [3]),
    ],
)
def test_who_is_followed(stretches, others):
    t_s, xy = people(*stretches)
    number = np.repeat(np.arange(len(stretches)), [count for count, _, _ in stretches])
    assert other_person(t_s, xy).tolist() == np.isin(number, others).tolist()


def test_a_take_may_begin_at_any_time():
    t_s, xy = people((10, 500, 100), (40, 300, 100))
    assert np.flatnonzero(other_person(t_s + 90.0, xy)).tolist() == list(range(10))


def test_frames_without_a_person_are_nobody_else():
    t_s, xy = people((40, 300, 100), (20, 500, 100))
    xy[10:20] = np.nan
    xy[45:50] = np.nan
    expected = np.arange(60) >= 40
    expected[45:50] = False
    assert other_person(t_s, xy).tolist() == expected.tolist()
    for count in (0, 1):
        xy[count:] = np.nan
        assert not other_person(t_s, xy).any()


@pytest.mark.parametrize(
    ("shoulders", "hips", "expected"),
    [((60, 40), (55, 45), 10), ((60, 40), (45, 55), -10), ((51, 49), (65, 35), 2)],
)
def test_how_far_the_hips_lie_in_the_order_of_the_shoulders(shoulders, hips, expected):
    xy = np.zeros((1, 33, 2))
    xy[0, [SHOULDER["left"], SHOULDER["right"]], 0] = shoulders
    xy[0, [HIP["left"], HIP["right"]], 0] = hips
    assert hips_agree(xy).tolist() == [expected]


def legs(count=90, apart=60.0, speed=0.0):
    """Two legs `apart` px from each other that move aside by `speed` px a frame, 300 px long."""
    xy = np.zeros((count, 33, 2))
    for joint in range(23, 33):
        xy[:, joint, 0] = 300 + (apart / 2 if joint % 2 else -apart / 2) + speed * np.arange(count)
        xy[:, joint, 1] = 100 + 30 * (joint - 23)
    return np.arange(count) / RATE, xy


def found(t_s, xy, agreement=0.0):
    return exchanged(t_s, xy, LEGS_EXCHANGED, 300.0, np.full(len(t_s), agreement))


@pytest.mark.parametrize(("start", "stop"), [(30, 31), (30, 33), (30, 60), (60, 90), (88, 90)])
@pytest.mark.parametrize("speed", [0.0, 6.0])
def test_an_exchange_is_found_to_the_frame(start, stop, speed):
    t_s, xy = legs(speed=speed)
    xy[start:stop] = xy[start:stop][:, LEGS_EXCHANGED]
    swapped, between = found(t_s, xy)
    assert np.flatnonzero(swapped).tolist() == list(range(start, stop))
    assert not between.any()


def test_labels_held_longer_are_the_true_ones_unless_the_body_says_otherwise():
    t_s, xy = legs()
    xy[30:] = xy[30:][:, LEGS_EXCHANGED]
    assert np.flatnonzero(found(t_s, xy)[0]).tolist() == list(range(30))
    known = np.where(np.arange(90) < 30, 0.5, -0.5)
    swapped, _ = exchanged(t_s, xy, LEGS_EXCHANGED, 300.0, known)
    assert np.flatnonzero(swapped).tolist() == list(range(30, 90))
    assert found(*legs(), agreement=-0.09)[0].all()
    assert not found(*legs(), agreement=-0.07)[0].any()  # so little says nothing


def test_of_labels_held_equally_long_the_first_are_the_true_ones():
    t_s, xy = legs()
    xy[45:] = xy[45:][:, LEGS_EXCHANGED]
    assert np.flatnonzero(found(t_s, xy)[0]).tolist() == list(range(45, 90))


def test_points_amid_a_change_lie_on_neither_side():
    t_s, xy = legs()
    other = xy[:, LEGS_EXCHANGED]
    xy[40:] = other[40:]
    xy[40] = (xy[39] + other[40]) / 2 + [0.0, 60.0]
    swapped, between = found(t_s, xy)
    assert np.flatnonzero(between).tolist() == [40]
    assert len(set(swapped[:40])) == len(set(swapped[41:])) == 1
    assert swapped[0] != swapped[-1]


def test_a_step_aside_is_no_exchange():
    t_s, xy = legs()
    xy[40:, :, 0] += 30.0
    swapped, between = found(t_s, xy)
    assert not swapped.any()
    assert not between.any()


@pytest.mark.parametrize("count", [1, 2, 3])
def test_hardly_any_frames(count):
    swapped, between = found(*legs(count))
    assert len(swapped) == len(between) == count
    assert not swapped.any()
    assert not between.any()


@pytest.mark.parametrize(("together", "parted"), [(2, False), (3, False), (5, True)])
def test_legs_may_change_sides_unseen_where_they_lie_upon_each_other_for_long(together, parted):
    """Each stretch is told by what its labels agree with; a moment does not part one."""
    t_s, xy = legs(apart=21.0)  # and 30 px in height; of 300 px, 36 lie upon each other
    _, near = legs(apart=19.0)
    xy[50 : 50 + together] = near[50 : 50 + together]
    agreement = np.where(np.arange(90) < 50, 0.5, -0.5)
    swapped, _ = exchanged(t_s, xy, LEGS_EXCHANGED, 300.0, agreement)
    expected = list(range(50 + together, 90)) if parted else []
    assert np.flatnonzero(swapped).tolist() == expected


@pytest.mark.parametrize(("aside", "amid"), [(0.0, []), (100.0, [40, 41])])
def test_a_change_may_take_a_few_frames(aside, amid):
    t_s, xy = legs(count=100, apart=80.0)
    other = xy[:, LEGS_EXCHANGED]
    xy[42:] = other[42:]
    if aside:
        xy[40:42, 23:, 1] += aside  # far from both sides
    swapped, between = found(t_s, xy)
    assert np.flatnonzero(between).tolist() == amid
    assert np.flatnonzero(swapped[:40]).tolist() == list(range(40))  # held for a shorter time
    assert not swapped[42:].any()


def test_a_jump_and_back_of_a_few_frames_without_an_exchange_voids_nothing():
    t_s, xy = legs(apart=80.0)
    xy[40:43, 23:, 1] += 100.0
    swapped, between = found(t_s, xy)
    assert not swapped.any()
    assert not between.any()


@pytest.mark.parametrize(
    ("times", "steps", "odd"),
    [
        ([0, 1, 2, 3], [10, 10, 10], [0, 0]),  # at the same speed
        ([0, 1, 2, 3], [10, 40, 40], [30, 0]),  # neither rest nor the speed before
        ([0, 1, 2, 3], [40, 10, 10], [10, 0]),  # rest explains more
        ([0, 1, 3, 6], [10, 20, 30], [0, 0]),  # and with frames at uneven times
        ([0, 2, 3, 4], [20, 10, 10], [0, 0]),
        ([0, 1, 11, 12], [10, 100, 30], [50, 10]),  # up to five times as long
        ([0, 10, 11, 12], [100, 10, 10], [10, 0]),
        ([0, 10, 11, 12], [100, 30, 30], [10, 0]),  # or a fifth
    ],
)
def test_steps_that_neither_rest_nor_a_steady_speed_explains(times, steps, odd):
    xy = np.zeros((4, 2, 2))
    xy[:, 0, 0] = np.concatenate([[0], np.cumsum(steps)])
    xy[:, 1, 1] = xy[:, 0, 0]
    found = _unexplained(np.array(times, dtype=float), xy)
    assert found[0] == steps[0]
    assert found[1:] == pytest.approx(odd)


def test_two_frames_have_the_step_between_them():
    xy = np.zeros((2, 3, 2))
    xy[1] = [[3.0, 4.0], [0.0, 0.0], [6.0, 8.0]]
    assert _unexplained(np.array([0.0, 1.0]), xy).tolist() == [5.0]
