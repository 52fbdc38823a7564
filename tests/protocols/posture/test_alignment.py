import pytest

from posecheck.kinematics.regression import LinearModel
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.alignment import angle_measures, side_angles
from posecheck.protocols.posture.side_view import MODELS, PART_OF, figure_of, models_of
from tests.protocols.posture.people import TRUTH, cut, stand, trial

SIDE_STANDS = ["upright", "tuck", "arch", "sway_back", "stoop", "facing_right"]


@pytest.mark.parametrize("name", SIDE_STANDS)
@pytest.mark.parametrize("kind", [kinds.TRUNK_LEAN, kinds.FORWARD_HEAD])
def test_angles_of_rendered_people(name, kind):
    found = side_angles(figure_of(trial(name)))[kind.name]
    assert found is not None
    # The head of the stooping one lies further forward than any other body's of the fit.
    allowed = 9 if (name, kind) == ("stoop", kinds.FORWARD_HEAD) else 4
    assert found.value == pytest.approx(TRUTH[name][kind.name], abs=allowed)


def needs(model: LinearModel) -> set[str]:
    return {PART_OF[feature] for feature in model.features if feature in PART_OF}


@pytest.mark.parametrize("part", ["head", "knees", "feet"])
def test_what_is_not_seen_leaves_out_what_needs_it_and_nothing_else(part):
    figure = figure_of(trial(cut(stand("upright"), part)))
    assert figure.unseen == {part}
    for measure, kind in zip(angle_measures([figure]), kinds.ANGLES, strict=True):
        lacks = all(part in needs(MODELS[name]) for name in models_of(kind))
        assert (measure.value is None) == lacks, kind.name
        if lacks:
            assert part in measure.reason


def test_the_trunk_needs_no_legs():
    """It leans as before, less certainly."""
    whole, cropped = (
        side_angles(figure_of(trial(each)))[kinds.TRUNK_LEAN.name]
        for each in (stand("upright"), cut(stand("upright"), "knees", "feet"))
    )
    assert cropped.value == pytest.approx(whole.value, abs=whole.half_width)
    assert cropped.half_width > whole.half_width


def test_a_stand_that_shows_more_answers_for_one_that_shows_less():
    figures = [figure_of(trial(each)) for each in (cut(stand("upright"), "feet"), stand("upright"))]
    measures = {measure.name: measure for measure in angle_measures(figures)}
    assert measures[kinds.PELVIC_DISPLACEMENT.name].n == 1
    assert measures[kinds.TRUNK_LEAN.name].n == 2


def test_intervals_leave_room_for_real_people():
    """The fit knows rendered people only; what is reported is wider than its own interval."""
    figure = figure_of(trial("upright"))
    fitted = side_angles(figure)
    for measure in angle_measures([figure]):
        assert measure.high - measure.low > 2 * fitted[measure.name].half_width
