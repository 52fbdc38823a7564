"""How fast the live page is, measured in a real browser with a film as its camera.

    python -m benchmarks.live [--seconds 20] [--size 640x480]

Prints the camera's rate, the rate at which frames are looked at, and how late the overlay is: from
the moment the browser has a frame until the lines that belong to it are drawn over the picture. The
picture itself goes straight from the camera to the screen; how long the camera took before the
browser had it is printed beside that, as the browser tells it. What steers the browser lets go of
it while the take runs: it would be handed every frame a second time. Needs Chromium; run it on a
machine that does nothing else, and look at the load that is printed with the numbers.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import cv2
import numpy as np
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import (
    CHROMIUM_FLAGS,
    Server,
    camera_flags,
    frames_of,
    sample,
    start_button,
    to_set_up,
    write_film,
)

# Begins the take by itself when nobody steers the browser any longer, waits for the first lift, and
# leaves what was noted in the address of an empty page: the overlay's delays, frames sent and lost,
# rates, and how long the camera took by the browser's own stamps of capture and of arrival.
_TAKE = """
(seconds) => {
  const all = (name) => [...document.querySelectorAll("*")].flatMap(
    (each) => each.shadowRoot ? [...each.shadowRoot.querySelectorAll(name)] : []);
  const camera = [];
  const note = (video) => video.requestVideoFrameCallback((now, facts) => {
    if (facts.captureTime) camera.push(now - facts.captureTime);
    note(video);
  });
  const finish = () => {
    const host = [...document.querySelectorAll("*")].find((each) => "late" in each.dataset);
    const { late, sent, rates } = host.dataset;
    location.href = "about:blank#" + JSON.stringify({ late, sent, rates, camera });
  };
  const lifting = () => {
    if (!all(".cue").some((each) => each.textContent.startsWith("Lift your")))
      return setTimeout(lifting, 50);
    note(all("video").find((each) => each.closest("dialog")));
    setTimeout(finish, seconds * 1000);
  };
  setTimeout(() => {
    all("button").find((each) => each.textContent.trim() === "Start").click();
    lifting();
  }, 3000);
}
"""
_LONGEST_S = 90  # from the beginning to the first lift


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--size", default="640x480")
    given = parser.parse_args()
    size = tuple(map(int, given.size.split("x")))
    with tempfile.TemporaryDirectory() as folder:
        film = film_of(Path(folder) / "film.mjpeg", size)
        server = Server(Path(folder))
        browser, address = opened(Path(folder) / "profile", film)
        try:
            with sync_playwright() as playwright:
                steered = playwright.chromium.connect_over_cdp(address)
                begin(steered.contexts[0].pages[0], server, given.seconds)
            report(noted(address, given.seconds))
        finally:
            browser.kill()
            browser.wait()
            server.stop()


def opened(profile: Path, film: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start a browser with a film as its camera; return it and where it can be steered."""
    browser = subprocess.Popen(
        [
            "/usr/bin/chromium",
            *("--headless", "--window-size=1280,860", "--remote-debugging-port=0"),
            "--disable-dev-shm-usage",
            *(f"--user-data-dir={profile}", *CHROMIUM_FLAGS, *camera_flags(film), "about:blank"),
        ],
        stderr=subprocess.DEVNULL,
    )
    told = profile / "DevToolsActivePort"
    while not told.exists() or not told.read_text():
        time.sleep(0.2)
    return browser, f"http://127.0.0.1:{told.read_text().splitlines()[0]}"


def film_of(path: Path, size: tuple[int, int]) -> Path:
    """Write the sample march at another size, between bars where the shape is another."""
    pictures = []
    for picture in frames_of(sample("march.mp4")):
        scale = min(size[0] / picture.shape[1], size[1] / picture.shape[0])
        small = cv2.resize(picture, None, fx=scale, fy=scale)
        side, top = (size[0] - small.shape[1]) // 2, (size[1] - small.shape[0]) // 2
        pictures.append(cv2.copyMakeBorder(small, top, top, side, side, cv2.BORDER_REPLICATE))
    return write_film(path, pictures)


def begin(page: Page, server: Server, seconds: int) -> None:
    """Go on to where the camera runs and the take will begin by itself."""
    to_set_up(page, server.address, "Slow march", lambda _name: None)
    page.get_by_role("button", name="Continue").click()
    start_button(page)
    page.evaluate(_TAKE, seconds)


def noted(address: str, seconds: int) -> dict[str, Any]:
    """Return what the page noted, when it is done."""
    until = time.monotonic() + seconds + _LONGEST_S
    while time.monotonic() < until:
        time.sleep(1)
        with urllib.request.urlopen(f"{address}/json") as told:
            places = [each["url"] for each in json.load(told) if each["type"] == "page"]
        for place in places:
            if "#" in place:
                return dict(json.loads(unquote(place.partition("#")[2])))
    raise SystemExit("no lift was asked for: look at the page")


def report(found: dict[str, Any]) -> None:
    """Print what the page noted."""
    late, sent, rates, capture = (found[name] for name in ("late", "sent", "rates", "camera"))
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
