from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posecheck.errors import OptionError
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.pelvis import (
    Profile,
    index_measure,
    own_range,
    rotation,
    tilt_of_markers,
)
from posecheck.protocols.posture.side_view import figure_of, shape_of
from posecheck.station import Markers
from tests.protocols.posture.people import (
    TRUTH,
    assess,
    mirrored,
    stand,
    take_of,
    to_pixels,
    trial,
    with_points,
)

TILT = (kinds.TILT_FROM_NEUTRAL, kinds.PELVIC_TILT, kinds.TILT_INDEX)


def profile(given_stand) -> Profile:
    figure = figure_of(trial(given_stand))
    return Profile(figure, shape_of(figure))


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["upright", "sway_back", "facing_right"]))
def test_landmarks_alone_never_give_a_tilt(seed, name):
    """Whatever the landmarks are: without a silhouette and without markers there is no tilt."""
    rng = np.random.default_rng(seed)
    bare = replace(stand(name), contour=None)

    def moved():
        return with_points(bare, lambda p: p + rng.normal(0, 8, (1, 33, 2)).astype(np.float32))

    result = assess(take_of(side=[bare, moved()], relaxed=moved(), tuck=moved(), arch=moved()))
    for wanted in (*TILT, *kinds.SHAPES):
        measure = result.measure(wanted)
        assert measure is not None
        assert measure.value is None
        assert measure.reason
    assert not any("pelvis" in finding.text for finding in result.findings)


@pytest.mark.parametrize("name", ["upright", "tuck", "arch", "sway_back", "stoop", "facing_right"])
def test_the_rotation_of_rendered_people(name):
    """These bodies are among those of the fit; the benchmark judges bodies left out of it."""
    found = rotation(profile(stand(name)), "fitted")
    assert found is not None
    assert found.value == pytest.approx(TRUTH[name][kinds.TILT_FROM_NEUTRAL.name], abs=5)
    assert abs(found.value - TRUTH[name][kinds.TILT_FROM_NEUTRAL.name]) < found.half_width


def test_hands_before_the_belly_leave_the_back():
    seen = profile(stand("upright"))
    assert seen.shape is not None
    hidden = Profile(seen.figure, replace(seen.shape, front_slopes_deg=None, belly=None))
    both, back = rotation(seen, "fitted"), rotation(hidden, "fitted")
    assert both is not None
    assert back is not None
    assert back.half_width > both.half_width
    assert back.value == pytest.approx(both.value, abs=6)


def test_loose_clothes_widen_and_a_coat_voids():
    seen = profile(stand("upright"))
    fitted, loose = rotation(seen, "fitted"), rotation(seen, "loose")
    assert fitted is not None
    assert loose is not None
    assert loose.half_width == pytest.approx(1.5 * fitted.half_width)
    assert rotation(seen, "coat") is None


@given(st.floats(-20, 40), st.floats(0.2, 0.4))
def test_markers_give_their_angle(degrees, length):
    figure = figure_of(trial("upright"))
    along = length * np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))]) / 2
    centre = np.array([-0.02, -0.12])
    asis, psis = (to_pixels(figure, centre + sign * along) for sign in (1, -1))
    found = tilt_of_markers(figure, Markers(tuple(asis), tuple(psis)), roll_sd_deg=0.0)
    assert found.value == pytest.approx(degrees, abs=1e-6)
    wider = tilt_of_markers(figure, Markers(tuple(asis), tuple(psis)), roll_sd_deg=2.0)
    assert wider.half_width > found.half_width > 1


@pytest.mark.parametrize(
    ("asis", "psis"),
    [
        ((-0.1, -0.1), (0.1, -0.1)),  # back before front
        ((0.0, -0.1), (-0.02, -0.1)),  # too close
        ((0.1, -1.0), (-0.1, -1.0)),  # on the shoulders
        ((0.5, 0.0), (-0.5, 0.0)),  # too far apart
        ((0.05, 0.1), (-0.05, -0.15)),  # one above the other
    ],
)
def test_markers_off_the_pelvis_are_refused(asis, psis):
    figure = figure_of(trial("upright"))
    markers = Markers(tuple(to_pixels(figure, asis)), tuple(to_pixels(figure, psis)))
    with pytest.raises(OptionError, match="do not lie on a pelvis"):
        tilt_of_markers(figure, markers, 0.0)


def test_the_place_in_the_own_range():
    """The true place of +10° between −5° and +30° is 43 %."""
    found = own_range(
        [profile(stand("upright"))], profile(stand("tuck")), profile(stand("arch")), "fitted"
    )
    assert not isinstance(found, str)
    assert 100 * found.index == pytest.approx(100 * 15 / 35, abs=4)
    three = own_range(
        [profile(stand("upright"))] * 3, profile(stand("tuck")), profile(stand("arch")), "fitted"
    )
    assert not isinstance(three, str)
    assert three.sd < found.sd
    measure = index_measure(found, "side-left")
    assert measure.evidence == "own_range"


def test_tuck_and_arch_must_differ_the_right_way():
    same = profile(stand("upright"))
    for tuck, arch in ((same, same), (profile(stand("arch")), profile(stand("tuck")))):
        found = own_range([same], tuck, arch, "fitted")
        assert isinstance(found, str)
        assert "look too much alike" in found


def test_facing_the_other_way_changes_no_tilt():
    one, other = (
        rotation(profile(each), "fitted") for each in (stand("upright"), mirrored(stand("upright")))
    )
    assert one is not None
    assert other is not None
    assert one.value == pytest.approx(other.value, abs=0.1)
