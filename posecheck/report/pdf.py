"""The report as PDF, with the same content as the page."""

import tempfile
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from fpdf import FPDF, FontFace
from fpdf.enums import TableBordersLayout, TextEmphasis, VAlign, WrapMode

from posecheck.report.content import Content, Table
from posecheck.report.drawing import Box, Disc, Drawing, Line, Text
from posecheck.report.fonts import BASE_FAMILY, BOLD, faces, is_plain

# Lengths in points. A4 in height, Letter in width: what is set for both prints on either.
PAPERS = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}

_MARGIN = 45.0
_LEADING = 1.35
_FOOTER_NAME = 40  # letters of the name at the foot of a page
_TABLE_START = 60.0  # the head of a table and a few rows stay together


def to_pdf(content: Content, paper: str = "a4") -> bytes:
    """Return a report as PDF on "a4" or "letter" paper."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page = _Page(content, paper, Path(folder))
        _write(page, content)
        return bytes(page.output())


class _Page(FPDF):
    """A document with the report's fonts and its footer."""

    def __init__(self, content: Content, paper: str, folder: Path) -> None:
        super().__init__(unit="pt", format=PAPERS[paper])
        # The name comes last: where it runs from right to left, the rest stays in its order.
        self._footer_text = f"{content.title} · {content.when} · {_short(content.person)}"
        self._add_fonts(content, folder)
        self.set_margin(_MARGIN)
        self.set_auto_page_break(True, _MARGIN + 12)
        self.set_title(f"{content.title} – {content.person}")
        self.set_lang("en")
        self.add_page()

    def _add_fonts(self, content: Content, folder: Path) -> None:
        carried = faces(content.text())
        for index, face in enumerate(carried):
            path = folder / f"{index}.ttf"
            path.write_bytes(face.data)
            self.add_font(face.family, "B" if face.weight == BOLD else "", path)
        self._others = [face.family for face in carried if face.family != BASE_FAMILY]
        self.other_scripts(True)
        self.plain()

    def other_scripts(self, needed: bool) -> None:
        """Look for letters in the other scripts' fonts and join them, or save that time."""
        needed = self._joins = needed and bool(self._others)
        self.set_fallback_fonts(self._others if needed else [], exact_match=False)
        self.set_text_shaping(needed)

    def plain(self, size: float = 10.0) -> None:
        """Go back to plain text."""
        self.set_font(BASE_FAMILY, "", size)
        self.set_text_color(26)
        self.set_fill_color(255)

    def footer(self) -> None:
        """Write who, what and when at the foot of every page, with the page's number."""
        joins = self._joins
        self.other_scripts(True)
        self.set_y(-_MARGIN)
        self.set_font(BASE_FAMILY, "", 7.5)
        self.set_text_color(90)
        self.cell(self.epw * 0.85, 10, self._footer_text)
        self.set_font(BASE_FAMILY, "", 7.5)  # a letter of another script changes the size
        self.cell(0, 10, f"page {self.page_no()}", align="R")
        self.other_scripts(joins)

    def room(self, height: float) -> None:
        """Begin a new page where less than `height` is left on this one."""
        if self.will_page_break(height):
            self.add_page()

    def heading(self, text: str, keep: float = _TABLE_START + 45.0) -> None:
        """Write a heading that stays with at least `keep` of what follows."""
        self.room(keep)
        self.ln(9)
        self.set_font(BASE_FAMILY, "B", 12)
        self.cell(0, 15, text, new_x="LMARGIN", new_y="NEXT")
        self.set_draw_color(107)
        self.set_line_width(0.5)
        self.line(self.l_margin, self.y, self.w - self.r_margin, self.y)
        self.ln(4)
        self.plain()

    def paragraph(self, text: str, size: float = 10.0, bold: bool = False) -> None:
        """Write text over the full width."""
        self.set_font(BASE_FAMILY, "B" if bold else "", size)
        self.multi_cell(0, size * _LEADING, text, align="L", new_x="LMARGIN", new_y="NEXT")

    def bullets(self, lines: Sequence[str]) -> None:
        """Write sentences as a list."""
        for line in lines:
            self.cell(10, 10 * _LEADING, "•")
            self.multi_cell(0, 10 * _LEADING, line, align="L", new_x="LMARGIN", new_y="NEXT")

    def pairs(self, lines: Sequence[tuple[str, str]], size: float = 10.0) -> None:
        """Write labels and texts in two columns."""
        self.set_font_size(size)
        width = 8 + max((self.get_string_width(name) for name, _ in lines), default=0.0)
        for name, text in lines:
            self.set_text_color(90)
            self.cell(width, size * _LEADING, name)
            self.set_text_color(26)
            self.multi_cell(
                0, size * _LEADING, text, align="L", new_x="LMARGIN", new_y="NEXT",
                wrapmode=WrapMode.WORD if " " in text else WrapMode.CHAR,
            )  # fmt: skip

    def framed(self, text: str, size: float, bold: bool, width: float) -> None:
        """Write text in a frame."""
        self.set_draw_color(26)
        self.set_line_width(width)
        self.set_font(BASE_FAMILY, "B" if bold else "", size)
        self.multi_cell(
            0, size * _LEADING, text, border=1, align="L", padding=(5, 8), new_x="LMARGIN",
            new_y="NEXT",
        )  # fmt: skip
        self.plain()

    def rows(self, table: Table) -> None:
        """Write a table whose head is repeated on every page."""
        if not table.rows:
            return
        self.room(_TABLE_START)
        self.other_scripts(not is_plain("".join(chain(*table.rows))))
        self.set_font_size(8)
        self.set_draw_color(190)
        self.set_line_width(0.3)
        align = tuple("R" if index in table.numbers else "L" for index in range(len(table.head)))
        with self.table(
            col_widths=table.widths,
            text_align=align,
            v_align=VAlign.T,
            line_height=10.4,
            padding=(1.5, 3),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis=TextEmphasis.B),
        ) as body:
            for row in (table.head, *table.rows):
                body.row(row)
        self.other_scripts(True)
        self.plain()

    def height_of(self, drawing: Drawing) -> float:
        """Return how high a picture is at full width."""
        return drawing.height * self.epw / drawing.width

    def draw(self, drawing: Drawing, left: float, width: float) -> None:
        """Draw a picture at the current height, scaled to a width."""
        scale, top = width / drawing.width, self.y
        for shape in drawing.shapes:
            if isinstance(shape, Text):
                self._draw_text(shape, left, top, scale)
                continue
            self.set_draw_color(shape.colour)
            if isinstance(shape, Line):
                self.set_line_width(shape.width * scale)
                if shape.dash:
                    self.set_dash_pattern(shape.dash[0] * scale, shape.dash[1] * scale)
                self.polyline([(left + x * scale, top + y * scale) for x, y in shape.points])
                self.set_dash_pattern()
                continue
            self.set_line_width(1.2 * scale)
            self.set_fill_color(shape.colour if shape.filled else "#ffffff")
            if isinstance(shape, Disc):
                x, y = shape.centre
                self.circle(left + x * scale, top + y * scale, shape.radius * scale, style="DF")
            elif isinstance(shape, Box):
                x, y = shape.corner
                size = shape.width * scale, shape.height * scale
                self.rect(left + x * scale, top + y * scale, *size, style="DF")
        self.set_y(top + drawing.height * scale)
        self.plain()

    def _draw_text(self, shape: Text, left: float, top: float, scale: float) -> None:
        self.set_font(BASE_FAMILY, "", shape.size * scale)
        self.set_text_color(shape.colour)
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[shape.anchor]
        x = left + shape.place[0] * scale - share * self.get_string_width(shape.content)
        self.text(x, top + shape.place[1] * scale, shape.content)


def _short(name: str) -> str:
    return name if len(name) <= _FOOTER_NAME else f"{name[: _FOOTER_NAME - 1].rstrip()}…"


def _write(page: _Page, content: Content) -> None:
    page.paragraph(content.title, 18, bold=True)
    page.paragraph(content.person, 12, bold=True)
    page.paragraph(content.when, 11)
    page.ln(4)
    page.framed(content.note, 8.5, bold=False, width=0.5)
    page.ln(6)
    page.framed(content.headline, 12, bold=True, width=1.2)
    page.heading("What was done")
    page.pairs(content.facts)
    page.heading("Quality of the take")
    page.paragraph(content.quality[0])
    page.bullets(content.quality[1:])
    if content.findings:
        page.heading("In words")
        page.bullets(content.findings)
    _write_skeletons(page, content.skeletons)
    if content.measures.rows:
        page.heading("Measures")
        page.rows(content.measures)
    if content.missing:
        page.heading("What could not be measured")
        page.bullets(content.missing)
    page.heading("Compared with last time")
    for line in content.comparison:
        page.paragraph(line)
    page.rows(content.changes)
    _write_lifts(page, content)
    page.heading("How it was measured", keep=90 + 16 * len(content.method))
    page.pairs(content.method, 8.5)
    page.ln(8)
    page.framed(content.note, 8.5, bold=False, width=0.5)


def _write_skeletons(page: _Page, skeletons: Sequence[Drawing]) -> None:
    if not skeletons:
        return
    page.heading("The best lift of each side", keep=270)
    gap = 30.0
    left = page.l_margin + (page.epw - sum(d.width + gap for d in skeletons) + gap) / 2
    top = page.y
    for drawing in skeletons:
        page.set_y(top)
        page.draw(drawing, left, drawing.width)
        left += drawing.width + gap
    page.paragraph(
        "Solid lines and discs: left; dashed lines and squares: right. "
        "A thigh along the dotted line is level.",
        8,
    )


def _write_lifts(page: _Page, content: Content) -> None:
    drawings = (*content.curves, *content.plots)
    if not drawings and not content.repetitions.rows:
        return
    page.heading("Lift by lift", keep=60 + (page.height_of(drawings[0]) if drawings else 0.0))
    for drawing in content.curves:
        last = drawing is content.curves[-1]
        page.room(page.height_of(drawing) + (36 if last else 0))
        page.draw(drawing, page.l_margin, page.epw)
    if content.curves:
        page.paragraph(content.curve_note, 8)
        page.ln(6)
    for drawing in content.plots:
        page.room(page.height_of(drawing) + 20)
        page.draw(drawing, page.l_margin, page.epw)
        page.paragraph(f"{drawing.title}.", 8)
        page.ln(6)
    page.rows(content.repetitions)
