"""What the browser tests of the single-camera tests share: their film, and the result as a file."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from posecheck.assessment import Assessment
from posecheck.assessment_file import read_assessment
from tests.browser.conftest import frames_of, write_film


def film_of(clip: Path, film: Path, standing_s: int = 12) -> Path:
    """Write a clip that begins with standing as a film: some seconds more of that, then all of it.

    So many that the take begins in them, but not so many that it ends because nobody moves.
    """
    pictures = frames_of(clip)
    still = pictures[:60]
    return write_film(film, (still + still[::-1]) * (standing_s // 4) + pictures)


def measured_live(page: Page) -> Assessment:
    """Return the result that the page offers as a file.

    A machine that cannot play the film in time is told so by the program, for good reason; then
    nothing more can be tested on it.
    """
    page.get_by_text("The take is complete.").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Result (JSON)").click()
    result = read_assessment(download.value.path().read_bytes())
    if result.quality.verdict == "unusable":
        assert result.quality.reasons[0].gate == "frame_rate", result.quality
        pytest.skip(f"This machine is too busy. {result.quality.reasons[0].message}")
    return result
