"""Real movement with known joints: marker recordings seen by a camera of one's choosing.

Reads the npz of six people from UI-PRMD (Vakanski 2018, Data 3:2): `hurdle_step_…`,
`standing_leg_raise_…` and `sit_to_stand_…`, int16 `(T, 39, 3)` in fifths of a millimetre at
100 Hz, z up. Joint centres: hips after Harrington 2007 (J Biomech 40:595) from ASIS and PSIS,
knees and ankles half a joint's width inside their markers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

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

FloatArray = npt.NDArray[np.float64]

RATE_HZ = 100.0
_UNIT_M = 0.0002
_KNEE_HALF_M, _ANKLE_HALF_M, _SHOULDER_DOWN_M = 0.055, 0.04, 0.05


@dataclass(frozen=True, eq=False)
class Episode:
    """One movement: `joints` `(T, 33, 3)` metres, x to the person's left, y up, z forward."""

    person: str
    kind: str
    joints: FloatArray

    def mirrored(self) -> "Episode":
        """Return the same movement made with the other leg."""
        order = np.array([*range(33)])
        for pair in _PAIRS:
            order[[*pair]] = order[[*reversed(pair)]]
        joints = self.joints[:, order] * np.array([-1.0, 1.0, 1.0])
        return Episode(self.person, self.kind, joints)

    @property
    def elevation_deg(self) -> dict[Side, FloatArray]:
        """Angle of each thigh to hanging, `(T,)`."""
        found = {}
        for side in SIDES:
            thigh = self.joints[:, KNEE[side]] - self.joints[:, HIP[side]]
            found[side] = np.degrees(np.arccos(-thigh[:, 1] / np.linalg.norm(thigh, axis=1)))
        return found


_PAIRS = [
    (joint["left"], joint["right"])
    for joint in (EAR, SHOULDER, ELBOW, WRIST, HIP, KNEE, ANKLE, HEEL, FOOT_INDEX)
]
_PAIRS += [(1, 4), (2, 5), (3, 6), (9, 10), (17, 18), (19, 20), (21, 22)]


def episodes(path: Path, kind: str) -> Iterator[Episode]:
    """Yield every movement of one kind."""
    data = np.load(path)
    names = {str(name): index for index, name in enumerate(data["marker_names"])}
    for key in data.files:
        if key.startswith(kind):
            markers = data[key].astype(np.float64) * _UNIT_M
            yield Episode(key.split("_")[-2], kind, _joints(markers, names))


def _joints(markers: FloatArray, names: dict[str, int]) -> FloatArray:
    """Return the 33 landmarks in the person's own axes of the first frame."""
    at = {name: markers[:, index] for name, index in names.items()}
    asis, psis = (
        {"left": at["LASI"], "right": at["RASI"]},
        {"left": at["LPSI"], "right": at["RPSI"]},
    )
    mid_a, mid_p = (asis["left"] + asis["right"]) / 2, (psis["left"] + psis["right"]) / 2
    left = asis["left"] - asis["right"]
    width = np.linalg.norm(left, axis=1, keepdims=True)
    left = left / width
    ahead = mid_a - mid_p
    depth = np.linalg.norm(ahead, axis=1, keepdims=True)
    ahead = ahead - left * (ahead * left).sum(axis=1, keepdims=True)
    ahead = ahead / np.linalg.norm(ahead, axis=1, keepdims=True)
    up = np.cross(ahead, left)
    up = up * np.sign(up[:, [2]])
    out = np.zeros((len(markers), 33, 3))
    for side, sign, s in zip(SIDES, (1.0, -1.0), "LR", strict=True):
        hip = mid_a + ahead * (-0.24 * depth - 0.0099) + up * (-0.30 * width - 0.0109)
        out[:, HIP[side]] = hip + sign * left * (0.33 * width + 0.0073)
        out[:, KNEE[side]] = at[f"{s}KNE"] - sign * left * _KNEE_HALF_M
        out[:, ANKLE[side]] = at[f"{s}ANK"] - sign * left * _ANKLE_HALF_M
        out[:, HEEL[side]], out[:, FOOT_INDEX[side]] = at[f"{s}HEE"], at[f"{s}TOE"]
        out[:, SHOULDER[side]] = at[f"{s}SHO"] - np.array([0, 0, _SHOULDER_DOWN_M])
        out[:, ELBOW[side]] = at[f"{s}ELB"]
        out[:, WRIST[side]] = (at[f"{s}WRA"] + at[f"{s}WRB"]) / 2
        for first in (17, 19, 21):
            out[:, first + (side == "right")] = at[f"{s}FIN"]
        out[:, EAR[side]] = (at[f"{s}FHD"] + at[f"{s}BHD"]) / 2 - np.array([0, 0, 0.05])
        for index in (1, 2, 3, 9) if side == "left" else (4, 5, 6, 10):
            out[:, index] = at[f"{s}FHD"] - np.array([0, 0, 0.06])
    out[:, NOSE] = (at["LFHD"] + at["RFHD"]) / 2 - np.array([0, 0, 0.1])
    forward = ahead[0] * np.array([1.0, 1.0, 0.0])
    forward = forward / np.linalg.norm(forward)
    aside = np.cross(np.array([0.0, 0.0, 1.0]), forward)
    origin = mid_a[0] * np.array([1.0, 1.0, 0.0])
    floor = np.percentile(out[:, [*HEEL.values(), *FOOT_INDEX.values()], 2], 2) - 0.03
    moved = out - origin
    moved[..., 2] -= floor
    return np.stack([moved @ aside, moved[..., 2], moved @ forward], axis=-1)
