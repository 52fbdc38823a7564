import numpy as np
import pytest

from posecheck.kinematics.geometry import hip_flexion, knee_flexion
from posecheck.landmarks import ANKLE, COUNT, HIP, KNEE, SHOULDER, SIDES


def a_body(thigh_deg: float, shank_deg: float, lean_deg: float, way: int) -> np.ndarray:
    """Return one body from the side: angles from the vertical, forward positive."""

    def ray(degrees: float, down: float) -> np.ndarray:
        angle = np.radians(degrees)
        return 100 * np.array([way * np.sin(angle), down * np.cos(angle)])

    points = np.zeros((1, COUNT, 2))
    for side in SIDES:
        points[0, SHOULDER[side]] = ray(lean_deg, -1)
        points[0, KNEE[side]] = ray(thigh_deg, 1)
        points[0, ANKLE[side]] = points[0, KNEE[side]] + ray(shank_deg, 1)
        points[0, HIP[side]] = 0
    return points


@pytest.mark.parametrize(("view", "way"), [("side-right", 1), ("side-left", -1)])
@pytest.mark.parametrize(
    ("thigh", "shank", "lean", "hip", "knee"),
    [
        (0, 0, 0, 0, 0),  # standing
        (90, 0, 0, 90, 90),  # thigh level, shank hanging
        (110, 0, 0, 110, 110),  # knee above the hip
        (90, 90, 0, 90, 0),  # straight leg held out
        (0, -90, 0, 0, 90),  # heel to the buttock
        (0, 0, 20, 20, 0),  # trunk leaning forward over a vertical thigh
        (90, 0, -10, 80, 90),  # leaning back lowers the flexion, not the thigh
        (-15, -15, 0, -15, 0),  # extension
    ],
)
def test_flexion_is_positive_whichever_way_the_body_faces(view, way, thigh, shank, lean, hip, knee):
    body = a_body(thigh, shank, lean, way)
    for side in SIDES:
        assert hip_flexion(body, side, view)[0] == pytest.approx(hip, abs=1e-9)
        assert knee_flexion(body, side, view)[0] == pytest.approx(knee, abs=1e-9)


@pytest.mark.parametrize("view", ["front", "oblique", "unknown"])
def test_only_a_side_view_shows_it(view):
    with pytest.raises(ValueError, match="sagittal"):
        hip_flexion(a_body(0, 0, 0, 1), "left", view)
