"""How fast the live page is, measured in a real browser with a film as its camera.

    python -m benchmarks.live [--seconds 20] [--size 640x480]

Prints the camera's rate, the rate at which frames are looked at, and how late the overlay is: from
the moment the browser has a frame until the lines that belong to it are drawn over the picture. The
picture itself goes straight from the camera to the screen; how long the camera took before the
browser had it is printed beside that, as the browser tells it. Needs Chromium; run it on a machine
that does nothing else, and look at the load that is printed with the numbers.
"""

import argparse
import os
import tempfile
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import (
    CHROMIUM_FLAGS,
    Server,
    camera_flags,
    frames_of,
    sample,
    start_camera,
    to_set_up,
    write_film,
)

# How long the camera took, by the browser's own stamps of capture and of the frame's arrival.
_CAPTURE = """
async (seconds) => {
  const find = (root) => [...root.querySelectorAll("*")].flatMap(
    (each) => each.shadowRoot ? [...each.shadowRoot.querySelectorAll("video")] : []);
  const video = find(document).find((each) => each.closest("dialog"));
  const late = [], until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    await new Promise((next) => video.requestVideoFrameCallback((now, facts) => {
      if (facts.captureTime) late.push(now - facts.captureTime);
      next();
    }));
  }
  return late;
}
"""
_STAGE = """
() => {
  const host = [...document.querySelectorAll("*")].find((each) => each.dataset.late !== undefined);
  return [host.dataset.late, host.dataset.sent, host.dataset.rates];
}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--size", default="640x480")
    given = parser.parse_args()
    size = tuple(map(int, given.size.split("x")))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        film = film_of(Path(folder) / "film.mjpeg", size)
        server = Server(Path(folder))
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            headless=True,
            args=[*CHROMIUM_FLAGS, *camera_flags(film)],
        )
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 860})
            report(page, server, given.seconds)
        finally:
            browser.close()
            server.stop()


def film_of(path: Path, size: tuple[int, int]) -> Path:
    """Write the sample march at another size, between bars where the shape is another."""
    pictures = []
    for picture in frames_of(sample("march.mp4")):
        scale = min(size[0] / picture.shape[1], size[1] / picture.shape[0])
        small = cv2.resize(picture, None, fx=scale, fy=scale)
        side, top = (size[0] - small.shape[1]) // 2, (size[1] - small.shape[0]) // 2
        pictures.append(cv2.copyMakeBorder(small, top, top, side, side, cv2.BORDER_REPLICATE))
    return write_film(path, pictures)


def report(page: Page, server: Server, seconds: int) -> None:
    to_set_up(page, server.address, "Slow march", lambda _name: None)
    page.get_by_role("button", name="Continue").click()
    start_camera(page)
    page.locator(".cue", has_text="Lift your right knee").wait_for(timeout=90_000)
    capture = page.evaluate(_CAPTURE, seconds)
    late, sent, rates = page.evaluate(_STAGE)
    shown = [int(each) for each in late.split()]
    camera, looked_at = rates.split()
    number, lost = sent.split()
    print(f"load of the machine before and while measuring: {os.getloadavg()[0]:.1f}")
    print(f"frames a second: {camera} from the camera, {looked_at} looked at at once")
    print(f"frames that did not reach the program: {lost} of {number}")
    print(
        f"browser to overlay over {len(shown)} frames: median {np.median(shown):.0f} ms, "
        f"90 % within {np.percentile(shown, 90):.0f} ms"
    )
    if capture:
        print(f"camera to browser: median {np.median(capture):.0f} ms")


if __name__ == "__main__":
    main()
