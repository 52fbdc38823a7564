"""Signs and sizes of what the rest of the body does, on a take whose points are moved by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, SHOULDER, SIDES, other
from posecheck.protocols.slow_march.body import _landing, _let_down, _sway, stance_moves
from posecheck.protocols.slow_march.departures import Lift as FoundLift
from posecheck.protocols.slow_march.departures import leg_scale_at
from posecheck.protocols.slow_march.thresholds import BODY, STANCE_FOOT
from tests.conftest import analyse_march
from tests.kinematics.figure import Figure
from tests.synthetic import Lift, Scene, edited, perform

START, END = 3.0, 6.0


def take(side="left", **scene):
    return perform([Lift(side, START, peak_deg=80.0)], scene=Scene(noise_px=0.0, **scene)).recording


def body(recording):
    analysis = analyse_march(recording)
    assert len(analysis.lifts) == 1
    return analysis.lifts[0].body


def moved(recording, points, x=0.0, y=0.0):
    """The take with points moved by so many pixels while the knee is at its top."""
    share = np.clip((recording.t_s - START) / 0.8, 0, 1) * np.clip(
        (END - recording.t_s) / 0.8, 0, 1
    )

    def change(xy):
        xy[:, points] += share[:, None, None] * np.array([x, y])

    return edited(recording, change)


def trunk_px(recording):
    xy = recording.landmarks_px[0]
    hips, shoulders = (xy[[j["left"], j["right"]]].mean(axis=0) for j in (HIP, SHOULDER))
    return hips[1] - shoulders[1]


SHOULDERS = list(SHOULDER.values())


@pytest.mark.parametrize(
    ("side", "way", "sign"),
    [
        # facing the camera, the person's left is image right
        ("left", 1, 1),
        ("left", -1, -1),
        ("right", 1, -1),
        ("right", -1, 1),
    ],
)
def test_a_side_lean_is_positive_towards_the_lifted_leg(side, way, sign):
    upright = take(side)
    shift = way * np.tan(np.radians(10)) * trunk_px(upright)
    leaning = body(moved(upright, SHOULDERS, x=shift))
    assert leaning.trunk_side_deg == pytest.approx(sign * 10, abs=1.0)
    assert body(upright).trunk_side_deg == pytest.approx(0, abs=0.3)
    assert leaning.trunk_forward_deg is None


@pytest.mark.parametrize("yaw_deg", [90.0, -90.0])
@pytest.mark.parametrize("lean_deg", [10.0, -10.0])
def test_leaning_back_is_negative_whichever_way_the_person_faces(yaw_deg, lean_deg):
    upright = take(yaw_deg=yaw_deg)
    forward = np.sign(yaw_deg)  # turned with the right side to the camera, they face image right
    shift = forward * np.tan(np.radians(lean_deg)) * trunk_px(upright)
    leaning = body(moved(upright, SHOULDERS, x=shift))
    plain = body(upright)
    assert leaning.trunk_forward_deg - plain.trunk_forward_deg == pytest.approx(lean_deg, abs=1.0)
    assert leaning.trunk_side_deg is None


@pytest.mark.parametrize(("side", "way"), [("left", 1), ("right", -1)])
def test_a_knee_that_swings_out_is_positive_on_both_sides(side, way):
    plain = take(side)
    out = body(moved(plain, [KNEE[side], ANKLE[side], HEEL[side], FOOT_INDEX[side]], x=way * 25))
    assert out.knee_outward_deg > body(plain).knee_outward_deg + 8


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("standing_px", [-6.0, 0.0, 9.0])
@pytest.mark.parametrize("raised_px", [-20.0, 0.0, 32.0])
def test_the_knees_path_is_the_swing_of_the_thigh_beyond_its_standing(side, standing_px, raised_px):
    """Positive is outward; the raised knee is drawn larger, because it is nearer the lens."""
    out = 1.0 if side == "left" else -1.0  # facing the camera, the person's left is image right
    plain = take(side)

    def swing(xy):
        """The knee stands and rises so far outward of its hip; the thigh is `thigh` long."""
        share = np.clip((plain.t_s - START) / 0.8, 0, 1) * np.clip((END - plain.t_s) / 0.8, 0, 1)
        beside = standing_px + share * (raised_px - standing_px)
        xy[:, KNEE[side], 0] = xy[:, HIP[side], 0] + out * beside

    changed = edited(plain, swing)
    still = changed.landmarks_px[0]
    thigh = float(np.linalg.norm(still[KNEE[side]] - still[HIP[side]]))
    swung = np.arcsin(np.array([raised_px / BODY.magnified, standing_px]) / thigh)
    expected = np.degrees(swung[0] - swung[1])
    assert BODY.magnified > 1.1
    assert body(changed).knee_outward_deg == pytest.approx(expected, abs=0.15)


def test_hips_that_sway_over_the_standing_foot_are_seen():
    still = take()

    def sway(xy):
        xy[:, list(HIP.values()), 0] += 4 * np.sin(2 * np.pi * still.t_s)[:, None]

    assert body(still).sway_percent < 0.2
    assert body(edited(still, sway)).sway_percent > 0.8


@pytest.mark.parametrize(
    ("first", "landing"), [("toe", "toe-first"), ("heel", "heel-first"), (None, "flat")]
)
def test_what_lands_first_is_told_for_the_near_foot(first, landing):
    plain = take("right", yaw_deg=90.0)
    late = {"toe": HEEL, "heel": FOOT_INDEX, None: HEEL}[first]["right"]

    def keep_up(xy):
        """The other end of the foot stays up a little and comes down a third of a second later."""
        until = np.clip((plain.t_s - (END - 0.6)) / 0.1, 0, 1)
        down = np.clip((END + 0.15 - plain.t_s) / 0.1, 0, 1)
        xy[:, late, 1] -= 12.0 * until * down

    found = body(edited(plain, keep_up) if first else plain)
    assert found.landing == landing


def test_the_far_foot_is_not_judged():
    assert body(take("left", yaw_deg=90.0)).landing == "unknown"


REST = Figure().rest()
LEG = leg_scale_at(REST)


def still(count=64, rate=32.0):
    """A take of somebody who stands, whose points may be moved."""
    track = Figure().track(np.zeros(count), np.zeros(count))
    return replace(track, t_s=np.arange(count) / rate, rate_hz=rate)


def lands(toe, heel, end=40, **change):
    """What touched the floor first, of a left foot whose toe and heel are up to these samples."""
    track = still()
    for joint, last in ((FOOT_INDEX, toe), (HEEL, heel)):
        track.fast_px[10 : last + 1, joint["left"], 1] -= 1.01 * BODY.down * LEG
        track.fast_px[last + 1 :, joint["left"], 1] -= 0.99 * BODY.down * LEG
    for name, value in change.items():
        track.visibility[:, {"toe_seen": FOOT_INDEX, "heel_seen": HEEL}[name]["left"]] = value
    return _landing(track, REST, FoundLift("left", 10, 20, end))


@pytest.mark.parametrize(
    ("toe", "heel", "landing"),
    [
        (30, 30, "flat"),
        (30, 33, "flat"),  # within a tenth of a second, here 3.2 samples
        (33, 30, "flat"),
        (30, 34, "toe-first"),
        (34, 30, "heel-first"),
        (30, 48, "toe-first"),  # a third of a second after the lift's end it is still looked for
        (30, 49, "unknown"),  # and no longer
        (49, 30, "unknown"),
        (30, 9, "unknown"),  # it was never up
    ],
)
def test_toe_and_heel_by_when_they_are_down(toe, heel, landing):
    assert lands(toe, heel) == landing


@pytest.mark.parametrize(("seen", "landing"), [(0.6, "toe-first"), (0.59, "unknown")])
@pytest.mark.parametrize("end", ["toe_seen", "heel_seen"])
def test_a_foot_that_is_hardly_seen_has_no_landing(end, seen, landing):
    assert lands(30, 34, **{end: seen}) == landing


@pytest.mark.parametrize("side", SIDES)
def test_the_sway_is_what_the_hips_do_beyond_a_steady_way_over_the_standing_foot(side):
    track = still()
    shake = np.where(np.arange(64) % 2 == 0, 1.0, -1.0)
    hips = 0.02 * LEG * shake + 0.1 * LEG * track.t_s  # and a steady drift
    track.xy_px[:, list(HIP.values()), 0] += hips[:, None]
    held = SimpleNamespace(top_start_s=0.5, top_end_s=1.5)
    assert _sway(track, REST, side, held) == pytest.approx(2.0, rel=0.02)
    track.xy_px[:, ANKLE[other(side)], 0] += hips
    assert _sway(track, REST, side, held) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(("samples", "told"), [(15, False), (16, True)])
def test_a_hold_of_less_than_half_a_second_has_no_sway(samples, told):
    track = still()
    held = SimpleNamespace(top_start_s=0.5, top_end_s=0.5 + (samples - 1) / 32)
    assert (_sway(track, REST, "left", held) is not None) == told
    track.excluded[16] = True  # a sample within it is lost
    assert _sway(track, REST, "left", held) is None


def stands(way, void=(), **lift):
    """Moves of a right foot that lies so far aside from sample 30 on, while the left knee is up."""
    track = still()
    lead = np.interp(np.arange(64), [10, 20, 40, 50], [0, 1, 1, 0])
    track.xy_px[:, KNEE["left"], 1] -= 0.4 * LEG * lead
    foot = [joint["right"] for joint in (ANKLE, HEEL, FOOT_INDEX)]
    track.xy_px[30:, foot, 0] += way * LEG
    track.excluded[list(void)] = True
    return stance_moves(track, REST, [replace(FoundLift("left", 10, 25, 50), **lift)])


def test_a_standing_foot_that_lies_elsewhere_after_a_lift_has_moved():
    (move,) = stands(1.05 * STANCE_FOOT.moved)
    assert (move.standing, move.time_s) == ("right", 25 / 32)
    assert stands(0.95 * STANCE_FOOT.moved) == []


@pytest.mark.parametrize(
    "lift", [{"valid": False}, {"side": "unknown"}, {"void": [10]}, {"void": [50]}, {"void": [30]}]
)
def test_what_is_not_sure_is_no_move_of_the_foot(lift):
    assert stands(0.2, **lift) == []
    assert stands(0.2, void=[9, 51]) != []


def test_a_body_that_comes_down_stands_on_a_thigh_that_far_from_upright():
    track = still(4)
    thigh = float(np.linalg.norm(REST.xy_px[KNEE["left"]] - REST.xy_px[HIP["left"]]))
    down = thigh * np.array([-0.2, 0.0, 0.5, 3.0])
    track.xy_px[:, list(SHOULDER.values()), 1] += down[:, None]
    assert _let_down(track, REST, "left") == pytest.approx([0.0, 0.0, 60.0, 180.0])


@pytest.mark.parametrize(("knock", "told"), [(9, True), (10, False), (50, False), (51, True)])
def test_a_foot_that_moves_with_the_camera_has_not_moved(monkeypatch, knock, told):
    monkeypatch.setattr("posecheck.protocols.slow_march.body.camera_moves", lambda _: [knock / 32])
    assert (stands(0.2) != []) == told
