"""Signs and sizes of what the rest of the body does, on a take whose points are moved by hand."""

import numpy as np
import pytest

from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, SHOULDER, SIDES
from posecheck.protocols.slow_march.thresholds import BODY
from tests.conftest import analyse_march
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
