"""`posecheck posture`: what it prints and writes, and the one sentence that each bad input gets."""

import json

import numpy as np
import pytest

from posecheck import Assessment
from posecheck.capture.opencv import cv2
from posecheck.history import History
from tests.cli.run import Run, runner
from tests.conftest import FIXTURES
from tests.protocols.posture.people import TRUTH

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


def one_sentence(capfd: pytest.CaptureFixture[str]) -> str:
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("posecheck: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


def test_a_stand_is_kept_with_its_landmarks(run, tmp_path, monkeypatch):
    monkeypatch.setenv("POSECHECK_DB", str(tmp_path / "history.sqlite"))
    assert run("posture", "--side", STANDS / "sway_back.mp4", "--save", "--person", "Zoë") == 0
    with History() as history:
        take = history.take(1)
        recording = history.recording(1)
    assert take.entry.notes.person == "Zoë"
    assert recording.digest() == take.assessment.provenance.recording_digest


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
    assert "sway-back" in out
    assert "Not a diagnosis" in out
    assert "its level cannot be seen" in " ".join(out.split())
    result = Assessment.from_json(written.read_text())
    assert result.protocol == "standing_posture"
    assert result.measure("posture_class").value == "sway_back"
    rotation = result.measure("pelvic_rotation")
    assert rotation.evidence == "silhouette"
    assert rotation.low < TRUTH["sway_back"]["pelvic_rotation"] < rotation.high
    assert cv2.imread(str(drawn)).shape[0] == 960


def test_a_picture_with_clicked_points(run, picture, tmp_path, capfd):
    written = tmp_path / "result.json"
    marks = ("--asis", "303,222", "--psis", "326,217")
    assert run("posture", "--side", picture, *marks, "--json", written) == 0
    tilt = Assessment.from_json(written.read_text()).measure("pelvic_tilt")
    assert tilt.evidence == "markers"
    assert tilt.value == pytest.approx(np.degrees(np.arctan2(5, 23)), abs=0.01)
    assert "from the two marked points" in " ".join(capfd.readouterr().out.split())


def test_points_clicked_in_a_mirror_image(run, picture, tmp_path):
    """The clicks are in pixels of the file, whichever way round it is."""
    selfie, written = tmp_path / "selfie.png", tmp_path / "result.json"
    cv2.imwrite(str(selfie), cv2.imread(str(picture))[:, ::-1])
    marks = ("--asis", f"{639 - 303},222", "--psis", f"{639 - 326},217")
    assert run("posture", "--mirrored", "--side", selfie, *marks, "--json", written) == 0
    tilt = Assessment.from_json(written.read_text()).measure("pelvic_tilt")
    assert tilt.value == pytest.approx(np.degrees(np.arctan2(5, 23)), abs=0.01)


def test_the_own_range_and_the_change_since_last_time(run, picture, tmp_path, capfd, monkeypatch):
    """Relaxed, tuck and arch, from stands looked at before."""
    from dataclasses import replace

    from posecheck.capture import stand as capture
    from tests.protocols.posture.people import stand

    looked = capture.stand_from_media

    def from_fixture(path, model_path, view, mirrored=False):
        return replace(looked(picture, model_path, view), stand=stand(path.stem))

    monkeypatch.setattr(capture, "stand_from_media", from_fixture)
    clips = [tmp_path / f"{name}.mp4" for name in ("upright", "tuck", "arch")]
    options = ("posture", "--relaxed", clips[0], "--tuck", clips[1], "--arch", clips[2])
    first = tmp_path / "first.json"
    assert run(*options, "--json", first) == 0
    index = Assessment.from_json(first.read_text()).measure("pelvic_tilt_index")
    assert index.value == pytest.approx(43, abs=4)
    assert run(*options, "--since", first) == 0
    assert "Since last time" in capfd.readouterr().out


def test_a_front_view_is_no_side_view_and_nothing_is_written(run, tmp_path, capfd):
    outputs = ("--json", tmp_path / "a.json", "--picture", tmp_path / "a.png")
    assert run("posture", "--side", STANDS / "shoulder_up.mp4", *outputs) == 2
    assert "does not show you from the side" in one_sentence(capfd)
    assert list(tmp_path.iterdir()) == []


def test_a_side_view_is_no_front_view(run, picture, capfd):
    assert run("posture", "--front", picture) == 2
    assert "does not show you from the front" in one_sentence(capfd)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((), "at least one picture or clip"),
        (("--side", "none.png"), "There is no file none.png"),
        (("--side", "PICTURE", "--asis", "3,4"), "both --asis and --psis"),
        (("--side", "PICTURE", "--asis", "3,4", "--psis", "x"), '"x" is no point'),
        (("--side", "PICTURE", "--asis", "3,4", "--psis", "5,6"), "do not lie on a pelvis"),
        (("--front", "PICTURE", "--asis", "3,4", "--psis", "5,6"), "exactly one --side"),
        (("--side", "PICTURE", "--tuck", "PICTURE"), "both --tuck and --arch"),
        (("--tuck", "PICTURE", "--arch", "PICTURE"), "add --relaxed"),
        (("--relaxed", "PICTURE"), "--relaxed needs"),
        (("--side", "PICTURE", "--clothing", "pyjamas"), '"pyjamas" is not known'),
        (("--side", "PICTURE", "--roll-deg", "40"), "level the camera"),
        (("--side", "PICTURE", "--since", "none.json"), "cannot be read"),
        (("--side", "PICTURE", "--since", "PICTURE"), "damaged or is no posecheck assessment"),
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


def test_an_earlier_result_without_an_index(run, picture, tmp_path, capfd):
    earlier = tmp_path / "earlier.json"
    assert run("posture", "--side", picture, "--json", earlier) == 0
    capfd.readouterr()
    assert run("posture", "--side", picture, "--since", earlier) == 2
    assert "no place in the own range" in one_sentence(capfd)
    assert json.loads(earlier.read_text())["protocol"] == "standing_posture"
