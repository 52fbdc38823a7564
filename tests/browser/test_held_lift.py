"""A held lift in a real browser: the timer, the target line, and an end by itself."""

import subprocess
import sys

import pytest

from posecheck.assessment import Assessment
from posecheck.assessment_file import read_assessment
from posecheck.protocols.held_lift import kinds
from tests.browser.conftest import Launch, Server, shot, start_camera, to_set_up, whole
from tests.browser.films import film_of, measured_live
from tests.conftest import FIXTURES

CLIP = FIXTURES / "holds" / "left.mp4"


@pytest.fixture(scope="module")
def hold_film(tmp_path_factory: pytest.TempPathFactory):
    return film_of(CLIP, tmp_path_factory.mktemp("film") / "hold.mjpeg")


@pytest.fixture(scope="module")
def of_the_file(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    result = tmp_path_factory.mktemp("file") / "file.json"
    command = [sys.executable, "-m", "posecheck", "hold", "--left", str(CLIP)]
    subprocess.run([*command, "--json", str(result)], check=True, capture_output=True)
    return read_assessment(result.read_bytes())


def test_a_held_lift_alone_and_hands_free(server: Server, launch: Launch, hold_film, of_the_file):
    page = launch(hold_film)
    to_set_up(page, server.address, "Held high lift", lambda _: None)
    page.get_by_text("The left one", exact=True).click()
    page.wait_for_timeout(500)
    whole(page, "hold-1-setup")
    page.get_by_role("button", name="Continue").click()
    start_camera(page)
    for words in ("Turn your left side", "Lift your left knee", "Hold"):
        page.locator(".cue", has_text=words).wait_for(timeout=180_000)
        shot(page, f"hold-2-{words.replace(' ', '-')}")
    page.get_by_text("Keep it").wait_for(timeout=180_000)
    page.wait_for_timeout(1500)
    whole(page, "hold-3-result")
    live = measured_live(page)
    # On a busy machine the fake camera plays slowly, so that times differ from those of the file;
    # test_live_like_file.py holds them to a tenth of a second.
    same = of_the_file.measure(kinds.START, "left").value
    assert live.measure(kinds.START, "left").value == pytest.approx(same, abs=3)
    assert live.measure(kinds.HELD, "left").value > 6
    assert live.measure(kinds.ENDING, "left").value == "lowered"
    pain = page.get_by_role("spinbutton", name="Pain while holding the left leg")
    pain.fill("3")
    pain.press("Tab")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved in the history as take 1.").wait_for()
    page.get_by_role("link", name="History").click()
    page.get_by_text("Open a take").click()
    page.get_by_role("button", name="Play", exact=True).wait_for()
    whole(page, "hold-4-history")
