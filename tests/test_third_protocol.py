"""A protocol of another package is served by everything, without a line changed in posecheck.

The page's part stands in `tests/app/test_third_protocol.py`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

import posecheck
from tests.outside.install import a_stand, install

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """A folder with the package in it."""
    site = tmp_path_factory.mktemp("site")
    install(site)
    return site


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Four stands of one person, steadier from week to week."""
    folder = tmp_path_factory.mktemp("stands")
    for week, percent in enumerate((2.0, 1.6, 1.2, 0.8)):
        a_stand(percent, 7 * week).save(folder / f"stand-{week}.posecheck")
    return folder


def environment(site: Path | None, history: Path) -> dict[str, str]:
    paths = [*([str(site)] if site else []), str(Path(posecheck.__file__).parents[1])]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "POSECHECK_DB": str(history),
        "POSECHECK_DEBUG": "1",
        "COLUMNS": "240",
    }


@pytest.fixture(scope="module")
def history(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("history") / "history.sqlite"


@pytest.fixture(scope="module")
def run(site, history) -> Run:
    """Run the command in a process of its own, in which the package is installed."""

    def run(*arguments: object, code: int = 0, installed: bool = True):
        done = subprocess.run(
            [sys.executable, "-m", "posecheck", *map(str, arguments)],
            env=environment(site if installed else None, history),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done

    return run


@pytest.fixture(scope="module")
def kept(run, folder) -> Path:
    """The stands in the history."""
    for path in sorted(folder.glob("*.posecheck")):
        run("sway", path, "--save", "--person", "Zoë")
    return folder


def python(site: Path, history: Path, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=environment(site, history),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_line_has_a_command_for_it(run):
    assert "How steadily you stand on one leg." in run("--help").stdout
    said = run("sway", "--help").stdout
    for part in ("--leg", "A video of standing on one leg", "--json", "--save-take", "--height-cm"):
        assert part in said
    assert "--goal-s" not in said  # that plans a take before the camera


def test_the_command_line_assesses_a_take(run, folder, tmp_path):
    path = tmp_path / "a.json"
    shown = run("sway", folder / "stand-0.posecheck", "--json", path).stdout
    for part in ("Your hips swayed by 2.0 %", "Sway of the hips", "Steadiest second", "second "):
        assert part in shown
    content = json.loads(path.read_text("utf-8"))
    assert content["protocol"] == "single_leg_sway"
    assert content["provenance"]["options"] == {"leg": "left", "goal_s": 10}
    jsonschema.validate(content, json.loads(run("schema").stdout))
    assert "sway of the steadiest whole second" in run("schema").stdout


def test_the_command_line_refuses_what_it_refuses(run, folder):
    refused = run("sway", folder / "stand-0.posecheck", "--leg", "middle", code=2)
    assert 'Stand on: "middle" is not known. Choose one of left, right.' in refused.stderr
    refused = run("march", folder / "stand-0.posecheck", code=2)
    assert "recorded for standing on one leg" in refused.stderr


def test_python_assesses_it(site, history, folder):
    said = python(
        site,
        history,
        f"""
import posecheck
take = posecheck.open_take({str(folder / "stand-0.posecheck")!r})
result = posecheck.assess(take)
frame = result.to_frame()
print(list(frame["label"]), round(frame["value"][0], 1), len(result.assessment.repetitions))
print(posecheck.read_assessment(result.to_json()) == result.assessment)
print("single_leg_sway" in posecheck.measure_kinds())
""",
    )
    assert said.splitlines() == ["['Sway of the hips', 'Steadiest second'] 2.0 5", "True", "True"]


def test_the_history_lists_compares_and_follows_it(run, kept):
    listed = run("history", "--person", "Zoë").stdout
    assert listed.count("standing on one") == 4
    one = run("history", 4).stdout
    assert "Your hips swayed by 0.8 %" in one
    two = run("history", 1, 4).stdout
    assert "Sway of the hips" in two
    assert "2.0 %" in two
    assert "0.8 %" in two
    course = run("history", "--trends", "--person", "Zoë").stdout
    for part in ("Standing on one leg", "How steady?", "Over 4 takes", "2.0 %", "0.8 %"):
        assert part in course


def test_the_history_scores_it_again_and_takes_it_along(run, kept, tmp_path):
    assert "4 takes looked at, 0 changed" in run("rescore").stdout
    run("archive", "Zoë", tmp_path / "zoe.zip")
    assert "0 takes added, 4 here already." in run("import", tmp_path / "zoe.zip").stdout
    run("export", 1, tmp_path / "open")
    table = (tmp_path / "open" / "measures.csv").read_text("utf-8")
    assert "single_leg_sway" in table


def test_a_batch_scores_it(run, folder, tmp_path):
    done = run("batch", folder, "--protocol", "single_leg_sway", "-O", "leg=right", "-o", tmp_path)
    assert "4 takes, 0 of them scored before, 0 failed." in done.stdout
    table = (tmp_path / "batch.csv").read_text("utf-8")
    assert "single_leg_sway" in table.splitlines()[0]


@pytest.mark.parametrize("name", ["report.html", "report.pdf"])
def test_it_has_a_report(run, kept, tmp_path, name):
    run("report", 1, "-o", tmp_path / name)
    content = (tmp_path / name).read_bytes()
    if name.endswith("html"):
        page = content.decode("utf-8")
        for part in ("Standing on one leg", "Sway of the hips", "How steady?", "Way of the hips"):
            assert part in page
    else:
        assert content.startswith(b"%PDF")


def test_where_it_is_not_installed_its_takes_are_still_shown(run, kept):
    assert "Zoë" in run("history", installed=False).stdout
    shown = run("history", 1, installed=False).stdout
    assert "Single leg sway" in shown
    refused = run("rescore", 1, code=2, installed=False).stdout
    assert 'There is no protocol "single_leg_sway"' in refused
