"""Reads `thresholds.toml`, the one file that holds every threshold with its unit and source."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("posecheck").joinpath("thresholds.toml").read_text("utf-8"))


def version() -> str:
    """Return the version of the thresholds file, stated in every assessment."""
    return str(_table()["version"])


def threshold(name: str) -> float:
    """Return one threshold, in the unit the file gives beside it.

    Parameters
    ----------
    name : dotted path in the file, for example ``"march.repetition.on"``.

    Raises
    ------
    KeyError : there is no such threshold; a mistake in the code, never in the user's input.
    """
    return float(_entry(name)["value"])


def source(name: str) -> str:
    """Return where a threshold comes from, in words."""
    return str(_entry(name)["source"])


def names() -> list[str]:
    """Return the dotted path of every threshold, in the order of the file."""
    return list(_walk("", _table()))


@cache
def _entry(name: str) -> dict[str, Any]:
    node: Any = _table()
    for key in name.split("."):
        node = node[key]
    if "value" not in node:
        raise KeyError(name)
    return dict(node)


def _walk(prefix: str, node: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for key, child in node.items():
        if isinstance(child, dict):
            path = f"{prefix}{key}"
            found += [path] if "value" in child else _walk(f"{path}.", child)
    return found
