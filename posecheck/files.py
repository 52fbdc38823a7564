"""Writes files whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path

from posecheck.errors import OutputError


def write_whole(path: Path, content: bytes) -> None:
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
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        reason = (error.strerror or str(error)).lower()
        raise OutputError(
            f"{path} cannot be written ({reason}); nothing was written. "
            "Choose a folder that exists, is yours to write to and has free space."
        ) from error
