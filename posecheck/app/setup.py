"""What the person chose before the take. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from posecheck.protocols import AnyProtocol, protocol
from posecheck.take import Clothing, Footwear, Setting, Stated

Source = Literal["camera", "file", "sample"]
SOURCES: Mapping[Source, str] = {
    "camera": "This computer's camera",
    "file": "A video file",
    "sample": "The built-in sample",
}
ASSUMED_HEIGHT_M = 1.70


@dataclass(frozen=True)
class Setup:
    """The choices of one take.

    Attributes
    ----------
    protocol : name of what is to be done; empty before the choice.
    source : where the pictures come from.
    options : the protocol's, as said.
    height_cm, lens_cm, distance_cm : as the person said them; None where they did not.
    clothing, footwear, chair, band : as asked.
    voice, tones : what is to be heard.
    """

    protocol: str = ""
    source: Source = "camera"
    options: Mapping[str, Any] = field(default_factory=dict)
    height_cm: float | None = None
    lens_cm: float | None = None
    distance_cm: float | None = None
    clothing: Clothing | None = None
    footwear: Footwear | None = None
    chair: bool = False
    band: str = ""
    voice: bool = True
    tones: bool = True

    @property
    def chosen(self) -> AnyProtocol:
        """The protocol."""
        return protocol(self.protocol)

    @property
    def setting(self) -> Setting:
        """The conditions, each with whether it was given or only assumed.

        Raises
        ------
        OptionError : one of them cannot be.
        """
        height = _metres(self.height_cm) or Stated(value=ASSUMED_HEIGHT_M, given=False)
        setting = Setting(
            person_height_m=height,
            lens_height_m=_metres(self.lens_cm),
            distance_m=_metres(self.distance_cm),
            chair=self.chair,
            band=self.band,
            clothing=self.clothing,
            footwear=self.footwear,
        )
        setting.refuse_nonsense()
        return setting


def _metres(centimetres: float | None) -> Stated | None:
    return None if centimetres is None else Stated(value=centimetres / 100.0)
