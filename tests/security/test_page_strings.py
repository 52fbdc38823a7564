"""What takes, files and people say stands on the page letter by letter, never as Markdown."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from streamlit.testing.v1 import AppTest

from posecheck import plain
from posecheck.app.flow import Outcome, Step
from posecheck.app.unfinished_takes import keep
from posecheck.history import History, Notes
from posecheck.take import open_take
from tests.conftest import FIXTURES
from tests.security.test_strings import HOSTILE, SHOWN, hostile_history

PAGE = str(Path(plain.__file__).with_name("app") / "page.py")
TAKE = FIXTURES / "recordings" / "m02_front_m1_asymR15.posecheck"
HISTORY = """
from posecheck.app import history_page
history_page.show()
"""
SAYS = " ".join(text for text in SHOWN if len(text) < 100 and "\ud83d" not in text)
OWN_MARKS = {
    "inline", "text", "softbreak", "hardbreak", "strong_open", "strong_close", "text_special",
    "paragraph_open", "paragraph_close", "bullet_list_open", "bullet_list_close",
    "list_item_open", "list_item_close",
}  # fmt: skip
# What is made of texts before Markdown is read (colours, badges, formulas), and of what it leaves:
# emoji, icons, and links that nothing marks.
BEFORE = re.compile(r"(?<!\\):[\w-]+\[|(?<!\\)\$")
AFTER = re.compile(r":(material/)?[\w+-]+:|://|www\.|@\w")
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@pytest.fixture(autouse=True)
def _own_folders(tmp_path, monkeypatch):
    monkeypatch.setenv("POSECHECK_DB", str(tmp_path / "history.db"))
    monkeypatch.setattr("posecheck.app.server.GATE.is_open", True)
    for module in ("unfinished_takes", "flow"):
        monkeypatch.setattr(f"posecheck.app.{module}.user_data_path", lambda *_, **__: tmp_path)


def marks(text: str) -> set[str]:
    """Return what a text becomes on the page besides letters, lists and bold words."""
    tokens = [each for block in READER.parse(text) for each in (block, *(block.children or ()))]
    found = {token.type for token in tokens} - OWN_MARKS
    left = "".join(each.content for each in tokens if each.type in ("text", "text_special"))
    return found | {"made" for _ in [*BEFORE.findall(text), *AFTER.findall(left)]}


def read(app: AppTest) -> str:
    """Return every text of the page that Streamlit reads as Markdown, having looked at each."""
    assert not app.exception, app.exception
    kinds = ("markdown", "caption", "info", "warning", "error", "success", "title", "header",
             "subheader")  # fmt: skip
    texts = [element.value for kind in kinds for element in getattr(app, kind)]
    texts += [box.label for kind in ("button", "checkbox", "radio", "selectbox", "expander")
              for box in getattr(app, kind)]  # fmt: skip
    for text in texts:
        assert not marks(text), text
    return "\n".join(texts)


@pytest.mark.parametrize("given", HOSTILE)
def test_a_text_of_its_own_or_within_a_sentence(given):
    shown = plain.markdown(given)
    for around in ("{}", "- {}", "**{}**", "This is {}."):
        assert not marks(around.format(shown))


def test_the_checker_sees_what_is_not_escaped():
    for active in ("![x](http://evil.test/x.png)", "[x](y)", "<b>", ":red[x]", "`x`", "_x_", "#",
                   "www.evil.test", ":material/home:", "$x$", "# x", "1. x", "---"):  # fmt: skip
        assert active == "#" or marks(active), active


def test_a_result_whose_file_and_take_say_anything():
    take = replace(open_take(TAKE), protocol="slow_march", ending=SAYS)
    for take_of_it in (take, None):
        app = AppTest.from_file(PAGE, default_timeout=120)
        app.session_state["step"] = Step.RESULT
        app.session_state["outcome"] = Outcome(take_of_it, f"This is the take in {SAYS}.")
        assert "HYPERLINK" in read(app.run())


def test_a_history_whose_takes_say_anything(tmp_path):
    hostile_history(tmp_path / "history.db")
    with History() as history:
        history.save(history.kept(1).assessment, history.take(1), Notes(person="[bold red]x[/]"))
        entries = history.entries()
    assert len(entries) == len(SHOWN) + 1
    app = AppTest.from_string(HISTORY, default_timeout=120).run()
    seen = ""
    for person in app.selectbox[0].options:
        app.selectbox[0].set_value("" if person == "no name given" else person)
        seen += read(app.run())
    assert "HYPERLINK" in seen
    assert "onerror" in seen


def test_an_unsaved_take_of_a_test_with_any_name():
    keep(replace(open_take(TAKE), protocol="__a__", ending=SAYS))
    assert "not installed" in read(AppTest.from_file(PAGE, default_timeout=120).run())


def test_an_error_that_repeats_what_was_given(tmp_path, monkeypatch):
    monkeypatch.setenv("POSECHECK_DB", f"{tmp_path}/![x](evil.png)/[y](z)/h.db")
    (tmp_path / "![x](evil.png)").write_text("no folder")
    app = AppTest.from_string(HISTORY, default_timeout=120).run()
    assert "evil" in read(app)
