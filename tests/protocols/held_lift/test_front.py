"""Holds seen from the front: read by the march's formulas, in stretches and by a second look."""

from dataclasses import replace

import numpy as np
import pytest

from posecheck import assess, open_take
from posecheck.kinematics.camera_placement import Camera
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, SIDES, other
from posecheck.protocols.held_lift import PROTOCOL, kinds
from posecheck.protocols.held_lift.front import heights_of_hold
from posecheck.protocols.held_lift.prepare import prepare
from tests.conftest import FIXTURES
from tests.protocols.held_lift.holder import LEAD_S, facing, holding, take, take_of
from tests.synthetic import during, edited, march, mirrored

FRONT = facing("right", 0.0)
# True values of the rendered hold, from its joints.
HELD_S, START_DEG, SAG_DEG = 5.74, 53.2, 15.4


@pytest.fixture(scope="module")
def rendered():
    return open_take(FIXTURES / "holds" / "front.posecheck")


def looked_at_once(taken):
    return replace(taken, stations=tuple(replace(s, second_look=None) for s in taken.stations))


def width(measure):
    return measure.high - measure.low


def test_a_rendered_hold_that_sinks_is_read_at_its_beginning_and_its_end(rendered):
    said = assess(rendered).assessment
    assert said.provenance.method == "front-seen-in-depth"
    for kind, true, within in (
        (kinds.HELD, HELD_S, 0.3),
        (kinds.START, START_DEG, 6.0),
        (kinds.SAG, SAG_DEG, 4.0),
    ):
        measure = said.measure(kind, "right")
        assert measure.value == pytest.approx(true, abs=within), kind.name
        assert measure.low <= true <= measure.high, kind.name


def test_one_look_answers_where_there_is_no_second_one_and_says_less(rendered):
    twice, once = (assess(each).assessment for each in (rendered, looked_at_once(rendered)))
    assert once.provenance.method == "front-corrected"
    height = once.measure(kinds.START, "right")
    assert height.low <= START_DEG <= height.high
    assert width(height) > 1.1 * width(twice.measure(kinds.START, "right"))


def test_the_mirror_image_is_as_high_on_the_other_side(rendered):
    (station,) = rendered.stations
    turned = replace(
        station,
        kind="left",
        recording=mirrored(station.recording),
        second_look=mirrored(station.second_look),
    )
    here, there = (
        assess(each).assessment for each in (rendered, replace(rendered, stations=(turned,)))
    )
    for kind in (kinds.HELD, kinds.START, kinds.SAG, kinds.LEAN_SIDE):
        value = there.measure(kind, "left").value
        assert value == pytest.approx(here.measure(kind, "right").value, abs=0.1), kind.name


@pytest.mark.parametrize(
    ("side", "hold_s", "peak_deg", "sag_deg"),
    [("right", 8.0, 85.0, 0.0), ("left", 12.0, 70.0, 6.0), ("right", 30.0, 95.0, 25.0)],
)
def test_what_was_done_is_measured(side, hold_s, peak_deg, sag_deg):
    shown = holding(side, hold_s, peak_deg=peak_deg, sag_deg=sag_deg, scene=FRONT)
    said = assess(take(shown, side)).assessment
    assert said.quality.verdict == "ok"
    for kind, true, within in (
        (kinds.HELD, hold_s, 0.2),
        (kinds.START, peak_deg - sag_deg / hold_s / 2, 10.0),
        (kinds.SAG_RATE, sag_deg / hold_s, 0.1),
        (kinds.SAG, sag_deg * (1 - 1 / hold_s), 3.0),
        (kinds.LEAN_SIDE, 0.0, 1.0),
        (kinds.FOOT_MOVES, 0, 0),
    ):
        measure = said.measure(kind, side)
        assert measure.value == pytest.approx(true, abs=within), kind.name
        assert measure.low <= true <= measure.high, kind.name
        assert measure.n == 1, kind.name
    assert "from the front" in said.measure(kinds.LEAN_FORWARD, side).reason


def test_a_hold_is_read_in_its_first_and_its_last_second_and_between():
    result = assess(take(holding("right", 10.0, scene=FRONT)))
    ((scored,),) = (each.holds for each in result.analysis.stations)
    first_s, *_, last_s = scored.heights.at_s
    assert len(scored.heights.at_s) == 4
    assert first_s - scored.t_s[0] == pytest.approx(0.5, abs=0.05)
    assert scored.t_s[-1] - last_s == pytest.approx(0.5, abs=0.05)


def test_the_second_look_covers_a_hold_from_its_beginning_to_its_end():
    left, right = (holding(side, 10.0, scene=FRONT) for side in SIDES)
    taken = take_of((left.recording, "left"), (right.recording, "right"))
    wanted = PROTOCOL.frames_to_look_at_again(taken)
    assert list(wanted) == [0, 1]
    for frames in wanted.values():
        t_s = right.recording.t_s[frames]
        held = t_s[t_s > LEAD_S + 0.8]
        assert len(t_s) - len(held) == 5  # of the standing
        assert len(held) == 3 * 4  # of four stretches
        (first, last), begins_s = held[[0, -1]], right.lifts[0].start_s
        assert first - begins_s < 2.0
        assert last - first > 9.5
        assert np.diff(held).max() < 4.0


@pytest.mark.parametrize(
    "shown",
    [holding(), holding(scene=facing("right", 45.0)), march(4, scene=FRONT), march(0, scene=FRONT)],
    ids=["side", "at an angle", "march", "standing"],
)
def test_nothing_else_is_looked_at_again(shown):
    wanted = PROTOCOL.frames_to_look_at_again(take(shown))
    assert not any(map(len, wanted.values()))


def test_a_foot_that_went_back_leaves_the_height_untold():
    shown = holding(scene=FRONT)
    up = during(shown.recording, LEAD_S + 0.5, 100.0)

    def change(xy):
        for joint in (ANKLE, HEEL, FOOT_INDEX):
            knee_y = xy[up, 26, 1]
            xy[up, joint["right"], 1] = knee_y + 0.7 * (xy[up, joint["right"], 1] - knee_y)

    said = assess(take(replace(shown, recording=edited(shown.recording, change)))).assessment
    assert said.measure(kinds.START, "right").value is None
    assert any("how high this thigh" in each.message for each in said.quality.reasons)


def test_where_the_legs_are_not_followed_there_is_no_height_and_nothing_is_put_right():
    shown = holding(scene=FRONT)
    station = prepare(shown.recording, "right")
    read = heights_of_hold(station, Camera(), 4.5, 10.0)
    nowhere = np.full(len(station.track.t_s), np.nan)
    assert not read.higher(station.track.t_s, nowhere).any()
    lost = replace(station.track, xy_px=np.full_like(station.track.xy_px, np.nan))
    assert heights_of_hold(replace(station, track=lost), Camera(), 4.5, 10.0) is None


def test_errors_of_two_recordings_are_not_taken_to_cancel():
    left, right = (holding(side, scene=FRONT) for side in SIDES)
    said = assess(take_of((left.recording, "left"), (right.recording, "right"))).assessment
    height = said.measure(kinds.START_DIFFERENCE)
    assert height.value == pytest.approx(0.0, abs=1.0)
    assert "one after the other" in height.caution
    assert width(height) > 1.3 * width(said.measure(kinds.START, "left"))


@pytest.mark.parametrize("side", SIDES)
def test_the_knee_that_was_not_to_be_lifted_is_named(side):
    said = assess(take(holding(other(side), scene=FRONT), side)).assessment
    assert said.quality.verdict == "unusable"
    assert f"The {other(side)} knee was lifted" in said.quality.reasons[0].message
