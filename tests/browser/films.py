"""What the browser tests of the single-camera tests share: their film, and the result as a file."""

from pathlib import Path

from playwright.sync_api import Page

from posecheck.assessment import Assessment
from tests.browser.conftest import frames_of, write_film


def film_of(clip: Path, film: Path) -> Path:
    """Write a clip of 15 pictures a second as a film: twelve seconds of standing, then all of it.

    Every picture comes twice, since the fake camera plays 30 a second.
    """
    pictures = frames_of(clip)
    still = pictures[:30]
    shown = (still + still[::-1]) * 3 + pictures
    return write_film(film, [picture for picture in shown for _ in range(2)])


def result_of(page: Page) -> Assessment:
    """Return the result that the page offers as a file."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Result (JSON)").click()
    return Assessment.from_json(download.value.path().read_bytes())
