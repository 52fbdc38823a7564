"""The page serves a protocol of another package, without a line changed in it."""

import pytest
from streamlit.testing.v1 import AppTest

from posecheck import registry
from posecheck.app.flow import Outcome, Setup, Step
from posecheck.history.notes import Notes
from posecheck.history.store import History
from posecheck.result import assess
from tests.app.conftest import Open, press, texts
from tests.outside.install import a_stand, install


@pytest.fixture(autouse=True)
def installed(tmp_path_factory, monkeypatch):
    """Install the package for this test alone."""
    site = tmp_path_factory.mktemp("site")
    install(site)
    monkeypatch.syspath_prepend(site)
    forget()
    yield
    forget()


def forget() -> None:
    for known in (registry.installed, registry.measure_kinds, registry._former):
        known.cache_clear()


def test_the_page_offers_it_and_asks_what_it_declares(page: Open):
    app = press(press(page(), "Standing on one leg"), "None of these applies to me today")
    assert not app.exception
    assert app.title[0].value == "Set up: standing on one leg"
    asked = [each.label for each in (*app.radio, *app.selectbox, *app.slider, *app.number_input)]
    assert "Stand on" in asked
    assert "Seconds to stand" in asked


def history_page() -> None:
    from posecheck.app.history_page import show

    show()


def test_the_history_shows_its_takes_and_their_course():
    with History() as history:
        for week, percent in enumerate((2.0, 1.6, 1.2, 0.8)):
            take = a_stand(percent, 7 * week)
            history.save(assess(take).assessment, take, Notes(person="Zoë"))
    app = AppTest.from_function(history_page, default_timeout=90).run()
    assert not app.exception
    box = next(each for each in app.selectbox if each.label == "Take to open")
    app = box.set_value(1).run()
    assert not app.exception
    assert "Your hips swayed by 2.0 %" in texts(app)
    assert "Sway of the hips" in texts(app)


def test_a_take_just_made_shows_its_result(page: Open):
    take = a_stand(1.5)
    app = page(
        setup=Setup(protocol="single_leg_sway", options={"leg": "left"}),
        outcome=Outcome(take, "The take is complete."),
        step=Step.RESULT,
    )
    assert not app.exception
    assert "Your hips swayed by 1.5 %" in texts(app)
