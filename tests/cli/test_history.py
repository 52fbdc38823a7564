"""The history's commands: what they print, and the one sentence each wrong use gets."""

import csv
import io
import shutil
import sqlite3
import subprocess
import sys

import pandas as pd
import pytest

from posecheck.history import History, Notes
from tests.cli.run import Run, runner
from tests.history.builders import a_take
from tests.history.series import UNDER_38, between, with_peak
from tests.takes import START, WEAK_RIGHT, a_march, a_posture, recorded

M02 = f"recordings/{WEAK_RIGHT}.posecheck"
LONG = "Johanna Müller-Lüdenscheidt"


@pytest.fixture(autouse=True)
def database(tmp_path, monkeypatch):
    path = tmp_path / "history.sqlite"
    monkeypatch.setenv("POSECHECK_DB", str(path))
    monkeypatch.setenv("COLUMNS", "160")
    return str(path)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    return runner(monkeypatch)


@pytest.fixture(scope="module")
def six(tmp_path_factory):
    path = tmp_path_factory.mktemp("six") / "history.sqlite"
    with History(str(path)) as history:
        for day, value in enumerate((80.0, 81.0, 79.5, 80.2, 95.0)):
            history.save(
                a_march(value, day=day), recorded(WEAK_RIGHT), Notes(person=LONG, effort=3)
            )
        history.save(a_posture(day=9), None, Notes())
    return path


@pytest.fixture
def takes(database, six):
    shutil.copy(six, database)


def refusal(capfd) -> str:
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("posecheck: ")
    assert err.count("\n") == 1
    return err


def test_a_march_is_kept_with_its_notes(run, clips, database, capfd):
    kept = ["--save", "--person", "Zoë", "--effort", "5", "--pain-before", "1", "--pain-after", "2",
            "--band", "red", "--chair", "--note", "fine", "--birth-year", "1957",
            "--id", "4711"]  # fmt: skip
    assert run("march", clips / M02, *kept) == 0
    assert f"Kept as take 1 in {database}." in capfd.readouterr().err
    with History(database) as history:
        assert history.kept(1).entry.notes == Notes(
            person="Zoë", effort=5, pain_before=1, pain_after=2, band="red", chair=True,
            text="fine", birth_year=1957, patient_id="4711",
        )  # fmt: skip
        assert history.take(1) is not None


def test_a_posture_takes_the_same_notes(run, clips, database):
    kept = ["--save", "--effort", "5", "--pain-after", "2", "--band", "red", "--chair"]
    assert run("posture", "--side", clips / "stands/upright.posecheck", *kept) == 0
    with History(database) as history:
        notes = history.kept(1).entry.notes
    assert (notes.effort, notes.pain_after, notes.band, notes.chair) == (5, 2, "red", True)


def test_a_slip_of_a_name_is_asked_about(run, takes, clips, capfd):
    assert run("march", clips / M02, "--save", "--person", LONG.lower()) == 0
    said = capfd.readouterr().err
    assert f'There are takes of "{LONG}" as well.' in said
    assert run("march", clips / M02, "--save", "--person", "Zoë") == 0
    assert "as well" not in capfd.readouterr().err


@pytest.mark.parametrize("width", [160, 80, 60, 30, 10])
def test_the_number_of_a_take_is_there_at_any_width(run, takes, capfd, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    assert run("history") == 0
    lines = capfd.readouterr().out.splitlines()
    numbers = [line.split()[0] for line in lines if line[:1].isdigit()]
    assert numbers == ["6", "5", "4", "3", "2", "1"]
    text = " ".join(" ".join(lines).split())
    assert "knee" in text


def test_takes_without_a_name_are_listed_as_such(run, takes, capfd):
    assert run("history", "--person", "") == 0
    out = capfd.readouterr().out
    assert "no name" in out
    assert LONG not in out


@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        (["--last", "2"], ["6", "5"]),
        (["--protocol", "march"], ["5", "4", "3", "2", "1"]),
        (["--protocol", "posture"], ["6"]),
        (["--person", LONG, "--last", "1"], ["5"]),
    ],
)
def test_the_list_is_as_long_as_was_asked_for(run, takes, capfd, options, numbers):
    assert run("history", *options) == 0
    lines = capfd.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if line[:1].isdigit()][: len(numbers)] == numbers


def test_five_hundred_takes_are_not_all_listed_unasked(run, database, capfd):
    with History(database) as history:
        for day in range(30):
            history.save(a_march(day=day), None, Notes(person="Zoë"))
    assert run("history") == 0
    out = capfd.readouterr().out
    assert "10 earlier: --last 30 or --all lists them." in out
    assert run("history", "--all") == 0
    assert "earlier" not in capfd.readouterr().out


def test_a_take_shows_the_time_of_its_own_clock(run, takes, capfd):
    assert run("history", 1) == 0
    assert f"Monday, 2 March 2026, {START:%H:%M} (UTC+2)" in capfd.readouterr().out


def test_a_name_is_no_markup_and_steers_no_terminal(run, database, capfd):
    with History(database) as history:
        history.save(a_march(), None, Notes(person="[/x] \x1b[31mred\x1b]0;t\x07"))
    for arguments in (["history"], ["history", 1], ["history", "--trends"]):
        assert run(*arguments) == 0
        out = capfd.readouterr().out
        assert "[/x]" in out
        assert "\x1b" not in out


def test_two_takes_are_compared_by_what_matters(run, takes, capfd):
    assert run("history", 1, 5) == 0
    out = capfd.readouterr().out
    assert "More than your minimal detectable change" in out
    assert "1 other measure shows no clear change; --all lists it." in out
    assert run("history", 1, 5, "--all") == 0
    assert "Cadence" in capfd.readouterr().out


def test_what_a_take_without_a_number_surely_tells_is_compared(run, database, capfd):
    with History(database) as history:
        for day, said in enumerate((UNDER_38, between(52.0))):
            history.save(with_peak(a_march(day=day), said), None, Notes())
    assert run("history", 1, 2) == 0
    words = " ".join(capfd.readouterr().out.split())
    assert "left under 38° 52° (48 to 56) over +10° Beyond both intervals" in words


def test_the_course_is_told_in_sentences(run, takes, capfd):
    assert run("history", "--trends") == 0
    out = " ".join(capfd.readouterr().out.split())
    assert "How high? Over 5 takes since 2 March 2026: left 80° → 95° (+15°, more than" in out
    assert "no name: Standing posture" in out
    assert "Cadence" not in out
    assert run("history", "--trends", "--person", LONG, "--all") == 0
    assert "Cadence" in capfd.readouterr().out


def test_the_course_is_a_page(run, takes, tmp_path):
    out = tmp_path / "course.html"
    assert run("history", "--trends", "-o", out) == 0
    assert "How high?" in out.read_text("utf-8")


@pytest.mark.parametrize("ending", ["pdf", "html"])
def test_a_kept_take_and_a_file_have_a_report(run, takes, clips, tmp_path, ending):
    of_take, of_file = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    assert run("report", 5, "-o", of_take) == 0
    assert run("report", clips / M02, "--protocol", "slow_march", "-o", of_file) == 0
    assert min(of_take.stat().st_size, of_file.stat().st_size) > 10_000


def test_a_march_writes_its_report_at_once(run, clips, tmp_path):
    out = tmp_path / "r.html"
    assert run("march", clips / M02, "--report", out, "--save", "--person", "Zoë") == 0
    assert "Take 1" in out.read_text("utf-8")


def test_what_was_said_of_a_take_can_be_corrected(run, takes, database, capfd):
    with History(database) as history:
        before = history.kept(2).assessment
    said = ["--person", "Zoë", "--note", "left knee", "--pain-before", "3", "--pain-after", "0",
            "--effort", "none", "--recorded", "2026-03-09T08:00+09:00", "--birth-year", "1957",
            "--id", "4711"]  # fmt: skip
    assert run("edit", 2, *said) == 0
    assert "Take 2: Zoë, Monday, 9 March 2026, 08:00 (UTC+9)." in capfd.readouterr().out
    with History(database) as history:
        kept = history.kept(2)
    assert kept.assessment == before
    assert kept.entry.notes.model_dump(exclude={"recorded"}) == Notes(
        person="Zoë", text="left knee", pain_before=3, pain_after=0, birth_year=1957,
        patient_id="4711",
    ).model_dump(exclude={"recorded"})  # fmt: skip


def test_a_name_is_corrected_in_every_take_of_the_person(run, takes, database, capfd):
    assert run("edit", 1, "--person", "Zoë", "--note", "x", "--everywhere") == 0
    assert "5 takes were changed." in capfd.readouterr().out
    with History(database) as history:
        assert history.people() == ["Zoë"]
        assert [entry.notes.text for entry in history.entries("Zoë")] == ["", "", "", "", "x"]


def test_what_was_said_of_a_take_is_corrected_before_it_is_scored_too(run, database, capfd):
    with History(database) as history:
        number = history.save_take(a_take(0.2))
    assert run("edit", number, "--person", "Zoë") == 0
    assert f"Take {number}: Zoë" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["history", 99], "holds no take 99"),
        (["history", 1, 2, 3], "Name one take to open it, or two"),
        (["history", "-o", "x.html"], "--output belongs to --trends"),
        (["history", "--protocol", "dance"], "Choose one of march, posture"),
        (["history", "--trends", "--person", "Nobody"], "No take that was measured"),
        (["report", "1", "-o", "x.docx"], "neither .html nor .pdf"),
        (["report", "1", "-o", "x.pdf", "--paper", "a5"], "a4 or letter"),
        (["report", "clip.mp4", "-o", "x.pdf"], "neither the number of a kept take"),
        (["edit", 1], "Say what to correct"),
        (["edit", 1, "--pain-after", "12"], "whole number from 0 to 10"),
        (["edit", 1, "--birth-year", "57"], "four digits"),
        (["edit", 1, "--recorded", "spring"], "is not a time"),
        (["edit", 6, "--id", "1", "--everywhere"], "needs a name"),
        (["export", "here"], "Name takes and a folder"),
        (["export", "one", "here"], "is not the number of a take"),
        (["export", "9" * 5000, "here"], "is not the number of a take"),
        (["report", "9" * 5000, "-o", "x.pdf"], "is not the number of a take"),
        (["export", 99, "here"], "holds no take 99"),
        (["march", "clip.mp4", "--person", "Zoë"], "belongs to --save"),
    ],
)
def test_a_wrong_use_gets_one_sentence(
    run, takes, capfd, tmp_path, monkeypatch, arguments, sentence
):
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == 2
    assert sentence in refusal(capfd)
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".sqlite"] == []


def test_an_empty_history_says_how_to_fill_it(run, capfd):
    assert run("history") == 0
    assert "keeps one" in capfd.readouterr().out


def test_takes_are_exported_one_or_all_of_a_person(run, takes, tmp_path, capfd):
    assert run("export", 1, tmp_path / "one") == 0
    assert run("export", "--person", LONG, tmp_path / "all") == 0
    assert (tmp_path / "one" / "manifest.json").exists()
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == [
        "bids", "data_dictionary.csv", *(f"take-{number}" for number in range(1, 6)),
    ]  # fmt: skip


def test_the_dictionary_describes_every_measure(run, tmp_path, capfd):
    from posecheck import measure_kinds

    assert run("dictionary") == 0
    rows = list(csv.DictReader(io.StringIO(capfd.readouterr().out)))
    assert {row["name"] for row in rows if row["is"] == "measure"} == set(measure_kinds())
    assert all(row["definition"] for row in rows)
    out = tmp_path / "d.csv"
    assert run("dictionary", "-o", out) == 0
    assert len(pd.read_csv(out)) == len(rows)


def test_an_archive_carries_what_was_corrected(run, takes, tmp_path, monkeypatch, capfd):
    assert run("edit", 2, "--recorded", "2026-03-09T08:00+09:00", "--birth-year", "1957") == 0
    assert run("archive", LONG, tmp_path / "a.zip") == 0
    monkeypatch.setenv("POSECHECK_DB", str(tmp_path / "other.sqlite"))
    assert run("import", tmp_path / "a.zip") == 0
    with History(str(tmp_path / "other.sqlite")) as other:
        entry = next(entry for entry in other.entries() if entry.notes.birth_year == 1957)
    assert entry.recorded.isoformat() == "2026-03-09T08:00:00+09:00"


def test_deleting_asks_and_counts(run, takes, capfd):
    assert run("delete", 1) == 2
    assert "say so with --yes" in refusal(capfd)
    assert run("delete", 1, "--yes") == 0
    assert "Deleted 1 take, 1 result, 1 recording." in capfd.readouterr().out


def test_scoring_again_says_what_changed_and_keeps_it(run, takes, database, capfd):
    assert run("rescore", 1, "--write") == 0
    out = capfd.readouterr().out
    assert "1 take looked at, 1 changed, 1 kept again." in out
    with History(database) as history:
        assert len(history.assessments(1)) == 2
        assert history.kept(1).entry.recorded == START


def test_a_take_that_cannot_be_scored_again_is_named_and_fails_the_command(run, takes, capfd):
    assert run("rescore", 1, 99) == 2
    said = capfd.readouterr()
    assert "holds no take 99" in said.out
    assert "2 takes looked at" in said.out
    assert "1 take could not be scored again" in said.err


def test_a_damaged_take_fails_scoring_again(run, takes, database, capfd):
    with sqlite3.connect(database) as broken:
        broken.execute("UPDATE posecheck_assessments SET json = 'x'")
    broken.close()
    assert run("rescore", "--write") == 2
    assert "damaged" in capfd.readouterr().out


def test_plain_commands_do_not_load_what_they_do_not_need():
    heavy = {"pandas", "typst", "uharfbuzz", "cv2", "jinja2", "c3d"}
    code = f"import sys, posecheck.cli.root; print(sorted({heavy!r} & set(sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"


@pytest.mark.parametrize("width", ["80", "140"])
def test_the_list_says_in_words_how_a_take_was_seen_and_how_good_it_was(
    run, database, capfd, monkeypatch, width
):
    monkeypatch.setenv("COLUMNS", width)
    with History(database) as history:
        history.save(a_march(view="side-left"))
    assert run("history") == 0
    said = capfd.readouterr().out
    assert "left side" in said
    assert "good" in said
    assert "side-left" not in said


def test_an_opened_take_says_what_it_tells_together_with_another_view(run, database, capfd):
    with History(database) as history:
        for view in ("front", "side-left"):
            history.save(a_march(view=view))
    assert run("history", "1") == 0
    said = capfd.readouterr().out
    assert "Together, take 1 (from the front) and take 2 (from the left side): peak" in said
    assert run("history", "--trends", "2") == 0
    assert "What do several views say? Together, take 2" in capfd.readouterr().out
