"""The one registry of measures: whole, readable, and the only place of a measure's name."""

import ast
from collections import Counter
from pathlib import Path

import pytest

import posecheck
from posecheck.assessment import Measure
from posecheck.kinematics.statistics import Estimate
from posecheck.measures import UNITS
from posecheck.protocols.posture import kinds as posture
from posecheck.protocols.slow_march import kinds as march
from posecheck.registry import installed, kind_of, measure_kinds

FOLDER = Path(posecheck.__file__).parent
KINDS = list(measure_kinds().values())
NUMBERS = [kind for kind in KINDS if kind.unit != "class"]
# Where names of measures stand as text: their declarations, and the names of old files.
DECLARING = {"kinds.py", "assessment_file.py"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_says_what_it_is(kind):
    assert kind.label[0].isupper()
    assert "_" not in kind.label
    assert kind.definition.endswith(".")
    assert len(kind.definition.split()) > 4
    assert len(kind.source) > 10
    assert kind.unit in UNITS
    assert kind.digits in (0, 1, 2)
    assert bool(kind.classes) == (kind.unit == "class")


def test_no_two_kinds_share_a_name_or_had_the_same_one():
    names = Counter(name for kind in KINDS for name in (kind.name, *kind.formerly))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("protocol", installed().values(), ids=lambda each: each.name)
def test_labels_are_told_apart_and_questions_are_answered_by_declared_measures(protocol):
    labels = Counter(kind.label for kind in protocol.measures)
    assert [label for label, count in labels.items() if count > 1] == []
    for question in protocol.questions:
        assert all(kind in protocol.measures for kind in question.measures), question.name


def test_no_name_of_a_measure_is_a_loose_string():
    """Words that are names of measures as well are told by their underscore."""
    names = {name for kind in KINDS for name in (kind.name, *kind.formerly) if "_" in name}
    loose = [
        f"{path.relative_to(FOLDER)}:{node.lineno} {node.value}"
        for path in FOLDER.rglob("*.py")
        if path.name not in DECLARING
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in names
    ]
    assert loose == []


def test_a_former_name_is_known_and_an_unknown_one_is_described_as_far_as_it_goes():
    assert kind_of("fatigue_slope") is march.TREND
    assert kind_of("head_forward") is posture.FORWARD_HEAD
    odd = kind_of(Measure(name="grip_force", value=3.0, unit="N"))
    assert (odd.label, odd.unit) == ("Grip force", "ratio")
    assert "not installed" in odd.definition


def test_measures_are_made_by_their_kind():
    estimate = Estimate(80.0, 75.0, 85.0, 4, caution="Wide.")
    made = march.PEAK.of(estimate, "front", "left", caution="Far.")
    assert (made.name, made.side, made.unit, made.n) == (march.PEAK.name, "left", "deg", 4)
    assert (made.low, made.value, made.high) == (75.0, 80.0, 85.0)
    assert made.caution == "Far. Wide."
    assert made.tested_on == march.PEAK.tested_on
    missing = march.PEAK.missing("No lift.", "front", "left", n=2)
    assert (missing.value, missing.reason, missing.n) == (None, "No lift.", 2)
    assert posture.CLASS.of_class("stoop", "side-left", 3).value == "stoop"
    with pytest.raises(ValueError, match="no class"):
        posture.CLASS.of_class("slouch", "side-left", 3)
    assert march.PEAK.quantity(None) == {}
    assert march.PEAK.quantity(80.0)[march.PEAK.name].value == 80.0
    assert march.PEAK.titled("left").endswith(", left")
