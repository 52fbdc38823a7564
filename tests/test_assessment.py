import json

import pytest
from pydantic import ValidationError

from posecheck import Assessment, Measure, Quality, Repetition
from posecheck.assessment import Provenance, schema
from posecheck.errors import RecordingError


def an_assessment() -> Assessment:
    return Assessment(
        posecheck_version="0.1.0",
        protocol="slow_march",
        view="front",
        quality=Quality(verdict="ok"),
        measures=(
            Measure(name="cadence", value=20.0, unit="1/min", low=19.0, high=21.0, n=4),
            Measure(name="toe_first", value=None, unit="%", reason="not measurable from the front"),
        ),
        provenance=Provenance(source="clip.mp4"),
    )


def test_json_there_and_back():
    assessment = an_assessment()
    assert Assessment.from_json(assessment.to_json()) == assessment


def test_the_names_other_programs_rely_on():
    content = json.loads(an_assessment().to_json())
    assert set(content) >= {
        "schema_version", "posecheck_version", "protocol", "view", "quality", "repetitions",
        "measures", "findings", "provenance",
    }  # fmt: skip
    assert set(content["measures"][0]) >= {
        "name", "side", "value", "unit", "low", "high", "n", "reason",
    }  # fmt: skip


def test_the_schema_describes_every_field():
    published = schema()
    assert set(published["properties"]) == set(Assessment.model_fields)
    assert set(published["$defs"]["Repetition"]["properties"]) == set(Repetition.model_fields)


def test_a_measure_without_a_value_says_why():
    with pytest.raises(ValidationError, match="neither a value nor a reason"):
        Measure(name="cadence", value=None, unit="1/min")


def test_an_interval_is_never_upside_down():
    with pytest.raises(ValidationError, match="upside down"):
        Measure(name="cadence", value=1.0, unit="1/min", low=2.0, high=0.0)


def test_a_void_repetition_says_why():
    with pytest.raises(ValidationError, match="needs its reason"):
        Repetition(side="left", start_s=0, peak_s=1, end_s=2, peak_elevation_deg=80.0, valid=False)


def test_a_newer_schema_says_so():
    text = an_assessment().to_json().replace('"1.0"', '"2.0"')
    with pytest.raises(RecordingError, match="newer posecheck"):
        Assessment.from_json(text)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema_version": "1.0"}'])
def test_a_damaged_file_is_one_sentence(text):
    with pytest.raises(RecordingError, match="damaged"):
        Assessment.from_json(text)
