from datetime import datetime, timedelta, timezone

import pytest

from posecheck import Setting
from posecheck.errors import HistoryError, OptionError
from posecheck.history import History, Notes, Removed, make_notes
from tests.history.builders import START, a_march, a_posture, a_take


@pytest.fixture
def history(tmp_path):
    with History(str(tmp_path / "new" / "history.sqlite")) as opened:
        yield opened


def test_what_was_saved_comes_back(history):
    assessment, recording = a_march(), a_take(setting=Setting(band="red", chair=True))
    notes = Notes(person="Zoë Ångström", birth_year=1958, patient_id="K-17", pain_before=2,
                  pain_after=3, effort=5, band="red", chair=True, text="tired")  # fmt: skip
    number = history.save(assessment, recording, notes.model_copy(update={"band": ""}))
    take = history.kept(number)
    assert take.assessment == assessment
    assert take.entry.notes == notes
    assert (take.entry.protocol, take.entry.view, take.entry.verdict) == (
        "slow_march", "front", "degraded",
    )  # fmt: skip
    assert take.entry.recorded == START
    assert take.entry.target_deg == 90.0
    assert take.entry.headline == "Your right knee rises about as high as your left."
    assert history.take(number).digest() == recording.digest()


def test_without_a_take_and_without_a_name(history):
    number = history.save(a_posture())
    assert history.take(number) is None
    assert history.kept(number).entry.notes == Notes()
    assert history.people() == []


def test_the_newest_comes_first_and_filters_add_up(history):
    for day, person in ((0, "Ann"), (2, "Bob"), (1, "Ann")):
        history.save(a_march(day=day), None, Notes(person=person))
    history.save(a_posture(day=3), None, Notes(person="Ann"))
    ann = history.entries(person="Ann")
    assert [entry.recorded - START for entry in ann] == [timedelta(days=d) for d in (3, 1, 0)]
    assert [e.id for e in history.entries(person="Ann", protocol="slow_march")] == [3, 1]
    assert [e.id for e in history.entries(view="side-left", verdict="ok")] == [4]
    assert history.entries(person="") == []
    assert history.people() == ["Ann", "Bob"]


def test_an_assessment_with_a_newer_version_keeps_the_old_one(history):
    number = history.save(a_march(left_deg=84.0), a_take())
    assert history.add_assessment(number, a_march(left_deg=80.0, version="0.2.0")) == 2
    take = history.kept(number)
    assert take.entry.versions == 2
    assert take.entry.posecheck_version == "0.2.0"
    assert take.assessment.measure("peak_thigh_elevation", "left").value == 80.0
    assert [a.posecheck_version for a in history.assessments(number)] == ["0.1.0", "0.2.0"]


def test_notes_can_be_changed(history):
    number = history.save(a_march())
    history.change_notes(number, Notes(person="Ann", effort=10))
    assert history.kept(number).entry.notes == Notes(person="Ann", effort=10)


def test_the_notes_of_several_takes_change_together_or_not_at_all(history):
    numbers = [history.save(a_march()), history.save_take(a_take(0.2))]
    changed = {number: Notes(person="Ann") for number in numbers}
    with pytest.raises(HistoryError, match="holds no take 99"):
        history.change_all_notes(changed | {99: Notes()})
    assert history.people() == []
    history.change_all_notes(changed)
    assert [entry.notes.person for entry in history.entries()] == ["Ann", "Ann"]


def test_a_change_of_several_that_breaks_off_changes_none(history, monkeypatch):
    numbers = [history.save(a_march()) for _ in range(2)]
    taken = iter((numbers[0],))

    def break_off(notes):
        if next(taken, None) is None:
            raise KeyboardInterrupt
        return {"person": notes.person}

    monkeypatch.setattr("posecheck.history.tables.note_columns", break_off)
    with pytest.raises(KeyboardInterrupt):
        history.change_all_notes({number: Notes(person="Ann") for number in numbers})
    assert history.people() == []


def test_a_time_put_right_stays_when_it_is_scored_again(history):
    number = history.save(a_march(), a_take())
    right = datetime(2025, 12, 24, 18, 30, tzinfo=timezone(timedelta(hours=9)))
    history.change_notes(number, Notes(recorded=right))
    history.add_assessment(number, a_march())
    assert history.entry(number).recorded == right
    assert history.entry(number).notes.recorded == right
    history.change_notes(number, Notes())
    assert history.entry(number).recorded == START


def test_a_take_is_kept_before_it_is_scored(history):
    number = history.save_take(a_take(), Notes(person="Ann"))
    (entry,) = history.entries()
    assert (entry.id, entry.verdict, entry.versions, entry.headline) == (
        number, None, 0, "Not scored yet.",
    )  # fmt: skip
    assert (entry.protocol, entry.recorded, entry.has_recording) == ("slow_march", START, True)
    assert history.people() == ["Ann"]
    assert history.all_kept([number]) == []
    assert history.assessments(number) == []
    with pytest.raises(HistoryError, match=f"Take {number} has not been scored yet"):
        history.kept(number)
    assert history.take(number).digest() == a_take().digest()
    assert history.damaged == {}
    history.add_assessment(number, a_march())
    assert history.kept(number).assessment == a_march()
    assert history.entry(number).verdict == "degraded"


def test_deleting_says_what_it_removed_and_leaves_the_rest(history):
    first = history.save(a_march(), a_take(), Notes(person="Ann"))
    history.add_assessment(first, a_march(version="0.2.0"))
    history.save(a_march(), None, Notes(person="Ann"))
    kept = history.save(a_march(), a_take(), Notes(person="Bob"))
    assert history.delete(first) == Removed(takes=1, assessments=2, recordings=1)
    assert history.delete_person("Ann") == Removed(takes=1, assessments=1, recordings=0)
    assert [entry.id for entry in history.entries()] == [kept]
    assert history.take(kept) is not None


def test_the_number_of_a_deleted_take_never_names_another(history):
    first = history.save(a_march())
    history.delete(first)
    assert history.save(a_march()) != first


def test_deleted_content_is_in_no_file_any_more(tmp_path):
    path = tmp_path / "history.sqlite"
    with History(str(path)) as history:
        number = history.save(a_march(source="needle-in-json.mp4"), a_take())
        history.save(a_march())
        landmarks = history.stored(number).take[2000:2200]
        files = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert b"needle-in-json" in files
        assert landmarks in files
        history.delete(number)
        files = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert b"needle-in-json" not in files
        assert landmarks not in files


@pytest.mark.parametrize(
    "ask",
    [
        lambda history: history.kept(99),
        lambda history: history.kept(2**63),
        lambda history: history.entry(-1),
        lambda history: history.delete(2**40),
        lambda history: history.take(99),
        lambda history: history.delete(99),
        lambda history: history.change_notes(99, Notes()),
        lambda history: history.add_assessment(99, a_march()),
    ],
)
def test_a_take_that_is_not_there_is_one_sentence(history, ask):
    with pytest.raises(HistoryError, match=r"holds no take -?\d+\."):
        ask(history)


def test_a_person_that_is_not_there_is_one_sentence(history):
    with pytest.raises(HistoryError, match="no take of 'Eve'"):
        history.delete_person("Eve")


@pytest.mark.parametrize("scale", ["pain_before", "pain_after", "effort"])
@pytest.mark.parametrize("value", [-1, 11, 2.5, "much"])
def test_scales_go_from_0_to_10(scale, value):
    with pytest.raises(OptionError, match="from 0 to 10"):
        make_notes(**{scale: value})


def test_files_are_for_the_users_eyes_only(tmp_path):
    path = tmp_path / "deep" / "er" / "history.sqlite"
    with History(str(path)) as history:
        history.save(a_march())
        for file in path.parent.iterdir():
            assert file.stat().st_mode & 0o777 == 0o600, file
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_the_environment_names_the_history(tmp_path, monkeypatch):
    path = tmp_path / "elsewhere.sqlite"
    monkeypatch.setenv("POSECHECK_DB", str(path))
    with History() as history:
        history.save(a_march())
        assert history.where == str(path)
    assert path.is_file()


def test_by_default_it_lies_in_the_users_data_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("POSECHECK_DB", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with History() as history:
        assert history.where.startswith(str(tmp_path))
