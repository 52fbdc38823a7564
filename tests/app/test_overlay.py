"""The picture the person sees while they move."""

from dataclasses import replace

import numpy as np
import pytest

from posecheck.app.lettering import mask
from posecheck.app.overlay import GREEN, YELLOW, draw
from posecheck.live.overlay_state import OverlayState
from posecheck.live.session import Phase
from posecheck.live.tracker import Legs
from tests.live.people import standing

MARCHING = OverlayState(
    phase=Phase.MARCHING,
    facing="front",
    points_px=standing(),
    cue="Hold",
    well_framed=True,
    legs=Legs(),
    goal=5,
    target_y_px=230.0,
    reached=False,
    hold_share=0.0,
    waited_share=0.0,
    rate_hz=25.0,
)


def picture(scene, size=(480, 640)):
    return draw(np.full((*size, 3), 128, np.uint8), scene)


def coloured(image, colour):
    return (np.abs(image.astype(int) - colour).max(axis=2) < 12).sum()


def test_the_frame_itself_is_left_alone_and_shown_mirrored():
    image = np.zeros((480, 640, 3), np.uint8)
    image[350:360, 10:20] = 255
    before = image.copy()
    shown = draw(image, replace(MARCHING, target_y_px=None))
    assert (image == before).all()
    assert (shown[350:360, 620:630] == 255).all()


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("size", [(480, 640), (720, 1280), (240, 320), (640, 360)])
def test_every_phase_is_drawn_at_every_size(phase, size):
    scale = size[0] / 480
    scene = replace(MARCHING, phase=phase, points_px=standing() * scale, waited_share=0.5)
    assert (picture(scene, size) != 128).any()
    nobody = replace(scene, points_px=np.full((33, 2), np.nan), target_y_px=None)
    assert picture(nobody, size).shape == (*size, 3)


def test_the_lifted_leg_stands_out_and_turns_at_the_target():
    legs = Legs(lifted="left")
    below = picture(replace(MARCHING, legs=legs))
    assert coloured(below, YELLOW) > coloured(picture(MARCHING), YELLOW)
    there = picture(replace(MARCHING, legs=legs, reached=True))
    assert coloured(there, GREEN) > 1000
    assert coloured(below, GREEN) == 0


def test_the_hold_ring_fills():
    legs = Legs(lifted="left")
    filled = [
        coloured(picture(replace(MARCHING, legs=legs, hold_share=share)), YELLOW)
        for share in (0.0, 0.3, 0.9)
    ]
    assert filled[0] < filled[1] < filled[2]


def test_the_persons_left_count_is_on_the_left_of_the_mirror():
    one = picture(replace(MARCHING, legs=Legs(counts=(1, 0))))
    other = picture(replace(MARCHING, legs=Legs(counts=(2, 0))))
    changed = np.argwhere((one != other).any(axis=2))
    assert changed[:, 1].max() < 320


def test_long_words_are_set_smaller_to_fit():
    assert mask("Turn to face the camera", 46, 300).shape[1] <= 304
    assert mask("Turn to face the camera", 46).shape[1] > 304
