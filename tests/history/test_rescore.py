import pytest

from posecheck.errors import SourceError
from posecheck.history import History
from posecheck.history.rescore import rescore
from tests.history.builders import a_march, a_recording


@pytest.fixture
def history(sqlite):
    with History(sqlite) as opened:
        yield opened


def lower_by_2(recording, earlier):
    value = earlier.measure("peak_elevation", "left").value
    return a_march(left_deg=value - 2.0, version="0.2.0")


def test_it_says_what_moved_and_keeps_the_old_one(history):
    number = history.save(a_march(left_deg=84.0), a_recording())
    (found,) = rescore(history, [number], lower_by_2)
    assert [(m.name, m.side) for m in found.moved] == [("peak_elevation", "left")]
    assert (found.moved[0].before.value, found.moved[0].after.value) == (84.0, 82.0)
    assert found.version is None
    assert len(history.assessments(number)) == 1
    (found,) = rescore(history, [number], lower_by_2, write=True)
    assert found.version == 2
    values = [a.measure("peak_elevation", "left").value for a in history.assessments(number)]
    assert values == [84.0, 82.0]


def test_what_did_not_move_is_not_kept_twice(history):
    number = history.save(a_march(), a_recording())
    (found,) = rescore(history, [number], lambda _, earlier: earlier, write=True)
    assert (found.moved, found.version, found.problem) == ((), None, None)
    assert history.take(number).entry.versions == 1


def test_a_take_without_recording_says_so_and_the_rest_go_on(history):
    bare = history.save(a_march())
    whole = history.save(a_march(), a_recording())
    first, second = rescore(history, [bare, whole], lower_by_2)
    assert "No recording was kept" in first.problem
    assert second.problem is None


def test_a_take_that_fails_today_keeps_its_old_result(history):
    def fails(recording, earlier):
        raise SourceError("Nobody was found in this take.")

    number = history.save(a_march(), a_recording())
    (found,) = rescore(history, [number], fails, write=True)
    assert found.problem == "Nobody was found in this take."
    assert len(history.assessments(number)) == 1
