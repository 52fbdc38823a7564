"""A camera's picture comes out as it went in, in whatever form and range the browser has it."""

import re
import struct
from importlib.resources import files

import numpy as np
import pytest

from posecheck.app.camera_picture import (
    BGRA,
    FULL,
    HEADER,
    I420,
    LIMITED,
    NOT_SAID,
    NV12,
    RGBA,
    VERSION,
    frame_of,
    leaves_limited_range,
)
from tests.app.camera import HEIGHT, WIDTH, message, picture

WORKER = files("posecheck.app").joinpath("assets/camera_worker.js").read_text(encoding="utf-8")


def test_the_browser_writes_the_header_that_is_read():
    kinds = {"B": "Uint8", "H": "Uint16", "d": "Float64", "I": "Uint32"}
    codes = HEADER.format.removeprefix("<").removesuffix("3x")
    read = [(kinds[code], struct.calcsize("<" + codes[:at])) for at, code in enumerate(codes)]
    written = re.findall(r"head\.set(\w+)\((\d+), (.+?)(, true)?\);", WORKER)
    assert [(kind, int(at)) for kind, at, *_ in written] == read
    assert all(little or kind == "Uint8" for kind, _, _, little in written)
    assert written[0][2] == str(VERSION)
    assert f"const HEADER_BYTES = {HEADER.size};" in WORKER
    forms = dict(re.findall(r"(\w+): (\d)", re.search(r"FORMATS = {(.+?)}", WORKER)[1]))
    known = {"I420": I420, "NV12": NV12, "RGBA": RGBA, "BGRA": BGRA, "RGBX": RGBA, "BGRX": BGRA}
    assert {name: int(number) for name, number in forms.items()} == known
    ranges = dict(re.findall(r"\[(\w+), (\d)\]", WORKER))
    assert {name: int(number) for name, number in ranges.items()} == {
        "false": LIMITED,
        "true": FULL,
    }
    assert f"NOT_SAID = {NOT_SAID};" in WORKER


@pytest.mark.parametrize(
    ("form", "full"),
    [(I420, False), (I420, True), (NV12, False), (NV12, True), (RGBA, False), (BGRA, False)],
)
def test_every_form_of_a_cameras_picture_comes_out_the_same(form, full):
    frame, sent_ms = frame_of(message(1.25, form, full=full))
    assert (frame.t_s, sent_ms) == (1.25, 7.0)
    assert frame.image.shape == (HEIGHT, WIDTH, 3)
    difference = np.abs(frame.image.astype(int) - picture(1.25))
    edge = np.r_[4 : WIDTH // 2 - 4, WIDTH // 2 + 4 : WIDTH - 4]
    assert difference[6:, edge].max() < 4


BROKEN = {
    "empty": b"",
    "short": b"\x01" * 20,
    "head only": message(1.0, pixels=b""),
    "cut off": message(1.0)[:-10],
    "another version": message(1.0, version=9),
    "no width": message(1.0, width=0, pixels=bytes(10_000)),
    "huge": message(1.0, width=60_000, height=60_000, pixels=bytes(10_000)),
    "odd rows": message(1.0, width=63, pixels=bytes(10_000)),
    "wrong rows": message(1.0, RGBA, stride=3),
    "no such form": message(1.0, 9, pixels=bytes(100_000), stride=WIDTH),
    "no time": message(float("nan")),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_frame_is_passed_over(name):
    assert frame_of(BROKEN[name]) is None
    assert leaves_limited_range(BROKEN[name]) in (False, True)  # raises nothing


@pytest.mark.parametrize("form", [I420, NV12])
@pytest.mark.parametrize("full", [False, True])
def test_a_camera_that_does_not_say_its_range_is_read_by_what_it_shows(form, full):
    unsaid = message(1.25, form, full=full, said=NOT_SAID)
    assert leaves_limited_range(unsaid) == full
    frame, _ = frame_of(unsaid, full)
    assert np.array_equal(frame.image, frame_of(message(1.25, form, full=full))[0].image)


@pytest.mark.parametrize("said", [LIMITED, FULL])
def test_what_a_camera_says_of_its_range_counts(said):
    spoken = message(1.25, full=True, said=said)
    assert not leaves_limited_range(spoken)  # nobody asks
    one, other = (frame_of(spoken, seen)[0].image for seen in (False, True))
    assert np.array_equal(one, other)


@pytest.mark.parametrize("beyond_px", [0, 2])
def test_a_few_pixels_beyond_the_range_are_noise(beyond_px):
    planes = np.full(WIDTH * HEIGHT * 3 // 2, 128, np.uint8)
    planes[:1000] = np.arange(1000) % 228 + 12
    planes[:beyond_px] = 0
    assert leaves_limited_range(message(1.0, pixels=planes.tobytes(), said=NOT_SAID)) == (
        beyond_px > 1
    )


def test_colours_have_no_range():
    assert not leaves_limited_range(message(1.25, RGBA))
