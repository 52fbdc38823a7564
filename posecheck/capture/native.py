"""Native libraries, kept off the user's terminal; the one place that imports OpenCV.

MediaPipe's C++ code writes start-up notes straight to file descriptor 2, and no setting of its own
turns them off in the Python package; libpng tells the terminal of a broken picture. Their errors
come back as exceptions, so nothing is lost.

`from posecheck.capture.native import cv2` fails with a `SetupError` instead of an ImportError where
a system library is missing, so whoever has a user in front of them imports the modules that need it
inside the command.
"""

import contextlib
import os
import threading
from collections.abc import Iterator

from posecheck.errors import SetupError
from posecheck.thresholds import CAPTURE

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


# OpenCV reads this once, when it is loaded, and refuses larger pictures before it unpacks them.
os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(int(CAPTURE.largest_picture_area))
if not os.environ.get("POSECHECK_DEBUG"):
    os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")

try:
    import cv2
except ImportError as error:
    missing = "libGL" in str(error) or "libgthread" in str(error)
    raise SetupError(
        "OpenCV needs a system library that this machine lacks "
        f"({str(error).split(':')[0]}). On Debian or Ubuntu install it with: "
        "apt install libgl1 libglib2.0-0"
        if missing
        else f"OpenCV cannot be loaded ({error}). Install posecheck again with its dependencies."
    ) from error

# Said again, in case something else had imported OpenCV before the environment was set.
if not os.environ.get("POSECHECK_DEBUG"):
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

__all__ = ["cv2", "heard", "quiet_stderr"]
