"""Looking at pictures and clips of a person standing, with the real model."""

from dataclasses import replace

import numpy as np
import pytest

from posecheck.capture.model_files import find_model
from posecheck.capture.opencv import cv2
from posecheck.capture.silhouette import Others
from posecheck.capture.stand import Seen, stand_from_media
from posecheck.capture.stickers import find_stickers
from posecheck.errors import SourceError
from posecheck.protocols.posture.assess import PostureTake, assess
from posecheck.protocols.posture.body_frame import figure_of, median_points
from posecheck.protocols.posture.gates import refuse_side
from posecheck.recording import Frame
from tests.conftest import FIXTURES
from tests.protocols.posture.people import TRUTH

CLIPS = FIXTURES / "stands"


@pytest.fixture(scope="module")
def upright() -> Seen:
    return stand_from_media(CLIPS / "upright.mp4", find_model(), "side")


def write(path, image):
    cv2.imwrite(str(path), cv2.cvtColor(np.ascontiguousarray(image), cv2.COLOR_RGB2BGR))
    return path


def test_a_clip_becomes_a_stand(upright):
    stand = upright.stand
    assert len(stand.recording) == 30
    assert stand.people == 1
    assert stand.markers is None
    assert stand.contour is not None
    assert stand.contour.masks == 60
    found = assess(PostureTake(side=[stand])).measure("pelvic_rotation")
    assert found is not None
    assert found.low < TRUTH["upright"]["pelvic_rotation"] < found.high


def test_a_single_picture_will_do_and_a_large_one_too(tmp_path, upright):
    image = upright.picture.image
    still = stand_from_media(write(tmp_path / "still.png", image), find_model(), "side").stand
    large = cv2.resize(image, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    big = stand_from_media(write(tmp_path / "big.jpg", large), find_model(), "side").stand
    whole = assess(PostureTake(side=[upright.stand]))
    for each in (still, big):
        result = assess(PostureTake(side=[each]))
        for name in ("pelvic_rotation", "trunk_lean", "head_forward"):
            assert result.measure(name).value == pytest.approx(whole.measure(name).value, abs=2.5)
    assert big.recording.frame_size_px.tolist() == [[1920, 1440]]
    assert median_points(big) == pytest.approx(3 * median_points(still), abs=20)


def test_a_mirrored_picture_is_turned_back(tmp_path, upright):
    path = write(tmp_path / "selfie.png", upright.picture.image[:, ::-1])
    turned = stand_from_media(path, find_model(), "side", mirrored=True).stand
    assert figure_of(turned).view == figure_of(upright.stand).view


def test_a_narrow_picture(tmp_path, upright):
    """Masks of widths that are no multiple of four crash the model's own viewer."""
    points = median_points(upright.stand)
    left, right = int(points[:, 0].min()) - 30, int(points[:, 0].max()) + 31
    image = upright.picture.image[:, left : right - (right - left) % 2 + 1]
    assert image.shape[1] % 2 == 1
    narrow = stand_from_media(write(tmp_path / "narrow.png", image), find_model(), "side").stand
    assert narrow.contour is not None


def test_two_people_are_counted(tmp_path, upright):
    image = upright.picture.image[:, 160:-160]
    path = write(tmp_path / "two.png", np.concatenate([image, image], axis=1))
    two = stand_from_media(path, find_model(), "side").stand
    assert two.people == 2
    assert refuse_side(two).gate == "one_person"


def test_the_live_search_finds_the_second_person_of_two(upright):
    """In a picture of two the first is told from the second; in one of one nobody else is found."""
    alone, points = upright.picture, median_points(upright.stand).astype(np.float32)
    image = alone.image[:, 160:-160]
    both = Frame(0.0, np.concatenate([image, image], axis=1), alone.size_px)
    others = Others(find_model())
    try:
        at_left = points - np.array([160, 0], np.float32)
        assert [others.find(both, at_left, part) for part in range(3)] == [True, False, True]
        assert not any(others.find(alone, points, part) for part in range(3))
    finally:
        others.close()


def test_a_person_cut_off_at_the_hips_is_refused(tmp_path, upright):
    hips = int(figure_of(upright.stand).hip_px[1])
    path = write(tmp_path / "cut.png", upright.picture.image[:hips])
    reason = refuse_side(stand_from_media(path, find_model(), "side").stand)
    assert reason is not None
    assert reason.gate == "whole_body"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.jpg", b"", "no picture"),
        ("text.png", b"no picture at all", "no picture"),
        ("text.mp4", b"no video at all", "cannot be opened as a video"),
    ],
)
def test_what_is_no_picture_and_no_video(tmp_path, name, content, sentence):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=sentence):
        stand_from_media(path, find_model(), "side")


def test_a_missing_picture(tmp_path):
    with pytest.raises(SourceError, match="There is no file"):
        stand_from_media(tmp_path / "none.jpg", find_model(), "side")


def test_nobody(tmp_path):
    path = write(tmp_path / "wall.png", np.full((480, 640, 3), 180, np.uint8))
    with pytest.raises(SourceError, match=r"Nobody was found in wall\.png"):
        stand_from_media(path, find_model(), "side")


def with_stickers(seen: Seen, places, colour=(250, 250, 240)) -> Seen:
    image = seen.picture.image.copy()
    figure = figure_of(seen.stand)
    for place in places:
        x, y = figure.to_pixels(place)
        centre = (round(float(x) * 16), round(float(y) * 16))
        cv2.circle(image, centre, 3 * 16, colour, -1, cv2.LINE_AA, shift=4)
    return replace(seen, picture=replace(seen.picture, image=image))


def stickers(seen: Seen):
    return find_stickers(seen.picture, median_points(seen.stand), seen.stand.contour)


@pytest.mark.parametrize(
    "colour",
    [(250, 250, 240), (230, 250, 40), (60, 250, 40), (250, 40, 150), (250, 100, 30)],
    ids=["white", "yellow", "green", "pink", "orange"],
)
def test_two_stickers_are_found_by_themselves(upright, colour):
    front, back = (0.10, -0.10), (-0.14, -0.16)
    found = stickers(with_stickers(upright, [front, back], colour))
    assert found is not None
    assert found.found
    figure = figure_of(upright.stand)
    np.testing.assert_allclose(found.asis_px, figure.to_pixels(front), atol=0.7)
    np.testing.assert_allclose(found.psis_px, figure.to_pixels(back), atol=0.7)


@pytest.mark.parametrize(
    "places",
    [
        [],
        [(0.10, -0.10)],  # one
        [(0.10, -0.10), (-0.14, -0.16), (0.0, -0.3)],  # three
        [(0.10, -0.10), (-0.6, -0.16)],  # one on the wall
        [(-0.13, -0.10), (-0.14, -0.25)],  # one above the other
    ],
)
def test_anything_but_two_stickers_is_none(upright, places):
    assert stickers(with_stickers(upright, places)) is None
