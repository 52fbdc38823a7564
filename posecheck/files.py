"""Writes files whole or not at all, and reads no more than was asked for.

Nothing that is not a regular file is ever replaced: what is sent to a device or a pipe is written
into it, a link is written through, and a file that is replaced keeps its mode and owner.
"""

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from posecheck.errors import OutputError, PosecheckError

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be removed: a lock by itself
    fcntl = None  # type: ignore[assignment]

_OPEN = re.compile(r"/(?:dev|proc/self)/fd/(\d+)|/dev/(stdin|stdout|stderr)")
_TEMPORARY = re.compile(r"\.posecheck-[0-9a-f]{32}")
_HELP = "Choose a folder that exists, is yours to write to and has free space."


def write_atomic(path: Path, content: bytes) -> None:
    """Write `content` to `path` so that a reader sees the old file or the new one, never a part.

    The bytes go to a file of the same folder that takes the name when they are on the disk. A file
    with a second name (a hard link) or of another user, which could not be replaced without taking
    it from them, is written in its place; it has its old content again if that fails.

    Raises
    ------
    OutputError
        the folder is missing, not writable, or full; the old file is untouched.
    """
    try:
        target, before = _target(path)
        if before is None:
            with contextlib.suppress(FileExistsError):
                return create_whole(target, content)
            target, before = _target(path)  # somebody else was faster
        if before is None:
            raise FileNotFoundError("it vanished")
        if not stat.S_ISREG(before.st_mode) or _open_already(path) is not None:
            _send(path, content)
        elif before.st_nlink > 1 or not _may_be_mine(before):
            _overwrite(target, content)
        else:
            _replace(target, content, before)
    except (OSError, ValueError) as error:
        raise _not_writable(path, error) from error


def create_whole(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Make a new file that has all of its content from its first moment on.

    Raises
    ------
    FileExistsError
        there is one of that name.
    OSError
        the folder is missing, not writable, or full.
    """
    with _nameless(path.parent, mode) as (handle, link):
        _fill(handle, content)
        link(path)


def ensure_writable(path: Path) -> None:
    """Check that `write_atomic` will find a place it can write to; leaves nothing behind.

    Raises
    ------
    OutputError
        the folder is missing or not writable, or `path` is itself a folder.
    """
    try:
        target, before = _target(path)
        if before is None or stat.S_ISREG(before.st_mode):
            with _nameless(target.parent, 0o600):
                pass
    except (OSError, ValueError) as error:
        raise _not_writable(path, error) from error


def read_bounded(path: Path, most: int, kind: type[PosecheckError]) -> bytes:
    """Return the content of a regular file of at most `most` bytes.

    Raises
    ------
    kind
        it is missing, not a regular file, not readable, or larger than that.
    """
    try:
        with open_regular(path) as handle, os.fdopen(handle, "rb", closefd=False) as file:
            size = os.fstat(handle).st_size
            content = file.read(min(size, most) + 1)
    except (OSError, ValueError) as error:
        raise kind(
            f"{name_of(path)} cannot be read ({why(error)}). Check the name and try again."
        ) from error
    if len(content) > most:
        raise kind(f"{name_of(path)} is larger than {most / 1e6:.0f} MB, which no such file is.")
    return content


@contextlib.contextmanager
def open_regular(path: Path) -> Iterator[int]:
    """Give the descriptor of a regular file, open for reading; never waits for a pipe.

    Raises
    ------
    OSError
        it is missing, not readable, or not a regular file.
    ValueError
        no file can have that name.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError("it is not a regular file")
        yield handle
    finally:
        os.close(handle)


def as_path(name: object, kind: type[PosecheckError]) -> Path:
    """Return the path that a caller named.

    Raises
    ------
    kind
        it is neither text nor a path.
    """
    if isinstance(name, str | os.PathLike):
        return Path(name)
    raise kind(f"{name!r:.80} is not the name of a file. Give it as text or as a pathlib.Path.")


def name_of(path: Path | str) -> str:
    """Return a file's name as text, whatever bytes it is made of."""
    return os.fsencode(path).decode("utf-8", "replace")


def why(error: Exception) -> str:
    """Return what the system says of an error, as words within a sentence."""
    said = error.strerror if isinstance(error, OSError) else None
    return (said or str(error) or type(error).__name__).lower()


def _target(path: Path) -> tuple[Path, os.stat_result | None]:
    """Return the file that is to be written, the end of a chain of links, and what is there now.

    Raises
    ------
    OSError
        it is a folder, a block device or a socket, it may not be written, or the links run in a
        circle.
    """
    try:
        before = os.stat(path)
    except FileNotFoundError:
        return Path(os.path.realpath(path)), None
    kind = before.st_mode
    if stat.S_ISDIR(kind):
        raise OSError("it is a folder")
    if stat.S_ISBLK(kind) or stat.S_ISSOCK(kind):
        raise OSError("it is not a regular file")
    if not os.access(path, os.W_OK):
        raise PermissionError("it may only be read")
    return Path(os.path.realpath(path)), before


def _open_already(path: Path) -> int | None:
    """Return the descriptor that a name such as /dev/stdout stands for; None for other names."""
    match = _OPEN.fullmatch(str(path))
    if match is None:
        return None
    return int(match[1]) if match[1] else ("stdin", "stdout", "stderr").index(match[2])


def _send(path: Path, content: bytes) -> None:
    """Write into what is open or a device; a pipe must have a reader, none is waited for.

    Raises
    ------
    OutputError
        it takes no more; a part may have gone there.
    """
    already = _open_already(path)
    if already is not None:
        handle = os.dup(already)  # goes on where that one has come to
    else:
        handle = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    try:
        if hasattr(os, "set_blocking") and already is None:
            os.set_blocking(handle, True)
        _write(handle, content)
    except OSError as error:
        raise OutputError(
            f"{name_of(path)} did not take everything ({why(error)}). Choose another place."
        ) from error
    finally:
        os.close(handle)


def _replace(target: Path, content: bytes, before: os.stat_result) -> None:
    with _nameless(target.parent, 0o600) as (handle, link):
        if hasattr(os, "fchown"):
            with contextlib.suppress(OSError):
                os.fchown(handle, before.st_uid, before.st_gid)
        if hasattr(os, "fchmod"):
            os.fchmod(handle, stat.S_IMODE(before.st_mode))
        _fill(handle, content)
        temporary = _temporary(target.parent)
        link(temporary)
        try:
            os.replace(temporary, target)
        except BaseException:  # Ctrl-C as well
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise


def _overwrite(target: Path, content: bytes) -> None:
    old = target.read_bytes()
    handle = os.open(target, os.O_WRONLY | getattr(os, "O_BINARY", 0))
    try:
        try:
            _fill(handle, content)
            os.ftruncate(handle, len(content))
        except BaseException:  # Ctrl-C as well
            os.lseek(handle, 0, os.SEEK_SET)
            _fill(handle, old)
            os.ftruncate(handle, len(old))
            raise
    finally:
        os.close(handle)


def _may_be_mine(before: os.stat_result) -> bool:
    """Say whether a new file in place of this one can have its owner."""
    return not hasattr(os, "geteuid") or os.geteuid() in (0, before.st_uid)


class _Link:
    """Gives an open file without a name its name."""

    def __init__(self, handle: int, temporary: Path | None) -> None:
        self._handle, self._temporary = handle, temporary

    def __call__(self, name: Path) -> None:
        if self._temporary is not None:
            try:
                os.link(self._temporary, name)
            except FileExistsError:
                raise
            except OSError:  # a file system without hard links
                if name.exists():
                    raise
                os.rename(self._temporary, name)
        else:
            # The descriptor of a folder makes Python follow the link in /proc; it is not used.
            source = f"/proc/self/fd/{self._handle}"
            os.link(source, name, src_dir_fd=self._handle, follow_symlinks=True)


@contextlib.contextmanager
def _nameless(folder: Path, mode: int) -> Iterator[tuple[int, _Link]]:
    """Give a new file that has no name yet, so that a killed program leaves none behind.

    Where the system knows no such file it has a temporary name, and for a moment before it takes
    the place of another; it is held locked, and what a killed program left is removed by the next.
    """
    _sweep(folder)
    handle, temporary = -1, None
    if hasattr(os, "O_TMPFILE") and os.path.exists("/proc/self/fd"):
        with contextlib.suppress(OSError):  # not every file system has them
            handle = os.open(folder, os.O_TMPFILE | os.O_WRONLY, mode)
    if handle < 0:
        handle, temporary = _named(folder, mode)
    hold(handle)
    try:
        yield handle, _Link(handle, temporary)
    finally:
        os.close(handle)
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()


def hold(handle: int) -> bool:
    """Lock an open file until it is closed or the program ends; say whether nobody else holds it.

    On Windows, and on a disk that knows no locks, nobody does.
    """
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return not isinstance(error, BlockingIOError)
    return True


def _sweep(folder: Path) -> None:
    """Remove the temporary files that programs which died have left in a folder."""
    with contextlib.suppress(OSError):
        for name in filter(_TEMPORARY.fullmatch, os.listdir(folder)):
            with contextlib.suppress(OSError), open_regular(folder / name) as handle:
                if hold(handle):
                    os.unlink(folder / name)


def _named(folder: Path, mode: int) -> tuple[int, Path]:
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    while True:
        temporary = _temporary(folder)
        handle = os.open(temporary, flags, mode)
        if hold(handle) and temporary.exists():
            return handle, temporary
        os.close(handle)  # somebody swept it away before it was held


def _temporary(folder: Path) -> Path:
    return folder / f".posecheck-{uuid4().hex}"


def _fill(handle: int, content: bytes) -> None:
    _write(handle, content)
    os.fsync(handle)


def _write(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]


def _not_writable(path: Path, error: Exception) -> OutputError:
    return OutputError(
        f"{name_of(path)} cannot be written ({why(error)}); nothing was written. {_HELP}"
    )
