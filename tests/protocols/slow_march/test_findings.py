import pytest
from hypothesis import given
from hypothesis import strategies as st

from posecheck.kinematics.statistics import Estimate
from posecheck.protocols.slow_march import kinds
from posecheck.protocols.slow_march.estimates import known, spread
from posecheck.protocols.slow_march.findings import (
    declines,
    march_findings,
    most_fall,
    reaches,
    symmetry_grade,
)
from posecheck.protocols.slow_march.findings_manner import manner_findings
from posecheck.protocols.slow_march.questions import Asked, holm

BANNED = (
    "weak", "tight", "psoas", "dysfunction", "imbalance", "misaligned", "risk", "muscle",
    "lost your balance", "ordinary", "normal", "usual range",
)  # fmt: skip


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
        (3.0, 1.0, 4.9, "none"),  # surely not 0, but surely below 5 %
        (9.0, -1.0, 19.0, "none"),  # 0 is within
        (3.0, 1.0, 5.1, "small"),  # surely not 0, and it may be worth a word
        (30.0, 4.0, 56.0, "small"),  # large, but not surely above 5
        (6.1, 5.1, 7.1, "clear"),
        (30.0, 9.9, 50.0, "clear"),  # large, but not surely above 10
        (12.0, 10.1, 14.0, "marked"),
        (-12.0, -14.0, -10.1, "marked"),  # the other side
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


def at_least(low=None, high=None, lifts=6):
    """The measures of a take in which one leg has no number."""
    listed = sides((0.0, -3.0, 3.0), (0.0, -3.0, 3.0), lifts)
    kind, index = kinds.DIFFERENCE, kinds.SYMMETRY_INDEX
    near = {"low": low} if low is not None else {"high": high}
    share = {end: value * 2 for end, value in near.items()}
    return [
        kind.missing("It stays too low.", "front", n=12, **near),
        index.missing("It stays too low.", "front", n=12, **share),
        *listed[2:],
    ]


@pytest.mark.parametrize(
    ("ends", "lower", "higher", "degrees", "grade"),
    [
        ({"low": 18.0}, "left", "right", "18°", "marked"),
        ({"high": -4.9}, "right", "left", "4°", "clear"),
        ({"low": 2.0}, "left", "right", "2°", "small"),
    ],
)
def test_a_leg_without_a_number_is_told_to_be_lower_by_so_much_at_least(
    ends, lower, higher, degrees, grade
):
    found = march_findings(at_least(**ends), 90)[0]
    assert found.code == f"symmetry_{grade}"
    assert found.text == (
        f"The {lower} knee lifts at least {degrees} lower than the {higher} one; it stays too low "
        f"to say by how much. That is at least a {grade} difference."
    )
    assert codes(at_least(**ends, lifts=3))[0] == "symmetry_described"


def test_legs_of_which_nothing_is_sure_are_not_compared():
    reason = "The left thigh stays too low for a number, so there is none to compare."
    listed = [kind.missing(reason, "front") for kind in (kinds.DIFFERENCE, kinds.SYMMETRY_INDEX)]
    found = march_findings(listed, 90)[0]
    assert found.code == "symmetry_unknown"
    assert found.text == f"Left and right are not compared. {reason}"


def test_no_fall_is_said_of_the_knees_that_have_a_course():
    slope = kinds.TREND.of(Estimate(0.0, -0.5, 0.5, 11), "front", "right")
    texts = [
        each.text
        for each in march_findings([*sides((0.0, -3.0, 3.0), (0.0, -3.0, 3.0)), slope], 90)
    ]
    assert any(each.startswith("No fall of the right knee from lift to lift") for each in texts)


@pytest.mark.parametrize(
    ("low", "high", "target", "code"),
    [
        (90.0, 99.0, 90, "height_reached_left"),
        (89.9, 99.0, 90, "height_borderline_left"),  # it may be below
        (80.0, 90.0, 90, "height_borderline_left"),
        (80.0, 89.9, 90, "height_below_left"),
        (68.5, 80.0, 68, "height_reached_left"),
        (40.0, 50.0, 60, "height_below_left"),
    ],
)
def test_three_states_of_a_target(low, high, target, code):
    found = [measure(kinds.PEAK, (low + high) / 2, low, high, side="left")]
    assert code in codes([*sides((0.0, -3.0, 3.0), (0.0, -3.0, 3.0)), *found], target)


@pytest.mark.parametrize(
    ("left", "right", "falling"),
    [
        ((-1.0, -1.5, -0.5), (0.0, -0.5, 0.5), ["left"]),
        ((-1.0, -1.5, -0.5), (-1.0, -1.4, -0.6), ["left", "right"]),
        ((-0.5, -0.7, -0.3), (0.0, -0.5, 0.5), []),  # surely, but by 7° at most
        ((-1.0, -2.5, 0.5), (0.0, -0.5, 0.5), []),  # by 10°, but not surely
        ((-1.0, -1.95, -0.05), (0.0, -0.5, 0.5), []),  # one of two sides may look so by chance
        ((1.0, 0.5, 1.5), (1.0, 0.5, 1.5), []),  # rising
    ],
)
def test_when_a_decline_is_said(left, right, falling):
    slopes = {"left": Estimate(*left, 11), "right": Estimate(*right, 11)}
    assert declines(slopes) == falling
    listed = [kinds.TREND.of(slope, "front", side) for side, slope in slopes.items()]
    found = codes([*sides((0.0, -3.0, 3.0), (0.0, -3.0, 3.0)), *listed])[1:]
    assert found == [f"decline_{side}" for side in falling] or ["decline_none"]


def test_what_was_not_shown_is_not_called_absent():
    slopes = [measure(kinds.TREND, 0.1, -0.3, 0.5, side) for side in ("left", "right")]
    found = march_findings([*sides((1.0, -3.0, 5.0), (1.0, -3.0, 5.0)), *slopes], 90)
    texts = {finding.code: finding.text for finding in found}
    assert "could be shown" in texts["symmetry_none"]
    assert "1° (−3° to 5°)" in texts["symmetry_none"]
    assert "one of up to 3° over the take is possible" in texts["decline_none"]


MANNER = [
    # kind, (value, low, high), code
    (kinds.HOLD, (0.0, 0.0, 0.2), "hold_none_left"),
    (kinds.HOLD, (0.5, 0.3, 0.7), "hold_short_left"),
    (kinds.HOLD, (1.2, 1.0, 1.4), None),
    (kinds.HOLD_SAG, (12.0, 9.0, 15.0), "hold_sag_left"),
    (kinds.LOWERING, (0.3, 0.1, 0.5), "lowering_fast_left"),
    (kinds.LOWERING, (0.7, 0.5, 0.9), None),  # not surely fast
    (kinds.DROP_RATIO, (2.8, 2.5, 3.1), "let_fall_left"),
    (kinds.DROP_RATIO, (1.4, 0.8, 2.0), None),
    (kinds.SPARC, (-3.3, -3.7, -2.9), "lowering_stepwise_left"),
    (kinds.SPARC, (-1.6, -2.4, -0.8), None),  # nearer 0 is smoother
    (kinds.SIDE_LEAN, (9.0, 7.0, 11.0), "side_lean_left"),
    (kinds.SIDE_LEAN, (7.0, 5.0, 9.0), None),  # not surely beyond 6°
    (kinds.FORWARD_LEAN, (-14.0, -16.0, -12.0), "back_lean_left"),
    (kinds.FORWARD_LEAN, (-8.0, -10.0, -6.0), "back_lean_slight_left"),
    (kinds.FORWARD_LEAN, (6.0, 4.0, 8.0), None),
    (kinds.KNEE_OUTWARD, (28.0, 17.0, 39.0), "knee_outward_left"),
    (kinds.KNEE_OUTWARD, (20.0, 9.0, 31.0), None),
    (kinds.KNEE_OUTWARD, (-23.0, -34.0, -12.0), "knee_inward_left"),
    (kinds.STANCE_MOVES, (2.0, 0.2, 7.2), "foot_moved_left"),  # seen, not judged
    (kinds.STANCE_MOVES, (1.0, 0.0, 5.6), "foot_moved_left"),
    (kinds.STANCE_MOVES, (0.0, 0.0, 3.7), None),
    # The value is beyond its limit, the near end of the interval is not:
    (kinds.HOLD, (0.5, 0.0, 1.0), None),
    (kinds.HOLD_SAG, (10.0, 7.0, 13.0), None),
    (kinds.DROP_RATIO, (2.8, 2.0, 3.6), None),
    (kinds.SPARC, (-3.3, -4.2, -2.4), None),
    (kinds.FORWARD_LEAN, (-6.0, -8.0, -4.0), None),
]


@pytest.mark.parametrize(("kind", "values", "code"), MANNER)
def test_what_is_said_of_the_manner(kind, values, code):
    plain = sides((0.0, -3.0, 3.0), (0.0, -3.0, 3.0))
    found = codes([*plain, measure(kind, *values, side="left")])
    assert found == ["symmetry_none", *([code] if code else [])]


def test_many_questions_need_surer_answers():
    alone = [measure(kinds.SIDE_LEAN, 8.2, 6.4, 10.0, side="left")]
    others = [
        measure(kind, *values, side="right")
        for kind, values in (
            (kinds.HOLD, (1.2, 1.0, 1.4)),
            (kinds.HOLD_SAG, (1.0, 0.0, 2.0)),
            (kinds.LOWERING, (1.0, 0.8, 1.2)),
            (kinds.DROP_RATIO, (1.3, 1.0, 1.6)),
            (kinds.SPARC, (-1.6, -1.9, -1.3)),
            (kinds.KNEE_OUTWARD, (0.0, -8.0, 8.0)),
        )
    ]
    assert [each.code for each in manner_findings(alone)] == ["side_lean_left"]
    assert manner_findings([*alone, *others]) == []
    surer = measure(kinds.SIDE_LEAN, 12.0, 10.2, 13.8, side="left")
    assert [each.code for each in manner_findings([surer, *others])] == ["side_lean_left"]


@given(
    values=st.lists(st.tuples(st.floats(-9, 9), st.floats(0.1, 5)), min_size=1, max_size=12),
    more=st.integers(1, 5),
)
def test_no_further_question_makes_an_answer_surer(values, more):
    asked = [Asked(Estimate(value, value - half, value + half, 10), 0.0) for value, half in values]
    hopeless = [Asked(Estimate(-9.0, -10.0, -8.0, 10), 0.0)] * more
    before, after = holm(asked), holm([*asked, *hopeless])
    assert all(was or not now for was, now in zip(before, after, strict=False))
    for each, yes in zip(asked, before, strict=True):
        assert not yes or each.estimate.low > each.limit


@pytest.mark.parametrize("above", [True, False])
def test_the_near_end_at_the_limit_is_one_in_forty(above):
    found = Estimate(5.0, 3.0, 8.0, 10)
    assert Asked(found, 3.0 if above else 8.0, above).p_value == pytest.approx(0.025)


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


@pytest.mark.parametrize(
    ("limit", "above", "p"),
    [
        (8.0, True, 0.025),  # the near end lies at the limit
        (12.0, False, 0.025),
        (10.0, True, 0.5),  # the value itself does
        (10.0, False, 0.5),
        (12.0, True, 0.975),
        (8.0, False, 0.975),
    ],
)
def test_how_often_an_interval_lies_so_far_beyond(limit, above, p):
    assert Asked(Estimate(10.0, 8.0, 12.0, 6), limit, above).p_value == pytest.approx(p)


@pytest.mark.parametrize("n", [0, 1, 2, 30])
def test_the_near_end_decides_with_any_number_of_observations(n):
    assert Asked(Estimate(10.0, 8.0, 99.0, n), 8.0).p_value == pytest.approx(0.025)
    # t(4) and so on have longer tails the fewer there are
    freedom = max(n - 1, 0) + 4
    further = Asked(Estimate(10.0, 8.0, 99.0, n), 6.0).p_value
    assert further == pytest.approx({4: 0.0025, 5: 0.0018, 33: 0.00012}[freedom], rel=0.4)


@pytest.mark.parametrize(
    ("limit", "above", "p"),
    [(9.0, True, 0.0), (10.0, True, 1.0), (11.0, True, 1.0), (11.0, False, 0.0)],
)
def test_a_value_without_doubt(limit, above, p):
    assert Asked(Estimate(10.0, 10.0, 10.0, 3), limit, above).p_value == p


def asked(near):
    """A question whose near end is so far above its limit, and whose value is 2 above that."""
    return Asked(Estimate(near + 2.0, near, near + 4.0, 50), 0.0)


def test_the_surest_stands_against_all_and_the_next_against_one_less():
    assert holm([asked(0.001)]) == [True]
    assert holm([asked(0.001), asked(0.001)]) == [False, False]
    assert holm([asked(0.001), asked(9.0)]) == [True, True]
    assert holm([asked(0.001), asked(9.0), asked(-1.0)]) == [False, True, False]
    assert holm([]) == []


@pytest.mark.parametrize(
    ("low", "high", "grade"),
    [
        (1.0, 4.999, "none"),
        (1.0, 5.0, "small"),
        (5.0, 9.0, "small"),
        (5.001, 9.0, "clear"),
        (10.0, 20.0, "clear"),
        (10.001, 20.0, "marked"),
        (0.0, 20.0, "none"),
        (-20.0, 0.0, "none"),
    ],
)
def test_grades_at_their_limits(low, high, grade):
    assert symmetry_grade(Estimate((low + high) / 2, low, high, 10)) == grade


@pytest.mark.parametrize(
    ("low", "high", "answer"),
    [(90, 95, True), (89.9, 95, None), (85, 90, None), (85, 89.9, False)],
)
def test_whether_a_thigh_comes_up_to_the_target(low, high, answer):
    assert reaches(Estimate((low + high) / 2, low, high, 5), 90.0) is answer


def test_in_words():
    assert spread(Estimate(-8.0, -12.0, -4.0, 5), "deg") == "−8° (−12° to −4°)"
    assert known(None) is None


@pytest.mark.parametrize(
    ("low", "n", "fall"), [(-2.0, 6, 10.0), (-0.5, 3, 1.0), (0.0, 6, 0.0), (1.0, 6, 0.0)]
)
def test_the_largest_fall_that_a_slope_holds(low, n, fall):
    assert most_fall(Estimate(low + 1, low, low + 2, n)) == pytest.approx(fall)


@pytest.mark.parametrize(("low", "falling"), [(-2.0, ["left"]), (-1.99, [])])
def test_a_fall_of_8_degrees_over_the_take_is_worth_a_word(low, falling):
    assert declines({"left": Estimate(-1.5, low, -1.0, 5)}) == falling
