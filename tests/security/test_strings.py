"""No string from outside becomes markup, code, a formula or a path, on any surface.

The same strings are put wherever a take or a person can say something, and every surface is made
of them: terminal, HTML, PDF, CSV and the other exports, archive, names of files. The page is
walked by `test_page_strings.py`.
"""

import csv
import io
import json
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from posecheck.assessment import QualityReason
from posecheck.history import History, Notes
from posecheck.plain import cell, one_line, printable
from posecheck.plain import markdown as page_text
from tests.cli.run import runner
from tests.conftest import needs
from tests.history.builders import a_march, a_take

HOSTILE = [
    "[/x]", "[bold red]x[/]", "[link=http://evil.test]x[/link]", ":warning: [@click=x]",
    "\x1b[2J\x1b]0;title\x07", "\x1b]8;;http://evil.test\x1b\\x", "\x9b2J\x90q\x9c", "\r\x08\x7f",
    "a\u202egnp.exe", "\u2066x\u2069\u200f", "a\u2028b\u2029c\x85d",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"'><b>", "&lt;b&gt;&#60;b>",
    "{{ 7*7 }}{% include 'x' %}", "${7*7} #{7*7}", "]]><!--", "</style></title>",
    "#read(\"/etc/passwd\")", "#import \"x\"; *b* _i_ $x$ @ref <label>", "\\", "`x`",
    "=HYPERLINK(\"http://evil.test\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1",
    "a,b\n\"c\";d", "../../../etc/x", "/etc/passwd", "C:\\x", "con", "..", "a/b\\c", "x" * 190,
    "%s %n {0} {name}", "'; DROP TABLE posecheck_takes; --", "\ufeffname", "عمر", "안녕", "👩‍🦽",
    "![x](http://evil.test/x.png)", "[x](javascript:alert(1))", "\x00nul", "\ud83d",
]  # fmt: skip
SHOWN = [text.replace("\x00", "") for text in HOSTILE if text.isprintable() or "\ud83d" not in text]
BANNED = set(map(chr, [*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F),
                       *range(0x2066, 0x206A), 0x2028, 0x2029]))  # fmt: skip


@pytest.mark.parametrize("given", HOSTILE)
def test_each_surfaces_own_function(given):
    for shown in (printable(given), one_line(given), page_text(given), cell(given)):
        assert not set(shown) & BANNED
        assert shown.encode()
    assert "\n" not in one_line(given)
    assert not cell(given).lstrip().startswith(("=", "+", "-", "@"))


def test_what_is_harmless_is_shown_as_it_is():
    for harmless in ("Zoë Ångström", "عمر", "안녕", "👩‍🦽", "O'Neil-Smith, Jr.", "3 < 4 & 5"):
        assert printable(harmless) == harmless
        assert cell(harmless) == harmless
    assert cell("-") == "'-"


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    path = tmp_path_factory.mktemp("hostile") / "history.sqlite"
    hostile_history(path)
    return path


def hostile_history(path: Path) -> None:
    """Make a history in which every take says one of the strings wherever it can."""
    with History(str(path)) as opened:
        for index, said in enumerate(SHOWN):
            take = a_take(0.3, day=index)
            assessment = a_march(day=index, source=said)
            finding = assessment.findings[0].model_copy(update={"text": said, "advice": said})
            measures = [
                measure.model_copy(
                    update={"caution": said, "tested_on": said}
                    if measure.value is not None
                    else {"reason": said or "x"}
                )
                for measure in assessment.measures
            ]
            quality = assessment.quality.model_copy(
                update={"reasons": (QualityReason(gate=said, message=said),)}
            )
            changed = assessment.model_copy(
                update={"findings": (finding,), "measures": tuple(measures), "quality": quality}
            )
            notes = Notes(person=said[:190], patient_id=said[:90], text=said, band=said[:90])
            opened.save(changed, take, notes)


@pytest.fixture
def posecheck(history, monkeypatch, capfd):
    """Run the command; return its exit code and everything that reached the terminal."""
    monkeypatch.setenv("POSECHECK_DB", str(history))
    monkeypatch.setenv("COLUMNS", "200")
    run = runner(monkeypatch)

    def ran(*arguments: object) -> str:
        code = run(*arguments)
        said = capfd.readouterr()
        assert code == 0, said.err
        return said.out + said.err

    return ran


def test_the_terminal(posecheck):
    for arguments in (["history", "--all"], ["history", "--trends"],
                      *(["history", number] for number in range(1, len(SHOWN) + 1))):  # fmt: skip
        assert not set(posecheck(*arguments)) & (BANNED - {"\r"})
    listed = posecheck("history", "--all")
    for person in ("[bold red]x[/]", "<script>", "{{ 7*7 }}", "=HYPERLINK", "👩‍🦽"):
        assert person in listed


@pytest.mark.parametrize("argument", ["\x1b[2J", "[/x]", "\u202egnp", "=1", "../x"])
def test_what_is_typed_comes_back_harmless(argument, tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("POSECHECK_DB", str(tmp_path / "h.sqlite"))
    monkeypatch.chdir(tmp_path)  # where nothing has any of these names
    run = runner(monkeypatch)
    for arguments in (
        [argument], ["march", argument], ["history", "--person", argument], ["history", argument],
        ["delete", "--person", argument, "--yes"], ["import", argument], ["batch", argument],
        ["march", "x.mp4", f"--{argument}"], ["archive", argument, tmp_path / "x.zip"],
        ["report", argument, "-o", tmp_path / "x.pdf"], ["batch", ".", "-O", f"{argument}=1"],
        ["march", "x.mp4", "--recorded", argument], ["posture", "--side", argument],
    ):  # fmt: skip
        assert run(*arguments) in (0, 2)
        said = capfd.readouterr()
        assert not set(said.out + said.err) & BANNED
        assert said.err.count("\n") <= 1


class Tags(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        for name, value in attributes:
            assert not name.startswith("on")
            assert "javascript:" not in (value or "")
            assert name not in ("src", "href") or not (value or "").startswith("http")

    def handle_data(self, data):
        self.words.append(data)


def tags_of(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    return tags


def test_the_html_report_and_the_course(posecheck, tmp_path):
    kinds = []
    for number in (SHOWN.index("عمر") + 1, *range(1, len(SHOWN) + 1, 3)):
        posecheck("report", number, "-o", tmp_path / "report.html")
        page = tags_of((tmp_path / "report.html").read_text("utf-8"))
        kinds.append((page.tags, page.attributes))
        assert not set("".join(page.words)) & (BANNED - {"\r"})
    assert all(kind == kinds[0] for kind in kinds)
    posecheck("history", "--trends", "--person", "<script>alert(1)</script>",
              "-o", tmp_path / "course.html")  # fmt: skip
    course = tags_of((tmp_path / "course.html").read_text("utf-8"))
    assert "script" not in course.tags


def test_the_pdf(posecheck, tmp_path):
    for number in range(1, len(SHOWN) + 1, 4):
        posecheck("report", number, "-o", tmp_path / "report.pdf")
        read = subprocess.run(
            [needs("pdftotext"), "-layout", tmp_path / "report.pdf", "-"],
            capture_output=True, check=True,
        )  # fmt: skip
        assert b"root:" not in read.stdout
        content = (tmp_path / "report.pdf").read_bytes()
        for banned in (b"/JavaScript", b"/Launch", b"/URI", b"/OpenAction"):
            assert banned not in content


def test_every_export(posecheck, history, tmp_path):
    folder = tmp_path / "exports" / "all"
    numbers = range(1, len(SHOWN) + 1)
    posecheck("export", *numbers, folder, "--identified")
    written = [path for path in (tmp_path / "exports").rglob("*") if path.is_file()]
    assert len(written) > 3 * len(SHOWN)
    for path in written:
        assert folder in path.parents
        assert set(path.relative_to(folder).as_posix()) & (BANNED | set('\\:*?"<>|')) == set()
        if path.suffix == ".csv":
            for row in csv.reader(io.StringIO(path.read_text("utf-8"))):
                for value in row:
                    assert not value.startswith(("=", "@", "\t", "\r"))
                    assert not value.startswith(("+", "-")) or is_number(value)
        if path.suffix == ".json":
            json.loads(path.read_text("utf-8"))
        if path.suffix == ".gdt":
            for line in path.read_bytes().split(b"\r\n")[:-1]:
                assert int(line[:3]) == len(line) + 2


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_an_archive_and_its_import(posecheck, tmp_path, monkeypatch):
    for person in SHOWN:
        posecheck("archive", "--", Notes(person=person[:190]).person, tmp_path / "a.zip")
    monkeypatch.setenv("POSECHECK_DB", str(tmp_path / "other.sqlite"))
    posecheck("import", tmp_path / "a.zip")
    assert not set(posecheck("history")) & BANNED


def test_a_name_can_neither_change_nor_leave_the_database(history):
    with History(str(history)) as opened:
        assert len(opened.entries()) == len(SHOWN)
        assert len(opened.entries(person="'; DROP TABLE posecheck_takes; --")) == 1
        assert set(opened.people()) == {Notes(person=each[:190]).person for each in SHOWN}


def test_json_on_the_terminal_is_the_same_json(capfd):
    assessment = a_march(source="\x9b2J \u202e \u2028 é")
    text = assessment.to_json()
    assert not set(text) & BANNED
    assert json.loads(text)["provenance"]["source"] == "\x9b2J \u202e \u2028 é"
