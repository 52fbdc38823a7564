"""A test of the body from another package gets report, course and export without a changed line."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from posecheck import Finding, MeasureKind, Repetition, Result, assess, registry
from posecheck.analysis import Analysis, Band, Curve, Figure, Mark
from posecheck.export.folder import export_takes
from posecheck.history import History, Notes
from posecheck.history.course import course_of_take, courses
from posecheck.kinematics.statistics import Estimate
from posecheck.options import Options, option
from posecheck.protocol import Check, Protocol, Question, StationKind
from posecheck.report import write_report
from posecheck.report.content import content_of
from tests.takes import START, WEAK_RIGHT, recorded

DEPTH = MeasureKind(
    name="squat_depth", label="Depth of the squat", unit="deg", digits=0, sign="deeper",
    definition="How far the knees bend at the lowest point.", source="this test",
    tested_on="nothing at all",
)  # fmt: skip
PAUSE = MeasureKind(
    name="squat_pause", label="Pause at the bottom", unit="s", digits=1, per_side=True,
    definition="How long the lowest point is held.", source="this test",
)  # fmt: skip
WAY = MeasureKind(
    name="squat_way", label="Way of squatting", unit="class", digits=0,
    classes={"knees_in": "knees inward", "straight": "straight"},
    definition="Where the knees go.", source="this test",
)  # fmt: skip


class SquatOptions(Options):
    load_kg: int = option(0, label="Load", help="Kilograms held.", least=0, most=200)


class Squat(Protocol):
    name = "squat"
    command = "squat"
    title = "Squat"
    about = "How deep and how steadily somebody squats."
    stations = (StationKind("squat", "The squat", "A video of squats."),)
    options = SquatOptions
    measures = (DEPTH, PAUSE, WAY)
    repetition_measures = (DEPTH,)
    repetition = ("squat", "squats")
    questions = (
        Question("depth", "How deep?", (DEPTH,)),
        Question("pause", "How long held?", (PAUSE,)),
        Question("way", "Which way?", (WAY,)),
    )
    depth = 88.0

    def check(self, take):
        return Check((), take.stations[0].recording, "front")

    def analyse(self, recording):
        t_s = recording.t_s
        curve = Curve(
            "Knee bend", "deg", None, t_s, 45 - 45 * np.cos(t_s), 90.0,
            (Mark(3.1, 90.0, True), Mark(9.4, 60.0, False)), (Band(3.0, 3.3, "pause"),),
        )  # fmt: skip
        figure = Figure(
            "Squatting", "front", t_s, recording.landmarks_px.astype(float), (640, 480), plumb=True
        )
        values = DEPTH.quantity(self.depth, self.depth - 3, self.depth + 3)
        squat = Repetition(
            side="both", start_s=2.0, peak_s=3.1, end_s=4.0, values=values, valid=True
        )
        return Analysis(view="front", repetitions=(squat,), curves=(curve,), figures=(figure,))

    def measure(self, analysis):
        depth = Estimate(self.depth, self.depth - 5, self.depth + 5, 1)
        return [
            DEPTH.of(depth, "front"),
            PAUSE.of(Estimate(0.4, 0.2, 0.6, 1), "front", "left"),
            PAUSE.missing("The right leg was hidden.", "front", "right"),
            WAY.of_class("knees_in", "front", 1, caution="One squat only."),
        ]

    def find(self, analysis, measures):
        text = "You squat to 88°."
        return [Finding(code="deep", text=text, measures=(DEPTH.name,), question="depth")]


@pytest.fixture(autouse=True)
def squat(monkeypatch):
    """Install the protocol as an entry point of another package would."""
    protocol = Squat()

    class Entry:
        def load(self):
            return protocol

    real = registry.entry_points
    monkeypatch.setattr(registry, "entry_points", lambda group: [*real(group=group), Entry()])
    caches = (registry.installed, registry.measure_kinds, registry._former)
    for cache in caches:
        cache.cache_clear()
    yield protocol
    monkeypatch.undo()
    for cache in caches:
        cache.cache_clear()


@pytest.fixture
def result() -> Result:
    return assess(replace(recorded(WEAK_RIGHT), protocol="squat"))


def test_the_report_answers_its_questions_and_draws_its_curve(result, tmp_path):
    said = content_of(result.assessment, result.analysis)
    assert [(answer.question, answer.sentence) for answer in said.answers] == [
        ("How deep?", "You squat to 88°."),
        ("How long held?", "Pause at the bottom: left 0.4 s (0.2 to 0.6)."),
        ("Which way?", "Way of squatting: knees inward."),
    ]
    assert said.repetitions.title == "Squats"
    assert said.overview[0].target == 90.0
    assert said.overview[0].series[0].meaning == "pause"
    assert ("Load", "0") in said.conditions
    assert "Pause at the bottom (right): The right leg was hidden." in said.missing
    assert said.tested_on == "All of them: nothing at all."
    for ending in ("pdf", "html"):
        assert write_report(result, tmp_path / f"squat.{ending}").stat().st_size > 10_000


def test_its_course_and_export_are_there(result, squat, tmp_path):
    with History(str(tmp_path / "h.sqlite")) as history:
        for week, depth in enumerate((80.0, 81.0, 80.5, 79.5, 95.0)):
            squat.depth = depth
            take = replace(result.take, recorded=START + timedelta(weeks=week))
            history.save(assess(take).assessment, take, Notes(person="Ann"))
        (course,) = courses(history)
        assert course.about == "Squat, seen from the front"
        assert course.questions[0].sentences[0].startswith("Over 5 takes since 2 March 2026: 80° →")
        assert "more than your minimal detectable change" in course.questions[0].sentences[0]
        assert len(course_of_take(history, history.kept(2).entry).takes) == 2
        export_takes(history, [1], tmp_path / "out")
    table = pd.read_csv(tmp_path / "out" / "measures.csv")
    assert list(table["measure"]) == ["squat_depth", "squat_pause", "squat_pause", "squat_way"]
    assert "squat_depth" in set(pd.read_csv(tmp_path / "out" / "data_dictionary.csv")["name"])
    assert (tmp_path / "out" / "angles.mot").read_text().count("knee_bend") == 1
    assert list((tmp_path / "out" / "bids").rglob("*task-squat*_motion.tsv"))
