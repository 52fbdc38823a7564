"""The command itself: help, version, schema, and a start that needs neither camera nor model."""

import json
import subprocess
import sys

import pytest

from posecheck import __version__
from posecheck.assessment_file import schema
from posecheck.cli import root
from posecheck.registry import installed
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


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("wlak",), "No such command 'wlak'. 'posecheck --help' shows what there is."),
        (("app", "--port", "5"), "equal to 1024. 'posecheck COMMAND --help' shows what there is."),
    ],
)
def test_a_usage_error_is_whole_sentences(run, capsys, arguments, sentence):
    assert run(*arguments) == 2
    assert capsys.readouterr().err.strip().endswith(sentence)


HEAVY = {"numpy", "scipy", "pandas", "sqlalchemy", "cv2", "mediapipe", "streamlit", "jinja2"}


def loaded_by(*arguments: str, among: set[str] = HEAVY) -> set[str]:
    """Return which of these modules are loaded when the command has run."""
    code = (
        "import contextlib, sys; from posecheck.cli.shell import main\n"
        f"sys.argv = ['posecheck', *{arguments!r}]\n"
        "with contextlib.suppress(SystemExit): main()\n"
        f"print('loaded', *({among!r} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return set(answer.stdout.splitlines()[-1].split()[1:])


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("march", "--help"), ("x",)])
def test_what_computes_nothing_loads_nothing_slow(arguments):
    assert loaded_by(*arguments) == set()


@pytest.mark.parametrize("arguments", [("--version",), ("--help",)])
def test_what_only_lists_builds_no_model_of_the_data(arguments):
    models = {"posecheck.assessment", "posecheck.thresholds", "posecheck.take"}
    assert loaded_by(*arguments, among=models) == set()


def test_a_saved_take_needs_neither_opencv_nor_mediapipe(clips):
    take = str(clips / "recordings" / "p_front_00.posecheck")
    assert loaded_by("march", take) == {"numpy", "scipy"}


@pytest.mark.parametrize("name", root._COMMANDS)
def test_help_says_of_a_command_what_the_command_says_of_itself(name):
    said = root._COMMANDS[name][1]
    assert said == (root._function(name).__doc__ or "").split("\n")[0]


def test_help_lists_every_command_with_what_it_does(run, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    assert run("--help") == 0
    out = capsys.readouterr().out
    for name, (_, said) in root._COMMANDS.items():
        assert name in out
        assert said in out
    for protocol in installed().values():
        assert protocol.command in out
        assert protocol.about in out


def test_a_misspelt_command_is_told_what_was_meant(run, capsys):
    assert run("marhc") == 2
    assert "march" in capsys.readouterr().err
