"""Writes files whole or not at all, and reads no more than was asked for.

Nothing that is not a regular file is ever replaced: what is sent to a device or a pipe is written
into it, a symbolic link is written through, and a file that is replaced keeps its mode and owner.
"""

import contextlib
import os
import stat
from pathlib import Path
from uuid import uuid4

from posecheck.errors import OutputError, PosecheckError


def write_atomic(path: Path, content: bytes) -> None:
    """Write `content` to `path` so that a reader sees the old file or the new one, never a part.

    The bytes go to a temporary name in the same folder and are renamed when they are on disk.

    Raises
    ------
    OutputError : the folder is missing, not writable, or full; the old file is untouched.
    """
    try:
        target = _target(path)
        if _takes_a_stream(target):
            with target.open("wb") as out:
                out.write(content)
            return
        _replace(target, content)
    except (OSError, ValueError) as error:
        raise _not_writable(path, error) from error


def ensure_writable(path: Path) -> None:
    """Check that `write_atomic` will find a place it can write to; leaves nothing behind.

    Raises
    ------
    OutputError : the folder is missing or not writable, or `path` is itself a folder.
    """
    try:
        target = _target(path)
        if not _takes_a_stream(target):
            temporary = _temporary(target)
            os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            temporary.unlink()
    except (OSError, ValueError) as error:
        raise _not_writable(path, error) from error


def read_bounded(path: Path, most: int, kind: type[PosecheckError]) -> bytes:
    """Return the content of a regular file of at most `most` bytes.

    Raises
    ------
    kind : it is missing, not a regular file, not readable, or larger than that.
    """
    try:
        with path.open("rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise kind(f"{path} is not a file. Name the file itself.")
            content = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise kind(
            f"{path} cannot be read ({why(error)}). Check the name and try again."
        ) from error
    if len(content) > most:
        raise kind(f"{path} is larger than {most / 1e6:.0f} MB, which no such file is.")
    return content


def as_path(name: object, kind: type[PosecheckError]) -> Path:
    """Return the path that a caller named.

    Raises
    ------
    kind : it is neither text nor a path.
    """
    if isinstance(name, str | os.PathLike):
        return Path(name)
    raise kind(f"{name!r:.80} is not the name of a file. Give it as text or as a pathlib.Path.")


def why(error: Exception) -> str:
    """Return what the system says of an error, as words within a sentence."""
    said = error.strerror if isinstance(error, OSError) else None
    return (said or str(error) or type(error).__name__).lower()


def _target(path: Path) -> Path:
    """Return the file that is to be written: the end of a chain of links.

    Raises
    ------
    OSError : it is a folder, a block device or a socket, or the links run in a circle.
    """
    target = Path(os.path.realpath(path, strict=False)) if path.is_symlink() else path
    if target.is_symlink():
        raise OSError("the links run in a circle")
    if target.is_dir():
        raise OSError("it is a folder")
    if target.is_block_device() or target.is_socket():
        raise OSError("it is not a regular file")
    return target


def _takes_a_stream(target: Path) -> bool:
    return target.is_char_device() or target.is_fifo()


def _temporary(target: Path) -> Path:
    return target.with_name(f".posecheck-{uuid4().hex}")


def _replace(target: Path, content: bytes) -> None:
    before = target.stat() if target.exists() else None
    temporary = _temporary(target)
    try:
        handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        with os.fdopen(handle, "wb") as out:
            if before is not None:
                _like(out.fileno(), before)
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, target)
    except BaseException:  # Ctrl-C as well
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _like(handle: int, before: os.stat_result) -> None:
    """Give a new file the mode and, as far as this user may, the owner of the one it replaces."""
    if hasattr(os, "fchown"):
        with contextlib.suppress(OSError):
            os.fchown(handle, before.st_uid, before.st_gid)
    if hasattr(os, "fchmod"):
        os.fchmod(handle, stat.S_IMODE(before.st_mode))


def _not_writable(path: Path, error: Exception) -> OutputError:
    return OutputError(
        f"{path} cannot be written ({why(error)}); nothing was written. "
        "Choose a folder that exists, is yours to write to and has free space."
    )
