"""What is written is whole or is not there; what is no regular file is never replaced."""

import contextlib
import ctypes
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from posecheck.errors import OutputError, RecordingError
from posecheck.files import create_whole, ensure_writable, name_of, read_bounded, write_atomic
from tests.conftest import tiny_disk, unprivileged

NO_SPACE = OSError(28, "No space left on device")


@pytest.fixture(params=["nameless", "named"])
def way(request, monkeypatch):
    """Both ways to a new file: without a name until it is whole, and with a temporary one."""
    if request.param == "named":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    return request.param


def holds(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.usefixtures("way")
def test_asking_leaves_nothing_behind(tmp_path):
    ensure_writable(tmp_path / "out.json")
    assert holds(tmp_path) == {}


@pytest.mark.usefixtures("way")
def test_asking_keeps_the_old_file(tmp_path):
    (tmp_path / "out.json").write_text("old")
    ensure_writable(tmp_path / "out.json")
    assert holds(tmp_path) == {"out.json": b"old"}


@pytest.mark.usefixtures("way")
def test_a_new_file_and_then_another_in_its_place(tmp_path):
    for content in (b"first", b"", b"x" * 3_000_000):
        write_atomic(tmp_path / "out.json", content)
        assert holds(tmp_path) == {"out.json": content}


@pytest.mark.parametrize("bad", ["no/out.json", "file/out.json", ".", "n" * 300, "a\0b"])
def test_a_place_that_cannot_be_written_to(tmp_path, bad):
    (tmp_path / "file").write_text("not a folder")
    for attempt in (ensure_writable, lambda path: write_atomic(path, b"new")):
        with pytest.raises(OutputError, match=r"cannot be written \(.*\); nothing was written"):
            attempt(tmp_path / bad)
    assert holds(tmp_path) == {"file": b"not a folder"}


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("call", ["posecheck.files.os.fsync", "posecheck.files.os.write"])
@pytest.mark.parametrize("failure", [NO_SPACE, KeyboardInterrupt()])
def test_a_failure_at_any_step_keeps_the_old_file(tmp_path, monkeypatch, call, failure):
    write_atomic(tmp_path / "out.json", b"old")

    def fails(*_):
        raise failure

    with monkeypatch.context() as broken:
        broken.setattr(call, fails)
        with pytest.raises((OutputError, KeyboardInterrupt)):
            write_atomic(tmp_path / "out.json", b"new")
        with pytest.raises((OutputError, KeyboardInterrupt)):
            write_atomic(tmp_path / "fresh.json", b"new")
    assert holds(tmp_path) == {"out.json": b"old"}


def test_a_full_disk_keeps_the_old_files():
    with tiny_disk(300_000) as disk:
        write_atomic(disk / "one", b"old")
        (disk / "hard").write_bytes(b"old")
        os.link(disk / "hard", disk / "link")
        for name in ("one", "new", "hard"):
            with pytest.raises(OutputError, match="no space left on device"):
                write_atomic(disk / name, bytes(400_000))
        assert holds(disk) == {"one": b"old", "hard": b"old", "link": b"old"}


def test_a_link_is_written_through(tmp_path):
    (tmp_path / "real").mkdir()
    for name, target in (("there", "real/file"), ("nowhere", "real/fresh"), ("chain", "there")):
        (tmp_path / name).symlink_to(target)
    (tmp_path / "real" / "file").write_bytes(b"old")
    for name in ("there", "nowhere", "chain"):
        write_atomic(tmp_path / name, name.encode())
        assert (tmp_path / name).is_symlink()
        assert (tmp_path / name).read_bytes() == name.encode()
    assert holds(tmp_path / "real") == {"file": b"chain", "fresh": b"nowhere"}


def test_links_in_a_circle_are_one_sentence(tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OutputError, match="symbolic links"):
        write_atomic(tmp_path / "a", b"new")
    with pytest.raises(RecordingError, match="symbolic links"):
        read_bounded(tmp_path / "a", 10, RecordingError)


def test_a_second_name_of_a_file_sees_the_new_content(tmp_path):
    (tmp_path / "one").write_bytes(b"a longer one")
    os.link(tmp_path / "one", tmp_path / "other")
    write_atomic(tmp_path / "one", b"short")
    assert holds(tmp_path) == {"one": b"short", "other": b"short"}


def test_mode_and_owner_stay_as_they_are(tmp_path):
    path = tmp_path / "out.json"
    path.write_text("old")
    path.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)
    before = path.stat()
    write_atomic(path, b"new")
    after = path.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode, before.st_uid, before.st_gid,
    )  # fmt: skip
    assert path.read_bytes() == b"new"


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_a_new_file_has_the_mode_that_the_user_wants(tmp_path, umask):
    old = os.umask(umask)
    try:
        write_atomic(tmp_path / "new", b"")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o666 & ~umask


def test_a_file_of_another_user_stays_theirs(tmp_path):
    with unprivileged() as (folder, run):
        path = folder / "theirs"
        path.write_text("old")
        path.chmod(0o666)
        run("posecheck.files.write_atomic(Path(sys.argv[1]), b'new')", path)
        assert path.read_text() == "new"
        assert path.stat().st_uid == os.geteuid()


@pytest.mark.parametrize(("mode", "of"), [(0o444, "file"), (0o555, "folder"), (0o600, "folder")])
def test_what_the_user_may_not_write_is_one_sentence(mode, of):
    with unprivileged() as (folder, run):
        inner = folder / "inner"
        inner.mkdir()
        path = inner / "file"
        path.write_text("old")
        os.chown(inner, 65534, 65534)
        os.chown(path, 65534, 65534)
        (path if of == "file" else inner).chmod(mode)
        name = path if of == "file" else inner / "new"
        said = run("posecheck.files.write_atomic(Path(sys.argv[1]), b'new')", name)
        assert "cannot be written" in said
        inner.chmod(0o755)
        assert holds(inner) == {"file": b"old"}


def make_device(path: Path, like: str) -> None:
    """Make a device node of one's own, so that a defect breaks nothing of the machine's."""
    if os.geteuid() != 0:
        pytest.skip("only root may make a device")
    device = os.stat(like).st_rdev
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, device)
        path.open("wb").close()
    except OSError:
        pytest.skip("no devices here")


def test_a_device_takes_what_is_written_and_stays_a_device(tmp_path):
    make_device(tmp_path / "null", "/dev/null")
    make_device(tmp_path / "full", "/dev/full")
    ensure_writable(tmp_path / "null")
    write_atomic(tmp_path / "null", b"new")
    with pytest.raises(OutputError, match=r"did not take everything \(no space left on device\)"):
        write_atomic(tmp_path / "full", b"new")
    for name in ("null", "full"):
        assert stat.S_ISCHR((tmp_path / name).stat().st_mode)


def test_a_pipe_takes_what_is_written_and_nobody_is_waited_for(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OutputError, match="cannot be written"):
        write_atomic(pipe, b"new")
    with pytest.raises(RecordingError, match="not a regular file"):
        read_bounded(pipe, 10, RecordingError)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    content = bytes(range(256)) * 1000
    while reader.is_alive():
        with contextlib.suppress(OutputError):  # until the reader has opened it
            write_atomic(pipe, content)
            break
    reader.join()
    assert got == [content]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_what_is_open_already_is_written_on(tmp_path, name):
    code = (
        "import sys, pathlib, posecheck.files\n"
        "print('before', flush=True)\n"
        f"posecheck.files.write_atomic(pathlib.Path('{name}'), b'content ')\n"
        "print('after')\n"
    )
    with (tmp_path / "out").open("wb") as out:
        subprocess.run([sys.executable, "-c", code], stdout=out, check=True)
    assert (tmp_path / "out").read_text() == "before\ncontent after\n"


def test_a_name_of_bytes_that_are_no_text_works(tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9\xff.json")
    write_atomic(path, b"new")
    assert read_bounded(path, 10, RecordingError) == b"new"
    assert name_of(path).endswith("caf��.json")
    assert name_of(path).encode()
    with pytest.raises(RecordingError) as told:
        read_bounded(path.with_suffix(".no"), 10, RecordingError)
    assert str(told.value).encode()


def test_a_new_file_never_takes_the_place_of_one(tmp_path):
    create_whole(tmp_path / "a", b"first")
    with pytest.raises(FileExistsError):
        create_whole(tmp_path / "a", b"second")
    assert holds(tmp_path) == {"a": b"first"}


def test_no_more_is_read_than_was_asked_for(tmp_path):
    path = tmp_path / "big"
    with path.open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(RecordingError, match="larger than 1 MB"):
        read_bounded(path, 1_000_000, RecordingError)
    for name in ("/dev/zero", "/proc/self/mem"):
        with pytest.raises(RecordingError):
            read_bounded(Path(name), 1_000_000, RecordingError)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at Linux's own file without a name")
def test_a_killed_program_leaves_no_orphan(tmp_path):
    """Whatever moment a writer is killed at, there is the old file or the new one, and no other."""
    code = (
        "import sys, pathlib, posecheck.files\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    posecheck.files.write_atomic(path, b'new' * 100_000)\n"
        "    path.unlink()\n"
    )
    for moment in range(20):
        with subprocess.Popen(
            [sys.executable, "-c", code, tmp_path / "out"], stdout=subprocess.PIPE
        ) as writer:
            writer.stdout.readline()
            ctypes.CDLL(None).usleep(500 * moment)
            writer.kill()
        found = holds(tmp_path)
        assert found in ({}, {"out": b"new" * 100_000})
        for path in tmp_path.iterdir():
            path.unlink()


def test_what_a_writer_left_that_was_killed_at_its_last_step_goes_with_the_next(tmp_path):
    code = (
        "import os, sys, pathlib, posecheck.files\n"
        "posecheck.files.os.replace = lambda *_: os.kill(os.getpid(), 9)\n"
        "posecheck.files.write_atomic(pathlib.Path(sys.argv[1]), b'new')\n"
    )
    out, other = tmp_path / "out", tmp_path / ".posecheck-of-somebody-else"
    out.write_bytes(b"old")
    other.touch()
    subprocess.run([sys.executable, "-c", code, out], check=False)
    assert len(holds(tmp_path)) == 3
    assert out.read_bytes() == b"old"
    write_atomic(tmp_path / "another", b"x")
    assert holds(tmp_path) == {"out": b"old", other.name: b"", "another": b"x"}


def test_what_another_program_is_writing_stays(tmp_path, monkeypatch):
    replace = os.replace
    busy = []

    def meanwhile(source, target):
        write_atomic(tmp_path / "another", b"x")
        busy.append(Path(source).exists())
        replace(source, target)

    (tmp_path / "out").write_bytes(b"old")
    monkeypatch.setattr("posecheck.files.os.replace", meanwhile)
    write_atomic(tmp_path / "out", b"new")
    assert busy == [True]
    assert holds(tmp_path) == {"out": b"new", "another": b"x"}
