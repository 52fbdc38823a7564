import pytest

from posecheck.kinematics.statistics import Estimate
from posecheck.protocols.posture import PostureOptions, kinds
from posecheck.protocols.posture.measures import compared_measure
from posecheck.protocols.posture.thresholds import COMPARISON, ERROR, TILT

NO_PLACE = kinds.TILT_INDEX.missing("It needs three clips.")
NO_SHAPE = kinds.TILT_FROM_NEUTRAL.missing("The outline is not clear.")
# A change of the place in the own range that day-to-day standing does not explain, percent.
PLACE = 100 * TILT.change_detectable / TILT.own_range


def place(value, half=20.0):
    return kinds.TILT_INDEX.of(Estimate(value, value - half, value + half, 3), "side-left")


def shape(value):
    return kinds.TILT_FROM_NEUTRAL.of(Estimate(value, value - 6, value + 6, 3), "side-left")


def before(index=None, half=20.0, from_neutral=None, loose=False):
    ends = {} if index is None else {"low": index - half, "high": index + half}
    return PostureOptions(
        previous_index=index,
        previous_index_low=ends.get("low"),
        previous_index_high=ends.get("high"),
        previous_from_neutral=from_neutral,
        previous_loose=loose,
    )


def shape_limit(now=1.0, then=1.0):
    sd = COMPARISON.session_sd
    return 1.96 * (((sd * now) ** 2 + (sd * then) ** 2 + 2 * TILT.standing_sd**2) ** 0.5)


@pytest.mark.parametrize(
    ("now", "then", "half", "expected"),
    [
        (50 + PLACE + 1, 50.0, 20.0, "more"),
        (50 + PLACE - 1, 50.0, 20.0, "about_the_same"),
        (50.0, 50 + PLACE - 1, 20.0, "about_the_same"),
        (50.0, 50 + PLACE + 1, 20.0, "less"),
        # Two wide intervals outweigh what day-to-day standing makes.
        (110.0, 50.0, 45.0, "about_the_same"),
        (115.0, 50.0, 45.0, "more"),
    ],
)
def test_places_are_compared_by_interval_ends(now, then, half, expected):
    found = compared_measure(place(now, half), NO_SHAPE, before(then, half), "fitted")
    assert found.value == expected
    assert found.evidence == "own_range"


@pytest.mark.parametrize(("sign", "clear"), [(1, "more"), (-1, "less")])
@pytest.mark.parametrize("clothing", ["fitted", "loose"])
@pytest.mark.parametrize("loose", [False, True])
def test_shapes_are_compared_by_interval_ends(sign, clear, clothing, loose):
    limit = shape_limit(
        ERROR.clothing if clothing == "loose" else 1, ERROR.clothing if loose else 1
    )
    for change, expected in ((limit - 0.2, "about_the_same"), (limit + 0.2, clear)):
        earlier = before(from_neutral=5.0, loose=loose)
        found = compared_measure(NO_PLACE, shape(5.0 + sign * change), earlier, clothing)
        assert found.value == expected
        assert found.evidence == "silhouette"


def test_places_go_before_shapes():
    earlier = before(50.0, from_neutral=40.0)
    assert compared_measure(place(50.0), shape(0.0), earlier, "fitted").value == "about_the_same"
    assert compared_measure(NO_PLACE, shape(0.0), earlier, "fitted").value == "less"


def test_nothing_in_common_is_said():
    found = compared_measure(place(50.0), NO_SHAPE, before(from_neutral=5.0), "fitted")
    assert found.value is None
    assert found.reason == NO_SHAPE.reason
    found = compared_measure(NO_PLACE, shape(5.0), before(50.0), "fitted")
    assert found.value is None
    assert "nothing in common" in found.reason


def test_it_is_a_class_and_never_degrees():
    assert kinds.TILT_COMPARED.unit == "class"
    assert set(kinds.TILT_COMPARED.classes) == {"more", "less", "about_the_same"}
