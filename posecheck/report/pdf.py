"""Reports as accessible PDF (PDF/UA-1): tagged, with title, language, bookmarks, told pictures.

typst sets the pages. The report reaches it as data, never as markup, so that no text of a user can
be read as an instruction; it gets no folder to read from and no fonts but those that were checked.
"""

import json
import shutil
from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

from posecheck import scratch
from posecheck.charts.svg import chart_svg
from posecheck.errors import OptionError, OutputError, SetupError
from posecheck.report.content import Content, texts_of
from posecheck.report.fonts import FontFile, fonts_for, shown

PAPERS = {"a4": "a4", "letter": "us-letter"}

_DRAWN = ("overview", "curves", "course", "pictures", "measures", "others", "repetitions")
_STANDARD: Literal["ua-1"] = "ua-1"
_WIDTH_PT, _LETTER_PT = 510.0, 8.0


def to_pdf(content: Content, paper: str = "a4") -> bytes:
    """Return the report of a take as a PDF.

    Raises
    ------
    OptionError
        the paper is neither a4 nor letter.
    SetupError
        a font is missing or is not the one that was tested.
    OutputError
        the PDF cannot be made of these texts.
    """
    if paper not in PAPERS:
        raise OptionError(f'Paper "{paper}" is not known. Choose {" or ".join(PAPERS)}.')
    letters = shown(texts_of(content))
    fonts = fonts_for(letters)
    pictures: dict[str, bytes] = {}
    data = _data(content, pictures) | {
        "paper": PAPERS[paper],
        "families": [font.family for font in fonts],
    }
    sources = {
        "main.typ": files(__package__).joinpath("templates", "report.typ").read_bytes(),
        "report.json": json.dumps(data).encode(),
        **pictures,
    }
    with scratch.folder() as folder:
        for file, content_of_file in sources.items():
            (folder / file).write_bytes(content_of_file)
        book = _book(fonts, folder / "fonts")
        try:
            return typst.compile(
                folder / "main.typ", root=folder, font_paths=book, pdf_standards=[_STANDARD]
            )
        except typst.TypstError as error:
            raise OutputError(
                "The PDF cannot be made of this take's texts. Write the report as .html instead."
            ) from error


def _book(fonts: Sequence[FontFile], folder: Path) -> typst.Fonts:
    """Return these fonts and no others; typst takes them from a folder only.

    Raises
    ------
    SetupError
        one of them cannot be read.
    """
    folder.mkdir()
    for index, font in enumerate(fonts):
        place = folder / f"{index}{font.path().suffix}"
        try:
            place.symlink_to(font.path())
        except OSError:  # where links need a right of their own
            shutil.copyfile(font.path(), place)
    book = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    )
    missing = {font.family for font in fonts} - set(book.families())
    if missing:
        raise SetupError(
            f"The font {sorted(missing)[0]} cannot be read. Install posecheck again with its "
            "dependencies."
        )
    return book


def _data(content: Content, pictures: dict[str, bytes]) -> dict[str, Any]:
    """Return what the template reads; drawings are added to `pictures` under their file names."""

    def drawn(svg: str, told: str) -> dict[str, str]:
        name = f"picture-{len(pictures)}.svg"
        pictures[name] = svg.encode()
        return {"file": name, "told": shown(told)}

    texts: dict[str, Any] = _shown(
        {name: value for name, value in vars(content).items() if name not in _DRAWN}
    )
    tall = 105.0 if content.course else 150.0
    beside = 0.72 * _WIDTH_PT if 0 < len(content.pictures) < 3 else _WIDTH_PT
    return texts | {
        "overview": [
            {**drawn(chart_svg(each, beside, tall, _LETTER_PT), each.told), "title": each.title}
            for each in content.overview
        ],
        "curves": [
            {**drawn(chart_svg(each, _WIDTH_PT, 100.0, _LETTER_PT), each.told), "title": each.title}
            for each in content.curves
        ],
        "course": [
            {
                **drawn(chart_svg(each, 0.49 * _WIDTH_PT, 105.0, _LETTER_PT), each.told),
                "title": each.title,
                "more": shown(more),
            }
            for each, more in content.course
        ],
        "pictures": [
            {**drawn(each.svg, each.told), "caption": shown(each.caption)}
            for each in content.pictures
        ],
        "tables": {
            name: _shown(vars(getattr(content, name)))
            for name in ("measures", "others", "repetitions")
        },
    }


def _shown(value: Any) -> Any:
    """Return values for JSON whose texts hold only what the fonts can show."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {name: _shown(each) for name, each in value.items()}
    if isinstance(value, Iterable):
        return [_shown(each) for each in value]
    if hasattr(value, "__dict__"):
        return _shown(vars(value))
    return value
