"""`posecheck posture`: what it prints and writes, and the one sentence that each bad input gets."""

import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from posecheck import assess, open_take
from posecheck.assessment import Assessment
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


def first_picture(clip: str, path: Path) -> Path:
    """Write the first frame of a stand; one picture is a stand too, and soon looked at."""
    video = cv2.VideoCapture(str(STANDS / clip))
    _, image = video.read()
    video.release()
    cv2.imwrite(str(path), image)
    return path


@pytest.fixture(scope="module")
def picture(tmp_path_factory) -> Path:
    return first_picture("upright.mp4", tmp_path_factory.mktemp("pictures") / "side.png")


@pytest.fixture(scope="module")
def front(tmp_path_factory) -> Path:
    return first_picture("shoulder_up.mp4", tmp_path_factory.mktemp("pictures") / "front.png")


@dataclass(frozen=True)
class Checked:
    """A check of a side and a front clip, kept in every way: its folder, and what was printed."""

    folder: Path
    out: str
    err: str

    @property
    def result(self) -> Assessment:
        return read_assessment((self.folder / "result.json").read_text())


@pytest.fixture(scope="module")
def checked(tmp_path_factory) -> Checked:
    folder, out, err = tmp_path_factory.mktemp("check"), StringIO(), StringIO()
    stands = ("--side", STANDS / "sway_back.mp4", "--front", STANDS / "shoulder_up.mp4")
    said = ("--clothing", "fitted", "--roll-deg", "0.2", "--save", "--person", "Zoë")
    kept = ("--json", folder / "result.json", "--save-take", folder / "take.posecheck")
    drawn = ("--picture", folder / "seen.png")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setenv("POSECHECK_DB", str(folder / "history.sqlite"))
        assert runner(patch)("posture", *stands, *said, *kept, *drawn) == 0
    return Checked(folder, " ".join(out.getvalue().split()), err.getvalue())


def test_side_and_front_clips(checked):
    assert checked.err == f"Kept as take 1 in {checked.folder / 'history.sqlite'}.\n"
    assert "your hips stand" in checked.out
    assert "Not a diagnosis" in checked.out
    assert "its level cannot be seen" in checked.out
    result = checked.result
    assert result.protocol == "posture"
    assert result.measure(kinds.PELVIC_DISPLACEMENT).low > 0
    rotation = result.measure(kinds.TILT_FROM_NEUTRAL)
    assert rotation.evidence == "silhouette"
    assert rotation.low < TRUTH["sway_back"][rotation.name] < rotation.high
    assert cv2.imread(str(checked.folder / "seen.png")).shape[0] == 960


def test_what_is_kept_in_the_history_is_whole_and_gives_its_numbers_again(checked, monkeypatch):
    monkeypatch.setenv("POSECHECK_DB", str(checked.folder / "history.sqlite"))
    with History() as history:
        kept = history.kept(1)
        take = history.take(1)
    assert kept.entry.notes.person == "Zoë"
    assert take.digest() == kept.assessment.provenance.recording_digest
    assert take.names() == ["front", "side"]
    assert take.stations[1].contour is not None
    assert assess(take).assessment.measures == kept.assessment.measures == checked.result.measures


def test_a_check_saved_whole_gives_its_numbers_again(run, checked, tmp_path):
    saved, again = checked.folder / "take.posecheck", tmp_path / "again.json"
    assert open_take(saved).names() == ["front", "side"]
    assert run("posture", saved, "--json", again) == 0
    before, after = checked.result, read_assessment(again.read_text())
    assert after.measures == before.measures
    assert after.findings == before.findings
    setting = before.provenance.setting
    assert after.provenance.setting == setting
    assert setting["clothing"] == "fitted"


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


def test_a_saved_take_is_named_alone(run, tmp_path, picture, capfd):
    saved = tmp_path / "take.posecheck"
    take_of(side="upright").save(saved)
    assert run("posture", saved, "--side", picture) == 2
    assert "name it alone" in one_sentence(capfd)
    assert run("posture", saved, "--asis", "3,4", "--psis", "5,6") == 2
    assert "exactly one --side" in one_sentence(capfd)
    assert run("posture", picture) == 2
    assert "is not a saved take" in one_sentence(capfd)


def test_one_stand_that_cannot_be_measured_does_not_spoil_the_others(
    run, picture, front, tmp_path, capfd
):
    written = tmp_path / "a.json"
    stands = ("--side", picture, "--side", front)
    assert run("posture", *stands, "--json", written) == 0
    out, err = capfd.readouterr()
    assert "front.png does not show you from the side" in " ".join(out.split())
    assert err == ""
    result = read_assessment(written.read_text())
    assert result.quality.verdict == "degraded"
    assert result.measure(kinds.TRUNK_LEAN).n == 1


def test_a_front_view_is_no_side_view_and_its_json_says_why(run, front, tmp_path, capfd):
    written = tmp_path / "a.json"
    assert run("posture", "--side", front, "--json", written) == 2
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
        ((), "at least one picture or video with --front"),
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


def test_an_earlier_result_that_says_nothing_of_the_pelvis(run, picture, front, tmp_path, capfd):
    earlier = tmp_path / "earlier.json"
    assert run("posture", "--front", front, "--json", earlier) == 0
    capfd.readouterr()
    assert run("posture", "--side", picture, "--since", earlier) == 2
    assert "says nothing of the pelvis" in one_sentence(capfd)
    assert json.loads(earlier.read_text())["protocol"] == "posture"
