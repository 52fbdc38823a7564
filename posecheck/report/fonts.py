"""The fonts of a report: Noto fonts that packages carry as data, for names in any script.

They are read as files: the packages' code is never imported, and every file that is used must be
the one that was tested. Nothing of the system's own is looked at.
"""

import hashlib
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import uharfbuzz as hb

from posecheck.errors import SetupError

UNKNOWN = "\N{WHITE SQUARE}"

# Every report's own words, so that the base font serves them whatever the name needs.
_ALWAYS = frozenset(map(chr, range(32, 127))) | frozenset(f" •·–−°±×’‘“”…→²₀µ{UNKNOWN}")
_EAST_ASIAN = "Noto Sans CJK"


@dataclass(frozen=True)
class FontFile:
    """One font as a package carries it: the name that a document calls it by, and its file."""

    family: str
    package: str
    file: str
    sha256: str
    index: int = 0

    def path(self) -> Path:
        """Return where the file lies.

        Raises
        ------
        SetupError
            its package is not installed, or it is not the file that was tested.
        """
        return _verified(self.package, self.file, self.sha256)


@dataclass(frozen=True)
class Face:
    """A font cut down to some letters: the name that a page calls it by, and its bytes."""

    family: str
    data: bytes


def shown(text: str) -> str:
    """Return a text as it can be shown: letters that no font has, as a square; no controls."""
    kept = "".join(each for each in text if each in "\n\t" or unicodedata.category(each) != "Cc")
    missing = {each for each in _needing(kept) if _font_of(each, kept) is None}
    return "".join(UNKNOWN if each in missing else each for each in kept)


def fonts_for(text: str) -> list[FontFile]:
    """Return the fonts that together have the letters of a text; the base is the first.

    Raises
    ------
    SetupError
        as `FontFile.path` says.
    """
    found = {_table()[0].family: _table()[0], **_symbols(_ALWAYS)}
    for letter in sorted(_needing(text)):
        font = _font_of(letter, text)
        if font is not None:
            found.setdefault(font.family, font)
    return list(found.values())


def faces(text: str) -> list[Face]:
    """Return the same fonts cut down to the letters of a text, to be carried along in a page."""
    letters = _ALWAYS | set(text)
    return [Face(font.family, _cut(font, letters)) for font in fonts_for(text)]


def _symbols(letters: frozenset[str]) -> dict[str, FontFile]:
    """Return the further fonts that the reports' own signs need."""
    fonts = (_font_of(letter, "") for letter in sorted(letters))
    return {font.family: font for font in fonts if font is not None}


def _needing(text: str) -> set[str]:
    """Return the letters that a font must have: all but blanks and signs without a shape."""
    return {
        letter
        for letter in text
        if unicodedata.category(letter) not in ("Cc", "Cf", "Zs", "Zl", "Zp")
        and not "\ufe00" <= letter <= "\ufe0f"
    }


def _font_of(letter: str, text: str) -> FontFile | None:
    for font in _table():
        if ord(letter) in _known(font):
            return _regional(font, text) if font.family == _EAST_ASIAN else font
    return None


def _regional(font: FontFile, text: str) -> FontFile:
    """Return the East Asian font with the shapes of the language that a text seems to be in."""
    if any("\u3040" <= letter <= "\u30ff" for letter in text):
        region, index = "JP", 0
    elif any("\uac00" <= letter <= "\ud7a3" for letter in text):
        region, index = "KR", 1
    else:
        region, index = "SC", 2
    return FontFile(f"{font.family} {region}", font.package, font.file, font.sha256, index)


@cache
def _table() -> tuple[FontFile, ...]:
    listed = tomllib.loads(files(__package__).joinpath("fonts.toml").read_text("utf-8"))
    return tuple(FontFile(**each) for each in listed["font"])


@cache
def _known(font: FontFile) -> frozenset[int]:
    return frozenset(hb.Face(hb.Blob.from_file_path(str(font.path())), font.index).unicodes)


def _cut(font: FontFile, letters: set[str] | frozenset[str]) -> bytes:
    face = hb.Face(hb.Blob.from_file_path(str(font.path())), font.index)
    wanted = hb.SubsetInput()
    for letter in letters:
        wanted.unicode_set.add(ord(letter))
    return bytes(hb.subset(face, wanted).blob.data)


@cache
def _verified(package: str, file: str, sha256: str) -> Path:
    for folder in _folders(package):
        path = folder / file
        if path.is_file():
            if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
                raise SetupError(
                    f"The font {path} is not the one that was tested. Install posecheck again "
                    "with its dependencies."
                )
            return path
    raise SetupError(
        f"The font {file} of the package {package} is missing. Install posecheck again with its "
        "dependencies."
    )


def _folders(package: str) -> Iterator[Path]:
    """Yield where a package lies; looking for it runs none of its code."""
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        yield Path(folder)
