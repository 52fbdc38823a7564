"""Whatever is wrong with what the front door is given gets one sentence, the same everywhere."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

import posecheck
from posecheck import PosecheckError, Setting, Stated, Station, Take
from posecheck.capture.native import cv2
from posecheck.errors import ModelError, OptionError, OutputError, RecordingError, SourceError
from tests.cli.run import Run, runner
from tests.conftest import FIXTURES, march_of, recorded_march
from tests.protocols.posture.people import take_of
from tests.synthetic import march

CLIP = FIXTURES / "oblique.mp4"
MARCH = FIXTURES / "recordings" / "p_front_00.posecheck"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return runner(monkeypatch)


def a_picture(folder: Path) -> Path:
    path = folder / "person.png"
    cv2.imwrite(str(path), np.full((48, 64, 3), 200, np.uint8))
    return path


# What Python is given, what the command line is given, and the same sentence that both say.
# PICTURE, FOLDER and TEXT stand for such files; a path named otherwise does not exist.
ALIKE = {
    "no such video": (
        lambda at: posecheck.record_video(at("none.mp4"), protocol="slow_march"),
        ("march", "none.mp4"),
        SourceError,
    ),
    "a folder for a video": (
        lambda at: posecheck.record_video(at("FOLDER"), protocol="slow_march"),
        ("march", "FOLDER"),
        SourceError,
    ),
    "text for a video": (
        lambda at: posecheck.record_video(at("TEXT"), protocol="slow_march"),
        ("march", "TEXT"),
        SourceError,
    ),
    "a picture for a march": (
        lambda at: posecheck.record_video(at("PICTURE"), protocol="slow_march"),
        ("march", "PICTURE"),
        SourceError,
    ),
    "no such picture": (
        lambda at: posecheck.record_stations({"side": at("none.png")}, protocol="posture"),
        ("posture", "--side", "none.png"),
        SourceError,
    ),
    "too many stands": (
        lambda at: posecheck.record_stations({"tuck": [at("PICTURE")] * 2}, protocol="posture"),
        ("posture", "--tuck", "PICTURE", "--tuck", "PICTURE"),
        OptionError,
    ),
    "no such take": (
        lambda at: posecheck.open_take(at("none.posecheck")),
        ("march", "none.posecheck"),
        RecordingError,
    ),
    "a folder for a take": (
        lambda at: posecheck.open_take(at("FOLDER.posecheck")),
        ("march", "FOLDER.posecheck"),
        RecordingError,
    ),
    "text for a take": (
        lambda at: posecheck.open_take(at("TEXT.posecheck")),
        ("march", "TEXT.posecheck"),
        RecordingError,
    ),
    "no such target": (
        lambda _: posecheck.assess(march_of(march(2).recording, target_deg=50)),
        ("march", MARCH, "--target", "50"),
        OptionError,
    ),
    "no such view": (
        lambda _: posecheck.assess(march_of(march(2).recording, view="above")),
        ("march", MARCH, "--view", "above"),
        OptionError,
    ),
    "a height in metres": (
        lambda _: posecheck.assess(
            march_of(march(2).recording, Setting(person_height_m=Stated(value=0.018)))
        ),
        ("march", MARCH, "--height-cm", "1.8"),
        OptionError,
    ),
    "no such model": (
        lambda at: posecheck.record_video(CLIP, model=at("none.task")),
        ("march", CLIP, "--model", "none.task"),
        ModelError,
    ),
    "a model of another kind": (
        lambda at: posecheck.record_video(CLIP, model=at("TEXT")),
        ("march", CLIP, "--model", "TEXT"),
        ModelError,
    ),
    "a take of another test": (
        lambda at: posecheck.assess(posecheck.open_take(at("STAND.posecheck")), "slow_march"),
        ("march", "STAND.posecheck"),
        OptionError,
    ),
    "tuck without arch": (
        lambda at: posecheck.assess(posecheck.open_take(at("TUCK.posecheck"))),
        ("posture", "TUCK.posecheck"),
        OptionError,
    ),
    "nowhere to save": (
        lambda at: posecheck.open_take(MARCH).save(at("no") / "a.posecheck"),
        ("march", MARCH, "--save-take", "no/a.posecheck"),
        OutputError,
    ),
    "nobody in the picture": (
        lambda at: unusable(posecheck.record_stations({"side": at("PICTURE")}, protocol="posture")),
        ("posture", "--side", "PICTURE"),
        SourceError,
    ),
}


def unusable(take: Take) -> None:
    """A poor take raises nothing; the sentence is the first reason of its verdict."""
    quality = posecheck.assess(take).assessment.quality
    assert quality.verdict == "unusable"
    raise SourceError(quality.reasons[0].message)


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    a_picture(tmp_path).rename(tmp_path / "PICTURE.png")
    (tmp_path / "TEXT").write_text("hello")
    (tmp_path / "TEXT.posecheck").write_text("hello")
    (tmp_path / "FOLDER").mkdir()
    (tmp_path / "FOLDER.posecheck").mkdir()
    take_of(side="upright").save(tmp_path / "STAND.posecheck")
    take_of(side="upright", tuck="tuck").save(tmp_path / "TUCK.posecheck")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ALIKE)
def test_the_sentence_of_python_is_that_of_the_command_line(name, folder, run, capfd):
    in_python, arguments, kind = ALIKE[name]

    def at(path: str) -> Path:
        return Path("PICTURE.png" if path == "PICTURE" else path)

    with pytest.raises(kind) as refused:
        in_python(at)
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    capfd.readouterr()
    assert run(*(at(each) if each == "PICTURE" else each for each in arguments)) == 2
    assert capfd.readouterr() == ("", f"posecheck: {' '.join(sentence.split())}\n")


RECORDING = recorded_march("p_front_00")


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: posecheck.open_take(3), RecordingError, "3 is not the name of a file"),
        (lambda: posecheck.open_take(None), RecordingError, "not the name of a file"),
        (lambda: posecheck.open_take("\0"), RecordingError, "cannot be read"),
        (lambda: posecheck.record_video(None), SourceError, "not the name of a file"),
        (lambda: posecheck.record_video(""), SourceError, "is a folder"),
        (lambda: posecheck.record_video(CLIP, model=3), ModelError, "not the name of a file"),
        (lambda: posecheck.record_video(CLIP, protocol="march"), OptionError, "no protocol"),
        (lambda: posecheck.record_video(CLIP, protocol=["x"]), OptionError, "no protocol"),
        (
            lambda: posecheck.record_video(CLIP, protocol="slow_march", options={"speed": 1}),
            OptionError,
            "no option",
        ),
        (
            lambda: posecheck.record_video(CLIP, protocol="slow_march", options=[1]),
            OptionError,
            "no options",
        ),
        (
            lambda: posecheck.record_video(CLIP, setting={"chair": True}),
            OptionError,
            "cannot be the setting",
        ),
        (
            lambda: posecheck.record_video(CLIP, setting=Setting(roll_deg=Stated(value=80))),
            OptionError,
            "out of range",
        ),
        (
            lambda: posecheck.record_video(CLIP, recorded=datetime(2026, 3, 1)),
            OptionError,
            "has no zone",
        ),
        (lambda: posecheck.record_video(CLIP, recorded="now"), OptionError, "not a time"),
        (
            lambda: posecheck.record_stations({}, protocol="posture"),
            OptionError,
            "No file is named",
        ),
        (
            lambda: posecheck.record_stations({"side": []}, protocol="posture"),
            OptionError,
            "No file is named",
        ),
        (
            lambda: posecheck.record_stations(CLIP, protocol="posture"),
            OptionError,
            "Name its station",
        ),
        (
            lambda: posecheck.record_stations({"back": CLIP}, protocol="posture"),
            OptionError,
            'no station "back"',
        ),
        (
            lambda: posecheck.record_stations({"side": 3}, protocol="posture"),
            SourceError,
            "not the name of a file",
        ),
        (lambda: posecheck.assess("clip.mp4"), OptionError, "is not a take"),
        (lambda: posecheck.assess(RECORDING), OptionError, "is not a take"),
        (lambda: posecheck.assess(posecheck.open_take(MARCH)), OptionError, "Name its protocol"),
        (
            lambda: posecheck.assess(posecheck.open_take(MARCH), "waltz"),
            OptionError,
            "Installed are: slow_march, posture, held_lift, chair_rise",
        ),
        (
            lambda: posecheck.assess(Take((Station(RECORDING),) * 2), "slow_march"),
            OptionError,
            "2 recordings are too many",
        ),
        (
            lambda: posecheck.assess(Take((Station(RECORDING, "side"),)), "slow_march"),
            OptionError,
            'no station "side"',
        ),
        (
            lambda: posecheck.assess(replace(march_of(RECORDING), options={"speed": 1})),
            OptionError,
            "no option",
        ),
        (lambda: posecheck.open_take(MARCH).save(3), OutputError, "not the name of a file"),
        (lambda: march_result().report(3), OutputError, "not the name of a file"),
        (lambda: march_result().report("a.doc"), OptionError, r"neither \.html nor \.pdf"),
        (lambda: march_result().report("no/a.pdf"), OutputError, "nothing was written"),
    ],
)
def test_what_cannot_be_is_one_sentence(call, kind, words, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(kind, match=words) as refused:
        call()
    assert isinstance(refused.value, PosecheckError)
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith(".")
    assert list(tmp_path.iterdir()) == []


def march_result():
    return posecheck.assess(march_of(RECORDING))
