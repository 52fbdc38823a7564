"""The page: one person alone before this computer's camera, in the browser."""

from functools import cache
from importlib.resources import files


@cache
def asset(name: str) -> str:
    """Return one of the scripts, styles and pages in `assets`, which run in the browser."""
    return files(__name__).joinpath("assets", name).read_text("utf-8")
