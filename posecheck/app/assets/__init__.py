"""What runs in the browser: scripts, styles and pages, read as text."""

from functools import cache
from importlib.resources import files


@cache
def read(name: str) -> str:
    """Return one of these files."""
    return files(__name__).joinpath(name).read_text("utf-8")
