"""`Stand`: one quiet stand before the camera, as everything that measures posture receives it."""

from dataclasses import dataclass

from posecheck.kinematics.contour import Contour
from posecheck.recording import Recording


@dataclass(frozen=True)
class Markers:
    """Two points of the pelvis in a side picture, clicked or marked with stickers.

    Attributes
    ----------
    asis_px : x, y of the front marker (bony point at the front of the hip), frame pixels, y down.
    psis_px : x, y of the back marker (dimple above the buttock).
    found : true where the program found the stickers by itself.
    """

    asis_px: tuple[float, float]
    psis_px: tuple[float, float]
    found: bool = False

    def mirrored(self, width_px: int) -> "Markers":
        """Return the markers of the mirrored picture of that width."""
        flipped = [(width_px - 1 - x, y) for x, y in (self.asis_px, self.psis_px)]
        return Markers(asis_px=flipped[0], psis_px=flipped[1], found=self.found)


@dataclass(frozen=True, eq=False)
class Stand:
    """One quiet stand: a short clip or a single picture.

    Attributes
    ----------
    recording : its landmarks.
    contour : its silhouette; None where there is none (front view, or a recording alone).
    markers : stickers or clicks on the pelvis; side view only.
    people : persons seen at once, the most over the frames that were looked at.
    roll_deg : how far the picture is turned clockwise against gravity, as told by the user; None
        where unknown.
    roll_sd_deg : standard deviation of the error of `roll_deg`.
    """

    recording: Recording
    contour: Contour | None = None
    markers: Markers | None = None
    people: int = 1
    roll_deg: float | None = None
    roll_sd_deg: float = 0.0
