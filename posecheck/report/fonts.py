"""The fonts of a report: cut down to the letters it uses, so that it carries them along."""

import io
import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

REGULAR, BOLD = 400, 700
BASE_FAMILY = "Report"

_BASE = "NotoSans[wght].ttf"
# Every report's own words, so that the cut of the base font serves the next report too.
_ALWAYS = frozenset(string.printable.strip()) | frozenset(" •·–−°±×’‘“”…")
_EAST_ASIAN = "NotoSansCJK-VF.otf.ttc"
# Places of the regional shapes within the collection.
_JAPANESE, _KOREAN, _CHINESE = 0, 1, 2


@dataclass(frozen=True)
class Face:
    """One font file with only the letters that are needed: family, weight and its bytes."""

    family: str
    weight: int
    data: bytes


def faces(text: str) -> list[Face]:
    """Return TrueType fonts that together hold the letters of a text.

    The first two are the base family, regular and bold; then follows one regular face for every
    further script. A letter that no font knows is left to whatever shows the report.
    """
    letters = _ALWAYS | {letter for letter in text if letter.isprintable()}
    missing = letters - _known(_BASE)
    base = [
        Face(BASE_FAMILY, weight, _cut(_BASE, letters - missing, weight))
        for weight in (REGULAR, BOLD)
    ]
    return [*base, *_other_scripts(missing)] if missing else base


def is_plain(text: str) -> bool:
    """Return whether the base family has every letter of a text."""
    return _known(_BASE).issuperset(letter for letter in text if letter.isprintable())


def _other_scripts(missing: frozenset[str]) -> Iterator[Face]:
    east_asian = frozenset(filter(_is_east_asian, missing))
    missing = missing - east_asian
    for name in _script_fonts() if missing else ():
        if found := missing & _known(name):
            missing = missing - found
            yield Face(f"{BASE_FAMILY}{len(missing)}", REGULAR, _cut(name, found, REGULAR))
        if not missing:
            break
    data = _east_asian(east_asian) if east_asian else None
    if data:
        yield Face(f"{BASE_FAMILY}EastAsian", REGULAR, data)


def _is_east_asian(letter: str) -> bool:
    """Return whether a letter is in the Unicode blocks of Chinese, Japanese and Korean."""
    return (
        "\u1100" <= letter <= "\u11ff"
        or "\u2e80" <= letter <= "\u9fff"
        or "\uac00" <= letter <= "\ud7ff"
        or "\uf900" <= letter <= "\ufaff"
        or "\uff00" <= letter <= "\uffef"
        or "\U00020000" <= letter <= "\U0003ffff"
    )


@cache
def _script_fonts() -> tuple[str, ...]:
    names = (entry.name for entry in files("manimgx_fonts").iterdir())
    return tuple(sorted(n for n in names if n.endswith(".ttf") and not n.startswith("NotoSans-")))


@cache
def _known(name: str) -> frozenset[str]:
    with as_file(files("manimgx_fonts") / name) as path, TTFont(path, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


@cache
def _cut(name: str, letters: frozenset[str], weight: int) -> bytes:
    with TTFont(io.BytesIO(_only(name, letters))) as font:
        places = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
        return _saved(instantiateVariableFont(font, {**places, "wght": weight}))


@cache
def _only(name: str, letters: frozenset[str]) -> bytes:
    """Return a font with the letters given, still of every weight."""
    subsetter = Subsetter(Options(layout_features=["*"], hinting=False, notdef_outline=True))
    # The space and common ASCII signs also join letters of other scripts in a name.
    subsetter.populate(text="".join(sorted(letters | set(" -.,'()"))))
    with as_file(files("manimgx_fonts") / name) as path, TTFont(path) as font:
        if name == _BASE:
            # Latin, Greek and Cyrillic letters stand side by side; reading the base font's rules
            # for joining and kerning would take longer than all the rest of the report. Taken out
            # here, because the subsetter reads even the tables that it is told to drop.
            for tag in ("GSUB", "GPOS", "GDEF"):
                del font[tag]
        subsetter.subset(font)
        return _saved(font)


@cache
def _east_asian(letters: frozenset[str]) -> bytes | None:
    """Return a TrueType font of the letters' outlines, None where none is an East Asian one.

    Readers of PDF want TrueType outlines; the collection has others, which are traced to within
    a thousandth of the letter's height.
    """
    with (
        as_file(files("manimgx_fonts_cjk") / _EAST_ASIAN) as path,
        TTFont(path, fontNumber=_region(letters), lazy=True) as font,
    ):
        known = font.getBestCmap()
        names = {ord(letter): known[ord(letter)] for letter in letters if ord(letter) in known}
        return _traced(font, names) if names else None


def _traced(font: TTFont, names: dict[int, str]) -> bytes:
    drawn = font.getGlyphSet(location={"wght": REGULAR})
    order = [".notdef", *dict.fromkeys(names.values())]
    builder = FontBuilder(font["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(
        {name: (round(drawn[name].width), getattr(glyphs[name], "xMin", 0)) for name in order}
    )
    height = font["hhea"]
    builder.setupHorizontalHeader(ascent=height.ascent, descent=height.descent)
    builder.setupNameTable({"familyName": BASE_FAMILY, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    return _saved(builder.font)


def _region(letters: frozenset[str]) -> int:
    if any("\u3040" <= letter <= "\u30ff" for letter in letters):
        return _JAPANESE
    if any("\uac00" <= letter <= "\ud7a3" for letter in letters):
        return _KOREAN
    return _CHINESE


def _saved(font: TTFont) -> bytes:
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
