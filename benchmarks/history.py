"""How fast the history, the reports and the batches are.

    python benchmarks/history.py [--takes 5000] [--copies 3]

1. A history of many takes, recordings and all: saving one, opening it, listing, filtering, and
   the trends of one person.
2. The report of a ten-minute take with all its lifts: time and size of the page and the PDF,
   in a process of its own, as a user meets it.
3. A batch of videos in one process and in two, in turns in this one run.
"""

import argparse
import dataclasses
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np

from posecheck import Assessment, Take, assess, open_take
from posecheck.capture.model_files import find_model
from posecheck.history import History, Notes, takes_like, trends
from posecheck.history.batch import on_this_machine, run_batch
from posecheck.history.batch_takes import FileScorer
from posecheck.recording import ARRAYS

FIXTURES = Path(__file__).parent.parent / "fixtures"
TAKE = FIXTURES / "recordings" / "m02_front_m1_asymR15.posecheck"
PEOPLE = 20
TURNS = 2
MINUTES = 10

REPORT = """
import sys, time
from pathlib import Path
from posecheck.history import History
started = time.perf_counter()
from posecheck.history.course import course_of_take
from posecheck.history.rescore import opened
from posecheck.report import rendered
from posecheck.report.content import content_of
with History(sys.argv[1]) as history:
    kept = history.kept(1)
    shown = opened(history, kept)
    content = content_of(shown.assessment, shown.analysis, kept.entry.notes,
                         course_of_take(history, kept.entry), 1)
made = rendered(content, "." + sys.argv[2])
print(time.perf_counter() - started, len(made))
"""


def the_take() -> Take:
    """Return the march that is kept again and again."""
    return dataclasses.replace(open_take(TAKE), protocol="slow_march")


def timed(what: Callable[[], object]) -> float:
    """Return the seconds a call takes."""
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


def on_day(assessment: Assessment, day: int) -> Assessment:
    """Return the assessment as if it were recorded on another day."""
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
    provenance = assessment.provenance.model_copy(update={"recorded": moment})
    return assessment.model_copy(update={"provenance": provenance})


def measure_history(takes: int, folder: Path) -> None:
    take = the_take()
    assessment = assess(take).assessment
    path = folder / "history.sqlite"
    with History(str(path)) as history:
        saving = timed(
            lambda: [
                history.save(on_day(assessment, day), take, Notes(person=f"Person {day % PEOPLE}"))
                for day in range(takes)
            ]
        )
    print(
        f"{takes} takes, {path.stat().st_size / 1e6:.0f} MB; {1000 * saving / takes:.0f} ms a save"
    )

    opened: list[History] = []
    print(f"opening it            {timed(lambda: opened.append(History(str(path)))):6.3f} s")
    history = opened[0]
    print(f"listing every take    {timed(history.entries):6.3f} s")
    print(f"those of one person   {timed(lambda: history.entries('Person 7')):6.3f} s")
    print(f"those from the front  {timed(lambda: history.entries(view='front')):6.3f} s")
    entry = history.entries("Person 7")[0]
    moving = timed(lambda: trends(takes_like(history, entry)))
    print(f"trends over {takes // PEOPLE:4} takes {moving:6.3f} s")
    history.close()


def measure_reports(folder: Path) -> None:
    take = repeated(the_take(), MINUTES * 60)
    path = str(folder / "long.sqlite")
    with History(path) as history:
        assessment = assess(take).assessment
        history.save(assessment, take, Notes(person="Zoë Ångström 安娜"))
    for kind in ("html", "pdf"):
        answer = subprocess.run(
            [sys.executable, "-c", REPORT, path, kind], check=True, capture_output=True, text=True
        )
        seconds, size = map(float, answer.stdout.split())
        print(
            f"{kind:4} of {MINUTES} minutes, {len(assessment.repetitions)} lifts: "
            f"{seconds:.2f} s, {size / 1e6:.2f} MB"
        )


def repeated(take: Take, seconds: float) -> Take:
    """Return a take again and again until it is long enough."""
    (station,) = take.stations
    recording = station.recording
    times = int(np.ceil(seconds / recording.duration_s))
    step = recording.duration_s + 1 / 30
    arrays = {
        name: np.concatenate([getattr(recording, name)] * times) for name in ARRAYS if name != "t_s"
    }
    t_s = np.concatenate([recording.t_s + index * step for index in range(times)])
    longer = dataclasses.replace(recording, t_s=t_s, **arrays)
    return dataclasses.replace(take, stations=(dataclasses.replace(station, recording=longer),))


def measure_batch(copies: int, folder: Path) -> None:
    takes = folder / "takes"
    takes.mkdir()
    for index in range(copies):
        for clip in sorted(FIXTURES.glob("*.mp4")):
            shutil.copy(clip, takes / f"{index}-{clip.name}")
    count = len(list(takes.iterdir()))
    score = FileScorer("slow_march", model=find_model())
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(TURNS):
        for jobs, spent in seconds.items():
            out = folder / f"out-{turn}-{jobs}"
            run = partial(run_batch, takes, out, score, "", on_this_machine(jobs))
            spent.append(timed(run))
    one, two = (min(spent) for spent in seconds.values())
    print(
        f"{count} videos: one job {one:.1f} s, two jobs {two:.1f} s, {one / two:.2f} times as fast"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--takes", type=int, default=5000)
    parser.add_argument("--copies", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        measure_history(given.takes, Path(name))
        measure_reports(Path(name))
        measure_batch(given.copies, Path(name))


if __name__ == "__main__":
    main()
