"""Chair rises whose truth is known: motion capture and rendered people, and what is true of them.

The truth is read from the joints themselves, in the person's own sagittal plane, by the definitions
of docs/rise.md and by no function of the program.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.motion_capture import RATE_HZ, Episode, episodes
from benchmarks.pose_error import ClipError
from posecheck import Recording, RecordingMeta
from posecheck.landmarks import ANKLE, FOOT_INDEX, HEEL, HIP, KNEE, SHOULDER

FloatArray = npt.NDArray[np.float64]

_STANDS_S, _JOIN_S = 2.5, 0.3


@dataclass(frozen=True)
class TrueRise:
    """One true rise: seconds, and degrees against quiet standing."""

    lean_s: float
    off_s: float
    up_s: float
    lean_deg: float
    trunk_deg: float
    hip_deg: float
    knee_deg: float


@dataclass(frozen=True, eq=False)
class ChairTake:
    """Joints of a take: `t_s` `(T,)`, `joints` `(T, 33, 3)` metres, x left, y up, z forward."""

    name: str
    t_s: FloatArray
    joints: FloatArray

    @property
    def rises(self) -> list[TrueRise]:
        """The true rises, in order."""
        return true_rises(self.t_s, self.joints)


def captured(path: Path, of: int = 5) -> Iterator[ChairTake]:
    """Yield takes of `of` motion-captured rises of one person each, quiet standing first."""
    by_person: dict[str, list[Episode]] = {}
    for episode in episodes(path, "sit_to_stand"):
        by_person.setdefault(episode.person, []).append(episode)
    for person, found in by_person.items():
        for number in range(0, len(found) - of + 1, of):
            yield _joined(f"{person}-{number // of}", found[number : number + of])


def _joined(name: str, found: Sequence[Episode]) -> ChairTake:
    """Return episodes one after the other; each begins and ends standing."""
    rng = np.random.default_rng(len(name))
    stand = np.repeat(found[0].joints[:1], int(_STANDS_S * RATE_HZ), axis=0)
    parts = [stand]
    for episode in found:
        length = int(_JOIN_S * RATE_HZ)
        share = np.linspace(0, 1, length)[:, None, None]
        share = share * share * (3 - 2 * share)
        parts.append(parts[-1][-1:] * (1 - share) + episode.joints[:1] * share)
        parts.append(episode.joints)
    parts.append(np.repeat(found[-1].joints[-1:], int(RATE_HZ), axis=0))
    joints = np.concatenate(parts)
    time = np.arange(len(joints)) / RATE_HZ
    sway = sum(0.002 * np.sin(2 * np.pi * hz * time + rng.uniform(0, 6)) for hz in (0.2, 0.45, 0.9))
    joints[..., 2] += np.asarray(sway)[:, None]
    return ChairTake(name, time, joints)


@dataclass(frozen=True)
class Camera:
    """Where the camera stands; lengths in metres, `yaw_deg` as `Recording.body_yaw_deg`."""

    yaw_deg: float
    distance_m: float = 2.9
    lens_height_m: float = 0.9
    focal_px: float = 540.0
    size_px: tuple[int, int] = (640, 480)
    fps: float = 30.0


def seen(
    take: ChairTake, camera: Camera, error: ClipError | None, rng: np.random.Generator
) -> Recording:
    """Return what the pose model would have recorded of a take, with the error of one clip."""
    frames = np.arange(0, take.t_s[-1], 1 / camera.fps)
    index = np.searchsorted(take.t_s, frames).clip(0, len(take.t_s) - 1)
    joints = take.joints[index]
    xy = project(joints, camera)
    if error is not None:
        down = joints[:, KNEE["left"]] - joints[:, HIP["left"]]
        elevation = np.degrees(np.arctan2(np.hypot(down[:, 0], down[:, 2]), -down[:, 1]))
        leg = xy[:20, list(ANKLE.values()), 1].mean() - xy[:20, list(HIP.values()), 1].mean()
        xy = error.on(xy, elevation, float(leg), camera.yaw_deg, rng)
    count = len(frames)
    return Recording(
        t_s=frames,
        landmarks_px=xy.astype(np.float32),
        visibility=np.full((count, 33), 0.95, np.float32),
        frame_size_px=np.tile(np.array(camera.size_px, np.int32), (count, 1)),
        body_yaw_deg=np.full(count, camera.yaw_deg, np.float32),
        brightness=np.full(count, 120.0, np.float32),
        meta=RecordingMeta(source=take.name),
    )


def project(joints: FloatArray, camera: Camera) -> FloatArray:
    """Return the joints in the picture, `(T, 33, 2)` pixels."""
    turn = np.radians(camera.yaw_deg)
    left, up, ahead = joints[..., 0], joints[..., 1], joints[..., 2]
    across = left * np.cos(turn) + ahead * np.sin(turn)
    depth = camera.distance_m - (ahead * np.cos(turn) - left * np.sin(turn))
    width, height = camera.size_px
    return np.stack(
        [
            width / 2 + camera.focal_px * across / depth,
            height / 2 - camera.focal_px * (up - camera.lens_height_m) / depth,
        ],
        axis=-1,
    )


def true_rises(t_s: FloatArray, joints: FloatArray) -> list[TrueRise]:
    """Return every way from low to upright hips, whatever carried the weight."""
    trunk, hip, knee, height = _angles(joints, t_s)
    found = []
    low = height < 0.78
    starts = np.flatnonzero(low[1:] & ~low[:-1]) + 1
    for first in starts:
        after = np.flatnonzero(height[first:] > 0.88)
        if not after.size:
            break
        up = first + int(after[0])
        later = starts[starts > up]
        stop = int(later[0]) if later.size else len(t_s)
        seat = float(height[first:up].min())
        off = first + int(np.flatnonzero(height[first:up] <= seat + 0.03)[-1])
        arrived = first + int(np.flatnonzero(height[first:up] <= seat + 0.03)[0])
        lean = trunk[arrived : off + 1]
        begun = np.flatnonzero(lean <= lean.min() + 0.1 * (lean[-1] - lean.min()))
        stand = slice(up, min(stop, up + 2 * round(1 / float(np.median(np.diff(t_s))))))
        bent = hip[stand] + knee[stand]
        most = bent <= bent.min() + 3
        end_hip, end_knee = np.median(hip[stand][most]), np.median(knee[stand][most])
        upright = (hip[stand] <= end_hip + 8) & (knee[stand] <= end_knee + 8)
        found.append(
            TrueRise(
                lean_s=float(t_s[arrived + begun[-1]]),
                off_s=float(t_s[off]),
                up_s=float(t_s[up + int(np.flatnonzero(upright)[0])]),
                lean_deg=float(trunk[off]),
                trunk_deg=float(np.median(trunk[stand][most])),
                hip_deg=float(end_hip),
                knee_deg=float(end_knee),
            )
        )
    return found


def _angles(joints: FloatArray, t_s: FloatArray) -> tuple[FloatArray, ...]:
    """Return trunk, hip, knee against the first two seconds, degrees, and the hips' height."""

    def middle(pair: dict[str, int]) -> FloatArray:
        return np.asarray(joints[:, list(pair.values())].mean(axis=1))

    feet = middle(FOOT_INDEX) - middle(HEEL)
    forward = np.median(feet[:, [0, 2]], axis=0)
    forward = forward / np.linalg.norm(forward)

    def turn(first: FloatArray, second: FloatArray) -> FloatArray:
        way = second - first
        return np.asarray(np.degrees(np.arctan2(way[:, [0, 2]] @ forward, np.abs(way[:, 1]))))

    hips, knees, ankles = middle(HIP), middle(KNEE), middle(ANKLE)
    trunk, thigh, shank = turn(hips, middle(SHOULDER)), turn(hips, knees), turn(ankles, knees)
    still = t_s < 2.0
    trunk, thigh, shank = (each - np.median(each[still]) for each in (trunk, thigh, shank))
    height = hips[:, 1] - ankles[:, 1]
    return trunk, trunk + thigh, thigh + shank, height / float(np.median(height[still]))
