import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.errors import SetupError
from posecheck.report import fonts
from posecheck.report.fonts import UNKNOWN, faces, fonts_for, shown

NAMES = {
    "محمد علي": "Noto Sans Arabic",
    "张伟": "Noto Sans CJK SC",
    "やまだ": "Noto Sans CJK JP",
    "김철수": "Noto Sans CJK KR",
    "สมชาย": "Noto Sans Thai",
    "משה": "Noto Sans Hebrew",
    "क्षत्रिय": "Noto Sans Devanagari",
    "🙂": "Noto Emoji",
    "Ἑλλάς Привет Ñandú": "Noto Sans",
}


@pytest.mark.parametrize(("name", "family"), NAMES.items())
def test_every_script_has_its_font(name, family):
    assert shown(name) == name
    assert family in [font.family for font in fonts_for(name)]


def test_a_page_carries_only_the_letters_it_needs():
    base, *_ = faces("Änne")
    whole = fonts_for("x")[0].path().stat().st_size
    assert base.family == "Noto Sans"
    assert len(base.data) < 0.1 * whole


def test_the_fonts_code_never_runs():
    code = (
        "import sys\nfrom posecheck.report.fonts import faces\nfaces('张伟 محمد')\n"
        "sys.exit(any(name.startswith('manimgx') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_font_that_was_not_tested_is_refused(monkeypatch, tmp_path):
    package = Path(next(iter(find_spec("manimgx_fonts").submodule_search_locations)))
    copy = tmp_path / "NotoSansThai[wght].ttf"
    copy.write_bytes((package / copy.name).read_bytes() + b"x")
    monkeypatch.setattr(fonts, "_folders", lambda _: iter([tmp_path]))
    font = next(font for font in fonts._table() if font.family == "Noto Sans Thai")
    fonts._verified.cache_clear()
    with pytest.raises(SetupError, match=r"NotoSansThai.*not the one that was tested"):
        font.path()
    monkeypatch.setattr(fonts, "_folders", lambda _: iter([]))
    with pytest.raises(SetupError, match="is missing"):
        font.path()
    fonts._verified.cache_clear()


def test_what_no_font_has_is_a_square():
    assert shown("a\U00013000b\x07") == f"a{UNKNOWN}b"


@given(st.text(max_size=30))
def test_whatever_is_shown_can_be_shown(text):
    assert shown(shown(text)) == shown(text)
    assert "\x07" not in shown(text)
