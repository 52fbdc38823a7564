"""The files themselves, read by others: PDF/UA tags, and a page in a browser."""

import subprocess
from importlib.util import find_spec
from pathlib import Path

import pdfua
import pikepdf
import pytest

from posecheck.errors import OptionError, OutputError
from posecheck.history import Notes
from posecheck.report import write_report
from tests.conftest import needs
from tests.takes import SIDE, WEAK_RIGHT, march, stand, unusable

NAMES = ("Johanna Müller-Lüdenscheidt", "محمد علي", "张伟", "สมชาย", "משה כהן", "राम 🙂")
RESULTS = {"weak": lambda: march(WEAK_RIGHT), "side": lambda: march(SIDE),
           "unusable": unusable, "stand": lambda: stand("sway_back", "shoulder_up")}  # fmt: skip


@pytest.fixture(params=RESULTS)
def result(request):
    return RESULTS[request.param]()


def test_the_pdf_is_accessible(result, tmp_path):
    path = result.report(tmp_path / "r.pdf", Notes(person=NAMES[0], text="stiff\nin the morning"))
    found = pdfua.validate(path).findings
    assert [each.message for each in found if each.severity.name == "ERROR"] == []
    with pikepdf.open(path) as pdf:
        root = pdf.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang).startswith("en")
        assert root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert NAMES[0] in meta["dc:title"]
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
        roles = _roles(root.StructTreeRoot)
        assert all(alt for role, alt in roles if role == "/Figure")
        named = [role for role, _ in roles]
        if result.assessment.quality.verdict != "unusable":
            assert "What it shows" in titles
            assert named.count("/TH") >= 4
            assert "/Figure" in named
        assert len(pdf.pages) <= 3


def _roles(node):
    """Return every tag of a structure tree with its alternative text."""
    found = []
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found.append((str(kid.S), str(kid.get("/Alt", ""))))
            found += _roles(kid)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_names_of_any_script_are_in_the_pdf(name, tmp_path):
    path = march().report(tmp_path / "r.pdf", Notes(person=name))
    with pikepdf.open(path) as pdf, pdf.open_metadata() as meta:
        assert name in meta["dc:title"]
        fonts = pdf.pages[0].Resources.Font
        assert all("Noto" in str(font.BaseFont) for font in fonts.values())
    text = subprocess.run(
        [needs("pdftotext"), "-f", "1", "-l", "1", path, "-"], capture_output=True, check=True
    ).stdout.decode()
    # A reader may give letters of a word in the order of the line; none of them may be missing.
    assert set(name) - set(text) - {" "} == set()


def test_a_name_that_no_font_can_show_loses_no_report(tmp_path):
    for name in ("\U00013000\U00013001", "\x07\u202ea", "\ufeff", "e\u0301\u0301", "👨‍👩‍👧"):
        assert march().report(tmp_path / "r.pdf", Notes(person=name)).stat().st_size > 10_000


def test_a_text_is_never_read_as_markup(tmp_path):
    evil = '#panic("x") $x$ *b* `r` <script>alert(1)</script> {{ 7*7 }} \\ "'
    pdf = march().report(tmp_path / "r.pdf", Notes(person=evil, text=evil))
    page = march().report(tmp_path / "r.html", Notes(person=evil, text=evil)).read_text("utf-8")
    assert pdf.stat().st_size > 10_000
    assert "<script" not in page
    assert "49" not in page.partition("<header>")[2].partition("</header>")[0]


def test_letter_paper_is_letter_paper(tmp_path):
    path = write_report(march(), tmp_path / "r.pdf", paper="letter")
    with pikepdf.open(path) as pdf:
        assert [float(each) for each in pdf.pages[0].MediaBox][2:] == [612.0, 792.0]
    with pytest.raises(OptionError, match="a4 or letter"):
        write_report(march(), tmp_path / "s.pdf", paper="a5")


def test_another_ending_is_refused_before_anything_is_done(tmp_path):
    with pytest.raises(OptionError, match=r"neither \.html nor \.pdf"):
        march().report(tmp_path / "r.docx")
    with pytest.raises(OutputError):
        march().report(tmp_path / "nowhere" / "r.pdf")


@pytest.fixture(scope="module")
def browser(playwright):
    opened = playwright.chromium.launch(executable_path=needs("chromium"), args=["--no-sandbox"])
    yield opened
    opened.close()


@pytest.mark.parametrize("width", [1000, 390])
def test_the_page_has_no_finding_of_axe_and_no_broken_number(result, width, browser, tmp_path):
    path = result.report(tmp_path / "r.html", Notes(person=NAMES[1]))
    package = Path(next(iter(find_spec("axe_playwright_python").submodule_search_locations)))
    page = browser.new_page(viewport={"width": width, "height": 900}, bypass_csp=True)
    page.goto(path.as_uri())
    page.evaluate((package / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    broken = page.evaluate(
        """[...document.querySelectorAll('td .n')].filter(each => {
             const tops = new Set([...each.getClientRects()].map(box => Math.round(box.top)));
             return tops.size > 1; }).map(each => each.textContent)"""
    )
    assert broken == []
    letters = page.evaluate(
        """[...document.querySelectorAll('svg text')].filter(each => each.getClientRects().length)
             .map(each => each.getBoundingClientRect().height)"""
    )
    assert min(letters, default=12) >= 10
    assert page.locator("main").count() == 1
    assert page.locator("thead th:not([scope])").count() == 0
    page.close()


def test_the_page_asks_nobody_for_anything(browser, tmp_path):
    path = march().report(tmp_path / "r.html", Notes(person='<img src="http://evil.test/x">'))
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    page.close()


def test_the_page_prints(browser, tmp_path):
    path = march().report(tmp_path / "r.html", Notes(person=NAMES[0]))
    page = browser.new_page()
    page.goto(path.as_uri())
    printed = tmp_path / "printed.pdf"
    page.pdf(path=str(printed), format="A4")
    with pikepdf.open(printed) as pdf:
        assert 2 <= len(pdf.pages) <= 5
    page.close()
