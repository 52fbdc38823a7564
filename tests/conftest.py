"""What several test modules share."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import settings

FIXTURES = Path(__file__).parent.parent / "fixtures"


def needs(program: str) -> str:
    """Return the path of an external program; without it skip, and in CI fail."""
    beside = Path(sys.executable).parent  # programs that a Python package brought along
    found = shutil.which(program) or shutil.which(program, path=str(beside))
    if found:
        return found
    message = f"the program {program} is not installed"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture
def clips() -> Path:
    """Folder of the short clips and recordings of the project."""
    return FIXTURES


# On a build machine a property test tries the same examples every time; on a developer's, new ones.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("free", deadline=None)
settings.load_profile("fixed" if os.environ.get("CI") else "free")
