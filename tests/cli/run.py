"""Runs the command in this process, as the shell would."""

import sys
from collections.abc import Callable

import pytest

from posecheck.cli.shell import main

Run = Callable[..., int]


def runner(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs `posecheck` with arguments and returns the exit code."""

    def run(*arguments: object) -> int:
        monkeypatch.setattr(sys, "argv", ["posecheck", *map(str, arguments)])
        # A stop ends the process without a word to Python.
        monkeypatch.setattr("posecheck.cli.shell.os._exit", sys.exit)
        with pytest.raises(SystemExit) as left:
            main()
        return int(left.value.code or 0)

    return run


def one_sentence(capfd: pytest.CaptureFixture[str]) -> str:
    """Return what stands on stderr: one line, and nothing on stdout."""
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("posecheck")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err
