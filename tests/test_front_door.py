"""`import posecheck`: the few names a program needs."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

import posecheck
from posecheck import Setting
from posecheck.assessment_file import read_assessment
from posecheck.protocols.slow_march import kinds
from tests.cli.run import Run, runner
from tests.conftest import FIXTURES

CLIP = FIXTURES / "oblique.mp4"
MARCH = FIXTURES / "recordings" / "p_front_00.posecheck"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return runner(monkeypatch)


def test_every_public_name_is_there_and_says_what_it_is():
    for name in posecheck.__all__:
        thing = getattr(posecheck, name)
        assert isinstance(thing, str) or len(thing.__doc__.split()) > 3, name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        posecheck.nothing  # noqa: B018


def test_importing_it_loads_nothing_heavy():
    code = (
        "import sys, posecheck; "
        "print({'numpy', 'pydantic', 'scipy', 'pandas', 'cv2', 'mediapipe'} & set(sys.modules))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "set()\n"


@pytest.fixture(scope="module")
def commanded(tmp_path_factory) -> Path:
    """A folder with what the command line makes of the clip: the result, and the recording."""
    folder = tmp_path_factory.mktemp("commanded")
    kept = ("--json", folder / "a.json", "--save-recording", folder / "a.posecheck")
    with pytest.MonkeyPatch.context() as patch:
        assert runner(patch)("march", CLIP, *kept, "--target", 60) == 0
    return folder


def test_the_command_line_and_python_give_the_same_numbers(commanded):
    written = read_assessment((commanded / "a.json").read_text("utf-8"))
    take = posecheck.record_video(CLIP, protocol="slow_march", options={"target_deg": 60})
    result = posecheck.assess(take)
    assert result.assessment.measures == written.measures
    assert result.assessment.repetitions == written.repetitions
    assert result.assessment.findings == written.findings
    assert result.assessment.provenance.options == written.provenance.options
    assert read_assessment(result.to_json()) == result.assessment


def test_a_saved_recording_gives_the_same_numbers_as_its_video(run, commanded, tmp_path):
    again = tmp_path / "again.json"
    assert run("march", commanded / "a.posecheck", "--json", again, "--target", 60) == 0
    contents = [json.loads(path.read_text("utf-8")) for path in (commanded / "a.json", again)]
    for content in contents:
        content.pop("provenance")  # when it was made, and from which file
    assert contents[0] == contents[1]


def test_a_take_recorded_for_nothing_in_particular_serves_every_protocol():
    side = posecheck.record_video(FIXTURES / "stands" / "upright.mp4")
    assert (side.protocol, side.stations[0].kind) == ("", "")
    named = posecheck.record_video(FIXTURES / "stands" / "upright.mp4", protocol="posture")
    for take in (side, named):
        result = posecheck.assess(take, protocol="posture")
        assert result.take.stations[0].kind == "side"
        assert result.assessment.quality.verdict == "ok"
    assert side.digest() == named.digest()


def test_stations_are_recorded_by_name():
    stands = FIXTURES / "stands"
    take = posecheck.record_stations(
        {"side": [stands / "sway_back.mp4"], "front": str(stands / "shoulder_up.mp4")},
        protocol="posture",
        setting=Setting(clothing="fitted"),
        recorded=datetime(2026, 3, 1, tzinfo=UTC),
    )
    assert take.names() == ["side", "front"]
    assert take.dated_by == "given"
    assert take.stations[0].contour is not None
    assert take.stations[1].mirror_averaged is not None
    measured = posecheck.assess(take).assessment.measures
    assert {measure.view for measure in measured if measure.value is not None} == {
        "side-left",
        "front",
    }


def test_the_measures_as_a_table():
    result = posecheck.assess(posecheck.open_take(MARCH), protocol="slow_march")
    frame = result.to_frame()
    assert list(frame.columns) == [
        "measure", "label", "side", "value", "class", "low", "high", "unit", "n", "view",
        "evidence", "reason", "caution", "tested_on",
    ]  # fmt: skip
    assert len(frame) == len(result.assessment.measures)
    peak = frame[(frame["measure"] == kinds.PEAK.name) & (frame["side"] == "left")].iloc[0]
    measure = result.assessment.measure(kinds.PEAK, "left")
    assert (peak["value"], peak["low"], peak["high"]) == (measure.value, measure.low, measure.high)
    assert peak["label"] == kinds.PEAK.label
    empty = frame[frame["value"].isna() & frame["class"].isna()]
    assert not empty["reason"].isna().any()
    assert pd.api.types.is_float_dtype(frame["value"])
