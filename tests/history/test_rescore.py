import pytest

from posecheck.errors import SourceError
from posecheck.history import History
from posecheck.history.rescore import rescore
from tests.history.builders import a_march, a_take


@pytest.fixture
def history(sqlite):
    with History(sqlite) as opened:
        yield opened


def lower_by_2(take):
    assert take.protocol == "slow_march"
    return a_march(left_deg=82.0, version="0.2.0")


def test_it_says_what_moved_and_keeps_the_old_one(history):
    number = history.save(a_march(left_deg=84.0), a_take())
    (found,) = rescore(history, [number], lower_by_2)
    assert [(m.name, m.side) for m in found.moved] == [("peak_thigh_elevation", "left")]
    assert (found.moved[0].before.value, found.moved[0].after.value) == (84.0, 82.0)
    assert found.version is None
    assert len(history.assessments(number)) == 1
    (found,) = rescore(history, [number], lower_by_2, write=True)
    assert found.version == 2
    values = [a.measure("peak_thigh_elevation", "left").value for a in history.assessments(number)]
    assert values == [84.0, 82.0]


def test_what_did_not_move_is_not_kept_twice(history):
    number = history.save(a_march(), a_take())
    (found,) = rescore(history, [number], lambda _: a_march(), write=True)
    assert (found.moved, found.version, found.problem) == ((), None, None)
    assert history.kept(number).entry.versions == 1


def test_a_take_without_recording_says_so_and_the_rest_go_on(history):
    bare = history.save(a_march())
    whole = history.save(a_march(), a_take())
    first, second = rescore(history, [bare, whole], lower_by_2)
    assert "No recording was kept" in first.problem
    assert second.problem is None


def test_a_take_that_fails_today_keeps_its_old_result(history):
    def fails(take):
        raise SourceError("Nobody was found in this take.")

    number = history.save(a_march(), a_take())
    (found,) = rescore(history, [number], fails, write=True)
    assert found.problem == "Nobody was found in this take."
    assert len(history.assessments(number)) == 1


def test_a_defect_stops_none_of_the_others(history):
    numbers = [history.save(a_march(), a_take()) for _ in range(3)]

    def breaks_once(take):
        if next(visits) == 1:
            raise ZeroDivisionError("float division")
        return a_march(left_deg=70.0)

    visits = iter(range(3))
    found = list(rescore(history, [*numbers, 99], breaks_once, write=True))
    assert [each.version for each in found] == [2, None, 2, None]
    assert "posecheck failed on this one (ZeroDivisionError: float division)" in found[1].problem
    assert "holds no take 99" in found[3].problem


def test_a_take_that_was_not_scored_is_scored(history):
    number = history.save_take(a_take())
    (found,) = rescore(history, [number], lower_by_2)
    assert (found.verdict_before, found.verdict_after, found.version) == (None, "degraded", None)
    (found,) = rescore(history, [number], lower_by_2, write=True)
    assert found.version == 1
    assert history.kept(number).assessment == lower_by_2(a_take())
