"""Keeps native libraries from writing to the user's terminal.

MediaPipe's C++ code writes start-up notes straight to file descriptor 2, and no setting of its
own turns them off in the Python package. Its errors come back as exceptions, so nothing is lost.
"""

import contextlib
import os
import threading
from collections.abc import Iterator

_lock = threading.Lock()
_depth = 0
_kept = -1


@contextlib.contextmanager
def quiet_stderr() -> Iterator[None]:
    """Send file descriptor 2 of the whole process to nowhere for the length of the block.

    May be nested and may be entered from several threads: the first in switches it off, the last
    out switches it on. Does nothing where `POSECHECK_DEBUG` is set.
    """
    global _depth, _kept
    if os.environ.get("POSECHECK_DEBUG"):
        yield
        return
    with _lock:
        _depth += 1
        if _depth == 1:
            _kept = os.dup(2)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)
    try:
        yield
    finally:
        with _lock:
            _depth -= 1
            if _depth == 0:
                os.dup2(_kept, 2)
                os.close(_kept)


@contextlib.contextmanager
def heard() -> Iterator[None]:
    """Let what the block writes to file descriptor 2 through, whatever other threads keep quiet."""
    with _lock:
        if not _depth:
            yield
            return
        nowhere = os.dup(2)
        os.dup2(_kept, 2)
        try:
            yield
        finally:
            os.dup2(nowhere, 2)
            os.close(nowhere)
