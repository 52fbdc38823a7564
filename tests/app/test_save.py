"""The files that a result is taken along as."""

import pytest

from posecheck.app.save import files_of
from posecheck.assessment_file import read_assessment
from posecheck.history.notes import Notes
from posecheck.result import assess
from posecheck.take import from_bytes
from tests.app.conftest import march_of


@pytest.fixture(scope="module")
def result():
    return assess(march_of("m01_front_f1_sym"))


def content(result, words):
    made, name, _ = files_of(result, Notes(person="Zoë"))[words]
    assert name.startswith("posecheck-2")
    return made()


def test_every_file_holds_what_its_button_says(result):
    assert content(result, "Report (PDF)").startswith(b"%PDF")
    assert "Zoë" in content(result, "Report (page)").decode()
    assert b"<canvas" not in content(result, "Replay (page)")[:2000]
    again = read_assessment(content(result, "Result (JSON)"))
    assert again.measures == result.assessment.measures
    take = from_bytes(content(result, "Take (file)"))
    assert take.digest() == result.take.digest()
