"""The whole march in a real browser, from the welcome to the saved result."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from posecheck.assessment import Assessment
from tests.browser.conftest import (
    Launch,
    Server,
    sample,
    shot,
    start_camera,
    to_set_up,
    whole,
)

LIFTS = 3


@pytest.fixture
def of_the_file(tmp_path):
    """What `posecheck march` says of the very film the camera shows."""
    result = tmp_path / "file.json"
    command = [sys.executable, "-m", "posecheck", "march", str(sample("march.mp4"))]
    place = ["--lens-height-cm", "95", "--distance-cm", "280", "--height-cm", "170"]
    subprocess.run([*command, *place, "--json", str(result)], check=True, capture_output=True)
    return Assessment.from_json(result.read_bytes())


def test_a_march_alone_and_hands_free(server: Server, launch: Launch, march_film, of_the_file):
    page = launch(march_film)
    to_set_up(page, server.address, "Slow march", lambda name: shot(page, f"march-{name}"))
    lifts = page.get_by_role("spinbutton", name="Repetitions per side")
    lifts.fill(str(LIFTS))
    lifts.press("Tab")
    page.wait_for_timeout(500)
    page.get_by_text("I know where the camera stands").click()
    expect(page.get_by_label("Lens above the floor (cm)")).to_have_value("95")
    expect(page.get_by_label("From the lens to you (cm)")).to_have_value("280")
    expect(page.get_by_label("Your height (cm)")).to_have_value("170")
    whole(page, "march-4-setup")
    page.get_by_role("button", name="Continue").click()
    frame = page.frame_locator("iframe[title*=webrtc]")
    frame.get_by_role("button", name="Start").wait_for()
    shot(page, "march-5-before")
    start_camera(page)

    for words in ("Stand still", "right 0", "right 1", "right 2"):
        page.get_by_text(words, exact=False).first.wait_for(timeout=60_000)
        page.wait_for_timeout(600)
        shot(page, f"march-6-take-{words.replace(' ', '-')}")
    page.get_by_text("Keep it").wait_for(timeout=60_000)
    page.get_by_text("The set is complete.").wait_for()
    page.wait_for_timeout(1500)
    whole(page, "march-7-result")

    with page.expect_download() as download:
        page.get_by_role("button", name="Result (JSON)").click()
    result = Assessment.from_json(download.value.path().read_bytes())
    counted = [rep.side for rep in result.repetitions if rep.valid]
    assert counted == ["right", "left"] * LIFTS
    for rep, same in zip(result.repetitions, of_the_file.repetitions, strict=True):
        assert rep.peak_elevation_deg == pytest.approx(same.peak_elevation_deg, abs=2.0)

    with page.expect_download() as download:
        page.get_by_role("button", name="Report (PDF)").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")

    page.get_by_label("Name or initials").fill("A. B.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved in the history as take 1.").wait_for()
    page.get_by_role("link", name="History").click()
    page.get_by_text("How did it change?").or_(page.get_by_text("From the second take")).wait_for()
    shot(page, "march-8-history")
