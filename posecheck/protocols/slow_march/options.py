"""What the user may say about a march take."""

from dataclasses import dataclass, field
from typing import Literal, get_args

from posecheck.errors import OptionError
from posecheck.kinematics.elevation import Camera
from posecheck.thresholds import OPTIONS

ViewOption = Literal["auto", "front", "side-left", "side-right", "oblique"]
TARGETS_DEG = (45, 60, 68, 90)


@dataclass(frozen=True)
class MarchOptions:
    """How a march is to be scored.

    Attributes
    ----------
    target_deg : thigh elevation to reach, one of 45, 60, 68, 90 degrees; 90 is a level thigh.
    camera : what is known of the camera's place and the person's height.
    view : how the person stands to the camera; "auto" reads it from the recording. "side-left"
        means that the person's left side is towards the camera.

    Raises
    ------
    OptionError : a value that cannot be.
    """

    target_deg: int = 90
    camera: Camera = field(default_factory=Camera)
    view: ViewOption = "auto"

    def __post_init__(self) -> None:
        if self.target_deg not in TARGETS_DEG:
            known = ", ".join(str(target) for target in TARGETS_DEG)
            raise OptionError(
                f"A target of {self.target_deg}° is not known. Choose one of {known}."
            )
        if self.view not in get_args(ViewOption):
            known = ", ".join(get_args(ViewOption))
            raise OptionError(f'A view "{self.view}" is not known. Choose one of {known}.')
        _refuse_unless_within(
            "height of the person",
            self.camera.person_height_m,
            OPTIONS.person_height_min,
            OPTIONS.person_height_max,
        )
        _refuse_unless_within(
            "height of the lens",
            self.camera.lens_height_m,
            OPTIONS.lens_height_min,
            OPTIONS.lens_height_max,
        )
        _refuse_unless_within(
            "distance of the camera",
            self.camera.distance_m,
            OPTIONS.distance_min,
            OPTIONS.distance_max,
        )


def _refuse_unless_within(what: str, value_m: float | None, low: float, high: float) -> None:
    if value_m is not None and not low <= value_m <= high:
        raise OptionError(
            f"A {what} of {100 * value_m:g} cm cannot be; it lies between {100 * low:g} and "
            f"{100 * high:g} cm. Give it in centimetres, or leave it out."
        )
