"""Strings from outside, made harmless: nothing that a name or note holds is markup or code.

Whatever did not come from the program itself (names, notes, takes and assessments that were
imported, file names) goes through the one function of the surface that it is shown on: `printable`
for the terminal, PDF and plain text, `cell` for tables that a spreadsheet opens, `markdown` for the
page, where Streamlit takes strings for it. HTML is escaped by the templates.
"""

import re
import unicodedata

# What turns the direction of the text around it (Unicode TR 9), and what breaks lines unseen.
_TURNS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_BREAKS = {0x85, 0x2028, 0x2029}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# What means something anywhere in CommonMark, GitHub's tables, formulas ($…$), HTML; and what does
# so where a line begins: headings, lists, lines.
_ACTIVE = re.compile(r"([\\`*_{}\[\]<>|~$&])")
_BEGINNING = re.compile(r"^([#+\-=]|\d+(?=[.)]))", re.M)
# What is made a link, an emoji, an icon or a colour (:name:, :name[…]) although no mark is left; a
# word joiner, which nobody sees, prevents that.
_MADE = re.compile(r"(?<=:)(?=//|[\w+\-/]+[:\[])|(?<=www)(?=\.)|(?<=@)", re.I)
_JOINER = "\u2060"


def printable(text: str) -> str:
    """Return text with a mark in place of what a terminal or a viewer would obey.

    That is every control character but line breaks and tabs, every character that turns the
    direction of others, and half of a pair; what breaks lines in other ways becomes a space.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(each) for each in text)


def one_line(text: str) -> str:
    """Return text as `printable` does, in one line."""
    return " ".join(printable(text).split())


def cell(text: str) -> str:
    """Return text for a cell of a table, which no spreadsheet takes for a formula.

    An apostrophe before it does that; spreadsheets do not show it (OWASP, CSV injection).
    """
    shown = printable(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA) else shown


def markdown(given: object) -> str:
    """Return something as Markdown that shows it letter by letter, in one paragraph.

    For `st.markdown`, `st.table`, labels and captions. `st.text`, `st.dataframe` and charts show
    text as it is.
    """
    lines = (line.strip() for line in printable(str(given)).splitlines())
    shown = _ACTIVE.sub(r"\\\1", _MADE.sub(_JOINER, "\n".join(filter(None, lines))))
    return _BEGINNING.sub(_escaped, shown).replace("\n", "  \n")


def _escaped(beginning: re.Match[str]) -> str:
    """Return what a line begins with so that it begins nothing; a number keeps its digits."""
    found = beginning[0]
    return f"{found}\\" if found.isdigit() else f"\\{found}"


def _shown(character: str) -> str:
    code = ord(character)
    if code in _BREAKS:
        return " "
    if code in _TURNS or unicodedata.category(character) in ("Cc", "Cs"):
        return character if character in "\n\t" else "\N{REPLACEMENT CHARACTER}"
    return character
