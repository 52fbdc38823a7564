"""The documentation is built without a warning, and asks no other machine for anything."""

import ast
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
ENTRY = re.compile(r"^[\w.*]+(?:, [\w.*]+)* : \S", re.M)


class Loaded(HTMLParser):
    """Collects what a browser loads by itself with a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in ("script", "img", "iframe", "source", "video") and given.get("src"):
            self.addresses.append(given["src"])
        if tag == "link" and given.get("href") and given.get("rel") != "canonical":
            self.addresses.append(given["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    site = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site)],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return site


def test_no_page_loads_anything_from_elsewhere(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 8
    for page in pages:
        loaded = Loaded()
        loaded.feed(page.read_text("utf-8"))
        assert loaded.addresses
        assert [each for each in loaded.addresses if re.match(r"(\w+:)?//", each)] == []
    for style in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import )[\s\"']*(?:https?:)?//", style.read_text("utf-8"))


def test_the_pages_made_from_the_code_hold_what_the_code_holds(site):
    dictionary = (site / "dictionary" / "index.html").read_text("utf-8")
    assert "peak_thigh_elevation" in dictionary
    assert "forward_head_angle" in dictionary
    thresholds = (site / "thresholds" / "index.html").read_text("utf-8")
    assert "signals.cutoff" in thresholds
    assert '"$defs"' in (site / "assessment.schema.json").read_text("utf-8")


def test_the_page_on_protocols_shows_the_code_of_the_tests(site):
    page = (site / "add-a-protocol" / "index.html").read_text("utf-8")
    assert "SingleLegSway" in page
    assert "SwayAnalysis" in page
    assert not re.search("--8 ?&lt;", page)


def test_no_page_holds_two_sides_of_a_merge():
    pages = [*HOUSE.glob("*.md"), *(HOUSE / "docs").glob("*.md")]
    assert len(pages) > 10
    marked = re.compile(r"^(?:<{7}|={7}|>{7})(?: |$)", re.M)
    assert [each.name for each in pages if marked.search(each.read_text("utf-8"))] == []


def test_every_public_name_is_on_the_page_of_the_package(site):
    import posecheck

    page = (site / "api" / "index.html").read_text("utf-8")
    for name in posecheck.__all__:
        if name not in ("__version__", "measure_kinds"):
            assert re.search(rf'id="posecheck\.[\w.]+\.{name}"', page), name


def test_the_docstrings_on_the_page_of_the_package_are_numpydoc():
    """A name and its description on one line would be read as a name and its type."""
    names = re.findall(r"^::: ([\w.]+)$", (HOUSE / "docs" / "api.md").read_text("utf-8"), re.M)
    for path in {module_of(name) for name in names}:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                _, *sections = (ast.get_docstring(node) or "").split("\n---")
                assert [each for each in sections if ENTRY.search(each)] == [], path


def module_of(name: str) -> Path:
    """Return the file that holds a name: `posecheck.take.Take` and `posecheck.take` alike."""
    path = HOUSE.joinpath(*name.split("."))
    return next(
        each for each in (path.with_suffix(".py"), path.parent.with_suffix(".py")) if each.is_file()
    )
