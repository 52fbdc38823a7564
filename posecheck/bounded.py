"""Types for what is read from anywhere: no impossible number, text or time in them.

They are for pydantic models; beside them stand the reader of JSON that goes before them, and what
reading damaged content may raise.
"""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field, ValidationError
from pydantic_core import from_json

from posecheck.thresholds import FILES

_FARTHEST = 1e9  # no quantity comes near it; what is larger would overflow where it is drawn

BROKEN = (
    ValidationError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    ValueError,
    OverflowError,
    RecursionError,
    MemoryError,
)
"""What content that is not what it should be raises in code that expects it to be."""


def read_json(text: str | bytes) -> Any:
    """Return what JSON says.

    Python's own reader takes halves of characters, numbers that are none, and any depth.

    Raises
    ------
    ValueError
        it is no JSON, or is nested more than two hundred deep.
    """
    return from_json(text, allow_inf_nan=False)


def _can_be(moment: datetime) -> datetime:
    if not FILES.first_year <= moment.year <= FILES.last_year:
        raise ValueError("an impossible time")
    return moment


def _finite(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    left: list[Any] = list(facts.values())
    while left:
        each = left.pop()
        if isinstance(each, float) and not math.isfinite(each):
            raise ValueError("a number that is none")
        if isinstance(each, Mapping | list):
            left += each.values() if isinstance(each, Mapping) else each
    return facts


Number = Annotated[float, Field(ge=-_FARTHEST, le=_FARTHEST)]
Count = Annotated[int, Field(ge=0, le=int(_FARTHEST))]
Words = Annotated[str, Field(max_length=int(FILES.longest_text))]
Moment = Annotated[AwareDatetime, AfterValidator(_can_be)]
Facts = Annotated[Mapping[str, Any], AfterValidator(_finite)]
