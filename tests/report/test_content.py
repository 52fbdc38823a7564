import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from posecheck.charts.svg import chart_svg
from posecheck.history import History, Notes
from posecheck.history.course import course_of_take
from posecheck.kinematics.statistics import Estimate
from posecheck.protocols.slow_march import kinds as kinds_of_march
from posecheck.report.content import content_of
from posecheck.report.drawings import overview_charts
from posecheck.result import assess
from posecheck.summary import NOT_A_DIAGNOSIS
from posecheck.take import open_take
from tests.conftest import FIXTURES
from tests.takes import (
    OBLIQUE,
    SIDE,
    START,
    WEAK_RIGHT,
    a_march,
    march,
    no_measure,
    stand,
    unusable,
)


def content(result, **more):
    return content_of(result.assessment, result.analysis, **more)


@pytest.mark.parametrize("name", [WEAK_RIGHT, SIDE, OBLIQUE])
def test_every_question_has_an_answer(name):
    result = march(name)
    answers = content(result).answers
    titles = [question.title for question in result.protocol.questions]
    assert [answer.question for answer in answers][: len(titles)] == titles
    assert all(answer.sentence.endswith(".") for answer in answers)


def test_left_and_right_stand_side_by_side():
    table = content(march()).measures
    assert table.head == ("Measure", "Left", "Right", "Both")
    row = next(row for row in table.rows if row[0] == "Peak thigh elevation")
    left, right = (march().assessment.measure("peak_thigh_elevation", s) for s in ("left", "right"))
    assert row[1].startswith(f"{left.value:.0f}° ({left.low:.0f} to")
    assert row[2].startswith(f"{right.value:.0f}° (")


def test_a_leg_too_low_for_a_number_is_told_to_be_under_something():
    assessment = a_march()
    kinds = (kinds_of_march.PEAK, kinds_of_march.DIFFERENCE)
    measures = [each for each in assessment.measures if each.name not in {k.name for k in kinds}]
    peak, apart = kinds
    low = [
        peak.missing("Low (under 38°).", "front", "left", 6, high=37.2),
        peak.of(Estimate(78.0, 70.0, 86.0, 6), "front", "right"),
        apart.missing("The left thigh stays too low for a number.", "front", n=12, low=33.4),
    ]
    said = content_of(assessment.model_copy(update={"measures": (*low, *measures)})).measures
    assert (peak.label, "under 38°", "78° (70 to 86)", "") in said.rows
    assert (apart.label, "", "", "over 33°") in said.rows


def test_nothing_is_said_on_every_row():
    said = content(march())
    cells = [cell for table in (said.measures, said.others) for row in table.rows for cell in row]
    assert not any("from the front" in cell.lower() for cell in cells)
    assert said.seen == "Seen from the front"


def test_every_word_in_the_tables_is_defined():
    said = content(march())
    defined = {name for name, _ in said.definitions}
    labels = {row[0] for table in (said.measures, said.others) for row in table.rows}
    assert labels <= defined
    assert all(len(text) > 20 for _, text in said.definitions)


def test_classes_are_words():
    said = content(stand("upright"))
    texts = " ".join(cell for row in (*said.measures.rows, *said.others.rows) for cell in row)
    assert "within_usual" not in texts


def test_the_day_is_that_of_the_take_wherever_the_report_is_made(monkeypatch):
    late = START.replace(hour=23, minute=50)
    assessment = a_march()
    facts = assessment.provenance.model_copy(update={"recorded": late})
    assessment = assessment.model_copy(update={"provenance": facts})
    before = content_of(assessment).when
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert content_of(assessment).when == before
    finally:
        monkeypatch.undo()
        time.tzset()
    assert before == "Monday, 2 March 2026, 23:50 (UTC+2), as the file says"


def test_a_corrected_date_is_the_reports():
    when = datetime(2026, 1, 5, 8, 0, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))
    said = content_of(a_march(), notes=Notes(recorded=when))
    assert said.when == "Monday, 5 January 2026, 08:00 (UTC−3:30), as given"


def test_without_a_date_it_says_so():
    assessment = a_march()
    facts = assessment.provenance.model_copy(update={"recorded": None, "created": START})
    said = content_of(assessment.model_copy(update={"provenance": facts}))
    assert said.when.endswith("when it was assessed")


def test_an_unusable_take_says_why_and_nothing_else():
    said = content(unusable())
    assert said.verdict == "The take cannot be measured"
    assert said.limits == tuple(r.message for r in unusable().assessment.quality.reasons)
    assert said.answers == ()
    assert said.missing == ()
    assert said.measures.rows == said.others.rows == ()
    assert said.pictures == said.overview == ()


def test_the_person_is_who_was_said():
    said = content_of(a_march(), notes=Notes(person="Zoë", birth_year=1957, patient_id="4711"))
    assert (said.person, said.who) == ("Zoë", "born 1957, ID 4711")
    assert content_of(a_march()).person == "No name given"


def test_a_view_that_was_found_is_no_condition():
    assert "View" not in dict(content(march()).conditions)
    given = replace(march().take, options={**march().take.options, "view": "front"})
    assert dict(content(assess(given)).conditions)["View"] == "from the front"


def test_conditions_name_what_was_worn_and_where_the_camera_stood():
    setting = {
        "lens_height_m": {"value": 0.9, "given": True},
        "distance_m": {"value": 2.8, "given": False},
        "footwear": "socks", "clothing": "loose", "chair": True,
    }  # fmt: skip
    said = dict(content_of(a_march(setting=setting)).conditions)
    assert said["Height of the lens"] == "90 cm"
    assert said["Distance of the camera"] == "280 cm (assumed)"
    assert (said["Footwear"], said["Clothing"]) == ("socks", "loose")
    assert said["Chair"] == "held on to a chair"
    assert said["Lift the thigh to"] == "90°: thigh level"


def test_a_repetition_that_does_not_count_says_why():
    said = content_of(a_march())
    assert said.repetitions.rows[4][-1] == "no"
    assert said.repetition_notes == ("Lift 5: The foot came down for less than a second.",)


@pytest.fixture
def history(tmp_path):
    with History(str(tmp_path / "h.sqlite")) as opened:
        yield opened


def kept(history, assessment, **notes):
    number = history.save(assessment, None, Notes(person="Ann", **notes))
    take = history.kept(number)
    return content_of(
        take.assessment, None, take.entry.notes, course_of_take(history, take.entry), number
    )


def test_advice_to_repeat_ends_where_the_take_was_repeated(history):
    advice = "Repeat the take on another day."
    first = kept(history, a_march(advice=advice))
    assert advice in first.answers[0].sentence
    for week in (1, 2, 3):
        last = kept(history, a_march(day=7 * week, advice=advice))
    assert advice not in last.answers[0].sentence
    assert last.answers[0].course.startswith("Over 4 takes")
    assert last.number == "Take 4"


def test_the_report_shows_the_course_and_what_is_usual(history):
    for week, value in enumerate((80.0, 81.0, 79.5, 80.5)):
        kept(history, a_march(value, day=7 * week))
    said = kept(history, a_march(92.0, day=28))
    peak = next(answer for answer in said.answers if answer.question == "How high?")
    assert "80° → 92° (+12°, more than your minimal detectable change of ±" in peak.course
    chart, _ = said.course[1]
    (zone,) = chart.zones
    assert zone.label.startswith("left: minimal detectable change ±")


def test_an_unusable_take_still_shows_the_takes_before_it(history):
    for week in range(3):
        kept(history, a_march(80.0 + week, day=7 * week))
    said = kept(history, no_measure(a_march(day=21)))
    assert len(said.course[0][0].series[0].dots) == 3
    assert any("it could not be measured" in line for line in said.left_out)


def test_the_figure_is_the_repaired_one():
    """From the side the model gives lifts to the wrong leg; figure and table must agree."""
    result = march(SIDE)
    figure, recording = result.analysis.figures[0], result.take.stations[0].recording
    best = max(
        (each for each in result.assessment.repetitions if each.valid and each.side == "left"),
        key=lambda each: each.values["peak_thigh_elevation"].value,
    )
    at = abs(figure.t_s - best.peak_s).argmin()
    hip, knee = figure.xy_px[at, 23], figure.xy_px[at, 25]
    standing_hip, standing_knee = figure.xy_px[at, 24], figure.xy_px[at, 26]
    lifted = knee[1] - hip[1]
    assert lifted < 0.5 * (standing_knee[1] - standing_hip[1])
    assert len(recording) > 0
    captions = [picture.caption for picture in content(result).pictures]
    assert captions[0].startswith("Left at its highest")


def test_each_recording_of_a_held_lift_is_drawn_at_its_own_hold():
    found = assess(open_take(FIXTURES / "holds" / "side.posecheck"))
    captions = [picture.caption for picture in content(found).pictures]
    assert [words.split(" at ")[0] for words in captions] == ["Left", "Right"]


def test_what_rises_are_compared_with_is_no_target():
    found = assess(open_take(FIXTURES / "rises" / "right.posecheck"))
    charts = overview_charts(found.analysis)
    assert [chart.target_label for chart in charts] == ["quiet standing"] * 2
    assert "quiet standing 0°" in chart_svg(charts[0], 500.0, 200.0)


def test_the_posture_report_has_its_figure_with_a_plumb_line():
    picture = content(stand("upright", "shoulder_up")).pictures[0]
    assert "plumb line" in picture.caption
    assert 'stroke-dasharray="4 3"' in picture.svg


def test_the_same_stand_twice_is_one():
    once, twice = stand("upright"), stand("upright", "upright")
    assert len(content(twice).pictures) == len(content(once).pictures) == 1
    assert any("same stand" in line for line in content(twice).limits)


def test_a_take_of_ten_minutes_has_one_chart_first_and_minutes_after():
    from dataclasses import replace

    import numpy as np

    analysis = march().analysis
    curve = analysis.curves[0]
    long = replace(curve, t_s=np.linspace(0, 600, len(curve.t_s)))
    said = content_of(a_march(), replace(analysis, curves=(long,)))
    assert len(said.overview) == 1
    assert len(said.curves) == 10


def test_it_is_no_diagnosis():
    assert content(march()).disclaimer == NOT_A_DIAGNOSIS
