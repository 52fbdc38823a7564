"""What several test modules share."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import settings

import posecheck
from posecheck import Assessment, Recording, Setting, Stated, Station, Take
from posecheck.protocols.slow_march import PROTOCOL as SLOW_MARCH
from posecheck.protocols.slow_march.analysis import MarchAnalysis

FIXTURES = Path(__file__).parent.parent / "fixtures"


def recorded_march(name: str) -> Recording:
    """Return the recording of one of the fixtures' marches."""
    return posecheck.open_take(FIXTURES / "recordings" / f"{name}.posecheck").stations[0].recording


def march_of(recording: Recording, setting: Setting | None = None, **options) -> Take:
    """Return a recording as the take of a slow march."""
    return Take(
        (Station(recording, "march"),),
        protocol="slow_march",
        options=options,
        setting=setting or Setting(),
    )


def assess_march(recording: Recording, setting: Setting | None = None, **options) -> Assessment:
    """Return what a recording says as a slow march."""
    return posecheck.assess(march_of(recording, setting, **options)).assessment


def analyse_march(recording: Recording, setting: Setting | None = None) -> MarchAnalysis:
    """Return the analysis of a slow march, whatever its gates say."""
    prepared = SLOW_MARCH.check(march_of(recording, setting)).prepared
    assert prepared is not None
    return SLOW_MARCH.analyse(prepared)


def said(**quantities: float) -> Setting:
    """Return a setting in which these quantities were given."""
    return Setting(**{name: Stated(value=value) for name, value in quantities.items()})


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
