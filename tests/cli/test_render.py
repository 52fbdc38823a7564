"""The table on the terminal says what the assessment says, in words."""

import io

import pytest
from rich.console import Console

from posecheck.assessment import (
    Assessment,
    Finding,
    Measure,
    Provenance,
    Quality,
    QualityReason,
    Repetition,
)
from posecheck.cli.render import show
from posecheck.wording import NOT_A_DIAGNOSIS, headline, number, value_in_words


def shown(assessment: Assessment) -> str:
    console = Console(file=io.StringIO(), width=100, highlight=False)
    show(assessment, console)
    return console.file.getvalue()


def difference(value, low, high, **more) -> Measure:
    return Measure(
        name="thigh_elevation_difference", value=value, unit="deg", low=low, high=high, **more
    )


def an_assessment() -> Assessment:
    return Assessment(
        posecheck_version="0.1.0",
        protocol="slow_march",
        view="front",
        quality=Quality(
            verdict="degraded", reasons=(QualityReason(gate="rest", message="Stand still longer."),)
        ),
        repetitions=(
            Repetition(
                side="right", start_s=2.0, peak_s=3.7, end_s=5.4, peak_elevation_deg=75.2,
                hold_s=1.47, lowering_s=1.2, valid=True,
            ),
            Repetition(
                side="left", start_s=6.0, peak_s=7.0, end_s=8.0, peak_elevation_deg=None,
                valid=False, reason="the foot was hidden",
            ),
        ),
        measures=(
            difference(-18.4, -21.0, -15.2),
            Measure(
                name="thigh_elevation_peak", side="left", value=94.0, unit="deg",
                low=91.0, high=97.0, n=3,
            ),
            Measure(
                name="thigh_elevation_peak", side="right", value=75.6, unit="deg",
                low=72.0, high=79.0, n=2,
            ),
            Measure(name="cadence", value=15.8, unit="1/min", low=15.0, high=16.5, n=5),
            Measure(
                name="toe_first", side="left", value=None, unit="%",
                reason="not measurable from the front",
            ),
            Measure(
                name="toe_first", side="right", value=None, unit="%",
                reason="not measurable from the front",
            ),
            Measure(
                name="drop_ratio", side="left", value=None, unit="ratio",
                reason="the foot was hidden",
            ),
        ),
        findings=(
            Finding(code="not_a_diagnosis", text=NOT_A_DIAGNOSIS),
            Finding(code="right_lower", text="The right knee lifts lower."),
        ),
        provenance=Provenance(duration_s=26.6, frames_per_s=30.0),
    )  # fmt: skip


def test_everything_a_person_needs_is_there():
    text = shown(an_assessment())
    for expected in (
        "Usable take, with limits · seen from the front · 27 s · 30 frames a second",
        "• Stand still longer.",
        "The right thigh lifts 18° lower than the left one, with 95 % certainty between 15° and",
        "94° (91 to 97)",
        "76° (72 to 79)",
        "3 / 2",
        "15.8 a minute (15.0 to 16.5)",
        "not counted: the foot was hidden",
        "• The right knee lifts lower.",
        "Could not be measured",
        "Toe first: not measurable from the front",
        "Drop at the end (1.2 is smooth) (left): the foot was hidden",
    ):
        assert expected in text
    assert text.startswith("Usable take")
    assert text.count("Not a diagnosis") == 1
    assert text.rstrip().endswith("see the pelvis.")


def test_a_posture_check_counts_stands_and_pictures_not_lifts():
    knees = [
        Measure(name="knee_alignment", side=side, value=1.0, unit="deg", low=0.0, high=2.0, n=3)
        for side in ("left", "right")
    ]
    standing = an_assessment().model_copy(
        update={
            "protocol": "standing_posture",
            "repetitions": (),
            "measures": (*knees, Measure(name="posture_class", value="stoop", unit="class", n=3)),
            "provenance": Provenance(duration_s=0.0, frames_per_s=0.0, frames=3),
        }
    )
    text = shown(standing)
    assert "· 3 pictures\n" in text
    assert "stands" in text
    assert "lifts" not in text.replace("knee lifts lower", "")
    assert "both sides" not in text
    assert "value (95 % interval)" in text
    short = standing.model_copy(
        update={"provenance": Provenance(duration_s=0.97, frames_per_s=30.0, frames=30)}
    )
    assert "· 1.0 s · 30 frames a second" in shown(short)


def test_no_side_is_left_out_in_silence():
    assessment = an_assessment()
    only_left = assessment.model_copy(update={"measures": assessment.measures[1:2]})
    row = next(line for line in shown(only_left).splitlines() if "94°" in line)
    assert row.split()[-4:] == ["–", "3", "/", "–"]


@pytest.mark.parametrize(
    ("measure", "sentence"),
    [
        # right lower, left lower, no difference shown, no answer
        (difference(-18.4, -21.0, -15.2), "The right thigh lifts 18° lower than the left"),
        (difference(9.0, 5.0, 13.0), "The left thigh lifts 9° lower than the right"),
        (difference(-1.0, -4.0, 2.0), "right − left is −1°, with 95 % certainty between −4° and"),
        (
            difference(None, None, None, reason="too few lifts of the left leg"),
            "Left and right cannot be compared: too few lifts of the left leg",
        ),
    ],
)
def test_headline(measure, sentence):
    assert sentence in headline(measure)


def test_the_interval_of_a_lower_right_side_runs_from_near_to_far():
    assert "between 15° and 21° lower" in headline(difference(-18.4, -21.0, -15.2))


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (75.6, "deg", "76°"),
        (-0.2, "deg", "0°"),  # no minus sign before nothing
        (1.466, "s", "1.47 s"),
        (-3.2, "%", "−3 %"),
        (0.951, "ratio", "0.95"),
        (2.345, "px", "2.35 px"),  # a unit without words of its own
    ],
)
def test_numbers(value, unit, text):
    assert number(value, unit) == text


def test_an_interval_narrower_than_the_rounding_is_left_out():
    count = Measure(name="repetition_count", value=3.0, unit="count", low=3.0, high=3.0)
    assert value_in_words(count) == "3"


def test_a_class_is_shown_as_it_is():
    assert value_in_words(Measure(name="pattern", value="even", unit="class")) == "even"
