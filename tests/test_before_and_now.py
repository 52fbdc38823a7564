"""The numbers of every fixture are those of version 0.1, or the change that caused it is named."""

from itertools import groupby

import pytest

from benchmarks.before_and_now import CHANGES, numbers

NUMBERS = {name: list(each) for name, each in groupby(numbers(), lambda each: each.fixture)}


@pytest.mark.parametrize("fixture", NUMBERS)
def test_a_number_is_what_it_was_or_says_what_changed_it(fixture):
    odd = [each for each in NUMBERS[fixture] if not each.equal and each.change is None]
    assert odd == []


def test_there_is_something_to_compare():
    assert len(NUMBERS) == 22
    assert sum(map(len, NUMBERS.values())) > 1000


def test_no_change_is_named_that_changed_nothing():
    said = {each.change for every in NUMBERS.values() for each in every if not each.equal}
    assert {why for _, _, why in CHANGES} <= said
