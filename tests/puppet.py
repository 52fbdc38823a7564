"""A person of sticks before a pinhole camera: what happens, and where it puts every joint.

`tests.synthetic` makes recordings of it. Lengths are in metres; yaw 0 faces the camera, +90 turns
the right side towards it.
"""

from dataclasses import dataclass

import numpy as np

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
    SIDES,
    WRIST,
    Side,
)


@dataclass(frozen=True)
class Scene:
    """The person, the camera and the recording; lengths in metres."""

    fps: float = 30.0
    size_px: tuple[int, int] = (640, 480)
    focal_px: float = 540.0
    lens_height_m: float = 0.9
    distance_m: float = 2.9
    yaw_deg: float = 0.0
    height_m: float = 1.70
    foot_gap_m: float = 0.2
    noise_px: float = 0.4
    tail_s: float = 1.0
    seed: int = 1


@dataclass(frozen=True)
class Lift:
    """One lift of one thigh: up, hold, `dips` times down by `dip_deg` and up again, down.

    While it is held without dips the thigh sinks evenly, by `sag_deg` in all.
    """

    side: Side
    start_s: float
    peak_deg: float = 80.0
    rise_s: float = 1.0
    hold_s: float = 1.0
    lower_s: float = 1.0
    dips: int = 0
    dip_deg: float = 35.0
    sag_deg: float = 0.0

    @property
    def end_s(self) -> float:
        return self.start_s + self.rise_s + self.hold_s * (self.dips + 1) + self.lower_s

    def angle(self, t_s):
        """Return the thigh's elevation over time, degrees."""
        times, angles = [self.start_s, self.start_s + self.rise_s], [0.0, self.peak_deg]
        for dip in range(self.dips + 1):
            times.append(times[-1] + self.hold_s * (0.4 if self.dips else 1.0))
            angles.append(self.peak_deg)
            if dip < self.dips:
                for angle in (self.peak_deg - self.dip_deg, self.peak_deg):
                    times.append(times[-1] + self.hold_s * 0.3)
                    angles.append(angle)
        times.append(max(self.end_s, times[-1] + 0.05))
        angles.append(0.0)
        top = self.start_s + self.rise_s
        sunk = np.interp(t_s, [top, top + self.hold_s], [0.0, self.sag_deg / self.peak_deg])
        return smooth(t_s, times, angles) * (1 - sunk)


@dataclass(frozen=True)
class Whole:
    """A movement of the whole body: how far the hips go, metres; back again unless `stays`.

    A squat goes down with both feet planted; a hop takes the feet along; a step to the side
    (`aside_m`) takes them along and stays.
    """

    start_s: float
    duration_s: float
    down_m: float = 0.0
    up_m: float = 0.0
    aside_m: float = 0.0
    stays: bool = False

    def share(self, t_s):
        half = self.start_s + self.duration_s / 2
        end = self.start_s + self.duration_s
        if self.stays:
            return smooth(t_s, [self.start_s, end], [0.0, 1.0])
        return smooth(t_s, [self.start_s, half, end], [0.0, 1.0, 0.0])


@dataclass(frozen=True)
class Hike:
    """One side of the pelvis is pulled up, both feet staying on the floor."""

    side: Side
    start_s: float
    duration_s: float
    up_m: float = 0.05

    def share(self, t_s):
        end = self.start_s + self.duration_s
        return smooth(t_s, [self.start_s, self.start_s + 0.4, end - 0.4, end], [0, 1, 1, 0])


@dataclass(frozen=True)
class HeelRaise:
    """One heel is raised and the knee bends forward, the toe staying on the floor."""

    side: Side
    start_s: float
    duration_s: float = 1.5

    def share(self, t_s):
        half, end = self.start_s + self.duration_s / 2, self.start_s + self.duration_s
        return smooth(t_s, [self.start_s, half, end], [0.0, 1.0, 0.0])


Event = Lift | Whole | Hike | HeelRaise


def smooth(t_s, times, values):
    """Return the curve through the values that comes to rest at each of them."""
    times, values = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    place = np.searchsorted(times, t_s, side="right").clip(1, len(times) - 1)
    share = ((t_s - times[place - 1]) / (times[place] - times[place - 1])).clip(0.0, 1.0)
    share = share**3 * (10 - 15 * share + 6 * share**2)
    return values[place - 1] + share * (values[place] - values[place - 1])


@dataclass(frozen=True)
class _Body:
    """Where the whole body is: hips below, above and beside their place, `(T,)` metres."""

    down: np.ndarray
    up: np.ndarray
    aside: np.ndarray
    height_m: float

    @property
    def thigh(self):
        return 0.245 * self.height_m

    @property
    def shank(self):
        return 0.246 * self.height_m

    @property
    def ankle(self):
        return 0.039 * self.height_m

    @property
    def hip_y(self):
        return self.ankle + self.shank + self.thigh - self.down + self.up

    def at(self, x, y, z=0.0):
        """Return points `(T, 3)` with x beside the body's middle."""
        return np.stack(np.broadcast_arrays(self.aside + x, y, z), axis=1)


def pose(t_s, events, scene: Scene):
    """Return `(T, 33, 3)` metres: x to the person's left, y up from the floor, z forward."""
    whole = [event for event in events if isinstance(event, Whole)]
    nothing = np.zeros(len(t_s))
    body = _Body(
        down=sum((event.share(t_s) * event.down_m for event in whole), nothing),
        up=sum((event.share(t_s) * event.up_m for event in whole), nothing),
        aside=sum((event.share(t_s) * event.aside_m for event in whole), nothing),
        height_m=scene.height_m,
    )
    joints = np.zeros((len(t_s), 33, 3))
    for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
        own = [event for event in events if getattr(event, "side", None) == side]
        _leg(joints, t_s, body, own, side, sign * scene.foot_gap_m / 2)
        _upper(joints, body, side, sign)
    joints[:, NOSE] = body.at(0.0, body.hip_y + 0.41 * body.height_m, 0.1)
    return joints


def _leg(joints, t_s, body: _Body, events, side: Side, x: float):
    """Fill in one leg."""
    nothing = np.zeros(len(t_s))
    lifts = [np.radians(event.angle(t_s)) for event in events if isinstance(event, Lift)]
    angle = np.max([nothing, *lifts], axis=0)
    heel = sum((event.share(t_s) for event in events if isinstance(event, HeelRaise)), nothing)
    hikes = (event.share(t_s) * event.up_m for event in events if isinstance(event, Hike))
    hike = sum(hikes, nothing)
    squat = np.arccos(np.clip(1.0 - body.down / (body.thigh + body.shank), 0.2, 1.0))
    bend = np.max([angle, squat, 0.35 * heel], axis=0)
    knee_y, knee_z = body.hip_y - body.thigh * np.cos(bend), body.thigh * np.sin(bend)
    lifted = angle > 0
    foot = body.at(
        x,
        np.where(lifted, knee_y - body.shank, body.ankle + body.up + 0.06 * heel),
        np.where(lifted, knee_z - 0.05 * np.sin(angle), 0.0),
    )
    out = float(np.sign(x))
    joints[:, HIP[side]] = body.at(0.09 * out, body.hip_y + hike)
    joints[:, KNEE[side]] = body.at(x, knee_y, knee_z)
    joints[:, ANKLE[side]] = foot
    joints[:, HEEL[side]] = foot + np.array([0.0, -0.04, -0.05])
    joints[:, FOOT_INDEX[side]] = foot + np.array([0.02 * out, -0.05, 0.14])
    joints[:, FOOT_INDEX[side], 1] -= 0.06 * heel


def _upper(joints, body: _Body, side: Side, sign: float):
    """Fill in one side of trunk, arm and head."""
    high = body.height_m
    for joint, above, out in ((SHOULDER, 0.29, 0.105), (ELBOW, 0.11, 0.14), (WRIST, -0.02, 0.14)):
        joints[:, joint[side]] = body.at(sign * out * high, body.hip_y + above * high)
    for left in (17, 19, 21):
        hand = joints[:, WRIST[side]] - np.array([0.0, 0.08, 0.0])
        joints[:, left + (side == "right")] = hand
    for left in (1, 2, 3, 9):
        index = {1: 4, 2: 5, 3: 6, 9: 10}[left] if side == "right" else left
        joints[:, index] = body.at(sign * 0.03, body.hip_y + 0.42 * high, 0.08)
    joints[:, EAR[side]] = body.at(sign * 0.07, body.hip_y + 0.42 * high)


def project(joints, scene: Scene):
    """Return `(T, 33, 2)` pixels of a level camera that looks at the middle of the person."""
    x, y, z = np.moveaxis(joints, -1, 0)
    turn = np.radians(scene.yaw_deg)
    right = x * np.cos(turn) + z * np.sin(turn)
    depth = scene.distance_m - (z * np.cos(turn) - x * np.sin(turn))
    width, height = scene.size_px
    middle = height / 2 + scene.focal_px * (0.5 * scene.height_m - scene.lens_height_m) / (
        scene.distance_m
    )
    return np.stack(
        [
            width / 2 + scene.focal_px * right / depth,
            middle + scene.focal_px * (scene.lens_height_m - y) / depth,
        ],
        axis=-1,
    )
