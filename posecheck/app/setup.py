"""What the person chose before the take. Pure."""

from dataclasses import dataclass, field, replace
from typing import Literal

from posecheck.kinematics.camera_placement import Camera
from posecheck.live.framing import Facing
from posecheck.live.plans import march_plan, posture_plan
from posecheck.live.session import Plan
from posecheck.protocols.posture.assess import PostureOptions
from posecheck.protocols.posture.pelvis import Clothing
from posecheck.protocols.slow_march.options import MarchOptions

Protocol = Literal["slow_march", "standing_posture"]
SourceKind = Literal["camera", "video", "sample"]


@dataclass(frozen=True)
class Setup:
    """The choices of one take.

    Attributes
    ----------
    protocol : what is to be done.
    source : where the pictures come from.
    target_deg, lifts_per_side, facing : of a march.
    own_range : of the posture check: with a tucked and an arched stand.
    clothing : of the posture check: what the outline can show.
    chair, band : a hand on a chair; the band's name, empty for none.
    camera : the person's height, and the camera's place where it was confirmed.
    voice : speak the cues.
    """

    protocol: Protocol = "slow_march"
    source: SourceKind = "camera"
    target_deg: int = 90
    lifts_per_side: int = 5
    facing: Facing = "front"
    own_range: bool = False
    clothing: Clothing = "fitted"
    chair: bool = False
    band: str = ""
    camera: Camera = field(default_factory=lambda: Camera(person_height_m=1.7))
    voice: bool = True

    @property
    def plan(self) -> Plan:
        """The session's plan."""
        if self.protocol == "slow_march":
            return march_plan(self.lifts_per_side, self.facing)
        return posture_plan(self.own_range)

    @property
    def march_options(self) -> MarchOptions:
        """How a march is to be scored."""
        return MarchOptions(target_deg=self.target_deg, camera=self.camera)

    @property
    def posture_options(self) -> PostureOptions:
        """How a posture check is to be scored."""
        return PostureOptions(clothing=self.clothing)

    def placed(self, lens_height_m: float, distance_m: float) -> "Setup":
        """Return the same choices with the camera's place confirmed."""
        camera = replace(self.camera, lens_height_m=lens_height_m, distance_m=distance_m)
        return replace(self, camera=camera)
