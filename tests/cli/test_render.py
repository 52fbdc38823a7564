"""The table on the terminal says what the assessment says, in words."""

import io

import pytest
from rich.console import Console

from posecheck.assessment import (
    Assessment,
    Finding,
    Provenance,
    Quality,
    QualityReason,
    Repetition,
)
from posecheck.cli.render import show
from posecheck.kinematics.statistics import Estimate
from posecheck.protocols.posture import kinds as posture
from posecheck.protocols.slow_march import kinds as march
from posecheck.registry import protocol
from posecheck.summary import NO_STATEMENT, NOT_A_DIAGNOSIS, in_one_sentence
from posecheck.wording import number, value_in_words


def shown(assessment: Assessment, named: str | None = "slow_march") -> str:
    console = Console(file=io.StringIO(), width=200, highlight=False)
    show(assessment, protocol(named) if named else None, console)
    return console.file.getvalue()


def of(kind, value, low, high, side=None, n=1, **more):
    return kind.of(Estimate(value, low, high, n), "front", side, **more)


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
                side="right",
                start_s=2.0,
                peak_s=3.7,
                end_s=5.4,
                values={
                    **march.PEAK.quantity(75.2, 70.0, 80.0),
                    **march.HOLD.quantity(1.47),
                    **march.LOWERING.quantity(1.2),
                },
                valid=True,
            ),
            Repetition(
                side="left",
                start_s=6.0,
                peak_s=7.0,
                end_s=8.0,
                valid=False,
                reason="the foot was hidden",
            ),
        ),
        measures=(
            of(march.PEAK, 94.0, 91.0, 97.0, "left", 3),
            of(march.PEAK, 75.6, 72.0, 79.0, "right", 2),
            of(march.CADENCE, 15.8, 15.0, 16.5, n=5, caution="Of few lifts."),
            march.TOE_FIRST.missing("Not measurable from the front.", "front", "left"),
            march.TOE_FIRST.missing("Not measurable from the front.", "front", "right"),
            march.DROP_RATIO.missing("The foot was hidden.", "front", "left"),
        ),
        findings=(
            Finding(code="right_lower", text="The right knee lifts lower."),
            Finding(code="hold", text="Both are held."),
        ),
        provenance=Provenance(duration_s=26.6, frames_per_s=30.0),
    )


def test_everything_a_person_needs_is_there():
    text = shown(an_assessment())
    for expected in (
        "Usable take, with limits · seen from the front · 27 s · 30 frames a second",
        "• Stand still longer.",
        "The right knee lifts lower.",
        "94° (91 to 97)",
        "76° (72 to 79)",
        "3 / 2",
        "15.8 a minute (15.0 to 16.5)",
        "Of few lifts.",
        "75°",
        "1.47 s",
        "not counted: the foot was hidden",
        "• Both are held.",
        "Could not be measured",
        f"{march.TOE_FIRST.label}: Not measurable from the front.",
        f"{march.DROP_RATIO.label} (left): The foot was hidden.",
        march.PEAK.tested_on,
    ):
        assert expected in text
    assert text.startswith("Usable take")
    assert text.count("The right knee lifts lower.") == 1
    assert text.count(NOT_A_DIAGNOSIS.split(".")[0]) == 1
    assert " ".join(text.split()).endswith(NOT_A_DIAGNOSIS)


def test_a_lift_is_called_a_lift_and_without_its_protocol_a_repetition():
    headings = [line for line in shown(an_assessment()).splitlines() if " at " in line]
    assert headings[0].startswith("lift ")
    unknown = shown(an_assessment().model_copy(update={"protocol": "waltz"}), None)
    assert "repetition " in unknown
    assert "lift " not in unknown.replace("knee lift", "")
    assert "94° (91 to 97)" in unknown


def test_a_posture_check_counts_stands_and_pictures_not_lifts():
    knees = [of(posture.KNEE_ALIGNMENT, 1.0, 0.0, 2.0, side, n=3) for side in ("left", "right")]
    standing = an_assessment().model_copy(
        update={
            "protocol": "posture",
            "repetitions": (),
            "measures": (*knees, posture.CLASS.of_class("stoop", "side-left", 3)),
            "findings": (),
            "provenance": Provenance(duration_s=0.0, frames_per_s=0.0, frames=3),
        }
    )
    text = shown(standing, "posture")
    assert "· 3 pictures\n" in text
    assert "lift" not in text
    assert "value (95 % interval)" in text
    assert posture.CLASS.classes["stoop"] in text
    short = standing.model_copy(
        update={"provenance": Provenance(duration_s=0.97, frames_per_s=30.0, frames=30)}
    )
    assert "· 1.0 s · 30 frames a second" in shown(short, "posture")


def test_no_side_is_left_out_in_silence():
    assessment = an_assessment()
    only_left = assessment.model_copy(update={"measures": assessment.measures[:1]})
    row = next(line for line in shown(only_left).splitlines() if "94°" in line)
    assert row.split()[-4:] == ["–", "3", "/", "–"]


def test_one_sentence_stands_for_the_whole():
    assessment = an_assessment()
    assert in_one_sentence(assessment) == "The right knee lifts lower."
    assert in_one_sentence(assessment.model_copy(update={"findings": ()})) == NO_STATEMENT
    unusable = Quality(
        verdict="unusable", reasons=(QualityReason(gate="person", message="Nobody."),)
    )
    assert in_one_sentence(assessment.model_copy(update={"quality": unusable})) == "Nobody."


def test_nothing_that_a_file_says_is_obeyed_by_the_terminal():
    odd = an_assessment().model_copy(
        update={"findings": (Finding(code="odd", text="[red]A[/red] [link=x]b[/link]"),)}
    )
    assert "[red]A[/red] [link=x]b[/link]" in shown(odd)


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
    assert value_in_words(of(march.COUNT, 3.0, 3.0, 3.0, "left"), march.COUNT) == "3"


def test_a_class_is_shown_in_its_words_never_as_a_code():
    for name, words in posture.CLASS.classes.items():
        shown_as = value_in_words(posture.CLASS.of_class(name, "side-left", 1), posture.CLASS)
        assert shown_as == words
        assert "_" not in shown_as


@pytest.mark.parametrize(
    ("kind", "ends", "words"),
    [
        (march.PEAK, {"high": 37.2}, "under 38°"),
        (march.PEAK, {"high": 38.0}, "under 38°"),
        (march.DIFFERENCE, {"low": 34.7}, "over 34°"),
        (march.DIFFERENCE, {"high": -34.7}, "under −34°"),
        (march.KNEE_HEIGHT, {"high": 0.204}, "under 0.21"),
        (march.PEAK, {}, "–"),
    ],
)
def test_of_what_has_no_number_the_end_that_is_sure_is_told(kind, ends, words):
    measure = kind.missing("Too low.", "front", "left" if kind.per_side else None, **ends)
    assert value_in_words(measure, kind) == words
    assert measure.is_told == bool(ends)
    assert bool(measure.tested_on) == bool(ends)
    taken = an_assessment().model_copy(update={"measures": (measure,)})
    text = shown(taken)
    assert ("What the intervals were tested on" in text) == bool(ends)
    assert (words in text) or not ends
    assert "Could not be measured" in text
