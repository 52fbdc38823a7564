"""The pose model's own error: measured on rendered people, put on joints that are known.

A rendered clip has its landmarks (`NAME.posecheck`) and its true joints (`NAME.truth.npz`,
`NAME.truth.json`) side by side. Their difference, by joint, by the side of the camera it is on, by
the elevation of the thighs and from one sitting to the next, is that clip's error; what is left in
time is noise with a memory.
"""

import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from posecheck import Recording, open_take
from posecheck.kinematics.geometry import runs
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
)

FloatArray = npt.NDArray[np.float64]

_PAIRS = {
    "hip": HIP, "knee": KNEE, "ankle": ANKLE, "shoulder": SHOULDER, "elbow": ELBOW,
    "wrist": WRIST, "ear": EAR, "heel": HEEL, "toe": FOOT_INDEX,
}  # fmt: skip
_EDGES = (-20.0, 8.0, 25.0, 45.0, 70.0, 130.0)
_MIDDLES = [(low + high) / 2 for low, high in pairwise(_EDGES)]
_SEATED = 60.0
_LIKE = {index: NOSE for index in (1, 2, 3, 4, 5, 6, 9, 10)} | {
    first + side: WRIST[name] for first in (17, 19, 21) for side, name in enumerate(SIDES)
}  # landmarks without a joint of their own have the error of these


@dataclass(frozen=True, eq=False)
class ClipError:
    """One clip's error; lengths in leg lengths, forward and up positive.

    Attributes
    ----------
    turn_deg : size of the body's turn, 0 from the front, 90 from the side.
    mean : `(cycles, elevations, 33, 2)` by thigh elevation, the first landmark of a pair being the
        one farther from the camera; a cycle goes from one seat to the next.
    sd : `(elevations, 33, 2)` of what is left in time.
    memory : correlation of that from one thirtieth of a second to the next.
    """

    turn_deg: float
    mean: FloatArray
    sd: FloatArray
    memory: float

    def on(self, xy_px: FloatArray, elevation_deg: FloatArray, leg_px: float, yaw_deg: float,
           rng: np.random.Generator) -> FloatArray:  # fmt: skip
        """Return true landmarks as this clip's model would have drawn them, `(T, 33, 2)`."""
        place = np.interp(elevation_deg, _MIDDLES, np.arange(len(_MIDDLES)))
        low = place.astype(int).clip(0, len(_MIDDLES) - 2)
        share = (place - low)[:, None, None]
        cycle = _cycles(elevation_deg) % len(self.mean)
        off = (1 - share) * self.mean[cycle, low] + share * self.mean[cycle, low + 1]
        sd = (1 - share) * self.sd[low] + share * self.sd[low + 1]
        noise = rng.normal(size=xy_px.shape)
        for step in range(1, len(noise)):
            fresh = np.sqrt(1 - self.memory**2)
            noise[step] = self.memory * noise[step - 1] + fresh * noise[step]
        off = (off + noise * sd) * leg_px
        if yaw_deg < 0:  # the right side is the farther one
            off = off[:, _exchanged()]
        off[..., 0] *= np.sign(yaw_deg) or 1.0
        off[..., 1] *= -1.0
        return xy_px + off


def _cycles(elevation_deg: FloatArray) -> npt.NDArray[np.int64]:
    """Return how often somebody has sat down before each frame, counted amid each sitting."""
    number = np.zeros(len(elevation_deg), dtype=np.int64)
    for start, stop in runs(elevation_deg > _SEATED):
        number[(start + stop) // 2 :] += 1
    return number


def measured(landmarks: Path, truth: Path) -> ClipError:
    """Return the error of the pose model on one rendered clip.

    Parameters
    ----------
    landmarks : `NAME.posecheck`.
    truth : `NAME.truth.npz`, with `NAME.truth.json` beside it.
    """
    recording = open_take(landmarks).stations[0].recording
    true = np.load(truth)
    yaw = -float(json.loads(truth.with_suffix(".json").read_text())["scenario"]["view"])
    names = [str(name) for name in true["joint_names"]]
    count = min(len(recording), len(true["t"]))
    joints = true["joints2d"][:count].astype(np.float64)
    elevation = (true["thigh_elev_L"][:count] + true["thigh_elev_R"][:count]) / 2
    leg_px = _leg_px(joints, names)
    off = np.zeros((count, 33, 2))
    for name, pair in _PAIRS.items():
        for side in SIDES:
            drawn = recording.landmarks_px[:count, pair[side]]
            off[:, pair[side]] = drawn - joints[:, names.index(f"{name}_{side[0].upper()}")]
    off[:, NOSE] = recording.landmarks_px[:count, NOSE] - joints[:, names.index("nose")]
    for index, like in _LIKE.items():
        off[:, index] = off[:, like]
    off = off / leg_px
    off[..., 0] *= np.sign(yaw) or 1.0
    off[..., 1] *= -1.0
    if yaw < 0:
        off = off[:, _exchanged()]
    return _summed_up(off, elevation, recording, abs(yaw))


def _summed_up(
    off: FloatArray, elevation: FloatArray, recording: Recording, turn_deg: float
) -> ClipError:
    rest, cycle = off.copy(), _cycles(elevation)
    means = np.full((cycle.max() + 1, len(_MIDDLES), *off.shape[1:]), np.nan)
    spread = np.full(means.shape[1:], np.nan)
    for number, (low, high) in enumerate(pairwise(_EDGES)):
        inside = (elevation >= low) & (elevation < high)
        for each in range(len(means)):
            at = inside & (cycle == each)
            if at.any():
                means[each, number] = np.median(off[at], axis=0)
                rest[at] -= means[each, number]
        spread[number] = 1.4826 * np.median(np.abs(rest[inside]), axis=0)
    for table in (*means, spread):
        _fill(table)
    step_s = float(np.median(np.diff(recording.t_s)))
    one = np.mean(rest[1:] * rest[:-1], axis=0) / np.maximum(np.mean(rest**2, axis=0), 1e-12)
    memory = float(np.clip(np.median(one), 0.01, 0.99)) ** (1 / 30 / step_s)
    return ClipError(turn_deg, means, spread, memory)


def _fill(table: FloatArray) -> None:
    """Give elevations that never occur the error of the nearest that does."""
    known = np.flatnonzero(np.isfinite(table[:, 0, 0]))
    for empty in np.flatnonzero(np.isnan(table[:, 0, 0])):
        table[empty] = table[known[np.abs(known - empty).argmin()]]


def _leg_px(joints: FloatArray, names: list[str]) -> float:
    legs = [
        np.linalg.norm(joints[:, names.index(f"{a}_{s}")] - joints[:, names.index(f"{b}_{s}")],
                       axis=1)
        for a, b in (("hip", "knee"), ("knee", "ankle")) for s in "LR"
    ]  # fmt: skip
    return float(np.median(np.sum(legs, axis=0)[:30]) / 2)


def _exchanged() -> npt.NDArray[np.int64]:
    order = np.arange(33)
    for pair in _PAIRS.values():
        order[[pair["left"], pair["right"]]] = pair["right"], pair["left"]
    for first in (17, 19, 21):
        order[[first, first + 1]] = first + 1, first
    return order
