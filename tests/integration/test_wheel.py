"""What `pip install posecheck` brings: everything the program reads at run time."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Without one of these a part of the program fails on the first use.
NEEDED = {
    "posecheck/thresholds.toml",
    "posecheck/kinematics/elevation_model.json",
    "posecheck/protocols/posture/model.json",
    "posecheck/protocols/posture/thresholds.toml",
    "posecheck/protocols/slow_march/thresholds.toml",
    "posecheck/report/fonts.toml",
    "posecheck/report/templates/base.html.j2",
    "posecheck/report/templates/course.html.j2",
    "posecheck/report/templates/parts.html.j2",
    "posecheck/report/templates/report.html.j2",
    "posecheck/report/templates/report.typ",
    "posecheck/app/sample/march.mp4",
    "posecheck/app/sample/front.mp4",
    "posecheck/app/sample/side.mp4",
    "posecheck/app/main.py",
    "posecheck/py.typed",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def test_the_wheel_holds_every_file_of_the_package(wheel):
    held = {name for name in wheel.namelist() if name.startswith("posecheck/")}
    here = (path for path in (ROOT / "posecheck").rglob("*") if path.is_file())
    files = {path.relative_to(ROOT).as_posix() for path in here if "__pycache__" not in path.parts}
    assert held == files
    assert held >= NEEDED


def test_the_wheel_holds_nothing_else(wheel):
    beside = {name.split("/")[0] for name in wheel.namelist()} - {"posecheck"}
    (info,) = beside
    assert info.endswith(".dist-info")
    assert f"{info}/licenses/LICENSE" in wheel.namelist()


def test_the_wheel_runs_without_the_project_beside_it(wheel, tmp_path: Path):
    """From the unpacked wheel: the command starts, the page's program is there, no project file."""
    wheel.extractall(tmp_path)
    code = (
        "import posecheck.app, posecheck.cli, posecheck.thresholds, pathlib, sys\n"
        "from importlib.resources import files\n"
        "from posecheck.coaching.thresholds import LIVE_STILL\n"
        "assert pathlib.Path(posecheck.app.__file__).is_relative_to(sys.argv[1])\n"
        "assert files('posecheck.app').joinpath('sample', 'march.mp4').is_file()\n"
        "print(LIVE_STILL.seconds)\n"
    )
    env = {"PYTHONPATH": str(tmp_path), "PATH": "", "HOME": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=tmp_path,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    assert float(ran.stdout) > 0
