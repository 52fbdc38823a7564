"""The contract between capture and measurement: `Frame` in, `Recording` out.

Everything that measures is a pure function of a `Recording`, so the page, a video file and a
recording from last year give the same numbers from the same landmarks. A recording holds
landmarks and never video.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from posecheck.bounded import Moment, Words
from posecheck.errors import RecordingError
from posecheck.landmarks import COUNT
from posecheck.thresholds import FILES

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Frame:
    """One picture of a take.

    Attributes
    ----------
    t_s
        seconds since the take began, strictly increasing, from the container's own time stamps or a
        monotonic clock; never frame index / nominal rate.
    image
        `(H, W, 3)` uint8, RGB, un-mirrored, upright.
    size_px
        width and height of the true picture where `image` is a scaled-down copy of it; None where
        it is not. Landmarks are always in true pixels.
    """

    t_s: float
    image: npt.NDArray[np.uint8]
    size_px: tuple[int, int] | None = None

    @property
    def true_size_px(self) -> tuple[int, int]:
        """Width and height of the true picture, pixels."""
        return self.size_px or (self.image.shape[1], self.image.shape[0])


class RecordingMeta(BaseModel):
    """Where a recording came from.

    `truncated` says that the source broke off before its end; `created` is the time of recording
    or reading, with its zone.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    source: Words = "unknown"
    mirrored_source: bool = False
    model_name: Words = ""
    model_sha256: Words = ""
    running_mode: Words = "video"
    packages: Mapping[str, Words] = Field(default_factory=dict)
    created: Moment = Field(default_factory=lambda: datetime.now(UTC))
    truncated: bool = False
    note: Words = ""


@dataclass(frozen=True, eq=False)
class Recording:
    """The landmarks of one take; immutable.

    Attributes
    ----------
    t_s
        `(T,)` float64 seconds, strictly increasing, from 0 or later.
    landmarks_px
        `(T, 33, 2)` float32 pixels of the upright, un-mirrored frame, x right, y down; NaN in all
        33 points where nobody was found.
    visibility
        `(T, 33)` float32, 0 to 1, as the model gives it; 0 where nobody was found.
    frame_size_px
        `(T, 2)` int32, width and height, which WebRTC may change in mid-take.
    body_yaw_deg
        `(T,)` float32, turn of the body about the vertical as the model's world landmarks see it: 0
        facing the camera, +90 facing image right (the person's right side towards the camera), −90
        facing image left, ±180 away; NaN where unknown. A gate on the view may read it; nothing is
        scored from it.
    brightness
        `(T,)` float32, mean grey level of the frame, 0 to 255; NaN where unknown.
    meta
        where it came from.
    depth_px
        `(T, 33)` float32, how far each point lies behind the middle of the hips as the model
        guesses it, in pixels as x, towards the camera negative; NaN where nobody was found, None
        where it was not recorded. From one camera it is a guess: nothing that compares left and
        right may read it.

    Raises
    ------
    RecordingError
        shapes, types or times contradict this description.
    """

    t_s: FloatArray
    landmarks_px: npt.NDArray[np.float32]
    visibility: npt.NDArray[np.float32]
    frame_size_px: npt.NDArray[np.int32]
    body_yaw_deg: npt.NDArray[np.float32]
    brightness: npt.NDArray[np.float32]
    meta: RecordingMeta = field(default_factory=RecordingMeta)
    depth_px: npt.NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        count = np.size(self.t_s)
        for name, (dtype, shape) in self.arrays.items():
            given = np.asarray(getattr(self, name))
            if given.shape != (count, *shape):
                raise RecordingError(
                    f"This recording is damaged: {name} has the shape {given.shape}, expected "
                    f"{(count, *shape)}. Record the take again."
                )
            if given.dtype.kind not in "fiub":
                raise RecordingError(
                    f"This recording is damaged: {name} holds no numbers. Record the take again."
                )
            with np.errstate(all="ignore"):  # what is out of range is refused below
                array = given.astype(dtype, copy=True)
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        odd = self._what_cannot_be()
        if odd is not None:
            raise RecordingError(f"This recording is damaged: {odd}. Record the take again.")

    def _what_cannot_be(self) -> str | None:
        """Return what in the arrays contradicts their description; None if nothing does."""
        t_s, points = self.t_s, self.landmarks_px
        if len(t_s) > FILES.most_frames:
            return "it has too many frames"
        if not (np.isfinite(t_s).all() and (np.diff(t_s) > 0).all()):
            return "its times do not increase"
        if len(t_s) and not (t_s[0] >= 0 and t_s[-1] - t_s[0] <= FILES.longest_take):
            return f"it lasts longer than {FILES.longest_take / 60:.0f} minutes"
        known = np.isfinite(points)
        if (
            np.isinf(points).any()
            or np.abs(points, where=known, out=np.zeros_like(points)).max(initial=0)
            > FILES.farthest_px
        ):
            return "some landmarks lie nowhere"
        if not (known.all(axis=(1, 2)) | ~known.any(axis=(1, 2))).all():
            return "some frames hold a part of a person"
        if not self._depth_can_be():
            return "its depths are not possible"
        sizes, seen = self.frame_size_px, self.visibility
        if len(t_s) and not (sizes.min() >= 1 and sizes.max() <= FILES.largest_frame):
            return "the size of its pictures is not possible"
        if not ((seen >= 0) & (seen <= 1)).all():
            return "its visibilities are not between 0 and 1"
        if np.isinf(self.body_yaw_deg).any() or np.isinf(self.brightness).any():
            return "it holds infinite values"
        return None

    def _depth_can_be(self) -> bool:
        """Say whether there is no depth, or one of every point that was found."""
        if self.depth_px is None:
            return True
        known = np.isfinite(self.depth_px)
        far = np.abs(self.depth_px[known]).max(initial=0.0)
        return bool((known == self.found[:, None]).all() and far <= FILES.farthest_px)

    def __len__(self) -> int:
        """Return the number of frames."""
        return len(self.t_s)

    @property
    def arrays(self) -> Mapping[str, tuple[type[np.generic], tuple[int, ...]]]:
        """Type and shape of each array that it holds, without the number of frames."""
        return ARRAYS if self.depth_px is None else ARRAYS | DEPTH

    @property
    def found(self) -> npt.NDArray[np.bool_]:
        """`(T,)`, true where a person was found."""
        return np.isfinite(self.landmarks_px[:, 0, 0])

    @property
    def duration_s(self) -> float:
        """Seconds from the first frame to the last; 0 for fewer than two frames."""
        return float(self.t_s[-1] - self.t_s[0]) if len(self) > 1 else 0.0

    def digest(self) -> str:
        """Return the SHA-256 of the arrays, the same after saving and loading."""
        sha = hashlib.sha256()
        for name in self.arrays:
            sha.update(name.encode())
            sha.update(np.ascontiguousarray(getattr(self, name)).tobytes())
        return sha.hexdigest()


DEPTH: dict[str, tuple[type[np.generic], tuple[int, ...]]] = {"depth_px": (np.float32, (COUNT,))}
ARRAYS: dict[str, tuple[type[np.generic], tuple[int, ...]]] = {
    "t_s": (np.float64, ()),
    "landmarks_px": (np.float32, (COUNT, 2)),
    "visibility": (np.float32, (COUNT,)),
    "frame_size_px": (np.int32, (2,)),
    "body_yaw_deg": (np.float32, ()),
    "brightness": (np.float32, ()),
}
