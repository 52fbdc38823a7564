"""Looking at pictures and clips of a person standing, with the real model."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from posecheck import Station, Take, assess
from posecheck.capture.model_files import find_model
from posecheck.capture.native import cv2
from posecheck.capture.pose import Recorded
from posecheck.capture.record import record_files
from posecheck.capture.silhouette import Others, Silhouette
from posecheck.capture.stand_study import find_stickers
from posecheck.errors import SourceError
from posecheck.protocols.posture import kinds
from posecheck.protocols.posture.figure import figure_of
from posecheck.protocols.posture.stand import median_points, refuse_side
from posecheck.recording import Frame
from tests.conftest import FIXTURES
from tests.protocols.posture.people import TRUTH, to_pixels, trial

CLIPS = FIXTURES / "stands"
JOINTS = {"ear": 7, "shoulder": 11, "knee": 25, "ankle": 27}


@dataclass(frozen=True)
class Seen:
    """One side stand that was looked at, and the picture of it."""

    stand: Station
    picture: Frame | None


def look(path: Path, **more) -> Seen:
    found: Recorded = record_files({"side": [path]}, protocol="posture", **more)
    return Seen(found.take.stations[0], found.pictures[0])


def measured(stand: Station, kind):
    return assess(Take((stand,), protocol="posture")).assessment.measure(kind)


def points_of(stand: Station):
    return median_points(trial(stand))


@pytest.fixture(scope="module")
def upright() -> Seen:
    return look(CLIPS / "upright.mp4")


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
    found = measured(stand, kinds.TILT_FROM_NEUTRAL)
    assert found.low < TRUTH["upright"][found.name] < found.high


def test_a_single_picture_will_do_and_a_large_one_too(tmp_path, upright):
    image = upright.picture.image
    still = look(write(tmp_path / "still.png", image)).stand
    large = cv2.resize(image, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    big = look(write(tmp_path / "big.jpg", large)).stand
    for each in (still, big):
        for kind in (kinds.TILT_FROM_NEUTRAL, kinds.TRUNK_LEAN, kinds.FORWARD_HEAD):
            whole = measured(upright.stand, kind).value
            assert measured(each, kind).value == pytest.approx(whole, abs=2.5)
    assert big.recording.frame_size_px.tolist() == [[1920, 1440]]
    assert points_of(big) == pytest.approx(3 * points_of(still), abs=20)


def test_a_mirrored_picture_is_turned_back(tmp_path, upright):
    path = write(tmp_path / "selfie.png", upright.picture.image[:, ::-1])
    turned = look(path, mirrored=True).stand
    assert figure_of(trial(turned)).view == figure_of(trial(upright.stand)).view


def test_a_narrow_picture(tmp_path, upright):
    """Masks of widths that are no multiple of four crash the model's own viewer."""
    points = points_of(upright.stand)
    left, right = int(points[:, 0].min()) - 30, int(points[:, 0].max()) + 31
    image = upright.picture.image[:, left : right - (right - left) % 2 + 1]
    assert image.shape[1] % 2 == 1
    narrow = look(write(tmp_path / "narrow.png", image)).stand
    assert narrow.contour is not None


def test_two_people_are_counted(tmp_path, upright):
    image = upright.picture.image[:, 160:-160]
    path = write(tmp_path / "two.png", np.concatenate([image, image], axis=1))
    two = look(path).stand
    assert two.people == 2
    assert refuse_side(trial(two)).name == "one_person"


def test_the_live_search_finds_the_second_person_of_two(upright):
    """In a picture of two the first is told from the second; in one of one nobody else is found."""
    alone, points = upright.picture, points_of(upright.stand).astype(np.float32)
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
    hips = int(figure_of(trial(upright.stand)).hip_px[1])
    path = write(tmp_path / "cut.png", upright.picture.image[:hips])
    reason = refuse_side(trial(look(path).stand))
    assert reason is not None
    assert reason.name == "trunk_in_picture"


@pytest.mark.parametrize(
    ("top", "bottom", "lacking", "kept"),
    [
        ("chin", None, kinds.FORWARD_HEAD, kinds.PELVIC_DISPLACEMENT),
        (None, "shank", kinds.PELVIC_DISPLACEMENT, kinds.FORWARD_HEAD),
    ],
)
def test_without_head_or_feet_the_outline_is_still_measured(
    tmp_path, upright, top, bottom, lacking, kept
):
    """Without a head the model finds nobody in the enlarged part; the whole picture stands in."""
    y = {name: points_of(upright.stand)[index, 1] for name, index in JOINTS.items()}
    rows = slice(
        round((y["ear"] + y["shoulder"]) / 2) if top else 0,
        round((y["knee"] + y["ankle"]) / 2) if bottom else None,
    )
    cut = look(write(tmp_path / "cut.png", upright.picture.image[rows])).stand
    assert refuse_side(trial(cut)) is None
    whole = measured(upright.stand, kinds.TILT_FROM_NEUTRAL)
    found = measured(cut, kinds.TILT_FROM_NEUTRAL)
    assert found.value == pytest.approx(whole.value, abs=4)
    assert "not in the picture" in measured(cut, lacking).reason
    assert measured(cut, kept).value is not None
    inside = np.isfinite(cut.contour.left_px)
    height = rows.indices(480)[1] - rows.indices(480)[0]
    assert cut.contour.y_px[inside].min() >= 0
    assert cut.contour.y_px[inside].max() <= height - 1


def test_points_of_nobody_give_no_outline(upright):
    upside_down = points_of(upright.stand).copy()
    upside_down[[25, 26], 1] = 0.0
    upside_down[[11, 12], 1] = 400.0
    with Silhouette(find_model()) as silhouette:
        silhouette.add(upright.picture, upside_down)
        assert silhouette.contour() is None


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.jpg", b"", "is not a picture"),
        ("text.png", b"no picture at all", "is not a picture"),
        ("text.mp4", b"no video at all", "cannot be opened as a video"),
    ],
)
def test_what_is_no_picture_and_no_video(tmp_path, name, content, sentence):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=sentence):
        look(path)


def test_a_missing_picture(tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        look(tmp_path / "none.jpg")


def test_nobody_is_recorded_and_makes_an_unusable_take(tmp_path):
    path = write(tmp_path / "wall.png", np.full((480, 640, 3), 180, np.uint8))
    seen = look(path)
    assert seen.picture is None
    assert seen.stand.contour is None
    quality = assess(Take((seen.stand,), protocol="posture")).assessment.quality
    assert quality.verdict == "unusable"
    assert "Nobody was found in wall.png" in quality.reasons[0].message


def with_stickers(seen: Seen, places, colour=(250, 250, 240)) -> Seen:
    image = seen.picture.image.copy()
    figure = figure_of(trial(seen.stand))
    for place in places:
        x, y = to_pixels(figure, place)
        centre = (round(float(x) * 16), round(float(y) * 16))
        cv2.circle(image, centre, 3 * 16, colour, -1, cv2.LINE_AA, shift=4)
    return replace(seen, picture=replace(seen.picture, image=image))


def stickers(seen: Seen):
    return find_stickers(seen.picture, points_of(seen.stand), seen.stand.contour)


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
    figure = figure_of(trial(upright.stand))
    np.testing.assert_allclose(found.asis_px, to_pixels(figure, front), atol=0.7)
    np.testing.assert_allclose(found.psis_px, to_pixels(figure, back), atol=0.7)


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
