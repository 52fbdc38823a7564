"""Notes beside a take, the entry of a take in a list, which takes are alike, and whose they are."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from posecheck.assessment import Assessment, DatedBy, Verdict, View
from posecheck.bounded import Moment
from posecheck.errors import OptionError
from posecheck.station import Setting
from posecheck.wording import view_in_words


def _can_be_kept(text: str) -> str:
    # No database keeps it, and no name has it.
    return text.replace("\x00", "")


_Text = Annotated[str, AfterValidator(_can_be_kept)]
_Scale = Annotated[int, Field(ge=0, le=10)]


class Notes(BaseModel):
    """The person's own notes beside one take; everything may be left out.

    Attributes
    ----------
    person
        name, in any script; empty for nobody in particular.
    pain_before, pain_after, effort
        0 (none) to 10 (the most imaginable).
    band
        resistance band used, in the person's words; empty for none.
    chair
        whether a hand held on to a chair.
    text
        free text.
    birth_year
        of the person; None where nobody said.
    patient_id
        number or code of the person in a practice; empty for none.
    recorded
        when the take was recorded, where somebody corrected it; None for what the take itself says.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    person: _Text = Field(default="", max_length=200)
    pain_before: _Scale | None = None
    pain_after: _Scale | None = None
    effort: _Scale | None = None
    band: _Text = Field(default="", max_length=100)
    chair: bool = False
    text: _Text = Field(default="", max_length=10_000)
    birth_year: int | None = Field(default=None, ge=1880, le=2199)
    patient_id: _Text = Field(default="", max_length=100)
    recorded: Moment | None = None

    def with_setting(self, setting: Setting) -> Self:
        """Return notes with the band and the chair of a take's own setting."""
        return self.model_copy(update={"band": setting.band, "chair": setting.chair})


def make_notes(**given: object) -> Notes:
    """Return notes from what a user typed.

    Raises
    ------
    OptionError
        a scale outside 0 to 10, a text that is too long or no text, an impossible year or time.
    """
    try:
        return Notes.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        said = _SENTENCES.get(name, "'{}' must be a whole number from 0 to 10.")
        if name in _TEXTS:
            long = first["type"] == "string_too_long"
            said = _TOO_LONG if long else "The note '{}' holds characters that are not text."
        raise OptionError(said.format(name.replace("_", " "))) from error


_TEXTS = ("person", "patient_id", "band", "text")
_TOO_LONG = "The note '{}' is too long. Shorten it."
_SENTENCES = {
    "birth_year": "The year of birth must be four digits, such as 1957.",
    "recorded": "The time of recording is not possible. Give it as 2026-03-01T18:30+01:00.",
    "chair": "Say of the chair whether it was held or not.",
}


@dataclass(frozen=True)
class Entry:
    """One take as the history lists it.

    Attributes
    ----------
    id
        the number to open, export or delete it by.
    uid
        the same take in every history it was taken along to.
    recorded
        when the take was recorded, by the clock of its own zone; as corrected, where it was.
    dated_by
        where that comes from.
    saved
        when it was saved here, with its zone.
    verdict
        whether the take can answer; None where it has not been scored yet.
    target_deg
        the height that was asked for, degrees of thigh elevation; None if none was.
    headline
        the first finding, or why there is none.
    versions
        how many assessments of this take are kept, the newest being the one shown.
    has_recording
        whether its landmarks are kept.
    """

    id: int
    uid: str
    notes: Notes
    protocol: str
    view: View
    verdict: Verdict | None
    recorded: datetime
    saved: datetime
    target_deg: float | None
    headline: str
    posecheck_version: str
    versions: int
    has_recording: bool
    dated_by: DatedBy = "unknown"


@dataclass(frozen=True)
class KeptTake:
    """One take opened: its row and its newest assessment."""

    entry: Entry
    assessment: Assessment


def target_deg(assessment: Assessment) -> float | None:
    """Return the height that was asked for, in degrees of thigh elevation; None if none was."""
    given = assessment.provenance.options.get("target_deg")
    return float(given) if isinstance(given, int | float) else None


def recorded(assessment: Assessment) -> datetime:
    """Return when the take was recorded, or else when it was assessed."""
    return assessment.provenance.recorded or assessment.provenance.created


_OTHER_VIEW = "They were seen from different sides."


def unlike(one: Entry, other: Entry) -> list[str]:
    """Return why two takes must not be compared, a sentence each; empty where they may."""
    pairs = (
        ("They belong to different people.", one.notes.person, other.notes.person),
        ("They are different tests.", one.protocol, other.protocol),
        (_OTHER_VIEW, one.view, other.view),
        ("They had different target heights.", one.target_deg, other.target_deg),
        ("They were done with different bands.", one.notes.band, other.notes.band),
        ("Only one of them was done holding a chair.", one.notes.chair, other.notes.chair),
    )
    reasons = [sentence for sentence, left, right in pairs if left != right]
    if "unusable" in (one.verdict, other.verdict):
        reasons.append("At least one of them could not be measured.")
    return reasons


def same_but_for_view(one: Entry, other: Entry) -> bool:
    """Say whether only the view keeps two takes from being compared."""
    return unlike(one, other) == [_OTHER_VIEW]


def why_left_out(like: Entry, other: Entry) -> str:
    """Return why a take of the same person and test is not in the course of takes like another.

    Empty where it is in it.
    """
    if other.verdict == "unusable":
        return "it could not be measured"
    if other.verdict is None:
        return "it has not been scored yet"
    reasons = []
    if other.view != like.view:
        reasons.append(f"seen {view_in_words(other.view)}")
    if other.target_deg != like.target_deg:
        target = "no target" if other.target_deg is None else f"target {other.target_deg:g}°"
        reasons.append(target)
    if other.notes.band != like.notes.band:
        reasons.append(f"band: {other.notes.band}" if other.notes.band else "without a band")
    if other.notes.chair != like.notes.chair:
        reasons.append("holding a chair" if other.notes.chair else "without a chair")
    return ", ".join(reasons)


def comparable(with_entry: Entry, entries: Sequence[Entry]) -> list[Entry]:
    """Return those of `entries` that may be compared with one take, oldest first."""
    fit = [entry for entry in entries if not unlike(with_entry, entry)]
    return sorted(fit, key=lambda entry: (entry.recorded, entry.id))


def likely_same(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that another one is likely to be a slip of; None if it is known.

    Case, accents, and blanks make no person: "berta" beside "Berta", "Jose" beside "José".
    """
    others = set(known)
    if not name or name in others:
        return None
    plain = _plain(name)
    return next((other for other in sorted(others) if _plain(other) == plain), None)


def with_details(notes: Notes, earlier: Iterable[Entry]) -> Notes:
    """Return notes with the person's year of birth and ID, where they lack them.

    Parameters
    ----------
    earlier
        the person's takes, newest first; the newest one says it.
    """
    newest = next(iter(earlier), None)
    if not notes.person or newest is None:
        return notes
    known = {
        name: getattr(newest.notes, name)
        for name in ("birth_year", "patient_id")
        if getattr(newest.notes, name) and not getattr(notes, name)
    }
    return notes.model_copy(update=known)


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = (each for each in decomposed if not unicodedata.combining(each))
    return "".join(each for each in letters if not each.isspace() and each not in "-.'’")
