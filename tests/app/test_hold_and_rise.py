"""The page asks what the held lift and the chair rise want to know, and keeps what they bring."""

from dataclasses import replace

from posecheck.app.flow import Outcome, Setup, Step
from posecheck.app.safety import QUESTIONS
from posecheck.history.store import History
from posecheck.take import open_take
from tests.app.conftest import Open, press, texts
from tests.conftest import FIXTURES


def set_up(page: Open, title: str):
    app = press(press(page(), title), "None of these applies to me today")
    assert not app.exception
    return app


def result_of(page: Open, name: str, protocol: str):
    take = replace(open_take(FIXTURES / name), ending="The take is complete.")
    setup = Setup(protocol=protocol)
    return page(setup=setup, outcome=Outcome(take, "The take is complete."), step=Step.RESULT)


def test_the_hold_asks_before_the_take_what_plans_it_and_afterwards_what_was_felt(page: Open):
    app = set_up(page, "Held high lift")
    asked = [each.label for each in (*app.radio, *app.selectbox, *app.number_input)]
    assert {"Hold the thigh at", "Legs", "Holds of each leg", "Stand"} <= set(asked)
    assert not any("Pain" in label for label in asked)
    app = result_of(page, "holds/side.posecheck", "held_lift")
    assert not app.exception
    asked = [each.label for each in app.number_input]
    assert "Pain while holding the left leg, 0 to 10" in asked
    assert "Effort of holding the right leg, 0 to 10" in asked


def test_a_hip_that_must_not_bend_gets_a_lower_target(page: Open):
    app = press(page(), "Held high lift")
    for box, question in zip(app.checkbox, QUESTIONS, strict=True):
        box.set_value(question.kind == "bend")
    app = press(press(app.run(), "Continue with what I ticked"), "I will take care: continue")
    options = next(each for each in app.radio if each.label == "Hold the thigh at").options
    assert options == ["60°"]


def test_what_was_felt_in_each_leg_is_kept_with_the_take(page: Open):
    app = result_of(page, "holds/side.posecheck", "held_lift")
    pain = next(
        each for each in app.number_input if each.label.startswith("Pain while holding the left")
    )
    pain.set_value(4)
    app = press(app, "Save")
    assert not app.exception
    with History() as history:
        kept = history.kept(1)
        assert history.take(1).options["pain_left"] == 4
    assert kept.assessment.provenance.options["pain_left"] == 4


def test_the_seat_may_stay_without_a_height(page: Open):
    app = set_up(page, "Five times up from a chair")
    seat = next(each for each in app.number_input if each.label == "Height of the seat (cm)")
    assert seat.value is None
    assert not app.error
    assert any(each.label == "Continue" for each in app.button)


def test_the_set_up_says_which_chair_and_uses_no_word_of_the_command_line(page: Open):
    app = set_up(page, "Five times up from a chair")
    assert "chair without arms" in texts(app)
    assert next(each for each in app.radio if each.label == "View").help in (None, "")


def test_the_result_of_rises_answers_its_questions(page: Open):
    app = result_of(page, "rises/side.posecheck", "chair_rise")
    assert not app.exception
    said = texts(app)
    for words in (
        "Five rises took",
        "Fully upright?",
        "Bohannon 2006",
        "Which part takes how long?",
    ):
        assert words in said
