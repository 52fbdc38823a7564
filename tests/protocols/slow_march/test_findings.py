import pytest

from posecheck.kinematics.statistics import Estimate
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.fatigue import declines
from posecheck.protocols.slow_march.findings import march_findings, symmetry_grade

BANNED = ("weak", "tight", "psoas", "dysfunction", "imbalance", "misaligned", "risk", "muscle")


def measure(kind, value, low, high, side=None, n=10):
    return kind.of(Estimate(value, low, high, n), "front", side)


def sides(apart, index, lifts=6):
    """The measures of a take with this difference (value, low, high) and index."""
    return [
        measure(kinds.DIFFERENCE, *apart),
        measure(kinds.SYMMETRY_INDEX, *index),
        *(
            measure(kinds.COUNT, float(lifts), float(lifts), float(lifts), side, lifts)
            for side in ("left", "right")
        ),
    ]


def codes(measures, target=90):
    return [finding.code for finding in march_findings(measures, target)]


@pytest.mark.parametrize(
    ("value", "low", "high", "grade"),
    [
        (3.0, 1.0, 5.0, "none"),  # below 5 %, though surely not 0
        (9.0, -1.0, 19.0, "none"),  # 0 is within
        (7.0, 2.0, 12.0, "small"),
        (12.0, 4.0, 20.0, "small"),  # above 10 %, but not surely above 5
        (12.0, 6.0, 18.0, "clear"),
        (20.0, 8.0, 32.0, "clear"),  # above 15 %, but not surely above 10
        (20.0, 12.0, 28.0, "marked"),
        (-20.0, -28.0, -12.0, "marked"),  # the other side
        (-12.0, -18.0, -6.0, "clear"),
        (-7.0, -12.0, -2.0, "small"),
    ],
)
def test_the_decision_table(value, low, high, grade):
    assert symmetry_grade(Estimate(value, low, high, 10)) == grade


def test_few_lifts_are_described_and_not_graded():
    apart, index = (-18.0, -24.0, -12.0), (-20.0, -28.0, -12.0)
    assert codes(sides(apart, index, lifts=6)) == ["symmetry_marked"]
    assert codes(sides(apart, index, lifts=4)) == ["symmetry_described"]


def test_the_lower_side_is_named_whichever_it_is():
    right = march_findings(sides((-18.0, -24.0, -12.0), (-20.0, -28.0, -12.0)), 90)[0]
    left = march_findings(sides((18.0, 12.0, 24.0), (20.0, 12.0, 28.0)), 90)[0]
    assert right.text.startswith("The right knee lifts 18° lower than the left one")
    assert left.text.startswith("The left knee lifts 18° lower than the right one")


@pytest.mark.parametrize(
    ("peak", "target", "code"),
    [
        (85.0, 90, "height_reached_left"),
        (84.9, 90, "height_borderline_left"),
        (75.0, 90, "height_borderline_left"),
        (74.9, 90, "height_below_left"),
        (63.0, 68, "height_reached_left"),
        (40.0, 60, "height_below_left"),
    ],
)
def test_three_states_of_a_target(peak, target, code):
    found = [measure(kinds.PEAK, peak, peak - 5, peak + 5, side="left")]
    assert code in codes([*sides((0.0, -3.0, 3.0), (0.0, -3.0, 3.0)), *found], target)


@pytest.mark.parametrize(
    ("value", "low", "high", "n", "grade"),
    [
        (-1.0, -1.5, -0.5, 11, "clear"),  # surely falling, by 10°
        (-0.5, -0.9, -0.1, 11, "possible"),  # surely, but by 5° only
        (-1.0, -2.5, 0.5, 11, "possible"),  # by 10°, but not surely
        (-0.3, -0.9, 0.3, 11, None),
        (1.0, 0.5, 1.5, 11, None),  # rising
    ],
)
def test_when_a_decline_is_said(value, low, high, n, grade):
    assert declines(Estimate(value, low, high, n)) == grade


def test_no_decline_is_never_called_no_fatigue():
    slopes = [measure(kinds.TREND, 0.1, -0.3, 0.5, side) for side in ("left", "right")]
    found = march_findings([*sides((0.0, -3.0, 3.0), (0.0, -3.0, 3.0)), *slopes], 90)
    text = next(finding.text for finding in found if finding.code == "decline_none")
    assert text == "No decline from lift to lift was detected."


MANNER = [
    # kind, (value, low, high), code
    (kinds.HOLD, (0.0, 0.0, 0.2), "hold_none_left"),
    (kinds.HOLD, (0.5, 0.3, 0.7), "hold_short_left"),
    (kinds.HOLD, (1.2, 1.0, 1.4), None),
    (kinds.HOLD_SAG, (10.0, 6.0, 14.0), "hold_sag_left"),
    (kinds.LOWERING, (0.3, 0.1, 0.5), "lowering_fast_left"),
    (kinds.LOWERING, (0.5, 0.3, 0.7), None),  # not surely fast
    (kinds.DROP_RATIO, (2.8, 2.0, 3.6), "let_fall_left"),
    (kinds.DROP_RATIO, (1.4, 0.8, 2.0), None),
    (kinds.SPARC, (-3.3, -4.2, -2.4), "lowering_stepwise_left"),
    (kinds.SPARC, (-1.6, -2.4, -0.8), None),  # nearer 0 is smoother
    (kinds.SIDE_LEAN, (9.0, 7.0, 11.0), "side_lean_left"),
    (kinds.SIDE_LEAN, (7.0, 5.0, 9.0), None),  # not surely beyond 6°
    (kinds.FORWARD_LEAN, (-12.0, -14.0, -10.0), "back_lean_left"),
    (kinds.FORWARD_LEAN, (-6.0, -8.0, -4.0), "back_lean_slight_left"),
    (kinds.FORWARD_LEAN, (6.0, 4.0, 8.0), None),
    (kinds.KNEE_OUTWARD, (28.0, 17.0, 39.0), "knee_outward_left"),
    (kinds.KNEE_OUTWARD, (20.0, 9.0, 31.0), None),
    (kinds.KNEE_OUTWARD, (-23.0, -34.0, -12.0), "knee_inward_left"),
    (kinds.BALANCE, (2.0, 0.2, 7.2), "unsteady_left"),
    (kinds.BALANCE, (1.0, 0.0, 5.6), None),
]


@pytest.mark.parametrize(("kind", "values", "code"), MANNER)
def test_what_is_said_of_the_manner(kind, values, code):
    plain = sides((0.0, -3.0, 3.0), (0.0, -3.0, 3.0))
    found = codes([*plain, measure(kind, *values, side="left")])
    assert found == ["symmetry_none", *([code] if code else [])]


def test_no_finding_blames_a_muscle_or_frightens():
    texts = []
    for kind, values, _ in MANNER:
        found = march_findings(
            [
                *sides((-18.0, -24.0, -12.0), (-20.0, -28.0, -12.0)),
                measure(kind, *values, side="left"),
            ],
            90,
        )
        texts += [finding.text.lower() for finding in found]
    assert not [text for text in texts for word in BANNED if word in text]


def test_an_unmeasured_comparison_says_why():
    reason = "It needs a second take from the other side."
    apart, index = (kind.missing(reason) for kind in (kinds.DIFFERENCE, kinds.SYMMETRY_INDEX))
    found = march_findings([apart, index], 90)
    assert [finding.code for finding in found] == ["symmetry_unknown"]
    assert reason in found[0].text
