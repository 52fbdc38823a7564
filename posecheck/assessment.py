"""The contract between measurement and everything that shows it: the `Assessment`.

"Cannot measure" is a value of its own: a `Measure` whose `value` is None and whose `reason` says
why in one sentence. What the measures are is said by their kinds (`posecheck.measures`); an
assessment is read again, and its schema published, by `posecheck.assessment_file`.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from posecheck.bounded import Count, Facts, Moment, Number, Words
from posecheck.files import write_atomic
from posecheck.landmarks import Side

SCHEMA_VERSION = "2.0"

View = Literal["front", "side-left", "side-right", "oblique", "unknown"]
Verdict = Literal["ok", "degraded", "unusable"]
Evidence = Literal["markers", "own_range", "silhouette"]
DatedBy = Literal["clock", "given", "file", "modified", "unknown"]

_NAME = r"^[a-z][a-z0-9_]{0,63}$"


class Named(Protocol):
    """What has the name of a measure: its kind."""

    @property
    def name(self) -> str:
        """The name, as files have it."""


class _Contract(BaseModel):
    """Immutable; a field that a newer minor version added is ignored by an older reader."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class _Interval(_Contract):
    low: Number | None = Field(
        default=None, description="lower end of the 95 % interval; may be known without a value"
    )
    high: Number | None = Field(
        default=None, description="upper end of the 95 % interval; may be known without a value"
    )

    @model_validator(mode="after")
    def _is_upright(self) -> Self:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("an interval is upside down")
        return self


class Quantity(_Interval):
    """What one repetition shows of one measure."""

    value: Number | Words = Field(description="number in the measure's unit, or a class by name")


class Measure(_Interval):
    """One measured quantity with its 95 % interval, or the reason why there is none."""

    name: str = Field(pattern=_NAME, description="which quantity; see `measures` of this schema")
    side: Side | None = Field(default=None, description="the person's own side; null for both")
    value: Number | Words | None = Field(description="number, class name, or null: cannot measure")
    unit: str = Field(max_length=40, description="deg, s, %, ratio, count …; 'class' for a class")
    n: Count = Field(default=0, description="repetitions, stands or samples behind it")
    view: View = Field(default="unknown", description="the view it was measured in")
    evidence: Evidence | None = Field(default=None, description="what it rests on, where graded")
    reason: Words | None = Field(
        default=None, description="why there is no value; null if there is"
    )
    caution: Words | None = Field(default=None, description="what to keep in mind with the value")
    tested_on: Words = Field(default="", description="what its error was measured on")

    @model_validator(mode="after")
    def _says_why_it_is_empty(self) -> Self:
        if (self.value is None) != bool(self.reason):
            raise ValueError(f"measure {self.name} needs either a value or a reason")
        return self

    @property
    def is_told(self) -> bool:
        """Whether it has a value, or at least what it is surely above or below is known."""
        return not (self.value is None and self.low is None and self.high is None)


class Repetition(_Contract):
    """One repetition, counted or not; one that does not count says why in `reason`."""

    side: Side | Literal["both", "unknown"] = Field(description="the moving side, the person's own")
    start_s: Number = Field(description="when it began, seconds since the recording began")
    peak_s: Number = Field(description="its turning point")
    end_s: Number = Field(description="when it ended")
    values: Mapping[str, Quantity] = Field(
        default_factory=dict, description="what it shows, by name of the measure"
    )
    valid: bool = Field(description="whether it counts")
    reason: Words | None = Field(default=None, description="why it does not count; null if it does")

    @model_validator(mode="after")
    def _says_why_it_is_void(self) -> Self:
        if self.valid == bool(self.reason):
            raise ValueError("a repetition needs its reason where it does not count, only there")
        return self

    def number(self, kind: Named) -> float | None:
        """Return the value of one measure; None where it has none, or a class."""
        quantity = self.values.get(kind.name)
        return quantity.value if quantity and isinstance(quantity.value, float) else None


class Finding(_Contract):
    """One statement in plain words, with the measures it rests on."""

    code: str = Field(pattern=_NAME, description="stable name, for programs")
    text: Words = Field(description="the sentence for the user")
    advice: Words = Field(
        default="", description="what to do next, while there is no later take like this one"
    )
    measures: tuple[str, ...] = Field(default=(), description="names of the measures behind it")
    question: Words = Field(
        default="", description="the question of the protocol that it answers; empty for none"
    )


class QualityReason(_Contract):
    """One gate that was not passed in full, with its sentence for the user."""

    gate: Words = Field(description="stable name of the gate, for programs")
    message: Words = Field(description="what happened and what to do, for the user")


class Quality(_Contract):
    """Whether the take can answer: ok, degraded (some answers missing or wider), unusable."""

    verdict: Verdict = Field(description="ok, degraded or unusable")
    reasons: tuple[QualityReason, ...] = Field(default=(), description="the worst one first")

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.verdict != "ok" and not self.reasons:
            raise ValueError("a verdict other than ok needs its reasons")
        return self


class Provenance(_Contract):
    """How the numbers came about, so that they can be had again."""

    created: Moment = Field(
        default_factory=lambda: datetime.now(UTC), description="when it was assessed"
    )
    source: Words = Field(default="unknown", description="camera, or the names of the files")
    recording_digest: Words = Field(default="", description="SHA-256 of what was recorded")
    recorded: Moment | None = Field(default=None, description="when the take was recorded")
    dated_by: DatedBy = Field(default="unknown", description="where `recorded` comes from")
    duration_s: Number = Field(default=0.0, description="length of the recordings together")
    frames: Count = Field(default=0, description="number of frames")
    frames_per_s: Number = Field(default=0.0, description="median rate; 0 for pictures")
    frame_size_px: tuple[int, int] | None = Field(default=None, description="width and height")
    thresholds_version: Words = Field(default="", description="versions of the files of thresholds")
    correction_version: Words | None = Field(
        default=None, description="version of the fitted corrections; null where none was used"
    )
    method: Words | None = Field(default=None, description="which of several formulas was used")
    model_name: Words = Field(default="", description="file name of the pose model")
    model_sha256: Words = Field(default="", description="SHA-256 of the pose model")
    packages: Mapping[str, Words] = Field(
        default_factory=dict, description="versions of the packages that made the landmarks"
    )
    options: Facts = Field(default_factory=dict, description="the protocol's options")
    setting: Facts = Field(
        default_factory=dict,
        description="what was said of camera, person and conditions, given or assumed",
    )


class Assessment(_Contract):
    """What one take says about one person: the result that is shown, saved and compared."""

    schema_version: str = Field(
        default=SCHEMA_VERSION, max_length=20, description="version of this schema"
    )
    posecheck_version: str = Field(max_length=50, description="the posecheck that made it")
    protocol: str = Field(pattern=_NAME, description="name of the protocol, such as slow_march")
    view: View = Field(description="how the person stood to the camera")
    quality: Quality = Field(description="whether the take can answer")
    repetitions: tuple[Repetition, ...] = Field(default=(), description="in order of time")
    measures: tuple[Measure, ...] = Field(default=(), description="those without a value too")
    findings: tuple[Finding, ...] = Field(default=(), description="the most important one first")
    provenance: Provenance = Field(description="how the numbers came about")

    def measure(self, kind: Named | str, side: Side | None = None) -> Measure | None:
        """Return the measure of a kind (or name) and side, or None if it is not listed."""
        name = kind if isinstance(kind, str) else kind.name
        for measure in self.measures:
            if measure.name == name and measure.side == side:
                return measure
        return None

    def to_json(self) -> str:
        """Return the assessment as indented JSON."""
        return _UNSEEN.sub(_written_out, self.model_dump_json(indent=2)) + "\n"

    def save(self, path: Path) -> None:
        """Write the assessment as JSON, whole or not at all.

        Raises
        ------
        OutputError
            the file cannot be written.
        """
        write_atomic(path, self.to_json().encode())


# What a terminal obeys or turns is written out, which says the same in JSON.
_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def _written_out(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
