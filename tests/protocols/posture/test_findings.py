"""One sentence for each question, decided on interval ends; nothing usual, nothing named."""

import re
from dataclasses import replace

import pytest
from scipy.stats import norm

from posecheck.kinematics.statistics import Estimate
from posecheck.protocols.posture import PROTOCOL, kinds
from posecheck.protocols.posture.findings import findings_of
from posecheck.registry import kind_of
from posecheck.wording import value_in_words
from tests.protocols.posture.people import assess, cut, stand, take_of

JUDGED = re.compile(
    r"\busual|\bnormal|\bordinary|\bideal|\bgood\b|\bbad\b|\bpoor|sway.?back|stoop|typical", re.I
)

UNCERTAIN = re.compile(r"between \d|no difference")


def measure(kind, value, half, side=None, **more):
    estimate = Estimate(value, value - half, value + half, 3)
    return kind.of(estimate, kind.views[0], side, **more)


def said(*measures):
    return {finding.question: finding for finding in findings_of(measures)}


@pytest.mark.parametrize(
    ("kind", "question", "asked", "ahead", "behind"),
    [
        (kinds.PELVIC_DISPLACEMENT, "stance", 2, "ahead of your feet", "behind your feet"),
        (kinds.TRUNK_LEAN, "stance", 2, "forward", "back"),
        (kinds.FORWARD_HEAD, "head", 1, "ahead of your shoulder", "behind your shoulder"),
        (kinds.SHOULDER_LEVEL, "sides", 1, "left shoulder", "right shoulder"),
        (kinds.LATERAL_SHIFT, "sides", 1, "left of your hips", "right of your hips"),
        (kinds.HIP_SHIFT, "sides", 1, "left of your feet", "right of your feet"),
        (kinds.TRUNK_SIDES, "sides", 1, "right side of your trunk", "left side of your trunk"),
    ],
)
def test_a_direction_is_said_where_the_interval_is_clear_of_zero(
    kind, question, asked, ahead, behind
):
    limit = 4.0 * norm.ppf(1 - 0.025 / asked) / norm.ppf(0.975)
    for value, words in ((limit + 0.01, ahead), (-limit - 0.01, behind)):
        finding = said(measure(kind, value, 4.0))[question]
        assert words in finding.text
        assert not UNCERTAIN.search(finding.text)
        assert finding.measures == (kind.name,)
        assert "−" not in finding.text
    for value in (limit - 0.01, 0.0, 0.01 - limit):
        text = said(measure(kind, value, 4.0))[question].text
        assert UNCERTAIN.search(text), text


@pytest.mark.parametrize(
    ("value", "words"),
    [(9.0, "outside the line"), (-9.0, "inside the line"), (1.0, "no difference")],
)
def test_knees_name_their_side_and_what_looks_the_same(value, words):
    knees = [measure(kinds.KNEE_ALIGNMENT, value, 4.0, side) for side in ("left", "right")]
    text = said(*knees)["sides"].text
    assert words in text
    assert ("Turned-out feet" in text) == ("line" in words)


def test_asking_more_makes_each_answer_harder():
    """Alone it is told; among six the same difference is not."""
    shoulder = measure(kinds.SHOULDER_LEVEL, 4.5, 4.0)
    others = [
        *(measure(kind, 0.0, 4.0) for kind in (kinds.LATERAL_SHIFT, kinds.HIP_SHIFT)),
        measure(kinds.TRUNK_SIDES, 0.0, 4.0),
        *(measure(kinds.KNEE_ALIGNMENT, 0.0, 4.0, side) for side in ("left", "right")),
    ]
    assert said(shoulder)["sides"].code == "levels"
    assert said(shoulder, *others)["sides"].code == "levels_unclear"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (75.0, "nearer the arched end"),
        (25.0, "nearer the tucked end"),
        (60.0, "cannot be told"),
    ],
)
def test_the_place_in_the_own_range(value, words):
    assert words in said(measure(kinds.TILT_INDEX, value, 20.0))["pelvis"].text


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (12.0, "tipped 12° (6 to 18) forward"),
        (-12.0, "tipped 12° (6 to 18) back"),
        (4.0, "between 2° back and 10° forward"),
    ],
)
def test_the_outline_is_a_shape(value, words):
    text = said(measure(kinds.TILT_FROM_NEUTRAL, value, 6.0))["pelvis"].text
    assert words in text
    assert "drawn body" in text
    assert "A camera cannot see the pelvic bones" in text


def test_the_best_evidence_answers_for_the_pelvis():
    outline, place, marked = (
        measure(kind, 30.0, 5.0)
        for kind in (kinds.TILT_FROM_NEUTRAL, kinds.TILT_INDEX, kinds.PELVIC_TILT)
    )
    assert said(outline)["pelvis"].code == "rotation_of_outline"
    assert said(outline, place)["pelvis"].code == "tilt_in_own_range"
    assert said(outline, place, marked)["pelvis"].code == "tilt_of_markers"
    compared = kinds.TILT_COMPARED.of_class("more", "side-left", 1)
    both = said(outline, compared)["pelvis"]
    assert "more than last time" in both.text
    assert both.measures == (kinds.TILT_FROM_NEUTRAL.name, kinds.TILT_COMPARED.name)


def test_a_bent_hip_is_said_where_it_is_certain():
    assert "one line" in said(measure(kinds.TRUNK_THIGH, 160.0, 8.0))["stance"].text
    assert "stance" not in said(measure(kinds.TRUNK_THIGH, 165.0, 8.0))


def test_nothing_measured_nothing_said():
    empty = [kind.missing("It needs a view from the side.") for kind in kinds.FROM_THE_SIDE]
    assert findings_of(empty) == []


STANDS = ("upright", "tuck", "arch", "sway_back", "stoop", "facing_right")


@pytest.mark.parametrize("name", STANDS)
def test_every_question_has_one_answer_and_none_judges(name):
    result = assess(take_of(side=name, front="shoulder_up"))
    questions = [finding.question for finding in result.findings]
    assert questions == [question.name for question in PROTOCOL.questions]
    for finding in result.findings:
        assert not JUDGED.search(finding.text), finding.text
        assert finding.text.endswith(".")
        for used in finding.measures:
            kinds_of = PROTOCOL.questions[questions.index(finding.question)].measures
            assert used in {kind.name for kind in kinds_of}


def test_no_measure_and_no_sentence_names_a_posture_or_what_is_usual():
    words = [
        word
        for kind in (*kinds.MEASURES, *kinds.RETIRED)
        for word in (kind.label, *kind.classes.values())
    ]
    takes = (
        take_of(side=["upright", cut(stand("upright"), "feet")], front="shoulder_up"),
        take_of(side=replace(stand("upright"), contour=None)),
    )
    for take in takes:
        result = assess(take)
        for each in result.measures:
            words += [each.reason or "", each.caution or "", value_in_words(each, kind_of(each))]
        words += [reason.message for reason in result.quality.reasons]
    for word in words:
        assert not JUDGED.search(word), word
