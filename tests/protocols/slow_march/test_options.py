import pytest

from posecheck.errors import OptionError
from posecheck.protocols.slow_march import TARGETS_DEG, MarchOptions
from tests.conftest import assess_march, said
from tests.synthetic import march

RECORDING = march(2).recording


def test_nothing_needs_to_be_said():
    assert MarchOptions.said({}) == MarchOptions(target_deg=90, view="auto")


@pytest.mark.parametrize("target_deg", TARGETS_DEG)
def test_the_known_targets(target_deg):
    assert MarchOptions.said({"target_deg": target_deg}).target_deg == target_deg


@pytest.mark.parametrize("target_deg", [0, 44, 89, 180, "high", None])
def test_no_other_target(target_deg):
    with pytest.raises(OptionError, match="Choose one of 45, 60, 68, 90"):
        assess_march(RECORDING, target_deg=target_deg)


def test_only_the_known_views():
    with pytest.raises(OptionError, match="Choose one of auto, front"):
        assess_march(RECORDING, view="above")


@pytest.mark.parametrize(
    ("quantity", "message"),
    [
        ({"person_height_m": 0.0175}, "height of the person of 1.75 cm"),  # metres for cm
        ({"person_height_m": 17.5}, "height of the person of 1750 cm"),  # mm for cm
        ({"lens_height_m": 0.0095}, "height of the lens"),
        ({"distance_m": 0.028}, "distance of the camera"),
        ({"roll_deg": 90.0}, "turned by 90°"),
    ],
)
def test_a_wrong_unit_is_noticed(quantity, message):
    with pytest.raises(OptionError, match=message):
        assess_march(RECORDING, said(**quantity))
