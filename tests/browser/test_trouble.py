"""When things go wrong, the page says so in one sentence with the way out."""

from pathlib import Path

from tests.browser.conftest import Launch, Server, shot, start_camera, to_set_up


def to_take(page, server: Server) -> None:
    to_set_up(page, server.address, "Slow march", lambda name: None)
    page.get_by_role("button", name="Continue").click()


def test_a_refused_camera(server: Server, launch: Launch):
    page = launch(None, "--use-fake-device-for-media-stream", "--deny-permission-prompts")
    to_take(page, server)
    page.get_by_text("The browser was not allowed to use the camera.").wait_for()
    page.get_by_role("button", name="Try again").wait_for()
    shot(page, "trouble-refused")
    page.get_by_role("button", name="Use a video file instead").click()
    page.get_by_text("Read a video file").wait_for()


def test_no_camera_at_all(server: Server, launch: Launch):
    page = launch(None, "--use-fake-ui-for-media-stream")
    to_take(page, server)
    page.get_by_text("No camera was found.").wait_for()


def test_two_tabs_at_once(server: Server, launch: Launch, march_film):
    first = launch(march_film)
    second = first.context.new_page()
    for page in (first, second):
        to_take(page, server)
        page.frame_locator("iframe[title*=webrtc]").get_by_role("button", name="Start").wait_for()
    for page in (first, second):
        page.bring_to_front()
        start_camera(page)
        page.get_by_text("frames a second").wait_for(timeout=60_000)
    first.bring_to_front()
    first.get_by_role("button", name="Back to the set-up").click()
    first.get_by_text("Pictures from").wait_for()
    second.bring_to_front()
    second.get_by_text("right 1").wait_for(timeout=90_000)


def test_ctrl_c_in_mid_take_loses_nothing(
    server: Server, launch: Launch, march_film, tmp_path: Path
):
    page = launch(march_film)
    to_take(page, server)
    start_camera(page)
    page.get_by_text("right 1").wait_for(timeout=90_000)
    said = server.interrupt()
    assert "A take that had begun is kept" in said
    assert "Traceback" not in said
    page.get_by_text("posecheck has stopped.").wait_for()
    shot(page, "trouble-stopped")

    again = Server(tmp_path)
    try:
        page.goto(again.address)
        page.get_by_role("button", name="Score it").click()
        page.get_by_text("Keep it").wait_for(timeout=60_000)
        shot(page, "trouble-kept-take")
    finally:
        again.stop()
