import pytest

from posecheck.wording import in_a_sentence, with_unit


@pytest.mark.parametrize(
    ("unit", "axis"),
    [("deg", "Height (°)"), ("s", "Height (s)"), ("%", "Height (%)"), ("ratio", "Height")],
)
def test_a_label_with_its_unit(unit, axis):
    assert with_unit("Height", unit) == axis


def test_a_label_within_a_sentence():
    assert in_a_sentence("Peak thigh elevation") == "peak thigh elevation"
