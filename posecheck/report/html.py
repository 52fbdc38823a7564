"""Reports as pages that need nothing else: one file with its charts and its letters."""

import base64
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from posecheck.charts.model import Chart
from posecheck.charts.svg import chart_svg
from posecheck.plain import printable
from posecheck.report.content import Content, texts_of
from posecheck.report.fonts import faces, shown

_LETTER_PX = 13.0
_WIDE_PX, _NARROW_PX = 680.0, 344.0


def to_html(content: Content) -> str:
    """Return the report of a take as a page."""
    return page("report.html.j2", texts_of(content), content=content)


def page(template: str, letters: str, **values: Any) -> str:
    """Return a page of a template; every value is escaped, and none turns or steers the text.

    Parameters
    ----------
    letters : what the page shows, to find the letters that it must carry along.
    """
    fonts = [
        {"family": face.family, "data": base64.b64encode(face.data).decode()}
        for face in faces(shown(letters))
    ]
    families = ", ".join(f'"{font["family"]}"' for font in fonts)
    made = _templates().get_template(template).render(fonts=fonts, families=families, **values)
    return printable(made)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("posecheck.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["chart"] = _drawn
    environment.filters["inline"] = Markup
    environment.filters["parts"] = _unbroken
    return environment


def _drawn(chart: Chart, height: float = 240.0) -> Markup:
    """Return a chart twice, for a desk and for a phone; the page shows the one that fits."""
    sizes = (("wide", _WIDE_PX, height), ("narrow", _NARROW_PX, 0.85 * height))
    return Markup().join(
        Markup('<div class="{}">{}</div>').format(
            name, Markup(chart_svg(chart, width, tall, _LETTER_PX))
        )
        for name, width, tall in sizes
    )


def _unbroken(text: str) -> Markup:
    """Return a cell whose numbers are not broken from their units: ``76°`` | ``(73 to 79)``."""
    value, bracket, rest = text.partition(" (")
    pieces = [value, f"({rest}"] if bracket else [value]
    return Markup(" ").join(
        Markup('<span class="n">{}</span>').format(piece)
        if len(piece) < 24
        else Markup("{}").format(piece)
        for piece in pieces
    )
