"""A person who marches before a pinhole camera: recordings whose truth is known.

    take = march(6)                                    # six alternating lifts from the front
    take = march(6, scene=Scene(yaw_deg=90))           # from the person's right side
    take = perform([Lift("right", 3.0, peak_deg=80)])  # any events at any times
    recording, lifts = take.recording, take.lifts

    prepared, lifts = finds(take.recording)            # what posecheck makes of it
    assert counted(lifts) == "RLRLRL"

Faults are put on a finished recording: `hidden`, `legs_exchanged`, `somebody_else`,
`camera_shifted`, `sampled`, `mirrored`, `resized`. Signs and units are those of the package:
yaw 0 faces the camera, +90 turns the right side towards it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from posecheck import Recording, RecordingMeta
from posecheck.kinematics.camera_placement import Camera
from posecheck.kinematics.elevation import thigh_elevation
from posecheck.kinematics.label_swaps import LEGS_EXCHANGED, UPPER_EXCHANGED
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
    other,
)
from posecheck.protocols.slow_march.lift import Lift as FoundLift
from posecheck.protocols.slow_march.options import MarchOptions
from posecheck.protocols.slow_march.prepare import Prepared, prepare
from posecheck.protocols.slow_march.repetitions import find_lifts


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
    """One lift of one thigh: up, hold, `dips` times down by `dip_deg` and up again, down."""

    side: Side
    start_s: float
    peak_deg: float = 80.0
    rise_s: float = 1.0
    hold_s: float = 1.0
    lower_s: float = 1.0
    dips: int = 0
    dip_deg: float = 35.0

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
        return smooth(t_s, times, angles)


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


@dataclass(frozen=True)
class March:
    """A recording and the lifts that are really in it."""

    recording: Recording
    lifts: tuple[Lift, ...]
    scene: Scene


def march(
    count: int = 6,
    *,
    first: Side = "right",
    lead_s: float = 2.5,
    gap_s: float = 0.6,
    scene: Scene | None = None,
    **lift: float,
) -> March:
    """Return a take of `count` alternating lifts; further arguments are those of `Lift`."""
    events, time, side = [], lead_s, first
    for _ in range(count):
        events.append(Lift(side, time, **lift))
        time, side = events[-1].end_s + gap_s, other(side)
    return perform(events, scene=scene)


def perform(events: Sequence[Event], *, scene: Scene | None = None, end_s: float = 0.0) -> March:
    """Return the take in which these things happen, ending at `end_s` or after the last one."""
    scene = scene or Scene()
    last = max((_end(event) for event in events), default=0.0)
    t_s = np.arange(0, max(end_s, last + scene.tail_s), 1.0 / scene.fps)
    joints = _pose(t_s, events, scene)
    rng = np.random.default_rng(scene.seed)
    xy = project(joints, scene) + rng.normal(0, scene.noise_px, (len(t_s), 33, 2))
    lifts = tuple(event for event in events if isinstance(event, Lift))
    return March(as_recording(t_s, xy, scene), lifts, scene)


def edited(recording: Recording, change: Callable[[np.ndarray], None], **fields) -> Recording:
    """Return the recording with `change` applied to a copy of its landmarks."""
    xy = recording.landmarks_px.astype(np.float64)
    change(xy)
    return replace(recording, landmarks_px=xy, **fields)


def finds(recording: Recording) -> tuple[Prepared, list[FoundLift]]:
    """Return the take prepared and the lifts found in it, with nothing known of the camera."""
    prepared = prepare(recording, MarchOptions(), Camera())
    assert prepared is not None
    track, rest = prepared.track, prepared.rest
    elevation = thigh_elevation(track, rest, prepared.view, Camera(), prepared.seen.yaw_deg)
    return prepared, find_lifts(track, rest, elevation, prepared.view)


def counted(lifts: Sequence[FoundLift]) -> str:
    """Return the sides of the lifts that count, in order: "RLR"."""
    return "".join(lift.side[0].upper() for lift in lifts if lift.valid)


def during(recording: Recording, start_s: float, end_s: float):
    return (recording.t_s >= start_s) & (recording.t_s < end_s)


def hidden(recording: Recording, start_s: float, end_s: float) -> Recording:
    """Return the recording with nobody found in a stretch."""
    gone = during(recording, start_s, end_s)

    def change(xy):
        xy[gone] = np.nan

    visibility = np.where(gone[:, None], 0.0, recording.visibility)
    return edited(recording, change, visibility=visibility)


def legs_exchanged(
    recording: Recording, start_s: float, end_s: float, *, body: bool = False
) -> Recording:
    """Return the recording with left and right legs (and all the rest) exchanged in a stretch."""
    wrong = during(recording, start_s, end_s)

    def change(xy):
        xy[wrong] = xy[wrong][:, LEGS_EXCHANGED]
        if body:
            xy[wrong] = xy[wrong][:, UPPER_EXCHANGED]

    return edited(recording, change)


def somebody_else(recording: Recording, start_s: float, end_s: float, aside_px=250.0) -> Recording:
    """Return the recording with another, smaller person followed in a stretch."""
    away = during(recording, start_s, end_s)

    def change(xy):
        centre = xy[away].mean(axis=(0, 1))
        xy[away] = (xy[away] - centre) * 0.7 + centre + [aside_px, 0.0]

    return edited(recording, change)


def camera_shifted(recording: Recording, at_s: float, shift_px=(25.0, 8.0)) -> Recording:
    """Return the recording with the camera knocked at one moment, for good."""

    def change(xy):
        xy[recording.t_s >= at_s] += shift_px

    return edited(recording, change)


def mirrored(recording: Recording) -> Recording:
    """Return the mirror image, with the labels a model gives it."""
    order = UPPER_EXCHANGED[LEGS_EXCHANGED]
    xy = recording.landmarks_px.astype(np.float64)[:, order]
    xy[..., 0] = recording.frame_size_px[:, None, 0] - xy[..., 0]
    return replace(recording, landmarks_px=xy, body_yaw_deg=-recording.body_yaw_deg)


def replaced_times(recording: Recording, share: float, seed: int = 1) -> Recording:
    """Return the recording with every frame up to `share` of a frame earlier or later."""
    rng = np.random.default_rng(seed)
    step = float(np.median(np.diff(recording.t_s)))
    t_s = recording.t_s + rng.uniform(-share, share, len(recording)) * step
    t_s = np.maximum.accumulate(t_s - t_s.min()) + np.arange(len(t_s)) * 1e-6
    return replace(recording, t_s=t_s)


def picked(recording: Recording, frames) -> Recording:
    """Return the recording with only some of its frames."""
    return replace(
        recording,
        t_s=recording.t_s[frames],
        landmarks_px=recording.landmarks_px[frames],
        visibility=recording.visibility[frames],
        frame_size_px=recording.frame_size_px[frames],
        body_yaw_deg=recording.body_yaw_deg[frames],
        brightness=recording.brightness[frames],
    )


def resized(recording: Recording, start_s: float, end_s: float, factor: float) -> Recording:
    """Return the recording with the frame size changed in a stretch, as a video call does."""
    part = during(recording, start_s, end_s)
    size = recording.frame_size_px.copy()
    size[part] = size[part] * factor

    def change(xy):
        xy[part] *= factor

    return edited(recording, change, frame_size_px=size)


def _end(event: Event) -> float:
    return event.end_s if isinstance(event, Lift) else event.start_s + event.duration_s


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


def _pose(t_s, events, scene: Scene):
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


def as_recording(t_s, xy, scene: Scene) -> Recording:
    count = len(t_s)
    visibility = np.full((count, 33), 0.97)
    if abs(scene.yaw_deg) > 60:
        far: Side = "left" if scene.yaw_deg > 0 else "right"
        for joint in (HIP, KNEE, ANKLE, HEEL, FOOT_INDEX):
            visibility[:, joint[far]] = 0.75
    return Recording(
        t_s=t_s,
        landmarks_px=xy,
        visibility=visibility,
        frame_size_px=np.tile(scene.size_px, (count, 1)),
        body_yaw_deg=np.full(count, scene.yaw_deg),
        brightness=np.full(count, 120.0),
        meta=RecordingMeta(source="synthetic"),
    )
