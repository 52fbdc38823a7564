"""`posecheck march`: what it prints and writes, and the one sentence that each bad input gets."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import posecheck
from posecheck import Setting, Stated
from posecheck.assessment_file import read_assessment
from posecheck.capture import record
from posecheck.cli import protocol_command, source
from posecheck.errors import ModelError
from tests.capture.test_video import a_clip
from tests.cli.run import Run, one_sentence, runner
from tests.conftest import assess_march, march_of, recorded_march
from tests.synthetic import picked

M02 = "recordings/m02_front_m1_asymR15.posecheck"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return runner(monkeypatch)


def test_a_recording_is_scored(run, clips, tmp_path, capfd):
    assert run("march", clips / M02, "--json", tmp_path / "a.json") == 0
    out, err = capfd.readouterr()
    assert err == ""
    assert "seen from the front" in out
    assert "The right knee lifts" in out
    assert "Not a diagnosis" in out
    recording = recorded_march("m02_front_m1_asymR15")
    written = read_assessment((tmp_path / "a.json").read_text())
    assert written.provenance.recording_digest == recording.digest()
    assert written.measures == assess_march(recording).measures


@pytest.mark.parametrize("name", ["m02_front_m1_asymR15", "m10_sideL_f2_low", "p_45_20"])
def test_what_is_written_fits_the_schema_that_is_printed(run, clips, tmp_path, capfd, name):
    assert run("schema") == 0
    described = json.loads(capfd.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(described)
    source = clips / "recordings" / f"{name}.posecheck"
    assert run("march", source, "--json", tmp_path / "a.json") == 0
    content = json.loads((tmp_path / "a.json").read_text())
    jsonschema.validate(content, described)
    del content["quality"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, described)


@pytest.mark.parametrize("target", [45, 60, 68, 90])
@pytest.mark.parametrize("view", ["auto", "front", "side-left", "side-right", "oblique"])
def test_every_target_and_every_view_is_taken(run, clips, tmp_path, target, view):
    options = ("--target", target, "--view", view, "--json", tmp_path / "a.json")
    code = run("march", clips / M02, *options)
    written = read_assessment((tmp_path / "a.json").read_text())
    assert code == (2 if written.quality.verdict == "unusable" else 0)
    assert written.view == ("front" if view == "auto" else view)
    for measure in written.measures:
        assert measure.reason or measure.low <= measure.value <= measure.high


def test_a_stop_leaves_no_file_behind(clips, tmp_path):
    outputs = ["--json", tmp_path / "a.json", "--save-recording", tmp_path / "a.posecheck"]
    command = [sys.executable, "-m", "posecheck", "march", clips / "front.mp4", *outputs]
    process = subprocess.Popen([*map(str, command)], stderr=subprocess.PIPE, text=True)
    fd = f"/proc/{process.pid}/fd"
    while process.poll() is None:
        with contextlib.suppress(OSError):
            if any(os.readlink(f"{fd}/{each}").endswith("front.mp4") for each in os.listdir(fd)):
                break
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.endswith("posecheck: stopped.\n")
    assert list(tmp_path.iterdir()) == []


def test_the_options_reach_the_assessment(run, clips, tmp_path):
    options = ("--target", 60, "--height-cm", 180, "--lens-height-cm", 95, "--distance-cm", 280)
    assert run("march", clips / M02, "--json", tmp_path / "a.json", *options) == 0
    facts = json.loads((tmp_path / "a.json").read_text())["provenance"]
    assert facts["options"]["target_deg"] == 60
    assert facts["setting"] == {
        "person_height_m": {"value": 1.8, "given": True},
        "lens_height_m": {"value": 0.95, "given": True},
        "distance_m": {"value": 2.8, "given": True},
    }


@pytest.mark.parametrize(("said", "target"), [((), 60), (("--target", 90), 90)])
def test_what_is_said_now_goes_before_what_the_take_says(run, tmp_path, said, target):
    """A default that is said out loud was said."""
    saved = tmp_path / "a.posecheck"
    setting = Setting(person_height_m=Stated(value=1.6), chair=True)
    march_of(recorded_march("p_front_00"), setting, target_deg=60).save(saved)
    more = (*said, "--height-cm", 180) if said else ()
    assert run("march", saved, "--json", tmp_path / "a.json", *more) == 0
    facts = json.loads((tmp_path / "a.json").read_text())["provenance"]
    assert facts["options"]["target_deg"] == target
    assert facts["setting"]["chair"] is True
    assert facts["setting"]["person_height_m"]["value"] == (1.8 if said else 1.6)


def test_json_in_place_of_the_table(run, clips, capfd):
    assert run("march", clips / M02, "--json", "-") == 0
    out, err = capfd.readouterr()
    assert read_assessment(out).protocol == "slow_march"
    assert err == ""


def test_a_video_cut_off_in_the_middle_is_scored_and_says_so(run, clips, tmp_path, capfd):
    content = (clips / "oblique.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(content[: int(len(content) * 0.8)])
    assert run("march", tmp_path / "cut.mp4", "--json", tmp_path / "a.json") == 0
    assessment = read_assessment((tmp_path / "a.json").read_text())
    assert assessment.quality.verdict == "degraded"
    assert "source_complete" in [reason.gate for reason in assessment.quality.reasons]
    assert len(assessment.repetitions) >= 2
    assert capfd.readouterr().err == ""


def test_a_damaged_second_model_is_refused_before_the_video_is_read(run, clips, monkeypatch, capfd):
    def damaged():
        raise ModelError("The second model is damaged.")

    def read(*_args, **_more):
        raise AssertionError("the video was read")

    monkeypatch.setattr(source, "find_second_model", damaged)
    monkeypatch.setattr(record, "record_files", read)
    assert run("march", clips / "front.mp4") == 2
    assert "The second model is damaged." in capfd.readouterr().err


def test_nobody_in_it(run, tmp_path, capfd):
    clip = a_clip(tmp_path / "empty_room.mp4", source="testsrc=d=4:r=30")
    assert run("march", clip) == 2
    assert "Nobody was found" in one_sentence(capfd)


def test_an_unusable_take_is_an_error_whose_json_says_why(run, clips, tmp_path, capfd):
    whole = recorded_march("m02_front_m1_asymR15")
    march_of(picked(whole, slice(0, 30))).save(tmp_path / "short.posecheck")
    assert run("march", tmp_path / "short.posecheck", "--json", tmp_path / "a.json") == 2
    quality = json.loads((tmp_path / "a.json").read_text())["quality"]
    assert quality["verdict"] == "unusable"
    assert quality["reasons"][0]["message"] in one_sentence(capfd)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("none.mp4", "There is no file"),
        (".", "is a folder"),
        ("text.mp4", "cannot be opened as a video"),
        ("none.posecheck", "cannot be read"),
        ("text.posecheck", "is damaged or is not a posecheck take"),
        ("zipped.mp4", "is damaged or is not a posecheck take"),
    ],
)
def test_bad_sources(run, tmp_path, capfd, source, sentence):
    (tmp_path / "text.mp4").write_text("hello")
    (tmp_path / "text.posecheck").write_text("hello")
    (tmp_path / "zipped.mp4").write_bytes(b"PK\x03\x04hello")
    assert run("march", tmp_path / source, "--json", tmp_path / "a.json") == 2
    assert sentence in one_sentence(capfd)
    assert not (tmp_path / "a.json").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--target", "50"], '"50" is not known. Choose one of 45, 60, 68, 90'),
        (["--view", "above"], '"above" is not known. Choose one of auto, front'),
        (["--height-cm", "1.8"], "height of the person of 1.8 cm is out of range"),
        (["--height-cm", "inf"], "--height-cm must be a number, and inf is none"),
        (["--roll-deg", "nan"], "--roll-deg must be a number"),
        (["--mirrored"], "--mirrored belongs to video files"),
        (["--json", "no/a.json"], "cannot be written"),
        (["--save-recording", "no/a.posecheck"], "cannot be written"),
        (["--json", "a", "--save-recording", "a"], "is named twice"),
    ],
)
def test_bad_options(run, clips, tmp_path, capfd, monkeypatch, options, sentence):
    source = clips.absolute() / M02
    monkeypatch.chdir(tmp_path)
    assert run("march", source, *options) == 2
    assert sentence in one_sentence(capfd)
    assert list(tmp_path.iterdir()) == []


def test_the_source_is_never_overwritten(run, clips, capfd):
    before = (clips / M02).read_bytes()
    assert run("march", clips / M02, "--json", clips / M02) == 2
    assert "is named twice" in one_sentence(capfd)
    assert (clips / M02).read_bytes() == before


def test_outputs_are_checked_before_the_video_is_looked_at(run, clips, tmp_path, monkeypatch):
    monkeypatch.setattr(
        protocol_command, "recorded_from", lambda *_, **__: pytest.fail("looked at the video")
    )
    assert run("march", clips / "front.mp4", "--json", tmp_path / "no" / "a.json") == 2


@pytest.mark.parametrize(
    ("content", "sentence"), [(None, "There is no model file"), (b"x", "is not the model")]
)
def test_model_missing_or_wrong(run, clips, tmp_path, capfd, content, sentence):
    model = tmp_path / "pose.task"
    if content:
        model.write_bytes(content)
    assert run("march", clips / "front.mp4", "--model", model) == 2
    message = one_sentence(capfd)
    assert sentence in message
    assert str(model) in message


def test_an_error_of_our_own_is_one_sentence(run, clips, tmp_path, capfd, monkeypatch):
    monkeypatch.setattr("posecheck.result.assess", lambda *_: 1 / 0)
    assert run("march", clips / M02, "--json", tmp_path / "a.json") == 3
    assert "internal error (ZeroDivisionError: division by zero)" in one_sentence(capfd)
    assert not (tmp_path / "a.json").exists()


def test_stopping_is_one_sentence(run, clips, capfd, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(protocol_command, "recorded_from", stop)
    assert run("march", clips / M02) == 130
    assert "stopped" in one_sentence(capfd)


def test_a_terminal_without_our_signs_still_gets_the_result(clips):
    answer = subprocess.run(
        [sys.executable, "-m", "posecheck", "march", str(clips / M02)],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "The right knee lifts" in answer.stdout
    assert answer.stderr == ""


def test_a_missing_system_library_is_named(clips, tmp_path):
    (tmp_path / "cv2.py").write_text(
        "raise ImportError('libGL.so.1: cannot open shared object file: No such file')"
    )
    answer = subprocess.run(
        [sys.executable, "-m", "posecheck", "march", str((clips / "front.mp4").absolute())],
        env={
            **os.environ,
            "PYTHONPATH": f"{tmp_path}{os.pathsep}{Path(posecheck.__file__).parents[1]}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert "apt install libgl1" in answer.stderr
    assert answer.stderr.count("\n") == 1
