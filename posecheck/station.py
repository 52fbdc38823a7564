"""What a take is made of: stations, and under which conditions they were recorded.

A station is one recording with what belongs to it: the landmarks averaged with their mirror images,
the second look at its most important frames, the silhouette, the markers.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from posecheck.errors import OptionError, RecordingError
from posecheck.recording import Recording
from posecheck.thresholds import FILES, OPTIONS

FloatArray = npt.NDArray[np.float64]
Clothing = Literal["fitted", "loose", "coat"]
Footwear = Literal["barefoot", "socks", "shoes"]


class Stated(BaseModel):
    """A quantity that somebody gave, or that was only assumed; `given` says which."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    value: float
    given: bool = True


class Setting(BaseModel):
    """Under which conditions a take was recorded; None and empty where nobody said.

    Attributes
    ----------
    person_height_m
        the person's height, metres.
    lens_height_m, distance_m
        height of the lens above the floor and its horizontal distance from the standing person,
        metres.
    roll_deg
        how far the picture is turned clockwise against gravity, degrees.
    chair
        a hand held on to a chair.
    band
        resistance band, in the person's words.
    clothing, footwear
        as asked.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    person_height_m: Stated | None = None
    lens_height_m: Stated | None = None
    distance_m: Stated | None = None
    roll_deg: Stated | None = None
    chair: bool = False
    band: str = Field(default="", max_length=100)
    clothing: Clothing | None = None
    footwear: Footwear | None = None

    def given(self, name: Literal["person_height_m", "lens_height_m", "distance_m", "roll_deg"]
    ) -> float | None:  # fmt: skip
        """Return a quantity that somebody gave; None where it is unknown or only assumed."""
        stated: Stated | None = getattr(self, name)
        return stated.value if stated is not None and stated.given else None

    def refuse_nonsense(self) -> None:
        """Check that the quantities can be.

        Raises
        ------
        OptionError
            one of them is out of range, most likely in another unit.
        """
        for stated, what, low, high in (
            (
                self.person_height_m,
                "height of the person",
                OPTIONS.person_height_min,
                OPTIONS.person_height_max,
            ),
            (
                self.lens_height_m,
                "height of the lens",
                OPTIONS.lens_height_min,
                OPTIONS.lens_height_max,
            ),
            (
                self.distance_m,
                "distance of the camera",
                OPTIONS.distance_min,
                OPTIONS.distance_max,
            ),
        ):
            if stated is not None and not low <= stated.value <= high:
                raise OptionError(
                    f"A {what} of {100 * stated.value:g} cm is out of range: give {100 * low:g} to "
                    f"{100 * high:g} cm, or leave it out."
                )
        if self.roll_deg is not None and abs(self.roll_deg.value) > OPTIONS.roll_max:
            raise OptionError(
                f"A camera turned by {self.roll_deg.value:g}° is out of range: give at most "
                f"{OPTIONS.roll_max:g}° either way, or turn the picture upright first."
            )


@dataclass(frozen=True, eq=False)
class Contour:
    """The left and right edge of a person's silhouette, median over the masks of one stand.

    Attributes
    ----------
    y_px
        `(R,)` rows, pixels of the true frame, increasing downwards, evenly spaced.
    left_px, right_px
        `(R,)` x of the edges, to a fraction of a pixel; NaN where there is none.
    spread_px
        `(R,)` robust standard deviation of the edges over the masks, the larger of both sides; NaN
        where there is no edge.
    masks
        masks behind the median: two of each frame, one of them of its mirror image.

    Raises
    ------
    RecordingError
        the arrays contradict this description.
    """

    y_px: FloatArray
    left_px: FloatArray
    right_px: FloatArray
    spread_px: FloatArray
    masks: int

    def __post_init__(self) -> None:
        rows = len(self.y_px)
        for name in CONTOUR_ARRAYS:
            array = np.asarray(getattr(self, name)).astype(np.float64, copy=True)
            if array.shape != (rows,) or np.abs(np.nan_to_num(array)).max(initial=0.0) > (
                FILES.farthest_px
            ):
                raise RecordingError(
                    f"This recording is damaged: its outline's {name} is not possible."
                )
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        if not (np.isfinite(self.y_px).all() and (np.diff(self.y_px) > 0).all()):
            raise RecordingError("This recording is damaged: its outline is out of order.")


CONTOUR_ARRAYS = ("y_px", "left_px", "right_px", "spread_px")


@dataclass(frozen=True)
class Markers:
    """Two points of the pelvis in a side picture, clicked or marked with stickers.

    Attributes
    ----------
    asis_px
        x, y of the front marker (bony point at the front of the hip), frame pixels, y down.
    psis_px
        x, y of the back marker (dimple above the buttock).
    found
        true where the program found the stickers by itself.

    Raises
    ------
    RecordingError
        a point is none, or lies in no picture.
    """

    asis_px: tuple[float, float]
    psis_px: tuple[float, float]
    found: bool = False

    def __post_init__(self) -> None:
        points = (*self.asis_px, *self.psis_px)
        if len(points) != 4 or not all(abs(each) <= FILES.farthest_px for each in points):
            raise RecordingError("This recording is damaged: its markers lie nowhere.")


@dataclass(frozen=True, eq=False)
class Station:
    """One recording of a take with what belongs to it.

    Attributes
    ----------
    recording
        the landmarks.
    kind
        which of the protocol's stations it is, by name; empty where nobody has said yet.
    mirror_averaged
        the landmarks of its first seconds, each frame averaged with its mirror image, which takes
        out the model's own difference between left and right; None where that was not recorded.
    second_look
        what a better model found in a few frames that the protocol chose, each averaged with its
        mirror image; None where nobody looked.
    contour
        the silhouette; None where none was taken.
    markers
        stickers or clicks on the pelvis; None for none.
    people
        persons seen at once, the most over the frames that were searched.
    """

    recording: Recording
    kind: str = ""
    mirror_averaged: Recording | None = None
    second_look: Recording | None = None
    contour: Contour | None = None
    markers: Markers | None = None
    people: int = 1

    def digest(self) -> str:
        """Return the SHA-256 of what was recorded; of a bare recording its own."""
        looks = (self.recording, self.mirror_averaged, self.second_look)
        parts = [each.digest() for each in looks if each is not None]
        if self.contour is not None:
            rows = np.stack([getattr(self.contour, name) for name in CONTOUR_ARRAYS])
            parts.append(hashlib.sha256(rows.tobytes()).hexdigest())
        if self.markers is not None:
            points = np.array([self.markers.asis_px, self.markers.psis_px], np.float64)
            parts.append(hashlib.sha256(points.tobytes()).hexdigest())
        return joined(parts)


def refuse_odd_time(moment: datetime) -> None:
    """Check a time of recording that somebody gave.

    Raises
    ------
    OptionError
        it is not a time, has no zone, or lies before photography or beyond the next century.
    """
    if not isinstance(moment, datetime):
        raise OptionError(f"{moment!r:.80} is not a time of recording. Give a datetime.")
    if moment.tzinfo is None:
        raise OptionError(
            f"The time of recording {moment} has no zone. Give one, such as 2026-03-01T18:30+01:00."
        )
    if not FILES.first_year <= moment.year <= FILES.last_year:
        raise OptionError(f"Nothing was recorded in the year {moment.year}. Give the right time.")


def joined(digests: list[str]) -> str:
    """Return one SHA-256 for several; of a single one itself."""
    return (
        digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
    )
