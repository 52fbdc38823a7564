"""How fast the live page is, measured in a real browser with a film as its camera.

    python -m benchmarks.live [--seconds 20]

Prints the frames processed per second, the share skipped because newer ones were there, and the
glass-to-overlay latency: a patch in the film flips between black and white every second; the page
watches the camera's own picture and the picture with the overlay, frame by frame, and takes the
time between the two flips. Needs Chromium; run it on a machine that does nothing else.
"""

import argparse
import os
import re
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Frame, Page, sync_playwright

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

_PATCH = 60
_FLIP_FRAMES = 30

_WATCH = """
async (seconds) => {
  const stream = await navigator.mediaDevices.getUserMedia(
    { video: { width: { ideal: 640 }, height: { ideal: 480 } } });
  const local = document.createElement("video");
  local.muted = true;
  local.srcObject = stream;
  await local.play();
  const remote = document.querySelector("video");
  const watch = (video, right) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const flips = [];
    let before = null;
    const look = (now) => {
      const x = right ? video.videoWidth - 30 : 20, y = video.videoHeight - 40;
      context.drawImage(video, x, y, 10, 10, 0, 0, 1, 1);
      const bright = context.getImageData(0, 0, 1, 1).data[0] > 127;
      if (before !== null && bright !== before) flips.push([now, bright]);
      before = bright;
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
    return flips;
  };
  const shown = watch(local, false), overlaid = watch(remote, true);
  await new Promise((done) => setTimeout(done, seconds * 1000));
  stream.getTracks().forEach((track) => track.stop());
  return [shown, overlaid];
}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=20)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        film = flipping_film(Path(folder) / "film.mjpeg")
        server = Server(Path(folder))
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            headless=True,
            args=[*CHROMIUM_FLAGS, *camera_flags(film)],
        )
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 860})
            report(page, server, seconds)
        finally:
            browser.close()
            server.stop()


def flipping_film(path: Path) -> Path:
    """Write the sample march with a patch in the lower left corner that flips every second."""
    pictures = frames_of(sample("march.mp4"))
    for number, picture in enumerate(pictures):
        picture[-_PATCH:, :_PATCH] = 255 * (number // _FLIP_FRAMES % 2)
    return write_film(path, pictures)


def report(page: Page, server: Server, seconds: int) -> None:
    to_set_up(page, server.address, "Slow march", lambda _name: None)
    page.get_by_role("button", name="Continue").click()
    start_camera(page)
    page.get_by_text("Lift your right knee").wait_for(timeout=60_000)
    shown, overlaid = camera_frame(page).evaluate(_WATCH, seconds)
    line = page.get_by_text("frames a second").inner_text()
    rate, skipped = re.search(r"(\d+) frames a second, (\d+) %", line).groups()
    late = latencies(shown, overlaid)
    print(f"load of the machine before and while measuring: {os.getloadavg()[0]:.1f}")
    print(f"frames processed per second: {rate}")
    print(f"share of frames skipped: {skipped} %")
    print(
        f"glass to overlay over {len(late)} flips: median {np.median(late):.0f} ms, "
        f"90 % within {np.percentile(late, 90):.0f} ms"
    )


def camera_frame(page: Page) -> Frame:
    return next(frame for frame in page.frames if "streamlit_webrtc" in frame.url)


def latencies(shown: list, overlaid: list) -> list[float]:
    """Return for each flip of the camera's picture how much later the overlaid one flipped."""
    late = []
    for time_ms, bright in shown:
        after = [t for t, b in overlaid if b == bright and 0 <= t - time_ms < 900]
        if after:
            late.append(after[0] - time_ms)
    return late


if __name__ == "__main__":
    main()
