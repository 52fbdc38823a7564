"""The replay: what it draws is what was measured, and its file needs nothing else."""

import json
import re
import subprocess
from dataclasses import replace

import pytest

from posecheck.app.replay import can_replay, replay_data, replay_page
from posecheck.result import assess
from posecheck.station import Setting
from posecheck.take import open_take
from tests.app.conftest import march_of
from tests.conftest import FIXTURES, needs


@pytest.fixture(scope="module")
def march():
    return assess(march_of("m02_front_m1_asymR15"))


@pytest.fixture(scope="module")
def stand():
    return assess(open_take(FIXTURES / "stands" / "sway_back.posecheck"), "posture")


def test_figure_and_curves_run_over_the_same_time(march):
    data = replay_data(march)
    (figure,) = data["figures"]
    assert len(figure["t"]) == len(figure["xy"])
    assert data["start"] <= figure["t"][0] < figure["t"][-1] <= data["end"]
    assert {curve["side"] for curve in data["curves"]} == {"left", "right"}
    assert data["axis"] == "Thigh elevation (°)"
    for curve in data["curves"]:
        assert data["start"] <= curve["t"][0]
        assert curve["t"][-1] <= data["end"]
        known = [value for value in curve["v"] if value is not None]
        assert data["low"] <= min(known)
        assert max(known) <= data["high"]


def test_every_repetition_can_be_jumped_to(march):
    data = replay_data(march)
    listed = march.assessment.repetitions
    assert [each["peak"] for each in data["repetitions"]] == [each.peak_s for each in listed]
    assert data["repetitions"][0]["words"] == f"lift 1, {listed[0].side}"
    assert [each["valid"] for each in data["repetitions"]] == [each.valid for each in listed]


def test_a_stand_shows_its_plumb_line(stand):
    data = replay_data(stand)
    assert data["figures"][0]["plumb"]
    assert data["start"] == data["end"]
    assert "plumb line" in data["legend"]
    assert data["curves"] == data["repetitions"] == []


def test_the_words_below_say_what_is_drawn(march):
    assert (
        "Dots: lifts that count. Bands: hold. Dotted line: target." in replay_data(march)["legend"]
    )
    rises = replay_data(assess(open_take(FIXTURES / "rises" / "right.posecheck")))
    assert rises["axis"] == "Bending of the hips (°); dashed: bending of the knees"
    assert rises["legend"].endswith(
        "Dots: rises that count. Bands: rise. Dotted line: quiet standing."
    )


def test_a_take_that_was_refused_has_no_replay():
    take = march_of("m02_front_m1_asymR15")
    refused = assess(replace(take, protocol="posture", setting=Setting()), "posture")
    assert can_replay(refused) == (refused.analysis is not None)


def test_the_file_stands_alone(march):
    page = replay_page(march)
    assert not re.search(r"(src|href)\s*=|https?://|import\s|fetch\(|export\s", page)
    assert "default-src 'none'" in page
    assert "$" not in re.sub(r"\$\{", "", page).replace("$data", "")
    assert len(page) < 2_000_000


def test_the_script_of_the_file_runs(march, tmp_path):
    script = re.search(r"<script>(.*?)</script>", replay_page(march), re.S)[1]
    path = tmp_path / "replay.mjs"
    path.write_text(script.split("mount(document")[0])
    subprocess.run([needs("node"), "--check", str(path)], check=True)
    data = script.split('.replay-root"), ', 1)[1].rsplit(");", 1)[0]
    assert json.loads(data)["axis"] == "Thigh elevation (°)"
