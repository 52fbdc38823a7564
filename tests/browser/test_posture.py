"""The posture check in a real browser: front, three times from the side, clicks on the pelvis."""

from playwright.sync_api import expect

from posecheck.assessment import Assessment
from posecheck.assessment_file import read_assessment
from posecheck.protocols.posture import kinds
from tests.browser.conftest import Launch, Server, shot, start_camera, to_set_up, whole

# Front and back of the hip of the person in the film, in pixels.
PELVIS = ((284.0, 230.0), (318.0, 223.0))


def test_posture_alone_and_hands_free(server: Server, launch: Launch, stand_film):
    page = launch(stand_film)
    to_set_up(page, server.address, "Standing posture", lambda name: None)
    whole(page, "posture-1-setup")
    page.get_by_role("button", name="Continue").click()
    start_camera(page)
    cue = page.locator(".cue")
    expect(cue).to_have_text("Hold still", timeout=180_000)
    shot(page, "posture-2-front")
    expect(cue).to_have_text("Turn sideways", timeout=180_000)
    shot(page, "posture-3-turn")
    expect(cue).to_have_text("Step on the spot", timeout=180_000)
    shot(page, "posture-4-step")
    page.get_by_text("Keep it").wait_for(timeout=300_000)
    whole(page, "posture-5-result")
    unmarked = result_of(page)
    assert unmarked.protocol == "posture"
    assert unmarked.quality.verdict != "unusable"
    assert unmarked.measure(kinds.TILT_FROM_NEUTRAL).evidence == "silhouette"
    assert "marked points" in unmarked.measure(kinds.PELVIC_TILT).reason

    page.get_by_text("Mark your pelvis").click()
    picture = page.get_by_alt_text("Click the points")
    box = picture.bounding_box()
    points = page.get_by_role("button", name="Use these points")
    for x, y in PELVIS:
        picture.click(position={"x": x * box["width"] / 640, "y": y * box["height"] / 480})
        page.wait_for_timeout(700)
    shot(page, "posture-6-clicks")
    points.click()
    page.get_by_text("From the two marked points.").wait_for()
    assert result_of(page).measure(kinds.PELVIC_TILT).evidence == "markers"


def result_of(page) -> Assessment:
    with page.expect_download() as download:
        page.get_by_role("button", name="Result (JSON)").click()
    return read_assessment(download.value.path().read_bytes())
