"""Assessments of schema 1 (posecheck 0.1) as today's: other names, and cautions of their own."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from posecheck.assessment import Assessment
from posecheck.errors import RecordingError
from posecheck.measures import kind_of
from posecheck.take import Setting, Take

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
            "The result of this take is damaged: its conditions cannot be."
        ) from error
    return replace(
        take,
        protocol=assessment.protocol,
        options={name: value for name, value in facts.options.items() if value is not None},
        setting=setting,
        recorded=take.recorded or facts.recorded,
    )


def from_schema_1(content: Mapping[str, Any]) -> dict[str, Any]:
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
