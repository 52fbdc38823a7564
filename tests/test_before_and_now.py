"""The numbers of every fixture are those written down, and what changed since 0.1 is named."""

import pytest

from benchmarks.before_and_now import (
    CHANGES,
    numbers,
    since_version_1,
    since_written,
    takes,
    version_1,
)


@pytest.mark.parametrize("fixture", version_1())
def test_a_number_is_what_it_was_or_says_what_changed_it(fixture):
    odd = [each for each in since_version_1(fixture) if not each.equal and each.change is None]
    assert odd == []


@pytest.mark.parametrize("fixture", takes())
def test_a_number_is_the_one_that_is_written_down(fixture):
    """Where one is meant to change: benchmarks/before_and_now.py --write, and say why."""
    assert [each for each in since_written(fixture) if not each.equal] == []


def test_there_is_something_to_compare():
    assert len(version_1()) == 22
    assert len(takes()) == 24
    assert sum(1 for _ in numbers()) > 1000


def test_no_change_is_named_that_changed_nothing():
    said = {each.change for each in numbers() if not each.equal}
    assert {why for _, _, why in CHANGES} <= said
