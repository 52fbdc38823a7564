"""The pages' logic, without a browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from posecheck.app.flow import Outcome, Step
from posecheck.app.safety import QUESTIONS
from posecheck.app.setup import Setup
from posecheck.app.unsaved_takes import keep, waiting
from posecheck.history.store import History
from posecheck.recording import Recording

PAGE = str(Path(__file__).parents[2] / "streamlit_app.py")
KINDS = [question.kind for question in QUESTIONS]


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep history and unfinished takes of the tests to themselves."""
    monkeypatch.setenv("POSECHECK_DB", str(tmp_path / "history.db"))
    monkeypatch.setattr("posecheck.app.unsaved_takes.user_data_path", lambda *_, **__: tmp_path)


@pytest.fixture
def recording(clips: Path) -> Recording:
    return Recording.load(clips / "recordings" / "m02_front_m1_asymR15.posecheck")


Open = Callable[..., AppTest]


@pytest.fixture
def page() -> Open:
    """Return a function that opens the page in a given state."""

    def opened(**state: object) -> AppTest:
        app = AppTest.from_file(PAGE, default_timeout=60)
        for name, value in state.items():
            app.session_state[name] = value
        return app.run()

    return opened


def press(app: AppTest, words: str) -> AppTest:
    return next(button for button in app.button if button.label == words).click().run()


def answer(app: AppTest, yes: tuple[str, ...] = ()) -> AppTest:
    for question, kind in zip(app.radio, KINDS, strict=True):
        question.set_value("Yes" if kind in yes else "No")
    return press(app, "Continue")


def texts(app: AppTest) -> str:
    blocks = (*app.title, *app.header, *app.markdown, *app.info, *app.warning, *app.error)
    return "\n".join(str(block.value) for block in (*blocks, *app.success, *app.caption))


def test_the_way_from_the_welcome_to_the_set_up(page: Open):
    app = page()
    assert not app.exception
    assert "not a diagnosis" in texts(app)
    app = answer(press(app, "Begin"))
    assert app.title[0].value == "What would you like to do?"
    app = press(app, "Slow march")
    assert app.title[0].value == "Set up the march"
    assert [radio.label for radio in app.radio] == ["Pictures from", "Lift the thigh to", "Stand"]


def test_no_test_before_every_question_is_answered(page: Open):
    app = press(press(page(), "Begin"), "Continue")
    assert "answer every question" in texts(app)
    assert app.title[0].value == "Is it safe for you today?"


@pytest.mark.parametrize("kind", ["urgent", "clinician"])
def test_an_answer_that_forbids_the_test_leads_to_the_sample_only(page: Open, kind: str):
    app = answer(press(page(), "Begin"), (kind,))
    assert app.title[0].value == "Not today"
    assert "doctor" in texts(app)
    app = press(press(app, "Show me the sample"), "Slow march")
    assert app.radio[0].options == ["The built-in sample"]


def test_a_hip_that_must_not_bend_gets_lower_targets(page: Open):
    app = answer(press(page(), "Begin"), ("bend",))
    app = press(press(app, "I will take care: continue"), "Slow march")
    assert [option[:3] for option in app.radio[1].options] == ["45°", "60°"]


def test_who_is_unsteady_gets_the_chair(page: Open):
    app = answer(press(page(), "Begin"), ("balance",))
    assert "seated" in texts(app)
    app = press(press(app, "I will take care: continue"), "Slow march")
    assert app.checkbox[0].label == "A hand on a chair"
    assert app.checkbox[0].value is True


def test_a_result_says_what_was_measured_and_saves_it(page: Open, recording: Recording):
    brought = Outcome({"march": recording}, "The set is complete.")
    app = page(step=Step.RESULT, outcome=brought, setup=Setup(lifts_per_side=3, band="red"))
    assert not app.exception
    assert "The right thigh lifts" in app.header[0].value
    assert "95 % certainty" in app.header[0].value
    app = press(app, "Save")
    assert "Saved in the history as take 1." in texts(app)
    with History() as history:
        take = history.take(1)
        assert take.entry.notes.band == "red"
        assert history.recording(1).digest() == recording.digest()


def test_confirming_the_cameras_place_scores_again(page: Open, recording: Recording):
    brought = Outcome({"march": recording}, "The set is complete.")
    app = page(step=Step.RESULT, outcome=brought, setup=Setup(lifts_per_side=3))
    before = app.session_state["scored"].assessment.measure("thigh_elevation_peak", "left")
    app = press(app, "That is right: score again")
    assert app.session_state["setup"].camera.placed
    after = app.session_state["scored"].assessment.measure("thigh_elevation_peak", "left")
    assert after.high - after.low < before.high - before.low


def test_a_take_without_a_recording_says_why(page: Open):
    app = page(step=Step.RESULT, outcome=Outcome({}, "The take was stopped."))
    assert app.title[0].value == "Nothing was recorded"
    assert "The take was stopped." in texts(app)
    assert press(app, "Start over").title[0].value.startswith("How do you lift")


def test_a_take_that_cannot_be_scored_gives_reasons(page: Open, recording: Recording):
    count = 40
    short = Recording(
        t_s=recording.t_s[:count],
        landmarks_px=recording.landmarks_px[:count],
        visibility=recording.visibility[:count],
        frame_size_px=recording.frame_size_px[:count],
        body_yaw_deg=recording.body_yaw_deg[:count],
        brightness=recording.brightness[:count],
    )
    app = page(step=Step.RESULT, outcome=Outcome({"march": short}, "You left."))
    assert not app.exception
    assert "This take cannot be scored." in app.error[0].value


def test_an_interrupted_take_is_offered_and_can_be_deleted(page: Open, recording: Recording):
    keep(Setup(lifts_per_side=3), "The take ended because you left.", {"march": recording})
    app = page()
    assert "was not finished" in texts(app)
    app = press(app, "Delete it")
    assert waiting() == []
    assert "was not finished" not in texts(app)


def test_an_interrupted_take_can_be_scored_and_is_forgotten_once_saved(
    page: Open, recording: Recording
):
    keep(Setup(lifts_per_side=3), "The take ended because you left.", {"march": recording})
    app = press(page(), "Score it")
    assert "The right thigh lifts" in app.header[0].value
    assert waiting() == []
    press(app, "Save")
    assert waiting() == []


def test_an_error_is_one_sentence(page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("POSECHECK_MODEL", str(tmp_path / "missing.task"))
    app = page(step=Step.TAKE, setup=Setup(source="sample"))
    assert len(app.error) == 1
    assert "missing.task" in app.error[0].value
    assert not app.exception
