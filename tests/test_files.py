import pytest

from posecheck.errors import OutputError
from posecheck.files import ensure_writable, write_atomic


def test_asking_leaves_nothing_behind(tmp_path):
    ensure_writable(tmp_path / "out.json")
    assert list(tmp_path.iterdir()) == []


def test_asking_keeps_the_old_file(tmp_path):
    (tmp_path / "out.json").write_text("old")
    ensure_writable(tmp_path / "out.json")
    assert (tmp_path / "out.json").read_text() == "old"


@pytest.mark.parametrize("bad", ["no/out.json", "file/out.json", "."])
def test_a_place_that_cannot_be_written_to(tmp_path, bad):
    (tmp_path / "file").write_text("not a folder")
    for attempt in (ensure_writable, lambda path: write_atomic(path, b"new")):
        with pytest.raises(OutputError, match=r"cannot be written \(.*\); nothing was written"):
            attempt(tmp_path / bad)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_failure_keeps_the_old_file(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    (tmp_path / "out.json").write_text("old")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="no space left"):
        write_atomic(tmp_path / "out.json", b"new")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_a_stop_amid_writing_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    write_atomic(path, b"old")

    def stop(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("posecheck.files.os.fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(path, b"new")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"old"]
