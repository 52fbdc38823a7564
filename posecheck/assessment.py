"""The contract between measurement and everything that shows it: the `Assessment`.

An assessment serialises to JSON with a published schema (`posecheck schema`). "Cannot measure" is
a value of its own: a `Measure` whose `value` is None and whose `reason` says why in one sentence.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from posecheck.errors import RecordingError
from posecheck.files import write_atomic
from posecheck.landmarks import Side

SCHEMA_VERSION = "1.0"

Protocol = Literal["slow_march", "standing_posture"]
View = Literal["front", "side-left", "side-right", "oblique", "unknown"]
Verdict = Literal["ok", "degraded", "unusable"]
Evidence = Literal["markers", "own_range", "silhouette"]


class _Contract(BaseModel):
    """Immutable; a field that a newer minor version added is ignored by an older reader."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Measure(_Contract):
    """One measured quantity with its 95 % interval, or the reason why there is none."""

    name: str = Field(description="what was measured, in the field's standard terms")
    side: Side | None = Field(default=None, description="the person's own side; null for both")
    value: float | str | None = Field(description="number, class name, or null: cannot measure")
    unit: str = Field(description="deg, s, %, ratio, count, 1/min …; 'class' for a class name")
    low: float | None = Field(default=None, description="lower end of the 95 % interval")
    high: float | None = Field(default=None, description="upper end of the 95 % interval")
    n: int = Field(default=0, ge=0, description="repetitions, stands or samples behind it")
    view: View = Field(default="unknown", description="the view it was measured in")
    evidence: Evidence | None = Field(default=None, description="what it rests on, where graded")
    reason: str | None = Field(default=None, description="why there is no value, or a caution")

    @model_validator(mode="after")
    def _says_why_it_is_empty(self) -> Self:
        if self.value is None and not self.reason:
            raise ValueError(f"measure {self.name} has neither a value nor a reason")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"measure {self.name} has an interval upside down")
        return self


class Repetition(_Contract):
    """One lift of one knee, counted or not; a lift that does not count says why in `reason`."""

    side: Side | Literal["unknown"]
    start_s: float
    peak_s: float
    end_s: float
    peak_elevation_deg: float | None = Field(description="thigh elevation, 0 hanging, 90 level")
    peak_elevation_low_deg: float | None = None
    peak_elevation_high_deg: float | None = None
    hold_s: float | None = None
    droop_deg: float | None = Field(default=None, description="sinking during the hold, positive")
    raising_s: float | None = None
    lowering_s: float | None = None
    peak_lowering_speed_deg_s: float | None = None
    drop_ratio: float | None = None
    sparc: float | None = Field(default=None, description="smoothness of lowering; 0 is smoothest")
    landing: Literal["toe-first", "heel-first", "flat", "unknown"] = "unknown"
    double: int = Field(default=1, description="peaks within this one departure of the foot")
    valid: bool
    reason: str | None = None

    @model_validator(mode="after")
    def _says_why_it_is_void(self) -> Self:
        if not self.valid and not self.reason:
            raise ValueError("a repetition that does not count needs its reason")
        return self


class Finding(_Contract):
    """One statement in plain words, with the measures it rests on."""

    code: str = Field(description="stable name, for programs")
    text: str = Field(description="the sentence for the user")
    measures: tuple[str, ...] = ()


class QualityReason(_Contract):
    """One gate that was not passed in full, with its sentence for the user."""

    gate: str
    message: str


class Quality(_Contract):
    """Whether the take can answer: ok, degraded (some answers missing or wider), unusable."""

    verdict: Verdict
    reasons: tuple[QualityReason, ...] = ()

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.verdict != "ok" and not self.reasons:
            raise ValueError("a verdict other than ok needs its reasons")
        return self


class Provenance(_Contract):
    """How the numbers came about, so that they can be had again."""

    created: datetime = Field(default_factory=lambda: datetime.now(UTC))
    source: str = "unknown"
    recording_digest: str = ""
    recorded: datetime | None = None
    duration_s: float = 0.0
    frames: int = 0
    frames_per_s: float = 0.0
    frame_size_px: tuple[int, int] | None = None
    thresholds_version: str = ""
    correction_version: str | None = None
    model_name: str = ""
    model_sha256: str = ""
    packages: Mapping[str, str] = Field(default_factory=dict)
    options: Mapping[str, Any] = Field(default_factory=dict)


class Assessment(_Contract):
    """What one take says about one person: the result that is shown, saved and compared."""

    schema_version: str = SCHEMA_VERSION
    posecheck_version: str
    protocol: Protocol
    view: View
    quality: Quality
    repetitions: tuple[Repetition, ...] = ()
    measures: tuple[Measure, ...] = ()
    findings: tuple[Finding, ...] = ()
    provenance: Provenance

    def measure(self, name: str, side: Side | None = None) -> Measure | None:
        """Return the measure of that name and side, or None if it is not listed."""
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
    def from_json(cls, text: str | bytes, name: str = "The assessment") -> "Assessment":
        """Read an assessment of this or an earlier schema version.

        Raises
        ------
        RecordingError : not an assessment, damaged, or of a newer major version.
        """
        try:
            content = json.loads(text)
            major = int(str(content["schema_version"]).split(".")[0])
        except (ValueError, KeyError, TypeError) as error:
            raise RecordingError(f"{name} is damaged or is no posecheck assessment.") from error
        if major > int(SCHEMA_VERSION.split(".")[0]):
            raise RecordingError(
                f"{name} was written by a newer posecheck (schema {content['schema_version']}, "
                f"this one reads up to {SCHEMA_VERSION}). Install the newer version to open it."
            )
        try:
            return cls.model_validate(content)
        except ValidationError as error:
            raise RecordingError(f"{name} is damaged or is no posecheck assessment.") from error


def schema() -> dict[str, Any]:
    """Return the published JSON schema of an assessment."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"posecheck assessment {SCHEMA_VERSION}",
        **Assessment.model_json_schema(mode="serialization"),
    }
