"""The history: takes kept, compared over weeks, taken along and deleted."""

from posecheck.history.change import Mdc, Trend, trends
from posecheck.history.comparison import (
    Change,
    Comparison,
    compare,
    compare_with_last,
    takes_like,
)
from posecheck.history.deletion import Removed
from posecheck.history.notes import Entry, KeptTake, Notes, make_notes
from posecheck.history.store import History

__all__ = [
    "Change",
    "Comparison",
    "Entry",
    "History",
    "KeptTake",
    "Mdc",
    "Notes",
    "Removed",
    "Trend",
    "compare",
    "compare_with_last",
    "make_notes",
    "takes_like",
    "trends",
]
