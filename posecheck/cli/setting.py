"""The options of a take's conditions, the same for every protocol."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from posecheck.cli.parameters import Parameter
from posecheck.errors import OptionError

if TYPE_CHECKING:
    from posecheck.take import Setting


PARAMETERS = tuple(
    Parameter(name, Annotated[kind, typer.Option(flag, help=help)], default)
    for name, kind, flag, default, help in (
        ("height_cm", float | None, "--height-cm", None, "The person's height."),
        (
            "lens_height_cm",
            float | None,
            "--lens-height-cm",
            None,
            "Height of the camera's lens above the floor.",
        ),
        (
            "distance_cm",
            float | None,
            "--distance-cm",
            None,
            "Distance from the camera to the person, on the floor.",
        ),
        (
            "roll_deg",
            float | None,
            "--roll-deg",
            None,
            "Roll of the camera, clockwise in the picture; 0 if it is levelled.",
        ),
        ("clothing", str | None, "--clothing", None, "fitted, loose, or coat (skirt, robe)."),
        ("footwear", str | None, "--footwear", None, "barefoot, socks or shoes."),
        ("chair", bool, "--chair", False, "A hand held on to a chair."),
        ("band", str | None, "--band", None, "The resistance band used."),
    )
)


def setting_of(said: Mapping[str, Any]) -> "Setting":
    """Return the conditions that were said.

    Raises
    ------
    OptionError : one of them cannot be.
    """
    from pydantic import ValidationError

    from posecheck.take import Setting, Stated

    def stated(value: float | None, per: float = 1.0) -> Stated | None:
        return None if value is None else Stated(value=value / per)

    roll = said["roll_deg"]
    if roll is not None and said.get("mirrored"):
        roll = -roll
    try:
        setting = Setting(
            person_height_m=stated(said["height_cm"], 100),
            lens_height_m=stated(said["lens_height_cm"], 100),
            distance_m=stated(said["distance_cm"], 100),
            roll_deg=stated(roll),
            chair=said["chair"],
            band=said["band"] or "",
            clothing=said["clothing"],
            footwear=said["footwear"],
        )
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise OptionError(_SENTENCES.get(name, f"--{name} cannot be read.")) from error
    setting.refuse_nonsense()
    return setting


_SENTENCES = {
    "clothing": "This clothing is not known. Choose fitted, loose or coat.",
    "footwear": "This footwear is not known. Choose barefoot, socks or shoes.",
    "band": "The name of the band is too long. Shorten it.",
}


def moment(text: str | None) -> datetime | None:
    """Return a time of recording as it was typed; without a zone it is this machine's.

    Raises
    ------
    OptionError : it is not a time, or one that cannot be.
    """
    if text is None:
        return None
    try:
        when = datetime.fromisoformat(text.strip())
        return when if when.tzinfo is not None else when.astimezone()
    except (ValueError, OverflowError, OSError) as error:
        raise OptionError(
            f'"{text}" is not a time. Give it as 2026-03-01 or 2026-03-01T18:30+01:00.'
        ) from error
