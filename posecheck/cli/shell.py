"""Where a command runs: its environment, streams, end, and the one sentence of every failure.

A reader of a stream that goes away, or a full disk behind `>`, ends no work: what is shown is not
what is kept. What could not be shown is said at the end.
"""

import _thread
import io
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import NoReturn, TextIO, cast

from posecheck.cli import StoppedError, TerminatedError, forget_kept, what_was_kept
from posecheck.environment import tame_environment
from posecheck.errors import PosecheckError, incomplete
from posecheck.files import why

_asked_to_end: list[int] = []  # the exit code of what came first
_ending = threading.Event()
_CTRL_C = 130
_AGAIN_S = 0.01


def main() -> None:
    """Run the command line. Every failure is one sentence on stderr.

    Exit codes: 0 done, 2 a failure that the sentence explains, 3 an error of posecheck itself,
    130 stopped with Ctrl-C, 143 asked to end by the machine. A reader of stdout that goes away
    stops nothing.
    """
    try:
        _listen()
        forget_kept()
        _prepare_streams()
        tame_environment()
        os.getcwd()
        code = _run()
    except FileNotFoundError as error:
        if error.filename is not None:
            _fail(error)
        _leave(2, "posecheck: this folder is no longer there. Change to another and try again.")
    except Exception as error:
        _fail(error)
    except KeyboardInterrupt as error:
        _stop("", getattr(error, "code", 130))
    problem = _stream_problem()
    if problem is not None:
        _leave(2, f"posecheck: the result cannot be shown ({problem}).{what_was_kept()}")
    sys.exit(code)


def _listen() -> None:
    """Answer Ctrl-C from here on, unless the parent ignores it, and the machine's wish to end."""
    _asked_to_end.clear()
    _ending.clear()
    if threading.current_thread() is not threading.main_thread():
        return
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _terminate)
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _send_again
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _print_no_wish_to_end


def _terminate(number: int, frame: FrameType | None) -> None:
    if _ending.is_set():
        return  # the last word is being said
    while frame is not None:
        if frame.f_code is _send_again.__code__:  # where it would be swallowed again
            _ask_in_a_moment(number)
            return
        frame = frame.f_back
    _asked_to_end.append(128 + number)
    raise KeyboardInterrupt if number == signal.SIGINT else TerminatedError(number)


def _send_again(swallowed: "sys.UnraisableHookArgs") -> None:
    """Ask once more a moment later, where Python itself lets the wish to end fall.

    It does that where no caller could hear of it: while an object is being taken down.
    """
    if isinstance(swallowed.exc_value, KeyboardInterrupt):
        _ask_in_a_moment(getattr(swallowed.exc_value, "code", _CTRL_C) - 128)
    else:
        sys.__unraisablehook__(swallowed)


def _print_no_wish_to_end(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Print what ends the program, unless it is the wish to end, which `main` tells.

    Libraries print it as well, before they fail in its place (NumPy's `import_array`).
    """
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


def _ask_in_a_moment(number: int) -> None:
    def ask() -> None:
        time.sleep(_AGAIN_S)
        os.kill(os.getpid(), number)

    # Not a `threading.Thread`, whose locks may be held where this is called.
    _thread.start_new_thread(ask, ())


def _run() -> int:
    from posecheck.cli.root import app

    done = app(sys.argv[1:] or ["--help"], standalone_mode=False)
    if done == _CTRL_C and _asked_to_end:  # Typer's own answer outside of a command
        return _asked_to_end[0]
    return done if isinstance(done, int) else 0


def _fail(error: Exception) -> NoReturn:
    """End with the one sentence of a failure."""
    said: Callable[[], str] | None = getattr(error, "format_message", None)
    if isinstance(error, StoppedError):
        _stop(error.text, error.code)
    if _asked_to_end:  # which others may have caught and told as a failure of their own
        _stop("", _asked_to_end[0])
    if isinstance(error, PosecheckError):
        _leave(2, f"posecheck: {error}{what_was_kept()}")
    if said is not None:  # what the command line's parser says of its arguments
        what = said().rstrip()
        stop = "" if what.endswith((".", "?", "!")) else "."
        command = "" if what.startswith("No such command") else "COMMAND "
        _leave(2, f"posecheck: {what}{stop} 'posecheck {command}--help' shows what there is.")
    if os.environ.get("POSECHECK_DEBUG"):
        raise error
    if isinstance(error, OSError):
        file = f"{error.filename}: " if isinstance(error.filename, str) else ""
        _leave(2, f"posecheck could not go on ({file}{why(error)}).{what_was_kept()}")
    lacking = incomplete(error)
    if lacking is not None:
        _leave(2, f"posecheck: {lacking}{what_was_kept()}")
    if isinstance(error, MemoryError):
        _leave(2, f"posecheck ran out of memory. Close other programs.{what_was_kept()}")
    _leave(
        3,
        f"posecheck stopped on an internal error ({type(error).__name__}: {error})."
        f"{what_was_kept()} Set POSECHECK_DEBUG=1, run it again and report what it shows.",
    )


def _stop(text: str, code: int) -> NoReturn:
    """End at once, past everything that is still open.

    MediaPipe stopped in mid-call leaves threads of its own, and would abort the program on its
    orderly way out.
    """
    _ending.set()
    _say(f"posecheck: stopped.{text and ' '}{text}{what_was_kept()}")
    _stream_problem()
    os._exit(code)


def _leave(code: int, sentence: str) -> NoReturn:
    _stream_problem()
    _say(sentence)
    sys.exit(code)


def _say(sentence: str) -> None:
    from posecheck.plain import one_line

    print(one_line(sentence), file=sys.stderr, flush=True)


class _Shown(io.RawIOBase):
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


_shown: list[_Shown] = []


def _prepare_streams() -> None:
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


def _stream_problem() -> str | None:
    """Return why stdout did not take everything; None where it did, or its reader went away."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # as they are where a stop comes before they are prepared
            stream.flush()
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
    raw = _Shown(descriptor)
    _shown.append(raw)
    return io.TextIOWrapper(
        io.BufferedWriter(cast(io.RawIOBase, raw)),
        encoding=encoding,
        errors="replace",  # a terminal without ° or − shows ? instead
        line_buffering=buffered_by_line,
    )
