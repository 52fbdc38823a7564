import contextlib
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest

from posecheck.errors import OptionError, OutputError, SourceError
from posecheck.export.tables import table_of, write_table
from posecheck.history.batch import (
    on_a_cluster,
    on_this_machine,
    outcome_of,
    run_batch,
)
from posecheck.history.batch_takes import find_takes
from posecheck.take import to_bytes
from tests.history.builders import a_take
from tests.history.scorers import by_name

NAMES = ["a-70.mp4", "b-80.MOV", "broken-1.mp4", "deep/c-85.posecheck", "stand.webm"]


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "takes"
    for name in NAMES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(to_bytes(a_take()))
    (folder / "notes.txt").write_text("no take")
    return folder


@pytest.fixture
def score(folder):
    return partial(run_batch, folder, folder.parent / "out", by_name, "options 1")


def visits(folder) -> list[str]:
    files = [*folder.parent.glob("visits.txt"), *folder.glob("visits.txt")]
    return sorted(line for file in files for line in file.read_text().split())


def test_takes_are_found_by_their_kind(folder):
    assert [path.relative_to(folder).as_posix() for path in find_takes(folder)] == NAMES


@pytest.mark.parametrize("name", ["none", "empty"])
def test_no_takes_is_one_sentence(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(OptionError, match=r"not a folder|holds no video"):
        find_takes(tmp_path / name)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_what_may_not_be_looked_at_is_a_row_that_failed():
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(os.path.realpath(name))
        folder.chmod(0o755)
        for below, mode in (("closed", 0o000), ("listed", 0o644), ("open", 0o755)):
            (folder / below).mkdir()
            (folder / below / "a.mp4").write_bytes(b"")
            (folder / below).chmod(mode)
        os.seteuid(65534)
        try:
            found = find_takes(folder)
            outcome = outcome_of(folder / "closed", folder, by_name)
            with pytest.raises(OptionError, match=r"cannot be read \(permission denied\)"):
                find_takes(folder / "closed")
        finally:
            os.seteuid(0)
    assert [str(path.relative_to(folder)) for path in found] == [
        "closed", "listed/a.mp4", "open/a.mp4",
    ]  # fmt: skip
    assert (outcome.file, outcome.assessment, outcome.again) == ("closed", None, True)
    assert "cannot be read" in outcome.problem


def test_one_row_per_take_with_the_failures(folder, score, tmp_path):
    steps = []
    batch = score(on_this_machine(2), lambda done, total: steps.append((done, total)))
    assert steps == [(done, 5) for done in range(6)]
    assert [outcome.file for outcome in batch.outcomes] == NAMES
    csv, parquet = write_table(table_of(batch.outcomes), tmp_path / "out")
    for table in (pd.read_csv(csv), pd.read_parquet(parquet)):
        assert list(table["file"]) == NAMES
        assert list(table["verdict"]) == ["degraded", "degraded", "failed", "degraded", "ok"]
        assert table["message"][2] == "broken-1.mp4 holds nobody. Record it again."
        np.testing.assert_equal(
            table["peak_thigh_elevation_left"].tolist(), [70, 80, np.nan, 85, np.nan]
        )
        assert table["peak_thigh_elevation_left_low"][0] == 66
        assert table["landing_left"][0] == "toe-first"
        assert np.isnan(table["toe_first_landing"].astype(float)).all()
        assert table["forward_head_angle"][4] == 4.1


def test_it_goes_on_where_it_was_stopped(folder, score):
    class Stopped(Exception):
        pass

    def stop_after_two(done, _total):
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        score(on_this_machine(1), stop_after_two)
    batch = score(on_this_machine(1))
    assert batch.known == 2
    assert len(batch.outcomes) == 5
    # The take that was under way when it stopped may have been begun twice, no other.
    assert len(visits(folder)) <= 6
    again = score(on_this_machine(1))
    assert again.known == 5
    assert again.outcomes == batch.outcomes


def test_a_changed_file_and_other_options_are_done_again(folder, score):
    score(on_this_machine(1))
    (folder / "a-70.mp4").write_bytes(b"another take")
    assert score(on_this_machine(1)).known == 4
    other = run_batch(folder, folder.parent / "out", by_name, "options 2", on_this_machine(1))
    assert other.known == 0


def test_a_damaged_note_of_an_earlier_run_is_done_again(folder, score):
    score(on_this_machine(1))
    for index, file in enumerate(sorted((folder.parent / "out" / "takes").iterdir())[:2]):
        file.write_bytes([b"", b'{"file": "x"}'][index])
    assert score(on_this_machine(1)).known == 3


def test_a_take_that_breaks_the_process_is_a_row_too(folder, score):
    (folder / "crash-1.mp4").write_bytes(b"")
    batch = score(on_this_machine(2))
    problems = {outcome.file: outcome.problem for outcome in batch.outcomes}
    assert "broke down" in problems["crash-1.mp4"]
    assert [file for file, problem in problems.items() if problem] == [
        "broken-1.mp4",
        "crash-1.mp4",
    ]
    # It may have been the machine's fault: the next run tries it again.
    assert score(on_this_machine(2)).known == 5


def test_a_defect_is_a_row_too_and_is_tried_again(folder, score):
    (folder / "defect-1.mp4").write_bytes(b"")
    batch = score(on_this_machine(2))
    problems = {outcome.file: outcome.problem for outcome in batch.outcomes if outcome.problem}
    assert list(problems) == ["broken-1.mp4", "defect-1.mp4"]
    assert "posecheck failed on this one (ZeroDivisionError: a defect)" in problems["defect-1.mp4"]
    assert score(on_this_machine(2)).known == 5


def test_a_name_of_bytes_that_are_no_text_is_a_row_too(folder, score, tmp_path):
    (folder / os.fsdecode(b"caf\xe9-75.mp4")).write_bytes(b"")
    batch = score(on_this_machine(1))
    csv, _ = write_table(table_of(batch.outcomes), tmp_path / "out")
    assert "caf�-75.mp4" in pd.read_csv(csv)["file"].tolist()
    assert score(on_this_machine(1)).known == 6


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGTERM])
def test_the_processes_end_with_their_parent(tmp_path, stop):
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from posecheck.history.batch import on_this_machine\n"
        "from tests.history.scorers import for_ever\n"
        "if __name__ == '__main__':\n"
        "    list(on_this_machine(2)(for_ever, [Path(sys.argv[1], n) for n in 'ab']))\n"
    )
    (tmp_path / "parent.py").write_text(code)
    with subprocess.Popen(
        [sys.executable, tmp_path / "parent.py", tmp_path], env={**os.environ, "PYTHONPATH": "."}
    ) as parent:
        while len(list(tmp_path.glob("*.pid"))) < 2:
            assert parent.poll() is None
            time.sleep(0.05)
        parent.send_signal(stop)
    workers = [int(path.read_text()) for path in tmp_path.glob("*.pid")]
    for worker in workers:
        while psutil.pid_exists(worker) and psutil.Process(worker).status() != "zombie":
            time.sleep(0.05)


def test_a_folder_that_cannot_be_made_is_one_sentence(folder, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be made"):
        run_batch(folder, tmp_path / "file" / "out", by_name, "", on_this_machine(1))


def test_no_jobs_is_one_sentence():
    with pytest.raises(OptionError, match="--jobs 0"):
        on_this_machine(0)


@contextlib.contextmanager
def a_cluster(workers):
    """Give the address of a Dask cluster of so many processes on loopback."""
    import dask
    from distributed import LocalCluster

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1",
            dashboard_address="127.0.0.1:0", silence_logs=logging.ERROR,
        ) as cluster,
    ):  # fmt: skip
        yield cluster.scheduler_address


def test_a_cluster_gives_the_same(folder, score, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.getcwd())
    with a_cluster(2) as scheduler:
        there = score(on_a_cluster(scheduler))
    here = run_batch(folder, folder.parent / "here", by_name, "options 1", on_this_machine(1))
    assert there.outcomes == here.outcomes


def test_a_take_that_breaks_a_worker_of_a_cluster_is_a_row_too(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.getcwd())
    takes = tmp_path / "takes"
    takes.mkdir()
    (takes / "crash-1.mp4").write_bytes(b"")
    with a_cluster(1) as scheduler:
        batch = run_batch(takes, tmp_path / "out", by_name, "", on_a_cluster(scheduler))
    here = run_batch(takes, tmp_path / "here", by_name, "", on_this_machine(1))
    assert batch.outcomes == here.outcomes


def test_a_cluster_that_nobody_works_for_is_one_sentence(folder, score, monkeypatch):
    monkeypatch.setattr("posecheck.history.batch._DESERTED_S", 0.5)
    with a_cluster(0) as scheduler, pytest.raises(SourceError, match="no workers left"):
        score(on_a_cluster(scheduler))


def test_a_scheduler_that_does_not_answer_is_one_sentence(folder, score, monkeypatch):
    monkeypatch.setattr("posecheck.history.batch._CONNECT_S", 0.5)
    with pytest.raises(OptionError, match="does not answer"):
        score(on_a_cluster("tcp://127.0.0.1:9"))
