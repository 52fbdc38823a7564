import numpy as np
import pytest

from posecheck.kinematics.camera_placement import Camera
from posecheck.kinematics.elevation import thigh_elevation
from posecheck.landmarks import HIP, KNEE, SHOULDER, SIDES, other
from posecheck.protocols.slow_march.body import with_standing_bounded
from posecheck.protocols.slow_march.departures import Lift as FoundLift
from tests.conftest import FIXTURES, analyse_march, recorded_march
from tests.kinematics.figure import Figure, lifts

MARCHES = sorted(path.stem for path in (FIXTURES / "recordings").glob("*.posecheck"))
RIGHT = lifts([80])
UP = np.flatnonzero(RIGHT > 0)
LIFT = FoundLift(side="right", start=int(UP[0]), peak=int(UP.mean()), end=int(UP[-1]))
FIGURE = Figure()
THIGH_PX = float(
    np.linalg.norm(FIGURE.rest().xy_px[HIP["left"]] - FIGURE.rest().xy_px[KNEE["left"]])
)


def bounded(change=None, found=(LIFT,)):
    """Return the left leg's curve before and after, while the right one is up."""
    track = FIGURE.track(np.zeros_like(RIGHT), RIGHT)
    track.xy_px[UP, KNEE["left"], 1] -= 0.15 * THIGH_PX  # the standing knee climbs
    if change is not None:
        change(track.xy_px)
    elevation = thigh_elevation(track, FIGURE.rest(), "oblique", Camera(0.9, 2.8), 45.0)
    after = with_standing_bounded(elevation, track, FIGURE.rest(), found)
    for side in SIDES:
        if not any(lift.side == other(side) for lift in found):
            np.testing.assert_array_equal(after.deg[side], elevation.deg[side])
    top = slice(LIFT.peak - 5, LIFT.peak + 5)
    return np.median(elevation.deg["left"][top]), np.median(after.deg["left"][top])


def test_a_standing_knee_that_climbs_alone_is_not_a_lifted_thigh():
    before, after = bounded()
    assert before > 25
    assert after == pytest.approx(0, abs=1)  # the shoulders have not come down


def test_a_knee_that_climbs_with_its_hip_has_not_turned_about_it():
    def change(xy):
        xy[UP, HIP["left"], 1] -= 0.15 * THIGH_PX
        xy[UP[:, None], list(SHOULDER.values()), 1] += THIGH_PX

    before, after = bounded(change)
    assert before > 25
    assert after < 2


def test_a_leg_that_bends_under_the_body_keeps_its_angle():
    def change(xy):
        xy[UP[:, None], [*SHOULDER.values(), *HIP.values()], 1] += THIGH_PX

    before, after = bounded(change)
    assert after == before > 25


def test_its_own_lift_is_never_touched():
    own = FoundLift(side="left", start=LIFT.start, peak=LIFT.peak, end=LIFT.end)
    before, after = bounded(found=(LIFT, own))
    assert after == before


def test_a_gap_stays_a_gap():
    _, after = bounded(lambda xy: xy.__setitem__(UP, np.nan))
    assert np.isnan(after)


@pytest.mark.parametrize("name", MARCHES)
def test_on_rendered_people_the_leg_stood_on_stays_low(name):
    analysis = analyse_march(recorded_march(name))
    counted = [scored.lift for scored in analysis.lifts if scored.lift.valid]
    for lift in counted:
        curve = analysis.elevation.deg[other(lift.side)][lift.start : lift.end + 1]
        alone = not any(
            each.side == other(lift.side) and each.start <= lift.end and lift.start <= each.end
            for each in counted
        )
        assert not alone or np.nanmax(curve) < 25
