"""The command line: a thin shell around the measuring functions."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any, NoReturn

from posecheck.cli import kept, streams
from posecheck.errors import PosecheckError
from posecheck.files import why


class StoppedError(Exception):
    """The user pressed Ctrl-C, or the machine asks to stop; `text` adds to the sentence."""

    def __init__(self, text: str = "", code: int = 130) -> None:
        super().__init__(text)
        self.text, self.code = text, code


class TerminatedError(KeyboardInterrupt):
    """The machine asks to stop: as Ctrl-C, with another exit code."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = 128 + number


def main() -> None:
    """Run the command line. Every failure is one sentence on stderr.

    Exit codes: 0 done, 2 a failure that the sentence explains, 3 an error of posecheck itself,
    130 stopped with Ctrl-C, 143 asked to end by the machine. A reader of stdout that goes away
    stops nothing.
    """
    _listen()
    kept.forget()
    streams.prepare()
    try:
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
    problem = streams.problem()
    if problem is not None:
        _leave(2, f"posecheck: the result cannot be shown ({problem}).{kept.sentence()}")
    sys.exit(code)


def stopped(error: KeyboardInterrupt, text: str = "") -> StoppedError:
    """Return what carries a stop past those who would swallow it, with a sentence to add."""
    return StoppedError(text, getattr(error, "code", 130))


def _listen() -> None:
    """Answer Ctrl-C from here on, unless the parent ignores it, and the machine's wish to end."""
    if threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _terminate)


def _terminate(number: int, _frame: Any) -> NoReturn:
    raise TerminatedError(number)


def _run() -> int:
    from posecheck.cli.root import app

    done = app(sys.argv[1:] or ["--help"], standalone_mode=False)
    return done if isinstance(done, int) else 0


def _fail(error: Exception) -> NoReturn:
    """End with the one sentence of a failure."""
    said: Callable[[], str] | None = getattr(error, "format_message", None)
    if isinstance(error, StoppedError):
        _stop(error.text, error.code)
    if isinstance(error, PosecheckError):
        _leave(2, f"posecheck: {error}{kept.sentence()}")
    if said is not None:  # what the command line's parser says of its arguments
        _leave(2, f"posecheck: {said()} 'posecheck COMMAND --help' shows what there is.")
    if os.environ.get("POSECHECK_DEBUG"):
        raise error
    if isinstance(error, OSError):
        file = f"{error.filename}: " if isinstance(error.filename, str) else ""
        _leave(2, f"posecheck could not go on ({file}{why(error)}).{kept.sentence()}")
    if isinstance(error, MemoryError):
        _leave(2, f"posecheck ran out of memory. Close other programs.{kept.sentence()}")
    _leave(
        3,
        f"posecheck stopped on an internal error ({type(error).__name__}: {error})."
        f"{kept.sentence()} Set POSECHECK_DEBUG=1, run it again and report what it shows.",
    )


def _stop(text: str, code: int) -> NoReturn:
    """End at once, past everything that is still open.

    MediaPipe stopped in mid-call leaves threads of its own, and would abort the program on its
    orderly way out.
    """
    _say(f"posecheck: stopped.{text and ' '}{text}{kept.sentence()}")
    streams.problem()
    os._exit(code)


def _leave(code: int, sentence: str) -> NoReturn:
    streams.problem()
    _say(sentence)
    sys.exit(code)


def _say(sentence: str) -> None:
    from posecheck.plain import one_line

    print(one_line(sentence), file=sys.stderr, flush=True)
