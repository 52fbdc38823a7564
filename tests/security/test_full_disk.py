"""A full disk at every step of everything that writes: done, or a sentence and all as it was."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import needs

ROOT = Path(__file__).parents[2]
SENTENCES = ("nothing was changed. Free some space", "nothing was written. Choose a folder",
             "cannot be repaired (no space left on device). It was left as it is.")  # fmt: skip


@pytest.fixture(scope="module")
def came_to(tmp_path_factory):
    folder = tmp_path_factory.mktemp("disk") / "disk"
    folder.mkdir()
    as_root = [needs("unshare"), "-rm"]
    if subprocess.run([*as_root, "true"], check=False).returncode != 0:
        pytest.skip("this system gives nobody a disk of their own")
    done = subprocess.run(
        [*as_root, sys.executable, "-m", "tests.security.full_disk", folder],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return json.loads(done.stdout)


def test_each_step_works_with_room_and_is_refused_in_words_without(came_to):
    assert len(came_to) == 9
    for name, tried in came_to.items():
        worked = [done for done, _ in tried]
        assert not worked[0], name
        assert worked[-1], name
        assert worked == sorted(worked), name  # more room never makes it worse
        for done, sentence in tried:
            assert done or any(each in sentence for each in SENTENCES), sentence
            assert "repairing" not in sentence
