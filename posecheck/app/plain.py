"""The one way of strings from outside onto the page: Streamlit would take them for Markdown."""

import re

from posecheck.plain import printable

# What means something anywhere in CommonMark, GitHub's tables, formulas ($…$), HTML; and what does
# so where a line begins: headings, lists, lines.
_ACTIVE = re.compile(r"([\\`*_{}\[\]<>|~$&])")
_BEGINNING = re.compile(r"^([#+\-=]|\d+(?=[.)]))", re.M)
# What is made a link, an emoji, an icon or a colour (:name:, :name[…]) although no mark is left; a
# word joiner, which nobody sees, prevents that.
_MADE = re.compile(r"(?<=:)(?=//|[\w+\-/]+[:\[])|(?<=www)(?=\.)|(?<=@)", re.I)
_JOINER = "\u2060"


def text(given: object) -> str:
    """Return something as Markdown that shows it letter by letter, in one paragraph.

    For `st.markdown`, labels and captions. `st.text`, tables and charts show text as it is.
    """
    lines = (line.strip() for line in printable(str(given)).splitlines())
    shown = _ACTIVE.sub(r"\\\1", _MADE.sub(_JOINER, "\n".join(filter(None, lines))))
    return _BEGINNING.sub(_escaped, shown).replace("\n", "  \n")


def _escaped(beginning: re.Match[str]) -> str:
    """Return what a line begins with so that it begins nothing; a number keeps its digits."""
    found = beginning[0]
    return f"{found}\\" if found.isdigit() else f"\\{found}"
