"""Nothing leaves the machine: no connection, the pinned MediaPipe, the tested model."""

import hashlib
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from posecheck.capture import model_files
from tests.conftest import needs

# MediaPipe 0.10.30 and 0.10.31 open no socket; later ones look up a logging host.
PIN = "mediapipe>=0.10.30,<0.10.32"
ELSEWHERE = re.compile(r"\b(connect|sendto|sendmsg|sendmmsg|bind|listen)\(")
AT_HOME = re.compile(r'AF_UNIX|AF_NETLINK|127\.0\.0\.1|"::1"|ECONNREFUSED.*AF_UNIX')


def connections(trace: Path) -> list[str]:
    """Return the lines of a trace that reach for anything but this machine."""
    lines = trace.read_text().splitlines()
    return [line for line in lines if ELSEWHERE.search(line) and not AT_HOME.search(line)]


def traced(trace: Path, *command: object) -> subprocess.CompletedProcess[str]:
    strace = [
        needs("strace"),
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-e",
        "trace=network",
        "-o",
        str(trace),
    ]
    return subprocess.run(
        [*strace, *map(str, command)], capture_output=True, text=True, check=False
    )


def test_the_whole_command_opens_no_connection(clips, tmp_path):
    outputs = ["--json", tmp_path / "a.json", "--save-take", tmp_path / "a.posecheck"]
    command = [sys.executable, "-m", "posecheck", "march", clips / "side_left.mp4", *outputs]
    answer = traced(tmp_path / "trace", *command)
    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / "a.json").exists()
    assert (tmp_path / "a.posecheck").exists()
    assert connections(tmp_path / "trace") == []


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('192.0.2.1', 80), timeout=0.1)",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
    ],
)
def test_the_trace_would_show_a_connection(tmp_path, attempt):
    code = f"import socket, contextlib\nwith contextlib.suppress(OSError): {attempt}"
    traced(tmp_path / "trace", sys.executable, "-c", code)
    assert len(connections(tmp_path / "trace")) >= 1


def test_mediapipe_is_one_that_opens_no_socket():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    assert PIN in project["project"]["dependencies"]
    assert (0, 10, 30) <= tuple(map(int, version("mediapipe").split("."))) < (0, 10, 32)


def test_the_model_is_the_tested_one():
    tested = "4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad"
    assert tested == model_files.SHA256
    assert hashlib.sha256(model_files.find_model().read_bytes()).hexdigest() == tested


def test_the_model_is_not_loaded_from_a_moving_address():
    assert "/float16/1/" in model_files.ADDRESS
