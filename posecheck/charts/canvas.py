"""A picture as SVG, put together from a few shapes, and the looks that tell the sides apart.

Charts and drawings of a body are made of the same shapes, colours and marks.
"""

from collections.abc import Iterable
from html import escape
from typing import Literal, NamedTuple

from posecheck.landmarks import Side

INK = "#1a1a1a"
GREY = "#5b5b5b"
PALE = "#d9d9d9"
FAMILY = "Noto Sans"

Shape = Literal["disc", "square", "diamond"]


class Look(NamedTuple):
    """How something is drawn: colour, pale colour of its area, dash of its line, shape of a dot.

    No two differ in colour alone.
    """

    colour: str
    tint: str
    dash: str
    shape: Shape


# Told apart by lightness too; after Okabe & Ito's palette for the colour-blind.
LEFT = Look("#0b4f8a", "#dce9f5", "", "disc")
RIGHT = Look("#b35900", "#fae6d3", "5 2.5", "square")
NEITHER = (
    Look(INK, "#ececec", "", "disc"),
    Look("#7a3b8f", "#f0e6f4", "5 2.5", "square"),
    Look("#00665a", "#dff0ed", "1.5 2.5", "diamond"),
)


def look(side: Side | None, tone: int = 0) -> Look:
    """Return the look of a side, or of one of several things that belong to neither."""
    if side is None:
        return NEITHER[tone % len(NEITHER)]
    return LEFT if side == "left" else RIGHT


class Canvas:
    """A picture that grows shape by shape; x to the right, y down."""

    def __init__(self, width: float, height: float, told: str) -> None:
        self.width, self.height, self._told = width, height, told
        self._shapes: list[str] = []

    def line(
        self,
        points: Iterable[tuple[float, float]],
        colour: str = INK,
        width: float = 1.0,
        dash: str = "",
    ) -> None:
        """Draw a polyline."""
        places = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._shapes.append(
            f'<polyline points="{places}" fill="none" stroke="{colour}" '
            f'stroke-width="{_short(width)}" stroke-linejoin="round"{dashed}/>'
        )

    def area(self, points: Iterable[tuple[float, float]], colour: str) -> None:
        """Fill a polygon; what lies below shines through."""
        places = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
        self._shapes.append(f'<polygon points="{places}" fill="{colour}" fill-opacity="0.7"/>')

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill an upright rectangle from its upper left corner; what lies below shines through."""
        self._shapes.append(
            f'<rect x="{_short(x)}" y="{_short(y)}" width="{_short(width)}" '
            f'height="{_short(height)}" fill="{colour}" fill-opacity="0.7"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        anchor: str = "start",
        colour: str = INK,
    ) -> None:
        """Write one line of text on its baseline."""
        self._shapes.append(
            f'<text x="{_short(x)}" y="{_short(y)}" font-size="{_short(size)}" '
            f'text-anchor="{anchor}" fill="{colour}">{escape(words)}</text>'
        )

    def mark(self, x: float, y: float, how: Look, radius: float, hollow: bool = False) -> None:
        """Draw a dot."""
        fill = "#ffffff" if hollow else how.colour
        paint = f'fill="{fill}" stroke="{how.colour}" stroke-width="1.2"'
        if how.shape == "disc":
            self._shapes.append(
                f'<circle cx="{_short(x)}" cy="{_short(y)}" r="{_short(radius)}" {paint}/>'
            )
            return
        r = radius if how.shape == "square" else 1.35 * radius
        corners = [(-r, -r), (r, -r), (r, r), (-r, r)]
        if how.shape == "diamond":
            corners = [(0, -r), (r, 0), (0, r), (-r, 0)]
        places = " ".join(f"{_short(x + right)},{_short(y + down)}" for right, down in corners)
        self._shapes.append(f'<polygon points="{places}" {paint}/>')

    def cross(self, x: float, y: float, radius: float) -> None:
        """Draw the mark of a repetition that does not count."""
        for up in (-radius, radius):
            self.line([(x - radius, y - up), (x + radius, y + up)], GREY, 1.1)

    def arrow(self, x: float, y: float, length: float, how: Look, width: float) -> None:
        """Draw an arrow up from a short line at `y`, or down for a negative length."""
        head = y - length
        back = head + (width if length > 0 else -width)
        self.line([(x - width, y), (x + width, y)], how.colour, 1.8)
        self.line([(x, y), (x, back)], how.colour, 1.2, how.dash)
        fill = how.colour if how.shape == "disc" else "#ffffff"
        corners = [(x, head), (x - 0.8 * width, back), (x + 0.8 * width, back)]
        places = " ".join(f"{_short(right)},{_short(down)}" for right, down in corners)
        self._shapes.append(
            f'<polygon points="{places}" fill="{fill}" stroke="{how.colour}" stroke-width="1.2"/>'
        )

    def svg(self) -> str:
        """Return the picture, with its description for those who cannot see it."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'viewBox="0 0 {_short(self.width)} {_short(self.height)}" '
            f'font-family="{FAMILY}, sans-serif" aria-label="{escape(self._told)}">'
            f"{''.join(self._shapes)}</svg>"
        )


def _short(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
