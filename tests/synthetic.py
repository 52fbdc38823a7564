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
from posecheck.kinematics.label_swaps import LEGS_EXCHANGED, SIDES_EXCHANGED, UPPER_EXCHANGED
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, Side, other
from posecheck.protocols.slow_march import MarchOptions
from posecheck.protocols.slow_march.departures import Lift as FoundLift
from posecheck.protocols.slow_march.prepare import Prepared, prepare
from posecheck.protocols.slow_march.repetitions import find_lifts
from tests.puppet import Event, Lift, Scene, pose, project
from tests.puppet import HeelRaise as HeelRaise
from tests.puppet import Hike as Hike
from tests.puppet import Whole as Whole


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
    joints = pose(t_s, events, scene)
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
    xy = recording.landmarks_px.astype(np.float64)[:, SIDES_EXCHANGED]
    xy[..., 0] = recording.frame_size_px[:, None, 0] - xy[..., 0]
    depth = recording.depth_px
    return replace(
        recording,
        landmarks_px=xy,
        body_yaw_deg=-recording.body_yaw_deg,
        depth_px=None if depth is None else depth[:, SIDES_EXCHANGED],
    )


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
