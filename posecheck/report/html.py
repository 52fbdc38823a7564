"""The report as one HTML file that needs nothing else: pictures and fonts are inside."""

import base64
import io
from dataclasses import dataclass
from typing import Any

from fontTools.ttLib import TTFont
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from posecheck.report.content import Content
from posecheck.report.drawing import Drawing, to_svg
from posecheck.report.fonts import Face, faces

_TEMPLATE = "report.html.j2"


@dataclass(frozen=True)
class _Embedded:
    family: str
    weight: int
    data: str


def to_html(content: Content) -> str:
    """Return a report as one self-contained page, to read on a screen or to print."""
    return page(_TEMPLATE, content.text(), content=content)


def page(template: str, text: str, **values: Any) -> str:
    """Return a page of this package's templates with the fonts that a text needs."""
    environment = Environment(
        loader=PackageLoader("posecheck.report"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["svg"] = _inline
    carried = faces(text)
    return environment.get_template(template).render(
        faces=[_embedded(face) for face in carried],
        families=Markup(", ").join(dict.fromkeys(face.family for face in carried)),
        **values,
    )


def _inline(drawing: Drawing) -> Markup:
    return Markup(to_svg(drawing))  # every text in it is escaped where it is drawn


def _embedded(face: Face) -> _Embedded:
    font = TTFont(io.BytesIO(face.data))
    font.flavor = "woff"
    out = io.BytesIO()
    font.save(out)
    return _Embedded(face.family, face.weight, base64.b64encode(out.getvalue()).decode())
