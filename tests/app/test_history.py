"""The history page without a browser: open a take, compare two."""

import pytest
from streamlit.testing.v1 import AppTest

from posecheck import Recording
from posecheck.history.notes import Notes
from posecheck.history.store import History
from posecheck.protocols.slow_march.assess import assess
from tests.conftest import FIXTURES


def page() -> None:
    from posecheck.app.history_page import show

    show()


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("POSECHECK_DB", str(tmp_path / "history.db"))
    with History() as history:
        for name in ("m01_front_f1_sym", "m02_front_m1_asymR15", "m08_sideL_f1_asymR10"):
            recording = Recording.load(FIXTURES / "recordings" / f"{name}.posecheck")
            history.save(assess(recording), recording, Notes(person="Zoë"))


def shown() -> AppTest:
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return " ".join(e.value for e in [*app.markdown, *app.caption, *app.warning, *app.info])


def test_a_take_is_opened_with_its_findings_and_its_report(kept):
    app = shown()
    box = next(box for box in app.selectbox if box.label == "Take to open")
    app = box.set_value(2).run()
    assert "right knee lifts" in said(app)
    app = next(button for button in app.button if button.label == "Make its report").click().run()
    assert not app.exception


def test_two_takes_alike_are_compared(kept):
    app = shown()
    first = next(box for box in app.selectbox if box.label == "First take")
    second = next(box for box in app.selectbox if box.label == "Second take")
    first.set_value(1)
    app = second.set_value(2).run()
    tables = [frame.value for frame in app.dataframe]
    compared = next(table for table in tables if "what it means" in table.columns)
    assert {"take 1", "take 2"} <= set(compared.columns)
    assert "Height of the thigh" in set(compared["measure"])


def test_unlike_takes_are_not_compared(kept):
    app = shown()
    first = next(box for box in app.selectbox if box.label == "First take")
    second = next(box for box in app.selectbox if box.label == "Second take")
    first.set_value(1)
    app = second.set_value(3).run()
    assert "cannot be compared" in said(app)
