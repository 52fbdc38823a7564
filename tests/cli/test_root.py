"""The command itself: help, version, schema, and a start that needs neither camera nor model."""

import json
import subprocess
import sys

import pytest

from posecheck import __version__
from posecheck.assessment import schema
from tests.cli.run import Run, runner


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return runner(monkeypatch)


def test_version(run, capsys):
    assert run("--version") == 0
    assert capsys.readouterr().out == f"{__version__}\n"


def test_schema(run, capsys):
    assert run("schema") == 0
    assert json.loads(capsys.readouterr().out) == schema()


def test_help_names_every_option_of_the_march(run, capsys):
    assert run("march", "--help") == 0
    out = capsys.readouterr().out
    for option in (
        "--target", "--height-cm", "--lens-height-cm", "--distance-cm", "--model", "--view",
        "--mirrored", "--json", "--save-recording",
    ):  # fmt: skip
        assert option in out


def test_a_usage_error_is_2(run, capsys):
    assert run("march") == 2
    assert "Missing argument" in capsys.readouterr().err


def test_scoring_needs_neither_opencv_nor_mediapipe():
    code = "import sys, posecheck.cli.root; print({'cv2', 'mediapipe'} & set(sys.modules))"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "set()\n"
