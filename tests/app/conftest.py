"""What the tests of the page share: folders of their own, and takes of the fixtures."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from posecheck.recording import Recording
from posecheck.take import Take, open_take
from tests.conftest import FIXTURES

PAGE = str(Path(__file__).parents[2] / "posecheck" / "app" / "page.py")
Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep history, unsaved takes and choices of the tests to themselves, behind the guard."""
    monkeypatch.setattr("posecheck.app.server.GATE.is_open", True)
    monkeypatch.setenv("POSECHECK_DB", str(tmp_path / "history.db"))
    for module in ("unfinished_takes", "flow"):
        monkeypatch.setattr(f"posecheck.app.{module}.user_data_path", lambda *_, **__: tmp_path)


def march_of(name: str, **said: object) -> Take:
    """Return the take in a fixture, as one of a slow march before the camera."""
    take = open_take(FIXTURES / "recordings" / f"{name}.posecheck")
    return replace(take, protocol="slow_march", ending="The take is complete.", **said)


@pytest.fixture
def take() -> Take:
    return march_of("m02_front_m1_asymR15")


def short(take: Take, frames: int) -> Take:
    """Return the first frames of a take."""
    given = take.stations[0].recording
    cut = {name: getattr(given, name)[:frames] for name in ("t_s", "landmarks_px", "visibility")}
    more = ("frame_size_px", "body_yaw_deg", "brightness")
    cut |= {name: getattr(given, name)[:frames] for name in more}
    station = replace(take.stations[0], recording=Recording(**cut, meta=given.meta))
    return replace(take, stations=(station,))


@pytest.fixture
def page() -> Open:
    """Return a function that opens the page in a given state."""

    def opened(**state: object) -> AppTest:
        app = AppTest.from_file(PAGE, default_timeout=600)
        for name, value in state.items():
            app.session_state[name] = value
        return app.run()

    return opened


def press(app: AppTest, words: str) -> AppTest:
    return next(button for button in app.button if button.label == words).click().run()


def texts(app: AppTest) -> str:
    blocks = (*app.title, *app.header, *app.subheader, *app.markdown, *app.info, *app.warning)
    more = (*app.error, *app.success, *app.caption)
    return "\n".join(str(block.value) for block in (*blocks, *more))
