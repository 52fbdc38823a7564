"""The contract between measurement and everything that shows it: the `Assessment`.

An assessment serialises to JSON with a published schema (`posecheck schema`). "Cannot measure" is
a value of its own: a `Measure` whose `value` is None and whose `reason` says why in one sentence.
What the measures are is not said here but in their registry, `posecheck.measures`.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from posecheck.errors import RecordingError
from posecheck.files import write_atomic
from posecheck.landmarks import Side

if TYPE_CHECKING:
    from posecheck.measures import MeasureKind

SCHEMA_VERSION = "2.0"

View = Literal["front", "side-left", "side-right", "oblique", "unknown"]
Verdict = Literal["ok", "degraded", "unusable"]
Evidence = Literal["markers", "own_range", "silhouette"]
DatedBy = Literal["clock", "given", "file", "modified", "unknown"]

_NAME = r"^[a-z][a-z0-9_]{0,63}$"


class _Contract(BaseModel):
    """Immutable; a field that a newer minor version added is ignored by an older reader."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class _Interval(_Contract):
    low: float | None = Field(default=None, description="lower end of the 95 % interval")
    high: float | None = Field(default=None, description="upper end of the 95 % interval")

    @model_validator(mode="after")
    def _is_upright(self) -> Self:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("an interval is upside down")
        return self


class Quantity(_Interval):
    """What one repetition shows of one measure."""

    value: float | str = Field(description="number in the measure's unit, or a class by name")


class Measure(_Interval):
    """One measured quantity with its 95 % interval, or the reason why there is none."""

    name: str = Field(pattern=_NAME, description="which quantity; see `measures` of this schema")
    side: Side | None = Field(default=None, description="the person's own side; null for both")
    value: float | str | None = Field(description="number, class name, or null: cannot measure")
    unit: str = Field(max_length=40, description="deg, s, %, ratio, count …; 'class' for a class")
    n: int = Field(default=0, ge=0, description="repetitions, stands or samples behind it")
    view: View = Field(default="unknown", description="the view it was measured in")
    evidence: Evidence | None = Field(default=None, description="what it rests on, where graded")
    reason: str | None = Field(default=None, description="why there is no value; null if there is")
    caution: str | None = Field(default=None, description="what to keep in mind with the value")
    tested_on: str = Field(default="", description="what its error was measured on")

    @model_validator(mode="after")
    def _says_why_it_is_empty(self) -> Self:
        if (self.value is None) != bool(self.reason):
            raise ValueError(f"measure {self.name} needs either a value or a reason")
        return self


class Repetition(_Contract):
    """One repetition, counted or not; one that does not count says why in `reason`."""

    side: Side | Literal["both", "unknown"] = Field(description="the moving side, the person's own")
    start_s: float = Field(description="when it began, seconds since the recording began")
    peak_s: float = Field(description="its turning point")
    end_s: float = Field(description="when it ended")
    values: Mapping[str, Quantity] = Field(
        default_factory=dict, description="what it shows, by name of the measure"
    )
    valid: bool = Field(description="whether it counts")
    reason: str | None = Field(default=None, description="why it does not count; null if it does")

    @model_validator(mode="after")
    def _says_why_it_is_void(self) -> Self:
        if self.valid == bool(self.reason):
            raise ValueError("a repetition needs its reason where it does not count, only there")
        return self

    def number(self, kind: "MeasureKind") -> float | None:
        """Return the value of one measure; None where it has none, or a class."""
        quantity = self.values.get(kind.name)
        return quantity.value if quantity and isinstance(quantity.value, float) else None


class Finding(_Contract):
    """One statement in plain words, with the measures it rests on."""

    code: str = Field(pattern=_NAME, description="stable name, for programs")
    text: str = Field(description="the sentence for the user")
    advice: str = Field(
        default="", description="what to do next, while there is no later take like this one"
    )
    measures: tuple[str, ...] = Field(default=(), description="names of the measures behind it")
    question: str = Field(
        default="", description="the question of the protocol that it answers; empty for none"
    )


class QualityReason(_Contract):
    """One gate that was not passed in full, with its sentence for the user."""

    gate: str = Field(description="stable name of the gate, for programs")
    message: str = Field(description="what happened and what to do, for the user")


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

    created: AwareDatetime = Field(
        default_factory=lambda: datetime.now(UTC), description="when it was assessed"
    )
    source: str = Field(default="unknown", description="camera, or the names of the files")
    recording_digest: str = Field(default="", description="SHA-256 of what was recorded")
    recorded: AwareDatetime | None = Field(default=None, description="when the take was recorded")
    dated_by: DatedBy = Field(default="unknown", description="where `recorded` comes from")
    duration_s: float = Field(default=0.0, description="length of the recordings together")
    frames: int = Field(default=0, ge=0, description="number of frames")
    frames_per_s: float = Field(default=0.0, description="median rate; 0 for pictures")
    frame_size_px: tuple[int, int] | None = Field(default=None, description="width and height")
    thresholds_version: str = Field(default="", description="versions of the files of thresholds")
    correction_version: str | None = Field(
        default=None, description="version of the fitted corrections; null where none was used"
    )
    method: str | None = Field(default=None, description="which of several formulas was used")
    model_name: str = Field(default="", description="file name of the pose model")
    model_sha256: str = Field(default="", description="SHA-256 of the pose model")
    packages: Mapping[str, str] = Field(
        default_factory=dict, description="versions of the packages that made the landmarks"
    )
    options: Mapping[str, Any] = Field(default_factory=dict, description="the protocol's options")
    setting: Mapping[str, Any] = Field(
        default_factory=dict,
        description="what was said of camera, person and conditions, given or assumed",
    )


class Assessment(_Contract):
    """What one take says about one person: the result that is shown, saved and compared."""

    schema_version: str = Field(default=SCHEMA_VERSION, description="version of this schema")
    posecheck_version: str = Field(description="the posecheck that made it")
    protocol: str = Field(pattern=_NAME, description="name of the protocol, such as slow_march")
    view: View = Field(description="how the person stood to the camera")
    quality: Quality = Field(description="whether the take can answer")
    repetitions: tuple[Repetition, ...] = Field(default=(), description="in order of time")
    measures: tuple[Measure, ...] = Field(default=(), description="those without a value too")
    findings: tuple[Finding, ...] = Field(default=(), description="the most important one first")
    provenance: Provenance = Field(description="how the numbers came about")

    def measure(self, kind: "MeasureKind | str", side: Side | None = None) -> Measure | None:
        """Return the measure of a kind (or name) and side, or None if it is not listed."""
        name = kind if isinstance(kind, str) else kind.name
        for measure in self.measures:
            if measure.name == name and measure.side == side:
                return measure
        return None

    def to_json(self) -> str:
        """Return the assessment as indented JSON."""
        return self.model_dump_json(indent=2) + "\n"

    def save(self, path: Path) -> None:
        """Write the assessment as JSON, whole or not at all.

        Raises
        ------
        OutputError : the file cannot be written.
        """
        write_atomic(path, self.to_json().encode())

    @classmethod
    def from_json(
        cls, text: str | bytes, name: str = "The assessment", *, measures_only: bool = False
    ) -> "Assessment":
        """Read an assessment of this or an earlier schema version.

        `measures_only` leaves repetitions and findings out, for whoever reads very many.

        Raises
        ------
        RecordingError : not an assessment, damaged, or of a newer major version.
        """
        damaged = (
            f"{name} is damaged or is not a posecheck assessment. Use an undamaged copy, or score "
            "the recording again."
        )
        try:
            content = json.loads(text)
            major = int(str(content["schema_version"]).split(".")[0])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise RecordingError(damaged) from error
        if major > int(SCHEMA_VERSION.split(".")[0]):
            raise RecordingError(
                f"{name} was written by a newer posecheck (this one reads schemas up to "
                f"{SCHEMA_VERSION}). Install the newer version to open it."
            )
        try:
            if major == 1:
                from posecheck.upgrade import from_schema_1

                content = from_schema_1(content)
            if measures_only:
                content = {**content, "repetitions": (), "findings": ()}
            return cls.model_validate(content)
        except (ValidationError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise RecordingError(damaged) from error


def schema() -> dict[str, Any]:
    """Return the published JSON schema of an assessment, with what every measure is."""
    from posecheck.measures import UNITS, registry

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Assessment.model_json_schema(mode="serialization"),
        "title": f"posecheck assessment {SCHEMA_VERSION}",
        "measures": {
            kind.name: {
                "title": kind.label,
                "description": kind.definition,
                "unit": kind.unit,
                "unit_in_words": UNITS[kind.unit],
                "positive": kind.sign,
                "views": list(kind.views),
                "classes": dict(kind.classes),
                "source": kind.source,
            }
            for kind in registry().values()
        },
    }
