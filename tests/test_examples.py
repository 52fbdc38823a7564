"""What the documentation shows is run as it stands there."""

import inspect
import re
import shutil
from pathlib import Path

import pytest

import posecheck
from tests.conftest import FIXTURES

HOUSE = Path(__file__).parent.parent
# Pages whose Python can be followed with a video of one's own, named clip.mp4.
PAGES = [HOUSE / "README.md", *sorted((HOUSE / "docs").glob("**/*.md"))]


def of_the_package() -> str:
    """Return the example in the docstring of the package, from its `::` on."""
    indented = inspect.getdoc(posecheck).split("::", 1)[1]
    lines = [line for line in indented.splitlines() if not line or line.startswith("    ")]
    return inspect.cleandoc("\n".join(lines))


def of_a_page(path: Path) -> str:
    """Return the Python of a page, one block after the other, as a reader would follow it."""
    blocks = re.findall(r"^```python\n(.*?)^```", path.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return "\n".join(block for block in blocks if ">>>" not in block)


EXAMPLES = {"posecheck.__doc__": of_the_package()} | {
    str(page.relative_to(HOUSE)): code
    for page in PAGES
    if "import posecheck" in (code := of_a_page(page))
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_runs_as_it_stands(name, tmp_path, monkeypatch, capsys):
    shutil.copyfile(FIXTURES / "side_left.mp4", tmp_path / "clip.mp4")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POSECHECK_DB", str(tmp_path / "history.sqlite"))
    exec(compile(EXAMPLES[name], name, "exec"), {})
    if name == "posecheck.__doc__":
        assert "peak_thigh_elevation" in capsys.readouterr().out
        saved = posecheck.open_take(tmp_path / "clip.posecheck")
        assert posecheck.assess(saved, protocol="slow_march").assessment.view == "side-left"
