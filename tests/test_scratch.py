"""Temporary files are gone afterwards, also after a crash, and nobody else's are touched."""

import contextlib
import os
import subprocess
import sys

import pytest

from posecheck import scratch

HOLD = """
import sys, time
from posecheck import scratch
with scratch.folder() as folder:
    (folder / "video.mp4").write_bytes(b"private")
    print(folder, flush=True)
    time.sleep(1000)
"""


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "posecheck" / "scratch"


def test_it_is_empty_private_and_gone_afterwards(cache):
    with scratch.folder() as folder:
        assert list(folder.iterdir()) == []
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "deep").mkdir()
        (folder / "deep" / "file").write_text("x")
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, SystemExit])
def test_it_is_gone_after_an_error(cache, error):
    with contextlib.suppress(error), scratch.folder():
        raise error
    assert list(cache.iterdir()) == []


def test_what_a_killed_program_left_is_swept_and_nothing_else(cache):
    programs = [
        subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    dead, alive = (program.stdout.readline().strip() for program in programs)
    programs[0].kill()
    programs[0].wait()
    assert os.path.exists(f"{dead}/video.mp4")
    with scratch.folder():
        assert not os.path.exists(dead)
        assert os.path.exists(f"{alive}/video.mp4")
    programs[1].kill()
    programs[1].wait()
    scratch.sweep()
    assert list(cache.iterdir()) == []
    for program in programs:
        program.stdout.close()
