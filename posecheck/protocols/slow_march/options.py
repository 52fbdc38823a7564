"""What the user may say about a march."""

from typing import Literal

from posecheck.options import Options, option

ViewOption = Literal["auto", "front", "side-left", "side-right", "oblique"]
MarchFacing = Literal["front", "side"]
TARGETS_DEG = (45, 60, 68, 90)


def _phone(side: str) -> float | None:
    field: float | None = option(
        None,
        flag=f"phone-{side}-deg",
        label=f"Phone on the {side} thigh (°)",
        help=f"What a phone along the {side} thigh showed while the first {side} lift was held: 0 "
        "hanging, 90 level. Said of both legs, it makes every height more certain.",
        least=10,
        most=130,
        afterwards="measure",
        announced_by="phone",
    )
    return field


class MarchOptions(Options):
    """How a march is to be done and scored; "side-left" shows the person's left side."""

    target_deg: int = option(
        90,
        flag="target",
        label="Lift the thigh to",
        help="Thigh elevation to reach, degrees: 45, 60, 68 or 90 (level).",
        choices={45: "45°: half way", 60: "60°", 68: "68°", 90: "90°: thigh level"},
    )
    view: ViewOption = option(
        "auto",
        label="View",
        help="auto, front, side-left, side-right or oblique.",
        choices={
            "auto": "read from the recording",
            "front": "from the front",
            "side-left": "from the left side",
            "side-right": "from the right side",
            "oblique": "at an angle",
        },
    )
    lifts_per_side: int = option(
        5,
        label="Lifts per side",
        help="Ten show whether a side tires; from five on the two sides can be compared well.",
        least=1,
        most=20,
        live_only=True,
    )
    facing: MarchFacing = option(
        "front",
        label="Stand",
        help="Facing the camera compares left and right; sideways shows trunk and landing.",
        choices={
            "front": "Facing the camera: compares left and right",
            "side": "Sideways: trunk, landing, the near leg",
        },
        live_only=True,
    )
    phone: bool = option(
        False,
        label="A phone lies along the thigh in the first lift of each leg",
        help="Held by a strap or a stocking, with its spirit level open. You are asked to hold "
        "that lift until you have read it, and for both numbers beside the result: every height "
        "becomes more certain.",
        live_only=True,
    )
    phone_left_deg: float | None = _phone("left")
    phone_right_deg: float | None = _phone("right")
