"""A take for practice software: a FHIR R4 Bundle, and a GDT 2.1 record.

The Bundle, for what imports FHIR R4 (4.0.1), is the device and an Observation for every measure.
The patient is named by ID where one is given, else by name only; nothing else about the person is
in it. Values carry UCUM units, the 95 % interval is two components, and what could not be measured
says why. No diagnosis is coded.

GDT (Gerätedatentransfer) is how German practice software reads devices. Record type 6310, "transmit
data of an examination". Each line is three digits of length, four of the field, its content, CR and
LF; the length counts all of it. The character set is ISO 8859-1 (field 9206 = 3), which has no
letters beyond Western Europe; others become a question mark, and the patient's number carries the
meaning.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from posecheck.assessment import Assessment, Measure
from posecheck.export.tables import ucum_of
from posecheck.history.notes import Notes, recorded
from posecheck.landmarks import Side
from posecheck.measures import MeasureKind
from posecheck.registry import kind_of
from posecheck.summary import NOT_A_DIAGNOSIS, in_one_sentence
from posecheck.wording import value_in_words

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
    if measure.value is None and measure.is_told:
        end, than = (measure.low, ">") if measure.high is None else (measure.high, "<")
        assert end is not None
        return {"valueQuantity": {**_quantity(end, measure.unit, kind), "comparator": than}}
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


_ENCODING = "iso-8859-1"
_LONGEST = 60  # characters of content that GDT 2.1 allows in a field of free text
_SENDER = "POSECHCK"
# Written with the nearest letters of ISO 8859-1.
_PLAIN = str.maketrans({"−": "-", "–": "-", "→": ">", "’": "'", "…": "..."})


def why_no_gdt(notes: Notes) -> str:
    """Return why there is no GDT record, a clause; empty where there is."""
    if notes.patient_id:
        return ""
    return "it needs the person's number in the practice: 'posecheck edit NUMBER --id ID'."


def to_gdt(assessment: Assessment, notes: Notes, moment: datetime | None = None) -> bytes:
    """Return the record.

    Raises
    ------
    ValueError
        as `why_no_gdt` says.
    """
    if why_no_gdt(notes):
        raise ValueError(why_no_gdt(notes))
    fields = list(_gdt_fields(assessment, notes, moment or recorded(assessment)))
    lines = [_gdt_line(field, text) for field, text in fields]
    # The record says its own length; the line that does is always 14 bytes long.
    length = sum(map(len, lines)) + 14
    return b"".join([lines[0], _gdt_line("8100", f"{length:05d}"), *lines[1:]])


def _gdt_fields(
    assessment: Assessment, notes: Notes, moment: datetime
) -> Iterator[tuple[str, str]]:  # fmt: skip
    yield "8000", "6310"
    yield "8315", "PRAXIS"
    yield "8316", _SENDER
    yield "9206", "3"
    yield "9218", "02.10"
    yield "3000", notes.patient_id
    if notes.person:
        first, _, last = notes.person.rpartition(" ")
        yield "3101", last
        if first:
            yield "3102", first
    yield "8402", "ALLG00"
    yield "6200", f"{moment:%d%m%Y}"
    yield "8432", f"{moment:%d%m%Y}"
    yield "8439", f"{moment:%H%M%S}"
    for text in (in_one_sentence(assessment), NOT_A_DIAGNOSIS):
        for part in _wrapped(text):
            yield "6220", part
    for measure in assessment.measures:
        if measure.is_told:
            yield from _gdt_test(measure)


def _gdt_test(measure: Measure) -> Iterator[tuple[str, str]]:
    kind = kind_of(measure)
    side = f"_{measure.side[0]}" if measure.side else ""
    yield "8410", f"{measure.name}{side}"
    yield "8411", kind.titled(measure.side)[:_LONGEST]
    if isinstance(measure.value, float):
        yield "8420", f"{measure.value:.{kind.digits + 1}f}"
        yield "8421", measure.unit
    yield "8480", value_in_words(measure, kind)[:_LONGEST]


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > _LONGEST:
            yield line
            line = ""
        line = f"{line} {word}".strip()[:_LONGEST]
    if line:
        yield line


def _gdt_line(field: str, text: str) -> bytes:
    tidy = " ".join(text.translate(_PLAIN).split())
    content = field.encode() + tidy.encode(_ENCODING, "replace") + b"\r\n"
    return f"{len(content) + 3:03d}".encode() + content
