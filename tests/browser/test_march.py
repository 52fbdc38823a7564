"""The whole march in a real browser, from the welcome to the saved result."""

import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from posecheck import Take, assess, open_take
from posecheck.assessment import Assessment
from posecheck.assessment_file import read_assessment
from posecheck.capture.second_look import with_second_look
from posecheck.capture.video import Video
from posecheck.protocols.slow_march import kinds
from tests.browser.conftest import (
    Launch,
    Server,
    note_cues,
    sample,
    shot,
    start_camera,
    to_set_up,
    whole,
)
from tests.browser.films import film_of
from tests.conftest import needs
from tests.synthetic import picked

LIFTS = 3
PLACE = {
    "Your height (cm)": "170",
    "Lens above the floor (cm)": "95",
    "From the lens to you (cm)": "280",
}
# The picture arrives without any shift, crop or mirror, its times true to 0.03 s. But the browser
# unpacks JPEG by a quicker transform, half a level darker and rough by half a level; at the second
# look this moves the peaks of this film by up to 0.7°, right down and left up. It is not the way:
# in the mirrored film it stays with the leg, and other people differ. And times choose the frames
# looked at again: the next frame of the standing moves all peaks of a leg, by up to 0.5°.
PEAK_WITHIN_DEG = 1.3


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """Twelve seconds of quiet standing, then three lifts per side."""
    return film_of(sample("march.mp4"), tmp_path_factory.mktemp("film") / "long.mjpeg", 4)


@dataclass(frozen=True, eq=False)
class FromFile:
    """A take made of a file, and the file."""

    take: Take
    clip: Path


@pytest.fixture(scope="module")
def of_the_file(tmp_path_factory, film):
    """What `posecheck march` makes of the very pictures the camera shows."""
    folder = tmp_path_factory.mktemp("file")
    kept, clip = folder / "file.posecheck", folder / "march.mkv"
    source = ["-f", "mjpeg", "-framerate", "30", "-i", film]
    subprocess.run([needs("ffmpeg"), "-v", "error", *source, "-c", "copy", clip], check=True)
    command = [sys.executable, "-m", "posecheck", "march", clip]
    place = ["--lens-height-cm", "95", "--distance-cm", "280", "--height-cm", "170"]
    subprocess.run([*command, *place, "--save-recording", kept], check=True, capture_output=True)
    return FromFile(open_take(kept), clip)


def set_up(page: Page, lifts_per_side: int = LIFTS) -> None:
    lifts = page.get_by_role("spinbutton", name="Lifts per side")
    lifts.fill(str(lifts_per_side))
    lifts.press("Tab")
    page.wait_for_timeout(500)
    page.get_by_text("More: where the camera stands").click()
    for label, value in PLACE.items():
        field = page.get_by_label(label)
        field.fill(value)
        field.press("Tab")
        page.wait_for_timeout(500)
        expect(field).to_have_value(value)


def take_of(page: Page) -> Assessment:
    with page.expect_download() as download:
        page.get_by_role("button", name="Result (JSON)").click()
    return read_assessment(download.value.path().read_bytes())


def from_then_on(film: FromFile, start_s: float) -> Assessment:
    """Return what a take says without its beginning, its tops looked at anew."""
    station = film.take.stations[0]
    cut = picked(station.recording, station.recording.t_s >= start_s)
    first_s = float(cut.t_s[0])
    cut = replace(cut, t_s=cut.t_s - first_s)

    def frames_at(_station, indices):
        wanted = cut.t_s[indices] + first_s
        with Video(film.clip) as video:
            for frame in video:
                if np.abs(wanted - frame.t_s).min() < 1e-6:
                    yield replace(frame, t_s=frame.t_s - first_s)

    without = replace(station, recording=cut, second_look=None)
    take = with_second_look(replace(film.take, stations=(without,)), frames_at)
    return assess(take).assessment


def is_that_of_the_file(
    result: Assessment, film: FromFile, lifts_per_side: int = LIFTS, most_per_side: int = LIFTS
) -> None:
    """Compare lift by lift; the take begins somewhere in the film's quiet standing.

    A machine that looks seldom may miss a lift while it is made and wait for one more
    (`most_per_side`); the take has them all.

    Not how long each lift lasts: the fake camera plays the film by the processor's leave, and on a
    busy machine slowly. tests/live/test_develop.py holds times to the frame.
    """
    sides = [rep.side for rep in result.repetitions if rep.valid]
    assert sides == (["right", "left"] * most_per_side)[: len(sides)]
    assert len(sides) >= 2 * lifts_per_side
    later_s = assess(film.take).assessment.repetitions[0].peak_s - result.repetitions[0].peak_s
    file = from_then_on(film, later_s)
    assert result.provenance.method == file.provenance.method == "front-seen-in-depth"
    same = peaks(file)[: len(sides)]
    assert peaks(result) == pytest.approx(same, abs=PEAK_WITHIN_DEG), later_s


def peaks(of: Assessment) -> list[float]:
    """Return how high each lift is, degrees."""
    return [rep.number(kinds.PEAK) for rep in of.repetitions]


def test_a_march_alone_and_hands_free(server: Server, launch: Launch, film, of_the_file):
    page = launch(film)
    shown = note_cues(page)
    to_set_up(page, server.address, "Slow march", lambda name: shot(page, f"march-{name}"))
    set_up(page)
    whole(page, "march-3-setup")
    page.get_by_role("button", name="Continue").click()
    start = page.get_by_role("button", name="Start", exact=True)
    expect(start).to_be_enabled(timeout=180_000)
    page.get_by_role("button", name="Can you hear this?").click()
    page.get_by_text("Four tones: lift").wait_for()
    page.get_by_text("The camera gives").wait_for()
    shot(page, "march-4-before")
    start_camera(page)

    for words in ("Stand still", "Lift your", "Slowly down"):
        page.locator(".cue", has_text=words).wait_for(timeout=180_000)
        shot(page, f"march-5-{words.replace(' ', '-')}")
    expect(page.locator(".count.right b")).to_have_text(re.compile("[1-9]"), timeout=180_000)
    shot(page, "march-6-counted")
    page.get_by_text("Keep it").wait_for(timeout=300_000)
    page.get_by_text("The take is complete.").wait_for()
    for words in ("Stand still", "Get ready", "Lift your right knee", "Slowly down"):
        assert words in shown()
    whole(page, "march-7-result")
    is_that_of_the_file(take_of(page), of_the_file)

    page.get_by_role("button", name="lift 2, left").click()
    page.wait_for_timeout(300)
    shot(page, "march-8-replay-at-lift-2")
    page.get_by_role("button", name="Play", exact=True).click()
    page.get_by_role("button", name="Pause").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Replay (page)").click()
    alone(page, download.value.path())

    page.get_by_label("Name or initials").fill("A. B.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved in the history as take 1.").wait_for()
    page.get_by_role("link", name="History").click()
    page.get_by_text("From the second take").wait_for()
    page.get_by_text("Open a take").click()
    page.get_by_role("button", name="Play", exact=True).wait_for()
    whole(page, "march-9-history")
    page.get_by_role("link", name="Self-test").click()
    page.get_by_role("button", name="Back to the first page").click()
    page.get_by_text("As last time", exact=True).wait_for()
    whole(page, "march-10-as-last-time")


def alone(page: Page, file: Path) -> None:
    """Open an exported replay by itself: it draws, and asks for nothing."""
    other = page.context.new_page()
    asked: list[str] = []
    other.on("request", lambda request: asked.append(request.url))
    copy = file.with_suffix(".html")
    copy.write_bytes(file.read_bytes())
    other.goto(copy.as_uri())
    other.get_by_role("button", name="lift 3, right").click()
    drawn = "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v > 0)"
    assert other.locator("canvas.figure").evaluate(drawn)
    assert other.locator("canvas.chart").evaluate(drawn)
    shot(other, "march-8-replay-file")
    assert asked == [copy.as_uri()]
    other.close()


def test_a_machine_of_four_frames_a_second_brings_the_same_result(
    launch: Launch, film, of_the_file, tmp_path: Path
):
    server = Server(tmp_path, path=Path(__file__).with_name("slow"))
    try:
        page = launch(film)
        to_set_up(page, server.address, "Slow march", lambda _: None)
        set_up(page, 2)
        page.get_by_role("button", name="Continue").click()
        start_camera(page)
        page.get_by_text("This computer is busy").wait_for(timeout=180_000)
        shot(page, "march-slow-1-note")
        page.get_by_text("Measuring every picture of the take").wait_for(timeout=180_000)
        shot(page, "march-slow-2-measuring")
        page.get_by_text("Keep it").wait_for(timeout=300_000)
        is_that_of_the_file(take_of(page), of_the_file, lifts_per_side=2)
    finally:
        server.stop()
        print(server.said)
