"""The history's commands: what they print, and the one sentence each wrong use gets."""

import json
import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from posecheck.history import History, Notes
from tests.cli.run import Run, runner
from tests.history.builders import a_march, a_posture, a_recording

M02 = "recordings/m02_front_m1_asymR15.posecheck"


@pytest.fixture(autouse=True)
def database(tmp_path, monkeypatch):
    path = tmp_path / "history.sqlite"
    monkeypatch.setenv("POSECHECK_DB", str(path))
    monkeypatch.setenv("COLUMNS", "160")
    return str(path)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return runner(monkeypatch)


@pytest.fixture
def takes(database):
    with History(database) as history:
        for day, value in enumerate((80.0, 82.0, 81.0, 95.0)):
            march = a_march(left_deg=value, day=day, half_width_deg=1.0)
            history.save(march, a_recording(), Notes(person="Zoë", effort=3))
        history.save(a_posture(), None, Notes(person="Bob"))


def refusal(capfd) -> str:
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("posecheck: ")
    assert err.count("\n") == 1
    return err


def test_a_march_is_kept_with_its_notes(run, clips, database, capfd):
    kept = ["--save", "--person", "Zoë", "--effort", "5", "--pain-before", "1", "--pain-after", "2",
            "--band", "red", "--chair", "--note", "fine"]  # fmt: skip
    assert run("march", clips / M02, *kept) == 0
    assert f"Kept as take 1 in {database}." in capfd.readouterr().err
    with History(database) as history:
        assert history.take(1).entry.notes == Notes(
            person="Zoë", effort=5, pain_before=1, pain_after=2, band="red", chair=True, text="fine"
        )
        assert len(history.recording(1)) > 100


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--person", "Zoë"], "--person belongs to --save"),
        (["--note", "x"], "--note belongs to --save"),
        (["--save", "--effort", "11"], "'effort' must be a whole number from 0 to 10"),
        (["--save", "--pain-before", "-1"], "'pain before' must be"),
    ],
)
def test_notes_that_cannot_be_kept(run, clips, capfd, options, sentence):
    assert run("march", clips / M02, *options) == 2
    assert sentence in refusal(capfd)


def test_the_list(run, takes, capfd):
    assert run("history") == 0
    out = capfd.readouterr().out
    assert [line.split()[0] for line in out.splitlines()[2:]] == ["4", "3", "2", "5", "1"]
    assert run("history", "--person", "Bob") == 0
    out = capfd.readouterr().out
    assert "posture" in out
    assert "Zoë" not in out


def test_an_empty_history_says_how_to_begin(run, capfd):
    assert run("history") == 0
    assert "--save" in capfd.readouterr().out


def test_a_person_without_takes_is_named(run, takes, capfd):
    assert run("history", "--person", "[b]Eve") == 0
    assert "No take of [b]Eve is kept." in capfd.readouterr().out
    assert run("history", "--person", "") == 0
    assert "No take without a name is kept." in capfd.readouterr().out


def test_one_take_is_opened(run, takes, capfd):
    assert run("history", 4) == 0
    out = capfd.readouterr().out
    assert "Take 4, 2026-03-05" in out
    assert "person: Zoë · effort: 3" in out
    assert "Peak elevation" in out


def test_two_takes_side_by_side(run, takes, capfd):
    assert run("history", 3, 1) == 0
    out = capfd.readouterr().out
    assert out.index("take 1") < out.index("take 3")
    assert "80° (79 to 81)" in out
    assert "own uncertainty" in out
    assert run("history", 1, 5) == 0
    assert "different people" in capfd.readouterr().out


def test_measures_over_time(run, takes, capfd, tmp_path):
    assert run("history", "--trends", "--person", "Zoë") == 0
    out = capfd.readouterr().out
    assert "Takes like take 4" in out
    assert "±" in out
    page = tmp_path / "trends.html"
    assert run("history", "--trends", "--person", "Zoë", "-o", page) == 0
    text = page.read_text()
    assert text.count("<svg") == 3
    assert "Zoë" in text
    assert "4 takes" in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["history", "1", "2", "3"], "two to compare"),
        (["history", "99"], "holds no take 99"),
        (["history", "-o", "x.html"], "belongs to --trends"),
        (["history", "--trends", "--person", "Eve"], "No take that was measured"),
        (["report", "99", "-o", "x.pdf"], "holds no take 99"),
        (["report", "1", "-o", "x.doc"], "neither .html nor .pdf"),
        (["report", "1", "-o", "x.pdf", "--paper", "a3"], "a4 or letter"),
        (["report", "1", "-o", "none/x.pdf"], "none"),
        (["export", "99", "x"], "holds no take 99"),
        (["archive", "Eve", "x.zip"], "no take of 'Eve'"),
        (["import", "none.zip"], "cannot be read"),
        (["delete"], "Name the number"),
        (["delete", "1", "--person", "Zoë"], "Name the number"),
        (["delete", "1"], "say so with --yes"),
        (["delete", "99", "--yes"], "holds no take 99"),
        (["rescore", "99"], "holds no take 99"),
        (["batch", "none"], "is no folder"),
        (["batch", ".", "--target", "50"], "50"),
    ],
)
def test_wrong_use_is_one_sentence(run, takes, capfd, monkeypatch, tmp_path, arguments, sentence):
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == 2
    assert sentence in refusal(capfd)


@pytest.mark.parametrize("name", ["report.html", "report.pdf"])
def test_a_report_is_written(run, takes, tmp_path, name):
    assert run("report", 4, "-o", tmp_path / name) == 0
    content = (tmp_path / name).read_bytes()
    assert content.startswith(b"<!doctype html>" if name.endswith("html") else b"%PDF")


def test_export_archive_delete_import(run, takes, tmp_path, database, capfd):
    assert run("export", 1, tmp_path / "open") == 0
    assert (tmp_path / "open" / "measures.csv").is_file()
    assert run("archive", "Zoë", tmp_path / "zoe.zip") == 0
    assert "4 takes of Zoë" in capfd.readouterr().out
    assert run("delete", "--person", "Zoë", "--yes") == 0
    assert "Deleted 4 takes, 4 results, 4 recordings." in capfd.readouterr().out
    assert run("delete", 5, "--yes") == 0
    assert "Deleted 1 take, 1 result, 0 recordings." in capfd.readouterr().out
    assert run("import", tmp_path / "zoe.zip") == 0
    assert "4 takes added, 0 here already." in capfd.readouterr().out
    with History(database) as history:
        assert history.people() == ["Zoë"]


def test_a_recording_scored_again_today(run, clips, database, capfd):
    run("march", clips / M02, "--save")
    with History(database) as history:
        old = history.take(1).assessment
        measures = tuple(
            m.model_copy(update={"value": 5.0, "low": 4.0, "high": 6.0})
            if m.name == "cadence"
            else m
            for m in old.measures
        )
        history.add_assessment(1, old.model_copy(update={"measures": measures}))
        history.save(a_posture(), a_recording())
    capfd.readouterr()
    assert run("rescore") == 0
    out = capfd.readouterr().out
    assert "Lifts: 5.0 a minute (4.0 to 6.0) → " in out
    assert "A standing check is read from its pictures" in out
    assert run("rescore", 1, "--write") == 0
    assert "1 take looked at, 1 changed, 1 kept anew." in capfd.readouterr().out
    assert run("rescore", 1) == 0
    assert "Take 1: nothing changed." in capfd.readouterr().out


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
    assert told.startswith("posecheck: stopped; what is scored is kept")
    assert told.count("\n") == 1
    done = len(list(out.glob("*.json")))
    assert 1 <= done < 63
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"63 takes, {done} of them scored before, 1 failed." in again.stdout


def test_a_batch_gives_what_march_gives(run, folder, clips, capfd, tmp_path):
    run("batch", folder, "--jobs", 1, "-o", tmp_path / "out", "--target", "60")
    run("march", folder / "p_front_00.posecheck", "--target", "60", "--json", tmp_path / "a.json")
    alone = json.loads((tmp_path / "a.json").read_text())
    row = pd.read_csv(tmp_path / "out" / "batch.csv").iloc[1]
    peak = next(
        m for m in alone["measures"] if (m["name"], m["side"]) == ("thigh_elevation_peak", "left")
    )
    assert row["thigh_elevation_peak_left"] == pytest.approx(peak["value"])
    assert row["target_deg"] == 60


def test_plain_commands_do_not_load_what_they_do_not_need():
    code = (
        "import sys, posecheck.cli.root; print(sorted({'pandas','fpdf','cv2'} & set(sys.modules)))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"
