"""A real server, a real browser, and a film in place of the camera."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect

from tests.conftest import needs

expect.set_options(timeout=60_000)
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Server:
    """`posecheck app` as its own process group, with a data folder of its own.

    Parameters
    ----------
    home : the data folder.
    before : words before the command.
    path : a folder from which Python takes modules first.
    """

    def __init__(self, home: Path, before: tuple[str, ...] = (), path: Path | None = None) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "posecheck", "app", "--no-browser", "--port", str(port)]
        own = {"XDG_DATA_HOME": str(home), "POSECHECK_DB": str(home / "h.db")}
        if path is not None:
            own["PYTHONPATH"] = os.pathsep.join([str(path), os.environ.get("PYTHONPATH", "")])
        self.process = subprocess.Popen(
            [*before, *command],
            env=os.environ | own,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )
        self._lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.address = self._told()
        self._wait()

    @property
    def said(self) -> str:
        """What it said on stderr so far."""
        return "".join(self._lines)

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._lines.append(line)

    def _told(self) -> str:
        """Return the address that the terminal shows."""
        for _ in range(600):
            found = re.search(r"The page is at (http://\S+?)[./]*\s", self.said)
            if found:
                return found[1]
            assert self.process.poll() is None, self.said
            time.sleep(0.1)
        pytest.fail("the server did not say where the page is")

    def _wait(self) -> None:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=1):
                    return
            except OSError:
                assert self.process.poll() is None, "the server did not start"
                time.sleep(0.2)
        pytest.fail("the server did not answer within a minute")

    def interrupt(self) -> str:
        """Press Ctrl-C and return what it said on stderr."""
        self._end(signal.SIGINT)
        return self.said

    def stop(self) -> None:
        """End it at once, if it still runs."""
        if self.process.poll() is None:
            self._end(signal.SIGKILL)

    def _end(self, sign: signal.Signals) -> None:
        os.killpg(self.process.pid, sign)
        self.process.wait(timeout=120)
        self._reader.join(timeout=120)
        assert self.process.stderr is not None
        self.process.stderr.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    started = Server(tmp_path)
    yield started
    started.stop()
    print(started.said)  # shown by pytest where the test failed


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for the tests of a file that get along; starting one lasts longer than many of them."""
    started = Server(tmp_path_factory.mktemp("home"))
    yield started
    started.stop()
    print(started.said)  # shown by pytest where the test failed


Launch = Callable[..., Page]


@pytest.fixture
def launch(playwright: Playwright, request: pytest.FixtureRequest) -> Iterator[Launch]:
    """Return a function that opens a browser whose camera shows a film, or has none."""
    browsers: list[Browser] = []

    def opened(film: Path | None = None, *flags: str) -> Page:
        if film is not None:
            flags = (*camera_flags(film), *flags)
        browser = playwright.chromium.launch(
            executable_path=needs("chromium"), headless=True, args=[*CHROMIUM_FLAGS, *flags]
        )
        browsers.append(browser)
        page: Page = browser.new_context(viewport={"width": 1280, "height": 860}).new_page()
        page.set_default_timeout(60_000)
        return page

    yield opened
    for browser in browsers:
        for page in browser.contexts[0].pages:
            shot(page, f"end-of-{request.node.name}")
        browser.close()


def camera_flags(film: Path) -> tuple[str, ...]:
    """Return the flags that show a film in place of the camera, which is allowed unasked."""
    return (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )


def sample(name: str) -> Path:
    """Return the path of one of the package's sample clips."""
    return Path(str(files("posecheck.app").joinpath("sample", name)))


def frames_of(clip: Path, most: int | None = None) -> list[np.ndarray]:
    """Return the first pictures of a clip, or all."""
    capture, pictures = cv2.VideoCapture(str(clip)), []
    while most is None or len(pictures) < most:
        more, picture = capture.read()
        if not more:
            break
        pictures.append(picture)
    capture.release()
    return pictures


def write_film(path: Path, pictures: list[np.ndarray]) -> Path:
    """Write pictures as the MJPEG film that Chromium's fake camera plays at 30 a second.

    One that is shown many times is compressed once.
    """
    quality = [cv2.IMWRITE_JPEG_QUALITY, 95]
    different = {id(picture): picture for picture in pictures}
    packed = {
        key: cv2.imencode(".jpg", picture, quality)[1].tobytes()
        for key, picture in different.items()
    }
    path.write_bytes(b"".join(packed[id(picture)] for picture in pictures))
    return path


@pytest.fixture(scope="session")
def march_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds of quiet standing, then three slow lifts per side."""
    film = tmp_path_factory.mktemp("film") / "march.mjpeg"
    return write_film(film, frames_of(sample("march.mp4")))


@pytest.fixture(scope="session")
def stand_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Quiet standing from the front for sixteen seconds, then from the side for a minute."""
    film = tmp_path_factory.mktemp("film") / "stand.mjpeg"
    front, side = frames_of(sample("front.mp4")), frames_of(sample("side.mp4"))
    return write_film(film, (front + front[::-1]) * 4 + (side + side[::-1]) * 16)


# Notes every cue that the stage shows, however short; a screenshot may take longer than one lasts.
_NOTE_CUES = """
window.cues = new Set();
const within = (root) => [...root.querySelectorAll("*")].flatMap(
  (each) => each.shadowRoot ? [...each.shadowRoot.querySelectorAll(".cue")] : []);
let cue = null;
setInterval(() => {
  if (!cue || !cue.isConnected) cue = within(document)[0] ?? null;
  if (cue) window.cues.add(cue.textContent);
}, 100);
"""


def note_cues(page: Page) -> Callable[[], str]:
    """Return a function that tells all cues shown; to be called before the page opens."""
    page.add_init_script(_NOTE_CUES)
    return lambda: "\n".join(page.evaluate("[...window.cues]"))


def shot(page: Page, name: str) -> None:
    """Write a screenshot for a person to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=str(SCREENSHOTS / f"{name}.png"))


# Waits until nothing on the page changes its size for a fifth of a second, two seconds at most.
_DRAWN = """async () => {
  const begun = performance.now();
  let last = begun;
  const watch = new ResizeObserver(() => { last = performance.now(); });
  document.querySelectorAll("canvas, svg, iframe, [data-testid=stMain]").forEach(
    (each) => watch.observe(each));
  do await new Promise(requestAnimationFrame);
  while (performance.now() - last < 200 && performance.now() - begun < 2000);
  watch.disconnect();
}"""


def whole(page: Page, name: str) -> None:
    """Write a screenshot of the page from top to bottom."""
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": 1280, "height": min(4500, height + 80)})
    page.evaluate(_DRAWN)
    shot(page, name)
    page.set_viewport_size({"width": 1280, "height": 860})


def to_set_up(page: Page, address: str, test: str, picture: Callable[[str], None]) -> None:
    """Go from the welcome through the safety questions to the set-up of a test."""
    page.goto(f"{address}/")
    page.get_by_role("button", name=test, exact=True).wait_for()
    picture("1-welcome")
    page.get_by_role("button", name=test, exact=True).click()
    page.get_by_text("Is it safe for you today?").wait_for()
    picture("2-safety")
    page.get_by_role("button", name="None of these applies").click()
    page.get_by_text("Pictures from").wait_for()


def start_button(page: Page) -> Locator:
    """Return the start button, once the camera gives pictures."""
    button = page.get_by_role("button", name="Start", exact=True)
    expect(button).to_be_enabled(timeout=120_000)
    return button


def start_camera(page: Page) -> None:
    """Press the start button, once the camera gives pictures."""
    start_button(page).click()
