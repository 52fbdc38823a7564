"""Writes files whole or not at all, and asks beforehand whether that will be possible."""

import contextlib
import os
import tempfile
from errno import EISDIR
from pathlib import Path

from posecheck.errors import OutputError


def write_atomic(path: Path, content: bytes) -> None:
    """Write `content` to `path` so that a reader sees the old file or the new one, never a part.

    The bytes go to a temporary name in the same folder and are renamed when they are on disk.

    Raises
    ------
    OutputError : the folder is missing, not writable, or full; the old file is untouched.
    """
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, path)
    except BaseException as error:  # Ctrl-C as well
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        if isinstance(error, OSError):
            raise _not_writable(path, error) from error
        raise


def ensure_writable(path: Path) -> None:
    """Check that `write_atomic` will find a folder it can write to; leaves nothing behind.

    Raises
    ------
    OutputError : the folder is missing or not writable, or `path` is itself a folder.
    """
    try:
        if path.is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise _not_writable(path, error) from error


def _not_writable(path: Path, error: OSError) -> OutputError:
    reason = (error.strerror or str(error)).lower()
    return OutputError(
        f"{path} cannot be written ({reason}); nothing was written. "
        "Choose a folder that exists, is yours to write to and has free space."
    )
