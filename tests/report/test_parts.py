"""The parts of a report: fonts, plots, skeletons."""

import io

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from posecheck.report.drawing import Box, Disc, Line, Text, to_svg
from posecheck.report.plots import best_lifts, height_plot, hold_plot, trend_plot
from posecheck.report.skeleton import skeleton

from posecheck.history import History, Notes
from posecheck.history.trends import trends
from posecheck.report.fonts import faces
from tests.history.builders import a_march, a_recording

NAMES = [
    "Zoë",
    "Анна",
    "Ελένη",
    "עדי",
    "محمد",
    "नीना",
    "ธนา",
    "Գոհար",
    "ნინო",
    "தமிழ்",
    "安娜",
    "はな",
    "김철수",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_fonts_know_the_letters(name):
    known = set()
    for face in faces(name):
        known |= set(TTFont(io.BytesIO(face.data)).getBestCmap())
    assert {ord(letter) for letter in name} <= known


def test_only_the_letters_needed_are_carried():
    assert sum(len(face.data) for face in faces("Ann 安娜")) < 100_000


def test_a_letter_that_no_font_knows_does_no_harm():
    assert len(faces("\U000131a0")) == 2


def of_kind(drawing, kind):
    return [shape for shape in drawing.shapes if isinstance(shape, kind)]


def test_sides_are_told_apart_without_colour():
    plot = height_plot(a_march(repetitions=6).repetitions, 90.0)
    # The key holds one mark of each side.
    assert len(of_kind(plot, Disc)) == 3 + 1
    assert len(of_kind(plot, Box)) == 3 + 1
    assert all(disc.filled for disc in of_kind(plot, Disc))
    assert not any(box.filled for box in of_kind(plot, Box))


def test_higher_is_drawn_higher_and_the_target_has_its_line():
    march = a_march(left_deg=85.0, right_deg=60.0, repetitions=2)
    plot = height_plot(march.repetitions, 90.0)
    left, right = of_kind(plot, Disc)[0], of_kind(plot, Box)[0]
    target = next(line for line in of_kind(plot, Line) if line.dash)
    assert target.points[0][1] < left.centre[1] < right.corner[1]
    assert "target 90°" in [text.content for text in of_kind(plot, Text)]


@pytest.mark.parametrize("count", [1, 2, 200])
def test_everything_lies_within_the_picture(count):
    march = a_march(repetitions=count, duration_s=3.0 * count)
    for drawing in (height_plot(march.repetitions, 90.0), hold_plot(march.repetitions)):
        points = [p for line in of_kind(drawing, Line) for p in line.points]
        points += [disc.centre for disc in of_kind(drawing, Disc)]
        points += [box.corner for box in of_kind(drawing, Box)]
        x, y = np.array(points).T
        assert x.min() >= 0
        assert x.max() <= drawing.width
        assert y.min() >= 0
        assert y.max() <= drawing.height


def test_the_plots_of_a_take_have_one_scale_of_time():
    lifts = a_march(repetitions=8).repetitions[3:]
    plots = height_plot(lifts, 90.0), hold_plot(lifts)
    seconds = [
        [(text.place[0], text.content) for text in of_kind(plot, Text) if text.content[-2:] == " s"]
        for plot in plots
    ]
    assert seconds[0] == [tick for tick in seconds[1] if tick[0] >= 46.0]
    assert seconds[0][0][1] == "0 s"


def test_no_lifts_no_plots():
    assert height_plot((), 90.0) is None
    assert hold_plot(()) is None


def test_the_best_lift_of_a_side_is_its_highest_that_counts():
    best = best_lifts(a_march(repetitions=20).repetitions)
    for side, lift in best.items():
        counted = [r for r in a_march(repetitions=20).repetitions if r.side == side and r.valid]
        assert lift == max(counted, key=lambda r: r.peak_elevation_deg)


def test_the_skeleton_shows_the_moment_and_the_side():
    # The left knee is up after 1 s, the right one after 3 s.
    for moment, side, lifted in ((1.0, "left", Disc), (3.0, "right", Box)):
        drawing = skeleton(a_recording(4.0), moment, side)
        strong = [line for line in of_kind(drawing, Line) if line.width == 3.0]
        assert len(strong) == 5  # thigh, shank, and three lines of the foot
        assert of_kind(drawing, lifted)
        heights = [abs(line.points[0][1] - line.points[1][1]) for line in strong]
        assert heights[0] < 5  # the thigh is foreshortened to a line level with the hip


def test_nobody_found_no_skeleton():
    recording = a_recording(1.0)
    nobody = recording.__class__(**{
        **{name: getattr(recording, name) for name in ("t_s", "visibility", "frame_size_px")},
        "landmarks_px": np.full_like(recording.landmarks_px, np.nan),
        "body_yaw_deg": recording.body_yaw_deg,
        "brightness": recording.brightness,
    })  # fmt: skip
    assert skeleton(nobody, 0.5, "left") is None


def test_a_trend_shows_every_take_and_the_usual_change(tmp_path):
    with History(str(tmp_path / "h.sqlite")) as history:
        for day, value in enumerate((80.0, 82.0, 81.0, 84.0)):
            history.save(a_march(left_deg=value, day=day), None, Notes(person="Ann"))
        found = trends(history.takes([1, 2, 3, 4]))
    plot = trend_plot(found[0])
    assert len(of_kind(plot, Disc)) == 4
    assert sum(bool(line.dash) for line in of_kind(plot, Line)) == 2
    assert any(text.content.startswith("usual change ±") for text in of_kind(plot, Text))


def test_svg_escapes_its_texts():
    plot = height_plot(a_march().repetitions, 90.0)
    plot.shapes.append(Text((0, 0), "<b>&"))
    assert "&lt;b&gt;&amp;" in to_svg(plot)
