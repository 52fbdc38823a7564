"""The command's own three streams, made fit for whatever they are connected to.

A reader that goes away, or a full disk behind `>`, ends no work: what is shown is not what is kept.
What could not be shown is said at the end.
"""

import io
import os
import sys
from typing import TextIO, cast

from posecheck.files import why


class Shown(io.RawIOBase):
    """Writes to a descriptor until that fails, and to nowhere from then on."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.problem: OSError | None = None

    def writable(self) -> bool:
        """Return that it takes what is written, always."""
        return True

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._descriptor

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return os.isatty(self._descriptor)

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        """Write what it takes; after a failure pretend to."""
        if self.problem is None:
            try:
                return os.write(self._descriptor, data)
            except BlockingIOError:
                os.set_blocking(self._descriptor, True)
                return os.write(self._descriptor, data)
            except OSError as error:
                self.problem = error
        return len(data)


_shown: list[Shown] = []


def prepare() -> None:
    """Open what is closed and replace the streams by ones that never fail.

    A file opened while one of the first three descriptors is free would take its place, and get
    what libraries print.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    _shown.clear()
    if sys.stdin is None:
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = _fit(sys.stdout, 1)
    sys.stderr = _fit(sys.stderr, 2)
    if not os.environ.get("COLUMNS", "").isdigit() or int(os.environ["COLUMNS"]) < 1:
        os.environ.pop("COLUMNS", None)


def problem() -> str | None:
    """Return why stdout did not take everything; None where it did, or its reader went away."""
    sys.stdout.flush()
    sys.stderr.flush()
    failed = _shown[0].problem if _shown else None
    return None if failed is None or isinstance(failed, BrokenPipeError) else why(failed)


def _fit(stream: TextIO | None, descriptor: int) -> TextIO:
    """Return a stream like this one that never fails; one of no descriptor as it is."""
    encoding, buffered_by_line = "utf-8", False
    if stream is not None:
        if not isinstance(stream, io.TextIOWrapper):
            return stream
        try:
            descriptor = stream.fileno()
        except (OSError, ValueError):
            stream.reconfigure(errors="replace")
            return stream
        stream.flush()
        encoding, buffered_by_line = stream.encoding, stream.line_buffering
    raw = Shown(descriptor)
    _shown.append(raw)
    return io.TextIOWrapper(
        io.BufferedWriter(cast(io.RawIOBase, raw)),
        encoding=encoding,
        errors="replace",  # a terminal without ° or − shows ? instead
        line_buffering=buffered_by_line,
    )
