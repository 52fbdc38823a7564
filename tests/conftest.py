"""What several test modules share."""

import os
import shutil
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parent.parent / "fixtures"


def needs(program: str) -> str:
    """Return the path of an external program; without it skip, and in CI fail."""
    found = shutil.which(program)
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
