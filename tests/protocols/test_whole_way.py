"""A hold and rises go the whole way: command, history, course, report, export, batch."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from posecheck import open_take
from tests.cli.run import runner
from tests.conftest import FIXTURES
from tests.protocols.chair_rise.sitter import sitting
from tests.protocols.held_lift.holder import facing, holding, take
from tests.puppet import Scene

TAKES = {
    "hold": FIXTURES / "holds" / "side.posecheck",
    "rise": FIXTURES / "rises" / "side.posecheck",
}
SAID = {"hold": ("held up for", "Sinking"), "rise": ("Five rises took", "Time for five rises")}


@pytest.fixture
def run(tmp_path, monkeypatch, capfd):
    """Run a command with a history of its own; return its exit code and what it wrote."""
    monkeypatch.setenv("POSECHECK_DB", str(tmp_path / "history.db"))
    monkeypatch.setenv("COLUMNS", "300")
    plain = runner(monkeypatch)

    def whole(*arguments):
        code = plain(*arguments)
        out, err = capfd.readouterr()
        return code, " ".join((out + err).split())

    return whole


@pytest.mark.parametrize("command", TAKES)
def test_from_the_command_to_every_kind_of_file(command, tmp_path, run):
    result, report = tmp_path / "result.json", tmp_path / "report.html"
    code, told = run(command, TAKES[command], "--json", result, "--report", report, "--save")
    assert code == 0, told
    for words in SAID[command]:
        assert words in told
    assert SAID[command][0] in report.read_text("utf-8")
    assert json.loads(result.read_text())["findings"]
    assert SAID[command][0] in run("history", 1)[1]
    assert run("rescore")[0] == 0
    code, told = run("export", 1, tmp_path / "out")
    assert code == 0, told
    assert list((tmp_path / "out").rglob("repetitions.csv"))
    kept = open_take(next((tmp_path / "out").rglob("take.posecheck")))
    assert kept.protocol == json.loads(result.read_text())["protocol"]


@pytest.mark.parametrize("command", TAKES)
def test_a_folder_of_takes(command, tmp_path, run):
    folder = tmp_path / "takes"
    folder.mkdir()
    name = open_take(TAKES[command]).protocol
    (folder / "one.posecheck").write_bytes(TAKES[command].read_bytes())
    code, told = run("batch", folder, "--protocol", name, "--output", tmp_path / "out")
    assert code == 0, told
    assert name in (tmp_path / "out" / "batch.csv").read_text("utf-8")


def five_takes(command):
    """Yield five takes of a week each, made of different noise."""
    for week in range(5):
        if command == "hold":
            scene = facing("right", seed=week)
            made = take(holding("right", 8.0 + week, scene=scene))
        else:
            made = sitting(up_s=1.0 + 0.1 * week, scene=Scene(yaw_deg=90, seed=week)).take()
        when = datetime(2026, 3, 1 + 7 * (week % 4), 9, week, tzinfo=UTC)
        yield replace(made, recorded=when, dated_by="given")


@pytest.mark.parametrize("command", TAKES)
def test_the_course_over_takes_tells_the_minimal_detectable_change(command, tmp_path, run):
    for number, made in enumerate(five_takes(command)):
        path = tmp_path / f"{number}.posecheck"
        made.save(path)
        assert run(command, path, "--save", "--person", "A")[0] == 0
    code, course = run("history", "--trends", "--person", "A")
    assert code == 0, course
    assert "Over 5 takes" in course
    assert run("history", 1, 2)[0] == 0


def test_what_cannot_be_measured_is_one_sentence(tmp_path, run):
    path = tmp_path / "squat.posecheck"
    sitting([]).take().save(path)
    code, told = run("rise", path)
    assert code != 0
    assert told.startswith("posecheck: ")
    assert "Traceback" not in told
