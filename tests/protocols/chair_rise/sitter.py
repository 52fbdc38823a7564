"""A person of sticks who sits down on a chair and rises from it: joints, recording, true rises.

    take = sitting()                          # five rises, two and a half seconds of standing first
    take = sitting(bent_deg=15)               # none comes fully upright
    take = sitting([Round(seat="squat")] * 3) # squats: the weight stays over the feet
    take.recording, take.true                 # what the camera saw, and what happened

The true rises are read from the joints by the benchmarks' own definitions and by no function of the
program.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from benchmarks.chair_truth import TrueRise, true_rises
from posecheck import Recording, Station, Take
from posecheck.landmarks import (
    ANKLE,
    EAR,
    ELBOW,
    FOOT_INDEX,
    HEEL,
    HIP,
    KNEE,
    NOSE,
    SHOULDER,
    WRIST,
)
from tests.puppet import Scene, project, smooth
from tests.synthetic import as_recording

SIDEWAYS = Scene(yaw_deg=90.0)
_BACK_M = {"chair": 0.40, "touch": 0.28, "squat": 0.20}
_LEAN_DEG = {"chair": 0.0, "touch": 28.0, "squat": 40.0}


@dataclass(frozen=True)
class Round:
    """Once down and up: down, seated, lean forward, up, standing; seconds."""

    down_s: float = 1.4
    seated_s: float = 0.7
    lean_s: float = 0.6
    up_s: float = 1.0
    stand_s: float = 1.0
    seat: Literal["chair", "touch", "squat"] = "chair"
    seat_m: float = 0.45
    lean_deg: float = 40.0
    bent_deg: float = 0.0
    stays_down: bool = False
    drops: bool = False
    straightens_s: float = 0.0

    @property
    def seconds(self) -> float:
        return (
            self.down_s + self.seated_s + self.lean_s + self.up_s + self.stand_s
            + self.straightens_s
        )  # fmt: skip


@dataclass(frozen=True)
class Sitting:
    """A recording and the rises that are really in it."""

    recording: Recording
    true: list[TrueRise]

    def take(self, **options) -> Take:
        return Take((Station(self.recording, "rise"),), "chair_rise", options)


def sitting(
    rounds: Sequence[Round] | None = None,
    *,
    scene: Scene = SIDEWAYS,
    first_s: float = 2.5,
    last_s: float = 1.0,
    hands: Literal["free", "knees", "chair"] = "free",
    **round_: float,
) -> Sitting:
    """Return a take of rounds, five by default; further arguments are those of `Round`."""
    rounds = [replace(Round(), **round_)] * 5 if rounds is None else rounds
    seconds = first_s + sum(each.seconds for each in rounds) + last_s
    t_s = np.arange(0, seconds, 1 / 120)
    joints = _joints(t_s, rounds, first_s, scene, hands)
    frames = np.searchsorted(t_s, np.arange(0, t_s[-1], 1 / scene.fps))
    rng = np.random.default_rng(scene.seed)
    noise = rng.normal(0, scene.noise_px, (len(frames), 33, 2))
    xy = project(joints[frames], scene) + noise
    return Sitting(as_recording(t_s[frames], xy, scene), true_rises(t_s, joints))


def _joints(t_s, rounds, first_s, scene, hands):
    """Return `(T, 33, 3)` metres: x to the person's left, y up, z forward."""
    thigh, shank, ankle = (share * scene.height_m for share in (0.245, 0.246, 0.039))
    tall = ankle + 0.998 * (thigh + shank)
    keys = [(0.0, tall, 0.0, 0.0), (first_s, tall, 0.0, 0.0)]
    now = first_s
    for each in rounds:
        seat = each.seat_m + 0.06  # the hip joint above the seat
        back, upright = -_BACK_M[each.seat], _LEAN_DEG[each.seat]
        stand = tall * (1 - 0.0022 * each.bent_deg)
        now += each.down_s
        keys.append((now, seat, back, upright))
        now += each.seated_s
        keys.append((now, seat, back, upright))
        now += each.lean_s
        keys.append((now, seat, back, max(each.lean_deg, upright)))
        now += each.up_s
        up = (seat, back, upright) if each.stays_down else (stand, 0.0, each.bent_deg)
        keys.append((now, *up))
        now += each.stand_s
        keys.append((now, *up))
        if each.straightens_s:
            now += each.straightens_s
            keys.append((now, tall, 0.0, 0.0))
    times, heights, places, leans = (np.array(each) for each in zip(*keys, strict=True))
    hip_y, hip_z = smooth(t_s, times, heights), smooth(t_s, times, places)
    lean = np.radians(smooth(t_s, times, leans))
    now = first_s
    for each in rounds:
        if each.drops:  # slowly half-way down, then a free fall
            _drop(t_s, now, each, tall, hip_y, hip_z)
        now += each.seconds
    return _body(t_s, scene, hip_y, hip_z, lean, (thigh, shank, ankle), hands)


def _drop(t_s, start_s, each, tall, hip_y, hip_z):
    """Put a fall of the last half of the way down into the hips' path, in place."""
    way = tall - each.seat_m - 0.06
    fall_s = np.sqrt(way / 9.81)
    down = (t_s >= start_s) & (t_s <= start_s + each.down_s)
    since = t_s[down] - start_s
    slow_s = each.down_s - fall_s
    share = (
        0.5 * np.clip(since / slow_s, 0, 1) + 0.5 * np.clip((since - slow_s) / fall_s, 0, 1) ** 2
    )
    hip_y[down] = tall - share * way
    hip_z[down] = -share * _BACK_M[each.seat]


def _body(t_s, scene, hip_y, hip_z, lean, lengths, hands):
    thigh, shank, ankle = lengths
    joints = np.zeros((len(t_s), 33, 3))

    def put(index, x, y, z):
        joints[:, index] = np.stack(np.broadcast_arrays(x, y, z, t_s)[:3], axis=1)

    reach = np.hypot(hip_z, hip_y - ankle)
    bend = np.arccos(np.clip((thigh**2 + reach**2 - shank**2) / (2 * thigh * reach), -1, 1))
    thigh_turn = np.arctan2(-hip_z, hip_y - ankle) + bend
    knee_y, knee_z = hip_y - thigh * np.cos(thigh_turn), hip_z + thigh * np.sin(thigh_turn)
    high = scene.height_m
    for side, sign in (("left", 1.0), ("right", -1.0)):
        foot = sign * scene.foot_gap_m / 2
        put(HIP[side], sign * 0.09, hip_y, hip_z)
        put(KNEE[side], foot, knee_y, knee_z)
        put(ANKLE[side], foot, ankle, 0.0)
        put(HEEL[side], foot, 0.03, -0.05)
        put(FOOT_INDEX[side], foot, 0.02, 0.15)
        for joint, above, out in ((SHOULDER, 0.29, 0.105), (EAR, 0.42, 0.04)):
            along = above * high
            put(joint[side], sign * out * high, hip_y + along * np.cos(lean),
                hip_z + along * np.sin(lean))  # fmt: skip
        _arm(put, joints, side, sign, high, hands)
        for index in (1, 2, 3, 9) if side == "left" else (4, 5, 6, 10):
            joints[:, index] = joints[:, EAR[side]] + np.array([0, 0, 0.08])
        for index in (17, 19, 21):
            joints[:, index + (side == "right")] = joints[:, WRIST[side]]
    joints[:, NOSE] = joints[:, [EAR["left"], EAR["right"]]].mean(axis=1) + np.array([0, 0, 0.1])
    return joints


def _arm(put, joints, side, sign, high, hands):
    shoulder = joints[:, SHOULDER[side]]
    if hands == "free":  # crossed over the chest
        wrist = shoulder + high * np.array([-sign * 0.15, -0.08, 0.08])
    elif hands == "knees":
        wrist = joints[:, KNEE[side]] + np.array([0, 0.04, -0.06])
    else:  # on the chair beside the hips, which stays where it is
        wrist = np.broadcast_to(np.array([sign * 0.22, 0.50, -0.36]), shoulder.shape)
    joints[:, WRIST[side]] = wrist
    joints[:, ELBOW[side]] = (shoulder + wrist) / 2 + [sign * 0.05, -0.05, 0]
