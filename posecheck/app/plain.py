"""The one way of strings from outside onto the page: Streamlit would take them for Markdown."""

import re

from posecheck.plain import printable

# Everything that begins something in CommonMark, GitHub's tables and links, Streamlit's own
# colours, icons and emoji (:red[…], :material/…:), or formulas ($…$).
_ACTIVE = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@/^=\"'])")
# What is made a link although nothing marks it; a word joiner, which nobody sees, prevents that.
_LINK = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)", re.I)
_JOINER = "\u2060"


def text(given: object) -> str:
    """Return something as Markdown that shows it letter by letter, in one paragraph.

    For `st.markdown`, labels and captions. `st.text`, tables and charts show text as it is.
    """
    shown = _ACTIVE.sub(r"\\\1", _LINK.sub(_JOINER, printable(str(given))))
    return "  \n".join(line.strip() for line in shown.splitlines() if line.strip())
