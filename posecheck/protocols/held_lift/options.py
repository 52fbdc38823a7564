"""What the user may say about held lifts."""

from typing import Literal

from posecheck.options import Options, option

HoldView = Literal["auto", "side", "oblique"]
HoldFacing = Literal["side", "angle"]
HoldLegs = Literal["both", "left", "right"]
TARGETS_DEG = (60, 70, 80, 90)


def _scale(label: str) -> int | None:
    field: int | None = option(
        None,
        label=f"{label}, 0 to 10",
        help=f"{label}: 0 for none, 10 for the most imaginable.",
        least=0,
        most=10,
        afterwards=True,
    )
    return field


class HoldOptions(Options):
    """How the lifts are to be held and scored; sides are the person's own."""

    target_deg: int = option(
        90,
        flag="target",
        label="Hold the thigh at",
        help="Thigh elevation to hold, degrees: 60, 70, 80 or 90 (level).",
        choices={60: "60°", 70: "70°", 80: "80°", 90: "90°: thigh level"},
    )
    view: HoldView = option(
        "auto",
        label="View",
        help="auto, side or oblique (45°).",
        choices={
            "auto": "read from the recording",
            "side": "from the side",
            "oblique": "at an angle of about 45°",
        },
    )
    legs: HoldLegs = option(
        "both",
        label="Legs",
        help="Which legs are held, one after the other.",
        choices={"both": "Both, the left one first", "left": "The left one", "right": "The right"},
        live_only=True,
    )
    tries: int = option(
        1,
        label="Holds of each leg",
        help="With two, the other leg is held in between, which is the rest.",
        choices={1: "One", 2: "Two, with a rest"},
        live_only=True,
    )
    facing: HoldFacing = option(
        "side",
        label="Stand",
        help="Sideways shows the thigh best; at 45° a lean to the side is seen as well.",
        choices={
            "side": "Sideways, the lifted leg nearer the camera",
            "angle": "At 45°, the lifted leg nearer the camera",
        },
        live_only=True,
    )
    pain_left: int | None = _scale("Pain while holding the left leg")
    pain_right: int | None = _scale("Pain while holding the right leg")
    effort_left: int | None = _scale("Effort of holding the left leg")
    effort_right: int | None = _scale("Effort of holding the right leg")
