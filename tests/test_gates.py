from posecheck.gates import Gate, quality_of, refusal

OK, LIMIT = Gate("ok"), Gate("limit", "degraded", "Less.")
LATER, NO, NEVER = (
    Gate("later", "degraded", "Later."),
    Gate("no", "unusable", "No."),
    Gate("never", "unusable", "Never."),
)


def names(*gates):
    return [reason.gate for reason in quality_of(gates).reasons]


def test_the_worst_answer_is_the_quality_and_comes_first():
    assert quality_of([]).verdict == quality_of([OK]).verdict == "ok"
    assert quality_of([OK, LIMIT]).verdict == "degraded"
    assert quality_of([LIMIT, NO, OK]).verdict == "unusable"
    assert names(LIMIT, NO, LATER) == ["no", "limit", "later"]


def test_answers_of_one_weight_keep_the_order_in_which_they_were_asked():
    assert names(LATER, LIMIT) == ["later", "limit"]
    assert names(NEVER, NO) == ["never", "no"]


def test_the_first_refusal_says_why():
    assert refusal([OK, LIMIT]) is None
    assert (
        refusal([LIMIT, NEVER, NO]) == "Never." == quality_of([LIMIT, NEVER, NO]).reasons[0].message
    )
