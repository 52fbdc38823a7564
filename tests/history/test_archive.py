import json
import zipfile

import pytest

from posecheck.errors import HistoryError, OutputError, RecordingError
from posecheck.history import History, Notes
from posecheck.history.archive import Imported, export_archive, import_archive
from tests.history.builders import a_march, a_posture, a_recording


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
    number = home.save(a_march(), a_recording(), Notes(person="Zoë", effort=4))
    home.add_assessment(number, a_march(left_deg=80.0, version="0.2.0"))
    home.save(a_posture(day=1), None, Notes(person="Zoë"))
    path = tmp_path / "zoe.zip"
    assert export_archive(home, [number, number + 1], path) == 2
    return path


def test_everything_of_a_person_arrives(home, away, archive):
    assert import_archive(away, archive) == Imported(added=2, known=0)
    for there, here in zip(home.entries(), away.entries(), strict=True):
        assert (there.uid, there.notes, there.saved) == (here.uid, here.notes, here.saved)
        assert home.assessments(there.id) == away.assessments(here.id)
        assert home.stored(there.id) == away.stored(here.id)


def test_importing_twice_adds_nothing(home, away, archive):
    import_archive(away, archive)
    assert import_archive(away, archive) == Imported(added=0, known=2)
    assert import_archive(home, archive) == Imported(added=0, known=2)
    assert len(away.entries()) == 2


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


def test_a_damaged_recording_inside_is_refused(away, archive):
    def damage(parts):
        parts[next(name for name in parts if name.endswith(".posecheck"))] = b"no recording"

    rewritten(archive, damage)
    with pytest.raises(RecordingError, match="damaged"):
        import_archive(away, archive)
    assert away.entries() == []


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
