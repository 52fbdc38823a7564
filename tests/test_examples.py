"""What the documentation shows is run as it stands there, and what it prints is compared."""

import inspect
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

import posecheck
from tests.conftest import FIXTURES

HOUSE = Path(__file__).parent.parent
# Pages whose Python can be followed with a video of one's own, named clip.mp4.
PAGES = [HOUSE / "README.md", *sorted((HOUSE / "docs").glob("**/*.md"))]
CLIPS = {"docs/tutorial.md": "front.mp4"}
BLOCK = re.compile(r"^```(python|console|text)\n(.*?)^```", re.DOTALL | re.MULTILINE)
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def of_the_package() -> str:
    """Return the example in the docstring of the package, from its `::` on."""
    indented = inspect.getdoc(posecheck).split("::", 1)[1]
    lines = [line for line in indented.splitlines() if not line or line.startswith("    ")]
    return inspect.cleandoc("\n".join(lines))


EXAMPLES = {"posecheck.__doc__": [("python", of_the_package())]} | {
    str(page.relative_to(HOUSE)): BLOCK.findall(text)
    for page in PAGES
    if "import posecheck\n" in (text := page.read_text("utf-8"))
}


def said(code: str, names: dict[str, object]) -> str:
    out = StringIO()
    with redirect_stdout(out):
        exec(compile(code, "example", "exec"), names)
    return out.getvalue()


def run_commands(block: str) -> None:
    for line in block.splitlines():
        program, *rest = shlex.split(line.removeprefix("$ "))
        command = [sys.executable, "-m", program, *rest]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def assert_same_text(printed: str, shown: str) -> None:
    """Compare words exactly, numbers to within what a new fit or another machine changes."""
    words = [re.sub(r"\s+", " ", NUMBER.sub("#", text)).strip() for text in (printed, shown)]
    assert words[0] == words[1], printed
    numbers = [[float(each) for each in NUMBER.findall(text)] for text in (printed, shown)]
    assert numbers[0] == pytest.approx(numbers[1], abs=3), printed


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_runs_as_it_stands(name, tmp_path, monkeypatch):
    shutil.copyfile(FIXTURES / CLIPS.get(name, "side_left.mp4"), tmp_path / "clip.mp4")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(HOUSE))
    monkeypatch.setenv("POSECHECK_DB", str(tmp_path / "history.sqlite"))
    names, printed = {}, ""
    for kind, block in EXAMPLES[name]:
        if kind == "python":
            printed = said(block, names)
        elif kind == "text":
            assert_same_text(printed, block)
        else:
            run_commands(block)
    if name == "posecheck.__doc__":
        assert "peak_thigh_elevation" in printed
        saved = posecheck.open_take(tmp_path / "clip.posecheck")
        assert posecheck.assess(saved, protocol="slow_march").assessment.view == "side-left"
