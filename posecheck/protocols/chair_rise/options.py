"""What the user may say about rising from a chair."""

from typing import Literal

from posecheck.options import Options, option

RiseView = Literal["auto", "side", "oblique", "front"]
RiseFacing = Literal["side", "front"]
RiseSeat = Literal["sat", "touched"]


class RiseOptions(Options):
    """How the rises are to be done and scored."""

    seat: RiseSeat = option(
        "sat",
        label="Each time",
        help="sat: you sit down with your weight on the chair; touched: you only touch the seat, "
        "which a camera cannot tell from a squat.",
        choices={
            "sat": "I sit down on the chair",
            "touched": "I only touch the seat",
        },
    )
    seat_cm: int | None = option(
        None,
        flag="seat-cm",
        label="Height of the seat (cm)",
        help="Height of the seat above the floor, cm; from another chair it is another test.",
        least=25,
        most=80,
    )
    view: RiseView = option(
        "auto",
        label="View",
        help="auto, side, oblique (45°) or front.",
        choices={
            "auto": "read from the recording",
            "side": "from the side",
            "oblique": "at an angle of about 45°",
            "front": "from the front",
        },
    )
    facing: RiseFacing = option(
        "side",
        label="Stand",
        help="Sideways shows trunk, hips and knees; facing the camera shows the times only.",
        choices={
            "side": "Sideways: times and how upright you come",
            "front": "Facing the camera: times only",
        },
        live_only=True,
    )
