"""The curve of a report: both legs over time, the same as what the numbers came from."""

import dataclasses

import numpy as np
import pytest
from posecheck.protocols.slow_march.assess import assess
from posecheck.report.curve import CAPTION, curves, over_time
from posecheck.report.drawing import Box, Disc, Line, Text

from posecheck import Recording
from posecheck.protocols.slow_march.analysis import analyse
from posecheck.protocols.slow_march.options import MarchOptions
from posecheck.report import content_of, to_html
from tests.history.builders import a_march, a_posture, a_recording


@pytest.fixture(scope="module")
def recording():
    return a_recording(40.0, standing_s=4.0)


@pytest.fixture(scope="module")
def assessment(recording):
    return assess(recording)


def of_kind(drawing, kind):
    return [shape for shape in drawing.shapes if isinstance(shape, kind)]


def curve_lines(drawing, dashed, width):
    dash = (5.0, 2.5) if dashed else ()
    return [
        line
        for line in of_kind(drawing, Line)
        if line.dash == dash and line.width == width and line.colour in ("#0b4f8a", "#b35900")
    ]


def test_the_curve_holds_both_legs_lifts_holds_and_the_target(recording, assessment):
    (strip,) = over_time(assessment, recording).strips
    counted = [lift for lift in assessment.repetitions if lift.valid]
    assert len(counted) > 5
    assert len(of_kind(strip, Disc)) == sum(lift.side == "left" for lift in counted)
    assert len(of_kind(strip, Box)) == sum(lift.side == "right" for lift in counted)
    words = [text.content for text in of_kind(strip, Text)]
    assert "dotted: target 90°" in words
    assert str(len(assessment.repetitions)) in words
    for dashed in (False, True):  # told apart by the line, not only by its colour
        assert curve_lines(strip, dashed, 1.0)
        assert curve_lines(strip, dashed, 2.6)


def test_a_curve_is_highest_where_the_lifts_are(recording, assessment):
    (strip,) = over_time(assessment, recording).strips
    (left,) = curve_lines(strip, False, 1.0)
    top = min(y for _, y in left.points)
    peak = min(disc.centre[1] for disc in of_kind(strip, Disc))
    assert top == pytest.approx(peak, abs=6.0)
    x, y = np.array(left.points).T
    first = min(of_kind(strip, Disc), key=lambda disc: disc.centre[0])
    assert np.interp(first.centre[0], x, y) == pytest.approx(first.centre[1], abs=6.0)


@pytest.mark.parametrize(("seconds", "strips"), [(40.0, 1), (61.0, 2), (200.0, 4)])
def test_a_strip_shows_at_most_a_minute_and_none_is_left_out(seconds, strips):
    take = a_recording(seconds, standing_s=4.0)
    drawn = over_time(assess(take), take).strips
    assert len(drawn) == strips
    for strip in drawn:
        x, y = np.array([p for line in of_kind(strip, Line) for p in line.points]).T
        assert x.min() >= 0
        assert x.max() <= strip.width
        assert y.min() >= 0
        assert y.max() <= strip.height
    marks = sum(len(of_kind(strip, Disc)) + len(of_kind(strip, Box)) for strip in drawn)
    assert marks == sum(lift.valid for lift in assess(take).repetitions)


def test_a_gap_in_the_curve_is_not_drawn_over(recording, assessment):
    analysis = analyse(recording, MarchOptions())
    deg = {side: values.copy() for side, values in analysis.elevation.deg.items()}
    deg["left"][(analysis.track.t_s > 10) & (analysis.track.t_s < 14)] = np.nan
    gappy = dataclasses.replace(
        analysis, elevation=dataclasses.replace(analysis.elevation, deg=deg)
    )
    (whole,) = curves(analysis, assessment.repetitions)
    (broken,) = curves(gappy, assessment.repetitions)
    assert len(curve_lines(whole, False, 1.0)) == 1
    before, after = curve_lines(broken, False, 1.0)
    width_s = (after.points[0][0] - before.points[-1][0]) / (broken.width - 60) * 40
    assert width_s == pytest.approx(4.0, abs=0.5)


def test_nothing_known_nothing_drawn(recording, assessment):
    analysis = analyse(recording, MarchOptions())
    deg = {side: np.full_like(values, np.nan) for side, values in analysis.elevation.deg.items()}
    nothing = dataclasses.replace(
        analysis, elevation=dataclasses.replace(analysis.elevation, deg=deg)
    )
    assert curves(nothing, assessment.repetitions) == ()
    assert over_time(a_posture(), recording) == over_time(assessment, None) == ((), "", ())


def test_numbers_of_another_version_are_said_to_be_so(recording, assessment):
    assert over_time(assessment, recording).note == CAPTION
    older = assessment.model_copy(update={"posecheck_version": "0.0.7"})
    assert "the numbers are by posecheck 0.0.7" in over_time(older, recording).note


def test_options_that_are_none_of_todays_cost_the_curve_and_say_so(recording):
    content = content_of(a_march(target_deg=77.0), recording)
    assert content.curves == ()
    assert any(line.startswith("The curve over time: ") for line in content.missing)


def test_the_page_shows_the_curve(recording, assessment):
    page = to_html(content_of(assessment, recording))
    assert CAPTION in page
    assert "Elevation of both thighs, 0 to 40 s" in page


def test_ten_minutes_of_curve_stay_small(recording):
    take = a_recording(600.0, standing_s=4.0)
    content = content_of(assess(take), Recording.from_bytes(take.to_bytes()))
    assert len(content.curves) == 10
    assert len(to_html(content).encode()) < 1_000_000
