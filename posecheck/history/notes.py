"""What a person says about a take, and the row the history lists it with."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from posecheck.assessment import Assessment, DatedBy, Verdict, View
from posecheck.errors import OptionError


class Notes(BaseModel):
    """The person's own notes beside one take; everything may be left out.

    Attributes
    ----------
    person : name, in any script; empty for nobody in particular.
    pain_before, pain_after, effort : 0 (none) to 10 (the most imaginable).
    band : resistance band used, in the person's words; empty for none.
    chair : whether a hand held on to a chair.
    text : free text.
    birth_year : of the person; None where nobody said.
    patient_id : number or code of the person in a practice; empty for none.
    recorded : when the take was recorded, where somebody corrected it; None for what the take
        itself says.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    person: str = Field(default="", max_length=200)
    pain_before: int | None = Field(default=None, ge=0, le=10)
    pain_after: int | None = Field(default=None, ge=0, le=10)
    effort: int | None = Field(default=None, ge=0, le=10)
    band: str = Field(default="", max_length=100)
    chair: bool = False
    text: str = Field(default="", max_length=10_000)
    birth_year: int | None = Field(default=None, ge=1880, le=2200)
    patient_id: str = Field(default="", max_length=100)
    recorded: AwareDatetime | None = None


def make_notes(**given: object) -> Notes:
    """Return notes from what a user typed.

    Raises
    ------
    OptionError : a scale outside 0 to 10, a year that cannot be, or a text that is too long.
    """
    try:
        return Notes.model_validate(given)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0]).replace("_", " ")
        if field in ("person", "band", "text", "patient id"):
            raise OptionError(f"The note '{field}' is too long. Shorten it.") from error
        if field == "birth year":
            raise OptionError("The year of birth must be four digits, such as 1957.") from error
        raise OptionError(f"'{field}' must be a whole number from 0 to 10.") from error


@dataclass(frozen=True)
class Entry:
    """One take as the history lists it.

    Attributes
    ----------
    id : the number to open, export or delete it by.
    uid : the same take in every history it was taken along to.
    recorded : when the take was recorded, by the clock of its own zone.
    dated_by : where that comes from.
    saved : when it was saved here, with its zone.
    target_deg : the height that was asked for, degrees of thigh elevation; None if none was.
    headline : the first finding, or why there is none.
    versions : how many assessments of this take are kept, the newest being the one shown.
    has_recording : whether its landmarks are kept.
    """

    id: int
    uid: str
    notes: Notes
    protocol: str
    view: View
    verdict: Verdict
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
    return None if given is None else float(given)


def recorded(assessment: Assessment) -> datetime:
    """Return when the take was recorded, or else when it was assessed."""
    return assessment.provenance.recorded or assessment.provenance.created
