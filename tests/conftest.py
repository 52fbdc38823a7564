"""What several test modules share."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Playwright, sync_playwright

import posecheck
from posecheck import Assessment, Recording, Setting, Stated, Station, Take
from posecheck.protocols.slow_march import PROTOCOL as SLOW_MARCH
from posecheck.protocols.slow_march.analysis import MarchAnalysis

# A program started in the background ignores Ctrl-C, one under nohup the end of its terminal, and
# so would all that tests start and stop.
for ignored, answer in (
    (signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL),
):  # fmt: skip
    if signal.getsignal(ignored) is signal.SIG_IGN:
        signal.signal(ignored, answer)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Keep each file's tests in one process, and all that need the browser in a single one."""
    file = item.path.relative_to(item.config.rootpath)
    group = "browser" if "browser" in file.parts else str(file)
    item.add_marker(pytest.mark.xdist_group(group))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let the browser go first: its camera plays on, whatever else the processor has to do."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    wanted = 0 if "browser" in item.path.parts else 10
    if os.getpriority(os.PRIO_PROCESS, 0) != wanted:
        with contextlib.suppress(PermissionError):  # only root may become less nice again
            os.setpriority(os.PRIO_PROCESS, 0, wanted)


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


@pytest.fixture(autouse=True)
def _own_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give `__main__` back: a page that is tested replaces it, and new processes look it up."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives every browser; a process may have only one."""
    needs("chromium")
    with sync_playwright() as running:
        yield running


@pytest.fixture
def clips() -> Path:
    """Folder of the short clips and recordings of the project."""
    return FIXTURES


@contextlib.contextmanager
def tiny_disk(size: int) -> Iterator[Path]:
    """Give a folder on a disk of its own with room for `size` bytes; without one, skip."""
    folder = tempfile.mkdtemp(dir="/tmp")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", folder]
    try:
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("a small disk cannot be mounted here")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)
    finally:
        os.rmdir(folder)


@contextlib.contextmanager
def unprivileged(user: int = 65534) -> Iterator[tuple[Path, Callable[..., str]]]:
    """Give a folder that everybody sees, and a way to run Python there as nobody in particular.

    What runs gets its arguments as `sys.argv[1:]`; what it says to stderr comes back.
    """
    if os.geteuid() != 0:
        pytest.skip("only root may become somebody else")

    def run(code: str, *arguments: object) -> str:
        head = (
            "import sys, os, posecheck.files, posecheck.history\n"
            f"from pathlib import Path\nos.setuid({user})\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", head + code, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stderr

    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name), run


# On a build machine a property test tries the same examples every time; on a developer's, new ones.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("free", deadline=None)
settings.load_profile("fixed" if os.environ.get("CI") else "free")
