"""Names of people: telling a slip of the pen from somebody else."""

import unicodedata
from collections.abc import Iterable

from posecheck.history.notes import Notes
from posecheck.history.store import History


def likely_same(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that another one is likely to be a slip of; None if it is known.

    Case, accents, and blanks make no person: "berta" beside "Berta", "Jose" beside "José".
    """
    others = set(known)
    if not name or name in others:
        return None
    plain = _plain(name)
    return next((other for other in sorted(others) if _plain(other) == plain), None)


def with_details(history: History, notes: Notes) -> Notes:
    """Return notes with the person's year of birth and ID as their newest take has them."""
    if not notes.person:
        return notes
    for entry in history.entries(notes.person):
        known = {
            name: getattr(entry.notes, name)
            for name in ("birth_year", "patient_id")
            if getattr(entry.notes, name) and not getattr(notes, name)
        }
        return notes.model_copy(update=known)
    return notes


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = (each for each in decomposed if not unicodedata.combining(each))
    return "".join(each for each in letters if not each.isspace() and each not in "-.'’")
