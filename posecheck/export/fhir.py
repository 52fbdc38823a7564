"""A take as a FHIR R4 Bundle: the device, and an Observation for every measure.

Written for practice software that imports FHIR R4 (4.0.1). The patient is named by ID where one
is given, else by name only; nothing else about the person is in it. Values carry UCUM units, the
95 % interval is two components, and what could not be measured says why. No diagnosis is coded.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from posecheck.assessment import Assessment, Measure
from posecheck.export.dictionary import ucum_of
from posecheck.history.notes import Notes, recorded
from posecheck.landmarks import Side
from posecheck.measures import MeasureKind
from posecheck.registry import kind_of
from posecheck.summary import NOT_A_DIAGNOSIS

_UCUM = "http://unitsofmeasure.org"
_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_SNOMED = "http://snomed.info/sct"
_MEASURES = "urn:posecheck:measures"
_CLASSES = "urn:posecheck:classes"
_PATIENTS = "urn:posecheck:patient-id"
_SIDES: dict[Side, tuple[str, str]] = {"left": ("7771000", "Left"), "right": ("24028007", "Right")}
_ENDS = (("low", "Lower end of the 95 % interval"), ("high", "Upper end of the 95 % interval"))


def to_fhir(assessment: Assessment, notes: Notes, take: str, moment: datetime | None = None) -> str:
    """Return the Bundle as JSON.

    Parameters
    ----------
    take
        unique name of the take; the resources' own names come from it, so that the same take
        exported twice is recognised as the same.
    moment
        when it was recorded; None for what the assessment says.
    """
    when = (moment or recorded(assessment)).isoformat(timespec="seconds")
    device = _name(take, "device")
    entries = [(device, _device(assessment))]
    for measure in assessment.measures:
        name = _name(take, f"{measure.name}/{measure.side}")
        entries.append((name, _observation(assessment, measure, notes, device, when)))
    bundle = {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": _name(take, "bundle")},
        "type": "collection",
        "timestamp": assessment.provenance.created.isoformat(timespec="seconds"),
        "entry": [{"fullUrl": name, "resource": resource} for name, resource in entries],
    }
    return json.dumps(bundle, indent=2, ensure_ascii=False) + "\n"


def _name(take: str, part: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'urn:posecheck:{take}:{part}')}"


def _device(assessment: Assessment) -> dict[str, Any]:
    facts = assessment.provenance
    versions = [
        ("posecheck", assessment.posecheck_version),
        ("thresholds", facts.thresholds_version),
        ("pose model", facts.model_sha256),
    ]
    return {
        "resourceType": "Device",
        "deviceName": [{"name": "posecheck", "type": "user-friendly-name"}],
        "version": [
            {"type": {"text": name}, "value": value} for name, value in versions if value
        ],
        "note": [{"text": NOT_A_DIAGNOSIS}],
    }  # fmt: skip


def _observation(
    assessment: Assessment, measure: Measure, notes: Notes, device: str, when: str
) -> dict[str, Any]:
    kind = kind_of(measure)
    found: dict[str, Any] = {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"system": _CATEGORY, "code": "activity"}]}],
        "code": {
            "coding": [{"system": _MEASURES, "code": kind.name, "display": kind.label}],
            "text": kind.label,
        },
        "subject": _subject(notes),
        "effectiveDateTime": when,
        "device": {"reference": device},
        "method": {"text": f"{assessment.protocol}, one camera, seen {measure.view}"},
    }
    if measure.side is not None:
        code, display = _SIDES[measure.side]
        coding = {"system": _SNOMED, "code": code, "display": display}
        found["bodySite"] = {"coding": [coding], "text": measure.side}
    found |= _value(measure, kind)
    remarks = [kind.definition, measure.caution or "", measure.reason or ""]
    found["note"] = [{"text": text} for text in remarks if text]
    components = list(_interval(measure, kind))
    if components:
        found["component"] = components
    return found


def _subject(notes: Notes) -> dict[str, Any]:
    subject: dict[str, Any] = {"type": "Patient", "display": notes.person or "not named"}
    if notes.patient_id:
        subject["identifier"] = {"system": _PATIENTS, "value": notes.patient_id}
    return subject


def _value(measure: Measure, kind: MeasureKind) -> dict[str, Any]:
    if measure.value is None:
        coding = {"system": _ABSENT, "code": "not-performed", "display": "Not Performed"}
        return {"dataAbsentReason": {"coding": [coding], "text": measure.reason}}
    if isinstance(measure.value, str):
        words = kind.classes.get(measure.value, measure.value)
        coding = {"system": _CLASSES, "code": measure.value, "display": words}
        return {"valueCodeableConcept": {"coding": [coding], "text": words}}
    return {"valueQuantity": _quantity(measure.value, measure.unit, kind)}


def _interval(measure: Measure, kind: MeasureKind) -> Iterator[dict[str, Any]]:
    for name, words in _ENDS:
        end = getattr(measure, name)
        if measure.value is not None and end is not None:
            coding = {"system": _MEASURES, "code": f"interval-{name}", "display": words}
            yield {
                "code": {"coding": [coding], "text": words},
                "valueQuantity": _quantity(end, measure.unit, kind),
            }


def _quantity(value: float, unit: str, kind: MeasureKind) -> dict[str, Any]:
    code = ucum_of(unit)
    return {
        "value": round(value, kind.digits + 1),
        "unit": unit,
        "system": _UCUM,
        "code": code,
    }
