"""When things go wrong, the page says so in one sentence with the way out."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Launch, Server, shot, start_camera, to_set_up

# Takes the camera away from the page as if its plug were pulled, and gives it back.
UNPLUG = """() => {
  const media = navigator.mediaDevices;
  window.plugged = [media.getUserMedia, media.enumerateDevices];
  media.enumerateDevices = async () => [];
  media.getUserMedia = async () => { throw new DOMException("", "NotFoundError"); };
  media.dispatchEvent(new Event("devicechange"));
}"""
PLUG_IN = """() => {
  const media = navigator.mediaDevices;
  [media.getUserMedia, media.enumerateDevices] = window.plugged;
  media.dispatchEvent(new Event("devicechange"));
}"""
HIDE = """() => {
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def to_take(page: Page, server: Server) -> None:
    to_set_up(page, server.address, "Slow march", lambda name: None)
    page.get_by_role("button", name="Continue").click()


def cue(page: Page, words: str) -> None:
    page.locator(".cue", has_text=words).wait_for(timeout=180_000)


def in_mid_take(page: Page, server: Server) -> None:
    to_take(page, server)
    start_camera(page)
    cue(page, "Lift your")


def test_a_refused_camera(shared_server: Server, launch: Launch):
    page = launch(None, "--use-fake-device-for-media-stream", "--deny-permission-prompts")
    to_take(page, shared_server)
    page.get_by_text("The browser was not allowed to use the camera.").wait_for()
    page.get_by_role("button", name="Try again").wait_for()
    expect(page.get_by_text("Your browser asks")).to_be_hidden()
    shot(page, "trouble-refused")
    page.get_by_role("button", name="Use a video file instead").click()
    page.get_by_text("Read a file").wait_for()


def test_no_camera_at_all(shared_server: Server, launch: Launch):
    page = launch(None, "--use-fake-ui-for-media-stream")
    to_take(page, shared_server)
    page.get_by_text("No camera was found.").wait_for()


def test_a_camera_that_is_unplugged_before_the_take_and_comes_back(
    shared_server: Server, launch: Launch, march_film
):
    page = launch(march_film)
    to_take(page, shared_server)
    start = page.get_by_role("button", name="Start", exact=True)
    expect(start).to_be_enabled(timeout=180_000)
    page.evaluate(UNPLUG)
    page.get_by_text("The camera was unplugged.").wait_for()
    expect(start).to_be_disabled()
    shot(page, "trouble-unplugged")
    page.evaluate(PLUG_IN)
    expect(start).to_be_enabled(timeout=180_000)
    expect(page.get_by_text("The camera was unplugged.")).to_have_count(0)


def test_a_camera_that_is_unplugged_in_mid_take(server: Server, launch: Launch, march_film):
    page = launch(march_film)
    in_mid_take(page, server)
    page.evaluate(UNPLUG)
    page.get_by_text("the camera gave no more pictures").wait_for(timeout=300_000)
    page.get_by_text("Keep it").wait_for()
    shot(page, "trouble-unplugged-in-mid-take")


def test_a_second_camera(shared_server: Server, launch: Launch):
    page = launch(
        None,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream=device-count=2",
    )
    to_take(page, shared_server)
    chosen = page.locator(".which select")
    expect(chosen.locator("option")).to_have_count(2, timeout=180_000)
    shot(page, "trouble-two-cameras")
    chosen.select_option(index=1)
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_enabled()
    page.reload()
    to_take(page, shared_server)
    second = chosen.locator("option").nth(1).get_attribute("value")
    expect(chosen).to_have_value(second, timeout=180_000)


def test_a_page_in_the_background_says_so(shared_server: Server, launch: Launch, march_film):
    page = launch(march_film)
    to_take(page, shared_server)
    start_camera(page)
    cue(page, "Stand still")
    page.evaluate(HIDE)
    page.get_by_text("Bring this page to the front.").wait_for()


def test_two_tabs_at_once_and_escape_stops_one(server: Server, launch: Launch, march_film):
    first = launch(march_film)
    second = first.context.new_page()
    for page in (first, second):
        page.bring_to_front()
        to_take(page, server)
        start_camera(page)
    first.bring_to_front()
    first.keyboard.press("Escape")
    first.get_by_text("The take was stopped.").wait_for(timeout=300_000)
    second.bring_to_front()
    cue(second, "Lift your")


def test_a_reload_in_mid_take_loses_nothing(server: Server, launch: Launch, march_film):
    page = launch(march_film)
    in_mid_take(page, server)
    page.reload()
    page.get_by_text("was not saved: Slow march.").wait_for(timeout=180_000)
    shot(page, "trouble-reloaded")
    page.get_by_role("button", name="Show it").click()
    page.get_by_text("Keep it").wait_for(timeout=180_000)


def test_ctrl_c_in_mid_take_loses_nothing(
    server: Server, launch: Launch, march_film, tmp_path: Path
):
    page = launch(march_film)
    in_mid_take(page, server)
    said = server.interrupt()
    assert "A take that had begun is kept" in said
    assert "Traceback" not in said
    page.get_by_text("posecheck has stopped.").wait_for()
    shot(page, "trouble-stopped")

    again = Server(tmp_path)
    try:
        page.goto(f"{again.address}/")
        page.get_by_role("button", name="Show it").click(timeout=180_000)
        page.get_by_text("Keep it").wait_for(timeout=180_000)
        shot(page, "trouble-kept-take")
    finally:
        again.stop()
