"""What follows from the answers to the safety questions."""

import pytest

from posecheck.app.safety import QUESTIONS, advise

# Kind of the question answered with yes: whether to test, highest target, chair.
RULES = [
    (None, True, 90, False),
    ("urgent", False, 0, False),
    ("clinician", False, 0, False),
    ("bend", True, 60, False),
    ("balance", True, 90, True),
]


@pytest.mark.parametrize(("kind", "test", "target", "chair"), RULES)
def test_rules(kind, test, target, chair):
    advice = advise({n: question.kind == kind for n, question in enumerate(QUESTIONS)})
    assert (advice.test, advice.highest_target_deg, advice.chair) == (test, target, chair)
    assert bool(advice.sentences) == (kind is not None)


@pytest.mark.parametrize("index", range(len(QUESTIONS)))
def test_every_single_yes_has_a_consequence(index):
    assert advise({index: True}).sentences


def test_the_gravest_answer_decides():
    everything = advise(dict.fromkeys(range(len(QUESTIONS)), True))
    assert not everything.test
    assert "doctor" in everything.sentences[0]


def test_two_cautions_add_up():
    kinds = [question.kind for question in QUESTIONS]
    advice = advise({kinds.index("bend"): True, kinds.index("balance"): True})
    assert (advice.highest_target_deg, advice.chair, len(advice.sentences)) == (60, True, 2)
