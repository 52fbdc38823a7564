import json
import sqlite3
import zipfile

import pytest

from posecheck.errors import HistoryError, OutputError
from posecheck.history import History, Notes, backup, store
from posecheck.history.archive import Imported, export_archive, import_archive
from tests.history.builders import a_march, a_posture, a_take


@pytest.fixture
def home(tmp_path):
    with History(str(tmp_path / "home.sqlite")) as history:
        yield history


@pytest.fixture
def away(tmp_path):
    with History(str(tmp_path / "away.sqlite")) as history:
        yield history


@pytest.fixture
def archive(home, tmp_path):
    number = home.save(a_march(), a_take(), Notes(person="Zoë", effort=4))
    home.add_assessment(number, a_march(left_deg=80.0, version="0.2.0"))
    home.save(a_posture(day=1), None, Notes(person="Zoë"))
    home.save_take(a_take(day=2), Notes(person="Zoë"))
    path = tmp_path / "zoe.zip"
    assert export_archive(home, [number, number + 1, number + 2], path) == 3
    return path


def test_everything_of_a_person_arrives(home, away, archive):
    assert import_archive(away, archive) == Imported(added=3, known=0)
    for there, here in zip(home.entries(), away.entries(), strict=True):
        assert (there.uid, there.notes, there.saved) == (here.uid, here.notes, here.saved)
        assert home.assessments(there.id) == away.assessments(here.id)
        assert home.stored(there.id) == away.stored(here.id)


def test_importing_twice_adds_nothing(home, away, archive):
    import_archive(away, archive)
    assert import_archive(away, archive) == Imported(added=0, known=3)
    assert import_archive(home, archive) == Imported(added=0, known=3)
    assert len(away.entries()) == 3


def rewritten(path, change):
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def newer(parts):
    contents = json.loads(parts["posecheck-archive.json"])
    parts["posecheck-archive.json"] = json.dumps({**contents, "format": 99}).encode()


def without_recording(parts):
    del parts[next(name for name in parts if name.endswith(".posecheck"))]


def no_contents(parts):
    del parts["posecheck-archive.json"]


def bad_number(parts):
    contents = json.loads(parts["posecheck-archive.json"])
    contents["takes"][0]["notes"]["effort"] = 99
    parts["posecheck-archive.json"] = json.dumps(contents).encode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (newer, "newer posecheck"),
        (without_recording, "damaged"),
        (no_contents, "damaged"),
        (bad_number, "damaged"),
    ],
)
def test_what_is_not_whole_adds_nothing(away, archive, change, sentence):
    rewritten(archive, change)
    with pytest.raises(HistoryError, match=sentence):
        import_archive(away, archive)
    assert away.entries() == []


def second_take_damaged(parts):
    """Damage what is added last, when the others would be in already."""
    contents = json.loads(parts["posecheck-archive.json"])
    last = contents["takes"][-1]["uid"]
    parts[f"takes/{last}/recording.posecheck"] = b"no recording"


def assessment_damaged(parts):
    name = next(name for name in parts if name.endswith("assessment-2.json"))
    parts[name] = b"{}"


@pytest.mark.parametrize("change", [second_take_damaged, assessment_damaged])
def test_what_is_damaged_inside_adds_nothing(away, archive, change):
    rewritten(archive, change)
    with pytest.raises(HistoryError, match=r"nothing was added.*damaged"):
        import_archive(away, archive)
    assert away.entries() == []


def test_a_failure_amid_adding_adds_nothing(away, archive, monkeypatch):
    """Not even where the archive changes after it was checked, or the disk fails."""
    steps = iter([1, 2])
    insert = store.tables.insert

    def fails_at_the_third(*arguments):
        if next(steps, None) is None:
            raise sqlite3.OperationalError("power cut")
        return insert(*arguments)

    monkeypatch.setattr(store.tables, "insert", fails_at_the_third)
    with pytest.raises(HistoryError, match="power cut"):
        import_archive(away, archive)
    assert away.entries() == []


def test_an_import_makes_a_backup_before(away, archive):
    number = away.save(a_march(), a_take(), Notes(person="Ann"))
    import_archive(away, archive)
    (copy,) = backup.list_of(away.database.file)
    with History(str(copy)) as before:
        assert [entry.id for entry in before.entries()] == [number]
    for _ in range(4):
        import_archive(away, archive)
    assert len(backup.list_of(away.database.file)) == backup.KEPT
    assert copy not in backup.list_of(away.database.file)


@pytest.mark.parametrize("content", [b"", b"no zip", None])
def test_no_archive_is_one_sentence(away, tmp_path, content):
    path = tmp_path / "other.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(HistoryError, match=r"damaged|cannot be read"):
        import_archive(away, path)


def test_a_folder_that_is_not_there_is_one_sentence(home, archive, tmp_path):
    with pytest.raises(OutputError, match="nothing was written"):
        export_archive(home, [1], tmp_path / "none" / "a.zip")
