"""`posecheck posture`: what it prints and writes, and the one sentence that each bad input gets."""

import json

import numpy as np
import pytest

from posecheck import assess, open_take
from posecheck.assessment_file import read_assessment
from posecheck.capture.native import cv2
from posecheck.history import History
from posecheck.protocols.posture import kinds
from tests.cli.run import Run, one_sentence, runner
from tests.conftest import FIXTURES
from tests.protocols.posture.people import TRUTH, take_of

STANDS = FIXTURES / "stands"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return runner(monkeypatch)


@pytest.fixture(scope="module")
def picture(tmp_path_factory):
    """The first frame of the upright stand."""
    video = cv2.VideoCapture(str(STANDS / "upright.mp4"))
    _, image = video.read()
    video.release()
    path = tmp_path_factory.mktemp("pictures") / "side.png"
    cv2.imwrite(str(path), image)
    return path


def test_a_stand_is_kept_whole_and_gives_its_numbers_again(run, tmp_path, monkeypatch):
    monkeypatch.setenv("POSECHECK_DB", str(tmp_path / "history.sqlite"))
    assert run("posture", "--side", STANDS / "sway_back.mp4", "--save", "--person", "Zoë") == 0
    with History() as history:
        kept = history.kept(1)
        take = history.take(1)
    assert kept.entry.notes.person == "Zoë"
    assert take.digest() == kept.assessment.provenance.recording_digest
    assert take.stations[0].contour is not None
    assert assess(take).assessment.measures == kept.assessment.measures


def test_side_and_front_clips(run, tmp_path, capfd):
    written = tmp_path / "result.json"
    drawn = tmp_path / "seen.png"
    assert (
        run(
            *("posture", "--side", STANDS / "sway_back.mp4"),
            *("--front", STANDS / "shoulder_up.mp4"),
            *("--json", written, "--picture", drawn),
        )
        == 0
    )
    out, err = capfd.readouterr()
    assert err == ""
    assert "your hips stand" in " ".join(out.split())
    assert "Not a diagnosis" in out
    assert "its level cannot be seen" in " ".join(out.split())
    result = read_assessment(written.read_text())
    assert result.protocol == "posture"
    assert result.measure(kinds.PELVIC_DISPLACEMENT).low > 0
    rotation = result.measure(kinds.TILT_FROM_NEUTRAL)
    assert rotation.evidence == "silhouette"
    assert rotation.low < TRUTH["sway_back"][rotation.name] < rotation.high
    assert cv2.imread(str(drawn)).shape[0] == 960


def test_a_picture_with_clicked_points(run, picture, tmp_path, capfd):
    written = tmp_path / "result.json"
    marks = ("--asis", "303,222", "--psis", "326,217")
    assert run("posture", "--side", picture, *marks, "--json", written) == 0
    tilt = read_assessment(written.read_text()).measure(kinds.PELVIC_TILT)
    assert tilt.evidence == "markers"
    assert tilt.value == pytest.approx(np.degrees(np.arctan2(5, 23)), abs=0.01)
    assert "From the two marked points" in " ".join(capfd.readouterr().out.split())


def test_points_clicked_in_a_mirror_image(run, picture, tmp_path):
    """The clicks are in pixels of the file, whichever way round it is."""
    selfie, written = tmp_path / "selfie.png", tmp_path / "result.json"
    cv2.imwrite(str(selfie), cv2.imread(str(picture))[:, ::-1])
    marks = ("--asis", f"{639 - 303},222", "--psis", f"{639 - 326},217")
    assert run("posture", "--mirrored", "--side", selfie, *marks, "--json", written) == 0
    tilt = read_assessment(written.read_text()).measure(kinds.PELVIC_TILT)
    assert tilt.value == pytest.approx(np.degrees(np.arctan2(5, 23)), abs=0.01)


def test_the_own_range_and_the_change_since_last_time(run, tmp_path, capfd):
    """Relaxed, tuck and arch, in one saved take."""
    saved, first = tmp_path / "take.posecheck", tmp_path / "first.json"
    take_of(relaxed="upright", tuck="tuck", arch="arch").save(saved)
    assert run("posture", saved, "--json", first) == 0
    index = read_assessment(first.read_text()).measure(kinds.TILT_INDEX)
    assert index.value == pytest.approx(43, abs=4)
    capfd.readouterr()
    assert run("posture", saved, "--since", first) == 0
    out = " ".join(capfd.readouterr().out.split())
    assert "otherwise than last time cannot be told" in out


def test_a_check_saved_whole_gives_its_numbers_again(run, tmp_path):
    saved, first, again = (tmp_path / name for name in ("a.posecheck", "a.json", "b.json"))
    stands = ("--side", STANDS / "sway_back.mp4", "--front", STANDS / "shoulder_up.mp4")
    said = ("--clothing", "loose", "--roll-deg", "1.5")
    assert run("posture", *stands, *said, "--save-take", saved, "--json", first) == 0
    assert open_take(saved).names() == ["front", "side"]
    assert run("posture", saved, "--json", again) == 0
    before, after = (read_assessment(path.read_text()) for path in (first, again))
    assert after.measures == before.measures
    assert after.findings == before.findings
    assert after.provenance.setting == before.provenance.setting


def test_a_saved_take_is_named_alone(run, tmp_path, picture, capfd):
    saved = tmp_path / "take.posecheck"
    take_of(side="upright").save(saved)
    assert run("posture", saved, "--side", picture) == 2
    assert "name it alone" in one_sentence(capfd)
    assert run("posture", saved, "--asis", "3,4", "--psis", "5,6") == 2
    assert "exactly one --side" in one_sentence(capfd)
    assert run("posture", picture) == 2
    assert "is not a saved take" in one_sentence(capfd)


def test_one_stand_that_cannot_be_measured_does_not_spoil_the_others(run, tmp_path, capfd):
    written = tmp_path / "a.json"
    stands = ("--side", STANDS / "upright.mp4", "--side", STANDS / "shoulder_up.mp4")
    assert run("posture", *stands, "--json", written) == 0
    out, err = capfd.readouterr()
    assert "shoulder_up.mp4 does not show you from the side" in " ".join(out.split())
    assert err == ""
    result = read_assessment(written.read_text())
    assert result.quality.verdict == "degraded"
    assert result.measure(kinds.TRUNK_LEAN).n == 1


def test_a_front_view_is_no_side_view_and_its_json_says_why(run, tmp_path, capfd):
    written = tmp_path / "a.json"
    assert run("posture", "--side", STANDS / "shoulder_up.mp4", "--json", written) == 2
    assert "does not show you from the side" in one_sentence(capfd)
    result = read_assessment(written.read_text())
    assert result.quality.verdict == "unusable"
    assert {measure.value for measure in result.measures} == {None}


def test_a_side_view_is_no_front_view(run, picture, capfd):
    assert run("posture", "--front", picture) == 2
    assert "does not show you from the front" in one_sentence(capfd)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((), "at least one picture or clip"),
        (("--side", "none.png"), "none.png cannot be read"),
        (("--side", "PICTURE", "--asis", "3,4"), "both --asis and --psis"),
        (("--side", "PICTURE", "--asis", "3,4", "--psis", "x"), '"x" is not a point'),
        (("--side", "PICTURE", "--asis", "3,4", "--psis", "5,6"), "do not lie on a pelvis"),
        (("--front", "PICTURE", "--asis", "3,4", "--psis", "5,6"), "exactly one --side"),
        (("--side", "PICTURE", "--tuck", "PICTURE"), "Tuck and arch go together"),
        (("--tuck", "PICTURE", "--arch", "PICTURE"), "add one, relaxed"),
        (("--relaxed", "PICTURE"), "A relaxed stand needs tuck and arch"),
        (("--side", "PICTURE", "--clothing", "pyjamas"), "This clothing is not known"),
        (("--side", "PICTURE", "--roll-deg", "40"), "turned by 40° is out of range"),
        (("--side", "PICTURE", "--since", "none.json"), "cannot be read"),
        (("--side", "PICTURE", "--since", "PICTURE"), "damaged or is not a posecheck assessment"),
        (("--side", "PICTURE", "--picture", "a.gif"), "ending .png or .jpg"),
        (("--side", "PICTURE", "--json", "no/such/folder/a.json"), "nothing was written"),
        (("--side", "PICTURE", "--json", "PICTURE"), "named twice"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    run, picture, tmp_path, monkeypatch, capfd, options, sentence
):
    monkeypatch.chdir(tmp_path)
    assert run("posture", *(picture if part == "PICTURE" else part for part in options)) == 2
    assert sentence in one_sentence(capfd)
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_result_that_says_nothing_of_the_pelvis(run, picture, tmp_path, capfd):
    earlier = tmp_path / "earlier.json"
    front = STANDS / "shoulder_up.mp4"
    assert run("posture", "--front", front, "--json", earlier) == 0
    capfd.readouterr()
    assert run("posture", "--side", picture, "--since", earlier) == 2
    assert "says nothing of the pelvis" in one_sentence(capfd)
    assert json.loads(earlier.read_text())["protocol"] == "posture"
