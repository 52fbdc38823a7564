import json
import math

import pytest
from pydantic import ValidationError

from posecheck import Assessment, Finding, Measure, Quality, Repetition
from posecheck.assessment import SCHEMA_VERSION, Provenance, Quantity
from posecheck.assessment_file import read_assessment, schema
from posecheck.errors import RecordingError
from posecheck.landmarks import SIDES
from posecheck.protocols.posture import kinds as posture_kinds
from posecheck.protocols.slow_march import kinds
from posecheck.registry import kind_of, measure_kinds, protocol
from tests.conftest import FIXTURES, assess_march, recorded_march
from tests.protocols.posture.people import assess, take_of

OLD = FIXTURES / "assessments"


def an_assessment() -> Assessment:
    return Assessment(
        posecheck_version="0.1.0",
        protocol="slow_march",
        view="front",
        quality=Quality(verdict="ok"),
        repetitions=(
            Repetition(
                side="left", start_s=0, peak_s=1, end_s=2, valid=True,
                values=kinds.PEAK.quantity(80.0, 75.0, 85.0),
            ),
        ),
        measures=(
            Measure(name="cadence", value=20.0, unit="1/min", low=19.0, high=21.0, n=4),
            Measure(name="toe_first", value=None, unit="%", reason="not measurable from the front"),
        ),
        findings=(Finding(code="height", text="High.", measures=("cadence",), question="height"),),
        provenance=Provenance(source="clip.mp4"),
    )  # fmt: skip


def test_json_there_and_back():
    assessment = an_assessment()
    assert read_assessment(assessment.to_json()) == assessment


def test_the_names_other_programs_rely_on():
    content = json.loads(an_assessment().to_json())
    assert set(content) == {
        "schema_version", "posecheck_version", "protocol", "view", "quality", "repetitions",
        "measures", "findings", "provenance",
    }  # fmt: skip
    assert set(content["measures"][0]) == {
        "name", "side", "value", "unit", "low", "high", "n", "view", "evidence", "reason",
        "caution", "tested_on",
    }  # fmt: skip
    assert set(content["repetitions"][0]) == {
        "side", "start_s", "peak_s", "end_s", "values", "valid", "reason",
    }  # fmt: skip


def test_the_schema_describes_every_field_in_words():
    published = schema()
    assert set(published["properties"]) == set(Assessment.model_fields)
    for name, model in {**published["$defs"], "Assessment": published}.items():
        for field, described in model["properties"].items():
            assert described.get("description"), f"{name}.{field}"


def test_the_schema_describes_every_measure():
    assert schema()["title"] == f"posecheck assessment {SCHEMA_VERSION}"
    assert set(schema()["measures"]) == set(measure_kinds())
    for described in schema()["measures"].values():
        assert described["description"].endswith(".")
        assert described["unit_in_words"]


def test_a_measure_has_either_a_value_or_a_reason():
    with pytest.raises(ValidationError, match="either a value or a reason"):
        Measure(name="cadence", value=None, unit="1/min")
    with pytest.raises(ValidationError, match="either a value or a reason"):
        Measure(name="cadence", value=1.0, unit="1/min", reason="no")


@pytest.mark.parametrize("contract", [Measure, Quantity])
def test_an_interval_is_never_upside_down(contract):
    named = {"name": "cadence", "unit": "1/min"} if contract is Measure else {}
    with pytest.raises(ValidationError, match="upside down"):
        contract(value=1.0, low=2.0, high=0.0, **named)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_no_number_is_infinite_or_none_at_all(value):
    with pytest.raises(ValidationError):
        Measure(name="cadence", value=value, unit="1/min")


@pytest.mark.parametrize(("valid", "reason"), [(False, None), (True, "too low")])
def test_a_repetition_says_why_where_it_does_not_count_and_only_there(valid, reason):
    with pytest.raises(ValidationError, match="needs its reason"):
        Repetition(side="left", start_s=0, peak_s=1, end_s=2, valid=valid, reason=reason)


def test_a_verdict_says_why():
    with pytest.raises(ValidationError, match="needs its reasons"):
        Quality(verdict="unusable")


def test_a_newer_schema_says_so():
    text = an_assessment().to_json().replace(f'"{SCHEMA_VERSION}"', '"3.0"')
    with pytest.raises(RecordingError, match="newer posecheck"):
        read_assessment(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", "null", '{"schema_version": "1.0"}', '{"schema_version": "2.0"}',
        '{"schema_version": null}', "[" * 100_000,
    ],
    ids=lambda text: text[:24],
)  # fmt: skip
def test_a_damaged_file_is_one_sentence(text):
    with pytest.raises(RecordingError, match=r"^a\.json is damaged") as refused:
        read_assessment(text, "a.json")
    assert "\n" not in str(refused.value)


def without(content: dict, *path: str | int) -> str:
    """Return the JSON without one of its parts."""
    content = json.loads(json.dumps(content))
    part = content
    for step in path[:-1]:
        part = part[step]
    del part[path[-1]]
    return json.dumps(content)


@pytest.mark.parametrize("name", ["march.v1", "posture.v1"])
def test_a_part_missing_from_an_old_file_is_damage_or_nothing_at_all(name):
    content = json.loads((OLD / f"{name}.json").read_text("utf-8"))
    paths = [
        *((key,) for key in content),
        *(("measures", 0, key) for key in content["measures"][0]),
        *(("provenance", key) for key in content["provenance"]),
        *(("repetitions", 0, key) for each in content["repetitions"][:1] for key in each),
    ]
    for path in paths:
        try:
            read_assessment(without(content, *path), "old.json")
        except RecordingError as error:
            assert str(error).startswith("old.json is damaged")  # noqa: PT017


def of_today(name: str) -> Assessment:
    if name == "march.v1":
        return assess_march(recorded_march("m05_45L_f1_asymR10"))
    return assess(take_of(side="upright", front="shoulder_up", tuck="tuck", arch="arch"))


@pytest.mark.parametrize("name", ["march.v1", "posture.v1"])
def test_a_result_of_version_0_1_opens_with_todays_names_and_its_own_numbers(name):
    text = (OLD / f"{name}.json").read_text("utf-8")
    written, opened, today = json.loads(text), read_assessment(text), of_today(name)
    assert opened.schema_version == SCHEMA_VERSION
    assert opened.protocol == today.protocol
    assert (opened.view, opened.quality.verdict) == (today.view, today.quality.verdict)
    retired = {"normalized_symmetry_index"}
    old = [measure for measure in written["measures"] if measure["name"] not in retired]
    assert len(opened.measures) == len(old)
    for measure, before in zip(opened.measures, old, strict=True):
        kind = kind_of(measure.name)
        assert before["name"] in (kind.name, *kind.formerly)
        for field in ("side", "value", "low", "high", "n", "view", "unit", "evidence"):
            assert getattr(measure, field) == before[field], (measure.name, field)
        said = measure.reason if measure.value is None else measure.caution
        assert said == before["reason"]
    # What is no longer measured can still be read.
    no_more = {kind.name for kind in protocol(opened.protocol).retired}
    kept = {(m.name, m.side) for m in opened.measures if m.name not in no_more}
    assert kept <= {(m.name, m.side) for m in today.measures}
    for finding in opened.findings:
        assert set(finding.measures) <= {*measure_kinds(), *no_more}
    assert read_assessment(opened.to_json()) == opened


WAS_CALLED = (
    (kinds.PEAK, "peak_elevation_deg"),
    (kinds.HOLD, "hold_s"),
    (kinds.HOLD_SAG, "droop_deg"),
    (kinds.RAISING, "raising_s"),
    (kinds.LOWERING, "lowering_s"),
    (kinds.LOWERING_SPEED, "peak_lowering_speed_deg_s"),
    (kinds.DROP_RATIO, "drop_ratio"),
    (kinds.SPARC, "sparc"),
)


def test_the_lifts_of_version_0_1_keep_what_was_measured_on_them():
    text = (OLD / "march.v1.json").read_text("utf-8")
    written, opened, today = json.loads(text), read_assessment(text), of_today("march.v1")
    assert len(opened.repetitions) == len(today.repetitions) == 6
    for before, old, new in zip(
        written["repetitions"], opened.repetitions, today.repetitions, strict=True
    ):
        assert (old.side, old.valid, old.reason) == (new.side, new.valid, new.reason)
        assert set(old.values) == set(new.values)
        for kind, name in WAS_CALLED:
            assert old.values[kind.name].value == before[name], name
        assert old.values[kinds.PEAK.name].low == before["peak_elevation_low_deg"]
        assert old.values[kinds.PEAK.name].high == before["peak_elevation_high_deg"]


def test_method_and_version_of_the_correction_are_told_apart_in_old_results_too():
    """Two takes by different methods are not told to score again, which could not help."""
    opened = read_assessment((OLD / "march.v1.json").read_text("utf-8"))
    today = of_today("march.v1")
    assert today.provenance.method == opened.provenance.method == "geometry"
    assert opened.provenance.correction_version == "1"
    front = assess_march(recorded_march("m01_front_f1_sym"))
    assert front.provenance.method != today.provenance.method
    assert front.provenance.correction_version == today.provenance.correction_version


def test_what_was_said_of_camera_and_clothes_is_found_again():
    content = json.loads((OLD / "march.v1.json").read_text("utf-8"))
    content["provenance"]["options"] |= {
        "lens_height_m": 0.9,
        "distance_m": 2.8,
        "clothing": "coat",
    }
    facts = read_assessment(json.dumps(content)).provenance
    assert facts.options == {"target_deg": 90, "view": "auto"}
    assert facts.setting == {
        "lens_height_m": {"value": 0.9, "given": True},
        "distance_m": {"value": 2.8, "given": True},
        "clothing": "coat",
    }


def test_a_measure_is_found_by_its_kind_and_side():
    march = of_today("march.v1")
    assert [march.measure(kinds.PEAK, side).side for side in SIDES] == list(SIDES)
    assert march.measure(kinds.PEAK) is None
    assert march.measure(kinds.CADENCE).name == "cadence"
    assert march.measure(posture_kinds.CLASS) is None


def test_a_repetitions_number_is_read_by_its_kind():
    repetition = of_today("march.v1").repetitions[0]
    assert repetition.number(kinds.PEAK) == repetition.values[kinds.PEAK.name].value
    assert repetition.number(kinds.LANDING) is None
    assert repetition.number(posture_kinds.TRUNK_LEAN) is None
