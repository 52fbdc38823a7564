"""Drawings as lists of shapes, so that the page and the PDF show the same picture.

Lengths are in points (1/72 inch), x to the right, y down.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]

INK = "#1a1a1a"
GREY = "#6b6b6b"
PALE = "#c8c8c8"
# Told apart by lightness too; see Okabe & Ito's colour-blind-safe palette.
LEFT = "#0b4f8a"
RIGHT = "#b35900"


@dataclass(frozen=True)
class Line:
    """A polyline; `dash` alternates drawn and empty lengths."""

    points: Sequence[Point]
    colour: str = INK
    width: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Disc:
    """A circle, filled or hollow."""

    centre: Point
    radius: float
    colour: str = INK
    filled: bool = True


@dataclass(frozen=True)
class Box:
    """An upright square or rectangle from its upper left corner, filled or hollow."""

    corner: Point
    width: float
    height: float
    colour: str = INK
    filled: bool = True


@dataclass(frozen=True)
class Text:
    """One line of text on its baseline."""

    place: Point
    content: str
    size: float = 8.0
    anchor: Anchor = "start"
    colour: str = INK


Shape = Line | Disc | Box | Text


@dataclass
class Drawing:
    """A picture of the given size with a title that says what it shows."""

    width: float
    height: float
    title: str
    shapes: list[Shape] = field(default_factory=list)


def to_svg(drawing: Drawing) -> str:
    """Return a drawing as inline SVG."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {_number(drawing.width)} {_number(drawing.height)}">'
        f"<title>{escape(drawing.title)}</title>"
        f"{''.join(_svg(shape) for shape in drawing.shapes)}</svg>"
    )


def _svg(shape: Shape) -> str:
    if isinstance(shape, Line):
        points = " ".join(f"{_number(x)},{_number(y)}" for x, y in shape.points)
        dash = ",".join(map(_number, shape.dash))
        return (
            f'<polyline points="{points}" fill="none" stroke="{shape.colour}" '
            f'stroke-width="{_number(shape.width)}"'
            + (f' stroke-dasharray="{dash}"' if dash else "")
            + "/>"
        )
    if isinstance(shape, Disc):
        x, y = shape.centre
        return (
            f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(shape.radius)}" '
            f"{_paint(shape.colour, shape.filled)}/>"
        )
    if isinstance(shape, Box):
        x, y = shape.corner
        return (
            f'<rect x="{_number(x)}" y="{_number(y)}" width="{_number(shape.width)}" '
            f'height="{_number(shape.height)}" {_paint(shape.colour, shape.filled)}/>'
        )
    x, y = shape.place
    return (
        f'<text x="{_number(x)}" y="{_number(y)}" font-size="{_number(shape.size)}" '
        f'text-anchor="{shape.anchor}" fill="{shape.colour}">{escape(shape.content)}</text>'
    )


def _paint(colour: str, filled: bool) -> str:
    if filled:
        return f'fill="{colour}" stroke="{colour}"'
    return f'fill="#ffffff" stroke="{colour}" stroke-width="1.2"'


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
