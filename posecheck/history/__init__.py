"""The history: takes kept, compared over weeks, taken along and deleted."""

from posecheck.history.notes import Entry, Notes, Take, make_notes
from posecheck.history.store import History, Removed

__all__ = ["Entry", "History", "Notes", "Removed", "Take", "make_notes"]
