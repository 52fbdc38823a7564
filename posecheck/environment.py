"""Variables of the environment that libraries read as they are, made such that they can be."""

import os
import time
from datetime import datetime

_SIZES = ("COLUMNS", "LINES", "TERMINAL_WIDTH")
_LARGEST_SIZE = 10_000


def tame_environment() -> None:
    """Take away sizes of a terminal that none has; a time zone that cannot be becomes UTC.

    Libraries read these variables as they are, and fail or fill the memory on what nobody can mean.
    """
    for name in _SIZES:
        if name in os.environ and not _is_size(os.environ[name]):
            del os.environ[name]
    try:
        datetime.now().astimezone()
    except (ValueError, OverflowError, OSError):  # a day or more away from UTC
        os.environ["TZ"] = "UTC"
        if hasattr(time, "tzset"):
            time.tzset()


def _is_size(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= _LARGEST_SIZE
