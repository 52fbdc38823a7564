"""`Parameter`: one parameter of a command that is put together from parts."""

import inspect
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Parameter:
    """One parameter of a command: its name in Python, its type with typer's description."""

    name: str
    annotation: Any
    default: Any = inspect.Parameter.empty
