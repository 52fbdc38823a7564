import pytest

from posecheck.errors import OptionError
from posecheck.kinematics.elevation import Camera
from posecheck.protocols.slow_march.options import MarchOptions


def test_nothing_needs_to_be_said():
    assert MarchOptions() == MarchOptions(target_deg=90, camera=Camera(), view="auto")


@pytest.mark.parametrize("target_deg", [0, 44, 89, 180])
def test_only_the_known_targets(target_deg):
    with pytest.raises(OptionError, match="Choose one of 45, 60, 68, 90"):
        MarchOptions(target_deg=target_deg)


def test_only_the_known_views():
    with pytest.raises(OptionError, match="Choose one of auto, front"):
        MarchOptions(view="above")


@pytest.mark.parametrize(
    ("camera", "message"),
    [
        (Camera(person_height_m=0.0175), "height of the person of 1.75 cm"),  # metres for cm
        (Camera(person_height_m=17.5), "height of the person of 1750 cm"),  # mm for cm
        (Camera(lens_height_m=0.0095), "height of the lens"),
        (Camera(distance_m=0.028), "distance of the camera"),
        (Camera(distance_m=float("nan")), "distance of the camera"),
    ],
)
def test_a_wrong_unit_is_noticed(camera, message):
    with pytest.raises(OptionError, match=message):
        MarchOptions(camera=camera)
