"""The pages' logic, without a browser."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from posecheck.app import flow, take_page, unfinished_takes
from posecheck.app.flow import Outcome, Setup, Step
from posecheck.app.result_page import _rows
from posecheck.app.safety import QUESTIONS, advise
from posecheck.app.setup_page import in_turn
from posecheck.history.store import History
from posecheck.kinematics.statistics import Estimate
from posecheck.landmarks import SIDES
from posecheck.protocols.slow_march import kinds
from posecheck.take import Take
from tests.app.conftest import Open, press, short, texts

KINDS = [question.kind for question in QUESTIONS]
NONE = "None of these applies to me today"
CAREFUL = "I will take care: continue"


def answered(page: Open, kind: str, test: str = "Slow march"):
    app = press(page(), test)
    for box, each in zip(app.checkbox, KINDS, strict=True):
        box.set_value(each == kind)
    return press(app.run(), "Continue with what I ticked")


def radio(app, label):
    return next(each for each in app.radio if each.label == label)


def test_a_new_person_is_two_taps_from_the_set_up_and_four_from_the_take(page: Open):
    app = page()
    assert not app.exception
    assert "not a diagnosis" in texts(app)
    app = press(press(app, "Slow march"), NONE)
    assert app.title[0].value == "Set up: slow march"
    labels = [each.label for each in app.radio]
    assert labels == ["Pictures from", "Lift the thigh to", "Stand", "View"]


def test_every_question_can_be_read_before_it_is_answered(page: Open):
    app = press(page(), "Standing posture")
    assert [box.label for box in app.checkbox] == [question.text for question in QUESTIONS]
    assert not any(box.value for box in app.checkbox)


@pytest.mark.parametrize("kind", ["urgent", "clinician"])
def test_an_answer_that_forbids_the_test_leads_to_the_sample_only(page: Open, kind: str):
    app = answered(page, kind)
    assert app.title[0].value == "Not today"
    assert "doctor" in texts(app)
    app = press(app, "Show me the sample")
    assert radio(app, "Pictures from").options == ["The built-in sample"]


def test_answering_again_opens_what_was_closed(page: Open):
    app = press(answered(page, "clinician"), "Show me the sample")
    app = press(press(app, "Back"), "Standing posture")
    app = press(app, "Back") if app.title[0].value.startswith("Set up") else app
    app.session_state["step"] = Step.SAFETY
    app = press(press(app.run(), "Answer again"), NONE)
    assert len(radio(app, "Pictures from").options) == 3


def test_a_hip_that_must_not_bend_gets_lower_targets(page: Open):
    app = press(answered(page, "bend"), CAREFUL)
    options = radio(app, "Lift the thigh to").options
    assert [option[:3] for option in options] == ["45°", "60°"]


def test_who_is_unsteady_gets_the_chair(page: Open):
    app = answered(page, "balance")
    assert "seated" in texts(app)
    app = press(app, CAREFUL)
    chair = next(box for box in app.checkbox if box.label == "A hand on a chair")
    assert chair.value is True


def test_what_was_chosen_stays_on_the_way_back(page: Open):
    app = press(press(page(), "Slow march"), NONE)
    radio(app, "Stand").set_value("side")
    app = app.run()
    app = press(press(app, "Back"), "Slow march")
    assert radio(app, "Stand").value == "side"


def test_a_height_that_nobody_gave_is_not_stored_as_given(page: Open):
    app = press(press(page(), "Slow march"), NONE)
    setting = app.session_state["setup"].setting
    assert setting.person_height_m.value == 1.70
    assert setting.given("person_height_m") is None
    next(f for f in app.number_input if f.label == "Your height (cm)").set_value(182.0)
    setting = app.run().session_state["setup"].setting
    assert setting.given("person_height_m") == pytest.approx(1.82)


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (["the left leg", "the right leg"], "the left leg, the right leg"),
        (["from the front", *["from the side"] * 3], "from the front, from the side (3 times)"),
    ],
)
def test_what_comes_several_times_in_a_row_is_said_once(labels, words):
    assert in_turn(labels) == words


def test_as_last_time_is_one_tap_with_the_whole_list_in_view(page: Open):
    assert not any(button.label.startswith("None of these today") for button in page().button)
    flow.remember(
        Setup(
            protocol="slow_march",
            options={"target_deg": 68, "lifts_per_side": 7, "facing": "side"},
            height_cm=171,
            chair=True,
            source="file",
        )
    )
    app = page()
    said = texts(app)
    for words in ("68°", "Lifts per side: 7", "Sideways", "171 cm", "a hand on a chair"):
        assert words in said
    assert all(question.text in said for question in QUESTIONS)
    app = press(app, "None of these today: as last time")
    assert app.title[0].value == "Read a file"
    assert app.session_state["setup"].options["target_deg"] == 68


def test_as_last_time_asks_again_where_something_applies(page: Open):
    flow.remember(Setup(protocol="posture"))
    app = press(page(), "One of these applies today")
    assert app.title[0].value == "Is it safe for you today?"


def test_last_time_can_be_forgotten_and_may_be_damaged(page: Open, tmp_path: Path):
    flow.remember(Setup(protocol="posture"))
    app = press(page(), "Forget it")
    assert flow.last_time() is None
    for text in ("", "[]", '{"protocol": "juggling"}', '{"protocol": "posture", "height_cm": -4}'):
        (tmp_path / "last_time.json").write_text(text)
        assert flow.last_time() is None
    assert not app.run().exception


def test_a_result_says_what_was_measured_and_saves_it(page: Open, take: Take):
    take = replace(take, setting=take.setting.model_copy(update={"band": "red"}))
    app = page(step=Step.RESULT, outcome=Outcome(take, take.ending))
    assert not app.exception
    said = texts(app)
    assert "The right knee lifts" in app.header[0].value
    for words in ("How even?", "How high?", "Lifts at the target", "95 % interval: "):
        assert words in said
    app = press(app, "Save")
    assert "Saved in the history as take 1." in texts(app)
    with History() as history:
        assert history.kept(1).entry.notes.band == "red"
        assert history.take(1).digest() == take.digest()


def test_a_number_of_one_side_stays_in_its_column():
    some = Estimate(80.0, 70.0, 90.0, 3)
    left, right = (kinds.PEAK.of(some, "front", side) for side in SIDES)
    alone, apart = kinds.AT_TARGET.of(some, "front", "right"), kinds.DIFFERENCE.of(some, "front")
    assert _rows([[left, right], [alone], [apart]]) == [[left, right], [None, alone], [apart]]
    assert _rows([[alone]]) == [[alone]]


def test_a_take_is_worked_out_once(page: Open, take: Take, monkeypatch: pytest.MonkeyPatch):
    from posecheck.app import flow

    worked_out, assess = [], flow.assess
    monkeypatch.setattr(
        "posecheck.app.flow.assess", lambda given: worked_out.append(given) or assess(given)
    )
    app = page(step=Step.RESULT, outcome=Outcome(take, take.ending))
    app.run()
    press(app, "Save")
    assert len(worked_out) == 1


def test_putting_the_cameras_place_right_works_it_out_again_and_can_be_saved_again(
    page: Open, take: Take
):
    app = page(step=Step.RESULT, outcome=Outcome(take, take.ending))
    before = app.session_state["result"].assessment.measure(kinds.PEAK, "left")
    app = press(press(app, "Save"), "That is right: measure again")
    setting = app.session_state["outcome"].take.setting
    assert setting.given("lens_height_m") is not None
    assert setting.given("distance_m") is not None
    after = app.session_state["result"].assessment.measure(kinds.PEAK, "left")
    assert after.high - after.low < before.high - before.low
    app = press(app, "Save")
    assert "Saved in the history as take 2." in texts(app)


@pytest.mark.parametrize("announced", [True, False])
def test_a_phone_that_was_announced_is_asked_for_openly(page: Open, take: Take, announced: bool):
    took = replace(take, options={**take.options, "phone": announced})
    app = page(step=Step.RESULT, outcome=Outcome(took, took.ending))
    (form,) = [each for each in app.expander if each.label.startswith("Do you know it better")]
    assert form.proto.expanded == announced
    before = app.session_state["result"].assessment.measure(kinds.PEAK, "left")
    for side, shown in (("left", 85.0), ("right", 70.0)):
        (field,) = [each for each in app.number_input if f"{side} thigh" in each.label]
        field.set_value(shown)
    app = press(app, "Measure again with it")
    after = app.session_state["result"].assessment.measure(kinds.PEAK, "left")
    assert after.high - after.low < before.high - before.low


def test_a_take_without_a_recording_says_why(page: Open):
    app = page(step=Step.RESULT, outcome=Outcome(None, "The take was stopped."))
    assert app.title[0].value == "Nothing was recorded"
    assert "The take was stopped." in texts(app)
    assert press(app, "Back to the first page").title[0].value.startswith("How do you move")


def test_a_take_that_cannot_be_measured_gives_reasons(page: Open, take: Take):
    app = page(step=Step.RESULT, outcome=Outcome(short(take, 40), "You left."))
    assert not app.exception
    assert "cannot be measured" in app.error[0].value


def test_an_unsaved_take_is_offered_and_can_be_deleted(page: Open, take: Take):
    unfinished_takes.keep(replace(take, ending="The take ended because you left the picture."))
    app = page()
    assert "was not saved: Slow march. The take ended because you left" in texts(app)
    app = press(app, "Delete it")
    assert unfinished_takes.waiting() == []
    assert "was not saved" not in texts(app)


def test_an_unsaved_take_can_be_shown_and_is_forgotten_once_saved(page: Open, take: Take):
    unfinished_takes.keep(take)
    app = press(page(), "Show it")
    assert "The right knee lifts" in app.header[0].value
    assert len(unfinished_takes.waiting()) == 1
    press(app, "Save")
    assert unfinished_takes.waiting() == []


def test_the_way_out_of_a_test_that_is_not_installed_here(page: Open, take: Take):
    unfinished_takes.keep(replace(take, protocol="juggling"))
    app = page()
    assert "a test that is not installed here (juggling)" in texts(app)
    app = press(app, "Show it")
    assert "There is no protocol" in app.error[0].value
    assert press(app, "Back to the first page").title[0].value.startswith("How do you move")


def test_where_takes_go_is_said_where_they_do_not_stay(page: Open, monkeypatch: pytest.MonkeyPatch):
    def notice(app):
        return next(e.proto.body for e in app.get("html") if "notice" in e.proto.body)

    assert "Nothing leaves this machine." in notice(page())
    monkeypatch.setenv("POSECHECK_DB", "postgresql://clinic.example/history")
    told = notice(page())
    assert "Nothing leaves" not in told
    assert "goes to the database on clinic.example" in told


def test_an_error_is_one_sentence(page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("POSECHECK_MODEL", str(tmp_path / "missing.task"))
    chosen = Setup(protocol="slow_march", source="sample")
    app = page(step=Step.TAKE, setup=chosen, advice=advise({}))
    assert len(app.error) == 1
    assert "missing.task" in app.error[0].value
    assert not app.exception


def test_the_sample_shows_a_result(page: Open):
    """That of the posture check is short; tests/browser/test_march.py marches with the other."""
    chosen = Setup(protocol="posture", source="sample", options={})
    app = page(step=Step.TAKE, setup=chosen, advice=advise({}))
    assert not app.exception
    assert "This is the built-in sample." in texts(app)
    assert "How level and straight?" in texts(app)


def test_of_a_file_nothing_is_asked_that_only_plans_a_take_before_the_camera():
    options = {"lifts_per_side": 3, "target_deg": 60}
    chosen = Setup(protocol="slow_march", source="sample", options=options)
    assert take_page._for_a_file(chosen) == {"target_deg": 60}
    ((package, path),) = chosen.chosen.sample.values()
    assert files(package).joinpath(path).is_file()
