"""The contract between capture and measurement: `Frame` in, `Recording` out.

Everything that measures is a pure function of a `Recording`, so the page, a video file and a
recording from last year give the same numbers from the same landmarks. A recording holds
landmarks and never video.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from posecheck.errors import RecordingError
from posecheck.files import write_atomic
from posecheck.landmarks import COUNT

SCHEMA_VERSION = 1
SUFFIX = ".posecheck"

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Frame:
    """One picture of a take.

    Attributes
    ----------
    t_s : seconds since the take began, strictly increasing, from the container's own time stamps
        or a monotonic clock; never frame index / nominal rate.
    image : `(H, W, 3)` uint8, RGB, un-mirrored, upright.
    size_px : width and height of the true picture where `image` is a scaled-down copy of it;
        None where it is not. Landmarks are always in true pixels.
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

    source: str = "unknown"
    mirrored_source: bool = False
    model_name: str = ""
    model_sha256: str = ""
    running_mode: str = "video"
    packages: Mapping[str, str] = Field(default_factory=dict)
    created: datetime = Field(default_factory=lambda: datetime.now(UTC))
    truncated: bool = False
    note: str = ""


@dataclass(frozen=True, eq=False)
class Recording:
    """The landmarks of one take; immutable.

    Attributes
    ----------
    t_s : `(T,)` float64 seconds, strictly increasing, from 0 or later.
    landmarks_px : `(T, 33, 2)` float32 pixels of the upright, un-mirrored frame, x right, y down;
        NaN in all 33 points where nobody was found.
    visibility : `(T, 33)` float32, 0 to 1, as the model gives it; 0 where nobody was found.
    frame_size_px : `(T, 2)` int32, width and height, which WebRTC may change in mid-take.
    body_yaw_deg : `(T,)` float32, turn of the body about the vertical as the model's world
        landmarks see it: 0 facing the camera, +90 facing image right (the person's right side
        towards the camera), −90 facing image left, ±180 away; NaN where unknown. A gate on the
        view may read it; nothing is scored from it.
    brightness : `(T,)` float32, mean grey level of the frame, 0 to 255; NaN where unknown.
    meta : where it came from.

    Raises
    ------
    RecordingError : shapes, types or times contradict this description.
    """

    t_s: FloatArray
    landmarks_px: npt.NDArray[np.float32]
    visibility: npt.NDArray[np.float32]
    frame_size_px: npt.NDArray[np.int32]
    body_yaw_deg: npt.NDArray[np.float32]
    brightness: npt.NDArray[np.float32]
    meta: RecordingMeta = field(default_factory=RecordingMeta)

    def __post_init__(self) -> None:
        count = len(self.t_s)
        for name, (dtype, shape) in _ARRAYS.items():
            given = np.asarray(getattr(self, name))
            if given.shape != (count, *shape):
                raise RecordingError(
                    f"This recording is damaged: {name} has the shape {given.shape}, expected "
                    f"{(count, *shape)}. Record the take again."
                )
            array = given.astype(dtype, copy=True)
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        if count and not (np.isfinite(self.t_s).all() and (np.diff(self.t_s) > 0).all()):
            raise RecordingError(
                "This recording is damaged: its times do not increase. Record the take again."
            )

    def __len__(self) -> int:
        """Return the number of frames."""
        return len(self.t_s)

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
        for name in _ARRAYS:
            sha.update(name.encode())
            sha.update(np.ascontiguousarray(getattr(self, name)).tobytes())
        return sha.hexdigest()

    def to_bytes(self) -> bytes:
        """Return the recording as the bytes of its file, a zip of arrays and metadata."""
        buffer = io.BytesIO()
        header = {
            "schema_version": SCHEMA_VERSION,
            "digest": self.digest(),
            "meta": self.meta.model_dump(mode="json"),
        }
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("posecheck.json", json.dumps(header))
            for name in _ARRAYS:
                with archive.open(f"{name}.npy", "w") as out:
                    np.lib.format.write_array(out, getattr(self, name), allow_pickle=False)
        return buffer.getvalue()

    def save(self, path: Path) -> None:
        """Write the recording to one file, whole or not at all.

        Raises
        ------
        OutputError : the file cannot be written.
        """
        write_atomic(path, self.to_bytes())

    @classmethod
    def from_bytes(cls, content: bytes, name: str = "The recording") -> "Recording":
        """Read a recording from the bytes of its file.

        Raises
        ------
        RecordingError : not a recording, damaged, or written by a newer posecheck.
        """
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                header: dict[str, Any] = json.loads(archive.read("posecheck.json"))
                if header["schema_version"] > SCHEMA_VERSION:
                    raise RecordingError(
                        f"{name} was written by a newer posecheck (format "
                        f"{header['schema_version']}, this one reads up to {SCHEMA_VERSION}). "
                        "Install the newer version to score it."
                    )
                arrays = {
                    key: np.lib.format.read_array(
                        io.BytesIO(archive.read(f"{key}.npy")), allow_pickle=False
                    )
                    for key in _ARRAYS
                }
            recording = cls(**arrays, meta=RecordingMeta.model_validate(header["meta"]))
        except RecordingError:
            raise
        except (
            zipfile.BadZipFile,
            ValidationError,
            KeyError,
            TypeError,
            ValueError,
            EOFError,
            OSError,
            NotImplementedError,
        ) as error:
            raise RecordingError(
                f"{name} is damaged or is no posecheck recording. "
                "Use an undamaged copy, or record the take again."
            ) from error
        if recording.digest() != header.get("digest"):
            raise RecordingError(
                f"{name} is damaged: its content does not match its own checksum. "
                "Use an undamaged copy, or record the take again."
            )
        return recording

    @classmethod
    def load(cls, path: Path) -> "Recording":
        """Read a recording from its file.

        Raises
        ------
        RecordingError : the file is missing, unreadable, damaged, or of a newer version.
        """
        try:
            content = path.read_bytes()
        except OSError as error:
            raise RecordingError(
                f"{path} cannot be read ({(error.strerror or str(error)).lower()}). "
                "Check the name and try again."
            ) from error
        return cls.from_bytes(content, str(path))


_ARRAYS: Mapping[str, tuple[type[np.generic], tuple[int, ...]]] = {
    "t_s": (np.float64, ()),
    "landmarks_px": (np.float32, (COUNT, 2)),
    "visibility": (np.float32, (COUNT,)),
    "frame_size_px": (np.int32, (2,)),
    "body_yaw_deg": (np.float32, ()),
    "brightness": (np.float32, ()),
}
