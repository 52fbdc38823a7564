"""The file of an assessment: its published schema, and how one of any version is read.

Schema 1 is that of posecheck 0.1. It had other names, and no cautions of its own.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from posecheck.assessment import SCHEMA_VERSION, Assessment
from posecheck.bounded import BROKEN, read_json
from posecheck.errors import RecordingError
from posecheck.measures import UNITS
from posecheck.registry import kind_of, measure_kinds
from posecheck.station import Setting
from posecheck.take import Take
from posecheck.thresholds import FILES

_PROTOCOLS = {"standing_posture": "posture"}
_RETIRED = {"normalized_symmetry_index"}  # its scaling could not be checked against a source
_QUANTITIES = {
    "hold_s": "hold_time",
    "droop_deg": "hold_sag",
    "raising_s": "raising_time",
    "lowering_s": "lowering_time",
    "peak_lowering_speed_deg_s": "peak_lowering_speed",
    "drop_ratio": "drop_ratio",
    "sparc": "sparc",
    "landing": "landing",
    "double": "sub_peaks",
}
_SETTING = ("lens_height_m", "distance_m", "person_height_m")


def read_assessment(
    text: str | bytes, name: str = "The assessment", *, measures_only: bool = False
) -> Assessment:
    """Return the assessment that a text in JSON holds, of this or an earlier schema version.

    `measures_only` leaves repetitions and findings out, for whoever reads very many.

    Raises
    ------
    RecordingError
        not an assessment, damaged, or of a newer major version.
    """
    damaged = (
        f"{name} is damaged or is not a posecheck assessment. Use an undamaged copy, or score "
        "the recording again."
    )
    if len(text) > FILES.largest_assessment:
        raise RecordingError(damaged)
    try:
        content = read_json(text)
        major = int(str(content["schema_version"]).split(".")[0])
        parts = [content.get(part, ()) for part in ("repetitions", "measures", "findings")]
        if max(map(len, parts)) > FILES.most_parts:
            raise RecordingError(damaged)
    except BROKEN as error:
        raise RecordingError(damaged) from error
    if major > int(SCHEMA_VERSION.split(".")[0]):
        raise RecordingError(
            f"{name} was written by a newer posecheck (this one reads schemas up to "
            f"{SCHEMA_VERSION}). Install the newer version to open it."
        )
    try:
        if major == 1:
            content = _from_schema_1(content)
        if measures_only:
            content = {**content, "repetitions": (), "findings": ()}
        return Assessment.model_validate(content)
    except BROKEN as error:
        raise RecordingError(damaged) from error


def schema() -> dict[str, Any]:
    """Return the published JSON schema of an assessment, with what every measure is."""
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
            for kind in measure_kinds().values()
        },
    }


def name_today(protocol: str) -> str:
    """Return what a protocol is called today."""
    return _PROTOCOLS.get(protocol, protocol)


def names_of(protocol: str) -> list[str]:
    """Return every name that a protocol has had."""
    return [protocol, *(old for old, new in _PROTOCOLS.items() if new == protocol)]


def with_facts_of(take: Take, assessment: Assessment) -> Take:
    """Return a take of posecheck 0.1 with the protocol, options and conditions of its result.

    Raises
    ------
    RecordingError
        the conditions are none.
    """
    facts = assessment.provenance
    try:
        setting = Setting.model_validate(facts.setting)
    except ValidationError as error:
        raise RecordingError(
            "The result of this take is damaged: its conditions are not possible."
        ) from error
    return replace(
        take,
        protocol=assessment.protocol,
        options={name: value for name, value in facts.options.items() if value is not None},
        setting=setting,
        recorded=take.recorded or facts.recorded,
    )


def _from_schema_1(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of an assessment of schema 1 in today's schema; not yet validated.

    Raises
    ------
    KeyError, TypeError, ValueError, AttributeError
        it is not such a content.
    """
    provenance = dict(content["provenance"])
    options = dict(provenance.get("options") or {})
    setting: dict[str, Any] = {
        name: {"value": options.pop(name), "given": True}
        for name in _SETTING
        if options.get(name) is not None
    }
    clothing = options.pop("clothing", None)
    provenance["options"] = {name: value for name, value in options.items() if value is not None}
    provenance["setting"] = setting | ({"clothing": clothing} if clothing else {})
    # The march wrote its method before the version: "geometry 1".
    *method, correction = str(provenance.get("correction_version") or "").rsplit(" ", 1)
    provenance |= {"method": "".join(method) or None, "correction_version": correction or None}
    return {
        **content,
        "schema_version": "2.0",
        "protocol": name_today(content["protocol"]),
        "repetitions": [_repetition(each) for each in content.get("repetitions", ())],
        "measures": [
            _measure(each) for each in content.get("measures", ()) if each["name"] not in _RETIRED
        ],
        "findings": [_finding(each) for each in content.get("findings", ())],
        "provenance": provenance,
    }


def _measure(old: Mapping[str, Any]) -> dict[str, Any]:
    new = {**old, "name": kind_of(str(old["name"])).name}
    if old["value"] is not None:
        new["caution"], new["reason"] = old.get("reason"), None
    return new


def _finding(old: Mapping[str, Any]) -> dict[str, Any]:
    names = (str(name) for name in old.get("measures", ()))
    return {**old, "measures": [kind_of(name).name for name in names if name not in _RETIRED]}


def _repetition(old: Mapping[str, Any]) -> dict[str, Any]:
    new = {name: old[name] for name in ("side", "start_s", "peak_s", "end_s", "valid")}
    values = {}
    if old.get("peak_elevation_deg") is not None:
        values["peak_thigh_elevation"] = {
            "value": old["peak_elevation_deg"],
            "low": old.get("peak_elevation_low_deg"),
            "high": old.get("peak_elevation_high_deg"),
        }
    for field, name in _QUANTITIES.items():
        if old.get(field) not in (None, "unknown"):
            values[name] = {"value": old[field]}
    return {**new, "values": values, "reason": None if old["valid"] else old.get("reason")}
