"""The command `batch`: one table, resumable, the numbers that `march` gives."""

import json
import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from tests.cli.run import Run, one_sentence, runner


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return runner(monkeypatch)


@pytest.fixture
def folder(clips, tmp_path):
    folder = tmp_path / "takes"
    folder.mkdir()
    for name in ("p_front_00", "p_side_24"):
        path = clips / "recordings" / f"{name}.posecheck"
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "broken.mp4").write_bytes(b"no video")
    return folder


def test_a_batch_writes_one_table_and_goes_on(run, folder, capfd):
    assert run("batch", folder, "--jobs", 2) == 0
    assert "3 takes, 0 of them scored before, 1 failed." in capfd.readouterr().out
    table = pd.read_csv(folder.with_name("takes-scored") / "batch.csv")
    assert list(table["file"]) == ["broken.mp4", "p_front_00.posecheck", "p_side_24.posecheck"]
    assert list(table["verdict"]) == ["failed", "degraded", "degraded"]
    assert "broken.mp4" in table["message"][0]
    assert list(table["view"].dropna()) == ["front", "side-left"]
    assert run("batch", folder, "--jobs", 2) == 0
    assert "3 of them scored before" in capfd.readouterr().out
    parquet = pd.read_parquet(folder.with_name("takes-scored") / "batch.parquet")
    assert parquet.shape == table.shape


def test_a_batch_that_is_stopped_goes_on(folder, clips, tmp_path):
    content = (clips / "recordings" / "p_front_00.posecheck").read_bytes()
    for index in range(60):
        (folder / f"more-{index:02}.posecheck").write_bytes(content)
    command = [sys.executable, "-m", "posecheck", "batch", str(folder), "--jobs", "2"]
    out = folder.with_name("takes-scored") / "takes"
    stopped = subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    while not (out.is_dir() and list(out.glob("*.json"))):
        assert stopped.poll() is None
        time.sleep(0.005)
    os.killpg(stopped.pid, signal.SIGINT)
    _, told = stopped.communicate()
    assert stopped.returncode == 130
    assert told.startswith("posecheck: stopped. What is scored is kept")
    assert told.count("\n") == 1
    done = len(list(out.glob("*.json")))
    assert 1 <= done < 63
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"63 takes, {done} of them scored before, 1 failed." in again.stdout


@pytest.mark.parametrize("below", ["", "below"])
def test_a_folder_that_leads_to_itself_is_one_sentence(run, tmp_path, capfd, below):
    (tmp_path / "circle").symlink_to("circle")
    assert run("batch", tmp_path / "circle" / below) == 2
    assert "is not a folder" in one_sentence(capfd)


@pytest.mark.parametrize("height", ["inf", "-1e309", "nan", "500"])
def test_a_height_that_cannot_be_is_one_sentence(run, folder, capfd, height):
    assert run("batch", folder, "--height-cm", height) == 2
    assert one_sentence(capfd)


def test_a_batch_gives_what_march_gives(run, folder, clips, capfd, tmp_path):
    run("batch", folder, "--jobs", 1, "-o", tmp_path / "out")
    run("march", folder / "p_front_00.posecheck", "--json", tmp_path / "a.json")
    alone = json.loads((tmp_path / "a.json").read_text())
    row = pd.read_csv(tmp_path / "out" / "batch.csv").iloc[1]
    peak = next(
        m for m in alone["measures"] if (m["name"], m["side"]) == ("peak_thigh_elevation", "left")
    )
    assert row["peak_thigh_elevation_left"] == pytest.approx(peak["value"])
    assert row["target_deg"] == 90
